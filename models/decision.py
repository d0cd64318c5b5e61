"""Decisions (议定事项): what a meeting settled, and the matters that come of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ForeignKey, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Model, RuleBroken, Versioned, db
from models.block import Part
from models.field import Field
from models.matter import Matter
from models.outline import Paragraph, numbered
from models.representative import Card
from models.terms import MatterKind, Way
from models.text import length
from models.unit import Unit
from models.visit import Visit

if TYPE_CHECKING:
    from models.agenda import AgendaItem
    from models.minutes import Minutes

LONGEST_DECISION = 600
LONGEST_HEADING = 40  # of a decision, to stand as a matter's title


@dataclass(frozen=True)
class DecisionRow:
    """One row of 议定事项 as it was written; `id` is None for a new one."""

    text: str
    lead: Unit | None = None
    due_on: date | None = None
    assisting: Sequence[Unit] = field(default_factory=tuple)
    id: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "lead": self.lead.id if self.lead else None,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "assisting": [unit.id for unit in self.assisting if unit is not self.lead],
        }


class Undertaking:
    """What a unit has to do: of a `Decision`, and of a `Pledge`."""

    if TYPE_CHECKING:
        item: Any
        root: Any
        matter: Any

    @property
    def visit(self) -> Visit | None:
        found: Visit | None = self.item.minutes.meeting.visit
        return found

    @property
    def askers(self) -> list[Card]:
        """A meeting decided it: nobody is answered, and from the gates it goes to 销号."""
        return []

    @property
    def own_matter(self) -> Matter | None:
        """Its matter; in a correction, that of what it corrects. Where that was merged into
        another, it is handled there."""
        bound = self.bound_matter
        return bound.present if bound else None

    @property
    def bound_matter(self) -> Matter | None:
        """The matter that it became."""
        found: Matter | None = self.matter or (self.root.matter if self.root else None)
        return found

    def refuse_unless_removable(self) -> None:
        if self.own_matter is not None:
            raise RuleBroken(f"它已转为{self.own_matter.name}，不能删去，请改写文字说明变更")

    @property
    def from_minutes(self) -> str:
        """《某次座谈会纪要》."""
        return f"《{self.item.minutes.meeting.title}纪要》"


decision_unit = Table(
    "decision_unit",
    Model.metadata,
    Column("decision_id", ForeignKey("decision.id"), primary_key=True),
    Column("unit_id", ForeignKey(Unit.id), primary_key=True),
)


class Decision(Undertaking, Part, Model):
    """议定事项: what is to be done, by whom, until when."""

    __tablename__ = "decision"

    KIND = "decision"
    FIELDS = (
        Field("text", "议定事项", "text", LONGEST_DECISION),
        Field("lead", "责任单位", "unit"),
        Field("assisting", "配合单位", "units"),
        Field("due_on", "完成时限", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    lead_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id), default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    matter_id: Mapped[int | None] = mapped_column(ForeignKey(Matter.id), index=True, default=None)
    # in a correction: the decision as it was issued first
    root_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), default=None)

    item: Mapped["AgendaItem"] = relationship()
    lead: Mapped[Unit | None] = relationship()
    assisting: Mapped[list[Unit]] = relationship(secondary=decision_unit, order_by=Unit.id)
    matter: Mapped[Matter | None] = relationship(back_populates="decisions")
    root: Mapped["Decision | None"] = relationship(remote_side="Decision.id")

    __mapper_args__ = {"version_id_col": Versioned.version}

    @property
    def minutes(self) -> "Minutes":
        return self.item.minutes

    @property
    def siblings(self) -> list["Decision"]:
        return self.item.decisions

    def forget_siblings(self) -> None:
        db.session.flush()
        db.session.expire(self.item, ["decisions"])

    def located(self) -> dict[str, Any]:
        return super().located() | {"item": self.item.id}

    @property
    def title(self) -> str:
        """Its first clause that says something: the matter's title."""
        return headed(self.text)

    @property
    def body(self) -> str:
        """What follows a short first sentence, which then stands as a heading."""
        head, _, rest = self.text.partition("。")
        return rest.strip() if rest.strip() and length(head) <= 2 * LONGEST_HEADING else ""

    @property
    def outline(self) -> list[Paragraph]:
        """Its first paragraph leads, those below it are counted."""
        return numbered(self.text, heads=True)

    def register(self, by: Account, number: str) -> Matter:
        """转为督办事项, once; `number` is that of the minutes. A correction keeps the matter."""
        if self.matter is not None or self.matter_id is not None:
            raise RuleBroken("这条议定事项已经转为督办事项")
        if self.bound_matter is not None:
            self.matter = self.bound_matter
            return self.matter
        assert self.lead is not None and self.due_on is not None
        return Matter.register(
            by,
            kind=MatterKind.DECISION,
            title=self.title,
            way=Way.ROUTE,
            lead=self.lead,
            assisting=self.assisting,
            sources=[self],
            requirement=f"{self.from_minutes}（{number}）议定：{self.text}",
            days=None,
            promised_on=self.due_on,
        )


def headed(text: str) -> str:
    """The first clause of a text, short enough for a title."""
    first = text.split("\n")[0].split("。")[0]
    if length(first) > LONGEST_HEADING:
        first = first.split("，")[0]
    return first if length(first) <= LONGEST_HEADING else f"{first[: LONGEST_HEADING - 1]}…"
