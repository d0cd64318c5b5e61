"""Presence (在线): who has the draft open now, and what they are writing at."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.base import Model, db
from models.topic import publish

if TYPE_CHECKING:
    from models.meeting import Meeting

PULSE = 15  # seconds between two signs of life of a page
GONE = timedelta(seconds=40)


class Presence(Model):
    """在线: one person at one draft, in however many windows."""

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("meeting_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    block: Mapped[str] = mapped_column(String(32), default="")
    at: Mapped[datetime]

    account: Mapped[Account] = relationship(lazy="joined")

    @classmethod
    def of(cls, meeting_id: int) -> "list[Presence]":
        """Who is there, first those who have been for longest."""
        found = select(cls).where(cls.meeting_id == meeting_id, cls.at > clock.now() - GONE)
        return list(db.session.scalars(found.order_by(cls.id)))

    @classmethod
    def sign(cls, meeting: "Meeting", by: Account, block: str) -> None:
        """A sign of life. It is told only when it changes who is where."""
        gone = delete(cls).where(cls.meeting_id == meeting.id, cls.at <= clock.now() - GONE)
        left = db.session.execute(gone.returning(cls.id)).all()
        own = select(cls).filter_by(meeting_id=meeting.id, account_id=by.id)
        found = db.session.scalar(own)
        if left or found is None or found.block != block:
            publish(f"writers:{meeting.id}")
        if found is None:
            found = cls(meeting_id=meeting.id, account=by)
            db.session.add(found)
        found.block, found.at = block, clock.now()

    @classmethod
    def leave(cls, meeting: "Meeting", by: Account) -> None:
        """The page was closed."""
        own = delete(cls).where(cls.meeting_id == meeting.id, cls.account_id == by.id)
        if db.session.execute(own.returning(cls.id)).all():
            publish(f"writers:{meeting.id}")
