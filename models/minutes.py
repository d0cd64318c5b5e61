"""Minutes (纪要): what was said and decided at a meeting, item by item."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.agenda import AgendaItem
from models.attendance import AttendanceKind
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.counter import one_at_a_time
from models.edit import Conflict
from models.meeting import Meeting
from models.minutes_steps import MinutesState, MinutesSteps
from models.topic import publish

if TYPE_CHECKING:
    from models.block import Block
    from models.decision import Decision
    from models.pledge import Pledge
    from models.statement import Statement


@dataclass(frozen=True)
class Missing:
    """What stands in the way of issuing, in which item, and in which block of it."""

    words: str
    item: AgendaItem | None = None
    block: str = ""

    @property
    def anchor(self) -> str:
        """Where the page shows it."""
        key = self.block or (self.item.key if self.item else "")
        return key.replace(":", "-")


class Minutes(MinutesSteps, Versioned, Model):
    """纪要. Numbered when it is issued, so that its series has no gaps; from then on immutable."""

    __tablename__ = "minutes"
    __table_args__ = (UniqueConstraint("series", "year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), unique=True)
    state: Mapped[MinutesState] = mapped_column(default=MinutesState.DRAFTING)
    series: Mapped[str | None] = mapped_column(String(32), default=None)  # the meeting's kind
    year: Mapped[int | None] = mapped_column(default=None)
    number: Mapped[int | None] = mapped_column(default=None)
    copies_to: Mapped[str] = mapped_column(String(300), default="")  # 抄送
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)
    # 签发: by the account of who presided, or on paper and keyed in by the office head
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    signed_name: Mapped[str] = mapped_column(String(40), default="")
    signed_on: Mapped[date | None] = mapped_column(default=None)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    keyed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    issued_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    return_reason: Mapped[str] = mapped_column(Text, default="")

    meeting: Mapped[Meeting] = relationship(back_populates="minutes")
    drafted_by: Mapped[Account] = relationship(foreign_keys=[drafted_by_id])
    submitted_by: Mapped[Account | None] = relationship(foreign_keys=[submitted_by_id])
    reviewed_by: Mapped[Account | None] = relationship(foreign_keys=[reviewed_by_id])
    signed_by: Mapped[Account | None] = relationship(foreign_keys=[signed_by_id])
    keyed_by: Mapped[Account | None] = relationship(foreign_keys=[keyed_by_id])
    issued_by: Mapped[Account | None] = relationship(foreign_keys=[issued_by_id])
    returned_by: Mapped[Account | None] = relationship(foreign_keys=[returned_by_id])
    items: Mapped[list[AgendaItem]] = relationship(
        order_by=AgendaItem.position,
        primaryjoin="and_(Minutes.id == AgendaItem.minutes_id, AgendaItem.removed_at.is_(None))",
        overlaps="minutes",
    )
    conflicts: Mapped[list[Conflict]] = relationship(
        back_populates="minutes",
        order_by=Conflict.id,
        primaryjoin="and_(Minutes.id == Conflict.minutes_id, Conflict.settled_at.is_(None))",
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def hold(cls, meeting_id: int) -> None:
        """Before anything is read that is to be changed: writers of one text come one by one."""
        one_at_a_time(f"minutes of meeting:{meeting_id}")

    @property
    def name(self) -> str:
        return f"第{self.number}号" if self.number else ""

    @property
    def is_issued(self) -> bool:
        return self.state is MinutesState.ISSUED

    @property
    def decisions(self) -> "list[Decision]":
        return [decision for item in self.items for decision in item.decisions]

    @property
    def pledges(self) -> "list[Pledge]":
        return [pledge for item in self.items for pledge in item.pledges]

    @property
    def statements(self) -> "list[Statement]":
        return [statement for item in self.items for statement in item.statements]

    def block(self, key: str) -> "Block":
        """The block that a key names, also one that was taken out. Raises RuleBroken for others."""
        from models.history import BLOCKS

        kind, _, number = key.partition(":")
        model = BLOCKS.get(kind)
        right = model is not None and number.isascii() and number.isdecimal() and len(number) < 10
        block: Any = db.session.get(model, int(number)) if model and right else None
        if block is None or block.minutes is not self:
            raise RuleBroken("没有这一段，可能已经不在这份纪要里")
        found: Block = block
        return found

    # ---- what is missing --------------------------------------------------------------------

    @property
    def missing(self) -> list[Missing]:
        """What must be mended before the minutes can be issued."""
        return list(self._missing())

    def _missing(self) -> Iterator[Missing]:
        meeting = self.meeting
        if not meeting.chair_name:
            yield Missing("没有写主持人")
        if all(each.kind is AttendanceKind.ABSENT for each in meeting.attendance):
            yield Missing("没有登记到会人员")
        if not self.items:
            yield Missing("还没有议题")
        for item in self.items:
            yield from item.missing()
        for conflict in self.conflicts:
            yield Missing(f"{conflict.who}写的{conflict.label}与别人冲突，还没有选定",
                          None, f"conflict:{conflict.id}")  # fmt: skip

    def refuse_while_missing(self, why: str) -> None:
        missing = self.missing
        if missing:
            raise RuleBroken(f"{'；'.join(each.words for each in missing)}，{why}")

    # ---- 起草 -------------------------------------------------------------------------------

    def add_item(self, by: Any, title: str = "", reporter: str = "") -> AgendaItem:
        """加一项议题, at the end."""
        self.refuse_unless_writable(by)
        item = AgendaItem(minutes=self, title=title.strip(), reporter=reporter.strip())
        with db.session.no_autoflush:
            item.enter(by)
        return item

    def remove_item(self, item: AgendaItem, by: Any) -> None:
        item.remove(by)

    def copy_to(self, by: Any, words: str) -> None:
        """抄送."""
        self.refuse_unless_writable(by)
        self.copies_to = words.strip().rstrip("。")
        self.changed("minutes.copies", by)

    # ---- what every step does ---------------------------------------------------------------

    @property
    def digest(self) -> str:
        """The seal of the whole text, for the audit chain."""
        parts = [each.state() for item in self.items for each in (item, *item.parts)]
        whole = [self.meeting.state(), *(each.state() for each in self.meeting.attendance), *parts]
        text = json.dumps(whole, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def last_edit(self) -> int:
        from models.edit import Edit

        newest = select(Edit.number).filter_by(minutes_id=self.id).order_by(Edit.number.desc())
        return db.session.scalar(newest.limit(1)) or 0

    def touched(self) -> None:
        """Whoever submits or issues has read all of it: any change raises the version."""
        self.changed_at = clock.now()
        attributes.flag_modified(self, "changed_at")

    def changed(self, action: str, by: Any, **detail: Any) -> None:
        self.touched()
        db.session.flush()
        record(action, self.meeting.subject, by, **detail)
        publish(self.meeting.subject, "meetings")
