"""From which day which light burns (预警灯): kept with the matter, so that a page counts lights by
an index, and nobody has to touch a matter because a day has passed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Enum, case, literal
from sqlalchemy.orm import Mapped, mapped_column

from models import clock
from models.calendar import WorkingCalendar
from models.round import Round
from models.terms import NEAR_DAYS, Light, MatterState

EVER = date(2000, 1, 1)  # it burns whatever the day is
NEVER = date(9999, 12, 31)  # sorts what has no deadline yet behind everything
M = MatterState


@dataclass(frozen=True)
class Days:
    """The first day of each light; the worst that has begun is the one that burns."""

    near: date | None = None
    slow: date | None = None
    over: date | None = None

    @classmethod
    def of(cls, round_: Round, state: MatterState, calendar: WorkingCalendar) -> "Days":
        """The same as `Round.light`, for all days at once."""
        due = round_.due_on
        if state is M.REGISTERED or due is None:
            returned = any(each.returned_at for each in round_.assignments)
            late = due + timedelta(1) if due and state is M.REGISTERED else None
            return cls(slow=EVER if returned else None, over=late)
        if state in {M.REPLIED, M.CLOSED, M.MERGED} or round_.passed_at:
            return cls()
        if state is M.REPORTED and round_.reported_at is not None:
            in_time = clock.local(round_.reported_at).date() <= due
            return cls(over=None if in_time else EVER)
        moved = clock.local(round_.moved_at).date()
        return cls(
            near=calendar.nearing(due, NEAR_DAYS),
            slow=EVER if round_.is_reworked else calendar.after(moved, calendar.slow_days),
            over=due + timedelta(1),
        )

    def light(self, today: date) -> Light:
        for light, begins in (
            (Light.OVER, self.over),
            (Light.SLOW, self.slow),
            (Light.NEAR, self.near),
        ):
            if begins is not None and begins <= today:
                return light
        return Light.NONE

    def columns(self) -> dict[str, date | None]:
        """For a row of `Lit`."""
        begun = [day for day in (self.near, self.slow, self.over) if day is not None]
        return {
            "near_from": self.near,
            "slow_from": self.slow,
            "over_from": self.over,
            "lit_from": min(begun, default=None),
        }


class Lit:
    """预警日. `lit_from` is the first of the three; `sorts_on` the deadline, or the end of time."""

    near_from: Mapped[date | None] = mapped_column(default=None)
    slow_from: Mapped[date | None] = mapped_column(default=None)
    over_from: Mapped[date | None] = mapped_column(default=None)
    lit_from: Mapped[date | None] = mapped_column(default=None)
    sorts_on: Mapped[date] = mapped_column(default=NEVER)

    @classmethod
    def burns(cls, today: date) -> ColumnElement[bool]:
        """SQL: whether any light burns."""
        return cls.lit_from <= today

    @classmethod
    def light_on(cls, today: Any) -> ColumnElement[Any]:
        """SQL: the light that burns. One index holds all that this reads."""
        word = Enum(Light, native_enum=False, values_callable=lambda kind: [m.value for m in kind])
        return case(
            (cls.over_from <= today, literal(Light.OVER, word)),
            (cls.slow_from <= today, literal(Light.SLOW, word)),
            (cls.lit_from <= today, literal(Light.NEAR, word)),
            else_=literal(Light.NONE, word),
        )
