"""Corrections (更正): issued minutes stay as they are; what was wrong is written anew."""

from typing import Any

from models.account import Account
from models.agenda import AgendaItem, AgendaQuote
from models.agenda_file import AgendaFile
from models.attendance import Attendance
from models.audit import record
from models.base import RuleBroken, db
from models.decision import Decision
from models.edit import EditKind
from models.meeting import Meeting
from models.minutes import Minutes
from models.minutes_steps import MinutesState
from models.pledge import Pledge
from models.roles import Permission
from models.statement import Statement
from models.text import said
from models.topic import publish

MEETING = (
    "kind", "year", "number", "title", "visit", "stop", "held_at", "place",
    "chair", "chair_name", "chair_title",
)  # fmt: skip
PERSON = ("position", "kind", "name", "unit", "title", "card", "arrived_at", "left_at")
ITEM = ("position", "title", "reporter", "said")
STATEMENT = ("position", "speaker", "words", "card", "question", "opinion")
DECISION = ("position", "text", "lead", "due_on")
PLEDGE = ("position", "speaker", "words", "unit", "due_on", "promise")
FILE = ("key", "name", "mime", "size", "sha256", "added_at", "added_by")
QUOTE = ("question", "opinion", "is_within_text")


def correct(minutes: Minutes, by: Account, reason: str) -> Meeting:
    """更正: a new version that says what it corrects and why, and goes the same way. Decisions that
    have become matters keep them."""
    if not minutes.is_issued:
        raise RuleBroken("纪要还没有印发，直接修改就可以")
    if not by.may(Permission.MEETING_WRITE):
        raise RuleBroken("更正稿由文秘或组织员起草")
    original = minutes.meeting
    if original.corrected_by is not None:
        raise RuleBroken("这份纪要已经有更正稿，请在更正稿上办理")
    meeting = Meeting(
        **_taken(original, MEETING),
        recorder=by,
        revision=original.revision + 1,
        corrects=original,
        correction_reason=said(reason, 500, "请写明为什么更正、更正哪里"),
    )
    meeting.minutes = Minutes(
        drafted_by=by, state=MinutesState.DRAFTING, copies_to=minutes.copies_to
    )
    db.session.add(meeting)
    db.session.flush()
    meeting.did(EditKind.ADDED, by)
    items = {item: _copied(item, meeting.minutes, by) for item in minutes.items}
    for person in original.attendance:
        copy = Attendance(meeting=meeting, **_taken(person, PERSON))
        copy.items = [items[item] for item in person.items]
        _entered(copy, by)
    db.session.flush()
    db.session.expire_all()
    record("minutes.correct", meeting.subject, by, source=original.subject)
    publish(original.subject, meeting.subject, "meetings")
    return meeting


def _taken(source: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(source, name) for name in names}


def _entered(part: Any, by: Account) -> None:
    db.session.add(part)
    db.session.flush()
    part.did(EditKind.ADDED, by)


def _copied(item: AgendaItem, minutes: Minutes, by: Account) -> AgendaItem:
    copy = AgendaItem(minutes=minutes, **_taken(item, ITEM))
    copy.quotes = [AgendaQuote(**_taken(each, QUOTE)) for each in item.quotes]
    _entered(copy, by)
    for file in item.files:
        db.session.add(AgendaFile(item=copy, **_taken(file, FILE)))
    for statement in item.statements:
        _entered(Statement(item=copy, **_taken(statement, STATEMENT)), by)
    for decision in item.decisions:
        again = Decision(item=copy, root=decision.root or decision, **_taken(decision, DECISION))
        again.assisting = list(decision.assisting)
        _entered(again, by)
    for pledge in item.pledges:
        again_ = Pledge(item=copy, root=pledge.root or pledge, **_taken(pledge, PLEDGE))
        _entered(again_, by)
    return copy
