"""Matters (督办事项): what the county government owes an answer to, and how far it is."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    event,
    select,
    update,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import (
    Mapped,
    Session,
    attributes,
    mapped_column,
    relationship,
    selectinload,
)

from models import clock
from models.assignment import Assignment
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.calendar import WorkingCalendar, calendar_at_hand, working_calendar
from models.counter import next_number
from models.entry import Entry, EntryKind
from models.gate import DUE_GATES, Gate, GateKind
from models.limits import Limits
from models.lit import NEVER, Days, Lit
from models.matter_work import MatterWork
from models.opinion import Opinion
from models.question import Promise, Question
from models.representative import Card
from models.round import Round
from models.terms import (
    OPEN_STATES,
    ORDINARY_DAYS,
    Light,
    MatterKind,
    MatterState,
    Way,
)
from models.text import said
from models.topic import publish
from models.unit import Unit
from models.visit import Visit

if TYPE_CHECKING:
    from models.closing import Closing, SignOff
    from models.decision import Decision
    from models.evaluation_proposal import Proposal
    from models.inspection_finding import InspectionFinding
    from models.pledge import Pledge
    from models.rectification_plan import Gathered, RectificationPlan
    from models.reply import Asker

Source = Question | Opinion | Promise
M = MatterState


class Matter(MatterWork, Lit, Versioned, Model):
    """督办事项. Its life is in rounds: one, and another after each 不满意."""

    __tablename__ = "matter"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        Index("ix_matter_state_lead_id", "state", "lead_id"),
        Index("ix_matter_state_sorts_on", "state", "sorts_on", "id"),
        Index("ix_matter_sorts_on", "sorts_on", "id"),
        Index("ix_matter_closed_at", "closed_at", "id"),
        Index("ix_matter_lit_from", "lit_from", "lead_id", "state", "over_from", "slow_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    kind: Mapped[MatterKind]
    state: Mapped[MatterState] = mapped_column(default=MatterState.REGISTERED, active_history=True)
    way: Mapped[Way]
    title: Mapped[str] = mapped_column(String(80))
    requirement: Mapped[str] = mapped_column(Text)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey(Visit.id), index=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    escalated_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("matter.id"), index=True, default=None
    )
    split_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("matter.id"), index=True, default=None
    )

    visit: Mapped[Visit | None] = relationship()
    lead: Mapped[Unit] = relationship(lazy="joined", active_history=True)
    rounds: Mapped[list[Round]] = relationship(back_populates="matter", order_by=Round.number)
    entries: Mapped[list[Entry]] = relationship(
        back_populates="matter", order_by=(Entry.at, Entry.id)
    )
    # who is answered here; who followed a source into another matter is answered there
    askers: Mapped[list["Asker"]] = relationship(
        back_populates="matter",
        order_by="Asker.id",
        primaryjoin="and_(Matter.id == Asker.matter_id, Asker.moved_to_id.is_(None))",
    )
    closings: Mapped[list["Closing"]] = relationship(back_populates="matter", order_by="Closing.id")
    sign_offs: Mapped[list["SignOff"]] = relationship(back_populates="matter")
    questions: Mapped[list[Question]] = relationship(
        back_populates="matter", foreign_keys=[Question.matter_id], order_by=Question.id
    )
    opinions: Mapped[list[Opinion]] = relationship(
        back_populates="matter", foreign_keys=[Opinion.matter_id], order_by=Opinion.id
    )
    promises: Mapped[list[Promise]] = relationship(
        back_populates="matter", foreign_keys=[Promise.matter_id], order_by=Promise.id
    )
    decisions: Mapped[list["Decision"]] = relationship(
        back_populates="matter", order_by="Decision.id"
    )
    pledges: Mapped[list["Pledge"]] = relationship(back_populates="matter", order_by="Pledge.id")
    merged_into: Mapped["Matter | None"] = relationship(
        back_populates="absorbed", foreign_keys=[merged_into_id], remote_side=[id]
    )
    absorbed: Mapped[list["Matter"]] = relationship(
        back_populates="merged_into", foreign_keys=[merged_into_id], order_by="Matter.id"
    )
    split_from: Mapped["Matter | None"] = relationship(
        back_populates="parts", foreign_keys=[split_from_id], remote_side=[id]
    )
    parts: Mapped[list["Matter"]] = relationship(
        back_populates="split_from", foreign_keys=[split_from_id], order_by="Matter.id"
    )
    findings: Mapped[list["InspectionFinding"]] = relationship(
        back_populates="matter", order_by="InspectionFinding.id"
    )
    proposal: Mapped["Proposal | None"] = relationship(back_populates="matter")
    gathered: Mapped["Gathered | None"] = relationship(back_populates="matter")

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
        sources: Sequence["Source | Decision | Pledge | InspectionFinding"],
        assisting: Sequence[Unit] = (),
        requirement: str = "",
        days: int | None = ORDINARY_DAYS,
        promised_on: date | None = None,
        extra_gates: Sequence[GateKind] = (),
        split_from: "Matter | None" = None,
    ) -> "Matter":
        """受理: into the column 待交办. Either `days` working days or a promised date. What is
        split from another matter takes up its sources afterwards."""
        if promised_on is None and not days:
            raise RuleBroken("请给出办理时限")
        for source in sources:
            if source.visit is not None:
                source.visit.refuse_in_rehearsal("不能转为督办事项")
        now = clock.now()
        year = clock.today().year
        visits = {split_from.visit} if split_from else {source.visit for source in sources}
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
            split_from=split_from,
        )
        db.session.add(matter)
        db.session.flush()
        due = DUE_GATES[kind] | frozenset(extra_gates)
        round_ = Round.open(matter, "受理", due, days=days, promised_on=promised_on)
        round_.hand_to(lead, assisting)
        for source in sources:
            matter.take_up(source)
        matter.did(EntryKind.REGISTER, by, matter.requirement)
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

    def take_up(self, source: "Source | Decision | Pledge | InspectionFinding") -> None:
        """Bind a source and its askers to this matter, both ways."""
        if self.state not in OPEN_STATES[:-1]:  # who joins now would never be answered
            raise RuleBroken(f"{self.name}已经答复，请另行受理")
        if source.matter is not None and source.matter is not self:
            raise RuleBroken(f"它已列入{source.matter.name}")
        if isinstance(source, Opinion):
            source.accepted(self)
        else:
            source.matter = self
        if isinstance(source, Promise):
            source.question.matter = self
        publish("intake")
        self.add_askers(source.askers)

    def add_askers(self, cards: Sequence[Card]) -> None:
        """Who raised it is answered and may rate; nobody joins when replies have gone out."""
        from models.reply import Asker

        known = {asker.card_id for asker in self.askers}
        fresh = {card.id: card for card in cards if card.id not in known}.values()
        if fresh and self.state not in OPEN_STATES[:-1]:
            raise RuleBroken(f"{self.name}已经回复，不能再并入")
        gone = Asker.moved_from(self)
        for card in fresh:
            if card.id in gone:
                gone[card.id].moved_to_id = None  # it comes back
            else:
                db.session.add(Asker(matter_id=self.id, card=card))
        db.session.flush()
        db.session.expire(self, ["askers"])

    # ---- what it is -------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return self.named(self.year, self.number)

    @staticmethod
    def named(year: int, number: int) -> str:
        return f"督{year}-{number:03}"

    @property
    def subject(self) -> str:
        return f"matter:{self.id}"

    @property
    def sources(self) -> list[Source]:
        """What it came from, in order of time; a promise stands for its question."""
        promised = {promise.question_id for promise in self.promises}
        questions = [each for each in self.questions if each.id not in promised]
        return [*questions, *self.promises, *self.opinions]

    @property
    def of_meetings(self) -> "list[Decision | Pledge]":
        """The decisions and promises of minutes that it came from, or stands for. Minutes that
        were issued never change: what was merged keeps its own."""
        own: list[Decision | Pledge] = [*self.decisions, *self.pledges]
        return own + [each for matter in self.absorbed for each in matter.of_meetings]

    @property
    def inspected(self) -> "list[InspectionFinding]":
        """What inspections found that it came from; what was merged keeps its own."""
        return self.findings + [each for matter in self.absorbed for each in matter.inspected]

    @property
    def gathered_in(self) -> "RectificationPlan | None":
        """集中整改 that it belongs to: one of the unit that leads it."""
        plan = self.gathered.plan if self.gathered else None
        return plan if plan is not None and plan.unit_id == self.lead_id else None

    @property
    def present(self) -> "Matter":
        """Where it is handled now: itself, or what it was merged into."""
        return self.merged_into.present if self.merged_into else self

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
        return [assignment.unit for assignment in self.round.held]

    @property
    def is_closed(self) -> bool:
        return self.state is MatterState.CLOSED

    @hybrid_property
    def is_open(self) -> bool:
        """Neither closed nor merged into another."""
        return self.state in OPEN_STATES

    @is_open.inplace.expression
    @classmethod
    def _is_open(cls) -> ColumnElement[bool]:
        return cls.state.in_(OPEN_STATES)

    @property
    def is_disputed(self) -> bool:
        """After a second 不满意, until the leader in charge has signed off."""
        return self.times_dissatisfied >= 2 and self.sign_off is None

    @property
    def times_dissatisfied(self) -> int:
        return sum(1 for round_ in self.rounds if round_.was_dissatisfying)

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

    def days_left(
        self, today: date | None = None, calendar: WorkingCalendar | None = None
    ) -> int | None:
        """Working days left; negative when overdue; None before 交办."""
        return self.round.days_left(today or clock.today(), calendar or working_calendar())

    def light(self, today: date | None = None, calendar: WorkingCalendar | None = None) -> Light:
        """预警灯. Who shows many matters gives one calendar for all."""
        calendar = calendar or working_calendar()
        return self.round.light(self.state, today or clock.today(), calendar)

    # ---- another calendar ---------------------------------------------------------------------

    @classmethod
    def recompute_open(cls, by: Any) -> list["Matter"]:
        """时限重算 after the calendar changed; returns the matters whose deadline moved.

        What does not follow the calendar stays: a promised date, an extension that was granted,
        a clock that has stopped.
        """
        with calendar_at_hand() as calendar:  # before any query: the flush would hide the change
            counting = select(Round.matter_id).where(
                Round.promised_on.is_(None),
                Round.started_on.is_not(None),
                Round.passed_at.is_(None),
            )
            found = select(cls).where(cls.is_open, cls.id.in_(counting)).order_by(cls.id)
            moved = []
            for matter in db.session.scalars(found.options(selectinload(cls.rounds))):
                before = matter.round.due_on
                if matter.round.recount(calendar):
                    text = f"工作日历更正，时限由{before:%Y年%-m月%-d日}改为"
                    due_on = matter.round.due_on
                    matter.did(EntryKind.RECOMPUTE, by, f"{text}{due_on:%Y年%-m月%-d日}")
                    moved.append(matter)
            cls.relight_open()
        return moved

    @classmethod
    def relight_open(cls) -> None:
        """预警重算 after the calendar or N changed. It is no act on a matter: no version rises, and
        what somebody is writing meanwhile stays good."""
        calendar = working_calendar()
        db.session.flush()
        rounds = selectinload(cls.rounds).selectinload(Round.assignments)
        for matter in db.session.scalars(select(cls).where(cls.is_open).options(rounds)).all():
            fresh = Days.of(matter.round, matter.state, calendar).columns()
            if any(getattr(matter, name) != day for name, day in fresh.items()):
                bare: Any = cls.__table__
                db.session.execute(update(bare).where(bare.c.id == matter.id).values(fresh))
                db.session.expire(matter, list(fresh))
        publish("board")

    # ---- what its parts tell it -------------------------------------------------------------

    def only_in(self, *states: MatterState) -> None:
        """Raises RuleBroken in every other state."""
        if self.state not in states:
            raise RuleBroken(f"{self.name}现在是「{self.state.label}」，不能这样办理")

    def did(self, kind: EntryKind, by: Any, text: str, **detail: Any) -> Entry:
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

    def open_next_round(self, reason: str) -> None:
        """A 不满意 opens it: new clock, fresh signatures, fresh gates; the earlier round stays."""
        due, units = {gate.kind for gate in self.gates}, self.units
        days, _ = Limits.current().of(self.way)
        round_ = Round.open(self, reason, due, days=days)
        round_.hand_to(self.lead, [unit for unit in units if unit.id != self.lead_id])
        round_.start(clock.today(), days)
        for assignment in round_.assignments:
            assignment.assigned_at = clock.now()
        self.state = M.ASSIGNED


@event.listens_for(db.session, "before_flush")
def _light(session: Session, _context: Any, _instances: Any) -> None:
    """Whatever an act has changed of a matter: its lights are written with it."""
    touched: set[Matter] = set()
    for each in {*session.new, *session.dirty}:
        if isinstance(each, Matter):
            touched.add(each)
        elif isinstance(each, Round):
            touched.add(each.matter)
        elif isinstance(each, Assignment):
            touched.add(each.round.matter)
    for matter in touched:
        if matter is None or not matter.rounds:
            continue
        days = Days.of(matter.round, matter.state, working_calendar())
        due_on = matter.round.due_on if matter.is_open else None
        fresh = {**days.columns(), "sorts_on": due_on or NEVER}
        for name, day in fresh.items():
            if getattr(matter, name) != day:
                setattr(matter, name, day)
