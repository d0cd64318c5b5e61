"""Numbers without gaps or doubles, however many write at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from models import EntryKind, Matter, Opinion, Question, RuleBroken, Tally, audit, db
from models.counter import next_number
from tests.models.conftest import PROOF, Database, Writers, account, card, registered

WRITERS = 50
EACH = 20 if PROOF else 2


def at_once(writers: int, act: Callable[[int], Any]) -> list[Any]:
    """Let so many threads begin in the same moment."""
    gate = Barrier(writers)

    def run(place: int) -> Any:
        gate.wait()
        return act(place)

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(writers)))


def without_gaps(numbers: list[int]) -> bool:
    return sorted(numbers) == list(range(1, len(numbers) + 1))


def test_fifty_writers_get_questions_numbers_without_gaps(database: Database) -> None:
    def write(place: int) -> list[int]:
        given = []
        for turn in range(EACH):
            with database.writing():
                seat, name = place % 30 + 1, f"q {place} {turn}"
                given.append(Question.ask(card(seat), "路灯", name).number)
        return given

    given = [number for each in at_once(WRITERS, write) for number in each]
    assert without_gaps(given) and len(given) == WRITERS * EACH
    with database.at():
        assert without_gaps(list(db.session.scalars(select(Question.number))))
        assert list(audit.faults()) == []


def test_fifty_writers_get_matters_numbers_without_gaps(database: Database) -> None:
    """One in five changes his mind: what is rolled back gives its number back."""

    def write(place: int) -> int:
        try:
            with database.writing():
                number = registered(seats=()).number
                if place % 5 == 0:
                    raise RuleBroken("thought better of it")
            return number
        except RuleBroken:
            return 0

    given = [number for number in at_once(WRITERS, write) if number]
    assert without_gaps(given) and len(given) == WRITERS - WRITERS // 5
    with database.at():
        assert without_gaps(list(db.session.scalars(select(Matter.number))))


@pytest.mark.parametrize("task, counted", [("ask", Question), ("register", Matter)])
def test_four_processes_get_numbers_without_gaps(
    database: Database, writers: Writers, task: str, counted: Any
) -> None:
    each = 100 if PROOF else 6
    for _ in range(4):
        writers.start(task, each)
    assert writers.wait() == [0] * 4
    assert without_gaps(list(writers.acknowledged.values()))
    with database.at():
        assert db.session.scalar(select(func.count()).select_from(counted)) == 4 * each
        assert list(audit.faults()) == []


@pytest.mark.parametrize("kind", [Question, Opinion])
def test_the_same_thing_sent_thirty_times_at_once_exists_once(
    database: Database, kind: Any
) -> None:
    """Who comes second either finds it, or is told to try again and then finds it."""
    give = kind.ask if kind is Question else kind.give

    def write(_: int) -> int:
        for _attempt in range(3):
            try:
                with database.writing():
                    number: int = give(card(1), "路灯不亮", "the same").number
                return number
            except (IntegrityError, OperationalError):
                continue
        raise AssertionError("never acknowledged")

    assert set(at_once(30, write)) == {1}
    with database.at():
        assert db.session.scalar(select(func.count()).select_from(kind)) == 1
    with database.writing():
        assert give(card(1), "路牌", "the next").number == 2


def test_each_series_counts_for_itself(database: Database) -> None:
    with database.writing():
        assert [next_number("a"), next_number("a"), next_number("b")] == [1, 2, 1]


def test_of_a_thousand_edits_at_once_each_is_kept_or_refused(database: Database) -> None:
    """Each edits what it has seen last; whoever comes too late is told so, and nothing of it
    stands. What was acknowledged is all there, in one order."""
    with database.writing():
        matter_id = registered().id

    def write(place: int) -> list[str]:
        kept = []
        for turn in range(EACH):
            with database.at():
                seen = db.session.get_one(Matter, matter_id).version
            words = f"{place} {turn}"
            try:
                with database.writing():
                    matter = db.session.get_one(Matter, matter_id)
                    matter.expect(seen)
                    matter.escalate(account("supervisor1"), words)
            except (RuleBroken, StaleDataError):
                continue
            kept.append(words)
        return kept

    kept = [words for each in at_once(WRITERS, write) for words in each]
    with database.at():
        matter = db.session.get_one(Matter, matter_id)
        told = [e.text.partition("：")[2] for e in matter.entries if e.kind is EntryKind.ESCALATE]
        assert sorted(told) == sorted(kept) and kept
        assert list(audit.faults()) == [] and list(Tally.faults()) == []
