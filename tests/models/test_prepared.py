"""A statement that the driver runs itself finds, stores and refuses what SQLAlchemy's own would."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from models import Question, QuestionState, clock, db
from models.prepared import Prepared, among
from tests.models.conftest import ON_POSTGRESQL, Database, card, visit

LAMPS = "路灯几时能修好？"
FINDING = select(
    Question.client_id, Question.state, Question.given_at, Question.is_starred, Question.stop_id
).where(among(Question.client_id, "ids"))
FOUND = Prepared(FINDING.order_by(Question.number))
ADDED = Prepared(
    insert(Question.__table__).returning(Question.id, Question.number),  # type: ignore[arg-type]
    ("client_id", "visit_id", "card_id", "number", "text", "given_at", "version"),
)


def new(number: int, **more: Any) -> dict[str, Any]:
    row = {"client_id": f"question {number}", "number": number, "text": LAMPS, "version": 1}
    whose = {"visit_id": visit().id, "card_id": card(1).id, "given_at": clock.now()}
    return {**row, **whose, **more}


def test_rows_come_back_in_order_and_read_as_the_models_read_them(database: Database) -> None:
    with database.writing():
        returned = ADDED.rows_of_each(new(number) for number in (3, 1, 2))
        assert [row.number for row in returned] == [3, 1, 2]
        stored = [db.session.get_one(Question, row.id) for row in returned]
        assert [one.number for one in stored] == [3, 1, 2]
        assert {one.state for one in stored} == {QuestionState.PENDING}  # as the model says
        rows = FOUND.rows(ids=["question 3", "question 1", "of nobody"])
    with database.at():
        whole = db.session.scalars(select(Question).order_by(Question.number))
        for row, one in zip(rows, [one for one in whole if one.number != 2], strict=True):
            for name in row._fields:
                assert getattr(row, name) == getattr(one, name), name


@pytest.mark.parametrize("many", [0, 1, 700])
def test_a_list_may_have_any_length(database: Database, many: int) -> None:
    with database.writing():
        ADDED.rows_of_each(new(number) for number in range(1, many + 1))
        wanted = [str(uuid4()), *(f"question {number}" for number in range(1, many + 1, 2))]
        assert len(FOUND.rows(ids=wanted)) == (many + 1) // 2
        assert FOUND.rows(ids=[]) == []


def test_a_list_is_looked_for_by_the_index(database: Database) -> None:
    with database.raw() as connection:
        if database.kind == "postgresql":  # which else reads a small table as a whole
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        sql = str(FINDING.compile(dialect=connection.dialect))
        explain = "EXPLAIN QUERY PLAN" if database.kind == "sqlite" else "EXPLAIN"
        ids: Any = ("[]",) if database.kind == "sqlite" else {"ids": []}
        plan = connection.exec_driver_sql(f"{explain} {sql}", ids)
        told = " ".join(str(row) for row in plan)
        assert "SEARCH question USING INDEX" in told or "Index Scan" in told


def test_what_the_database_refuses_is_told_as_elsewhere_and_without_the_words(
    database: Database,
) -> None:
    with database.at():
        ADDED.rows_of_each([new(1)])
        with pytest.raises(IntegrityError) as caught:
            ADDED.rows_of_each([new(2), new(2, client_id="another", text="谁也不该看见的话")])
        assert "谁也不该看见的话" not in str(caught.value)
        assert caught.value.orig is not None
        db.session.rollback()
        assert FOUND.rows(ids=["question 1"]) == []
        with pytest.raises((OperationalError, ProgrammingError)):  # as the kind of database has it
            Prepared(text("SELECT 1 FROM nowhere")).run()
        db.session.rollback()


@ON_POSTGRESQL
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_broke_is_replaced(database: Database) -> None:
    with database.at():
        asked = Prepared(select(bindparam("word", "好").label("word")))
        own = db.session.scalars(text("SELECT pg_backend_pid()")).one()
        with db.engine.connect() as another:
            another.exec_driver_sql(f"SELECT pg_terminate_backend({own})")
        with pytest.raises(OperationalError) as caught:
            asked.rows()
        assert caught.value.connection_invalidated
        db.session.rollback()
        assert [row.word for row in asked.rows()] == ["好"]


def test_a_moment_keeps_its_zone(database: Database) -> None:
    with database.writing():
        at = clock.now() - timedelta(minutes=5)
        ADDED.rows_of_each([new(1, given_at=at)])
        [row] = FOUND.rows(ids=["question 1"])
        assert row.given_at == at
        assert row.given_at.utcoffset() == timedelta(0)
