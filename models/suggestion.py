"""Suggestions (相似提示): which questions, of this visit or an earlier one, ask for the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import joinedload

from models.base import db
from models.labels import Labelled
from models.question import MERGEABLE, NEXT, Question, QuestionState
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

    def twin(self, question: Question) -> int | None:
        """The likest question that this visit had before, if one is 很像; found once."""
        with self._lock:
            if question.id not in self._twins:
                self._read()
                found = self.known.like(gist(question.text), VERY)
                before = (
                    key
                    for key, _ in found
                    if key < question.id and self._visits[key] == question.visit_id
                )
                self._twins[question.id] = next(before, None)
            return self._twins[question.id]

    def _forget(self) -> None:
        self.known: Known[int] = Known()
        self._visits: dict[int, int] = {}
        self._twins: dict[int, int | None] = {}
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


def twin_of(question: Question) -> Question | None:
    """What seems to be the same and was asked before in this visit: it, or what took it in."""
    key = _memory().twin(question)
    twin = db.session.get(Question, key) if key else None
    twin = twin.merged_into or twin if twin else None
    return None if twin is question else twin
