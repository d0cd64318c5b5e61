"""The four gates (四不放过): a matter is not let go while one that is due stands open."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.base import Model, RuleBroken
from models.entry import EntryKind
from models.labels import Labelled
from models.roles import Permission
from models.terms import MatterKind
from models.text import said
from models.unit import UnitKind

if TYPE_CHECKING:
    from models.matter import Matter
    from models.round import Round


class GateKind(Labelled):
    CLARIFIED = "clarified", "对群众反映的问题没有澄清的不放过"
    INVESTIGATED = "investigated", "突出问题没有查纠结果的不放过"
    DEALT_WITH = "dealt_with", "违法违纪问题处理不到位的不放过"
    RECTIFIED = "rectified", "整改方案落实不到位的不放过"


# which gates a matter of each kind must pass; the supervisor may add others
DUE_GATES = dict.fromkeys(MatterKind, frozenset({GateKind.CLARIFIED, GateKind.RECTIFIED})) | {
    MatterKind.INSPECTION: frozenset(GateKind),
    MatterKind.RECTIFICATION: frozenset(GateKind),
}


class GateState(Labelled):
    OPEN = "open", "未过"
    PASSED = "passed", "已过"
    WAIVING = "waiving", "待确认不适用"
    WAIVED = "waived", "不适用"


class Gate(Model):
    """一关. Only gates that are due exist; one passed stays passed in its round."""

    __tablename__ = "gate"
    __table_args__ = (UniqueConstraint("round_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    kind: Mapped[GateKind]
    state: Mapped[GateState] = mapped_column(default=GateState.OPEN)
    evidence: Mapped[str] = mapped_column(Text, default="")  # or why it does not apply
    signer_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    second_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    seconded_at: Mapped[datetime | None] = mapped_column(default=None)

    round: Mapped["Round"] = relationship(back_populates="gates")
    signer: Mapped[Account | None] = relationship(foreign_keys=[signer_id])
    second: Mapped[Account | None] = relationship(foreign_keys=[second_id])

    @property
    def matter(self) -> "Matter":
        return self.round.matter

    @property
    def is_done(self) -> bool:
        return self.state in {GateState.PASSED, GateState.WAIVED}

    def pass_(self, by: Account, evidence: str) -> None:
        """过关: with the evidence seen, by a signer of no handling unit."""
        self._review(by, GateState.OPEN, GateState.WAIVING)
        self.evidence = said(evidence, 1000, "请写明凭什么过这一关")
        self.state, self.signer, self.signed_at = GateState.PASSED, by, clock.now()
        self._signed(EntryKind.PASS_GATE, by)

    def waive(self, by: Account, reason: str) -> None:
        """提请不适用: takes a second person."""
        self._review(by, GateState.OPEN)
        self.evidence = said(reason, 1000, "请写明为什么不适用")
        self.state, self.signer, self.signed_at = GateState.WAIVING, by, clock.now()
        self._signed(EntryKind.WAIVE_GATE, by)

    def confirm_waiver(self, by: Account) -> None:
        """确认不适用, as the second person."""
        self.refuse_unless_waived_by_another(by)
        self.state, self.second, self.seconded_at = GateState.WAIVED, by, clock.now()
        self._signed(EntryKind.CONFIRM_WAIVER, by)

    def refuse_unless_waived_by_another(self, by: Account) -> None:
        self._review(by, GateState.WAIVING)
        if by.id == self.signer_id:
            raise RuleBroken("不适用须由另一个人确认")

    def _review(self, by: Account, *states: GateState) -> None:
        refuse_unless_reviewing(self.matter, by)
        if self.round is not self.matter.round or self.state not in states:
            raise RuleBroken(f"这一关「{self.state.label}」，不能再改")

    def _signed(self, kind: EntryKind, by: Account) -> None:
        """The last gate stops the clock."""
        text = f"{self.kind.label}：{self.evidence}"
        self.matter.did(kind, by, text, gate=self.kind.value)
        if all(each.is_done for each in self.round.gates):
            self.round.passed_at = clock.now()


def refuse_unless_reviewing(matter: "Matter", by: Account) -> None:
    """Raises RuleBroken unless `by` may sign the matter's gates now."""
    if matter.state != "reported":
        raise RuleBroken("报结之后、回复之前才能审核各关")
    require_independent(matter, by, Permission.GATE_SIGN)


def require_independent(matter: "Matter", by: Account, needs: Permission) -> None:
    """Whoever signs a gate or closes belongs to no handling unit; a matter of 县政府办 itself is
    signed by 纪检监察, since the 督查室 belongs to that office. Raises RuleBroken."""
    if not by.may(needs):
        raise RuleBroken("审核和销号由督查室、办公室领导或纪检监察人员按职责办理")
    units = matter.units
    if any(unit.id == by.unit_id for unit in units):
        raise RuleBroken("本单位承办的事项，须由承办单位以外的人审核")
    if is_for_discipline(matter) and by.role != "discipline":
        raise RuleBroken("县政府办公室承办的事项，由纪检监察机关的人员审核")


def is_for_discipline(matter: "Matter") -> bool:
    """Whether nobody but 纪检监察 may sign for it."""
    return any(unit.kind is UnitKind.OFFICE for unit in matter.units)
