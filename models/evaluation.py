"""Evaluations (民主测评): what representatives are asked about which units, and until when.

A round lays down units and questions while it is prepared, takes ballots while it is open, and
stands for ever once it is closed or void. Ballots are in models/ballot.py, paper ones in
models/paper_ballot.py, the counting in models/counting.py.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import ballot_key
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.labels import Labelled
from models.representative import Card
from models.text import said
from models.topic import publish
from models.unit import Unit
from models.visit import Visit, VisitState

TITLE, WINDOW, NAME, REASON = 60, 40, 20, 300  # characters at most
FEWEST = 5  # ballots below which nothing is published
MOST_UNITS, MOST_DIMENSIONS = 30, 8
DIMENSIONS = ("履职情况", "办事流程公开", "服务方式转变", "规章制度执行")


class EvaluationState(Labelled):
    PREPARING = "preparing", "准备中"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"
    VOID = "void", "已作废"


class Level(Labelled):
    SATISFIED = "satisfied", "满意"
    BASICALLY = "basically", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    UNKNOWN = "unknown", "不了解"


class Channel(Labelled):
    """评议方式: how the representative came to know the unit's work."""

    TELEPHONE = "telephone", "电话访评"
    VISIT = "visit", "走访"
    ERRAND = "errand", "实际办事"
    WEBSITE = "website", "网站"
    DISPLAY = "display", "电子显示屏"
    ON_SITE = "on_site", "现场"


