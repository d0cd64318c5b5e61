"""Promises in minutes (现场承诺): who said at the meeting what will be done, and by when."""

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Model, RuleBroken, Versioned, db
from models.block import Part
from models.decision import Undertaking, headed
from models.field import Field
from models.matter import Matter
from models.question import Promise
from models.terms import MatterKind, Way
from models.unit import Unit

if TYPE_CHECKING:
    from models.agenda import AgendaItem
    from models.minutes import Minutes


class Pledge(Undertaking, Part, Model):
    """现场承诺, as the minutes record it. One that was taken over from a question belongs to that
    question's `Promise`, and to its matter: it never becomes a second one."""

    __tablename__ = "pledge"

    KIND = "pledge"
    FIELDS = (
        Field("speaker", "承诺人", longest=80),
        Field("words", "承诺内容", "text", 500),
        Field("unit", "责任单位", "unit"),
        Field("due_on", "兑现时限", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    speaker: Mapped[str] = mapped_column(String(80), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id), default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    promise_id: Mapped[int | None] = mapped_column(ForeignKey(Promise.id), default=None)
    matter_id: Mapped[int | None] = mapped_column(ForeignKey(Matter.id), index=True, default=None)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("pledge.id"), default=None)

    item: Mapped["AgendaItem"] = relationship()
    unit: Mapped[Unit | None] = relationship()
    promise: Mapped[Promise | None] = relationship()
    matter: Mapped[Matter | None] = relationship(back_populates="pledges")
    root: Mapped["Pledge | None"] = relationship(remote_side="Pledge.id")

    __mapper_args__ = {"version_id_col": Versioned.version}

    @property
    def minutes(self) -> "Minutes":
        return self.item.minutes

    @property
    def siblings(self) -> list["Pledge"]:
        return self.item.pledges

    def forget_siblings(self) -> None:
        db.session.flush()
        db.session.expire(self.item, ["pledges"])

    def located(self) -> dict[str, Any]:
        return super().located() | {"item": self.item.id}

    @property
    def bound_matter(self) -> Matter | None:
        return super().bound_matter or (self.promise.matter if self.promise else None)

    def refuse_unless_removable(self) -> None:
        """What stands in the minutes alone may go while no issued minutes hold it."""
        if self.root is not None:
            super().refuse_unless_removable()

    def register(self, by: Account, number: str) -> Matter:
        """转为督办事项, once."""
        if self.matter is not None or self.matter_id is not None:
            raise RuleBroken("这条现场承诺已经转为督办事项")
        assert self.unit is not None and self.due_on is not None
        if self.bound_matter is not None:
            self.matter = self.bound_matter
        elif self.promise is not None:
            self.matter = Matter.of_promise(self.promise, by, headed(self.words))
        else:
            self.matter = Matter.register(
                by,
                kind=MatterKind.PROMISE,
                title=headed(self.words),
                way=Way.PROMISE,
                lead=self.unit,
                sources=[self],
                requirement=f"兑现{self.from_minutes}（{number}）所记现场承诺：{self.words}",
                days=None,
                promised_on=self.due_on,
            )
        return self.matter
