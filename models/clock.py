"""One clock for the whole app: everything that asks the time asks here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The moment, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def today() -> date:
    """The day in Zhashui."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """A moment as the clock on the office wall shows it."""
    return moment.astimezone(SHANGHAI)


def beginning(day: date) -> datetime:
    """The first moment of a day in Zhashui."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at `moment` (naive means Asia/Shanghai): for the demo and for tests."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)
