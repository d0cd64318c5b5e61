"""What a visit asked and what became of it (上期意见办理情况): read out at the next one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from models.base import db
from models.briefing import Figures
from models.calendar import calendar_at_hand
from models.matter import Matter
from models.opinion import Opinion, OpinionState
from models.question import Promise, Question, QuestionState
from models.round import Round
from models.standing import Standing
from models.terms import LANES, MatterKind, MatterState, Result
from models.visit import Visit, VisitState

Q = QuestionState
# what representatives raised or were promised; what a secret ballot or an inspection found is not
RAISED = (MatterKind.QUESTION, MatterKind.OPINION, MatterKind.PROMISE, MatterKind.DECISION)
ANSWERED = (Q.ANSWERED, Q.PARTIAL, Q.PROMISED)


@dataclass(frozen=True)
class Going:
    """一件没有办结的事项, and where it stands."""

    matter: Matter
    stands: Standing


@dataclass(frozen=True)
class VisitOutcome:
    """一期意见办理情况. Of reports only their total; of the others no name of who said it."""

    visit: Visit
    figures: Figures
    questions: Counter[QuestionState]
    declined: int  # 提问 that nobody answers after all: 不予受理
    opinions: Counter[OpinionState]  # through all channels
    promises: Sequence[Promise]
    done: list[tuple[Result | None, list[Matter]]]  # 已销号, by result
    going: list[Going]

    @classmethod
    def of(cls, visit: Visit) -> "VisitOutcome":
        with calendar_at_hand():
            matters = _matters(visit)
            closed = [matter for matter in matters if matter.is_closed]
            by_result = [
                (result, [each for each in closed if each.round.result is result])
                for result in (*Result, None)
            ]
            return cls(
                visit,
                Figures.of(visit),
                _by_state(Question, visit),
                _declined(visit),
                _by_state(Opinion, visit),
                _promises(visit),
                [(result, found) for result, found in by_result if found],
                [Going(each, Standing.of(each)) for each in matters if not each.is_closed],
            )

    @classmethod
    def before(cls, visit: Visit) -> "VisitOutcome | None":
        """Of the visit before this one, if there was any."""
        found = previous(visit)
        return cls.of(found) if found else None

    @property
    def asked(self) -> int:
        return self.questions.total()

    @property
    def answered(self) -> int:
        """On the spot, in whole or in part; what was merged is answered with the other."""
        return sum(self.questions[state] for state in ANSWERED)

    @property
    def matters(self) -> int:
        return self.closed + len(self.going)

    @property
    def closed(self) -> int:
        return sum(len(found) for _, found in self.done)

    @property
    def kept(self) -> int:
        """现场承诺 that were kept: their matter is closed."""
        return sum(1 for each in self.promises if each.matter is not None and each.matter.is_closed)


def previous(visit: Visit) -> Visit | None:
    """The visit before, that was held."""
    held = select(Visit).where(Visit.number < visit.number, Visit.state == VisitState.HELD)
    real = held.where(Visit.is_rehearsal.is_(False)).order_by(Visit.number.desc())
    return db.session.scalars(real.limit(1)).first()


def _by_state(model: type[Question] | type[Opinion], visit: Visit) -> Counter[Any]:
    counted = select(model.state, func.count()).where(model.visit_id == visit.id)
    rows = db.session.execute(counted.group_by(model.state))
    return Counter({row[0]: row[1] for row in rows})


def _declined(visit: Visit) -> int:
    """不予受理的提问; what was taken up after all is not among them."""
    found = select(func.count()).where(
        Question.visit_id == visit.id,
        Question.declined_at.is_not(None),
        Question.matter_id.is_(None),
    )
    return db.session.scalar(found) or 0


def _promises(visit: Visit) -> Sequence[Promise]:
    made = select(Promise).where(Promise.visit_id == visit.id)
    loaded = made.options(joinedload(Promise.unit), joinedload(Promise.matter))
    return db.session.scalars(loaded.order_by(Promise.due_on, Promise.id)).all()


def _matters(visit: Visit) -> list[Matter]:
    """Those of this visit alone, and those that other visits have raised as well; what was merged
    is told as part of the other."""
    of_sources = [
        select(model.matter_id).where(model.visit_id == visit.id, model.matter_id.is_not(None))
        for model in (Question, Opinion, Promise)
    ]
    within = or_(Matter.visit_id == visit.id, *(Matter.id.in_(each) for each in of_sources))
    found = select(Matter).where(within, Matter.kind.in_(RAISED), Matter.state.in_(LANES))
    rounds = selectinload(Matter.rounds)
    loaded = found.options(
        rounds.selectinload(Round.assignments), rounds.selectinload(Round.ratings)
    )
    first = Matter.state != MatterState.CLOSED
    return list(db.session.scalars(loaded.order_by(first.desc(), Matter.year, Matter.number)))
