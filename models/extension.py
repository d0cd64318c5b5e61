"""Extensions of a deadline (延期): asked for by the lead unit, decided by the supervisor."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.base import Model, RuleBroken
from models.entry import EntryKind
from models.terms import MatterState
from models.text import said

if TYPE_CHECKING:
    from models.matter import Matter
    from models.round import Round


class Extension(Model):
    """延期: asked for before the deadline, granted or refused by the supervisor."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    asked_at: Mapped[datetime]
    granted: Mapped[bool | None] = mapped_column(default=None)
    decision: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)

    round: Mapped["Round"] = relationship(back_populates="extensions")
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])

    @classmethod
    def refuse_unless_due(cls, matter: "Matter", by: Account) -> None:
        """Raises RuleBroken unless `by` may ask for an extension now."""
        matter.round.lead_assignment_of(by)
        matter.only_in(MatterState.ASSIGNED, MatterState.HANDLING)
        due = matter.round.due_on
        if due is None or clock.today() > due:
            raise RuleBroken("时限已过，不能再申请延期")
        if matter.round.open_extension is not None:
            raise RuleBroken("已有一份延期申请等待批复")

    @classmethod
    def ask(cls, matter: "Matter", by: Account, until: date, reason: str) -> "Extension":
        """申请延期: before the deadline, with a reason and the new date."""
        cls.refuse_unless_due(matter, by)
        if matter.round.due_on is None or until <= matter.round.due_on:
            raise RuleBroken("新的时限要晚于原时限")
        extension = cls(
            until=until,
            reason=said(reason, 500, "请写明延期的理由"),
            asked_by=by,
            asked_at=clock.now(),
        )
        matter.round.extensions.append(extension)
        text = f"申请延至{until:%Y年%-m月%-d日}：{extension.reason}"
        matter.did(EntryKind.ASK_EXTENSION, by, text)
        return extension

    def decide(self, by: Any, grant: bool, reason: str = "") -> None:
        """批复延期: the first date stays on record."""
        if grant and self.round.passed_at is not None:
            raise RuleBroken("报结已经通过，时钟已停，不能再延期")
        if not grant:
            reason = said(reason, 500, "请写明不同意的理由")
        self.granted, self.decision = grant, reason.strip()
        self.decided_by, self.decided_at = by, clock.now()
        if grant:
            self.round.due_on = self.until
            text = f"同意延至{self.until:%Y年%-m月%-d日}。{self.decision}"
        else:
            text = f"不同意延期：{self.decision}"
        self.round.matter.did(EntryKind.DECIDE_EXTENSION, by, text, grant=grant)
