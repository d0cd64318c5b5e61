"""Rounds of evaluation: what may be done when, what counts, and what is told."""

import os
import random
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from app import configure_models
from models import (
    AppraisalChannel,
    AppraisalLevel,
    Ballot,
    BallotWay,
    Envelope,
    Evaluation,
    EvaluationResults,
    EvaluationState,
    Keyed,
    Marks,
    PaperBallot,
    Remark,
    RuleBroken,
    Spoiled,
    Voter,
    ballot_key,
    db,
)
from models.ballot import hand_in
from models.counting import close, destroy_left_over_keys
from models.evaluation import FEWEST
from models.evaluation_results import Counts
from models.paper_ballot import collect, hand_out, key_in
from tests.models.conftest import PROOF, Database, Writers, account, card, unit, visit

L, C = AppraisalLevel, AppraisalChannel
UNITS = ("县供电公司", "县水务局")


@pytest.fixture(autouse=True)
def keys_of_this_database(database: Database) -> None:
    configure_models(database.app.config)


def prepared() -> Evaluation:
    by = account("organiser")
    evaluation = Evaluation.prepare(visit(), by)
    evaluation.appraise(by, [unit(name) for name in UNITS])
    return evaluation


def opened() -> Evaluation:
    evaluation = prepared()
    evaluation.open(account("organiser"))
    return evaluation


def the_round() -> Evaluation:
    return db.session.scalars(select(Evaluation)).one()


def marked(level: L = L.SATISFIED, remark: str = "", channel: C = C.ON_SITE) -> dict[int, Marks]:
    """The same for every unit and every dimension."""
    levels = {one.id: level for one in the_round().dimensions}
    return {one.id: Marks(levels, channel, remark) for one in the_round().appraised}


def vote(seat: int, level: L = L.SATISFIED, remark: str = "") -> bool:
    return hand_in(the_round(), card(seat), marked(level, remark))


def end() -> EvaluationResults:
    close(the_round(), account("organiser"))
    return EvaluationResults.of(the_round())


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# ---- a round's way -------------------------------------------------------------------------------


def test_a_round_goes_from_opening_to_its_results(database: Database) -> None:
    with database.writing():
        opened()
    for seat in range(1, 8):
        with database.writing():
            assert vote(seat, L.BASICALLY if seat == 1 else L.SATISFIED, "排队太久")
    with database.at():
        assert (count(Voter), count(Envelope), count(Ballot)) == (7, 7, 0)
        with pytest.raises(RuleBroken, match="结束以后才有结果"):
            EvaluationResults.of(the_round())
    with database.writing():
        results = end()
        assert (results.issued, results.returned, results.valid, results.invalid) == (30, 7, 7, 0)
        assert (count(Envelope), count(Ballot), count(Remark)) == (0, 14, 14)
        assert results.counts == Counts(48, 8, 0, 0)
        assert results.counts.satisfied_rate == 48 / 56
        assert [dimension.name for dimension, _ in results.dimensions][0] == "履职情况"
        assert [len(unit.remarks) for unit in results.units] == [7, 7]


def test_nothing_but_preparing_changes_what_is_asked(database: Database) -> None:
    by = "system"
    with database.writing():
        evaluation = prepared()
        evaluation.settle(by, title="窗口测评", dimensions=["态度", "速度"], asks_remarks=False)
        evaluation.appraise(by, [unit("县供电公司")], "营业厅")
        evaluation.leave_out(evaluation.appraised[1], by)
        assert [one.name for one in evaluation.appraised] == ["县供电公司", "县供电公司 · 营业厅"]
        assert [one.name for one in evaluation.dimensions] == ["态度", "速度"]
        evaluation.open(by)
        for act in (
            lambda: evaluation.appraise(by, [unit("县水务局")]),
            lambda: evaluation.leave_out(evaluation.appraised[0], by),
            lambda: evaluation.settle(by, title="x", dimensions=["y"], asks_remarks=True),
            lambda: evaluation.open(by),
        ):
            with pytest.raises(RuleBroken):
                act()


