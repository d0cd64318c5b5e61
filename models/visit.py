"""Visits (一期活动) and their stops (参观点): where the group is now."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock, secret
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.counter import next_number
from models.labels import Labelled
from models.topic import publish
from models.unit import Unit

if TYPE_CHECKING:
    from models.representative import Card

ORDINALS = "零一二三四五六七八九"
WATCHED = ("console", "itinerary", "disclosures")  # topics of what shows where a visit is


class VisitState(Labelled):
    PLANNED = "planned", "筹备中"
    ONGOING = "ongoing", "进行中"
    HELD = "held", "已结束"


class StopKind(Labelled):
    COMPOUND = "compound", "机关大院"
    OFFICE_BUILDING = "office_building", "党政综合办公楼"
    RECEPTION_HALL = "reception_hall", "信访联合接待大厅"
    DEPARTMENT = "department", "部门"
    PARK = "park", "园区"
    ENTERPRISE = "enterprise", "重点企业"
    PROJECT = "project", "重点项目"
    TALK = "talk", "座谈会"
    MEETING = "meeting", "列席会议"


def in_words(number: int) -> str:
    """1 → 一, 12 → 十二, 21 → 二十一."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else ORDINALS[tens] + "十"
    return head + (ORDINALS[ones] if ones or not tens else "")


class Course:
    """活动进程: what a visit takes in as it stands, and under which name. Of a `Visit`, and of what
    is read of one by a plain statement."""

    # what was typed without a network may arrive when the group has gone home
    GRACE = timedelta(days=3)

    if TYPE_CHECKING:
        id: Any
        state: Any
        finished_at: Any  # a moment, or none
        is_rehearsal: Any
        rehearsals: Any

    @property
    def takes_submissions(self) -> bool:
        if self.state is VisitState.HELD and self.finished_at is not None:
            return bool(clock.now() - self.finished_at < self.GRACE)
        return self.state is VisitState.ONGOING

    @property
    def occasion(self) -> str:
        """What a tablet names with what it sends: a rehearsal's words stay in the rehearsal."""
        return f"rehearsal-{self.rehearsals}" if self.is_rehearsal else "visit"

    @property
    def mark(self) -> dict[str, int]:
        """What the audit says of everything that is done in a rehearsal."""
        return {"rehearsal": self.rehearsals} if self.is_rehearsal else {}

    def series(self, name: str) -> str:
        """The series of numbers; a rehearsal has its own, so that the visit begins at 1."""
        return f"{name}:{self.id}:{self.occasion}" if self.is_rehearsal else f"{name}:{self.id}"

    def refuse_unless_now(self, occasion: str) -> None:
        """Raises RuleBroken for what was written in a rehearsal that is over, or before one."""
        if occasion and occasion != self.occasion:
            when = "彩排时" if occasion.startswith("rehearsal") else "彩排开始之前"
            raise RuleBroken(f"这一条是{when}写的，没有收下。原文还在这里；仍要提出，请改好再提交")


