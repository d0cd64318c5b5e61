"""The visit in figures (简报): counted from the records, by the programme's own rule."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from models.base import db
from models.matter import Matter
from models.notice import Notice
from models.opinion import Channel, Opinion
from models.report import Report
from models.representative import Card
from models.round import Round
from models.terms import MatterKind, MatterState, Result
from models.unit import Unit
from models.visit import Visit

# what was merged into another matter is counted there
COUNTED = Matter.state != MatterState.MERGED


@dataclass(frozen=True)
class Figures:
    """What one visit brought. Opinions and reports are those given 现场 by its representatives,
    as first recorded; questions, later channels and rehearsals
    are not in them. Matters count
    for their lead unit, and with the result of their present round."""

    representatives: int
    opinions: int
    reports: int
    units_noticed: int
    matters_by_state: dict[MatterState, int]
    matters_by_kind: dict[MatterKind, int]
    matters_by_unit: dict[Unit, int]  # most first
    matters_by_result: dict[Result | None, int]  # None: nothing reported yet

    @classmethod
    def of(cls, visit: Visit) -> "Figures":
        matters = select(func.count()).where(Matter.visit_id == visit.id, COUNTED)
        rows = db.session.execute(matters.add_columns(Matter.state).group_by(Matter.state))
        by_state = {state: count for count, state in rows}
        by_kind = db.session.execute(matters.add_columns(Matter.kind).group_by(Matter.kind))
        return cls(
            representatives=_count(Card, Card.visit_id == visit.id),
            opinions=_on_spot(Opinion, visit),
            reports=_on_spot(Report, visit),
            units_noticed=Notice.units_of(visit),
            matters_by_state={state: by_state[state] for state in MatterState if state in by_state},
            matters_by_kind={kind: count for count, kind in by_kind},
            matters_by_unit=_by_unit(visit),
            matters_by_result=_by_result(visit),
        )

    @property
    def matters(self) -> int:
        return sum(self.matters_by_state.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "representatives": self.representatives,
            "opinions": self.opinions,
            "reports": self.reports,
            "units_noticed": self.units_noticed,
            "matters": self.matters,
            "matters_by_state": {s.value: self.matters_by_state.get(s, 0) for s in MatterState},
            "matters_by_kind": {k.value: self.matters_by_kind.get(k, 0) for k in MatterKind},
            "matters_by_unit": {unit.name: n for unit, n in self.matters_by_unit.items()},
            "matters_by_result": {
                result.value if result else "none": self.matters_by_result.get(result, 0)
                for result in (*Result, None)
            },
        }


def _by_unit(visit: Visit) -> dict[Unit, int]:
    number = func.count(Matter.id)
    led = select(Matter.lead_id, number).where(Matter.visit_id == visit.id, COUNTED)
    rows = db.session.execute(led.group_by(Matter.lead_id).order_by(number.desc(), Matter.lead_id))
    return {db.session.get_one(Unit, lead_id): count for lead_id, count in rows}


def _by_result(visit: Visit) -> dict[Result | None, int]:
    last = select(func.max(Round.number)).where(Round.matter_id == Matter.id)
    found = (
        select(Round.result, func.count())
        .join(Round.matter)
        .where(Matter.visit_id == visit.id, COUNTED)
        .where(Round.number == last.correlate(Matter).scalar_subquery())
    )
    return {row[0]: row[1] for row in db.session.execute(found.group_by(Round.result))}


def _on_spot(model: Any, visit: Visit) -> int:
    """What was given 现场; a rehearsal counts for nothing."""
    if visit.is_rehearsal:
        return 0
    return _count(model, model.visit_id == visit.id, model.channel == Channel.ON_SPOT)


def _count(model: Any, *which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0
