"""How the work stands (办理情况): what is open, how urgent, and how much was done in time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models import clock
from models.assignment import Assignment
from models.base import db
from models.calendar import working_calendar
from models.matter import Matter
from models.roles import Role
from models.round import Round
from models.terms import Light


@dataclass(frozen=True)
class Load:
    """办理情况 of the matters that somebody sees. 按期办结率 counts clocks: each round that has
    passed its gates, in time when its 报结 came by the deadline, and each that is overdue now."""

    open: int
    lights: Counter[Light]
    in_time: int
    passed: int

    @classmethod
    def of(cls, viewer: Any, opened: Sequence[Matter]) -> "Load":
        today, calendar = clock.today(), working_calendar()
        clocks = select(Round.reported_at, Round.due_on).where(Round.passed_at.is_not(None))
        if viewer.role is Role.HANDLER:
            held = select(Assignment.round_id)
            held = held.where(Assignment.unit_id == viewer.unit_id, Assignment.holds)
            clocks = clocks.where(Round.id.in_(held))
        stopped = db.session.execute(clocks).all()
        in_time = sum(1 for at, due in stopped if at and due and clock.local(at).date() <= due)
        lights = Counter(matter.light(today, calendar) for matter in opened)
        return cls(len(opened), lights, in_time, len(stopped))

    @property
    def counted(self) -> int:
        return self.passed + self.lights[Light.OVER]

    @property
    def rate(self) -> float | None:
        """Per cent; None while there is nothing to count."""
        return 100 * self.in_time / self.counted if self.counted else None
