"""The blueprint that the modules of this area share, and what they load."""

from typing import Any

from flask import Blueprint, Response, abort
from sqlalchemy import select

from blueprints.access import viewer
from blueprints.minutes.forms import CopiesForm, FactsForm, ItemForm, PersonForm, ReturnForm
from blueprints.pages import page
from models import AgendaItem, Meeting, Opinion, Permission, Question, db
from models.minutes import MinutesState, Quotable, quotable

bp = Blueprint("minutes", __name__, url_prefix="/meetings")


def load(meeting_id: int) -> Meeting:
    return db.get_or_404(Meeting, meeting_id)


def load_item(meeting_id: int, item_id: int) -> AgendaItem:
    items = load(meeting_id).minutes.items
    return next((item for item in items if item.id == item_id), None) or abort(404)


def load_source(name: str) -> Quotable:
    """What a button names: `question-5` or `opinion-7`."""
    kind, _, key = name.partition("-")
    model: Any = {"question": Question, "opinion": Opinion}.get(kind)
    if model is None or not key.isascii() or not key.isdecimal() or len(key) > 9:
        abort(404)
    found: Quotable = db.one_or_404(select(model).where(model.id == int(key)))
    return found


def writes(meeting: Meeting) -> bool:
    drafting = meeting.minutes.state is MinutesState.DRAFTING
    return drafting and viewer().may(Permission.MEETING_WRITE)


def overview(meeting: Meeting, status: int = 200, **failed: Any) -> Response:
    """The page of a meeting; `failed` are forms that came back wrong."""
    fresh: dict[str, Any] = {"formdata": None}
    forms = {
        "facts": failed.get("facts") or FactsForm(meeting, **fresh),
        "person": failed.get("person") or PersonForm(meeting, **fresh),
        "copies": failed.get("copies") or CopiesForm(meeting.minutes, **fresh),
        "returning": failed.get("returning") or ReturnForm(**fresh),
    }
    return page(
        "minutes/meeting.html",
        "main",
        status,
        meeting=meeting,
        minutes=meeting.minutes,
        missing=meeting.minutes.missing,
        writes=writes(meeting),
        failed=set(failed),
        **forms,
    )


def editor(
    item: AgendaItem, form: ItemForm | None = None, status: int = 200, conflict: bool = False
) -> Response:
    """The page of one item. In a conflict it shows what was sent beside what is stored."""
    meeting = item.minutes.meeting
    quoted = {each.source for each in item.quotes}
    elsewhere = {each.source: other for other in item.minutes.items for each in other.quotes}
    return page(
        "minutes/item.html",
        "main",
        status,
        meeting=meeting,
        minutes=item.minutes,
        item=item,
        form=form or ItemForm(item, formdata=None),
        conflict=conflict,
        missing=item.minutes.missing,
        quotable=quotable(meeting.visit),
        quoted=quoted,
        elsewhere=elsewhere,
        writes=writes(meeting),
    )
