"""行程钟: what the itinerary has next, and how far the group is from its plan."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from models import clock
from models.labels import Labelled
from models.visit import Stop, Visit, VisitState

MINUTE, HALF_A_DAY = timedelta(minutes=1), timedelta(hours=12)


class Step(Labelled):
    ARRIVE = "arrive", "到"
    LEAVE = "leave", "离开"


@dataclass(frozen=True)
class Due:
    """下一步: arriving or leaving, when it is planned."""

    step: Step
    stop: Stop
    at: datetime

    @classmethod
    def of(cls, visit: Visit) -> "Due | None":
        """At a stop, when to leave it; else when to be at the next one. None without a plan."""
        if visit.state is VisitState.HELD:
            return None
        here, ahead = visit.stop, visit.next_stop
        if here is not None and here.planned_until is not None:
            return cls(Step.LEAVE, here, on_the_day(visit, here.planned_until))
        if ahead is not None and ahead.planned_at is not None:
            return cls(Step.ARRIVE, ahead, on_the_day(visit, ahead.planned_at))
        return None

    @property
    def minutes(self) -> int | None:
        """Left, as the clock on the wall counts; less than 0 when it is over."""
        return minutes_between(clock.local(clock.now()), self.at)


def on_the_day(visit: Visit, at: time) -> datetime:
    return datetime.combine(visit.held_on, at, clock.SHANGHAI)


def minutes_late(stop: Stop) -> int | None:
    """By how much the group came late; less than 0 when early. None where nothing can be said."""
    if stop.planned_at is None or stop.started_at is None:
        return None
    planned = on_the_day(stop.visit, stop.planned_at)
    return minutes_between(planned, clock.local(stop.started_at))


def minutes_between(one: datetime, other: datetime) -> int | None:
    """Full minutes as a clock without a second hand shows them; None for what is further apart
    than any delay is."""
    first, second = (moment.replace(second=0, microsecond=0) for moment in (one, other))
    return (second - first) // MINUTE if abs(second - first) < HALF_A_DAY else None
