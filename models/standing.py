"""Where a matter stands (办到哪一步), in words for those who raised it, and when to look again."""

from dataclasses import dataclass
from datetime import date

from models import clock
from models.calendar import working_calendar
from models.matter import Matter
from models.reply import ANSWER_DAYS
from models.terms import Light, MatterState, Result

M = MatterState


@dataclass(frozen=True)
class Standing:
    """办到哪一步; `reason` is why it is not done, and empty where it simply goes on."""

    where: str
    reason: str
    next_on: date | None

    @classmethod
    def of(cls, matter: Matter) -> "Standing":
        """Without what passes between the office and the units, and without anybody's name."""
        return cls(_where(matter), _reason(matter), _next_on(matter))


def _where(matter: Matter) -> str:
    units = "、".join(unit.name for unit in matter.units) or matter.lead.name
    return {
        M.REGISTERED: "已经受理，正在安排由哪个单位办理",
        M.ASSIGNED: f"已交{units}，等它签收",
        M.HANDLING: f"{units}正在办理",
        M.REPORTED: f"{units}已经报结，督查室正在审核",
        M.REPLIED: "已经回复，等评价和销号",
        M.CLOSED: "已经销号",
    }[matter.state]


def _reason(matter: Matter) -> str:
    round_ = matter.round
    if matter.is_closed:
        return ""
    found = []
    if round_.result is Result.PLANNED and matter.state is M.REPLIED:
        found.append("列入计划，办成以前一直挂着")
    if round_.number > 1:
        again = "有代表评价不满意" if matter.rounds[-2].was_dissatisfying else "列入计划的正在办"
        found.append(f"{again}，现在是第{round_.number}轮")
    if round_.is_extended:
        found.append("经督查室批准延期")
    if matter.light() is Light.OVER:
        found.append("已经超过时限，督查室正在督办")
    return "；".join(found)


def _next_on(matter: Matter) -> date | None:
    """The day on which to look again: the deadline, the planned day, or the last for a rating."""
    round_ = matter.round
    if matter.state is M.REPLIED:
        if round_.result is Result.PLANNED:
            return round_.planned_on
        if round_.replied_at is None:
            return None
        return working_calendar().after(clock.local(round_.replied_at).date(), ANSWER_DAYS)
    return round_.due_on or round_.promised_on
