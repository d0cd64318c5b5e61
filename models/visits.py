"""The visits at a glance (各期一览): what each brought and how far it is, for all at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from models.base import db
from models.matter import Matter
from models.meeting import Meeting
from models.notice import SENT, Notice, NoticeItem
from models.opinion import Channel, Opinion
from models.question import Question, QuestionState
from models.report import Report
from models.representative import Card
from models.terms import MatterState
from models.visit import Visit

ON_SPOT = Channel.ON_SPOT


@dataclass(frozen=True)
class Glance:
    """一期一览. Counted as the briefing does: opinions and reports are those given 现场."""

    visit: Visit
    representatives: int = 0
    questions: int = 0
    opinions: int = 0
    reports: int = 0
    open: int = 0
    closed: int = 0
    units_noticed: int = 0
    meetings: list[Meeting] = field(default_factory=list)

    @classmethod
    def all(cls) -> list["Glance"]:
        """The newest first; a fixed number of queries."""
        newest = select(Visit).order_by(Visit.held_on.desc(), Visit.number.desc())
        visits = db.session.scalars(newest.options(selectinload(Visit.stops))).all()
        closed = Matter.state == MatterState.CLOSED
        counted = {
            "representatives": _per_visit(Card),
            "questions": _per_visit(Question),
            "opinions": _per_visit(Opinion, Opinion.channel == ON_SPOT),
            "reports": _per_visit(Report, Report.channel == ON_SPOT),
            "open": _per_visit(Matter, Matter.is_open),
            "closed": _per_visit(Matter, closed),
            "units_noticed": _units_noticed(),
        }
        meetings = _meetings()
        return [
            cls(
                visit,
                **{name: found.get(visit.id, 0) for name, found in counted.items()},
                meetings=[one for one in meetings if one.visit_id == visit.id],
            )
            for visit in visits
        ]


def _per_visit(model: Any, *which: Any) -> dict[int, int]:
    counted = select(model.visit_id, func.count()).where(*which).group_by(model.visit_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def _units_noticed() -> dict[int, int]:
    number = func.count(Notice.unit_id.distinct())
    sent = select(Matter.visit_id, number).select_from(NoticeItem)
    sent = sent.join(NoticeItem.notice).join(NoticeItem.matter).where(Notice.state.in_(SENT))
    rows = db.session.execute(sent.where(Matter.visit_id.is_not(None)).group_by(Matter.visit_id))
    return {row[0] or 0: row[1] for row in rows}


def _meetings() -> Sequence[Meeting]:
    found = select(Meeting).where(Meeting.visit_id.is_not(None)).order_by(Meeting.held_at)
    return db.session.scalars(found.options(joinedload(Meeting.minutes))).all()


def questions_by_state(visit: Visit) -> dict[QuestionState, int]:
    """How many of its questions stand where; states without any are left out."""
    counted = select(Question.state, func.count()).where(Question.visit_id == visit.id)
    rows = db.session.execute(counted.group_by(Question.state))
    found = {row[0]: row[1] for row in rows}
    return {state: found[state] for state in QuestionState if state in found}
