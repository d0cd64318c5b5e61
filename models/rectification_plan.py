"""A unit's concentrated rectification (集中整改): its matters under one plan, with one progress
page. The plan changes nothing of a matter: its deadline, its gates and its closing stay its own."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, Text, func, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship, selectinload

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.entry import Entry, EntryKind
from models.matter import Matter
from models.roles import Permission, Role
from models.round import Round
from models.terms import OPEN_STATES, MatterState
from models.text import said
from models.topic import publish
from models.unit import Unit

TITLE, REASON, RESPONSIBLE, MEASURE, DONE = 60, 1000, 40, 300, 500  # characters at most
MOST_MEASURES = 50
GATHERABLE = tuple(state for state in OPEN_STATES if state is not MatterState.REGISTERED)
# what the unit itself said of its work
WORK = (
    EntryKind.PLAN,
    EntryKind.PROGRESS,
    EntryKind.STAGE,
    EntryKind.FINISH_PART,
    EntryKind.REPORT,
)


class RectificationPlan(Versioned, Model):
    """集中整改. Kept by the handler of its unit; whoever reads the board may read it, but a handler
    only that of the own unit."""

    __tablename__ = "rectification_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    title: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    responsible: Mapped[str] = mapped_column(String(80))  # 责任人, with the post
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    drawn_up_at: Mapped[datetime]
    drawn_up_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))

    unit: Mapped[Unit] = relationship(lazy="joined")
    drawn_up_by: Mapped[Account] = relationship()
    measures: Mapped[list["Measure"]] = relationship(
        back_populates="plan",
        order_by="(Measure.due_on, Measure.id)",
        cascade="all, delete-orphan",
    )
    gathered: Mapped[list["Gathered"]] = relationship(
        back_populates="plan", order_by="Gathered.matter_id", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def draw_up(cls, by: Account, **details: Any) -> "RectificationPlan":
        """制定方案, for the unit of the handler who draws it up."""
        plan = cls(unit=by.unit, unit_id=by.unit_id, drawn_up_by=by, drawn_up_at=clock.now())
        plan._describe(by, **details)
        db.session.add(plan)
        db.session.flush()
        plan._did("draw_up", by)
        return plan

    def revise(self, by: Account, **details: Any) -> None:
        """修改方案."""
        self._describe(by, **details)
        self._did("revise", by)

    def _describe(
        self,
        by: Account,
        *,
        title: str,
        reason: str,
        responsible: str,
        starts_on: date,
        ends_on: date,
    ) -> None:
        self._refuse_unless_keeper(by)
        if ends_on < starts_on:
            raise RuleBroken("完成的日期不能早于开始的日期")
        self.title = said(title, TITLE, "请写一个简短的标题")
        self.reason = said(reason, REASON, "请写明为什么集中整改")
        self.responsible = said(responsible, RESPONSIBLE, "请写明责任人")
        self.starts_on, self.ends_on = starts_on, ends_on

    # ---- 措施 -------------------------------------------------------------------------------

    def add_measure(self, by: Account, text: str, due_on: date) -> "Measure":
        """加一条措施."""
        self._refuse_unless_keeper(by)
        if not self.starts_on <= due_on <= self.ends_on:
            raise RuleBroken("完成时限要在整改起止日期之内")
        if len(self.measures) >= MOST_MEASURES:
            raise RuleBroken(f"一个方案最多 {MOST_MEASURES} 条措施")
        measure = Measure(text=said(text, MEASURE, "请写明整改措施"), due_on=due_on)
        self.measures.append(measure)
        db.session.flush()
        self._did("add_measure", by)
        return measure

    def drop_measure(self, by: Account, measure: "Measure") -> None:
        """删去一条还没有完成的措施."""
        self._refuse_unless_keeper(by)
        if measure.done_on is not None:
            raise RuleBroken("已经完成的措施不能删去")
        self.measures.remove(measure)
        self._did("drop_measure", by)

    def finish_measure(self, by: Account, measure: "Measure", done: str) -> None:
        """完成一条措施: what was done stands from then on."""
        self._refuse_unless_keeper(by)
        if measure.done_on is not None:
            raise RuleBroken("这条措施已经登记完成")
        measure.done = said(done, DONE, "请写明做了什么")
        measure.done_on = clock.today()
        self._did("finish_measure", by)

    # ---- 归集 -------------------------------------------------------------------------------

    def gather(self, by: Account, matters: Sequence[Matter]) -> None:
        """归入方案. A matter belongs to one plan at most; one that another unit leads by now
        has left the plan of the former."""
        self._refuse_unless_keeper(by)
        if not matters:
            raise RuleBroken("请勾选要归入的事项")
        for matter in matters:
            if matter.lead_id != self.unit_id or matter.state not in GATHERABLE:
                raise RuleBroken(f"{matter.name}不是本单位正在牵头办理的事项")
            if matter.gathered_in is not None:
                raise RuleBroken(f"{matter.name}已经归入「{matter.gathered_in.title}」")
            if matter.gathered is not None:
                db.session.delete(matter.gathered)  # from the plan of the unit that led it
                db.session.flush()
                db.session.expire(matter, ["gathered"])
            matter.gathered = Gathered(plan=self)
        db.session.flush()
        self._did("gather", by, matters=[matter.id for matter in matters])
        publish(*(matter.subject for matter in matters))

    def release(self, by: Account, matter: Matter) -> None:
        """移出方案."""
        self._refuse_unless_keeper(by)
        if matter.gathered_in is not self or matter.gathered is None:
            raise RuleBroken("这件事不在方案里")
        if not matter.is_open:
            raise RuleBroken(f"{matter.name}{matter.state.label}，留在方案里")
        self.gathered.remove(matter.gathered)
        db.session.flush()
        self._did("release", by, matter=matter.id)
        publish(matter.subject)

    @property
    def matters(self) -> list[Matter]:
        """Its matters, in the order of their numbers; not those that another unit leads now."""
        gathered = select(Gathered.matter_id).filter_by(plan_id=self.id)
        found = select(Matter).where(Matter.id.in_(gathered), Matter.lead_id == self.unit_id)
        rounds = selectinload(Matter.rounds)
        loaded = (
            rounds.selectinload(Round.gates),
            rounds.selectinload(Round.assignments),
            selectinload(Matter.entries).selectinload(Entry.attachments),
        )
        ordered = found.order_by(Matter.year, Matter.number).options(*loaded)
        return list(db.session.scalars(ordered))

    @property
    def progress(self) -> tuple[int, int]:
        """How many of its matters are closed, and how many there are."""
        gathered = select(Gathered.matter_id).filter_by(plan_id=self.id)
        counted = select(func.count(Matter.closed_at), func.count()).select_from(Matter)
        counted = counted.where(Matter.id.in_(gathered), Matter.lead_id == self.unit_id)
        closed, all_of_them = db.session.execute(counted).one()
        return closed, all_of_them

    def gatherable(self) -> list[Matter]:
        """The unit's matters that no plan has."""
        held = select(Gathered.matter_id).join(Gathered.plan)
        held = held.where(RectificationPlan.unit_id == self.unit_id)
        found = select(Matter).where(
            Matter.lead_id == self.unit_id, Matter.state.in_(GATHERABLE), Matter.id.not_in(held)
        )
        return list(db.session.scalars(found.order_by(Matter.year, Matter.number)))

    # ---- what it is -------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return f"{self.unit.name}集中整改：{self.title}"

    @property
    def subject(self) -> str:
        return f"rectification_plan:{self.id}"

    def is_kept_by(self, viewer: Any) -> bool:
        """Whether it is the viewer who keeps it."""
        return bool(viewer.may(Permission.MATTER_HANDLE) and viewer.unit_id == self.unit_id)

    @classmethod
    def visible_to(cls, viewer: Any) -> Select["RectificationPlan"]:
        found = select(cls)
        return found.filter_by(unit_id=viewer.unit_id) if viewer.role == Role.HANDLER else found

    def is_shown_to(self, viewer: Any) -> bool:
        """Whether `visible_to` finds it."""
        return bool(viewer.role != Role.HANDLER or viewer.unit_id == self.unit_id)

    def _refuse_unless_keeper(self, by: Account) -> None:
        if not self.is_kept_by(by):
            raise RuleBroken("集中整改方案由本单位的经办人员制定和更新")

    def _did(self, action: str, by: Account, **detail: Any) -> None:
        attributes.flag_modified(self, "title")  # every act raises the version
        record(f"rectification_plan.{action}", self.subject, by, **detail)
        publish("rectification_plans")


class Measure(Model):
    """整改措施."""

    __tablename__ = "rectification_measure"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey(RectificationPlan.id), index=True)
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    done: Mapped[str] = mapped_column(Text, default="")
    done_on: Mapped[date | None] = mapped_column(default=None)

    plan: Mapped[RectificationPlan] = relationship(back_populates="measures")

    @property
    def is_late(self) -> bool:
        return self.due_on < (self.done_on or clock.today())


class Gathered(Model):
    """归入方案的事项."""

    __tablename__ = "rectification_gathered"

    matter_id: Mapped[int] = mapped_column(ForeignKey(Matter.id), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey(RectificationPlan.id), index=True)

    plan: Mapped[RectificationPlan] = relationship(back_populates="gathered")
    matter: Mapped[Matter] = relationship(back_populates="gathered")


def work_of(matter: Matter, latest: int = 3) -> list[Entry]:
    """What the unit did about it, the latest last."""
    return [entry for entry in matter.entries if entry.kind in WORK][-latest:]
