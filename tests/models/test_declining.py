"""不予受理 of questions that wait: with a reason, on record, undone only by taking them up."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from models import AuditEvent, Matter, MatterKind, Question, RuleBroken, Way, db
from models.leftover import Leftover
from models.periodic import Owed
from models.visit_outcome import VisitOutcome
from models.waiting import Waiting, mark
from tests.models.conftest import THAT_DAY, Database, account, card, unit

WHY = "属于省上职权，已向省厅反映"
BY = "system"


def asked(seat: int, words: str = "修路") -> Question:
    question = Question.ask(card(seat), words, f"{seat}-{words}")
    question.approve(BY)
    return question


def routed(question: Question) -> None:
    question.route(BY, unit("县水务局"))


def answered_in_part(question: Question) -> None:
    question.put_on_screen(BY)
    question.record_part(BY, "先答一半", "局长", unit("县水务局"), "另一半")


def left_when_the_visit_ended(question: Question) -> None:
    question.visit.finish(BY)


WAITS = {
    "部分答复，其余不予受理": answered_in_part,
    "不予受理": routed,
}


@pytest.mark.parametrize(("standing", "comes"), WAITS.items())
def test_what_waits_is_declined_with_a_reason_that_stays_on_record(
    database: Database, standing: str, comes: Callable[[Question], None]
) -> None:
    with database.writing():
        question = asked(1)
        with pytest.raises(RuleBroken, match="不在等待受理"):
            question.decline(account("supervisor1"), WHY)
        comes(question)
        assert Waiting.all().questions == [question]
        with pytest.raises(RuleBroken, match="理由"):
            question.decline(account("supervisor1"), "  ")
        assert not question.is_declined
        question.decline(account("supervisor1"), WHY)
        with pytest.raises(RuleBroken, match="已经不予受理"):
            question.decline(account("supervisor1"), "再说一遍")
        key = question.id
    with database.at():
        question = db.session.get_one(Question, key)
        assert (question.standing, question.declined_reason) == (standing, WHY)
        assert not Waiting.all().questions and Waiting.declined() == [question]
        assert VisitOutcome.of(question.visit).declined == 1
        assert not Owed.all()
        [event] = db.session.scalars(select(AuditEvent).filter_by(action="question.decline"))
        assert event.detail["reason"] == WHY


def test_what_nobody_came_to_is_declined_too_and_waits_nowhere_any_more(database: Database) -> None:
    with database.writing():
        question = asked(1)
        left_when_the_visit_ended(question)
        assert list(Leftover.of(question.visit).questions) == [question]
        question.decline(account("supervisor1"), WHY)
        db.session.flush()
        assert not Leftover.of(question.visit).questions and not Waiting.all().questions
        with pytest.raises(RuleBroken, match="不予受理"):
            routed(question)
        with pytest.raises(RuleBroken, match="不予受理"):
            question.undo(account("organiser"))


def test_it_is_undone_only_by_taking_it_up_and_everybody_who_asked_is_answered(
    database: Database,
) -> None:
    with database.writing():
        question = asked(1)
        asked(2, "同问").merge_into(question, BY)
        routed(question)
        question.decline(account("supervisor1"), WHY)
        key = question.id
    with database.writing(THAT_DAY + timedelta(days=3)):
        question = db.session.get_one(Question, key)
        assert Waiting.all().chosen([mark(question)]) == [question]
        matter = Matter.register(
            account("supervisor2"),
            kind=MatterKind.QUESTION,
            title="修路",
            way=Way.REPLY_IN_TIME,
            lead=unit("县水务局"),
            sources=[question],
        )
        assert sorted(asker.card.seat for asker in matter.askers) == [1, 2]
    with database.at(THAT_DAY + timedelta(days=3)):
        question = db.session.get_one(Question, key)
        assert not question.is_declined and question.standing == "已转办"
        assert not Waiting.declined() and VisitOutcome.of(question.visit).declined == 0
        assert question.declined_reason == WHY  # it was said, and that stays on record
        with pytest.raises(RuleBroken):
            question.decline(account("supervisor1"), "又不办了")


@pytest.mark.parametrize(
    "change",
    ["declined_at = NULL", "declined_reason = '改过的'", "state = 'queued'"],
)
def test_the_database_lets_nobody_take_the_reason_back(database: Database, change: str) -> None:
    with database.writing():
        question = asked(1)
        routed(question)
        question.decline(account("supervisor1"), WHY)
    with database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(text(f"UPDATE question SET {change}"))
