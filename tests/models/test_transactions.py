"""What a transaction promises: all or nothing, told once, nobody stopped who only reads."""

import os
import random
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from models import (
    Assignment,
    AuditEvent,
    Entry,
    Gate,
    Matter,
    MatterState,
    Question,
    Round,
    Stale,
    Topic,
    audit,
    begin_writing,
    clock,
    db,
    publish,
    version_of,
    versions_of,
)
from models.counter import Counter
from tests.models.conftest import (
    ON_SQLITE,
    PROOF,
    THAT_DAY,
    Database,
    Writers,
    account,
    card,
    registered,
)


class Unwanted(Exception):
    pass


def test_what_is_rolled_back_is_told_to_nobody_and_leaves_no_gap(database: Database) -> None:
    with database.at():
        before = {topic.name: topic.version for topic in db.session.scalars(select(Topic))}
    with pytest.raises(Unwanted), database.writing():
        assert Question.ask(card(1), "路灯", "one").number == 1
        raise Unwanted
    with database.at():
        begin_writing()
        assert Question.ask(card(1), "路灯", "two").number == 1
        db.session.rollback()
        db.session.commit()  # nothing of it may come back in the next transaction
        assert db.session.scalar(select(func.count()).select_from(Question)) == 0
        assert {each.name: each.version for each in db.session.scalars(select(Topic))} == before
        assert not db.session.scalar(select(AuditEvent).filter_by(action="question.ask"))
        assert not db.session.get(Counter, "question:1")
        assert list(audit.faults()) == []


def test_a_topic_rises_once_a_commit_and_in_one_order(database: Database) -> None:
    with database.at():
        publish("z", "a", "z")
        publish("m", "a")
        db.session.commit()
        place = "rowid" if database.kind == "sqlite" else "ctid"  # as they were written
        written = select(Topic.name).where(Topic.name.in_(["a", "m", "z"])).order_by(text(place))
        assert list(db.session.scalars(written)) == ["a", "m", "z"]
        assert versions_of(["a", "m", "z", "never"]) == {"a": 1, "m": 1, "z": 1, "never": 0}
        publish("a")
        db.session.commit()
        assert version_of("a") == 2


def test_transactions_that_publish_in_opposite_order_do_not_deadlock(database: Database) -> None:
    writers, each = 20, 6 * (10 if PROOF else 1)
    barrier = Barrier(writers)

    def write(place: int) -> None:
        names = ["x", "y"] if place % 2 else ["y", "x"]
        barrier.wait()
        for turn in range(each):
            with database.writing():
                publish(names[0])
                audit.record("test", f"t:{place}", "system", turn=turn)
                publish(names[1])

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    with database.at():
        assert versions_of(["x", "y"]) == {"x": writers * each, "y": writers * each}
        assert list(audit.faults()) == []


def test_an_edit_of_what_somebody_changed_meanwhile_is_refused(database: Database) -> None:
    with database.writing():
        known = registered().id
    with database.at():
        mine = db.session.get_one(Matter, known)
        seen = mine.version
        db.session.expunge(mine)  # read, and left on the page
    with database.writing():
        db.session.get_one(Matter, known).assign(account("supervisor1"))
    with database.at():
        db.session.add(mine)
        mine.title = "别的标题"
        with pytest.raises(StaleDataError):
            db.session.commit()
        db.session.rollback()
    with database.at():
        fresh = db.session.get_one(Matter, known)
        assert fresh.state is MatterState.ASSIGNED and fresh.title == "修好路灯"
        with pytest.raises(Stale):
            fresh.expect(seen)


def test_no_edit_is_lost_among_many_at_once(database: Database) -> None:
    """Each is either in the record or was refused; the version counts the former."""
    with database.writing():
        matter = registered()
        matter.assign(account("supervisor1"))
        matter.sign(account("transport"))
        known = matter.id
    writers, each = (50, 20) if PROOF else (12, 5)
    with database.at():
        start = db.session.get_one(Matter, known).version

    def edit(place: int) -> int:
        done = 0
        for turn in range(each):
            try:
                with database.writing():
                    matter = db.session.get_one(Matter, known)
                    matter.progress(account("transport"), f"{place} {turn}")
                done += 1
            except StaleDataError:
                continue
        return done

    with ThreadPoolExecutor(writers) as pool:
        done = sum(pool.map(edit, range(writers)))
    with database.at():
        matter = db.session.get_one(Matter, known)
        assert matter.version == start + done
        assert sum(entry.kind == "progress" for entry in matter.entries) == done > 0
        assert database.kind == "postgresql" or done == writers * each  # SQLite lets them queue
        assert list(audit.faults()) == []


