"""Closing a matter (销号): one person proposes, a second one closes; nothing else does."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.base import Model, RuleBroken, db
from models.entry import EntryKind
from models.gate import require_independent
from models.roles import Permission
from models.round import Round
from models.terms import MatterState, Result
from models.text import said

if TYPE_CHECKING:
    from models.matter import Matter


class Closing(Model):
    """销号: a proposal, then the second person's word on it."""

    __tablename__ = "closing"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey(Round.id))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    refused_at: Mapped[datetime | None] = mapped_column(default=None)
    refusal: Mapped[str] = mapped_column(Text, default="")

    matter: Mapped["Matter"] = relationship(back_populates="closings")
    round: Mapped[Round] = relationship()
    proposed_by: Mapped[Account] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[Account | None] = relationship(foreign_keys=[confirmed_by_id])
    refused_by: Mapped[Account | None] = relationship(foreign_keys=[refused_by_id])

    @property
    def is_pending(self) -> bool:
        """Neither confirmed nor refused, nor overtaken by a new round."""
        undecided = self.confirmed_at is None and self.refused_at is None
        return undecided and self.round is self.matter.round

    @classmethod
    def propose(cls, matter: "Matter", by: Account) -> "Closing":
        """提请销号."""
        if not by.may(Permission.MATTER_SUPERVISE):
            raise RuleBroken("由督查室提请销号")
        cls.refuse_unless_proposable(matter)
        closing = cls(matter=matter, round=matter.round, proposed_by=by, proposed_at=clock.now())
        db.session.add(closing)
        db.session.flush()
        matter.did(EntryKind.PROPOSE_CLOSING, by, "")
        return closing

    @staticmethod
    def refuse_unless_proposable(matter: "Matter") -> None:
        refuse_unless_closable(matter)
        if matter.pending_closing is not None:
            raise RuleBroken("已经提请销号，等待另一个人确认")

    def confirm(self, by: Account) -> None:
        """销号, as the second person; the database checks the same conditions again."""
        self.refuse_unless_second(by)
        refuse_unless_closable(self.matter)
        self.confirmed_by, self.confirmed_at = by, clock.now()
        db.session.flush()  # the database looks for the two names when the state changes
        self.matter.did(EntryKind.CLOSE, by, "")
        self.matter.state, self.matter.closed_at = MatterState.CLOSED, clock.now()

    def refuse(self, by: Account, reason: str) -> None:
        """不同意销号."""
        self.refuse_unless_second(by)
        self.refused_by, self.refused_at = by, clock.now()
        self.refusal = said(reason, 500, "请写明不同意的理由")
        self.matter.did(EntryKind.REFUSE_CLOSING, by, self.refusal)

    def refuse_unless_second(self, by: Account) -> None:
        if not self.is_pending:
            raise RuleBroken("这份销号提请已经有了结论")
        if by.id == self.proposed_by_id:
            raise RuleBroken("销号须由另一个人确认")
        require_independent(self.matter, by, Permission.CLOSING_CONFIRM)


class SignOff(Model):
    """领导签批: after a second 不满意 only the leader in charge lets a matter go, with reasons."""

    __tablename__ = "sign_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey(Round.id), unique=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime]
    reasons: Mapped[str] = mapped_column(Text)

    matter: Mapped["Matter"] = relationship(back_populates="sign_offs")
    round: Mapped[Round] = relationship()
    leader: Mapped[Account] = relationship()

    @classmethod
    def give(cls, matter: "Matter", by: Account, reasons: str) -> "SignOff":
        """领导签批."""
        cls.refuse_unless_due(matter, by)
        sign_off = cls(
            matter=matter,
            round=matter.round,
            leader=by,
            at=clock.now(),
            reasons=said(reasons, 1000, "请写明签批的理由，代表会看到"),
        )
        db.session.add(sign_off)
        db.session.flush()
        matter.did(EntryKind.SIGN_OFF, by, sign_off.reasons)
        return sign_off

    @staticmethod
    def refuse_unless_due(matter: "Matter", by: Account) -> None:
        if not matter.is_disputed or matter.state != "replied":
            raise RuleBroken("只有两次评价不满意的事项，才由分管领导签批")
        if matter.lead.leader_id != by.id:
            raise RuleBroken(f"应由{matter.lead.name}的分管领导签批")


def refuse_unless_closable(matter: "Matter") -> None:
    """Raises RuleBroken with what still stands in the way of 销号."""
    round_ = matter.round
    if not matter.is_open:
        raise RuleBroken(f"事项{matter.state.label}")
    if not all(gate.is_done for gate in round_.gates):
        raise RuleBroken("还有关没有过，不能销号")
    if round_.result is Result.PLANNED:
        raise RuleBroken("列入计划的事项，办成并重新报结之后才能销号")
    if round_.open_extension is not None:
        raise RuleBroken("还有一份延期申请没有批复")
    if not matter.askers:
        return _refuse_unless(matter.state == "reported", "报结并通过各关之后才能销号")
    _refuse_unless(matter.state == "replied", "回复每一位提出人之后才能销号")
    if matter.is_disputed:
        raise RuleBroken("两次评价不满意，须由分管领导签批后才能销号")
    if matter.sign_off is not None:
        return None
    today = clock.today()
    for asker in matter.askers:
        if not asker.rating_in(round_) and not asker.has_let_time_pass(today):
            raise RuleBroken(f"还要等{asker.card.name}评价；回复满 10 个工作日未评价的，可以销号")
    return None


def _refuse_unless(holds: bool, reason: str) -> None:
    if not holds:
        raise RuleBroken(reason)
