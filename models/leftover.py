"""What is unanswered when the group leaves (没有答完的提问): carried along or routed at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.base import RuleBroken, db
from models.question import OPEN, Question
from models.unit import Unit
from models.visit import Stop, Visit, VisitState


@dataclass(frozen=True)
class Remainder:
    """剩下的一条, and why it could not be dealt with."""

    question: Question
    reason: str


@dataclass(frozen=True)
class Leftover:
    """没有答完的提问 of a visit. One is named `5@2`: its id and the version that was seen."""

    visit: Visit
    questions: Sequence[Question]

    @classmethod
    def of(cls, visit: Visit) -> "Leftover":
        found = select(Question).filter_by(visit_id=visit.id, declined_at=None)
        found = found.where(Question.state.in_(OPEN))
        return cls(visit, db.session.scalars(found.order_by(Question.number)).all())

    def __len__(self) -> int:
        return len(self.questions)

    @property
    def stops(self) -> list[Stop]:
        """Where they can still be carried: the stop where the group is, and those to come."""
        if self.visit.state is VisitState.HELD:
            return []
        return [stop for stop in self.visit.stops if not stop.is_past]

    @property
    def next_stop(self) -> Stop | None:
        """The usual goal: the next one to come, or the present one where none comes after."""
        ahead = [stop for stop in self.stops if not stop.is_current]
        return next(iter(ahead or self.stops), None)

    def carry(self, marks: Iterable[str], stop: Stop, by: Any) -> list[Remainder]:
        """全部带到下一站. What cannot go along is returned, each with its reason."""
        return self._each(marks, lambda question: question.carry_to(stop, by))

    def route(self, marks: Iterable[str], unit: Unit, by: Any) -> list[Remainder]:
        """全部由单位带回办理. What cannot is returned, each with its reason."""
        return self._each(marks, lambda question: question.route(by, unit))

    def _each(self, marks: Iterable[str], do: Callable[[Question], None]) -> list[Remainder]:
        open_ = {question.id: question for question in self.questions}
        remainder = []
        chosen = list(dict.fromkeys(marks))
        if not chosen:
            raise RuleBroken("请先勾选要处理的提问")
        for each in chosen:
            name, _, version = each.partition("@")
            question = open_.get(int(name) if name.isdecimal() else 0)
            if question is None:
                raise RuleBroken("勾选的提问已经有了结果，请回到上一页看最新情况")
            try:
                question.expect(int(version) if version.isdecimal() else None)
                do(question)
            except RuleBroken as refusal:  # each of these checks comes before any change
                remainder.append(Remainder(question, str(refusal)))
        return remainder