def test_what_cannot_be_asked_is_refused(database: Database) -> None:
    by = "system"
    with database.writing():
        evaluation = Evaluation.prepare(visit(), by)
        with pytest.raises(RuleBroken, match="还没有列入"):
            evaluation.open(by)
        with pytest.raises(RuleBroken, match="至少写一项"):
            evaluation.settle(by, title="测评", dimensions=[" "], asks_remarks=True)
        with pytest.raises(RuleBroken, match="重复"):
            evaluation.settle(by, title="测评", dimensions=["一", "一"], asks_remarks=True)
        with pytest.raises(RuleBroken, match="请选择"):
            evaluation.appraise(by, [])
        evaluation.appraise(by, [unit("县供电公司")])
        with pytest.raises(RuleBroken, match="已经列入"):
            evaluation.appraise(by, [unit("县供电公司")])
        for one in visit().cards[FEWEST - 1 :]:
            one.revoke(by)
        with pytest.raises(RuleBroken, match="不足 5 人"):
            evaluation.open(by)


def test_an_empty_ballot_and_a_strangers_are_refused(database: Database) -> None:
    with database.writing():
        evaluation = opened()
        one, dimension = evaluation.appraised[0].id, evaluation.dimensions[0].id
        for marks, words in (
            ({}, "还没有评价"),
            ({one: Marks({}, C.VISIT)}, "还没有评价"),
            ({one: Marks({}, None, "只写了附言")}, "还没有评价"),
            ({99: Marks({dimension: L.SATISFIED})}, "对不上"),
            ({one: Marks({99: L.SATISFIED})}, "对不上"),
            ({one: Marks({dimension: L.SATISFIED}, None, "长" * 201)}, "最多 200 字"),
        ):
            with pytest.raises(RuleBroken, match=words):
                hand_in(evaluation, card(1), marks)
        card(1).revoke("system")
        with pytest.raises(RuleBroken, match="注销"):
            vote(1)
        assert count(Voter) == 0


def test_a_unit_may_be_left_blank_and_a_dimension_too(database: Database) -> None:
    with database.writing():
        evaluation = opened()
        one, dimension = evaluation.appraised[0].id, evaluation.dimensions[0].id
        for seat in range(1, 7):
            hand_in(evaluation, card(seat), {one: Marks({dimension: L.UNKNOWN})})
        first, second = end().units
        assert (first.ballots, first.is_told, first.counts) == (6, True, Counts(unknown=6))
        assert first.counts.satisfied_rate is None
        assert [counts is None for _, counts in first.dimensions] == [False, True, True, True]
        assert (second.ballots, second.is_told, second.counts) == (0, False, Counts())


def test_a_hand_in_sent_again_counts_once_even_after_the_end(database: Database) -> None:
    with database.writing():
        opened()
        for seat in range(1, 7):
            assert vote(seat)
        assert not vote(1, L.DISSATISFIED)
        close(the_round(), account("organiser"))
    with database.writing():
        assert not vote(1, L.DISSATISFIED)
        with pytest.raises(RuleBroken, match="已结束"):
            vote(9)
        assert EvaluationResults.of(the_round()).counts == Counts(6 * 8)


def test_fewer_than_five_stay_sealed_for_ever(database: Database) -> None:
    with database.writing():
        opened()
        for seat in range(1, FEWEST):
            vote(seat)
        close(the_round(), account("organiser"))
    with database.writing():
        assert the_round().is_sealed and count(Ballot) == 0
        assert not ballot_key.exists(the_round().id)
        with pytest.raises(RuleBroken, match="只有 4 张，不足 5 张"):
            EvaluationResults.of(the_round())


def test_a_void_round_takes_nothing_and_tells_nothing(database: Database) -> None:
    with database.writing():
        opened()
        vote(1)
        with pytest.raises(RuleBroken, match="原因"):
            the_round().void("system", " ")
        the_round().void("system", "单位名称印错")
    with database.writing():
        assert not ballot_key.exists(the_round().id)
        with pytest.raises(RuleBroken, match="已作废"):
            vote(2)
        with pytest.raises(RuleBroken, match="已作废"):
            close(the_round(), account("organiser"))
        with pytest.raises(RuleBroken, match="没有结果"):
            EvaluationResults.of(the_round())


def test_a_box_that_was_tampered_with_is_not_counted(database: Database) -> None:
    with database.writing():
        opened()
        for seat in range(1, 7):
            vote(seat)
        db.session.execute(text("DELETE FROM envelope WHERE id = (SELECT min(id) FROM envelope)"))
        with pytest.raises(RuleBroken, match="不符"):
            close(the_round(), account("organiser"))


def test_a_key_that_a_dead_process_left_behind_is_destroyed(database: Database) -> None:
    with database.writing():
        opened()
        key = the_round().id
        assert destroy_left_over_keys() == []
        the_round().void("system", "重来")
        db.session.commit()
        ballot_key.make(key)
        assert destroy_left_over_keys() == [key] and not ballot_key.exists(key)


