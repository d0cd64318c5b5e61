"""Rectification to be taken up (整改建议): what a unit shall put right, written afresh.

Where it came from stands nowhere in it: no author, no time, no order. Who wrote it finds it again
by its key; who takes it up does so in their own name and at their own time.
"""

import uuid

from sqlalchemy import ForeignKey, String, Text, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Model, RuleBroken, db
from models.matter import Matter
from models.roles import Permission
from models.terms import MatterKind, Way
from models.text import said
from models.unit import Unit

TITLE, REQUIREMENT = 60, 1000


class Rectification(Model):
    """整改建议."""

    __tablename__ = "rectification"
    __table_args__ = {"sqlite_with_rowid": False}  # a row id would tell the order

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    title: Mapped[str] = mapped_column(String(120))
    requirement: Mapped[str] = mapped_column(Text)
    matter_id: Mapped[int | None] = mapped_column(ForeignKey(Matter.id), unique=True, default=None)

    lead: Mapped[Unit] = relationship()
    matter: Mapped[Matter | None] = relationship()

    @classmethod
    def propose(cls, lead: Unit, title: str, requirement: str) -> "Rectification":
        """提出整改建议. Neither audit nor topics tell of it: they would tell when."""
        proposal = cls(
            id=uuid.uuid4(),
            lead=lead,
            title=said(title, TITLE, "请写一个简短的标题"),
            requirement=said(requirement, REQUIREMENT, "请写明要整改什么"),
        )
        db.session.add(proposal)
        db.session.flush()
        return proposal

    @classmethod
    def waiting(cls) -> list["Rectification"]:
        """待受理, in no order of time."""
        return list(db.session.scalars(select(cls).filter_by(matter_id=None).order_by(cls.id)))

    def take_up(self, by: Account, days: int) -> Matter:
        """受理: a matter of the kind 评议整改, which passes all four gates and has no asker."""
        if not by.may(Permission.MATTER_SUPERVISE):
            raise RuleBroken("由督查室受理")
        if self.matter is not None:
            raise RuleBroken(f"已经受理为{self.matter.name}")
        self.matter = Matter.register(
            by,
            kind=MatterKind.RECTIFICATION,
            title=self.title,
            way=Way.ROUTE,
            lead=self.lead,
            sources=[],
            requirement=self.requirement,
            days=days,
        )
        return self.matter
