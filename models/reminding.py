"""Making reminders (提醒): who is to be told of what today, in working hours, once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import Executable, and_, delete, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from models import clock
from models.account import Account
from models.assignment import Assignment
from models.audit import record
from models.awaiting_matters import SIGN_DAYS, running_notices
from models.base import db
from models.calendar import WorkingCalendar, calendar_at_hand
from models.matter import Matter
from models.notice import Notice, NoticeState
from models.reminder import KEPT, LEVELS, Reminder, ReminderLevel, topic_of
from models.roles import Permission, Role
from models.round import Round
from models.terms import OPEN_STATES, MatterState
from models.topic import publish
from models.unit import Unit

HOURS = ((time(8), time(12)), (time(14), time(18)))  # of the office, on working days
AT_ONCE = 500  # keys in one query
L, M = ReminderLevel, MatterState
IN_WORK = frozenset({M.ASSIGNED, M.HANDLING})


def are_working_hours(moment: datetime, calendar: WorkingCalendar) -> bool:
    local = clock.local(moment)
    within = any(begin <= local.time() < end for begin, end in HOURS)
    return within and calendar.is_working(local.date())


Row = dict[str, Any]


def due() -> list[Row]:
    """Whom to tell of what today, as it stands now; what was missed is not made up for. Nobody
    outside working hours."""
    with calendar_at_hand() as calendar:
        now, today = clock.now(), clock.today()
        if not are_working_hours(now, calendar):
            return []
        found = sorted(
            set(_due(today, calendar)), key=lambda one: (one[0], one[1] or 0, one[2] or 0)
        )
        names = ("account_id", "matter_id", "notice_id", "level")
        return [{**dict(zip(names, one, strict=True)), "day": today, "at": now} for one in found]


def make(rows: Sequence[Row]) -> int:
    """提醒: returns how many were made, which are those that were not there. Old ones go."""
    inserting = _inserting(db.session.get_bind().dialect.name)
    made = [
        account_id
        for row in rows
        if (account_id := db.session.execute(inserting, row).scalar()) is not None
    ]
    old = delete(Reminder).where(Reminder.day < clock.today() - KEPT)
    gone = db.session.execute(old).rowcount  # type: ignore[attr-defined]
    if made or gone:
        record("reminder.make", f"day:{clock.today()}", "system", number=len(made))
        publish(*(topic_of(account_id) for account_id in set(made)))
    return len(made)


def remind() -> int:
    """Both, in one transaction."""
    return make(due())


@cache
def _inserting(dialect: str) -> Executable:
    """One row, unless it is there: another process may be at it at the same time."""
    table: Any = Reminder.__table__
    insert: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    inserting: Executable = insert.on_conflict_do_nothing().returning(table.c.account_id)
    return inserting


Due = tuple[int, int | None, int | None, ReminderLevel]


def _due(today: date, calendar: WorkingCalendar) -> Iterator[Due]:
    """To whom of what, and how urgently."""
    people = _People.all()
    for matter in _matters(today, calendar):
        for account_id, level in _of_matter(matter, people):
            yield account_id, matter.id, None, level
    for notice, is_overtaken in running_notices(select(Notice)):
        for account_id, level in _of_notice(notice, is_overtaken, people, today, calendar):
            yield account_id, None, notice.id, level


@dataclass(frozen=True)
class _People:
    """Who may be told: those whose account is in use."""

    handlers: dict[int, list[int]]  # by unit
    supervisors: list[int]
    leaders: frozenset[int]

    @classmethod
    def all(cls) -> "_People":
        in_use = select(Account).where(Account.disabled_at.is_(None)).order_by(Account.id)
        accounts = db.session.scalars(in_use).all()
        handlers: dict[int, list[int]] = {}
        for each in accounts:
            if each.may(Permission.MATTER_HANDLE):
                handlers.setdefault(each.unit_id, []).append(each.id)
        return cls(
            handlers,
            [each.id for each in accounts if each.may(Permission.MATTER_SUPERVISE)],
            frozenset(each.id for each in accounts if each.role is Role.LEADER),
        )

    def of(self, unit_ids: Sequence[int]) -> list[int]:
        return [key for unit_id in unit_ids for key in self.handlers.get(unit_id, ())]


@dataclass
class _Reminded:
    """A matter of which somebody is to be told: plain values, since there may be very many."""

    id: int
    level: ReminderLevel | None
    leader_id: int | None
    is_in_work: bool
    working: list[int] = field(default_factory=list)  # units that are not done with it
    late: list[int] = field(default_factory=list)  # units that should have signed


def _matters(today: date, calendar: WorkingCalendar) -> Iterator[_Reminded]:
    """Those whose light burns, and those that a unit should have signed for."""
    signed_by = datetime.combine(calendar.before(today, SIGN_DAYS), time(), clock.SHANGHAI)
    is_late = and_(
        Assignment.signed_at.is_(None),
        Assignment.assigned_at < signed_by,  # whole working days lie between
    )
    later = aliased(Round)
    is_later = and_(later.matter_id == Round.matter_id, later.number > Round.number)
    held = (
        select(Round.matter_id, Assignment.unit_id, Assignment.is_lead, Assignment.finished_at)
        .add_columns(is_late.label("is_late"))
        .join(Assignment.round)
        .join(Round.matter)
        .where(Matter.state.in_(IN_WORK), Assignment.returned_at.is_(None))
        .where(or_(Matter.burns(today), is_late), ~exists().where(is_later))
        .order_by(Round.matter_id, Assignment.id)
    )
    of_matter: dict[int, list[Any]] = {}
    for row in db.session.execute(held):
        of_matter.setdefault(row.matter_id, []).append(row)
    wanted = select(Matter.id, Matter.state, Unit.leader_id)
    wanted = wanted.add_columns(Matter.light_on(today).label("light")).join(Matter.lead)
    burning = wanted.where(Matter.state.in_(OPEN_STATES), Matter.burns(today))
    unsigned = [key for key, rows in of_matter.items() if any(row.is_late for row in rows)]
    found = {row.id: row for row in db.session.execute(burning)}
    missing = [key for key in unsigned if key not in found]
    for begin in range(0, len(missing), AT_ONCE):
        some = wanted.where(Matter.id.in_(missing[begin : begin + AT_ONCE]))
        found |= {row.id: row for row in db.session.execute(some)}
    for key in sorted(found):
        row, rows = found[key], of_matter.get(key, ())
        yield _Reminded(
            key,
            LEVELS.get(row.light),
            row.leader_id,
            row.state in IN_WORK,
            [each.unit_id for each in rows if each.is_lead or each.finished_at is None],
            [each.unit_id for each in rows if each.is_late],
        )


def _of_matter(matter: _Reminded, people: _People) -> Iterator[tuple[int, ReminderLevel]]:
    """The units that have work to do, the 督查室 when it lags, the leader in charge when it is
    overdue. What was reported in time waits for its review, and for nobody's reminder."""
    level = matter.level
    if level is not None:
        yield from ((key, level) for key in people.of(matter.working))
        if level is not L.NEAR:
            yield from ((key, level) for key in people.supervisors)
        if level is L.OVER and matter.is_in_work and matter.leader_id in people.leaders:
            yield matter.leader_id or 0, level
    for key in (*people.of(matter.late), *(people.supervisors if matter.late else ())):
        yield key, L.UNSIGNED


def _of_notice(
    notice: Notice, is_overtaken: bool, people: _People, today: date, calendar: WorkingCalendar
) -> Iterator[tuple[int, ReminderLevel]]:
    if is_overtaken or notice.state not in {NoticeState.ISSUED, NoticeState.SIGNED}:
        return
    told = (*people.of([notice.unit_id]), *people.supervisors)
    if notice.is_late:
        yield from ((key, L.NOTICE_LATE) for key in told)
    elif (
        notice.state is NoticeState.ISSUED
        and notice.issued_at is not None
        and _is_past(notice.issued_at, today, calendar)
    ):
        yield from ((key, L.NOTICE_UNSIGNED) for key in told)


def _is_past(since: datetime, today: date, calendar: WorkingCalendar) -> bool:
    """The days in which one signs are over."""
    return today > calendar.after(clock.local(since).date(), SIGN_DAYS)
