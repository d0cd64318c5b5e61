"""Suggestions (相似提示): which questions, of this visit or an earlier one, ask for the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Protocol
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload

from models.base import db
from models.labels import Labelled
from models.question import MERGEABLE, NEXT, Question, QuestionState, numbered
from models.similar import LEAST, VERY, Known, gist

MOST = 5


class Likeness(Labelled):
    VERY = "very", "很像"
    SOME = "some", "有些像"


@dataclass(frozen=True)
class Suggestion:
    """相似提问: a question that was asked before, for a person to compare."""

    asked: Question  # the one before us
    question: Question
    likeness: Likeness

    @property
    def is_of_this_visit(self) -> bool:
        return self.question.visit_id == self.asked.visit_id

    @property
    def may_take_it_in(self) -> bool:
        """Whether the question before us may be merged into this one, as both stand now."""
        open_ = QuestionState.MERGED in NEXT[self.asked.state]
        return open_ and self.is_of_this_visit and self.question.state in MERGEABLE


class Asked(Protocol):
    """提问, or all that tells it from another."""

    @property
    def id(self) -> int: ...
    @property
    def client_id(self) -> str: ...


class Memory:
    """What this process has read of one database's questions. Their first wording never changes,
    so each is read once; when some are gone, all are read anew."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._forget()

    def like(self, question: Question) -> list[tuple[int, float]]:
        with self._lock:
            self._read()
            return self.known.like(gist(question.text), LEAST)

    def twins(self, asked: Iterable[Asked]) -> dict[int, int]:
        """By id the likest question that the same visit had before, where one is 很像; each is
        found once."""
        keys = [(one.id, one.client_id) for one in asked]
        with self._lock:
            if any(key not in self._twins for key in keys):
                self._read()
            for key in keys:
                if key not in self._twins:
                    self._twins[key] = self._before(key[0])
            found = {key[0]: self._twins[key] for key in keys}
        return {key: twin for key, twin in found.items() if twin is not None}

    def _before(self, own: int) -> int | None:
        like = self.known.like(self.known.gists[own], VERY)
        visit = self._visits[own]
        return next((key for key, _ in like if key < own and self._visits[key] == visit), None)

    def _forget(self) -> None:
        self.known: Known[int] = Known()
        self._visits: dict[int, int] = {}
        self._twins: dict[tuple[int, str], int | None] = {}
        self._last = (0, "")  # id, and the tablet's own, should the database use an id again

    def _read(self) -> None:
        total = db.session.scalar(select(func.count()).select_from(Question)) or 0
        rows = self._rows()
        if self._last[0]:
            is_there = bool(rows) and (rows[0].id, rows[0].client_id) == self._last
            if not is_there or len(self.known) + len(rows) - 1 != total:
                self._forget()
                rows = self._rows()
        for row in rows:
            if row.id not in self._visits:
                self.known.add(row.id, row.text)
                self._visits[row.id] = row.visit_id
                self._last = (row.id, row.client_id)

    def _rows(self) -> Sequence[Question]:
        columns = select(Question.id, Question.client_id, Question.visit_id, Question.text)
        found = columns.where(Question.id >= self._last[0]).order_by(Question.id)
        return db.session.execute(found).all()  # type: ignore[return-value]


_memories: "WeakKeyDictionary[Engine, Memory]" = WeakKeyDictionary()


def _memory() -> Memory:
    return _memories.setdefault(db.engine, Memory())


def suggestions(question: Question) -> list[Suggestion]:
    """What was asked before like this, the likest first. For one that was merged stands the one
    that took it in, and for several of these it stands once."""
    scores = dict(_memory().like(question))
    whole = (
        joinedload(Question.visit),
        joinedload(Question.unit),
        joinedload(Question.promise),
        joinedload(Question.matter),
        joinedload(Question.merged_into),
    )
    found = db.session.scalars(select(Question).where(Question.id.in_(scores)).options(*whole))
    best: dict[Question, float] = {}
    for each in sorted(found, key=lambda each: -scores[each.id]):
        best.setdefault(each.merged_into or each, scores[each.id])
    own = question.merged_into or question
    return [
        Suggestion(question, each, Likeness.VERY if score >= VERY else Likeness.SOME)
        for each, score in best.items()
        if each is not own and each is not question
    ][:MOST]


def twins(asked: Iterable[Asked]) -> dict[int, str]:
    """By id the name of what seems to be the same and was asked before in the visit: of it, or of
    what took it in."""
    found = _memory().twins(asked)
    if not found:
        return {}
    rows = db.session.execute(_standing(), {"ids": list(found.values())})
    names = {key: (own, numbered(number)) for key, own, number in rows}
    return {key: names[twin][1] for key, twin in found.items() if names[twin][0] != key}


@cache  # put together once
def _standing() -> Select[int, int, int]:
    """Questions by id, and the id and number that each stands under now."""
    into = aliased(Question)
    columns = (func.coalesce(into.id, Question.id), func.coalesce(into.number, Question.number))
    found = select(Question.id, *columns).outerjoin(into, Question.merged_into_id == into.id)
    return found.where(Question.id.in_(bindparam("ids", expanding=True)))
