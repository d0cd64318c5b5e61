"""One round of a matter: its clock, the units that handle it, and extensions of its deadline."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from models.account import Account
from models.base import Model
from models.calendar import working_calendar
from models.gate import Gate
from models.labels import Labelled
from models.unit import Unit

if TYPE_CHECKING:
    from models.matter import Matter
    from models.reply import Rating, Reply


class Result(Labelled):
    SOLVED = "solved", "已解决"
    PLANNED = "planned", "列入计划"
    LIMITED = "limited", "条件限制"
    REFERENCE = "reference", "留作参考"


class Round(Model):
    """轮次. The clock counts working days after the day of 交办, or runs to a promised date."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("matter_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)  # what opened it
    days: Mapped[int | None]  # working days allowed; None with a promised date
    promised_on: Mapped[date | None]
    opened_at: Mapped[datetime]
    moved_at: Mapped[datetime]  # when the work last moved
    started_on: Mapped[date | None] = mapped_column(default=None)
    due_on: Mapped[date | None] = mapped_column(default=None, index=True)
    first_due_on: Mapped[date | None] = mapped_column(default=None)
    reworked_at: Mapped[datetime | None] = mapped_column(default=None)
    reported_at: Mapped[datetime | None] = mapped_column(default=None)
    passed_at: Mapped[datetime | None] = mapped_column(default=None)
    replied_at: Mapped[datetime | None] = mapped_column(default=None)
    draft: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[Result | None] = mapped_column(default=None)
    planned_on: Mapped[date | None] = mapped_column(default=None)

    matter: Mapped["Matter"] = relationship(back_populates="rounds")
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="round", order_by="Assignment.id"
    )
    extensions: Mapped[list["Extension"]] = relationship(
        back_populates="round", order_by="Extension.id"
    )
    gates: Mapped[list[Gate]] = relationship(back_populates="round", order_by="Gate.id")
    replies: Mapped[list["Reply"]] = relationship(back_populates="round")
    ratings: Mapped[list["Rating"]] = relationship(back_populates="round")

    def start(self, day: date, days: int | None) -> None:
        """Start the clock on `day`, which is not counted."""
        self.started_on = day
        if self.promised_on:
            self.due_on = self.promised_on
        else:
            self.days = days or self.days or 0
            self.due_on = working_calendar().after(day, self.days)
        self.first_due_on = self.due_on

    @property
    def is_reworked(self) -> bool:
        """Sent back by the review, and nothing done about it since."""
        return self.reworked_at is not None

    @property
    def is_extended(self) -> bool:
        return self.due_on != self.first_due_on

    @property
    def open_extension(self) -> "Extension | None":
        return next((item for item in self.extensions if item.granted is None), None)

    @property
    def was_dissatisfying(self) -> bool:
        return any(rating.level == "dissatisfied" for rating in self.ratings)

    @property
    def lead_assignment(self) -> "Assignment | None":
        return next((a for a in self.assignments if a.is_lead and a.holds), None)


class Assignment(Model):
    """交办到单位: each unit signs for its own part, and each assisting unit finishes its own."""

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey(Round.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    is_lead: Mapped[bool]
    assigned_at: Mapped[datetime | None] = mapped_column(default=None)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)

    round: Mapped[Round] = relationship(back_populates="assignments")
    unit: Mapped[Unit] = relationship(lazy="joined")
    signed_by: Mapped[Account | None] = relationship()

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


class Extension(Model):
    """延期: asked for before the deadline, granted or refused by the supervisor."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey(Round.id), index=True)
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    asked_at: Mapped[datetime]
    granted: Mapped[bool | None] = mapped_column(default=None)
    decision: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)

    round: Mapped[Round] = relationship(back_populates="extensions")
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
