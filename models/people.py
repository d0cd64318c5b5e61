"""The roll of representatives (群众代表名册): who came when, and what each of them said.

Reports of misconduct are not in it, not even as a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from models.base import db
from models.opinion import Opinion
from models.question import Question
from models.representative import AgeGroup, Card, Representative, Sex
from models.telephone import digits_of, mark_of
from models.visit import Visit

PER_PAGE = 50
SHORTEST_NUMBER = 7
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
    def of(cls, sieve: "Sieve", page: int = 1) -> "Roll":
        """Those who were enrolled last are first."""
        found = sieve.narrow(select(Representative))
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


@dataclass(frozen=True)
class Sieve:
    """筛选 of the roll: each part narrows it, unless it is empty."""

    words: str = ""
    town: str = ""
    walk: str = ""
    origin: str = ""  # resident, newcomer
    sex: str = ""
    age: str = ""
    came: str = ""  # yes, no

    def narrow(self, found: Select[Representative]) -> Select[Representative]:
        for word in self.words.split():
            found = found.where(_has(word))
        for column, asked in (
            (Representative.town, self.town),
            (Representative.walk, self.walk),
            (Representative.sex, Sex(self.sex) if self.sex in list(Sex) else ""),
            (Representative.age_group, AgeGroup(self.age) if self.age in list(AgeGroup) else ""),
        ):
            if asked:
                found = found.where(column == asked)
        if self.origin in {"resident", "newcomer"}:
            found = found.where(Representative.is_resident == (self.origin == "resident"))
        if self.came in {"yes", "no"}:
            has_card = exists().where(Card.representative_id == Representative.id)
            found = found.where(has_card if self.came == "yes" else ~has_card)
        return found

    @property
    def given(self) -> dict[str, str]:
        """What is asked, for an address."""
        names = {"words": "q"}
        return {names.get(name, name): value for name, value in vars(self).items() if value}


def _has(word: str) -> ColumnElement[bool]:
    """A part of the name, the place or the walk of life; or the whole telephone number."""
    columns = (Representative.name, Representative.town, Representative.place, Representative.walk)
    parts = [each.contains(word, autoescape=True) for each in columns]
    if len(digits_of(word)) >= SHORTEST_NUMBER:
        parts.append(Representative.telephone_mark == mark_of(word))
    return or_(*parts)


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
