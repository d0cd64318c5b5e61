"""A question's life: every change of state as the table says, merging, one on the screen."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import count
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models import Question, RuleBroken, Stale, audit, db
from models.topic import version_of, versions_of
from tests.models.conftest import PROOF, Database, account, card, unit

# From programme.md and issue 2, not from the model: what may follow on what.
MAY = {
    "approve": ({"pending", "refused"}, "queued"),
    "refuse": ({"pending", "queued"}, "refused"),
    "merge": ({"pending", "queued"}, "merged"),
    "on_screen": ({"queued"}, "answering"),
    "take_down": ({"answering"}, "queued"),
    "answer": ({"answering"}, "answered"),
    "promise": ({"answering"}, "promised"),
    "route": ({"queued", "answering"}, "routed"),
}
# What has its answer already passes it on to those who ask the same later.
TAKES_OTHERS = {"queued", "answering", "answered", "promised", "routed"}
which = st.integers(0, 5)


class QuestionLife(RuleBasedStateMachine):
    database: ClassVar[Database]
    numbers: ClassVar["count[int]"]

    def __init__(self) -> None:
        super().__init__()
        self.states: list[str] = []
        self.ids: list[int] = []
        self.askers: list[set[int]] = []
        self.into: dict[int, int] = {}

    def teardown(self) -> None:  # or the next example's questions find this one on the screen
        for place, state in enumerate(self.states):
            if state == "answering":
                self.act(place, "take_down", lambda q: q.take_down("system"))

    def act(self, place: int, kind: str, do: Callable[[Question], Any], also: bool = True) -> bool:
        before, to = MAY[kind]
        allowed = self.states[place] in before and also
        try:
            with self.database.writing():
                do(db.session.get_one(Question, self.ids[place]))
        except RuleBroken:
            assert not allowed, f"{self.states[place]} → {to} was refused"
            return False
        assert allowed, f"{self.states[place]} → {to} was allowed"
        self.states[place] = to
        return True

    @rule(seat=st.integers(1, 6))
    def ask(self, seat: int) -> None:
        if len(self.ids) == 6:
            return
        with self.database.writing():
            question = Question.ask(card(seat), f"第 {seat} 位的话", f"q {next(self.numbers)}")
            self.ids.append(question.id)
        self.states.append("pending")
        self.askers.append({seat})

    @rule(place=which, kind=st.sampled_from(["approve", "refuse", "take_down", "answer", "route"]))
    def simple(self, place: int, kind: str) -> None:
        if place >= len(self.ids):
            return
        acts: dict[str, Callable[[Question], Any]] = {
            "approve": lambda q: q.approve("system"),
            "refuse": lambda q: q.refuse("system", "与本次无关"),
            "take_down": lambda q: q.take_down("system"),
            "answer": lambda q: q.record_answer("system", "已修", "局长", None),
            "route": lambda q: q.route("system", unit("县水务局")),
        }
        self.act(place, kind, acts[kind])

    @rule(place=which, fine=st.booleans())
    def promise(self, place: int, fine: bool) -> None:
        if place < len(self.ids):
            day = date(2013, 6, 20) if fine else date(2013, 6, 19)
            power = "县供电公司"
            self.act(
                place,
                "promise",
                lambda q: q.record_promise("system", "月底修好", "局长", unit(power), day),
                also=fine,
            )

    @rule(place=which)
    def put_on_screen(self, place: int) -> None:
        if place >= len(self.ids):
            return
        others = [
            at for at, state in enumerate(self.states) if state == "answering" and at != place
        ]
        if self.act(place, "on_screen", lambda q: q.put_on_screen("system")):
            for other in others:  # they go back to the queue
                self.states[other] = "queued"

    @rule(place=which, goal=which)
    def merge(self, place: int, goal: int) -> None:
        if max(place, goal) >= len(self.ids):
            return
        fit = place != goal and self.states[goal] in TAKES_OTHERS

        def do(question: Question) -> None:
            question.merge_into(db.session.get_one(Question, self.ids[goal]), "system")

        if self.act(place, "merge", do, also=fit):
            self.askers[goal] |= self.askers[place]
            self.into |= {each: goal for each in self.into if self.into[each] == place}
            self.into[place] = goal

    @invariant()
    def all_is_as_told(self) -> None:
        with self.database.at():
            for place, known in enumerate(self.ids):
                question = db.session.get_one(Question, known)
                assert question.state == self.states[place]
                assert question.text == f"第 {question.card.seat} 位的话", "a text was lost"
                assert (question.merged_into_id is not None) == (place in self.into)
                if place in self.into:
                    assert question.merged_into_id == self.ids[self.into[place]]
                else:
                    assert {each.seat for each in question.askers} == self.askers[place]
            assert self.states.count("answering") <= 1


def test_every_change_of_state_is_as_the_table_says(database: Database) -> None:
    kind = type("Life", (QuestionLife,), {"database": database, "numbers": count()})
    examples = (1000 if database.kind == "sqlite" else 300) if PROOF else 30
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            derandomize=not PROOF,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, *([Phase.shrink] if PROOF else [])],
        ),
    )
    with database.at():
        assert list(audit.faults()) == []


def queued(seat: int) -> Question:
    question = Question.ask(card(seat), "路灯不亮", f"question of {seat}")
    question.approve(account("organiser"))
    return question


def test_an_answer_reaches_everybody_whose_question_was_merged(database: Database) -> None:
    with database.writing():
        first, second, third = (queued(seat) for seat in (1, 2, 3))
        third.merge_into(second, "system")
        second.merge_into(first, "system")
        topics = [card(seat).topic for seat in (1, 2, 3)]
        known, merged = first.id, third.id
    with database.at():
        before = versions_of(topics)
    with database.writing():
        question = db.session.get_one(Question, known)
        question.put_on_screen("system")
        question.record_answer("system", "已安排", "局长", unit("县水务局"))
        assert [each.seat for each in question.askers] == [1, 2, 3]
    with database.at():
        assert all(versions_of(topics)[name] > before[name] for name in topics)
        assert db.session.get_one(Question, merged).text == "路灯不亮"


def test_the_database_too_allows_one_question_on_the_screen(database: Database) -> None:
    with database.writing():
        queued(1).put_on_screen("system")
        other = queued(2).id
    with database.raw() as connection, pytest.raises(IntegrityError):
        connection.execute(text(f"UPDATE question SET state = 'answering' WHERE id = {other}"))


def test_a_question_sent_twice_exists_once_and_belongs_to_its_author(database: Database) -> None:
    with database.writing():
        one = Question.ask(card(1), "路灯不亮", "the same")
        assert Question.ask(card(1), "路灯不亮", "the same") is one
        with pytest.raises(RuleBroken):
            Question.ask(card(2), "路灯不亮", "the same")


def test_a_decision_on_an_older_state_is_refused(database: Database) -> None:
    with database.writing():
        question = queued(1)
        db.session.flush()
        seen = question.version
        question.put_on_screen("system")
        db.session.flush()
        with pytest.raises(Stale):
            question.expect(seen)
        question.expect(question.version)


def test_nothing_is_asked_when_the_visit_is_long_over(database: Database) -> None:
    with database.writing():
        card(1).visit.finish("system")
    with database.writing(datetime(2013, 6, 22)):
        Question.ask(card(1), "写在路上的", "late")
    with (
        pytest.raises(RuleBroken),
        database.writing(datetime(2013, 6, 24)),
    ):
        Question.ask(card(1), "太晚了", "too late")
    with database.at():
        assert version_of("nothing of the kind") == 0
