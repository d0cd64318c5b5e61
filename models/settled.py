"""What of the figures is settled for good (已定统计): sums over the matters closed on days gone by.
Nothing of such a matter changes any more, so each process counts it once."""

from collections import Counter
from datetime import date, datetime, time
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, and_, func, select, union_all
from sqlalchemy.sql import ColumnElement

from models import clock
from models.audit import AuditEvent, head
from models.base import db
from models.calendar import COUNTED_BY, WorkingCalendar
from models.counted import Counted, Part, everything
from models.matter import Matter
from models.terms import OPEN_STATES, MatterKind, MatterState
from models.topic import versions_of


class Cell(NamedTuple):
    """What is summed together."""

    unit_id: int | None
    visit_id: int | None
    kind: MatterKind


Sums = dict[Cell, Counter[Part]]
LONG_AGO = date(1970, 1, 1)


def summed(counted: Counted, rows: Any) -> Sums:
    """How many of these rows fall into each part."""
    columns = (
        counted.unit.label("unit"),
        Matter.visit_id.label("visit"),
        Matter.kind.label("kind"),
    )
    each = rows.with_only_columns(*columns, counted.part.label("part")).order_by(None)
    # kept apart, so that the part of a row is found once and not for each use of it
    apart = each.cte("each_row").prefix_with("MATERIALIZED")
    keys = (apart.c.unit, apart.c.visit, apart.c.kind, apart.c.part)
    found: Sums = {}
    for unit, visit, kind, part, count in db.session.execute(
        select(*keys, func.count()).group_by(*keys)
    ):
        if part is not None:
            found.setdefault(Cell(unit, visit, kind), Counter())[Part(part)] += count
    return found


def add(found: Sums, more: Sums) -> None:
    for cell, counts in more.items():
        found.setdefault(cell, Counter()).update(counts)


class Settled:
    """已定统计 of one database, as one process holds them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self.sums: Sums = {}
        self.until = LONG_AGO  # what was closed before this day is in them
        self._last: tuple[int, str] | None = None  # of the audit chain, when they were counted
        self._counted_by: dict[str, int] = {}

    def read(self, today: date, calendar: WorkingCalendar) -> tuple[Sums, ColumnElement[bool]]:
        """The sums, and the condition of the matters that are not in them.

        A working day lies between: by then no signature of them is awaited any more, and whoever
        closed them has committed.
        """
        with self._lock:
            until, counted_by = calendar.before(today, 1), versions_of(COUNTED_BY)
            if until < self.until or counted_by != self._counted_by or not self._is_of_this():
                self._forget()
            if self.until < until:
                closed = and_(
                    Matter.state == MatterState.CLOSED,
                    Matter.closed_at >= _begin(self.until),
                    Matter.closed_at < _begin(until),
                )
                for counted in everything(today, calendar):
                    if counted.lasts:
                        add(self.sums, summed(counted, counted.rows.where(closed)))
                end = head()
                self.until, self._counted_by = until, counted_by
                self._last = (end.last, end.hash) if end else None
            sums = {cell: Counter(counts) for cell, counts in self.sums.items()}
        # by their indexes: few of very many
        other = select(Matter.id).where(Matter.state.in_(OPEN_STATES))
        late = select(Matter.id).where(Matter.closed_at >= _begin(until))
        return sums, Matter.id.in_(union_all(other, late))

    def _is_of_this(self) -> bool:
        """Whether the history goes on from where they were counted: not after another database
        was put in its place."""
        if self._last is None:
            return False
        number, sealed = self._last
        return db.session.scalar(select(AuditEvent.hash).where(AuditEvent.id == number)) == sealed


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), clock.SHANGHAI)


_of: "WeakKeyDictionary[Engine, Settled]" = WeakKeyDictionary()


def settled(today: date, calendar: WorkingCalendar) -> tuple[Sums, ColumnElement[bool]]:
    """What is settled in this database, and the condition of the matters that are not."""
    return _of.setdefault(db.engine, Settled()).read(today, calendar)
