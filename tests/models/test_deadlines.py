"""Deadlines by the State Council's calendars: the notices of 2013 to 2026, written down here day by
day, independent of the library that the calendar is seeded from."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import WorkingCalendar, published
from tests.models.conftest import PROOF

# 国务院办公厅关于部分节假日安排的通知: weekends on which people work, and weekdays that are off
NOTICES = {
    2013: (
        "0105 0106 0216 0217 0407 0427 0428 0608 0609 0922 0929 1012",
        "0101-0103 0209-0215 0404-0406 0429-0501 0610-0612 0919-0921 1001-1007",
    ),
    2014: (
        "0126 0208 0504 0928 1011",
        "0101 0131-0206 0405-0407 0501-0503 0531-0602 0906-0908 1001-1007",
    ),
    2015: (
        "0104 0215 0228 0906 1010",
        "0101-0103 0218-0224 0404-0406 0501-0503 0620-0622 0903-0905 0926-0927 1001-1007",
    ),
    2016: (
        "0206 0214 0612 0918 1008 1009",
        "0101-0103 0207-0213 0402-0404 0430-0502 0609-0611 0915-0917 1001-1007",
    ),
    2017: (
        "0122 0204 0401 0527 0930",
        "0101-0102 0127-0202 0402-0404 0429-0501 0528-0530 1001-1008",
    ),
    2018: (
        "0211 0224 0408 0428 0929 0930 1229",
        "0101 0215-0221 0405-0407 0429-0501 0616-0618 0922-0924 1001-1007 1230-1231",
    ),
    2019: (
        "0202 0203 0428 0505 0929 1012",
        "0101 0204-0210 0405-0407 0501-0504 0607-0609 0913-0915 1001-1007",
    ),
    2020: (
        "0119 0426 0509 0628 0927 1010",
        "0101 0124-0202 0404-0406 0501-0505 0625-0627 1001-1008",
    ),
    2021: (
        "0207 0220 0425 0508 0918 0926 1009",
        "0101-0103 0211-0217 0403-0405 0501-0505 0612-0614 0919-0921 1001-1007",
    ),
    2022: (
        "0129 0130 0402 0424 0507 1008 1009",
        "0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 1001-1007 1231",
    ),
    2023: (
        "0128 0129 0423 0506 0625 1007 1008",
        "0101-0102 0121-0127 0405 0429-0503 0622-0624 0929-1006 1230-1231",
    ),
    2024: (
        "0204 0218 0407 0428 0511 0914 0929 1012",
        "0101 0210-0217 0404-0406 0501-0505 0608-0610 0915-0917 1001-1007",
    ),
    2025: (
        "0126 0208 0427 0928 1011",
        "0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
    ),
    2026: (
        "0104 0214 0228 0509 0920 1010",
        "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
    ),
}


def day_of(year: int, told: str) -> date:
    return date(year, int(told[:2]), int(told[2:]))


@cache
def working_days_of(year: int) -> frozenset[date]:
    made_up, off = NOTICES[year]
    working = {day_of(year, told) for told in made_up.split()}
    free: set[date] = set()
    for span in off.split():
        first, _, last = span.partition("-")
        begins, ends = day_of(year, first), day_of(year, last or first)
        free |= {begins + timedelta(n) for n in range((ends - begins).days + 1)}
    all_days = (date(year, 1, 1) + timedelta(n) for n in range(366))
    usual = {day for day in all_days if day.year == year and day.weekday() < 5}
    return frozenset((usual - free) | working)


@cache
def seeded() -> WorkingCalendar:
    return WorkingCalendar(
        [(row["day"], row["is_working"], row["official"], row["note"]) for row in published()]
    )


@pytest.mark.parametrize("year", NOTICES)
def test_each_day_of_a_year_is_as_the_notice_has_it(year: int) -> None:
    calendar = seeded()
    found = {day for day in calendar.working if day.year == year}
    assert found == working_days_of(year), sorted(found ^ working_days_of(year))
    assert all(calendar.days[day][1] for day in calendar.days if day.year == year)  # official


@pytest.mark.parametrize("year", NOTICES)
def test_a_deadline_is_the_nth_working_day_of_the_notice(year: int) -> None:
    calendar, days = seeded(), sorted(working_days_of(year))
    for place in range(0, len(days) - 16, 1 if PROOF else 7):
        for start in (days[place], days[place] + timedelta(1)):
            counted = [day for day in days if day > start][:15]
            assert calendar.after(start, 7) == counted[6]
            assert calendar.after(start, 15) == counted[14]
            explained = calendar.explain(start, counted[6])
            assert [each.day for each in explained if each.count] == counted[:7]
            assert all(each.why for each in explained)


@settings(max_examples=3000 if PROOF else 100, deadline=None, derandomize=not PROOF)
@given(
    start=st.dates(date(2013, 1, 1), date(2026, 10, 1)),
    count=st.integers(1, 40),
    free=st.sets(st.integers(0, 60), max_size=12),
)
def test_a_holiday_more_never_shortens_a_deadline(start: date, count: int, free: set[int]) -> None:
    before = seeded()
    added = {start + timedelta(n) for n in free}
    rows = [
        (day, works and day not in added, official, note)
        for day, (works, official, note) in before.days.items()
        if abs((day - start).days) < 200
    ]
    after = WorkingCalendar(rows)
    assert after.after(start, count) >= before.after(start, count)
    worked = sum(before.is_working(day) for day in added if day > start)
    later = before.between(start, after.after(start, count)) - count
    assert 0 <= later <= worked  # no later than by the working days that were taken
