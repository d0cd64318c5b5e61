"""附议: once for each person, none for one's own, counted together with what was merged."""

from datetime import datetime

import pytest

from models import Question, RuleBroken, Support, db
from models.topic import versions_of
from tests.models.conftest import Database, account, card, unit


def queued(seat: int, key: str = "") -> Question:
    question = Question.ask(card(seat), "路灯不亮", key or f"question of {seat}")
    question.approve(account("organiser"))
    return question


def counts(*questions: Question) -> list[int]:
    db.session.flush()
    found = Support.counts(question.id for question in questions)
    return [found[question.id] for question in questions]


def test_a_person_counts_once_and_may_take_it_back(database: Database) -> None:
    with database.writing():
        one, other = queued(1), queued(2)
        for seat in (3, 4, 3):
            Support.give(card(seat), one)
        assert counts(one, other) == [2, 0]
        Support.withdraw(card(3), one)
        Support.withdraw(card(3), one)
        assert counts(one, other) == [1, 0]
        Support.give(card(3), one)
        assert counts(one) == [2] and Support.targets_of(card(3).id) == {one.id}
        assert [question.id for question in Support.list_of(card(3).id)] == [one.id]


def test_twice_at_once_it_is_still_one(database: Database) -> None:
    with database.writing():
        known = queued(1).id
    with database.writing():
        Support.give(card(2), db.session.get_one(Question, known))
    with database.writing():
        Support.give(card(2), db.session.get_one(Question, known))
        assert Support.counts_in(card(1).visit_id) == {known: 1}


def test_nobody_supports_what_he_asked_himself(database: Database) -> None:
    with database.writing():
        one, same = queued(1), queued(2)
        same.merge_into(one, "system")
        db.session.flush()
        for seat in (1, 2):
            with pytest.raises(RuleBroken, match="您自己提的"):
                Support.give(card(seat), one)


def test_only_what_everybody_sees_and_still_waits_is_supported(database: Database) -> None:
    with database.writing():
        pending = Question.ask(card(1), "路灯不亮", "pending")
        answered = queued(1, "answered")
        answered.put_on_screen("system")
        Support.give(card(2), answered)
        answered.record_answer("system", "已修", "局长", unit("县水务局"))
        refused = queued(1, "refused")
        refused.refuse("system", "与走访无关")
        for question in (pending, answered, refused):
            with pytest.raises(RuleBroken):
                Support.give(card(3), question)
        with pytest.raises(RuleBroken):
            Support.withdraw(card(2), answered)
        assert counts(answered) == [1]  # what was said stays


def test_what_is_merged_counts_for_the_one_it_went_into(database: Database) -> None:
    with database.writing():
        one, other, third = queued(1), queued(2), queued(3)
        for seat in (4, 5):
            Support.give(card(seat), one)
        for seat in (5, 6, 1):  # 1 asked the same, as it turns out
            Support.give(card(seat), other)
        Support.give(card(2), one)  # and so did 2
        Support.give(card(7), third)
        third.merge_into(other, "system")
        other.merge_into(one, "system")
        assert counts(one) == [4]  # 4, 5, 6 and 7
        assert Support.targets_of(card(7).id) == {one.id}
        Support.give(card(8), other)  # from a page that has not heard of it
        Support.give(card(6), one)
        assert counts(one) == [5]
        Support.withdraw(card(5), one)
        assert counts(one) == [4] and Support.targets_of(card(5).id) == set()


def test_those_concerned_hear_of_it(database: Database) -> None:
    with database.writing():
        question = queued(1)
        names = [f"supports:{question.visit_id}", f"console:{question.visit_id}"]
        others = [card(1).topic, f"visit:{question.visit_id}"]  # the wall does not show it
        known = question.id
    with database.at():
        before, unmoved = versions_of(names), versions_of(others)
    with database.writing(datetime(2013, 6, 20, 10)):
        Support.give(card(2), db.session.get_one(Question, known))
    with database.at():
        assert all(versions_of(names)[name] == before[name] + 1 for name in names)
        assert versions_of(others) == unmoved
