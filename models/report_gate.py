"""The gates of a report: all four are due, and its 专办人员 sign them."""

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import secret
from models.account import Account
from models.base import Model, RuleBroken
from models.gate import GateKind, GateState
from models.report_entry import ReportEntryKind
from models.text import said

if TYPE_CHECKING:
    from models.report import Report

E, G = ReportEntryKind, GateState


class ReportGate(Model):
    """举报件的一关: all four are due."""

    __tablename__ = "report_gate"
    __table_args__ = {"sqlite_with_rowid": False}

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[GateKind] = mapped_column(primary_key=True)
    position: Mapped[int]
    state: Mapped[GateState]
    evidence_sealed: Mapped[str] = mapped_column(Text, default="")
    signer_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    second_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)

    report: Mapped["Report"] = relationship(back_populates="all_gates")
    signer: Mapped[Account | None] = relationship(foreign_keys=[signer_id])
    second: Mapped[Account | None] = relationship(foreign_keys=[second_id])

    @property
    def is_done(self) -> bool:
        return self.state in {G.PASSED, G.WAIVED}

    @property
    def evidence(self) -> str:
        return str(secret.unseal(self.evidence_sealed)) if self.evidence_sealed else ""

    def pass_(self, by: Account, evidence: str) -> None:
        """过关. After 移送, `dealt_with` needs the written result of whom it went to."""
        self._review(by, G.OPEN, G.WAIVING)
        handed_over = self.report.was_handed_over
        answered = self.report._last(E.WRITTEN_RESULT) is not None
        if self.kind is GateKind.DEALT_WITH and handed_over and not answered:
            raise RuleBroken("已经移送的，要凭移送机关的书面结果过这一关")
        evidence = said(evidence, 1000, "请写明凭什么过这一关")
        self.evidence_sealed, self.signer = secret.seal(evidence), by
        self.state = G.PASSED
        self.report._did(E.PASS_GATE, by, evidence, gate=self.kind.value)

    def waive(self, by: Account, reason: str) -> None:
        """提请不适用."""
        self._review(by, G.OPEN)
        if self.kind is GateKind.DEALT_WITH and self.report.was_handed_over:
            raise RuleBroken("已经移送的，要等书面结果")
        reason = said(reason, 1000, "请写明为什么不适用")
        self.evidence_sealed, self.signer, self.state = secret.seal(reason), by, G.WAIVING
        self.report._did(E.WAIVE_GATE, by, reason, gate=self.kind.value)

    def confirm_waiver(self, by: Account) -> None:
        """确认不适用, as the second person."""
        self._review(by, G.WAIVING)
        if by is self.signer:
            raise RuleBroken("不适用须由另一名专办人员确认")
        self.second, self.state = by, G.WAIVED
        self.report._did(E.CONFIRM_WAIVER, by, "", gate=self.kind.value)

    def _review(self, by: Account, *states: GateState) -> None:
        self.report._work(by)
        if self.round != self.report.round or self.state not in states:
            raise RuleBroken(f"这一关「{self.state.label}」，不能再改")
