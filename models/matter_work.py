"""What is done with a matter: given to units, worked on, urged, sent back to work, reported up."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from models import clock
from models.assignment import Assignment
from models.base import RuleBroken
from models.entry import Entry, EntryKind
from models.extension import Extension
from models.gate import Gate, GateKind
from models.round import Round
from models.terms import MatterState, Result
from models.text import said
from models.unit import Unit

if TYPE_CHECKING:
    from models.account import Account
    from models.matter import Matter

M = MatterState


class MatterWork:
    """督办事项的办理."""

    if TYPE_CHECKING:
        state: Any
        lead: Any
        is_open: Any
        escalated_at: Any

        @property
        def round(self) -> Round: ...

        @property
        def gates(self) -> list[Gate]: ...

        @property
        def units(self) -> list[Unit]: ...

        def only_in(self, *states: MatterState) -> None: ...

        def did(self, kind: EntryKind, by: Any, text: str, **detail: Any) -> Entry: ...

    # ---- 交办, and what the units do with it ------------------------------------------------

    def assign(
        self,
        by: Any,
        *,
        lead: Unit | None = None,
        assisting: Sequence[Unit] | None = None,
        days: int | None = None,
    ) -> None:
        """交办. To another unit than the one that sent it back, it starts a new clock."""
        self.only_in(M.REGISTERED)
        now, round_ = clock.now(), self.round
        lead = lead or self.lead
        if assisting is None:
            assisting = [a.unit for a in round_.held if not a.is_lead]
        returned = [a for a in round_.assignments if a.is_lead and a.returned_at]
        sender = max(returned, key=lambda a: (a.returned_at, a.id), default=None)
        if round_.started_on is None or sender is None or lead.id != sender.unit_id:
            round_.start(clock.today(), days)
            if round_.open_extension is not None:  # asked for by a unit that has it no longer
                self.decide_extension(by, False, "已改交其他单位办理")
        self.lead = lead
        round_.hand_to(lead, assisting)
        for assignment in round_.held:
            assignment.assigned_at = now
        self.state, round_.moved_at = M.ASSIGNED, now
        names = "、".join(unit.name for unit in self.units)
        due = round_.due_on
        self.did(EntryKind.ASSIGN, by, f"交{names}办理，{due:%Y年%-m月%-d日}前办结", lead=lead.id)

    def sign(self, by: "Account") -> None:
        self.round.assignment_of(by).sign(by)

    def send_back(self, by: "Account", to: Unit | None, reason: str) -> None:
        self.round.assignment_of(by).send_back(by, to, reason)

    def progress(self, by: "Account", text: str) -> Entry:
        return self.round.assignment_of(by).work(by, EntryKind.PROGRESS, text)

    def plan(self, by: "Account", text: str) -> Entry:
        return self.round.assignment_of(by).work(by, EntryKind.PLAN, text)

    def finish_stage(
        self, by: "Account", text: str, evidence: Sequence[tuple[str, bytes]]
    ) -> Entry:
        """阶段性办结: a part can be seen, the whole goes on. `evidence` are names and contents."""
        return self.round.assignment_of(by).finish_stage(by, text, evidence)

    def finish_part(self, by: "Account", text: str) -> Entry:
        return self.round.assignment_of(by).finish(by, text)

    def ask_extension(self, by: "Account", until: date, reason: str) -> Extension:
        return Extension.ask(cast("Matter", self), by, until, reason)

    def report(
        self, by: "Account", draft: str, result: Result, planned_on: date | None = None
    ) -> Entry:
        """报结. What was 列入计划 is reported again when it is done, which opens a round of its
        own: it passes its gates and is rated anew."""
        assignment = self.round.lead_assignment_of(by)
        assignment.refuse_unless_reportable()
        if self.state is M.REPLIED:
            assignment = self._resume_planned(by)
        return assignment.report(by, draft, result, planned_on)

    # ---- the supervisor's side --------------------------------------------------------------

    def urge(self, by: Any, text: str) -> None:
        """催办."""
        self.only_in(M.ASSIGNED, M.HANDLING)
        self.did(EntryKind.URGE, by, said(text, 500, "请写明催办意见"))

    def decide_extension(self, by: Any, grant: bool, reason: str = "") -> None:
        extension = self.round.open_extension
        if extension is None:
            raise RuleBroken("没有等待批复的延期申请")
        extension.decide(by, grant, reason)

    def refuse_unless_in_review(self) -> None:
        self.only_in(M.REPORTED)
        if self.round.passed_at:
            raise RuleBroken("各关均已通过，不能再返工")

    def rework(self, by: Any, reason: str) -> None:
        """返工: the review does not let it through."""
        self.refuse_unless_in_review()
        self.state = M.HANDLING
        self.round.reworked_at = clock.now()
        self.did(EntryKind.REWORK, by, said(reason, 500, "请写明返工的要求"))

    def refuse_unless_gates_open(self) -> None:
        if not self.is_open or self.round.passed_at:
            raise RuleBroken("各关均已通过，不能再加关")

    def add_gate(self, by: Any, kind: GateKind) -> None:
        """加关: the supervisor may ask a matter to pass more gates than its kind must."""
        self.refuse_unless_gates_open()
        if any(gate.kind is kind for gate in self.gates):
            raise RuleBroken("这一关本来就要过")
        self.gates.append(Gate(kind=kind))
        self.did(EntryKind.ADD_GATE, by, kind.label)

    def refuse_unless_escalable(self) -> None:
        if not self.is_open:
            raise RuleBroken(f"事项{self.state.label}")
        if self.lead.leader_id is None:
            raise RuleBroken(f"{self.lead.name}没有登记分管领导，请管理员补上")

    def escalate(self, by: Any, reason: str) -> None:
        """升级: to the leader in charge of the lead unit."""
        self.refuse_unless_escalable()
        text = said(reason, 500, "请写明上报的理由")
        self.escalated_at = clock.now()
        leader = self.lead.leader
        self.did(EntryKind.ESCALATE, by, f"报{leader.name if leader else ''}：{text}")

    def _resume_planned(self, by: "Account") -> Assignment:
        before = self.round
        due = {gate.kind for gate in self.gates}
        round_ = Round.open(
            cast("Matter", self), "列入计划，现已办成", due, promised_on=before.planned_on
        )
        round_.hand_to(self.lead, ())
        round_.start(clock.today(), None)
        assignment = round_.assignments[0]
        assignment.assigned_at = assignment.signed_at = clock.now()
        assignment.signed_by = by
        self.state = M.HANDLING
        return assignment
