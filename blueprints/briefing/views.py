"""A visit's briefing (情况简报): its figures, each with the records behind it."""

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from blueprints.access import requires
from blueprints.pages import page
from models import (
    Channel,
    Figures,
    Opinion,
    Permission,
    Result,
    Visit,
    VisitState,
    audit,
    clock,
    db,
)
from models.terms import LANES
from models.visit_outcome import VisitOutcome

bp = Blueprint("briefing", __name__, url_prefix="/briefing")


@bp.get("")
@requires(Permission.VISIT_READ)
def index() -> Response:
    """The newest visit that has been held, in full; the others as a list beside it."""
    visits = _visits()
    held = (visit for visit in visits if visit.state is VisitState.HELD)
    newest = next(held, visits[0] if visits else None)
    return page("briefing/show.html", "main", visits=visits, **shown(newest))


@bp.get("/<int:visit_id>")
@requires(Permission.VISIT_READ)
def show(visit_id: int) -> Response:
    visit = db.get_or_404(Visit, visit_id)
    return page("briefing/show.html", "main", visits=_visits(), **shown(visit))


@bp.get("/<int:visit_id>/opinions")
@requires(Permission.VISIT_READ)
def opinions(visit_id: int) -> Response:
    """What the figure of opinions counts, one by one."""
    visit = db.get_or_404(Visit, visit_id)
    given = select(Opinion).filter_by(visit_id=visit.id, channel=Channel.ON_SPOT)
    whole = given.options(joinedload(Opinion.stop), joinedload(Opinion.matter))
    found = db.session.scalars(whole.order_by(Opinion.number)).all()
    return page("briefing/opinions.html", "main", visit=visit, opinions=found)


@bp.get("/<int:visit_id>/outcome")
@requires(Permission.VISIT_READ)
def outcome(visit_id: int) -> Response:
    """What the visit asked and what became of it: for the next visit."""
    visit = db.get_or_404(Visit, visit_id)
    return page(
        "briefing/outcome.html",
        "main",
        outcome=VisitOutcome.of(visit),
        now=clock.now(),
        visits=_visits(),
    )


def _visits() -> list[Visit]:
    return list(db.session.scalars(select(Visit).order_by(Visit.number.desc())))


def _board(visit: Visit, **narrowed: Any) -> str:
    """The board with the matters that a figure counts."""
    return url_for("supervision.board", visit=visit.number, closed="all", **narrowed)


def shown(visit: Visit | None) -> dict[str, Any]:
    """Everything that the briefing reads."""
    if visit is None:
        return {"visit": None}
    figures = Figures.of(visit)
    return {
        "visit": visit,
        "figures": figures,
        "state_rows": [
            (state.label, figures.matters_by_state.get(state, 0), _board(visit, state=state.value))
            for state in LANES
        ],
        "result_rows": [
            (
                result.label if result else "尚未报结",
                figures.matters_by_result.get(result, 0),
                _board(visit, result=result.value if result else "none"),
            )
            for result in (*Result, None)
        ],
        "unit_rows": [
            (unit.name, count, _board(visit, unit=unit.id))
            for unit, count in figures.matters_by_unit.items()
        ],
        "end": audit.head(),
        "now": clock.now(),
    }
