"""Like questions: measured on labelled pairs, and suggested from what the database holds."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from bench.similar import EARLIER, earlier_questions, labelled_pairs, measured
from models import AuditEvent, Card, Matter, Question, Topic, Visit, db
from models.similar import CANDIDATES, LEAST, VERY, Known, gist
from models.suggestion import Likeness, suggestions, twins
from tests.models.conftest import Database, account, card, unit, visit

LAMPS = "我们村口的路灯坏了好几个月没人修，啥时候能修好？"
LAMPS_AGAIN = "请问村口路灯不亮，什么时候有人来修？"
PARKING = "县城停车位太少，能不能多划点？"
# Well below what was measured (0.92 and 0.94, 0.78 and 0.67): a lost word may cost a pair, a lost
# idea costs more.
FLOORS = {"development": (0.85, 0.85), "heldout": (0.70, 0.58)}


# The words


def test_the_labelled_pairs_are_many_and_balanced_and_each_belongs_to_one_part() -> None:
    pairs = labelled_pairs()
    assert len(pairs) >= 120 and {pair.part for pair in pairs} == set(FLOORS)
    for part in FLOORS:
        same = [pair.same for pair in pairs if pair.part == part]
        assert 0.4 < sum(same) / len(same) < 0.6
    parts: dict[str, set[str]] = {}
    for pair in pairs:
        for text in (pair.one, pair.other):
            parts.setdefault(text, set()).add(pair.part)
    assert all(len(found) == 1 for found in parts.values())


@pytest.mark.parametrize("part", FLOORS)
def test_suggestions_are_right_and_complete_enough(part: str) -> None:
    scores, (precision, recall) = measured(part), FLOORS[part]
    print(f"\n{part}: {scores}")  # noqa: T201
    assert scores.precision >= precision
    assert scores.recall >= recall


@pytest.mark.parametrize("part", FLOORS)
def test_what_is_called_very_like_is_rarely_wrong(part: str) -> None:
    scores = measured(part, VERY)
    print(f"\n{part}, 很像: {scores}")  # noqa: T201
    assert scores.precision >= 0.88


def likeness(one: str, other: str) -> float:
    known = Known(enumerate([one, other, PARKING, "娃的营养餐质量差", "低保名单能不能公开？"]))
    return known.likeness(gist(one), gist(other))


def test_marks_width_and_courtesies_make_no_difference() -> None:
    assert likeness("村口路灯不亮，什么时候修", "请问：村口路灯不亮！啥时候修？") == 1
    assert likeness("ＡＢＣ小区停车难", "abc 小区停车难") == 1


def test_another_village_is_another_question() -> None:
    assert likeness("下梁镇的路灯什么时候修？", "营盘镇的路灯什么时候修？") < LEAST
    assert likeness("下梁镇的路灯什么时候修？", "下梁镇路灯啥时候修？") >= VERY


def test_the_same_subject_with_another_request_is_another_question() -> None:
    assert likeness(PARKING, "县城停车收费太贵，标准是谁定的？") < LEAST
    assert likeness("自来水浑浊是怎么回事？", "自来水为什么老停水？") < LEAST


@pytest.mark.parametrize("text", ["", "？？？", "请问", "😀😀", "=1+1", "1" * 300, "的" * 300])
def test_texts_without_any_sense_are_like_nothing_else(text: str) -> None:
    known = Known(enumerate([LAMPS, PARKING]))
    assert known.like(gist(text), LEAST) == []


def test_few_of_many_earlier_questions_are_compared_in_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = Known(enumerate(earlier_questions(EARLIER)))
    known.add(EARLIER, LAMPS)
    compared, whole = [], Known.likeness

    def counted(self: Known[int], one: Any, other: Any) -> float:
        compared.append(other)
        return whole(self, one, other)

    monkeypatch.setattr(Known, "likeness", counted)
    found = known.like(gist(LAMPS_AGAIN), LEAST)
    assert EARLIER in [key for key, _ in found]
    assert len(compared) <= CANDIDATES


# The database


def ask(text: str, seat: int = 1) -> Question:
    """As it comes from a tablet, each with an id of its own."""
    number = (db.session.scalar(select(func.max(Question.id))) or 0) + 1
    return Question.ask(card(seat), text, f"similar {seat} {number} {text[:12]}")


@pytest.fixture
def county(database: Database) -> Iterator[Database]:
    """After a first visit at which the lamps were promised."""
    with database.writing():
        by = account("organiser")
        lamps = ask(LAMPS)
        lamps.approve(by)
        lamps.put_on_screen(by)
        power = unit("县供电公司")
        promise = lamps.record_promise(by, "七月底修好", "杜经理", power, date(2013, 7, 31))
        Matter.of_promise(promise, by, "修好村口路灯")
        ask("板栗卖不出去，政府能不能帮忙找销路？")
        first = visit()
        first.finish(by)
        second = Visit.plan(date(2013, 6, 20), by)
        stop = second.add_stop(by, kind=first.stops[0].kind, name="县城管局", unit=None)
        second.start(stop, by)
        Card.issue(second, card(1).representative, 41, by, "41414141")
        Card.issue(second, card(2).representative, 42, by, "42424242")
    yield database


def test_an_earlier_visit_s_question_comes_with_what_was_promised(county: Database) -> None:
    with county.writing():
        found = suggestions(ask(LAMPS_AGAIN, 41))
        assert [each.question.text for each in found] == [LAMPS]
        assert found[0].likeness is Likeness.VERY
        assert not found[0].is_of_this_visit and not found[0].may_take_it_in
        earlier = found[0].question
        assert earlier.promise and earlier.promise.words == "七月底修好"
        assert earlier.matter and earlier.matter.name == "督2013-001"


def test_a_question_asked_twice_is_suggested_and_nothing_is_merged(county: Database) -> None:
    with county.writing():
        first, second = ask(PARKING, 41), ask("城里停车位不够，多划一些车位行不行？", 42)
        first.approve("system")
        db.session.flush()
        events = db.session.scalar(select(func.count()).select_from(AuditEvent))
        found = suggestions(second)
        assert [each.question for each in found] == [first]
        assert found[0].is_of_this_visit and found[0].may_take_it_in
        assert twins([first, second]) == {second.id: first.name}
        assert second.state == "pending" and second.merged_into is None
        db.session.flush()
        assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == events


def test_only_what_may_be_merged_into_is_offered_for_it(county: Database) -> None:
    with county.writing():
        first, second = ask(PARKING, 41), ask(PARKING, 42)
        assert not suggestions(second)[0].may_take_it_in  # the first still waits to be let through
        first.approve("system")
        assert suggestions(second)[0].may_take_it_in
        second.merge_into(first, "system")
        db.session.flush()
        assert suggestions(second) == []  # it stands with the first now
        third = ask(PARKING, 42)
        assert [each.question for each in suggestions(third)] == [first]
        assert twins([third]) == {third.id: first.name}  # which took the second in


def test_a_twin_is_one_of_the_same_visit_that_came_before(county: Database) -> None:
    with county.writing():
        assert not twins([ask(LAMPS_AGAIN, 41)])  # the earlier one is of the first visit


def test_what_was_never_committed_is_not_remembered(county: Database) -> None:
    with county.at():
        gone = ask(PARKING, 41)
        assert suggestions(gone) == []
        db.session.rollback()
    with county.writing():
        ask("娃的营养餐质量差，根本吃不下去", 41)
        asked = ask(PARKING, 42)
        assert suggestions(asked) == []
        assert not twins([asked])


def test_looking_changes_nothing_that_is_watched(county: Database) -> None:
    with county.at():
        before = dict(db.session.execute(select(Topic.name, Topic.version)).all())
        question = db.session.scalars(select(Question)).first()
        assert question is not None
        suggestions(question)
        twins([question])
        db.session.commit()
        assert dict(db.session.execute(select(Topic.name, Topic.version)).all()) == before
