"""The roll of representatives (群众代表名册): who came when, and what each of them said.

Reports of misconduct are not in it, not even as a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from models.base import db
from models.opinion import Opinion
from models.question import Question
from models.representative import Card, Representative
from models.visit import Visit

PER_PAGE = 50
Said = Question | Opinion


@dataclass(frozen=True)
class Roll:
    """群众代表名册: one page of it."""

    people: Sequence[Representative]
    total: int
    page: int
    questions: dict[int, int]  # by representative
    opinions: dict[int, int]

    @classmethod
    def of(cls, words: str = "", page: int = 1) -> "Roll":
        """By name, town and place, or walk of life; those who came last are first."""
        found = _matching(words)
        total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
        page = max(1, min(page, -(-total // PER_PAGE)))
        shown = found.order_by(Representative.id.desc()).limit(PER_PAGE)
        cards = selectinload(Representative.cards)
        people = db.session.scalars(shown.offset((page - 1) * PER_PAGE).options(cards)).all()
        ids = [person.id for person in people]
        return cls(people, total, page, _said_by(Question, ids), _said_by(Opinion, ids))

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def _matching(words: str) -> Select[Representative]:
    found = select(Representative)
    for word in words.split():
        columns = (
            Representative.name,
            Representative.town,
            Representative.place,
            Representative.walk,
        )
        found = found.where(or_(*(each.contains(word, autoescape=True) for each in columns)))
    return found


def _said_by(model: type[Question] | type[Opinion], ids: Sequence[int]) -> dict[int, int]:
    counted = select(Card.representative_id, func.count()).join(model, model.card_id == Card.id)
    counted = counted.where(Card.representative_id.in_(ids)).group_by(Card.representative_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


@dataclass(frozen=True)
class Attended:
    """参加的一期: with which card, and what was said by it, in order of time."""

    card: Card
    said: list[Said]

    @classmethod
    def all_of(cls, person: Representative) -> list["Attended"]:
        """The latest visit first."""
        cards = select(Card).filter_by(representative_id=person.id).join(Card.visit)
        found = db.session.scalars(cards.order_by(Visit.number.desc())).all()
        said: dict[int, list[Said]] = {card.id: [] for card in found}
        whole: tuple[tuple[Any, Any], ...] = (
            (Question, (joinedload(Question.stop), joinedload(Question.merged_into))),
            (Opinion, (joinedload(Opinion.stop),)),
        )
        for model, parts in whole:
            own = select(model).where(model.card_id.in_(said))
            for one in db.session.scalars(own.options(joinedload(model.matter), *parts)):
                said[one.card_id].append(one)
        return [cls(card, sorted(said[card.id], key=lambda one: one.given_at)) for card in found]
