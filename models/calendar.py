"""The working-day calendar (工作日历): official days with 调休, and deadlines explained by it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

import chinese_calendar
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from models.audit import record
from models.base import Model, RuleBroken, db
from models.limits import Limits
from models.terms import SLOW_DAYS
from models.topic import publish, versions_of

FIRST_YEAR, LAST_YEAR = 2004, 2036
EDITIONS = count()
WEEKDAYS = "一二三四五六日"

HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


class CalendarDay(Model):
    """日历日. `official` means by the State Council's notice; otherwise 暂估 by the weekday."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    official: Mapped[bool]
    note: Mapped[str] = mapped_column(String(40))


@dataclass(frozen=True)
class Reckoned:
    """One day of a deadline's explanation: whether it counted, as which, and why."""

    day: date
    count: int | None  # the n-th working day; None for a day that does not count
    why: str
    official: bool


class WorkingCalendar:
    """A snapshot of the calendar in memory. Days are counted after the first, which is not.
    `slow_days` is after how many of them without progress a matter is 滞后. No two snapshots of a
    process have the same `edition`."""

    def __init__(
        self, rows: list[tuple[date, bool, bool, str]], slow_days: int = SLOW_DAYS
    ) -> None:
        self.slow_days = slow_days
        self.edition = next(EDITIONS)
        self.days = {day: (works, official, note) for day, works, official, note in rows}
        self.working = [row[0] for row in rows if row[1]]

    def is_working(self, day: date) -> bool:
        self._check(day)
        return self.days[day][0]

    def after(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`."""
        self._check(start)
        place = bisect_right(self.working, start) + count - 1
        if place >= len(self.working):
            raise RuleBroken(f"工作日历只到 {LAST_YEAR} 年")
        return self.working[place]

    def before(self, day: date, count: int) -> date:
        """The `count`-th working day before `day`."""
        self._check(day)
        place = bisect_left(self.working, day) - count
        if place < 0:
            raise RuleBroken(f"工作日历从 {FIRST_YEAR} 年开始")
        return self.working[place]

    def nearing(self, day: date, count: int) -> date:
        """The first day from which no more than `count` working days are left to `day`."""
        self._check(day)
        return self.working[max(0, bisect_right(self.working, day) - count - 1)]

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier."""
        return bisect_right(self.working, end) - bisect_right(self.working, start)

    def next_working(self, day: date) -> date:
        """`day` itself, or the first working day after it."""
        self._check(day)
        return self.working[bisect_left(self.working, day)]

    def explain(self, start: date, end: date) -> list[Reckoned]:
        """Day by day from `start` (never counted) to `end`."""
        self._check(end)
        reckoned, count = [], 0
        for offset in range((end - start).days + 1):
            day = start + timedelta(offset)
            works, official, note = self.days[day]
            if offset == 0:
                reckoned.append(Reckoned(day, None, "交办当日，不计", official))
                continue
            count += works
            reckoned.append(Reckoned(day, count if works else None, note, official))
        return reckoned

    def is_estimated(self, start: date, end: date) -> bool:
        """Whether any day from `start` to `end` is still 暂估."""
        span = (start + timedelta(offset) for offset in range((end - start).days + 1))
        return not all(self.days[day][1] for day in span)

    def _check(self, day: date) -> None:
        if day not in self.days:
            raise RuleBroken(f"日期须在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间")


def _guess(day: date) -> tuple[bool, str]:
    """By the weekday alone, until the year's notice is out."""
    works = day.weekday() < 5
    return works, f"周{WEEKDAYS[day.weekday()]}（暂估）"


def _official(day: date) -> tuple[bool, str]:
    works = chinese_calendar.is_workday(day)
    _, name = chinese_calendar.get_holiday_detail(day)
    weekend = day.weekday() > 4
    if works:
        return True, "调休上班" if weekend else f"周{WEEKDAYS[day.weekday()]}"
    if name:
        return False, f"{HOLIDAYS.get(name, '放假')}放假"
    return False, f"周{WEEKDAYS[day.weekday()]}休息"


def published() -> Iterator[dict[str, Any]]:
    """The rows a new database begins with: official years from chinesecalendar, then 暂估."""
    day = date(FIRST_YEAR, 1, 1)
    while day.year <= LAST_YEAR:
        try:
            works, note = _official(day)
            official = True
        except NotImplementedError:  # chinesecalendar ends where the notices end
            works, note = _guess(day)
            official = False
        yield {"day": day, "is_working": works, "official": official, "note": note}
        day += timedelta(1)


def set_day(day: date, is_working: bool, note: str, by: Any) -> None:
    """按国务院办公厅通知更正一天. Whoever holds a deadline recomputes it from the new calendar."""
    row = db.session.get(CalendarDay, day)
    if row is None:
        raise RuleBroken(f"日期须在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间")
    row.is_working, row.official, row.note = is_working, True, note
    record("calendar.set", f"day:{day}", by, is_working=is_working, note=note)
    publish("calendar")


def confirm_year(year: int, by: Any) -> None:
    """The year's notice is entered in full: what was 暂估 becomes official."""
    rows = db.session.scalars(
        select(CalendarDay).where(
            CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)),
            CalendarDay.official.is_(False),
        )
    )
    for row in rows:
        row.official = True
        row.note = row.note.removesuffix("（暂估）")
    record("calendar.confirm", f"year:{year}", by)
    publish("calendar")


COUNTED_BY = ("calendar", "limits")  # topics
_at_hand: ContextVar[WorkingCalendar | None] = ContextVar("calendar", default=None)


@contextmanager
def calendar_at_hand() -> Iterator[WorkingCalendar]:
    """For reading many matters: the calendar is looked up once, not once for each."""
    calendar = working_calendar()
    token = _at_hand.set(calendar)
    try:
        yield calendar
    finally:
        _at_hand.reset(token)


def working_calendar() -> WorkingCalendar:
    """The calendar as this transaction sees it, kept in memory until it changes."""
    held = _at_hand.get()
    if held is not None:
        return held
    if not db.session.info.get("topics", set()).isdisjoint(COUNTED_BY):  # changed here, uncommitted
        return _load()
    return _cached(str(db.engine.url), *versions_of(COUNTED_BY).values())


@lru_cache(maxsize=4)
def _cached(_database: str, *_versions: int) -> WorkingCalendar:
    return _load()


def _load() -> WorkingCalendar:
    rows = db.session.execute(
        select(
            CalendarDay.day, CalendarDay.is_working, CalendarDay.official, CalendarDay.note
        ).order_by(CalendarDay.day)
    )
    days = [(row[0], row[1], row[2], row[3]) for row in rows]
    return WorkingCalendar(days, Limits.current().slow_days)
