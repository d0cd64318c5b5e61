"""Reminders (提醒): of each matter and level one a day for each person, in working hours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, ForeignKey, Index, UniqueConstraint, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from models import clock
from models.account import Account
from models.audit import record
from models.awaiting_matters import SIGN_DAYS, running_notices
from models.base import Model, RuleBroken, db
from models.calendar import WorkingCalendar, calendar_at_hand
from models.labels import Labelled
from models.matter import Matter
from models.notice import Notice, NoticeState
from models.roles import Permission, Role
from models.round import Round
from models.terms import Light, MatterState
from models.topic import publish

HOURS = ((time(8), time(12)), (time(14), time(18)))  # of the office, on working days
KEPT = timedelta(90)  # then a reminder has served
M = MatterState
IN_WORK = frozenset({M.ASSIGNED, M.HANDLING})


class ReminderLevel(Labelled):
    """The worst first, as a list shows them."""

    OVER = "over", "超期"
    NOTICE_LATE = "notice_late", "督办通知逾期未回复"
    UNSIGNED = "unsigned", "逾期未签收"
    NOTICE_UNSIGNED = "notice_unsigned", "督办通知未签收"
    SLOW = "slow", "滞后"
    NEAR = "near", "临期"


L = ReminderLevel
LEVELS = {Light.NEAR: L.NEAR, Light.SLOW: L.SLOW, Light.OVER: L.OVER}


class Reminder(Model):
    """提醒 to one person about one matter or notice. Made anew each day on which its reason
    stands; what was made before is then overtaken by it."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("account_id", "matter_id", "level", "day"),
        UniqueConstraint("account_id", "notice_id", "level", "day"),
        Index("ix_reminder_account_id_read_at", "account_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    matter_id: Mapped[int | None] = mapped_column(ForeignKey(Matter.id), index=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey(Notice.id), index=True)
    level: Mapped[ReminderLevel]
    day: Mapped[date]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(default=None)

    matter: Mapped[Matter | None] = relationship()
    notice: Mapped[Notice | None] = relationship()

    @property
    def subject(self) -> tuple[str, int]:
        """What it is about: the notice where there is one."""
        if self.notice_id is not None:
            return "notice", self.notice_id
        return "matter", self.matter_id or 0

    @classmethod
    def unread(cls, viewer: Any) -> int:
        """How many things are unread; one that was told on several days is one."""
        things = select(cls.matter_id, cls.notice_id, cls.level).distinct()
        mine = things.where(cls.account_id == viewer.id, cls.read_at.is_(None)).subquery()
        return db.session.scalar(select(func.count()).select_from(mine)) or 0

    def read(self, by: Account) -> None:
        """已阅, with all else that was told of the same matter or notice."""
        if self.account_id != by.id:
            raise RuleBroken("这不是给您的提醒")
        self._read(
            by,
            Reminder.matter_id.is_not_distinct_from(self.matter_id),
            Reminder.notice_id.is_not_distinct_from(self.notice_id),
        )

    @classmethod
    def read_all(cls, by: Account) -> None:
        """全部已阅."""
        cls._read(by)

    @classmethod
    def _read(cls, by: Account, *which: Any) -> None:
        mine = update(cls).where(cls.account_id == by.id, cls.read_at.is_(None), *which)
        read = db.session.execute(mine.values(read_at=clock.now()))
        if read.rowcount:  # type: ignore[attr-defined]
            record("reminder.read", f"account:{by.id}", by, number=read.rowcount)  # type: ignore[attr-defined]
            publish(topic_of(by.id))


def topic_of(account_id: int) -> str:
    return f"reminders:{account_id}"


TOLD = (Permission.MATTER_HANDLE, Permission.MATTER_SUPERVISE, Permission.MATTER_SIGN_OFF)


def may_be_told(who: Any) -> bool:
    """Whether there can be reminders for somebody."""
    return any(who.may(permission) for permission in TOLD)


# ---- what a person was told ----------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """一条提醒 with all that was told of the same before."""

    last: Reminder
    days: int  # on how many days
    is_unread: bool

    @classmethod
    def of(cls, viewer: Any, *, unread: bool = False) -> list["Told"]:
        """Of everything that somebody was told, or of what is unread of it: what is unread first,
        then the latest day, then the worst."""
        mine = select(Reminder).where(Reminder.account_id == viewer.id)
        if unread:
            mine = mine.where(Reminder.read_at.is_(None))
        mine = mine.options(
            joinedload(Reminder.matter).selectinload(Matter.rounds), joinedload(Reminder.notice)
        )
        found: dict[Any, list[Reminder]] = {}
        for each in db.session.scalars(mine.order_by(Reminder.day, Reminder.id)):
            found.setdefault((each.subject, each.level), []).append(each)
        levels = list(ReminderLevel)
        told = [
            cls(all_[-1], len(all_), any(one.read_at is None for one in all_))
            for all_ in found.values()
        ]
        return sorted(
            told,
            key=lambda one: (
                not one.is_unread,
                -one.last.day.toordinal(),
                levels.index(one.last.level),
                one.last.subject,
            ),
        )


# ---- making them ---------------------------------------------------------------------------------


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
    rounds = selectinload(Matter.rounds)
    open_ = select(Matter).where(Matter.is_open).options(rounds.selectinload(Round.assignments))
    for matter in db.session.scalars(open_.order_by(Matter.id)):
        for account_id, level in _of_matter(matter, people, today, calendar):
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


def _of_matter(
    matter: Matter, people: _People, today: date, calendar: WorkingCalendar
) -> Iterator[tuple[int, ReminderLevel]]:
    """The units that have work to do, the 督查室 when it lags, the leader in charge when it is
    overdue. What was reported in time waits for its review, and for nobody's reminder."""
    level = LEVELS.get(matter.light(today, calendar))
    in_work = matter.state in IN_WORK
    held = matter.round.held if in_work else []
    if level is not None:
        working = [each.unit_id for each in held if each.is_lead or each.finished_at is None]
        yield from ((key, level) for key in people.of(working))
        if level is not L.NEAR:
            yield from ((key, level) for key in people.supervisors)
        if level is L.OVER and in_work and matter.lead.leader_id in people.leaders:
            yield matter.lead.leader_id or 0, level
    late = [
        each.unit_id
        for each in held
        if each.signed_at is None
        and each.assigned_at is not None
        and _is_past(each.assigned_at, today, calendar)
    ]
    for key in (*people.of(late), *(people.supervisors if late else ())):
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
