"""Matters (督办事项): what the county government owes an answer to, and how far it is."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.calendar import working_calendar
from models.counter import next_number
from models.entry import Entry, EntryKind
from models.gate import Gate, GateKind
from models.labels import Labelled
from models.opinion import Opinion
from models.question import Promise, Question
from models.round import Assignment, Extension, Result, Round
from models.text import said
from models.topic import publish
from models.unit import Unit
from models.visit import Visit

if TYPE_CHECKING:
    from models.account import Account
    from models.closing import Closing, SignOff
    from models.reply import Asker, Rating

Source = Question | Opinion | Promise


class MatterKind(Labelled):
    QUESTION = "question", "提问转办"
    OPINION = "opinion", "意见建议"
    PROMISE = "promise", "现场承诺"
    DECISION = "decision", "议定事项"
    RECTIFICATION = "rectification", "评议整改"
    INSPECTION = "inspection", "巡查发现"


class MatterState(Labelled):
    REGISTERED = "registered", "待交办"
    ASSIGNED = "assigned", "待签收"
    HANDLING = "handling", "办理中"
    REPORTED = "reported", "待审核"
    REPLIED = "replied", "待评价"
    CLOSED = "closed", "已销号"


class Way(Labelled):
    ADOPT = "adopt", "定向采纳"
    PROMISE = "promise", "现场承诺"
    ROUTE = "route", "归口办理"
    REPLY_IN_TIME = "reply_in_time", "限时反馈"


class Light(Labelled):
    NONE = "none", "正常"
    NEAR = "near", "临期"
    SLOW = "slow", "滞后"
    OVER = "over", "超期"


K, M = MatterKind, MatterState

ALL_GATES = frozenset(GateKind)
GATES_OF_THE_OTHERS = frozenset({GateKind.CLARIFIED, GateKind.RECTIFIED})
DUE_GATES = dict.fromkeys(K, GATES_OF_THE_OTHERS) | {
    K.INSPECTION: ALL_GATES,
    K.RECTIFICATION: ALL_GATES,
}

ORDINARY_DAYS, COMPLEX_DAYS = 7, 15
NEAR_DAYS = 2  # working days left when the light turns blue
SLOW_DAYS = 5  # working days without progress until it turns yellow
SEND_BACK_DAYS = 2


class Matter(Versioned, Model):
    """督办事项. Its life is in rounds: one, and another after each 不满意."""

    __tablename__ = "matter"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        Index("ix_matter_state_lead_id", "state", "lead_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    kind: Mapped[MatterKind]
    state: Mapped[MatterState] = mapped_column(default=MatterState.REGISTERED)
    way: Mapped[Way]
    title: Mapped[str] = mapped_column(String(80))
    requirement: Mapped[str] = mapped_column(Text)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey(Visit.id), index=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    escalated_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)

    visit: Mapped[Visit | None] = relationship()
    lead: Mapped[Unit] = relationship(lazy="joined")
    rounds: Mapped[list[Round]] = relationship(back_populates="matter", order_by=Round.number)
    entries: Mapped[list[Entry]] = relationship(
        back_populates="matter", order_by=(Entry.at, Entry.id)
    )
    askers: Mapped[list["Asker"]] = relationship(back_populates="matter", order_by="Asker.id")
    closings: Mapped[list["Closing"]] = relationship(back_populates="matter", order_by="Closing.id")
    sign_offs: Mapped[list["SignOff"]] = relationship(back_populates="matter")
    questions: Mapped[list[Question]] = relationship(
        back_populates="matter", foreign_keys=[Question.matter_id]
    )
    opinions: Mapped[list[Opinion]] = relationship(
        back_populates="matter", foreign_keys=[Opinion.matter_id]
    )
    promises: Mapped[list[Promise]] = relationship(
        back_populates="matter", foreign_keys=[Promise.matter_id]
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    # ---- 受理 -------------------------------------------------------------------------------

    @classmethod
    def register(
        cls,
        by: Any,
        *,
        kind: MatterKind,
        title: str,
        way: Way,
        lead: Unit,
        sources: Sequence[Source],
        assisting: Sequence[Unit] = (),
        requirement: str = "",
        days: int | None = ORDINARY_DAYS,
        promised_on: date | None = None,
        extra_gates: Sequence[GateKind] = (),
    ) -> "Matter":
        """受理: into the column 待交办. Either `days` working days or a promised date."""
        if promised_on is None and not days:
            raise RuleBroken("请给出办理时限")
        now = clock.now()
        year = clock.today().year
        visits = {source.visit for source in sources}
        matter = cls(
            year=year,
            number=next_number(f"matter:{year}"),
            kind=kind,
            state=MatterState.REGISTERED,
            way=way,
            title=said(title, 60, "请写一个简短的标题"),
            requirement=requirement.strip(),
            visit=visits.pop() if len(visits) == 1 else None,
            lead=lead,
            registered_at=now,
            changed_at=now,
        )
        db.session.add(matter)
        db.session.flush()
        due = DUE_GATES[kind] | frozenset(extra_gates)
        matter._open_round("受理", due, days=days, promised_on=promised_on)
        matter._hand_to(lead, assisting)
        for source in sources:
            matter.take_up(source)
        matter._did(EntryKind.REGISTER, by, matter.requirement)
        return matter

    @classmethod
    def of_promise(cls, promise: Promise, by: Any, title: str) -> "Matter":
        """现场承诺 becomes a matter in the step that records it; its date is the promised one."""
        return cls.register(
            by,
            kind=MatterKind.PROMISE,
            title=title,
            way=Way.PROMISE,
            lead=promise.unit,
            sources=[promise],
            requirement=f"兑现现场承诺：{promise.words}",
            days=None,
            promised_on=promise.due_on,
        )

    def take_up(self, source: Source) -> None:
        """Bind a source and its askers to this matter, both ways."""
        from models.reply import Asker

        if source.matter is not None and source.matter is not self:
            raise RuleBroken(f"它已列入{source.matter.name}")
        if isinstance(source, Opinion):
            source.accepted(self)
        else:
            source.matter = self
        if isinstance(source, Promise):
            source.question.matter = self
        known = {asker.card_id for asker in self.askers}
        for card in source.askers:
            if card.id not in known:
                self.askers.append(Asker(card=card))
        db.session.flush()

    # ---- what it is -------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return f"督{self.year}-{self.number:03}"

    @property
    def subject(self) -> str:
        return f"matter:{self.id}"

    @property
    def round(self) -> Round:
        """The present round."""
        return self.rounds[-1]

    @property
    def gates(self) -> list[Gate]:
        return self.round.gates

    @property
    def units(self) -> list[Unit]:
        """Lead and assisting units that handle it now."""
        return [assignment.unit for assignment in self.round.assignments if assignment.holds]

    @property
    def is_closed(self) -> bool:
        return self.state is MatterState.CLOSED

    @property
    def is_disputed(self) -> bool:
        """After a second 不满意, until the leader in charge has signed off."""
        return self._times_dissatisfied() >= 2 and self.sign_off is None

    @property
    def sign_off(self) -> "SignOff | None":
        return next((item for item in self.sign_offs if item.round_id == self.round.id), None)

    @property
    def pending_closing(self) -> "Closing | None":
        """A proposal to close that awaits its second person."""
        return next((item for item in self.closings if item.is_pending), None)

    @classmethod
    def visible_to(cls, viewer: Any) -> Select["Matter"]:
        """Handlers see what their unit holds; others on the staff see all."""
        found = select(cls)
        if viewer.role == "handler":
            held = select(Round.matter_id).join(Round.assignments)
            held = held.where(Assignment.unit_id == viewer.unit_id, Assignment.holds)
            found = found.where(cls.id.in_(held), cls.state != MatterState.REGISTERED)
        return found

    def days_left(self, today: date | None = None) -> int | None:
        """Working days left; negative when overdue; None before 交办."""
        if self.round.due_on is None:
            return None
        return working_calendar().between(today or clock.today(), self.round.due_on)

    def light(self, today: date | None = None) -> Light:
        """预警灯: automatic, from the deadline and from how long nothing has happened."""
        today = today or clock.today()
        due = self.round.due_on
        if due is None:
            returned = any(a.returned_at for a in self.round.assignments)
            return Light.SLOW if returned else Light.NONE
        if self.state in {M.REPLIED, M.CLOSED} or self.round.passed_at:
            return Light.NONE
        if self.state is M.REPORTED and self.round.reported_at is not None:
            reported_on = clock.local(self.round.reported_at).date()
            return Light.OVER if reported_on > due else Light.NONE
        if today > due:
            return Light.OVER
        calendar = working_calendar()
        last = clock.local(self.round.moved_at).date()
        if self.round.is_reworked or calendar.between(last, today) >= SLOW_DAYS:
            return Light.SLOW
        return Light.NEAR if calendar.between(today, due) <= NEAR_DAYS else Light.NONE

    # ---- 交办 and 退回 -----------------------------------------------------------------------

    def assign(
        self,
        by: Any,
        *,
        lead: Unit | None = None,
        assisting: Sequence[Unit] | None = None,
        days: int | None = None,
    ) -> None:
        """交办. To another unit than the one that sent it back, it starts a new clock."""
        self._only_in(M.REGISTERED)
        now, round_ = clock.now(), self.round
        lead = lead or self.lead
        if assisting is None:
            assisting = [a.unit for a in round_.assignments if not a.is_lead and a.holds]
        returned = {a.unit_id for a in round_.assignments if a.is_lead and a.returned_at}
        if round_.started_on is None or lead.id not in returned:
            round_.start(clock.today(), days)
        self.lead = lead
        self._hand_to(lead, assisting)
        for assignment in round_.assignments:
            if assignment.holds:
                assignment.assigned_at = now
        self.state, round_.moved_at = M.ASSIGNED, now
        names = "、".join(unit.name for unit in self.units)
        due = round_.due_on
        self._did(EntryKind.ASSIGN, by, f"交{names}办理，{due:%Y年%-m月%-d日}前办结", lead=lead.id)

    def send_back(self, by: "Account", to: Unit | None, reason: str) -> None:
        """退回: within two working days of 交办, naming whose it is."""
        assignment = self._assignment_of(by)
        self._only_in(M.ASSIGNED, M.HANDLING)
        assigned_on = clock.local(assignment.assigned_at or clock.now()).date()
        if working_calendar().between(assigned_on, clock.today()) > SEND_BACK_DAYS:
            raise RuleBroken(
                f"交办已超过 {SEND_BACK_DAYS} 个工作日，不能退回；可申请延期或说明情况"
            )
        if to is None or to.id == by.unit_id:
            raise RuleBroken("退回时请写明应由哪个单位办理")
        reason = said(reason, 500, "请写明退回的理由")
        assignment.returned_at = clock.now()
        if assignment.is_lead:
            self.state = M.REGISTERED
        self._did(EntryKind.SEND_BACK, by, f"应由{to.name}办理：{reason}", unit=by.unit_id)

    # ---- the unit's side --------------------------------------------------------------------

    def sign(self, by: "Account") -> None:
        """签收. The lead unit's signature begins the work."""
        assignment = self._assignment_of(by)
        self._only_in(M.ASSIGNED, M.HANDLING)
        if assignment.signed_at:
            raise RuleBroken("本单位已经签收")
        assignment.signed_at, assignment.signed_by = clock.now(), by
        if assignment.is_lead:
            self.state = M.HANDLING
        self.round.moved_at = clock.now()
        self._did(EntryKind.SIGN, by, "")

    def progress(self, by: "Account", text: str) -> Entry:
        """办理进展; evidence is attached to the entry it returns."""
        return self._work(by, EntryKind.PROGRESS, text, "请写明办理进展")

    def plan(self, by: "Account", text: str) -> Entry:
        """整改方案."""
        return self._work(by, EntryKind.PLAN, text, "请写明整改方案")

    def finish_part(self, by: "Account", text: str) -> Entry:
        """配合事项办结: an assisting unit's part is done."""
        assignment = self._assignment_of(by)
        if assignment.is_lead:
            raise RuleBroken("牵头单位请用「报结」")
        entry = self._work(by, EntryKind.FINISH_PART, text, "请写明办理情况")
        assignment.finished_at = clock.now()
        return entry

    def ask_extension(self, by: "Account", until: date, reason: str) -> Extension:
        """申请延期: before the deadline, with a reason and the new date."""
        self._lead_only(by)
        self._only_in(M.ASSIGNED, M.HANDLING)
        due = self.round.due_on
        if due is None or clock.today() > due:
            raise RuleBroken("时限已过，不能再申请延期")
        if until <= due:
            raise RuleBroken("新的时限要晚于原时限")
        if self.round.open_extension is not None:
            raise RuleBroken("已有一份延期申请等待批复")
        extension = Extension(
            until=until,
            reason=said(reason, 500, "请写明延期的理由"),
            asked_by=by,
            asked_at=clock.now(),
        )
        self.round.extensions.append(extension)
        self._did(
            EntryKind.ASK_EXTENSION, by, f"申请延至{until:%Y年%-m月%-d日}：{extension.reason}"
        )
        return extension

    def report(
        self, by: "Account", draft: str, result: Result, planned_on: date | None = None
    ) -> Entry:
        """报结, with a draft reply and its result. What was 列入计划 is reported again when it is
        done, which opens a round of its own: it passes its gates and is rated anew."""
        self._lead_only(by)
        if self.state is M.REPLIED and self.round.result is Result.PLANNED:
            self._resume_planned(by)
        self._only_in(M.HANDLING)
        waiting = [a.unit.name for a in self.round.assignments if a.is_unfinished]
        if waiting:
            raise RuleBroken(f"配合单位{'、'.join(waiting)}尚未办结")
        if result is Result.PLANNED and (planned_on is None or planned_on <= clock.today()):
            raise RuleBroken("列入计划的，请写明计划完成的日期")
        round_ = self.round
        round_.draft = said(draft, 2000, "请写好给代表的答复稿")
        round_.result = result
        round_.planned_on = planned_on if result is Result.PLANNED else None
        round_.reported_at = round_.moved_at = clock.now()
        round_.reworked_at = None
        self.state = M.REPORTED
        return self._did(EntryKind.REPORT, by, f"办理结果：{result.label}。{round_.draft}")

    # ---- the supervisor's side --------------------------------------------------------------

    def urge(self, by: Any, text: str) -> None:
        """催办."""
        self._only_in(M.ASSIGNED, M.HANDLING)
        self._did(EntryKind.URGE, by, said(text, 500, "请写明催办意见"))

    def decide_extension(self, by: Any, grant: bool, reason: str = "") -> None:
        """批复延期: the first date stays on record."""
        extension = self.round.open_extension
        if extension is None:
            raise RuleBroken("没有等待批复的延期申请")
        if not grant:
            reason = said(reason, 500, "请写明不同意的理由")
        extension.granted, extension.decision = grant, reason.strip()
        extension.decided_by, extension.decided_at = by, clock.now()
        if grant:
            self.round.due_on = extension.until
            text = f"同意延至{extension.until:%Y年%-m月%-d日}。{extension.decision}"
        else:
            text = f"不同意延期：{extension.decision}"
        self._did(EntryKind.DECIDE_EXTENSION, by, text, grant=grant)

    def rework(self, by: Any, reason: str) -> None:
        """返工: the review does not let it through."""
        self._only_in(M.REPORTED)
        if self.round.passed_at:
            raise RuleBroken("各关均已通过，不能再返工")
        self.state = M.HANDLING
        self.round.reworked_at = clock.now()
        self._did(EntryKind.REWORK, by, said(reason, 500, "请写明返工的要求"))

    def add_gate(self, by: Any, kind: GateKind) -> None:
        """加关: the supervisor may ask a matter to pass more gates than its kind must."""
        if self.is_closed or self.round.passed_at:
            raise RuleBroken("各关均已通过，不能再加关")
        if any(gate.kind is kind for gate in self.gates):
            raise RuleBroken("这一关本来就要过")
        self.gates.append(Gate(kind=kind))
        self._did(EntryKind.ADD_GATE, by, kind.label)

    def escalate(self, by: Any, reason: str) -> None:
        """升级: to the leader in charge of the lead unit."""
        if self.is_closed:
            raise RuleBroken("事项已经销号")
        if self.lead.leader is None:
            raise RuleBroken(f"{self.lead.name}没有登记分管领导，请管理员补上")
        self.escalated_at = clock.now()
        text = said(reason, 500, "请写明上报的理由")
        self._did(EntryKind.ESCALATE, by, f"报{self.lead.leader.name}：{text}")

    # ---- review, reply, rating, closing: told by Gate, Reply, Rating, Closing and SignOff ------

    def gate_done(self, gate: Gate, kind: EntryKind, by: "Account") -> None:
        """A gate was passed, or waived by one or two people; the last one stops the clock."""
        self._did(kind, by, f"{gate.kind.label}：{gate.evidence}", gate=gate.kind.value)
        if all(each.is_done for each in self.gates):
            self.round.passed_at = clock.now()

    def replied(self, by: "Account", text: str) -> None:
        self.state, self.round.replied_at = M.REPLIED, clock.now()
        self._did(EntryKind.REPLY, by, text)

    def rated(self, rating: "Rating", by: Any) -> None:
        """One 不满意 opens the next round; after a second, only the leader in charge decides."""
        told = f"（电话 {rating.caller}）" if rating.is_by_telephone else ""
        who = rating.asker.card.name
        text = f"{who}{told}：{rating.level.label}。{rating.words}"
        self._did(EntryKind.RATE, by, text, level=rating.level.value)
        if rating.level == "dissatisfied" and self._times_dissatisfied() == 1:
            self.open_next_round(f"{who}评价不满意")
            self._did(EntryKind.NEXT_ROUND, by, f"第 {self.round.number} 轮，重新办理")

    def signed_off(self, by: "Account", reasons: str) -> None:
        self._did(EntryKind.SIGN_OFF, by, reasons)

    def closing_proposed(self, by: "Account") -> None:
        self._did(EntryKind.PROPOSE_CLOSING, by, "")

    def closing_refused(self, by: "Account", reason: str) -> None:
        self._did(EntryKind.REFUSE_CLOSING, by, reason)

    def become_closed(self, by: "Account") -> None:
        """Only `Closing.confirm` comes here; the database checks the same conditions again."""
        self._did(EntryKind.CLOSE, by, "")
        self.state, self.closed_at = M.CLOSED, clock.now()

    # ---- inside -----------------------------------------------------------------------------

    def open_next_round(self, reason: str) -> None:
        """A 不满意 opens it: new clock, fresh signatures, fresh gates; the earlier round stays."""
        due, units = {gate.kind for gate in self.gates}, self.units
        self._open_round(reason, due, days=ORDINARY_DAYS)
        self._hand_to(self.lead, [unit for unit in units if unit.id != self.lead_id])
        now = clock.now()
        self.round.start(clock.today(), ORDINARY_DAYS)
        for assignment in self.round.assignments:
            assignment.assigned_at = now
        self.state = M.ASSIGNED

    def _resume_planned(self, by: "Account") -> None:
        before = self.round
        due = {gate.kind for gate in self.gates}
        self._open_round("列入计划，现已办成", due, promised_on=before.planned_on)
        self._hand_to(self.lead, ())
        self.round.start(clock.today(), None)
        assignment = self.round.assignments[0]
        assignment.assigned_at = assignment.signed_at = clock.now()
        assignment.signed_by = by
        self.state = M.HANDLING

    def _open_round(
        self,
        reason: str,
        due: Sequence[GateKind] | set[GateKind] | frozenset[GateKind],
        days: int | None = None,
        promised_on: date | None = None,
    ) -> None:
        round_ = Round(
            number=len(self.rounds) + 1,
            reason=reason,
            days=None if promised_on else days,
            promised_on=promised_on,
            opened_at=clock.now(),
            moved_at=clock.now(),
            gates=[Gate(kind=kind) for kind in GateKind if kind in due],
        )
        self.rounds.append(round_)
        db.session.flush()

    def _hand_to(self, lead: Unit, assisting: Sequence[Unit]) -> None:
        """Give the present round to these units; who holds it already keeps its row."""
        wanted = {lead.id: (lead, True)}
        wanted |= {unit.id: (unit, False) for unit in assisting if unit.id != lead.id}
        for assignment in self.round.assignments:
            if not assignment.holds:
                continue
            if wanted.get(assignment.unit_id, (None, None))[1] is assignment.is_lead:
                wanted.pop(assignment.unit_id)
            else:
                assignment.returned_at = clock.now()
        for unit, is_lead in wanted.values():
            self.round.assignments.append(Assignment(unit=unit, is_lead=is_lead))
        db.session.flush()

    def _assignment_of(self, by: "Account") -> Assignment:
        for assignment in self.round.assignments:
            if assignment.holds and assignment.unit_id == by.unit_id:
                return assignment
        raise RuleBroken("本事项不由贵单位办理")

    def _lead_only(self, by: "Account") -> None:
        if not self._assignment_of(by).is_lead:
            raise RuleBroken("这一步由牵头单位办理")

    def _only_in(self, *states: MatterState) -> None:
        if self.state not in states:
            raise RuleBroken(f"{self.name}现在是「{self.state.label}」，不能这样办理")

    def _work(self, by: "Account", kind: EntryKind, text: str, missing: str) -> Entry:
        assignment = self._assignment_of(by)
        self._only_in(M.HANDLING)
        if not assignment.signed_at:
            raise RuleBroken("请先签收")
        self.round.moved_at = clock.now()
        self.round.reworked_at = None
        return self._did(kind, by, said(text, 2000, missing))

    def _times_dissatisfied(self) -> int:
        return sum(1 for round_ in self.rounds if round_.was_dissatisfying)

    def _did(self, kind: EntryKind, by: Any, text: str, **detail: Any) -> Entry:
        """Write the act into the matter's record and the audit chain, and tell who watches."""
        entry = Entry.write(self, kind, by, text)
        self.changed_at = clock.now()
        attributes.flag_modified(self, "changed_at")  # every act raises the version
        record(f"matter.{kind.value}", self.subject, by, round=self.round.number, **detail)
        cards = (asker.card.topic for asker in self.askers)
        publish("board", self.subject, *cards)
        if self.visit_id:
            publish(f"console:{self.visit_id}")
        return entry