# ---- SQLite --------------------------------------------------------------------------------------


@pytest.fixture
def sqlite(on_sqlite: Database) -> Iterator[Database]:
    on_sqlite.reset()
    yield on_sqlite
    with on_sqlite.app.app_context():
        db.session.remove()
        db.engine.dispose()


@ON_SQLITE
def test_a_live_connection_keeps_what_it_acknowledges(sqlite: Database) -> None:
    with sqlite.raw() as connection:
        found = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "recursive_triggers": 1,
    }


@ON_SQLITE
def test_a_reader_is_not_stopped_by_a_writer(sqlite: Database) -> None:
    with sqlite.at():
        begin_writing()
        Question.ask(card(1), "路灯", "one")
        db.session.flush()

        def read() -> tuple[int, float]:
            with sqlite.at():
                began = time.monotonic()
                count = db.session.scalar(select(func.count()).select_from(Question)) or 0
                return count, time.monotonic() - began

        with ThreadPoolExecutor(1) as other:
            count, took = other.submit(read).result()
        assert count == 0 and took < 1
        db.session.commit()


@ON_SQLITE
def test_a_second_writer_waits_and_then_sees_what_the_first_wrote(sqlite: Database) -> None:
    with sqlite.at():
        begin_writing()
        Question.ask(card(1), "路灯", "one")
        db.session.flush()
        with ThreadPoolExecutor(1) as other:

            def write() -> int:
                with sqlite.writing():
                    return Question.ask(card(2), "路灯", "two").number

            second = other.submit(write)
            time.sleep(0.3)
            assert not second.done()
            db.session.commit()
            assert second.result() == 2


# ---- kill -9 -------------------------------------------------------------------------------------


def test_what_was_acknowledged_survives_kill_9_and_nothing_is_half_there(
    database: Database, writers: Writers
) -> None:
    chance = random.Random(9)
    rounds = 300 if PROOF else 15
    for _ in range(rounds):
        child = writers.start("whole_way", 100000)
        writers.hear()
        time.sleep(chance.uniform(0, 0.15))
        os.kill(child, signal.SIGKILL)
        assert writers.wait() == [-signal.SIGKILL]
        _all_is_whole(database, writers.acknowledged)
    assert len(writers.acknowledged) >= rounds


def _all_is_whole(database: Database, acknowledged: dict[str, int]) -> None:
    for _attempt in range(50):  # PostgreSQL notices a dead client when it next speaks to it
        try:
            with database.at():
                _check(database, acknowledged)
            return
        except OperationalError:
            time.sleep(0.1)
    raise AssertionError("the database stayed locked")


def _check(database: Database, acknowledged: dict[str, int]) -> None:
    if database.kind == "sqlite":
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
    else:  # one picture: the dead client's last commit may still be under way
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    stored = {each.client_id: each.number for each in db.session.scalars(select(Question))}
    assert acknowledged.items() <= stored.items(), "what was acknowledged is missing"
    matters = list(db.session.scalars(select(Matter)))
    assert len(matters) == len(stored), "a question without its matter"
    for numbers in (sorted(stored.values()), sorted(each.number for each in matters)):
        assert numbers == list(range(1, len(numbers) + 1))
    assert {each.state for each in matters} <= {MatterState.HANDLING}, "half a step"
    for table, per_matter in ((Round, 1), (Assignment, 1), (Gate, 2), (Entry, 4)):
        assert db.session.scalar(select(func.count()).select_from(table)) == (
            per_matter * len(matters)
        )
    told = select(func.count()).select_from(AuditEvent)
    told = told.where(AuditEvent.action.like("matter.%") | (AuditEvent.action == "question.ask"))
    assert db.session.scalar(told) == 5 * len(matters)
    assert list(audit.faults()) == []


def test_the_clock_of_a_test_is_its_own(database: Database) -> None:
    with database.at():
        assert clock.local(clock.now()).replace(tzinfo=None) == THAT_DAY
