"""Stock phrases (常用语): what an office writes in every minutes, kept in one short list."""

from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, db
from models.text import said
from models.unit import Unit

LONGEST, MOST = 200, 40
FIRST = (
    "会议认为，",
    "会议强调，",
    "会议要求，",
    "会议指出，",
    "会议原则同意，",
    "由……牵头，……配合，于……前完成。",
    "有关情况及时报县政府督查室。",
)


class Phrase(Model):
    """常用语 of one office."""

    __tablename__ = "phrase"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    text: Mapped[str] = mapped_column(String(LONGEST))

    unit: Mapped[Unit] = relationship()

    @classmethod
    def of(cls, unit: Unit) -> "list[Phrase]":
        """In the order in which they were added."""
        return list(db.session.scalars(select(cls).filter_by(unit_id=unit.id).order_by(cls.id)))

    @classmethod
    def texts_of(cls, unit: Unit) -> list[str]:
        """What a page offers: the office's own, or the usual ones until it has any."""
        return [each.text for each in cls.of(unit)] or list(FIRST)

    @classmethod
    def keep(cls, unit: Unit, texts: str, by: Account) -> "list[Phrase]":
        """修改常用语: one a line, in this order."""
        lines = [line for line in texts.split("\n") if line.strip()]
        if len(lines) > MOST:
            raise RuleBroken(f"常用语最多 {MOST} 条")
        for each in cls.of(unit):
            db.session.delete(each)
        db.session.flush()
        kept = [cls(unit=unit, text=said(line, LONGEST)) for line in dict.fromkeys(lines)]
        for each in kept:
            db.session.add(each)
            db.session.flush()
        _told(unit, by, len(kept))
        return kept


def _told(unit: Unit, by: Any, count: int) -> None:
    record("phrase.keep", f"unit:{unit.id}", by, count=count)
