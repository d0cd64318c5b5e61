"""Edits (修改记录) of minutes: every saved state of every block, and the texts that collided."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.base import Model, RuleBroken, Versioned, db
from models.counter import next_number
from models.labels import Labelled
from models.merge import Piece, differences, paragraphs

if TYPE_CHECKING:
    from models.block import Block
    from models.minutes import Minutes


class EditKind(Labelled):
    ADDED = "added", "新增"
    WRITTEN = "written", "编写"
    MOVED = "moved", "移动"
    REMOVED = "removed", "删除"
    RESTORED = "restored", "恢复"
    SENT = "sent", "送来"  # as somebody wrote it on an older state; never the text itself


class Edit(Model):
    """修改记录. Only added to: numbered within the minutes, so that the whole text can be put
    together as it stood after any of them."""

    __tablename__ = "edit"
    __table_args__ = (
        UniqueConstraint("minutes_id", "number"),
        UniqueConstraint("minutes_id", "client_id"),
        Index("ix_edit_minutes_id_block", "minutes_id", "block"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int]
    block: Mapped[str] = mapped_column(String(32))  # decision:7
    kind: Mapped[EditKind]
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    # what the page called this save, so that one sent twice is one
    client_id: Mapped[str | None] = mapped_column(String(36), default=None)

    account: Mapped[Account | None] = relationship(lazy="joined")

    @classmethod
    def note(
        cls,
        block: "Block",
        kind: EditKind,
        by: Any,
        state: dict[str, Any] | None = None,
        client_id: str | None = None,
    ) -> "Edit":
        minutes = block.minutes
        edit = cls(
            minutes_id=minutes.id,
            number=next_number(f"edit:{minutes.id}"),
            block=block.key,
            kind=kind,
            state=block.state() if state is None else state,
            at=clock.now(),
            account=by if isinstance(by, Account) else None,
            client_id=client_id,
        )
        db.session.add(edit)
        return edit

    @classmethod
    def of(cls, minutes: "Minutes", number: int | None) -> "Edit | None":
        if number is None:
            return None
        return db.session.scalar(select(cls).filter_by(minutes_id=minutes.id, number=number))

    @property
    def who(self) -> str:
        return self.account.name if self.account is not None else "系统"


class Conflict(Versioned, Model):
    """冲突: what somebody wrote where somebody else wrote something else. It stands beside the text
    until a person has decided."""

    __tablename__ = "conflict"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    block: Mapped[str] = mapped_column(String(32))
    field: Mapped[str] = mapped_column(String(32))
    value: Mapped[Any] = mapped_column(JSON)
    edit: Mapped[int]  # the number of the edit that brought it
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)

    minutes: Mapped["Minutes"] = relationship(back_populates="conflicts")
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id], lazy="joined")
    settled_by: Mapped[Account | None] = relationship(foreign_keys=[settled_by_id])

    __mapper_args__ = {"version_id_col": Versioned.version}

    @property
    def about(self) -> "Block":
        return self.minutes.block(self.block)

    @property
    def who(self) -> str:
        return self.account.name if self.account is not None else "系统"

    @property
    def label(self) -> str:
        return self.about.field(self.field).label

    @property
    def is_text(self) -> bool:
        return self.about.field(self.field).kind == "text"

    @property
    def words(self) -> str:
        """The other text, to be read."""
        return self.about.field(self.field).shown(self.value)

    @property
    def present(self) -> str:
        """What stands there now."""
        return self.about.shown(self.field)

    @property
    def differences(self) -> list[Piece]:
        return differences(self.present, self.words)

    @property
    def both(self) -> str:
        """One after the other, to begin with for who puts the two together."""
        there = paragraphs(self.present)
        return "\n".join([*there, *(one for one in paragraphs(self.words) if one not in there)])

    def keep(self, by: Any) -> None:
        """以已存的为准: the other text stays in the record of edits."""
        self._settle(by)
        self.minutes.changed("minutes.settle", by, block=self.block, taken=False)

    def take(self, by: Any, value: Any = None) -> None:
        """以另一稿为准, as it is or as somebody put the two together."""
        block = self.about
        self._settle(by)
        if block.is_out:
            block.restore(by)
        block.save(by, {self.field: self.value if value is None else value})
        self.minutes.changed("minutes.settle", by, block=self.block, taken=True)

    def _settle(self, by: Any) -> None:
        self.minutes.refuse_unless_writable(by)
        if self.settled_at is not None:
            raise RuleBroken("这处冲突已经有人处理了")
        self.settled_at = clock.now()
        self.settled_by = by if isinstance(by, Account) else None
        db.session.flush()
        db.session.expire(self.minutes, ["conflicts"])
