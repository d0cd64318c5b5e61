"""The figures of supervision (督办统计): the league of units, each visit, what is behind them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.sql import ColumnElement

from models import clock
from models.account import Principal
from models.base import db
from models.calendar import working_calendar
from models.counted import ASSIGNED, CLOCKS, RATED, Counted, Part, Rate, everything
from models.matter import Matter
from models.opinion import Channel, Opinion
from models.roles import Permission, Role
from models.settled import Cell, Sums, add, settled, summed
from models.tally import Tally as CountOfMatters
from models.terms import MatterKind, MatterState
from models.unit import Unit
from models.visit import Visit

SMALL = 5  # a rate of fewer is marked: one more or less would turn it over
VISITS = 12  # of the trend, the latest
PAGE = 50  # rows behind a figure


@dataclass(frozen=True)
class Scope:
    """统计范围: of which matters; a unit's own people have their unit's alone."""

    viewer: Any
    visit: Visit | None = None
    since: date | None = None  # 受理, both days with it
    until: date | None = None
    unit: Unit | None = None
    kind: MatterKind | None = None

    @property
    def is_own(self) -> bool:
        return bool(self.viewer.role == Role.HANDLER)

    @property
    def unit_id(self) -> int | None:
        if self.is_own:
            return int(self.viewer.unit_id)
        return self.unit.id if self.unit else None

    @property
    def matters(self) -> list[ColumnElement[bool]]:
        """What narrows the matters, whoever's they are; a merged one counts as what it is part of
        now."""
        found: list[ColumnElement[bool]] = [Matter.state != MatterState.MERGED]
        if self.visit:
            found.append(Matter.visit_id == self.visit.id)
        if self.kind:
            found.append(Matter.kind == self.kind)
        if self.since:
            found.append(Matter.registered_at >= beginning(self.since))
        if self.until:
            found.append(Matter.registered_at < beginning(self.until, 1))
        if self.is_own:
            seen = Matter.visible_to(self.viewer).with_only_columns(Matter.id)
            found.append(Matter.id.in_(seen))
        return found

    @property
    def takes_whole_cells(self) -> bool:
        """Whether it is told by unit, visit and kind alone."""
        return not (self.since or self.until or self.is_own)

    def has(self, cell: Cell) -> bool:
        return (
            (self.unit_id is None or cell.unit_id == self.unit_id)
            and (self.visit is None or cell.visit_id == self.visit.id)
            and (self.kind is None or cell.kind is self.kind)
        )

    def narrow(self, counted: Counted, *more: Any) -> Any:
        """The rows of it that are in this range."""
        rows = counted.rows.where(*self.matters, *more)
        return rows if self.unit_id is None else rows.where(counted.unit == self.unit_id)


def beginning(day: date, later: int = 0) -> datetime:
    """When the day begins in Zhashui, or so many days later."""
    return datetime.combine(day + timedelta(later), time(), clock.SHANGHAI)


class Shell(Principal):
    """Whoever works at the shell, and sees all."""

    role = None

    def may(self, permission: Permission) -> bool:
        return True


SHELL = Shell()


@dataclass(frozen=True)
class Share:
    """率: how many of how many, always told together."""

    top: int
    whole: int

    @property
    def percent(self) -> float | None:
        """None while there is nothing to count."""
        return 100 * self.top / self.whole if self.whole else None

    @property
    def is_small(self) -> bool:
        return 0 < self.whole < SMALL


@dataclass(frozen=True)
class Tally:
    """计数: how many rows fell into each part."""

    counts: Counter[Part] = field(default_factory=Counter)

    def __getitem__(self, part: Part) -> int:
        return self.counts[part]

    def of(self, parts: Iterable[Part]) -> int:
        return sum(self.counts[part] for part in parts)

    def share(self, rate: Rate) -> Share:
        return Share(self.counts[rate.top], self.of(rate.parts))

    @property
    def matters(self) -> int:
        return self.of(ASSIGNED)


@dataclass(frozen=True)
class League:
    """责任单位排名. `loose` is what no unit leads at the moment: sent back, not assigned anew."""

    units: list[tuple[Unit, Tally]]
    loose: Tally
    total: Tally
    by_visit: dict[int | None, Counter[Part]] = field(default_factory=dict)

    @classmethod
    def of(cls, scope: Scope) -> "League":
        counts = _counts(scope)
        by_unit, by_visit = _summed(counts, 0), _summed(counts, 1)
        units = select(Unit).where(Unit.id.in_([key for key in by_unit if key is not None]))
        named = {unit.id: unit for unit in db.session.scalars(units)}
        rows = [(named[key], Tally(found)) for key, found in by_unit.items() if key is not None]
        loose, total = by_unit.get(None, Counter()), sum(by_unit.values(), Counter())
        return cls(rows, Tally(loose), Tally(total), by_visit)

    def sorted_by(self, rate: Rate | None) -> list[tuple[Unit, Tally]]:
        """By a rate, what is too few to compare behind; else by how much there is."""
        if rate is None:
            return sorted(self.units, key=lambda row: (-row[1].matters, row[0].id))
        return sorted(self.units, key=lambda row: _place(row, rate))


def _place(row: tuple[Unit, Tally], rate: Rate) -> tuple[Any, ...]:
    unit, tally = row
    share = tally.share(rate)
    few = 2 if not share.whole else int(share.is_small)
    return few, -(share.percent or 0), -share.whole, -tally.matters, unit.id


def _counts(scope: Scope, *parts: Part) -> Sums:
    """How many by part: of all kinds of rows, or of those with one of `parts`."""
    today, calendar = clock.today(), working_calendar()
    kinds_of_rows = [
        each for each in everything(today, calendar) if not parts or set(parts) & set(each.parts)
    ]
    found: Sums = {}
    rest: tuple[Any, ...] = ()
    if scope.takes_whole_cells:
        sums, unsettled = settled(today, calendar)
        wanted = {part for each in kinds_of_rows for part in each.parts}
        for cell, counts in sums.items():
            if scope.has(cell):
                found[cell] = Counter({p: n for p, n in counts.items() if p in wanted})
        rest = (unsettled,)
    for counted in kinds_of_rows:
        add(found, summed(counted, scope.narrow(counted, *(rest if counted.lasts else ()))))
    return found


def _summed(counts: Sums, place: int) -> dict[int | None, Counter[Part]]:
    """By unit (0) or by visit (1) alone; what counts for nothing is left out."""
    found: dict[int | None, Counter[Part]] = {}
    for cell, each in counts.items():
        key = cell.visit_id if place else cell.unit_id
        if each:
            found.setdefault(key, Counter()).update(each)
    return found


def tally(scope: Scope, *parts: Part) -> Tally:
    """All of the scope together, of the kinds of rows that these parts are of."""
    return Tally(sum(_counts(scope, *parts).values(), Counter()))


@dataclass(frozen=True)
class Held:
    """一期: what one visit brought and how far it is."""

    visit: Visit
    opinions: int | None  # given 现场; for those who may read the visit
    tally: Tally


def trend(scope: Scope, league: League | None = None) -> list[Held]:
    """The latest visits side by side, whichever the range is of; the earlier first. A league of the
    same range has them counted, unless it is of one visit. Rehearsals count for nothing."""
    latest = select(Visit).where(Visit.is_rehearsal.is_(False)).order_by(Visit.number.desc())
    visits = list(db.session.scalars(latest.limit(VISITS)))[::-1]
    if league is not None and scope.visit is None:
        counts = league.by_visit
    else:
        every = replace(scope, visit=None)
        counts = _summed(_counts(every, *ASSIGNED, *CLOCKS, *RATED), 1)
    given = select(Opinion.visit_id, func.count()).where(Opinion.channel == Channel.ON_SPOT)
    may_read = scope.viewer.may(Permission.VISIT_READ)
    rows = db.session.execute(given.group_by(Opinion.visit_id)) if may_read else ()
    opinions = {row[0]: row[1] for row in rows}
    return [
        Held(
            visit,
            opinions.get(visit.id, 0) if may_read else None,
            Tally(counts.get(visit.id, Counter())),
        )
        for visit in visits
    ]


def kinds(scope: Scope) -> dict[Unit, Counter[MatterKind]]:
    """热点: how many matters of each kind each lead unit was given, those with most first."""
    table: Any = CountOfMatters if scope.takes_whole_cells else Matter
    number = func.sum(table.number) if scope.takes_whole_cells else func.count()
    counted = select(table.lead_id, table.kind, number).where(
        table.state.not_in([MatterState.REGISTERED, MatterState.MERGED])
    )
    if scope.takes_whole_cells:
        counted = counted.where(*_cells(scope))
    else:
        counted = counted.where(*scope.matters)
    if scope.unit_id is not None:
        counted = counted.where(table.lead_id == scope.unit_id)
    found: dict[int, Counter[MatterKind]] = {}
    for unit_id, kind, many in db.session.execute(counted.group_by(table.lead_id, table.kind)):
        if many:
            found.setdefault(unit_id, Counter())[kind] = int(many)
    units = db.session.scalars(select(Unit).where(Unit.id.in_(found)).order_by(Unit.id))
    return dict(sorted(((unit, found[unit.id]) for unit in units), key=lambda row: -row[1].total()))


def _cells(scope: Scope) -> list[ColumnElement[bool]]:
    """What narrows the counts that are kept."""
    found: list[ColumnElement[bool]] = []
    if scope.visit:
        found.append(CountOfMatters.visit_id == scope.visit.id)
    if scope.kind:
        found.append(CountOfMatters.kind == scope.kind)
    return found


# ---- what is behind a figure ---------------------------------------------------------------------


@dataclass(frozen=True)
class Behind:
    """明细: the rows of a figure, the latest first, a page of them."""

    rows: Sequence[Any]
    number: int  # of all
    more: int | None  # before which the next page begins

    @classmethod
    def of(cls, scope: Scope, parts: Sequence[Part], before: int | None = None) -> "Behind":
        """`parts` are of one kind of row."""
        counted = next(
            each
            for each in everything(clock.today(), working_calendar())
            if set(parts) <= set(each.parts)
        )
        model = counted.model
        chosen = scope.narrow(counted, counted.part.in_([part.value for part in parts]))
        number = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        ids = chosen.order_by(model.id.desc()).limit(PAGE + 1)
        if before is not None:
            ids = ids.where(model.id < before)
        keys = list(db.session.scalars(ids.with_only_columns(model.id)))
        shown = keys[:PAGE]
        loaded = select(model).where(model.id.in_(shown)).order_by(model.id.desc())
        rows = db.session.scalars(loaded.options(*counted.loads)).all()
        return cls(rows, number, shown[-1] if len(keys) > PAGE else None)
