"""The test server: the app's role cannot touch the schema, Chinese is found, nothing is left."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from tests import postgres


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    server = postgres.start()
    yield server
    server.stop()


@pytest.fixture
def owner(server: postgres.Server) -> Iterator[Engine]:
    engine = create_engine(server.owner)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE question (id serial PRIMARY KEY, title text)"))
    yield engine
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE question"))
    engine.dispose()


@pytest.fixture
def app(server: postgres.Server, owner: Engine) -> Iterator[Engine]:
    engine = create_engine(server.app)
    yield engine
    engine.dispose()


def test_app_role_works_with_rows(app: Engine) -> None:
    with app.begin() as connection:
        connection.execute(text("INSERT INTO question (title) VALUES ('县医院停车难')"))
        connection.execute(text("UPDATE question SET title = title || '怎么办'"))
        assert connection.scalar(text("SELECT title FROM question")) == "县医院停车难怎么办"
        connection.execute(text("DELETE FROM question"))


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE question",
        "ALTER TABLE question DISABLE TRIGGER ALL",
        "TRUNCATE question",
        "CREATE TABLE other (id int)",
        "SET ROLE postgres",
    ],
)
def test_app_role_cannot_touch_the_schema(app: Engine, statement: str) -> None:
    with app.connect() as connection, pytest.raises(ProgrammingError):
        connection.execute(text(statement))


def test_chinese_is_indexed_by_trigrams(owner: Engine) -> None:
    with owner.begin() as connection:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
        assert connection.scalar(text("SELECT show_trgm('停车难') <> '{}'"))


def test_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    server = postgres.start()
    folder = Path(str(make_url(server.owner).query["host"]))
    assert folder.is_dir()
    server.stop()
    assert not folder.exists()
