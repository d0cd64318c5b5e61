"""现场领导: who answers has a link and no account, and gets short notes that he confirms."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock, secret
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.counter import one_at_a_time
from models.text import said
from models.topic import publish
from models.visit import Visit


def _changed(visit: Visit) -> None:
    publish(f"leader:{visit.id}", f"console:{visit.id}")


class LeaderLink(Versioned, Model):
    """现场领导的链接: one a visit; a new one ends the one before. Kept as it is, not as a
    fingerprint, since the organiser shows it again to the next phone."""

    __tablename__ = "leader_link"

    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), primary_key=True)
    token: Mapped[str] = mapped_column(String(40), unique=True)
    made_at: Mapped[datetime]

    visit: Mapped[Visit] = relationship()

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def of(cls, visit: Visit) -> "LeaderLink | None":
        return db.session.get(cls, visit.id)

    @classmethod
    def open(cls, visit: Visit, by: Any) -> "LeaderLink":
        """开通."""
        one_at_a_time(f"leader:{visit.id}")
        if cls.of(visit) is not None:
            raise RuleBroken("链接已经开通，请刷新页面")
        link = cls(visit=visit, token=secret.new_token(), made_at=clock.now())
        db.session.add(link)
        db.session.flush()
        record("leader.link_opened", visit.subject, by)
        _changed(visit)
        return link

    def renew(self, by: Any) -> None:
        """更换: whoever has the old link sees nothing any more."""
        self.token, self.made_at = secret.new_token(), clock.now()
        record("leader.link_renewed", self.visit.subject, by)
        _changed(self.visit)


class LeaderNote(Model):
    """给现场领导的话: the latest stands above everything until it is confirmed. All are kept."""

    __tablename__ = "leader_note"

    LONGEST: ClassVar[int] = 100  # characters

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), index=True)
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    sent_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    read_at: Mapped[datetime | None] = mapped_column(default=None)

    visit: Mapped[Visit] = relationship()
    author: Mapped[Account] = relationship()

    @classmethod
    def of(cls, visit: Visit) -> list["LeaderNote"]:
        """All of a visit, the latest first."""
        found = select(cls).filter_by(visit_id=visit.id).order_by(cls.id.desc())
        return list(db.session.scalars(found))

    @classmethod
    def latest(cls, visit: Visit) -> "LeaderNote | None":
        found = select(cls).filter_by(visit_id=visit.id).order_by(cls.id.desc())
        return db.session.scalar(found.limit(1))

    @classmethod
    def send(cls, visit: Visit, text: str, by: Account) -> "LeaderNote":
        """捎话."""
        if LeaderLink.of(visit) is None:
            raise RuleBroken("还没有给现场领导开通链接，话送不到")
        text = said(text, cls.LONGEST, "请写下要告诉现场领导的话")
        note = cls(visit=visit, text=text, author=by, sent_at=clock.now())
        db.session.add(note)
        db.session.flush()
        record("leader.note_sent", visit.subject, by, note=note.id, text=text)
        _changed(visit)
        return note

    def deliver(self) -> None:
        """送达: it stands on the leader's screen. The first of several devices counts."""
        db.session.refresh(self, with_for_update=True)
        if self.delivered_at is None:
            self.delivered_at = clock.now()
            _changed(self.visit)

    def confirm(self) -> None:
        """知道了: once, on whichever of the leader's devices."""
        db.session.refresh(self, with_for_update=True)
        if self.read_at is not None:
            return
        self.read_at = clock.now()
        self.delivered_at = self.delivered_at or self.read_at
        record("leader.note_read", self.visit.subject, "leader", note=self.id)
        _changed(self.visit)
