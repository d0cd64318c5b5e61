"""What one unit is given of a matter (交办到单位), and what it does with it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from models import clock
from models.account import Account
from models.attachment import Attachment
from models.base import Model, RuleBroken
from models.calendar import working_calendar
from models.entry import Entry, EntryKind
from models.terms import SEND_BACK_DAYS, MatterState, Result
from models.text import said
from models.unit import Unit

if TYPE_CHECKING:
    from models.matter import Matter
    from models.round import Round

M = MatterState


class Assignment(Model):
    """交办到单位: each unit signs for its own part, and each assisting unit finishes its own."""

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    is_lead: Mapped[bool]
    assigned_at: Mapped[datetime | None] = mapped_column(default=None)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)

    round: Mapped["Round"] = relationship(back_populates="assignments")
    unit: Mapped[Unit] = relationship(lazy="joined")
    signed_by: Mapped[Account | None] = relationship()

    @property
    def matter(self) -> "Matter":
        return self.round.matter

    @hybrid_property
    def holds(self) -> bool:
        """Whether the unit still has it: neither sent back nor taken away."""
        return self.returned_at is None

    @holds.inplace.expression
    @classmethod
    def _holds(cls) -> ColumnElement[bool]:
        return cls.returned_at.is_(None)

    @property
    def is_unfinished(self) -> bool:
        return self.holds and not self.is_lead and self.finished_at is None

    @property
    def _is_planned(self) -> bool:
        return self.matter.state is M.REPLIED and self.round.result is Result.PLANNED

    # ---- 签收 and 退回 -----------------------------------------------------------------------

    def refuse_unless_signable(self) -> None:
        self.matter.only_in(M.ASSIGNED, M.HANDLING)
        if self.signed_at:
            raise RuleBroken("本单位已经签收")

    def sign(self, by: Account) -> None:
        """签收. The lead unit's signature begins the work."""
        self.refuse_unless_signable()
        self.signed_at, self.signed_by = clock.now(), by
        if self.is_lead:
            self.matter.state = M.HANDLING
        self.round.moved_at = clock.now()
        self.matter.did(EntryKind.SIGN, by, "")

    def refuse_unless_returnable(self) -> None:
        self.matter.only_in(M.ASSIGNED, M.HANDLING)
        if self.round.reported_at:  # gates may be signed already, by whoever is to get it next
            raise RuleBroken("已经报结过的事项不能退回；确需调整的，请与督查室说明")
        assigned_on = clock.local(self.assigned_at or clock.now()).date()
        if working_calendar().between(assigned_on, clock.today()) > SEND_BACK_DAYS:
            raise RuleBroken(
                f"交办已超过 {SEND_BACK_DAYS} 个工作日，不能退回；可申请延期或说明情况"
            )

    def send_back(self, by: Account, to: Unit | None, reason: str) -> None:
        """退回: within two working days of 交办, naming whose it is."""
        self.refuse_unless_returnable()
        if to is None or to.id == by.unit_id:
            raise RuleBroken("退回时请写明应由哪个单位办理")
        reason = said(reason, 500, "请写明退回的理由")
        self.returned_at = clock.now()
        if self.is_lead:
            self.matter.state = M.REGISTERED
        text = f"应由{to.name}办理：{reason}"
        self.matter.did(EntryKind.SEND_BACK, by, text, unit=by.unit_id)

    # ---- the work ---------------------------------------------------------------------------

    def refuse_unless_working(self) -> None:
        """What is 列入计划 goes on while its answer is rated."""
        if not self._is_planned:
            self.matter.only_in(M.HANDLING)
        if not self.signed_at:
            raise RuleBroken("请先签收")

    def work(self, by: Account, kind: EntryKind, text: str) -> Entry:
        """办理进展 or 整改方案; evidence is attached to the entry it returns."""
        self.refuse_unless_working()
        self.round.moved_at = clock.now()
        self.round.reworked_at = None
        return self.matter.did(kind, by, said(text, 2000, f"请写明{kind.label}"))

    def finish_stage(self, by: Account, text: str, evidence: Sequence[tuple[str, bytes]]) -> Entry:
        """阶段性办结: what is finished of it so far, with evidence that shows it."""
        self.refuse_unless_working()
        text = said(text, 2000, "请写明办好了哪一部分，还剩什么")
        if not evidence:
            raise RuleBroken("阶段性办结要附佐证材料")
        entry = self.work(by, EntryKind.STAGE, text)
        for name, content in evidence:
            Attachment.add(entry, name, content, by)
        return entry

    def refuse_unless_assisting(self) -> None:
        if self.is_lead:
            raise RuleBroken("牵头单位请用「报结」")
        self.refuse_unless_working()

    def finish(self, by: Account, text: str) -> Entry:
        """配合事项办结: an assisting unit's part is done."""
        self.refuse_unless_assisting()
        text = said(text, 2000, "请写明办理情况")
        entry = self.work(by, EntryKind.FINISH_PART, text)
        self.finished_at = clock.now()
        return entry

    def refuse_unless_reportable(self) -> None:
        """What was 列入计划 is reported again when it is done."""
        if not self.is_lead:
            raise RuleBroken("这一步由牵头单位办理")
        if self._is_planned:
            return
        self.matter.only_in(M.HANDLING)
        waiting = [each.unit.name for each in self.round.assignments if each.is_unfinished]
        if waiting:
            raise RuleBroken(f"配合单位{'、'.join(waiting)}尚未办结")

    def report(
        self, by: Account, draft: str, result: Result, planned_on: date | None = None
    ) -> Entry:
        """报结, with a draft reply and its result."""
        self.refuse_unless_reportable()
        if result is Result.PLANNED and (planned_on is None or planned_on <= clock.today()):
            raise RuleBroken("列入计划的，请写明计划完成的日期")
        round_ = self.round
        round_.draft = said(draft, 2000, "请写好给代表的答复稿")
        round_.result = result
        round_.planned_on = planned_on if result is Result.PLANNED else None
        round_.reported_at = round_.moved_at = clock.now()
        round_.reworked_at = None
        self.matter.state = M.REPORTED
        text = f"办理结果：{result.label}。{round_.draft}"
        return self.matter.did(EntryKind.REPORT, by, text)
