"""One round of a matter: its clock, the units that handle it, its gates and what came of it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.assignment import Assignment
from models.base import Model, RuleBroken, db
from models.calendar import WorkingCalendar, working_calendar
from models.extension import Extension
from models.gate import Gate, GateKind
from models.terms import NEAR_DAYS, Light, MatterState, Result
from models.unit import Unit

if TYPE_CHECKING:
    from models.matter import Matter
    from models.reply import Rating, Reply

M = MatterState


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
    assignments: Mapped[list[Assignment]] = relationship(
        back_populates="round", order_by=Assignment.id
    )
    extensions: Mapped[list[Extension]] = relationship(
        back_populates="round", order_by=Extension.id
    )
    gates: Mapped[list[Gate]] = relationship(back_populates="round", order_by="Gate.id")
    replies: Mapped[list["Reply"]] = relationship(back_populates="round")
    ratings: Mapped[list["Rating"]] = relationship(back_populates="round")

    @classmethod
    def open(
        cls,
        matter: "Matter",
        reason: str,
        due: Iterable[GateKind],
        days: int | None = None,
        promised_on: date | None = None,
    ) -> "Round":
        """Open the matter's next round, with the gates that are due in it."""
        due = frozenset(due)
        round_ = cls(
            number=len(matter.rounds) + 1,
            reason=reason,
            days=None if promised_on else days,
            promised_on=promised_on,
            opened_at=clock.now(),
            moved_at=clock.now(),
            gates=[Gate(kind=kind) for kind in GateKind if kind in due],
        )
        matter.rounds.append(round_)
        db.session.flush()
        return round_

    def start(self, day: date, days: int | None) -> None:
        """Start the clock on `day`, which is not counted."""
        self.started_on = day
        if self.promised_on:
            self.due_on = self.promised_on
        else:
            self.days = days or self.days or 0
            self.due_on = working_calendar().after(day, self.days)
        self.first_due_on = self.due_on

    def recount(self, calendar: WorkingCalendar) -> bool:
        """Whether the deadline is another one by this calendar; a running count follows it."""
        granted = any(extension.granted for extension in self.extensions)
        if self.promised_on or self.started_on is None or self.passed_at or granted:
            return False
        due_on = calendar.after(self.started_on, self.days or 0)
        if due_on == self.due_on:
            return False
        self.due_on = self.first_due_on = due_on
        return True

    # ---- its units --------------------------------------------------------------------------

    def hand_to(self, lead: Unit, assisting: Sequence[Unit]) -> None:
        """Give it to these units; who holds it already keeps its row."""
        wanted = {lead.id: (lead, True)}
        wanted |= {unit.id: (unit, False) for unit in assisting if unit.id != lead.id}
        for assignment in self.assignments:
            if not assignment.holds:
                continue
            if wanted.get(assignment.unit_id, (None, None))[1] is assignment.is_lead:
                wanted.pop(assignment.unit_id)
            else:
                assignment.returned_at = clock.now()
        for unit, is_lead in wanted.values():
            self.assignments.append(Assignment(unit=unit, is_lead=is_lead))
        db.session.flush()

    @property
    def held(self) -> list[Assignment]:
        return [assignment for assignment in self.assignments if assignment.holds]

    @property
    def lead_assignment(self) -> Assignment | None:
        return next((assignment for assignment in self.held if assignment.is_lead), None)

    def assignment_of(self, by: Account) -> Assignment:
        """What the unit of `by` holds. Raises RuleBroken when that is nothing."""
        for assignment in self.held:
            if assignment.unit_id == by.unit_id:
                return assignment
        raise RuleBroken("本事项不由贵单位办理")

    def lead_assignment_of(self, by: Account) -> Assignment:
        assignment = self.assignment_of(by)
        if not assignment.is_lead:
            raise RuleBroken("这一步由牵头单位办理")
        return assignment

    # ---- how it stands ----------------------------------------------------------------------

    @property
    def is_reworked(self) -> bool:
        """Sent back by the review, and nothing done about it since."""
        return self.reworked_at is not None

    @property
    def is_extended(self) -> bool:
        return self.due_on != self.first_due_on

    @property
    def open_extension(self) -> Extension | None:
        return next((item for item in self.extensions if item.granted is None), None)

    @property
    def was_dissatisfying(self) -> bool:
        return any(rating.level == "dissatisfied" for rating in self.ratings)

    def days_left(self, today: date, calendar: WorkingCalendar) -> int | None:
        """Working days left; negative when overdue; None before 交办."""
        return None if self.due_on is None else calendar.between(today, self.due_on)

    def light(self, state: MatterState, today: date, calendar: WorkingCalendar) -> Light:
        """预警灯: automatic, from the deadline and from how long nothing has happened."""
        due = self.due_on
        if due is None or (state is M.REGISTERED and today <= due):
            returned = any(a.returned_at for a in self.assignments)
            return Light.SLOW if returned else Light.NONE
        if state in {M.REPLIED, M.CLOSED, M.MERGED} or self.passed_at:
            return Light.NONE
        if state is M.REPORTED and self.reported_at is not None:
            reported_on = clock.local(self.reported_at).date()
            return Light.OVER if reported_on > due else Light.NONE
        if today > due:
            return Light.OVER
        last = clock.local(self.moved_at).date()
        if self.is_reworked or calendar.between(last, today) >= calendar.slow_days:
            return Light.SLOW
        return Light.NEAR if calendar.between(today, due) <= NEAR_DAYS else Light.NONE
