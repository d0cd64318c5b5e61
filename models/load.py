"""How the work stands (办理情况): what is open, how urgent, and how much was done in time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models import clock
from models.calendar import working_calendar
from models.counted import CLOCKS, Part, Rate
from models.figures import Scope, Tally, tally
from models.matter import Matter
from models.terms import Light


@dataclass(frozen=True)
class Load:
    """办理情况 of the matters that somebody sees; 按期办结率 is that of the figures."""

    open: int
    lights: Counter[Light]
    clocks: Tally

    @classmethod
    def of(cls, viewer: Any, opened: Sequence[Matter]) -> "Load":
        today, calendar = clock.today(), working_calendar()
        lights = Counter(matter.light(today, calendar) for matter in opened)
        return cls(len(opened), lights, tally(Scope(viewer), *CLOCKS))

    @property
    def in_time(self) -> int:
        return self.clocks[Part.PASSED_IN_TIME]

    @property
    def passed(self) -> int:
        return self.in_time + self.clocks[Part.PASSED_LATE]

    @property
    def overdue(self) -> int:
        return self.clocks[Part.OPEN_OVERDUE]

    @property
    def counted(self) -> int:
        return self.passed + self.overdue

    @property
    def rate(self) -> float | None:
        """Per cent; None while there is nothing to count."""
        return self.clocks.share(Rate.IN_TIME).percent