def test_an_opening_that_is_rolled_back_can_be_made_again(database: Database) -> None:
    with database.writing():
        prepared()
    with database.at():
        the_round().open("system")
        db.session.rollback()
    with database.writing():
        the_round().open("system")
    with database.writing():
        assert vote(1)


# ---- paper ---------------------------------------------------------------------------------------


def test_paper_and_tablet_shut_each_other_out(database: Database) -> None:
    by = account
    with database.writing():
        opened()
        hand_out(the_round(), card(1), by("organiser"))
        with pytest.raises(RuleBroken, match="领取纸质票"):
            vote(1)
        vote(2)
        with pytest.raises(RuleBroken, match="已经在平板上交过"):
            hand_out(the_round(), card(2), by("organiser"))
        with pytest.raises(RuleBroken, match="领过"):
            hand_out(the_round(), card(1), by("organiser"))
        assert Voter.count(the_round(), BallotWay.PAPER) == 1


def test_a_sheet_is_keyed_in_by_two_people_and_settled_where_they_differ(
    database: Database,
) -> None:
    with database.writing():
        one, other = account("organiser"), account("head")
        opened()
        for seat in (1, 2, 3):
            hand_out(the_round(), card(seat), one)
        for seat in range(4, 9):
            vote(seat)
        with pytest.raises(RuleBroken, match="还没有登记收回"):
            close(the_round(), one)
        collect(the_round(), one, 3)
        read = Keyed(marked(L.DISSATISFIED))
        assert not key_in(the_round(), 1, one, read).is_settled
        key_in(the_round(), 1, one, Keyed(marked(L.BASICALLY)))  # the same person puts it right
        assert key_in(the_round(), 1, other, read).is_disputed
        with pytest.raises(RuleBroken, match="还没有录完"):
            close(the_round(), one)
        for sheet in (2, 3):
            for who in (one, other):
                paper = key_in(the_round(), sheet, who, Keyed(marked(), Spoiled.NAMED))
            assert paper.is_settled and paper.is_spoiled
        disputed = PaperBallot.of(the_round())[1]
        disputed.settle(other, read)
        with pytest.raises(RuleBroken, match="没有要核定"):
            disputed.settle(other, read)
        with pytest.raises(RuleBroken, match="没有第 4 张"):
            key_in(the_round(), 4, one, read)
        results = end()
        assert (results.returned, results.valid, results.invalid) == (8, 6, 2)
        assert results.counts == Counts(40, 0, 8, 0)


def test_more_sheets_than_were_handed_out_void_the_round(database: Database) -> None:
    with database.writing():
        by = account("organiser")
        opened()
        hand_out(the_round(), card(1), by)
        with pytest.raises(RuleBroken, match="收回纸质票 2 张，多于发出的 1 张"):
            collect(the_round(), by, 2)
        assert the_round().is_open
        collect(the_round(), by, 2, confirmed=True)
        assert the_round().state is EvaluationState.VOID
        assert the_round().void_reason == "收回纸质票 2 张，多于发出的 1 张，按规定作废"


def test_a_sheet_that_was_keyed_in_is_not_counted_away(database: Database) -> None:
    with database.writing():
        by = account("organiser")
        opened()
        for seat in (1, 2):
            hand_out(the_round(), card(seat), by)
        collect(the_round(), by, 2)
        key_in(the_round(), 2, by, Keyed(marked()))
        with pytest.raises(RuleBroken, match="不能少于 2 张"):
            collect(the_round(), by, 1)
        assert PaperBallot.next_for(the_round(), by) == 1
        assert PaperBallot.next_for(the_round(), account("head")) == 1


# ---- what is told --------------------------------------------------------------------------------


def test_a_unit_that_few_appraised_is_told_nowhere_not_even_in_a_sum(database: Database) -> None:
    with database.writing():
        evaluation = opened()
        one, other = evaluation.appraised
        levels = {dimension.id: L.DISSATISFIED for dimension in evaluation.dimensions}
        for seat in range(1, 9):
            marks = {one.id: Marks(levels, C.VISIT, "一")}
            if seat < FEWEST:
                marks[other.id] = Marks(levels, C.VISIT, "二")
            hand_in(evaluation, card(seat), marks)
        results = end()
        told, untold = results.units
        assert (untold.ballots, untold.is_told) == (4, False)
        assert not untold.remarks and not untold.dimensions and not untold.channels
        assert results.counts == told.counts == Counts(dissatisfied=32)
        assert told.is_small


