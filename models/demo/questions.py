"""Replays one question of the demo: asked, let through or not, answered or taken away."""

from typing import TYPE_CHECKING

from models.account import Account
from models.demo import script
from models.demo.keys import client_id
from models.matter import Matter
from models.question import Question
from models.support import Support
from models.visit import Stop

if TYPE_CHECKING:
    from models.demo.build import Demo


class QuestionReplay:
    """From the tablet to wherever its fate leads."""

    question: Question

    def __init__(
        self,
        demo: "Demo",
        visit: int,
        stops: dict[str, Stop],
        told: script.Question,
        organiser: str,
    ) -> None:
        self.demo, self.visit, self.stops = demo, visit, stops
        self.told, self.organiser = told, organiser

    @property
    def by(self) -> Account:
        return self.demo.staff[self.organiser]

    def schedule(self) -> None:
        at, fate = self.demo.at, self.told.fate
        at(self.told.at, self._ask)
        if self.told.worded is not None:
            at(self.told.worded, lambda: self.question.reword(self.by, self.told.wording))
        if self.told.starred is not None:
            at(self.told.starred, lambda: self.question.star(self.by))
        match fate:
            case script.Refused():
                at(fate.at, lambda: self.question.refuse(self.by, fate.reason))
            case script.Merged():
                at(fate.at, lambda: self._merge(fate))
            case script.Queued():
                at(fate.approved, self._let_through)
            case script.Pending():
                pass
            case _:
                at(fate.approved, self._let_through)
                at(fate.answering, lambda: self.question.put_on_screen(self.by))
                self._schedule_end(fate)

    def _schedule_end(
        self,
        fate: script.Answering | script.Answered | script.Partly | script.Promised | script.Routed,
    ) -> None:
        at = self.demo.at
        match fate:
            case script.Partly():
                at(fate.answered, lambda: self._answer_partly(fate))
            case script.Answered():
                at(fate.answered, lambda: self._answer(fate))
            case script.Promised():
                at(fate.answered, lambda: self._promise(fate))
            case script.Routed():
                at(fate.routed, lambda: self._route(fate))

    def _ask(self) -> None:
        told = self.told
        card = self.demo.cards[self.visit, told.seat]
        key = client_id(self.visit, told.key)
        self.question = Question.ask(card, told.text, key, self.stops[told.stop])
        self.demo.sources[self.visit, told.key] = self.question

    def _let_through(self) -> None:
        """With those who second it as soon as they see it."""
        self.question.approve(self.by)
        for seat in self.told.supports:
            Support.give(self.demo.cards[self.visit, seat], self.question)

    def _merge(self, fate: script.Merged) -> None:
        other = self.demo.sources[self.visit, fate.into]
        assert isinstance(other, Question)
        self.question.merge_into(other, self.by)

    def _answer(self, fate: script.Answered) -> None:
        unit = self.demo.units[fate.unit]
        self.question.record_answer(self.by, fate.text, _speaker(fate), unit)

    def _answer_partly(self, fate: script.Partly) -> None:
        unit = self.demo.units[fate.unit]
        self.question.record_part(self.by, fate.text, _speaker(fate), unit, fate.rest)

    def _promise(self, fate: script.Promised) -> None:
        promise = self.question.record_promise(
            self.by,
            fate.words,
            _speaker(fate),
            self.demo.units[fate.unit],
            self.demo.times.day(fate.due),
            answer=fate.text,
        )
        if fate.matter:
            Matter.of_promise(promise, self.by, fate.matter)

    def _route(self, fate: script.Routed) -> None:
        self.question.route(self.by, self.demo.units[fate.unit], _speaker(fate), fate.text)


def _speaker(
    fate: script.Answered | script.Partly | script.Promised | script.Routed,
) -> str:
    return f"{fate.speaker}（{fate.title}）"
