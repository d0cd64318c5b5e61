"""Entering one thing for a representative, standing beside them with a tablet."""

from typing import Any

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import viewer
from blueprints.entering import importing, paper
from blueprints.entering.area import asked_visit, bp, may_enter
from blueprints.entering.forms import EntryForm
from blueprints.pages import done, page
from models import Entered, EnteredFrom, Opinion, Question, SlipKind, Visit, db, enter_for
from models.entering import Given, label_of
from models.text import LONGEST

__all__ = ["bp", "importing", "paper"]

LATEST = 6
PAGE = "entering/entry.html"
KEPT = ("card_id", "kind", "source", "stop_id")


@bp.get("")
@may_enter
def entry() -> Response:
    visit = asked_visit()
    return _page(visit, _fresh(visit))


@bp.post("")
@may_enter
def enter() -> ResponseReturnValue:
    """The form stays filled for the next thing that the same person says."""
    visit = asked_visit()
    form = EntryForm(visit)
    if not form.validate_on_submit():
        return _page(visit, form, 422)
    visit.refuse_unless_now(form.occasion.data or "")
    entered = Entered(viewer(), form.source.data)
    kind, text = form.kind.data, form.text.data or ""
    one = enter_for(form.card, kind, text, form.identity, form.stop, entered)
    db.session.commit()
    flash(f"已替{one.author}登记：{label_of(one)}")
    kept: dict[str, Any] = {name: request.form.get(name, "") for name in KEPT}
    location = url_for(".entry", visit=visit.id, **kept)
    return done(location, PAGE, "main", **_shown(visit, _fresh(visit, **kept)))


def _fresh(visit: Visit, **kept: str) -> EntryForm:
    """With what the address names chosen already; the rest is what is usual."""
    asked = {**request.args.to_dict(), **kept}
    form = EntryForm(visit, formdata=None)
    here = str(visit.stop.id) if visit.stop else ""
    form.begin(
        kind=_one_of(SlipKind, asked.get("kind"), SlipKind.QUESTION),
        source=_one_of(EnteredFrom, asked.get("source"), EnteredFrom.SPOKEN),
        card_id=next((key for key in form.cards if str(key) == asked.get("card_id")), None),
        stop_id=next((key for key in form.stops if str(key) == asked.get("stop_id", here)), None),
    )
    return form


def _one_of(kind: Any, asked: str | None, usual: Any) -> Any:
    return next((member for member in kind if member.value == asked), usual)


def _shown(visit: Visit, form: EntryForm) -> dict[str, object]:
    return {"visit": visit, "form": form, "longest": LONGEST, "latest": _latest(visit)}


def _page(visit: Visit, form: EntryForm, status: int = 200) -> Response:
    return page(PAGE, "main", status, **_shown(visit, form))


def _latest(visit: Visit) -> list[Given]:
    """What this helper has just entered."""
    found: list[Given] = []
    for model in (Question, Opinion):
        mine = select(model).filter_by(visit_id=visit.id, entered_by_id=viewer().id)
        found += db.session.scalars(mine.order_by(model.id.desc()).limit(LATEST))
    return sorted(found, key=lambda one: one.given_at, reverse=True)[:LATEST]
