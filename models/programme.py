"""规定内容: the itinerary held against the programme, and against the clock. It says what is
missing, too much or too close, and forbids nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import combinations, pairwise

from models.calendar import working_calendar
from models.visit import Stop, StopKind, Visit

K = StopKind
# how many stops of each kind a visit has, by the programme; None: as many as one likes
PROGRAMME: dict[StopKind, tuple[int, int | None]] = {
    K.COMPOUND: (1, 1),
    K.OFFICE_BUILDING: (1, 1),
    K.RECEPTION_HALL: (1, 1),
    K.DEPARTMENT: (2, 3),
    K.PARK: (1, 1),
    K.ENTERPRISE: (1, 1),
    K.PROJECT: (1, 2),
    K.TALK: (1, None),
    K.MEETING: (0, None),
}


class Judgement(StrEnum):
    MET = "met"
    MISSING = "missing"
    BEYOND = "beyond"
    OPEN = "open"  # the programme wants none, and there is none


@dataclass(frozen=True)
class Part:
    """规定内容的一项: so many stops of a kind there should be, so many there are."""

    kind: StopKind
    least: int
    most: int | None
    stops: list[Stop]

    @property
    def number(self) -> int:
        """Of places: a department that is visited in two rooms is one."""
        return len({(stop.unit_id, 0) if stop.unit_id else (0, stop.id) for stop in self.stops})

    @property
    def judgement(self) -> Judgement:
        if self.number < self.least:
            return Judgement.MISSING
        if self.most is not None and self.number > self.most:
            return Judgement.BEYOND
        return Judgement.MET if self.least or self.number else Judgement.OPEN

    @property
    def wanted(self) -> str:
        """2–3 个."""
        if self.most is None:
            return f"{self.least} {self.measure}以上"
        span = f"{self.least}–{self.most}" if self.most != self.least else str(self.least)
        return f"{span} {self.measure}"

    @property
    def measure(self) -> str:
        return "场" if self.kind in {K.TALK, K.MEETING} else "个"


@dataclass(frozen=True)
class Leg:
    """路上: from one stop to the next by the plan, in minutes."""

    before: Stop
    stop: Stop  # the one that is reached
    gap: int | None  # between leaving and arriving; None where a time is not set

    @property
    def short(self) -> int:
        """By how much the way takes longer than there is time for."""
        if self.gap is None or self.gap < 0 or self.stop.travel is None:
            return 0
        return max(0, self.stop.travel - self.gap)


@dataclass(frozen=True)
class Plan:
    """行程核对."""

    parts: list[Part]
    legs: list[Leg]
    conflicts: list[str]  # what cannot be done in time
    untimed: list[Stop]  # without a time of arrival
    day: str  # why the day is none on which the offices work; else nothing

    @classmethod
    def of(cls, visit: Visit) -> "Plan":
        stops = visit.stops
        parts = [
            Part(kind, least, most, [stop for stop in stops if stop.kind is kind])
            for kind, (least, most) in PROGRAMME.items()
        ]
        legs = legs_of(stops)
        untimed = [stop for stop in stops if stop.planned_at is None]
        return cls(parts, legs, list(conflicts(stops, legs)), untimed, _free(visit.held_on))

    @property
    def missing(self) -> list[Part]:
        return [part for part in self.parts if part.judgement is Judgement.MISSING]

    @property
    def beyond(self) -> list[Part]:
        return [part for part in self.parts if part.judgement is Judgement.BEYOND]

    @property
    def is_sound(self) -> bool:
        found = (self.missing, self.beyond, self.conflicts, self.untimed, self.day)
        return not any(found)

    def leg_to(self, stop: Stop) -> Leg | None:
        return next((leg for leg in self.legs if leg.stop is stop), None)


def legs_of(stops: list[Stop]) -> list[Leg]:
    return [
        Leg(before, stop, _minutes(before.planned_until or before.planned_at, stop.planned_at))
        for before, stop in pairwise(stops)
    ]


def conflicts(stops: list[Stop], legs: list[Leg]) -> Iterator[str]:
    """In words: stops that overlap or run backwards, ways for which there is no time."""
    for one, other in combinations(stops, 2):
        if one.planned_at is None or other.planned_at is None:
            continue
        until = one.planned_until or one.planned_at
        if other.planned_at < one.planned_at:
            yield f"「{other.name}」排在「{one.name}」后面，计划到达却更早"
        elif other.planned_at < until:
            overlap = _minutes(other.planned_at, min(until, other.planned_until or until))
            yield f"「{one.name}」和「{other.name}」的时间重叠 {overlap} 分钟"
    for leg in legs:
        if leg.short:
            way = f"从「{leg.before.name}」到「{leg.stop.name}」路上要 {leg.stop.travel} 分钟"
            yield f"{way}，只留了 {leg.gap} 分钟"


def _minutes(start: time | None, end: time | None) -> int | None:
    if start is None or end is None:
        return None
    day = date(2000, 1, 1)
    return (datetime.combine(day, end) - datetime.combine(day, start)) // timedelta(minutes=1)


def _free(day: date) -> str:
    """Why nobody works on that day: 端午节放假, 周六休息."""
    calendar = working_calendar()
    return "" if calendar.is_working(day) else calendar.days[day][2]
