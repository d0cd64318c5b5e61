"""Moderation: whatever is done in whatever order, nothing is lost, and the way back is exact."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models import (
    Leftover,
    Matter,
    MatterKind,
    Moderation,
    Question,
    QuestionState,
    RuleBroken,
    Stale,
    StopKind,
    Transcript,
    Waiting,
    Way,
    audit,
    db,
)
from models.moderation import standing
from models.quoting import answered, words_of
from models.topic import versions_of
from models.waiting import mark
from tests.models.conftest import PROOF, Database, account, card, unit, visit

WORDS = ("村口路灯什么时候装", "路灯几时能亮", "问一问路灯")
which = st.integers(0, 4)
ACTS: dict[str, Callable[[Question], Any]] = {
    "approve": lambda q: q.approve("system"),
    "refuse": lambda q: q.refuse("system", "与本次无关"),
    "on_screen": lambda q: q.put_on_screen("system"),
    "take_down": lambda q: q.take_down("system"),
    "star": lambda q: q.star("system"),
    "up": lambda q: q.move("system", -1),
    "down": lambda q: q.move("system", 1),
    "top": lambda q: q.move("system", 0),
    "answer": lambda q: q.record_answer("system", "已修", "局长", None),
    "partial": lambda q: q.record_part("system", "先修一段", "局长", unit("县水务局"), "其余"),
    "route": lambda q: q.route("system", unit("县水务局")),
    "promise": lambda q: q.record_promise(
        "system", "月底修好", "局长", unit("县供电公司"), date(2013, 6, 30)
    ),
}


def whole(question: Question) -> tuple[dict[str, Any], set[int]]:
    """All that moderation can change of a question."""
    return standing(question), {each.id for each in question.merged}


def queue() -> list[int]:
    return [each.id for each in db.session.scalars(Question.of(visit(), QuestionState.QUEUED))]


class Moderating(RuleBasedStateMachine):
    """`stacks` holds how each question stood before each of its acts, as it must stand again."""

    database: ClassVar[Database]
    numbers: ClassVar["count[int]"]

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[int] = []
        self.told: list[tuple[str, int, int]] = []  # text, number, seat
        self.stacks: list[list[tuple[str, Any]]] = []
        self.kinds: list[list[str]] = []  # what must be on record

    def teardown(self) -> None:
        with self.database.writing():
            for known in self.ids:
                question = db.session.get_one(Question, known)
                if question.state is QuestionState.ANSWERING:
                    question.take_down("system")

    def did(self, place: int, kind: str, before: Any) -> None:
        self.stacks[place].append((kind, before))
        self.kinds[place].append(kind)

    @rule(seat=st.integers(1, 6))
    def ask(self, seat: int) -> None:
        if len(self.ids) == 5:
            return
        with self.database.writing():
            words = f"第 {seat} 位的话"
            question = Question.ask(card(seat), words, f"moderated {next(self.numbers)}")
            self.ids.append(question.id)
            self.told.append((words, question.number, seat))
        self.stacks.append([])
        self.kinds.append([])

    @precondition(lambda self: self.ids)
    @rule(place=which, act=st.sampled_from(sorted(ACTS)))
    def act(self, place: int, act: str) -> None:
        place %= len(self.ids)
        try:
            with self.database.writing():
                question = db.session.get_one(Question, self.ids[place])
                before, order = whole(question), queue()
                on_screen = db.session.scalar(Question.of(visit(), QuestionState.ANSWERING))
                displaced = (on_screen.id, whole(on_screen)) if on_screen else None
                ACTS[act](question)
                after = queue()
        except RuleBroken:
            return
        kind = {"up": "move", "down": "move", "top": "move"}.get(act, act)
        if act == "star" and before[0]["is_starred"]:
            kind = "unstar"
        if act == "on_screen" and displaced:
            other = self.ids.index(displaced[0])
            self.did(other, "take_down", displaced[1])
            assert after[0] == displaced[0], "it goes back to the head of the queue"
        self.did(place, kind, before)
        self.order_is_right(act, self.ids[place], order, after)

    @staticmethod
    def order_is_right(act: str, moved: int, before: list[int], after: list[int]) -> None:
        if act == "approve":
            assert after == [*before, moved], "what is new comes last"
        elif act in {"up", "down", "top"}:
            at = before.index(moved)
            to = {"up": at - 1, "down": at + 1, "top": 0}[act]
            rest = [each for each in before if each != moved]
            assert after == [*rest[:to], moved, *rest[to:]]
        elif act == "take_down":
            assert after == [moved, *before]

    @precondition(lambda self: self.ids)
    @rule(place=which, words=st.sampled_from([*WORDS, ""]))
    def reword(self, place: int, words: str) -> None:
        place %= len(self.ids)
        words = words or self.told[place][0]  # back to what was written
        try:
            with self.database.writing():
                question = db.session.get_one(Question, self.ids[place])
                before = whole(question)
                question.reword("system", words)
                assert question.shown == words
        except RuleBroken:
            return
        self.did(place, "wording", before)

    @precondition(lambda self: len(self.ids) > 1)
    @rule(place=which, goal=which)
    def merge(self, place: int, goal: int) -> None:
        place, goal = place % len(self.ids), goal % len(self.ids)
        try:
            with self.database.writing():
                question = db.session.get_one(Question, self.ids[place])
                other = db.session.get_one(Question, self.ids[goal])
                before, askers = whole(question), {*question.askers, *other.askers}
                question.merge_into(other, "system")
                assert set(other.askers) == askers
        except RuleBroken:
            return
        self.did(place, "merge", before)

    @precondition(lambda self: any(self.stacks))
    @rule(place=which)
    def undo(self, place: int) -> None:
        place %= len(self.ids)
        try:
            with self.database.writing():
                question = db.session.get_one(Question, self.ids[place])
                question.undo("system")
        except RuleBroken as refusal:
            assert self.may_refuse(place), f"{self.stacks[place]}: {refusal}"
            return
        kind, before = self.stacks[place].pop()
        assert kind != "promise", "a promise was taken back"
        self.kinds[place].append("undo")
        with self.database.at():
            stands, joined = whole(db.session.get_one(Question, self.ids[place]))
        assert stands == before[0], f"{kind} was not undone exactly"
        # what was merged into it meanwhile did not come because of such an act, and stays
        is_beside = kind in {"wording", "move", "star", "unstar"} and joined > before[1]
        assert joined == before[1] or is_beside, f"{kind} was not undone exactly"

    def may_refuse(self, place: int) -> bool:
        """Something has built on the last act, or there is none."""
        if not self.stacks[place]:
            return True
        kind, (before, _) = self.stacks[place][-1]
        with self.database.at():
            question = db.session.get_one(Question, self.ids[place])
            held = question.merged_into
            joined = len(question.merged) > len(self.stacks[place][-1][1][1])
            busy = db.session.scalar(Question.of(visit(), QuestionState.ANSWERING)) is not None
            return (
                kind == "promise"
                or (kind == "merge" and held is not None and held.promise is not None)
                or (kind == "merge" and len(self.into_of(place)) > 1)
                or joined
                or (before["state"] == "answering" and busy)
            )

    def into_of(self, place: int) -> set[int]:
        """Where it was merged, and where that went."""
        with self.database.at():
            question = db.session.get_one(Question, self.ids[place])
            acts = Moderation.last([question.id], standing=True)
            first = acts[question.id].other_id if question.id in acts else None
            return {each for each in (first, question.merged_into_id) if each is not None}

    @invariant()
    def nothing_is_lost(self) -> None:
        with self.database.at():
            found = [db.session.get_one(Question, known) for known in self.ids]
            assert [(q.text, q.number, q.card.seat) for q in found] == self.told
            assert sum(q.state is QuestionState.ANSWERING for q in found) <= 1
            for question, kinds in zip(found, self.kinds, strict=True):
                own = [did for did in Moderation.of(question) if did.question_id == question.id]
                assert [did.kind for did in own] == kinds, "an act is missing on record"
                assert (question.state is QuestionState.MERGED) == (
                    question.merged_into is not None
                )
                root = question.merged_into or question
                assert root.merged_into is None
                assert question.card in root.askers, "its asker would get no answer"


def test_any_sequence_of_moderation_keeps_everything_and_undoes_exactly(
    database: Database,
) -> None:
    kind = type("Of", (Moderating,), {"database": database, "numbers": count()})
    examples = {"sqlite": (1500, 25), "postgresql": (300, 10)}[database.kind]
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=examples[0] if PROOF else examples[1],
            stateful_step_count=30,
            deadline=None,
            derandomize=not PROOF,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, *([Phase.shrink] if PROOF else [])],
        ),
    )
    with database.at():
        assert list(audit.faults()) == []


def asked(seat: int, words: str = "路灯不亮") -> Question:
    return Question.ask(card(seat), words, f"question of {seat}")


def queued(seat: int) -> Question:
    question = asked(seat)
    question.approve(account("organiser"))
    return question


def test_what_is_let_in_stands_behind_what_was_moved_to_the_end(database: Database) -> None:
    with database.writing():
        first, second, third = queued(1), queued(2), queued(3)
        for question in (first, first, second, second):
            question.move("system", 1)
        assert queue() == [third.id, first.id, second.id]
        last = queued(4)
        assert queue() == [third.id, first.id, second.id, last.id]


def test_the_room_reads_the_wording_and_the_asker_s_words_stay(database: Database) -> None:
    with database.writing():
        question = asked(1, "俺村那路灯咋还不亮")
        question.reword(account("organiser"), "村里路灯何时能亮？")
        known = question.id
    with database.at():
        question = db.session.get_one(Question, known)
        assert (question.text, question.shown) == ("俺村那路灯咋还不亮", "村里路灯何时能亮？")
        did = Moderation.of(question)[-1]
        assert (did.before, did.after) == ({"wording": ""}, {"wording": "村里路灯何时能亮？"})
        assert did.who == "organiser"
        assert words_of(question) == "村里路灯何时能亮？"
    with database.writing(), pytest.raises(RuleBroken):
        db.session.get_one(Question, known).reword("system", "村里路灯何时能亮？")
    with database.writing():
        question = db.session.get_one(Question, known)
        question.reword("system", question.text)
        assert question.wording == ""


def test_what_has_its_answer_is_not_worded_anew(database: Database) -> None:
    with database.writing():
        question = queued(1)
        question.put_on_screen("system")
        question.record_answer("system", "已修", "局长", None)
        with pytest.raises(RuleBroken, match="措辞不能再改"):
            question.reword("system", "另一种说法")


def test_a_star_moves_nothing_but_the_console(database: Database) -> None:
    with database.writing():
        question = asked(1)
        names = [f"visit:{question.visit_id}", card(1).topic, f"console:{question.visit_id}"]
        known = question.id
    with database.at():
        before = versions_of(names)
    with database.writing():
        db.session.get_one(Question, known).star(account("organiser"))
    with database.at():
        after = versions_of(names)
    assert [after[name] > before[name] for name in names] == [False, False, True]


def test_an_answer_in_part_waits_for_the_unit_and_the_rest_becomes_a_matter(
    database: Database,
) -> None:
    with database.writing():
        question = queued(1)
        question.put_on_screen("system")
        with pytest.raises(RuleBroken):
            question.record_part("system", "先修一段", "局长", unit("县水务局"), " ")
        assert question.state is QuestionState.ANSWERING
        question.record_part("system", "先修一段", "蔺学勤（局长）", unit("县水务局"), "其余何时修")
        known = question.id
    with database.writing():
        waiting = Waiting.all()
        assert [one.id for one in waiting.questions] == [known]
        question = db.session.get_one(Question, known)
        assert (question.answer, question.rest) == ("先修一段", "其余何时修")
        assert answered(question) == [
            ("局长蔺学勤", "先修一段。"),
            ("县水务局", "带回办理：其余何时修。"),
        ]
        Matter.register(
            account("supervisor1"),
            kind=MatterKind.QUESTION,
            title="修完水渠",
            way=Way.ROUTE,
            lead=unit("县水务局"),
            sources=waiting.chosen([mark(question)]),
        )
    with database.writing():
        assert len(Waiting.all()) == 0
        with pytest.raises(RuleBroken, match="已列入督办事项"):
            db.session.get_one(Question, known).undo("system")


def test_a_promise_is_not_undone_and_the_refusal_says_what_to_do(database: Database) -> None:
    with database.writing():
        question = queued(1)
        question.put_on_screen("system")
        promise = question.record_promise(
            "system", "月底修好", "局长", unit("县供电公司"), date(2013, 6, 30)
        )
        matter = Matter.of_promise(promise, account("organiser"), "修好路灯")
        known, name = question.id, matter.name
    with database.writing(), pytest.raises(RuleBroken, match=f"{name}.*请告诉督查室"):
        db.session.get_one(Question, known).undo("system")
    with database.at():
        assert db.session.get_one(Question, known).state is QuestionState.PROMISED


def test_a_merger_undone_gives_each_back_and_both_stay_on_record(database: Database) -> None:
    with database.writing():
        first, second, third = (queued(seat) for seat in (1, 2, 3))
        third.merge_into(second, "system")
        second.merge_into(first, "system")
        ids = [question.id for question in (first, second, third)]
    with database.writing(), pytest.raises(RuleBroken, match="请先撤销那一次并入"):
        db.session.get_one(Question, ids[2]).undo("system")
    with database.writing():
        db.session.get_one(Question, ids[1]).undo("system")
    with database.writing():
        first, second, third = (db.session.get_one(Question, known) for known in ids)
        assert [each.seat for each in first.askers] == [1]
        assert [each.seat for each in second.askers] == [2, 3]
        third.undo("system")
        assert third.state is QuestionState.QUEUED
        kinds = [did.kind for did in Moderation.of(second)]
        assert kinds == ["approve", "merge", "merge", "undo"]


def test_the_database_keeps_the_words_and_the_record(database: Database) -> None:
    with database.writing():
        known = queued(1).id
    for sql in (
        f"UPDATE question SET text = 'another' WHERE id = {known}",
        f"UPDATE question SET number = number + 1 WHERE id = {known}",
        "UPDATE moderation SET kind = 'refuse'",
        "DELETE FROM moderation",
    ):
        with database.raw() as connection, pytest.raises(DBAPIError):
            connection.execute(text(sql))


def test_notes_of_two_do_not_overwrite_each_other(database: Database) -> None:
    with database.writing():
        question = queued(1)
        known = question.id
        version = Transcript.keep(question, account("organiser"), "下月装", "", 0).version
    with database.writing():
        question = db.session.get_one(Question, known)
        seen = question.version
        with pytest.raises(Stale):
            Transcript.keep(question, "system", "另一位记的", "", 0)
        Transcript.keep(question, "system", "下月装二十盏", "王建军", version)
    with database.at():
        question = db.session.get_one(Question, known)
        kept = Transcript.of(question)
        assert kept is not None and (kept.words, kept.speaker) == ("下月装二十盏", "王建军")
        assert question.version == seen, "notes take no button out of anybody's hand"


def test_what_is_left_goes_along_or_home_and_what_cannot_says_why(database: Database) -> None:
    with database.writing():
        next_stop = visit().add_stop(
            "system", kind=StopKind.PROJECT, name="S102三改二", unit=unit("县水务局")
        )
        pending, waiting, shown = asked(1), queued(2), queued(3)
        shown.put_on_screen("system")
        db.session.flush()
        ids = [each.id for each in (pending, waiting, shown)]
        stop_id = next_stop.id
    with database.writing():
        left = Leftover.of(visit())
        assert left.next_stop is not None and left.next_stop.id == stop_id
        marks = [f"{each.id}@{each.version}" for each in left.questions]
        remainder = left.carry(marks, left.next_stop, "system")
        assert [(each.question.id, "正在回答" in each.reason) for each in remainder] == [
            (ids[2], True)
        ]
    with database.writing():
        pending, waiting, shown = (db.session.get_one(Question, known) for known in ids)
        assert waiting.venue is not None and waiting.venue.id == stop_id
        assert waiting.stop is not None and waiting.stop.id != stop_id
        left = Leftover.of(visit())
        marks = [f"{each.id}@{each.version}" for each in left.questions]
        remainder = left.route([marks[0], f"{ids[1]}@1", marks[2]], unit("县水务局"), "system")
        assert [each.question.id for each in remainder] == ids[:2]
        assert "待审" in remainder[0].reason and "别人改过" in remainder[1].reason
    with database.at():
        assert [one.id for one in Waiting.all().questions] == [ids[2]]
