"""Outcomes (上次议定事项落实情况): what the last meeting settled, and how far it is now."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.base import db
from models.decision import Decision
from models.matter import Matter
from models.meeting import Meeting
from models.minutes import Minutes
from models.minutes_steps import MinutesState
from models.pledge import Pledge


@dataclass(frozen=True)
class Outcome:
    """落实情况 of one decision or promise."""

    source: Decision | Pledge

    @property
    def meeting(self) -> Meeting:
        found: Meeting = self.source.item.minutes.meeting
        return found

    @property
    def matter(self) -> Matter | None:
        return self.source.own_matter

    @property
    def words(self) -> str:
        source = self.source
        return source.text if isinstance(source, Decision) else f"{source.speaker}：{source.words}"

    @property
    def unit(self) -> str:
        lead = self.source.lead if isinstance(self.source, Decision) else self.source.unit
        return lead.name if lead else ""

    @property
    def due_on(self) -> date | None:
        return self.source.due_on

    @property
    def standing(self) -> str:
        """办理中, 待交办, 已销号, or for what came before matters were made: nothing."""
        return self.matter.state.label if self.matter else ""


def previous(meeting: Meeting) -> Meeting | None:
    """The meeting of this kind before this one, as it was issued last."""
    found = select(Meeting).join(Meeting.minutes)
    found = found.where(
        Meeting.kind == meeting.kind,
        Meeting.held_at < meeting.held_at,
        Minutes.state == MinutesState.ISSUED,
    )
    latest = found.order_by(Meeting.held_at.desc(), Meeting.revision.desc())
    return db.session.scalar(latest.limit(1))


def outcomes(meeting: Meeting) -> list[Outcome]:
    """What stands at the head of the next meeting's page."""
    last = previous(meeting)
    if last is None:
        return []
    minutes = last.minutes
    sources: list[Decision | Pledge] = [*minutes.decisions, *minutes.pledges]
    return [Outcome(source) for source in sources]
