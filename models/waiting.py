"""What waits to be taken up (待受理): opinions, questions left over, promises without a matter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from models.base import RuleBroken, db
from models.matter import Source
from models.opinion import Opinion, OpinionState
from models.question import TAKEN_ALONG, Promise, Question, QuestionState
from models.terms import MatterKind, Way
from models.visit import Visit, VisitState

KINDS: dict[type[Source], tuple[str, MatterKind, Way]] = {
    Opinion: ("opinion", MatterKind.OPINION, Way.ROUTE),
    Question: ("question", MatterKind.QUESTION, Way.REPLY_IN_TIME),
    Promise: ("promise", MatterKind.PROMISE, Way.PROMISE),
}

LISTED = 50  # of what was declined


@dataclass(frozen=True)
class Waiting:
    """待受理的来源. Written `opinion:5` in an address, and `opinion:5@2` with its version."""

    opinions: Sequence[Opinion]
    questions: Sequence[Question]
    promises: Sequence[Promise]

    @classmethod
    def all(cls) -> "Waiting":
        """Questions count when they or the rest of them were taken along, or when their visit
        ended without them."""
        real = Visit.is_rehearsal.is_(False)
        opinions = select(Opinion).join(Opinion.visit).where(real)
        opinions = opinions.where(Opinion.state == OpinionState.RECEIVED)
        left = (Question.state == QuestionState.QUEUED) & (Visit.state == VisitState.HELD)
        taken = Question.state.in_(TAKEN_ALONG)
        questions = (
            select(Question)
            .join(Question.visit)
            .where(real, Question.matter_id.is_(None), or_(taken, left))
            .where(Question.declined_at.is_(None))
            .options(joinedload(Question.unit), selectinload(Question.merged))
        )
        promises = select(Promise).join(Promise.visit).where(real, Promise.matter_id.is_(None))
        asked = joinedload(Promise.question).joinedload(Question.stop)
        return cls(
            db.session.scalars(
                opinions.options(joinedload(Opinion.stop)).order_by(Opinion.given_at)
            ).all(),
            db.session.scalars(
                questions.options(joinedload(Question.stop)).order_by(Question.given_at)
            ).all(),
            db.session.scalars(
                promises.options(joinedload(Promise.unit), asked).order_by(Promise.made_at)
            ).all(),
        )

    @property
    def sources(self) -> list[Source]:
        return [*self.opinions, *self.questions, *self.promises]

    def __len__(self) -> int:
        return len(self.sources)

    @staticmethod
    def declined() -> list[Opinion | Question]:
        """不予受理的, the latest first: each may be taken up after all."""
        opinions = select(Opinion).where(Opinion.state == OpinionState.DECLINED)
        opinions = opinions.options(joinedload(Opinion.stop), joinedload(Opinion.visit))
        questions = select(Question).where(
            Question.declined_at.is_not(None), Question.matter_id.is_(None)
        )
        questions = questions.options(
            joinedload(Question.unit), joinedload(Question.stop), selectinload(Question.merged)
        )
        found: list[Opinion | Question] = [
            *db.session.scalars(opinions.order_by(Opinion.settled_at.desc()).limit(LISTED)),
            *db.session.scalars(questions.order_by(Question.declined_at.desc()).limit(LISTED)),
        ]
        return sorted(found, key=lambda one: (one.declined_at, one.id), reverse=True)[:LISTED]

    def chosen(self, marks: Iterable[str]) -> list[Source]:
        """The sources meant by these marks: those that wait, and those that were declined. Raises
        RuleBroken for one that waits no more."""
        waiting = {mark(source).partition("@")[0]: source for source in self.sources}
        waiting |= {mark(source).partition("@")[0]: source for source in self.declined()}
        found: list[Source] = []
        for each in dict.fromkeys(marks):
            name, _, version = each.partition("@")
            if name not in waiting:
                raise RuleBroken("选中的来件已经受理或不再等待受理，请回到「待受理」看最新情况")
            source = waiting[name]
            if version and not isinstance(source, Promise):
                source.expect(int(version) if version.isdecimal() else -1)
            found.append(source)
        if not found:
            raise RuleBroken("请先勾选要受理的来件")
        return found


def mark(source: Source) -> str:
    """How a form names a source: `opinion:5@2`."""
    name = KINDS[type(source)][0]
    version = "" if isinstance(source, Promise) else f"@{source.version}"
    return f"{name}:{source.id}{version}"


def kinds_of(sources: Sequence[Source]) -> list[MatterKind]:
    """The kinds that a matter of these sources may have, the first being the usual one."""
    found = {KINDS[type(source)][1] for source in sources}
    return [
        kind
        for kind in (MatterKind.PROMISE, MatterKind.QUESTION, MatterKind.OPINION)
        if kind in found
    ]


def way_of(sources: Sequence[Source]) -> Way:
    """The usual way for them."""
    kind = kinds_of(sources)[0]
    return next(way for _, usual, way in KINDS.values() if usual is kind)
