"""The blueprint that the modules of this area share, and what they load."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import viewer
from blueprints.minutes.forms import (
    CopiesForm,
    CorrectionForm,
    FactsForm,
    PersonForm,
    ReturnForm,
    SignatureForm,
)
from blueprints.pages import is_htmx, page
from models import Block, Meeting, Minutes, Opinion, Permission, Phrase, Question, db
from models.excerpt import units_of
from models.minutes_steps import MinutesState
from models.outcome import outcomes
from models.quoting import Quotable, quotable
from models.visit import in_words
from models.whole import read_whole

bp = Blueprint("minutes", __name__, url_prefix="/meetings")
WRITERS = (Permission.MEETING_WRITE, Permission.MEETING_ISSUE)


def load(meeting_id: int) -> Meeting:
    return db.get_or_404(Meeting, meeting_id)


def load_to_write(meeting_id: int) -> Meeting:
    """Before anything of it is read: who writes at the same moment comes afterwards."""
    Minutes.hold(meeting_id)
    return load(meeting_id)


def load_block(meeting_id: int, name: str) -> Any:
    """What an address names: `decision-7`."""
    block: Block = load_to_write(meeting_id).minutes.block(name.replace("-", ":", 1))
    return block


def load_item(meeting_id: int, item_id: int) -> Any:
    items = load_to_write(meeting_id).minutes.items
    return next((item for item in items if item.id == item_id), None) or abort(404)


def load_source(name: str) -> Quotable:
    """What a button names: `question-5` or `opinion-7`."""
    kind, _, key = name.partition("-")
    model: Any = {"question": Question, "opinion": Opinion}.get(kind)
    if model is None or not key.isascii() or not key.isdecimal() or len(key) > 9:
        abort(404)
    found: Quotable = db.one_or_404(db.select(model).where(model.id == int(key)))
    return found


def anchor_of(block: Block) -> str:
    return block.key.replace(":", "-")


def overview(meeting: Meeting, status: int = 200, **failed: Any) -> Response:
    """The page of a meeting; `failed` are forms that came back wrong."""
    fresh: dict[str, Any] = {"formdata": None}
    forms = {
        "facts": failed.get("facts") or FactsForm(meeting, **fresh),
        "person": failed.get("person") or PersonForm(meeting, **fresh),
        "copies": failed.get("copies") or CopiesForm(meeting.minutes, **fresh),
        "returning": failed.get("returning") or ReturnForm(**fresh),
        "signature": failed.get("signature") or SignatureForm(meeting, **fresh),
        "correcting": failed.get("correcting") or CorrectionForm(**fresh),
    }
    minutes = meeting.minutes
    read_whole(minutes)
    return page(
        "minutes/meeting.html",
        "main",
        status,
        meeting=meeting,
        minutes=minutes,
        missing=[] if minutes.is_issued else minutes.missing,
        outcomes=outcomes(meeting),
        units=units_of(minutes),
        writes=minutes.is_writable_by(viewer()),
        may=_may(minutes),
        failed=set(failed),
        **forms,
    )


def _may(minutes: Minutes) -> dict[str, bool]:
    """Which step is the viewer's."""
    who, state = viewer(), minutes.state
    heads = not minutes.reviewer_refused(who)
    presides = who.id == minutes.meeting.chair_id and who.id != minutes.drafted_by_id
    waits = state in {MinutesState.SUBMITTED, MinutesState.REVIEWED, MinutesState.SIGNED}
    return {
        "submit": state is MinutesState.DRAFTING and who.may(Permission.MEETING_WRITE),
        "review": state is MinutesState.SUBMITTED and heads,
        "sign": state is MinutesState.REVIEWED and presides,
        "key_in": state is MinutesState.REVIEWED and heads,
        "issue": state is MinutesState.SIGNED and heads,
        "send_back": waits and (heads or (state is MinutesState.REVIEWED and presides)),
        "correct": minutes.is_issued
        and who.may(Permission.MEETING_WRITE)
        and minutes.meeting.corrected_by is None,
    }


def editor(meeting: Meeting, status: int = 200) -> Response:
    """The draft, all of it on one page."""
    minutes = meeting.minutes
    read_whole(minutes)
    quoted = {source: item for item in minutes.items for source in item.sources}
    clashes: dict[str, list[Any]] = {}
    for conflict in minutes.conflicts:
        clashes.setdefault(conflict.block, []).append(conflict)
    return page(
        "minutes/draft.html",
        "editor",
        status,
        meeting=meeting,
        minutes=minutes,
        missing=minutes.missing,
        clashes=clashes,
        strays=[each for each in minutes.conflicts if each.about.is_out],
        quotable=quotable(meeting.visit),
        quoted=quoted,
        phrases=Phrase.texts_of(viewer().unit),
        units=units(),
        writes=minutes.is_writable_by(viewer()),
        last=minutes.last_edit,
        ordinals=in_words,
    )


def units() -> list[str]:
    """The names of those that can be given something to do."""
    from models import Unit, UnitKind

    found = db.select(Unit.name).where(Unit.kind != UnitKind.GOVERNMENT)
    return list(db.session.scalars(found.order_by(Unit.kind, Unit.id)))


def written(meeting: Meeting, told: str = "", anchor: str = "") -> ResponseReturnValue:
    """After a change of the draft's parts: the editor anew, for htmx without loading the page."""
    db.session.commit()
    if told:
        flash(told)
    if is_htmx():
        return editor(meeting)
    return redirect(url_for(".draft", meeting_id=meeting.id, _anchor=anchor or None), 303)


def back(meeting: Meeting, told: str = "", anchor: str = "") -> ResponseReturnValue:
    db.session.commit()
    if told:
        flash(told)
    return redirect(url_for(".show", meeting_id=meeting.id, _anchor=anchor or None), 303)
