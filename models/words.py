"""Words of titles (标题索引): every two characters that stand together, so that a word is found in
100,000 titles as fast as in ten, on either database."""

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, event, exists, insert, select
from sqlalchemy.orm import Mapped, Mapper, aliased, mapped_column

from models.base import Model
from models.matter import Matter


class TitleWord(Model):
    """标题的两个字. Written with the matter, whose title never changes."""

    __tablename__ = "title_word"
    __table_args__ = (Index("ix_title_word_matter_id", "matter_id"),)

    word: Mapped[str] = mapped_column(String(2), primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey(Matter.id), primary_key=True)


def pairs(text: str) -> list[str]:
    """Each two characters that stand together, once."""
    text = text.lower()
    return list(dict.fromkeys(text[at : at + 2] for at in range(len(text) - 1)))


def titled(words: str) -> ColumnElement[bool]:
    """SQL: matters whose title holds these words."""
    found = Matter.title.contains(words, autoescape=True)
    known = pairs(words)
    if not known:  # one character
        return found
    first, *rest = (aliased(TitleWord) for _ in known)
    holding = select(first.matter_id).where(first.word == known[0])
    for other, pair in zip(rest, known[1:], strict=True):
        there = exists().where(other.word == pair, other.matter_id == first.matter_id)
        holding = holding.where(there)
    within: ColumnElement[bool] = Matter.id.in_(holding)
    return within if len(words) == 2 else within & found


@event.listens_for(Matter, "after_insert")
def _index(_mapper: Mapper[Any], connection: Any, matter: Matter) -> None:
    rows = [{"word": pair, "matter_id": matter.id} for pair in pairs(matter.title)]
    if rows:
        connection.execute(insert(TitleWord), rows)
