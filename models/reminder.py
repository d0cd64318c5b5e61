"""Reminders (提醒): of each matter and level one a day for each person; what a person was told."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    select,
    update,
)
from sqlalchemy.orm import (
    Mapped,
    joinedload,
    mapped_column,
    relationship,
)

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, db
from models.labels import Labelled
from models.matter import Matter
from models.notice import Notice
from models.roles import Permission
from models.terms import Light
from models.topic import publish

KEPT = timedelta(90)  # then a reminder has served


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
