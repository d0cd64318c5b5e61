"""What a room hands in at once is taken as if each had come alone, one after the other."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from models import (
    Entered,
    EnteredFrom,
    Question,
    RuleBroken,
    StopKind,
    Submission,
    TooFast,
    audit,
    begin_writing,
    db,
    version_of,
)
from models.pace import configure
from models.taking import take
from tests.models.conftest import PROOF, Database, account, card, unit, visit

LAMPS, ROAD = "路灯几时能修好？", "村口的路今年能不能动工？"


def asked(seat: int, key: str, text: str = LAMPS, **more: Any) -> Submission:
    return Submission(card(seat).id, text, f"question {key}", **more)


def told(results: list[Any]) -> list[int | str]:
    """Numbers, and what was refused in its words."""
    return [str(one) if isinstance(one, RuleBroken) else one.number for one in results]


def test_all_have_numbers_in_the_order_in_which_they_came(database: Database) -> None:
    with database.writing():
        before = version_of(card(3).topic)
        results = take([asked(seat, str(seat)) for seat in (3, 1, 2)])
        assert told(results) == [1, 2, 3]
        stored = db.session.scalars(select(Question).order_by(Question.number)).all()
        assert [one.id for one in stored] == [one.id for one in results]  # type: ignore[union-attr]
        assert [one.card.seat for one in stored] == [3, 1, 2]
        assert {one.stop for one in stored} == {visit().stop}
        subjects = {one.subject for one in stored}
    with database.at():
        assert not list(audit.faults())
        assert version_of(card(3).topic) == before + 1
        asks = select(audit.AuditEvent.subject).where(audit.AuditEvent.action == "question.ask")
        assert set(db.session.scalars(asks)) == subjects


def test_what_is_refused_takes_no_number_and_nothing_with_it(database: Database) -> None:
    def nobody(_bearer: object) -> None:
        raise RuleBroken("这张代表证已经挂失")

    with database.writing():
        lost = asked(2, "of the lost card", admit=nobody)
        unknown = Submission(10**6, LAMPS, "question of nobody")
        results = take([asked(1, "a"), lost, asked(3, "b", "  "), unknown, asked(4, "c")])
        first, *refusals, last = told(results)
        assert (first, last) == (1, 2)
        assert refusals == ["这张代表证已经挂失", "请写下内容", "没有这张代表证"]
        assert db.session.scalar(select(func.count()).select_from(Question)) == 2


def test_a_stop_counts_if_it_is_one_of_the_visit(database: Database) -> None:
    with database.writing():
        stop = visit().add_stop(
            "system", kind=StopKind.DEPARTMENT, name="县供电公司", unit=unit("县供电公司")
        )
        db.session.flush()
        here = visit().stop
        assert here is not None
        take(
            [
                asked(1, "a", stop_id=stop.id),
                asked(1, "b", stop_id=10**6),
                asked(2, "c", stop_id=here.id),
            ]
        )
        found = db.session.scalars(select(Question.stop_id).order_by(Question.number)).all()
        assert found == [stop.id, here.id, here.id]


def test_what_a_helper_enters_stands_beside_what_others_wrote(database: Database) -> None:
    with database.writing():
        helper = Entered(account("organiser"), EnteredFrom.PAPER)
        take([asked(1, "a"), asked(2, "b", entered=helper), asked(3, "c")])
        found = db.session.scalars(select(Question).order_by(Question.number)).all()
        assert [one.entered_by for one in found] == [None, helper.by, None]
        assert [one.entered_from for one in found] == [None, EnteredFrom.PAPER, None]


def test_two_batches_with_the_same_questions_the_other_way_round(database: Database) -> None:
    """On PostgreSQL each holds what it has named until it ends, so it names them in one order."""
    keys = [str(number) for number in range(20)]
    begun = Barrier(2)

    def batch(names: list[str]) -> list[Any]:
        with database.at():
            all_ = [asked(1, name) for name in names]
            db.session.rollback()
            begun.wait(30)
            begin_writing()
            found = told(take(all_))
            db.session.commit()
            return [number for _, number in sorted(zip(names, found, strict=True))]

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(batch, [keys, keys[::-1]])
    assert one == other and sorted(one) == list(range(1, 21))


def test_one_card_is_held_to_its_pace_within_what_comes_at_once(database: Database) -> None:
    with database.writing():
        many = [asked(1, str(number), at_pace=True) for number in range(12)]
        results = take([*many, asked(2, "of another", at_pace=True)])
        assert told(results[:10]) == list(range(1, 11)) and told(results[12:]) == [11]
        assert all(isinstance(one, TooFast) and one.wait == 600 for one in results[10:12])
        assert told(take([asked(1, "0", at_pace=True)])) == [1]  # what has its number keeps it


SUBMISSIONS = st.lists(
    st.tuples(
        st.integers(1, 3),  # the seat
        st.integers(0, 5),  # the id that the tablet made
        st.sampled_from([LAMPS, ROAD, ""]),
        st.booleans(),
    ),
    max_size=12,
)


def test_together_they_fare_as_they_would_one_by_one(database: Database) -> None:
    @settings(
        max_examples=2000 if PROOF else 60,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
    )
    @given(SUBMISSIONS)
    @example([(1, key, LAMPS, key == 4) for key in range(5)])  # the last one alone is held to it
    def check(drawn: list[tuple[int, int, str, bool]]) -> None:
        def results(at_once: bool) -> tuple[list[Any], list[Any]]:
            begin_writing()
            all_ = [asked(seat, str(key), text, at_pace=pace) for seat, key, text, pace in drawn]
            found = take(all_) if at_once else [take([one])[0] for one in all_]
            columns = select(
                Question.number, Question.client_id, Question.text, Question.card_id
            ).order_by(Question.number)
            stored = db.session.execute(columns).all()
            events = [one["action"] for one in db.session.info.get("audit", [])]
            db.session.rollback()
            assert len(stored) == len(events)
            # of one that stands beside it in the batch the number is not known yet
            words = [re.sub("，是第 [0-9]+ 号", "", str(one)) for one in told(found)]
            return words, [tuple(row) for row in stored]

        assert results(at_once=True) == results(at_once=False)

    with database.at():
        db.session.execute(delete(Question))
        db.session.commit()
        configure(4)  # so that a short list comes upon it
        try:
            check()
        finally:
            configure(10)
