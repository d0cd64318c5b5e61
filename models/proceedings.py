"""The record of a visit's questions and answers (问答纪要): a public version, and the staff's."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models.base import db
from models.question import Promise, Question, QuestionState
from models.roles import Permission
from models.visit import Stop, Visit

S = QuestionState
PUBLIC = (
    S.QUEUED,
    S.ANSWERING,
    S.ANSWERED,
    S.PARTIAL,
    S.PROMISED,
    S.ROUTED,
)  # what was let through
WHOLE = (*PUBLIC, S.PENDING, S.REFUSED)
# Organisers, the supervision office and the recorders see what was refused, too.
STAFF_VERSION = (
    Permission.QUESTION_MODERATE,
    Permission.MATTER_SUPERVISE,
    Permission.MEETING_WRITE,
)
WAITING = (S.PENDING, S.QUEUED, S.ANSWERING)


@dataclass(frozen=True)
class Part:
    """What was asked at one stop, or on the way."""

    stop: Stop | None
    questions: list[Question]


@dataclass(frozen=True)
class Proceedings:
    """问答纪要. The public version holds only what was let through; what was merged stands with
    the question that took it in. No star, and nothing of the reports, is in either."""

    visit: Visit
    is_whole: bool
    parts: list[Part]

    @classmethod
    def of(cls, visit: Visit, whole: bool = False) -> "Proceedings":
        found = (
            select(Question)
            .where(Question.visit_id == visit.id, Question.state.in_(WHOLE if whole else PUBLIC))
            .options(
                selectinload(Question.merged),
                joinedload(Question.unit),
                joinedload(Question.matter),
                joinedload(Question.promise).joinedload(Promise.unit),
            )
            .order_by(Question.number)
        )
        at: dict[int | None, list[Question]] = {stop.id: [] for stop in visit.stops}
        for question in db.session.scalars(found):
            at.setdefault(question.stop_id, []).append(question)
        parts = [Part(stop, at[stop.id]) for stop in visit.stops]
        return cls(visit, whole, [*parts, *([Part(None, at[None])] if None in at else [])])

    @property
    def questions(self) -> list[Question]:
        return [question for part in self.parts for question in part.questions]

    @property
    def merged(self) -> int:
        return sum(len(question.merged) for question in self.questions)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """(当场答复, 12), …; what did not occur is left out. The merged ones are apart."""
        found = Counter(question.state for question in self.questions)
        rows = [
            ("当场答复", found[S.ANSWERED]),
            ("部分答复", found[S.PARTIAL]),
            ("现场承诺", found[S.PROMISED]),
            ("带回办理", found[S.ROUTED]),
            ("尚未答复", sum(found[state] for state in WAITING)),
            ("未采用", found[S.REFUSED]),
        ]
        return [(label, number) for label, number in rows if number]
