"""What is asked most (热点): the known topics that questions and opinions name."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models.base import db
from models.figures import Scope, beginning
from models.matter import Matter
from models.opinion import Opinion
from models.question import Question, QuestionState
from models.similar import ABOUT, gist
from models.visit import Visit

LATEST = 2000  # texts that are read, the latest of each kind
UNREAD = (QuestionState.PENDING, QuestionState.REFUSED)  # not let through: shown to nobody else

Said = Question | Opinion


def said(scope: Scope) -> Iterator[Said]:
    """What representatives asked and suggested, the latest first; rehearsals are left out."""
    models: tuple[Any, ...] = (Question, Opinion)
    for model in models:
        found = select(model).join(model.visit).where(Visit.is_rehearsal.is_(False))
        if model is Question:
            found = found.where(Question.state.not_in(UNREAD))
        found = found.where(*_within(scope, model)).order_by(model.given_at.desc(), model.id)
        loaded = found.options(joinedload(model.visit), joinedload(model.matter))
        yield from db.session.scalars(loaded.limit(LATEST))


def _within(scope: Scope, model: Any) -> Iterator[Any]:
    """The same range, by when it was said."""
    if scope.visit:
        yield model.visit_id == scope.visit.id
    if scope.since:
        yield model.given_at >= beginning(scope.since)
    if scope.until:
        yield model.given_at < beginning(scope.until, 1)
    if scope.unit or scope.kind:
        of = select(Matter.id)
        of = of.where(Matter.lead_id == scope.unit.id) if scope.unit else of
        yield model.matter_id.in_(of.where(Matter.kind == scope.kind) if scope.kind else of)


def words(text: str) -> frozenset[str]:
    """The topics of a text, each by its first word."""
    return frozenset(each.removeprefix(f"{ABOUT}:") for each in gist(text).topics)


def shown(one: Said) -> str:
    return one.shown if isinstance(one, Question) else one.text


def asked_most(scope: Scope, most: int) -> list[tuple[str, int]]:
    """The words that most texts name, and how many; a text counts once for each."""
    found = Counter(word for one in said(scope) for word in words(shown(one)))
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))[:most]


def naming(scope: Scope, word: str) -> list[Said]:
    """The texts that name it."""
    return [one for one in said(scope) if word in words(shown(one))]