class Visit(Course, Versioned, Model):
    """一期活动: one day on which representatives walk into the county government."""

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(80))
    held_on: Mapped[date]
    state: Mapped[VisitState] = mapped_column(default=VisitState.PLANNED)
    wall_token: Mapped[str] = mapped_column(String(40), unique=True)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    is_rehearsal: Mapped[bool] = mapped_column(default=False)  # see models/rehearsal.py
    rehearsals: Mapped[int] = mapped_column(default=0)  # how many were begun

    stops: Mapped[list["Stop"]] = relationship(
        back_populates="visit", order_by="Stop.position", cascade="all, delete-orphan"
    )
    cards: Mapped[list["Card"]] = relationship(back_populates="visit", order_by="Card.seat")

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def plan(cls, held_on: date, by: Any, title: str = "") -> "Visit":
        """筹备一期活动."""
        number = next_number("visit")
        visit = cls(
            number=number,
            title=title or f"第{in_words(number)}期群众代表走进县政府",
            held_on=held_on,
            state=VisitState.PLANNED,
            wall_token=secret.new_token(),
        )
        db.session.add(visit)
        db.session.flush()
        record("visit.plan", visit.subject, by, number=number, held_on=str(held_on))
        return visit

    @classmethod
    def current(cls) -> "Visit | None":
        """The visit going on, else the latest one."""
        ongoing = select(cls).filter_by(state=VisitState.ONGOING).order_by(cls.number.desc())
        latest = select(cls).order_by(cls.number.desc())
        return db.session.scalar(ongoing) or db.session.scalar(latest)

    @property
    def subject(self) -> str:
        return f"visit:{self.id}"

    @property
    def name(self) -> str:
        return f"第{in_words(self.number)}期"

    @property
    def stop(self) -> "Stop | None":
        """The stop where the group is."""
        return next((stop for stop in self.stops if stop.is_current), None)

    @property
    def next_stop(self) -> "Stop | None":
        """The stop that the itinerary has next: the first that was not reached."""
        return next((stop for stop in self.stops if not stop.has_started), None)

    @property
    def is_under_way(self) -> bool:
        """途中: it goes on, and the group is at no stop."""
        return self.state is VisitState.ONGOING and self.stop is None

    def refuse_in_rehearsal(self, what: str) -> None:
        if self.is_rehearsal:
            raise RuleBroken(f"{self.name}正在彩排，彩排的内容会清空，{what}")

    def add_stop(
        self,
        by: Any,
        *,
        kind: StopKind,
        name: str,
        unit: Unit | None,
        planned_at: time | None = None,
        planned_until: time | None = None,
        place: str = "",
        receptionist: str = "",
        telephone: str = "",
        travel: int | None = None,
    ) -> "Stop":
        """安排一个参观点, at the end of the itinerary."""
        if self.state is VisitState.HELD:
            raise RuleBroken("活动已经结束，不能再加参观点")
        refuse_backwards(planned_at, planned_until)
        stop = Stop(
            visit=self,
            position=max((stop.position for stop in self.stops), default=0) + 1,
            kind=kind,
            name=name,
            unit=unit,
            planned_at=planned_at,
            planned_until=planned_until,
            place=place,
            receptionist=receptionist,
            telephone=telephone,
            travel=travel,
        )
        db.session.add(stop)
        db.session.flush()
        self._changed("visit.stop_added", by, stop=stop.id, name=name)
        return stop

    def start(self, stop: "Stop", by: Any) -> None:
        """到站: every tablet and the wall follow. The stop before it is finished by this."""
        if stop.visit is not self:
            raise RuleBroken("这一站不在本期行程里")
        if self.state is VisitState.HELD:
            raise RuleBroken("活动已经结束")
        if stop.is_current:
            raise RuleBroken(f"「{stop.name}」已经是当前参观点")
        now = clock.now()
        if self.state is VisitState.PLANNED:
            self._refuse_a_second_ongoing()
            self.state, self.opened_at = VisitState.ONGOING, now
        if self.stop is not None:
            self.stop.finished_at = now
        stop.started_at, stop.finished_at = now, None
        self._changed("visit.stop_started", by, stop=stop.id)

    def finish_stop(self, stop: "Stop", by: Any) -> None:
        """离站: the group is on its way, and new questions belong to no stop until it arrives."""
        if stop.visit is not self or not stop.is_current:
            raise RuleBroken(f"现在不在「{stop.name}」")
        stop.finished_at = clock.now()
        self._changed("visit.stop_finished", by, stop=stop.id)

    def move(self, stop: "Stop", by: Any, *, up: bool) -> None:
        """调整顺序: among the stops not reached yet. What lies behind keeps its number."""
        self._refuse_unless_ahead(stop)
        ahead = [one for one in self.stops if not one.has_started]
        place = ahead.index(stop) + (-1 if up else 1)
        if not 0 <= place < len(ahead):
            raise RuleBroken(
                f"「{stop.name}」前面没有可以对调的参观点"
                if up
                else f"「{stop.name}」后面没有可以对调的参观点"
            )
        other = ahead[place]
        here, there = stop.position, other.position
        stop.position = 0  # no two stops may ever be at one place, not even for a moment
        db.session.flush()
        other.position = here
        db.session.flush()
        stop.position = there
        self._changed("visit.stop_moved", by, stop=stop.id, position=there)
        db.session.flush()
        db.session.expire(self, ["stops"])

    def reschedule(
        self, stop: "Stop", by: Any, planned_at: time | None, planned_until: time | None
    ) -> None:
        """调整计划时间: of what is not over yet."""
        if stop.visit is not self:
            raise RuleBroken("这一站不在本期行程里")
        if stop.is_past or self.state is VisitState.HELD:
            raise RuleBroken(f"「{stop.name}」已经走完，不再改计划时间")
        refuse_backwards(planned_at, planned_until)
        stop.planned_at, stop.planned_until = planned_at, planned_until
        self._changed(
            "visit.stop_rescheduled", by, stop=stop.id, at=str(planned_at), until=str(planned_until)
        )

    def finish(self, by: Any) -> None:
        """结束本期活动."""
        if self.state is not VisitState.ONGOING:
            raise RuleBroken("活动不在进行中")
        now = clock.now()
        if self.stop is not None:
            self.stop.finished_at = now
        self.state, self.finished_at = VisitState.HELD, now
        self._changed("visit.finish", by)

    def _refuse_unless_ahead(self, stop: "Stop") -> None:
        if stop.visit is not self:
            raise RuleBroken("这一站不在本期行程里")
        if self.state is VisitState.HELD:
            raise RuleBroken("活动已经结束")
        if stop.has_started:
            raise RuleBroken(f"「{stop.name}」已经到过，顺序不能再改")

    def _refuse_a_second_ongoing(self) -> None:
        other = db.session.scalar(select(Visit).filter_by(state=VisitState.ONGOING))
        if other is not None:
            doing = "正在彩排，请先结束彩排" if other.is_rehearsal else "还在进行，请先结束它"
            raise RuleBroken(f"{other.name}{doing}")

    def _changed(self, action: str, by: Any, **detail: Any) -> None:
        attributes.flag_modified(self, "title")  # a moved stop raises the version, too
        record(action, self.subject, by, **{**self.mark, **detail})
        publish("visits", self.subject, *(f"{name}:{self.id}" for name in WATCHED))


