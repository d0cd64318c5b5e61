"""What many requests want at once is written in few transactions, and each learns of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from models import Question, RuleBroken, Together, audit, base, db
from tests.models.conftest import ON_SQLITE, SEATS, Database, card

Act = Callable[[], Any]


def write(acts: list[Act]) -> list[Any]:
    """Each act by itself, in the transaction of all."""
    return [attempt(act) for act in acts]


def attempt(act: Act) -> Any:
    try:
        return act()
    except RuleBroken as refusal:
        return refusal


def at_once(database: Database, acts: list[Act], most: int = 50) -> tuple[list[Any], int]:
    """What came of each, and how many transactions it took. The first holds the writer's place
    until all others stand in line."""
    line, commits, waiting = Together(write, most=most), 0, Barrier(len(acts))
    under_way = Event()

    def counted(_session: Any) -> None:
        nonlocal commits
        commits += 1

    def first() -> Any:
        under_way.set()
        while len(line._line) < len(acts) - 1:
            sleep(0.001)
        return acts[0]()

    def one(place: int) -> Any:
        with database.at():
            waiting.wait(30)
            if place:
                under_way.wait(30)
            try:
                return line.do(acts[place] if place else first)
            except Exception as refusal:
                return refusal

    event.listen(db.session, "after_commit", counted)
    try:
        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(one, range(len(acts)))), commits
    finally:
        event.remove(db.session, "after_commit", counted)


def ask(seat: int, words: str = "路灯几时能修好？") -> Act:
    return lambda: Question.ask(card(seat), words, f"question of {seat}").number


def stored(database: Database) -> list[int]:
    with database.at():
        assert not list(audit.faults())
        return list(db.session.scalars(select(Question.number).order_by(Question.number)))


def test_a_room_that_asks_at_once_is_written_in_two_transactions(database: Database) -> None:
    numbers, commits = at_once(database, [ask(seat) for seat in range(1, SEATS + 1)])
    assert sorted(numbers) == list(range(1, SEATS + 1)) == stored(database)
    assert commits == 2


def test_what_is_refused_is_refused_alone(database: Database) -> None:
    def broken() -> None:
        raise RuleBroken("现在不收")

    results, commits = at_once(database, [ask(1), ask(2), broken, ask(3)])
    assert isinstance(results.pop(2), RuleBroken)
    assert sorted(results) == [1, 2, 3] == stored(database)
    assert commits == 2


@pytest.mark.parametrize("fault", ["the database", "a mistake"])
def test_what_fails_takes_nothing_with_it(database: Database, fault: str) -> None:
    def failing() -> None:
        ask(9)()
        if fault == "a mistake":
            raise ZeroDivisionError
        db.session.execute(text("SELECT * FROM nowhere"))

    results, _ = at_once(database, [ask(1), ask(2), failing, ask(3)])
    assert isinstance(results.pop(2), Exception)
    assert sorted(results) == [1, 2, 3] == stored(database)


def test_the_same_sent_twice_at_once_exists_once(database: Database) -> None:
    numbers, _ = at_once(database, [ask(1), *[ask(2)] * 6])
    assert set(numbers[1:]) == {2} and stored(database) == [1, 2]


def test_a_line_longer_than_one_transaction_holds_gets_through(database: Database) -> None:
    numbers, commits = at_once(database, [ask(seat) for seat in range(1, 12)], most=3)
    assert sorted(numbers) == list(range(1, 12)) == stored(database)
    assert commits == 5  # the first, and ten by threes


def test_one_that_is_stopped_in_the_middle_leaves_nobody_waiting(database: Database) -> None:
    def stopped() -> None:
        raise SystemExit

    with database.at():
        line = Together(write)
        with pytest.raises(SystemExit):
            line.do(stopped)
        db.session.rollback()
        assert line.do(ask(1)) == 1
    with database.at():
        assert db.session.scalar(select(func.count()).select_from(Question)) == 1


@ON_SQLITE
def test_who_waits_in_vain_for_the_writer_s_place_is_told_after_his_patience(
    on_sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "PATIENCE", 4)
    on_sqlite.reset()
    with on_sqlite.owner.connect() as other, on_sqlite.at():
        other.execute(text("UPDATE counter SET last = last"))
        began = monotonic()
        with pytest.raises(OperationalError, match="locked"):
            base.begin_writing()
        assert 4 <= monotonic() - began < 7  # once, and not SQLite's own patience after it
        db.session.rollback()
        other.rollback()
        base.begin_writing()
        db.session.rollback()
