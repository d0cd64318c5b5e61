"""How a process learns that something was committed: on a connection of its own."""

import time
from collections.abc import Iterable
from typing import Any, Protocol

from sqlalchemy import Connection

from models.base import db
from models.present import beside_the_pool
from models.topic import committed_versions

SQLITE_LOOK = 0.025  # seconds between two looks; one costs 6 µs
POSTGRES_PAUSE = 0.05  # at most one answer in that time, however many notices come


class Changes(Protocol):
    def wait(self, seconds: float) -> bool:
        """Whether anything was committed, after `seconds` at most; at first always true."""

    def versions(self, names: Iterable[str]) -> dict[str, int]:
        """The version of each topic; 0 for one that never changed."""

    def close(self) -> None: ...


def open_changes() -> Changes | None:
    """In an app context. None for a database in memory, which nobody else can change."""
    engine = db.engine
    if engine.dialect.name != "sqlite":
        return PostgresChanges(beside_the_pool(engine))
    if engine.url.database in {None, "", ":memory:"}:
        return None
    return SqliteChanges(beside_the_pool(engine))


class _Changes:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.driver: Any = connection.connection.dbapi_connection

    def versions(self, names: Iterable[str]) -> dict[str, int]:
        return committed_versions(self.driver, list(names))

    def close(self) -> None:
        self.connection.close()


class SqliteChanges(_Changes):
    """`data_version` moves when any other connection, of any process, has committed."""

    seen: int | None = None

    def wait(self, seconds: float) -> bool:
        if self.seen is not None:
            time.sleep(min(seconds, SQLITE_LOOK))
        before = self.seen
        self.seen = self.driver.execute("PRAGMA data_version").fetchone()[0]
        return self.seen != before


class PostgresChanges(_Changes):
    """A notice on the channel `topic` comes with each commit that published something."""

    told: float | None = None

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        try:
            self.driver.autocommit = True  # notices do not arrive inside a transaction
            self.driver.execute("LISTEN topic")
        except BaseException:
            self.close()
            raise

    def wait(self, seconds: float) -> bool:
        if self.told is not None:
            time.sleep(max(0.0, self.told + POSTGRES_PAUSE - time.monotonic()))
            if not list(self.driver.notifies(timeout=seconds, stop_after=1)):
                return False
        self.told = time.monotonic()
        return True