def refuse_backwards(at: time | None, until: time | None) -> None:
    if at is not None and until is not None and until <= at:
        raise RuleBroken("离开的时间要晚于到达的时间")


class Stop(Model):
    """参观点."""

    __tablename__ = "stop"
    __table_args__ = (UniqueConstraint("visit_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), index=True)
    position: Mapped[int]
    kind: Mapped[StopKind]
    name: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    place: Mapped[str] = mapped_column(String(80), default="")
    receptionist: Mapped[str] = mapped_column(String(40), default="")
    telephone_sealed: Mapped[str] = mapped_column(String(300), default="")  # the receptionist's
    travel: Mapped[int | None] = mapped_column(default=None)  # minutes from the stop before
    planned_at: Mapped[time | None] = mapped_column(default=None)
    planned_until: Mapped[time | None] = mapped_column(default=None)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)

    visit: Mapped[Visit] = relationship(back_populates="stops")
    unit: Mapped[Unit | None] = relationship(lazy="joined")

    @property
    def telephone(self) -> str:
        return str(secret.unseal(self.telephone_sealed)) if self.telephone_sealed else ""

    @telephone.setter
    def telephone(self, number: str) -> None:
        self.telephone_sealed = secret.seal(number) if number else ""

    @property
    def masked_telephone(self) -> str:
        """As representatives read it."""
        number = self.telephone
        return f"{number[:3]}****{number[-4:]}" if len(number) > 7 else "****" if number else ""

    @property
    def has_started(self) -> bool:
        return self.started_at is not None

    @property
    def is_current(self) -> bool:
        return self.started_at is not None and self.finished_at is None

    @property
    def is_past(self) -> bool:
        return self.finished_at is not None