class Evaluation(Versioned, Model):
    """民主测评: one secret round of a visit.

    `issued`, `returned` and `valid` are 发出, 收回 and 有效, written when it is closed;
    `collected` is how many paper ballots came back.
    """

    __tablename__ = "evaluation"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), index=True)
    title: Mapped[str] = mapped_column(String(120))
    asks_remarks: Mapped[bool] = mapped_column(default=True)
    state: Mapped[EvaluationState] = mapped_column(default=EvaluationState.PREPARING)
    collected: Mapped[int | None] = mapped_column(default=None)
    issued: Mapped[int | None] = mapped_column(default=None)
    returned: Mapped[int | None] = mapped_column(default=None)
    valid: Mapped[int | None] = mapped_column(default=None)
    void_reason: Mapped[str] = mapped_column(Text, default="")

    visit: Mapped[Visit] = relationship()
    dimensions: Mapped[list["Dimension"]] = relationship(
        back_populates="evaluation", order_by="Dimension.position", cascade="all, delete-orphan"
    )
    appraised: Mapped[list["Appraised"]] = relationship(
        back_populates="evaluation", order_by="Appraised.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def prepare(cls, visit: Visit, by: Any, title: str = "") -> "Evaluation":
        """准备一次测评, with the four dimensions as they are usually asked."""
        evaluation = cls(
            visit=visit,
            title=said(title, TITLE) if title.strip() else f"{visit.name}民主测评",
            asks_remarks=True,
            state=EvaluationState.PREPARING,
            dimensions=[
                Dimension(position=place, name=name) for place, name in enumerate(DIMENSIONS, 1)
            ],
        )
        db.session.add(evaluation)
        db.session.flush()
        evaluation.changed("evaluation.prepare", by, title=evaluation.title)
        return evaluation

    @classmethod
    def of(cls, visit: Visit) -> list["Evaluation"]:
        """All of a visit, the first first."""
        return list(db.session.scalars(select(cls).filter_by(visit_id=visit.id).order_by(cls.id)))

    @classmethod
    def open_for(cls, visit_id: int) -> "list[Evaluation]":
        """正在进行的测评 of a visit: what its cards may fill in."""
        found = select(cls).filter_by(visit_id=visit_id, state=EvaluationState.OPEN)
        return list(db.session.scalars(found.order_by(cls.id)))

    @property
    def subject(self) -> str:
        return f"evaluation:{self.id}"

    @property
    def name(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state is EvaluationState.OPEN

    @property
    def invalid(self) -> int | None:
        """无效票."""
        if self.returned is None or self.valid is None:
            return None
        return self.returned - self.valid

    @property
    def is_sealed(self) -> bool:
        """封存: closed with so few ballots that counting them would betray who gave which."""
        return self.state is EvaluationState.CLOSED and (self.valid or 0) < FEWEST

    @property
    def cards(self) -> list[Card]:
        """Whoever may take part: the cards of the visit that hold."""
        found = select(Card).filter_by(visit_id=self.visit_id, revoked_at=None)
        return list(db.session.scalars(found.order_by(Card.seat)))

    @property
    def entitled(self) -> int:
        """How many cards of the visit hold; each has one ballot, on the tablet or on paper."""
        held = select(func.count()).select_from(Card)
        return db.session.scalar(held.filter_by(visit_id=self.visit_id, revoked_at=None)) or 0

    # ---- preparing --------------------------------------------------------------------------

    def settle(self, by: Any, *, title: str, dimensions: Sequence[str], asks_remarks: bool) -> None:
        """定下名称和评议内容."""
        self.refuse_unless(EvaluationState.PREPARING)
        names = [said(name, NAME) for name in dimensions if name.strip()]
        if not names:
            raise RuleBroken("请至少写一项评议内容，一行一项")
        if len(names) > MOST_DIMENSIONS:
            raise RuleBroken(f"评议内容最多 {MOST_DIMENSIONS} 项")
        if len(set(names)) < len(names):
            raise RuleBroken("评议内容里有重复的")
        self.title = said(title, TITLE, "请写测评的名称")
        self.asks_remarks = asks_remarks
        if names != [one.name for one in self.dimensions]:
            self.dimensions.clear()
            db.session.flush()
            self.dimensions.extend(
                Dimension(position=place, name=name) for place, name in enumerate(names, 1)
            )
        self.changed(
            "evaluation.settle", by, dimensions="、".join(names), asks_remarks=asks_remarks
        )

    def appraise(self, by: Any, units: Iterable[Unit], window: str = "") -> None:
        """列入测评: units, or one named window of each."""
        self.refuse_unless(EvaluationState.PREPARING)
        window = said(window, WINDOW) if window.strip() else ""
        added = list(units)
        if not added:
            raise RuleBroken("请选择要列入的单位")
        if len(self.appraised) + len(added) > MOST_UNITS:
            raise RuleBroken(f"一次测评最多 {MOST_UNITS} 个单位和窗口，多了代表填不过来")
        for unit in added:
            if any(one.unit_id == unit.id and one.window == window for one in self.appraised):
                raise RuleBroken(f"「{unit.name}{window}」已经列入")
            last = max((one.position for one in self.appraised), default=0)
            self.appraised.append(Appraised(unit=unit, window=window, position=last + 1))
        db.session.flush()
        names = "、".join(f"{unit.name}{window}" for unit in added)
        self.changed("evaluation.appraise", by, units=names)

    def leave_out(self, one: "Appraised", by: Any) -> None:
        """不再列入."""
        self.refuse_unless(EvaluationState.PREPARING)
        if one not in self.appraised:
            raise RuleBroken("这个单位不在这次测评里")
        name = one.name
        self.appraised.remove(one)
        self.changed("evaluation.leave_out", by, units=name)

    # ---- from opening to the end ------------------------------------------------------------

    def open(self, by: Any) -> None:
        """开始测评: makes the key of the ballot box. What is asked stands from now on."""
        db.session.flush()
        db.session.refresh(self, with_for_update=True)
        self.refuse_unless(EvaluationState.PREPARING)
        self.visit.refuse_in_rehearsal("不能开始民主测评")
        if self.visit.state is VisitState.PLANNED:
            raise RuleBroken("活动开始以后，才能开始测评")
        if not self.appraised:
            raise RuleBroken("还没有列入要测评的单位")
        if self.entitled < FEWEST:
            raise RuleBroken(f"持证代表不足 {FEWEST} 人，投票谈不上无记名，不能测评")
        ballot_key.make(self.id)
        self.state = EvaluationState.OPEN
        self.changed("evaluation.open", by, appraised=len(self.appraised))
        self._tell_the_room()

    def void(self, by: Any, reason: str) -> None:
        """作废: nobody will ever read the ballots."""
        self.lock()
        if self.state not in {EvaluationState.PREPARING, EvaluationState.OPEN}:
            raise RuleBroken(f"测评{self.state.label}，不能再作废")
        self.void_reason = said(reason, REASON, "请写明作废的原因")
        self.state = EvaluationState.VOID
        ballot_key.destroy_at_commit(self.id)
        self.changed("evaluation.void", by, reason=self.void_reason)
        self._tell_the_room()

    def finish(self, by: Any, *, issued: int, returned: int, valid: int) -> None:
        """结束测评, with the numbers of ballots. Called by `counting.close` alone."""
        self.refuse_unless(EvaluationState.OPEN)
        self.issued, self.returned, self.valid = issued, returned, valid
        self.state = EvaluationState.CLOSED
        ballot_key.destroy_at_commit(self.id)
        self.changed("evaluation.close", by, issued=issued, returned=returned, valid=valid)
        self._tell_the_room()

    def refuse_unless(self, state: EvaluationState) -> None:
        if self.state is not state:
            raise RuleBroken(f"「{self.title}」{self.state.label}，不能这样做")

    def lock(self) -> None:
        """One act upon the box at a time: on PostgreSQL by its two tables, always in this order;
        SQLite has one writer."""
        if db.session.connection().dialect.name == "postgresql":
            db.session.execute(text("LOCK TABLE voter, envelope IN SHARE ROW EXCLUSIVE MODE"))
        db.session.flush()
        db.session.refresh(self)

    def changed(self, action: str, by: Any, **detail: Any) -> None:
        """Note an act of the staff upon this round; never one of a voter."""
        attributes.flag_modified(self, "title")  # its parts raise the version, too
        record(action, self.subject, by, **detail)
        publish("evaluations", self.subject)

    def _tell_the_room(self) -> None:
        publish(f"visit:{self.visit_id}")


class Dimension(Model):
    """评议内容: one thing that is asked about each unit."""

    __tablename__ = "dimension"
    __table_args__ = (UniqueConstraint("evaluation_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey(Evaluation.id), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))

    evaluation: Mapped[Evaluation] = relationship(back_populates="dimensions")


class Appraised(Model):
    """被测评单位: a unit, or a window of it."""

    __tablename__ = "appraised"
    __table_args__ = (UniqueConstraint("evaluation_id", "unit_id", "window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey(Evaluation.id), index=True)
    position: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    window: Mapped[str] = mapped_column(String(80), default="")

    evaluation: Mapped[Evaluation] = relationship(back_populates="appraised")
    unit: Mapped[Unit] = relationship(lazy="joined")

    @property
    def name(self) -> str:
        return f"{self.unit.name} · {self.window}" if self.window else self.unit.name