# ---- the database's own word ---------------------------------------------------------------------

FORBIDDEN = {
    "open": [
        "UPDATE evaluation SET title = 'x'",
        "UPDATE evaluation SET state = 'preparing'",
        "UPDATE evaluation SET state = 'closed'",
        "UPDATE evaluation SET valid = 3",
        "UPDATE evaluation SET state = 'void'",
        "DELETE FROM evaluation",
        "UPDATE dimension SET name = 'x'",
        "DELETE FROM dimension",
        "UPDATE appraised SET \"window\" = 'x'",
        "DELETE FROM appraised",
        "UPDATE voter SET card_id = card_id + 20",
        "UPDATE envelope SET id = 'x'",
        "UPDATE paper_ballot SET first_by_id = 1",
        "UPDATE paper_ballot SET settled_by_id = first_by_id",
        "UPDATE paper_ballot SET second_by_id = first_by_id",
        "DELETE FROM paper_ballot",
    ],
    "closed": [
        "UPDATE evaluation SET state = 'open'",
        "UPDATE evaluation SET valid = valid - 1",
        "DELETE FROM voter",
        "INSERT INTO voter (evaluation_id, card_id, way) SELECT 1, max(id), 'tablet' FROM card",
        "INSERT INTO envelope (id, evaluation_id, sealed) SELECT 'x', id, '' FROM evaluation",
        "UPDATE ballot SET channel = 'visit'",
        "DELETE FROM ballot",
        "INSERT INTO ballot (id, evaluation_id, appraised_id, channel, levels)"
        " SELECT 'x', evaluation_id, appraised_id, channel, levels FROM ballot LIMIT 1",
        "UPDATE remark SET text = 'x'",
        "DELETE FROM remark",
    ],
}


@pytest.mark.parametrize("state", FORBIDDEN)
def test_the_database_keeps_what_a_round_has_laid_down(database: Database, state: str) -> None:
    with database.writing():
        opened()
        hand_out(the_round(), card(9), account("organiser"))
        for seat in range(1, 7):
            vote(seat, remark="快一点")
        collect(the_round(), account("organiser"), 1)
        key_in(the_round(), 1, account("organiser"), Keyed(marked()))
        if state == "closed":
            key_in(the_round(), 1, account("head"), Keyed(marked()))
            close(the_round(), account("organiser"))
    for statement in FORBIDDEN[state]:
        with database.raw() as connection, pytest.raises(DatabaseError) as refusal:
            connection.execute(text(statement))
        assert re.search("[一-龥]", str(refusal.value.orig)), statement


# ---- many at once, and kill -9 -------------------------------------------------------------------


def test_a_whole_room_hands_in_at_once(database: Database) -> None:
    with database.writing():
        opened()

    def one(seat: int) -> bool:
        with database.writing():
            return vote(seat)

    with ThreadPoolExecutor(24) as pool:  # more than there are connections in the app's pool
        assert sum(pool.map(one, [*range(1, 25), *range(1, 25)])) == 24
    with database.writing():
        assert end().valid == 24


def test_a_hand_in_that_was_killed_counts_exactly_once(
    database: Database, writers: Writers
) -> None:
    """Each writer hands in for every seat, as tablets do that got no answer, until one gets through
    to the last."""
    with database.writing():
        opened()
    chance = random.Random(8)
    for _ in range(60 if PROOF else 6):
        child = writers.start("vote", 30)
        writers.hear()
        time.sleep(chance.uniform(0, 0.25))
        os.kill(child, signal.SIGKILL)
        writers.wait()
        _box_and_voters_agree(database, writers)
    writers.start("vote", 30)
    assert writers.wait() == [0]
    with database.writing():
        results = end()
        assert results.valid == 30
        for told in results.units:
            said = sorted(remark.text for remark in told.remarks)
            assert said == sorted(f"第{seat}份" for seat in range(1, 31))


def _box_and_voters_agree(database: Database, writers: Writers) -> None:
    for _attempt in range(50):  # PostgreSQL notices a dead client when it next speaks to it
        try:
            with database.at():
                seats = {each.seat for each in visit().cards
                         if Voter.way_of(the_round(), each)}  # fmt: skip
                assert count(Envelope) == count(Voter) == len(seats)
                assert set(writers.acknowledged.values()) <= seats
            return
        except OperationalError:
            time.sleep(0.1)
    raise AssertionError("the database stayed locked")
