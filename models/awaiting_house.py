"""What awaits the administrator: the calendar of a year, and units without a leader in charge."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, select

from models import clock
from models.account import Account, AuthSession
from models.base import db
from models.calendar import LAST_YEAR, CalendarDay
from models.matter import Matter
from models.roles import Permission
from models.task import Duty, Task
from models.terms import Light
from models.unit import Unit

D, P = Duty, Permission
PUBLISHED_IN = 11  # the month in which next year's notice on holidays can be expected


def of_house(viewer: Any) -> Iterator[Task]:
    if viewer.may(P.ACCOUNT_MANAGE):
        yield from _years()
        yield from _units()


def _years() -> Iterator[Task]:
    """Years that deadlines run into and that are still 暂估."""
    today = clock.today()
    last = min(today.year + (today.month >= PUBLISHED_IN), LAST_YEAR)
    for year in range(today.year, last + 1):
        begins = date(year, 1, 1)
        guessed = select(func.count()).select_from(CalendarDay)
        guessed = guessed.where(CalendarDay.day.between(begins, date(year, 12, 31)))
        number = db.session.scalar(guessed.where(CalendarDay.official.is_(False)))
        if number:
            light = Light.SLOW if year == today.year else Light.NONE
            note = f"{number} 天仍是暂估，按国务院办公厅通知核对"
            yield Task(D.CONFIRM_YEAR, (year,), f"{year} 年", note=note, light=light, due_on=begins)


def _units() -> Iterator[Task]:
    """Units with open matters that could not be reported up to anybody."""
    number = func.count()
    led = select(Unit, number).join(Matter, Matter.lead_id == Unit.id)
    led = led.where(Unit.leader_id.is_(None), Matter.is_open)
    for unit, held in db.session.execute(led.group_by(Unit.id).order_by(number.desc(), Unit.id)):
        note = f"有 {held} 件在办事项，无法上报分管领导"
        yield Task(D.NAME_LEADER, (unit.id,), unit.name, note=note)


def accounts() -> dict[str, int]:
    """How many accounts are in use, how many of these never signed in, and how many are off."""
    began = select(AuthSession.id).where(AuthSession.account_id == Account.id)
    in_use = Account.disabled_at.is_(None)

    def count(*which: Any) -> int:
        return db.session.scalar(select(func.count()).select_from(Account).where(*which)) or 0

    return {
        "in_use": count(in_use),
        "never": count(in_use, ~began.exists()),
        "disabled": count(~in_use),
    }
