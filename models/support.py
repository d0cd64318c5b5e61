"""Support (附议): representatives who want to know the same."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Select, UniqueConstraint, bindparam, delete, exists, func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from models import clock
from models.audit import record
from models.base import Model, RuleBroken, db
from models.counter import one_at_a_time
from models.question import Question, QuestionState
from models.representative import Card
from models.topic import publish

OPEN = frozenset({QuestionState.QUEUED, QuestionState.ANSWERING})


class Support(Model):
    """附议: one card for one question, once. What is merged counts for what it was merged into."""

    __tablename__ = "support"
    __table_args__ = (UniqueConstraint("question_id", "card_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(Question.id))
    card_id: Mapped[int] = mapped_column(ForeignKey(Card.id), index=True)
    given_at: Mapped[datetime]

    question: Mapped[Question] = relationship()
    card: Mapped[Card] = relationship()

    @classmethod
    def give(cls, card: Card, question: Question) -> None:
        """附议. Given twice, it counts once."""
        question = question.merged_into or question
        one_at_a_time(f"support:{question.id}:{card.id}")
        if question.visit_id != card.visit_id:
            raise RuleBroken("只能附议本期的提问")
        if question.state not in OPEN:
            raise RuleBroken(f"{question.name}现在是「{question.state.label}」，不用再附议")
        if card in question.askers:
            raise RuleBroken(f"{question.name}是您自己提的，不用附议")
        if question.id in cls.targets_of(card.id):
            return
        db.session.add(cls(question=question, card=card, given_at=clock.now()))
        _changed("question.support", card, question)

    @classmethod
    def withdraw(cls, card: Card, question: Question) -> None:
        """不再附议, for what it was merged into as well."""
        question = question.merged_into or question
        if question.state not in OPEN:
            raise RuleBroken(f"{question.name}现在是「{question.state.label}」，附议不能再撤回")
        if question.id not in cls.targets_of(card.id):
            return
        of_it = select(Question.id).where(_target() == question.id)
        db.session.execute(delete(cls).where(cls.card_id == card.id, cls.question_id.in_(of_it)))
        _changed("question.unsupport", card, question)

    @classmethod
    def targets_of(cls, card_id: int) -> set[int]:
        """The ids of the questions that a card supports, as they are merged now."""
        found = select(_target()).join(cls, cls.question_id == Question.id)
        return set(db.session.scalars(found.where(cls.card_id == card_id)))

    @classmethod
    def list_of(cls, card_id: int) -> list[Question]:
        """附议过的, as they were when they were supported; the latest first."""
        found = select(Question).join(cls).where(cls.card_id == card_id)
        return list(db.session.scalars(found.order_by(cls.given_at.desc(), cls.id.desc())))

    @classmethod
    def counts(cls, ids: Iterable[int]) -> dict[int, int]:
        """How many support each of these questions: one query for a whole list."""
        ids = list(ids)
        rows = db.session.execute(_counting("these"), {"these": ids}).all() if ids else []
        return dict.fromkeys(ids, 0) | {row[0]: row[1] for row in rows}

    @classmethod
    def counts_in(cls, visit_id: int) -> dict[int, int]:
        """The same for all that is supported in a visit."""
        rows = db.session.execute(_counting("visit"), {"visit": visit_id}).all()
        return {row[0]: row[1] for row in rows}


def _target() -> Any:
    """The question itself, or the one that it was merged into."""
    return func.coalesce(Question.merged_into_id, Question.id)


@cache  # put together once: every change of a visit asks for them
def _counting(of: str) -> Select[Any]:
    """Cards, each once, without those who asked it themselves (before a merger, perhaps)."""
    own = aliased(Question)
    asked = exists().where(
        own.card_id == Support.card_id,
        func.coalesce(own.merged_into_id, own.id) == _target(),
    )
    which = {
        "these": _target().in_(bindparam("these", expanding=True)),
        "visit": Question.visit_id == bindparam("visit"),
    }
    return (
        select(_target(), func.count(Support.card_id.distinct()))
        .join(Question, Support.question_id == Question.id)
        .where(~asked, which[of])
        .group_by(_target())
    )


def _changed(action: str, card: Card, question: Question) -> None:
    db.session.flush()
    record(action, question.subject, card)
    publish(f"supports:{question.visit_id}", f"console:{question.visit_id}")
