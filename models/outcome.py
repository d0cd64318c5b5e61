"""Outcomes (上次议定事项落实情况): what the last meeting settled, and how far it is now."""

from dataclasses import dataclass
from datetime import date

from models.decision import Decision
from models.matter import Matter
from models.meeting import Meeting
from models.pledge import Pledge


@dataclass(frozen=True)
class Outcome:
    """落实情况 of one decision or promise."""

    source: Decision | Pledge

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


def outcomes(meeting: Meeting) -> list[Outcome]:
    """Of the meeting of this kind before this one."""
    previous = meeting.previous
    if previous is None:
        return []
    minutes = previous.minutes
    sources: list[Decision | Pledge] = [*minutes.decisions, *minutes.pledges]
    return [Outcome(source) for source in sources]
