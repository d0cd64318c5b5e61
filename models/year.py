"""A year as a calendar shows it: its months by weeks, and the visits on its days."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from models.base import db
from models.calendar import CalendarDay
from models.visit import Visit


@dataclass(frozen=True)
class Month:
    """一个月: its weeks from Monday, with None where the day belongs to another month."""

    number: int
    weeks: list[list[CalendarDay | None]]

    @property
    def days(self) -> list[CalendarDay]:
        return [day for week in self.weeks for day in week if day]


def months_of(year: int) -> list[Month]:
    rows = {
        row.day: row
        for row in db.session.scalars(
            select(CalendarDay).where(_within(CalendarDay.day, year)).order_by(CalendarDay.day)
        )
    }
    weeks = Calendar().monthdatescalendar
    return [
        Month(number, [[rows.get(d) if d.month == number else None for d in w] for w in month])
        for number in range(1, 13)
        for month in [weeks(year, number)]
    ]


def visits_of(year: int) -> dict[date, list[Visit]]:
    """政府开放日: the visits of a year by their day."""
    found: defaultdict[date, list[Visit]] = defaultdict(list)
    in_order = select(Visit).where(_within(Visit.held_on, year))
    in_order = in_order.order_by(Visit.held_on, Visit.number)
    for visit in db.session.scalars(in_order.options(selectinload(Visit.stops))):
        found[visit.held_on].append(visit)
    return dict(found)


def _within(column: Any, year: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.between(date(year, 1, 1), date(year, 12, 31))
    return found
