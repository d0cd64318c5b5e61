"""The versions of topics as they are committed, asked without beginning a transaction.

What a process keeps in memory (who is signed in, what stands in a region) holds as long as its
topic's version does. One question tells that nothing was committed since the last one was asked:
6 µs on SQLite, ten times that on PostgreSQL.
"""

import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Generic, NamedTuple, TypeVar
from weakref import WeakKeyDictionary, finalize

from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import Connection, Engine

from models.base import db
from models.latest import Latest
from models.topic import committed_versions, versions_of

T = TypeVar("T")
CONNECTIONS = {"sqlite": 1, "postgresql": 4}  # of each process, beside those of the pool
# Each tells a connection something else whenever another has committed. PostgreSQL's says which
# transactions there are and which of them have not ended.
STAMPS = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}


def beside_the_pool(engine: Engine) -> Connection:
    """A connection for one purpose, for long. It takes no place in the engine's pool, and needs
    none to be opened: those who hold all of them may be waiting for it."""
    beside = _besides.get(engine)
    if beside is None:
        options = {"poolclass": NullPool, "hide_parameters": True}
        beside = _besides[engine] = create_engine(engine.url, **options)
    return beside.connect()


_besides: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


class Seen(NamedTuple):
    """What was found at one look."""

    stamp: Any = None  # of all that was committed by then
    versions: dict[str, int] = {}  # read since: perhaps newer, never older


class Present:
    """现状: of one engine in one process."""

    def __init__(self, engine: Engine) -> None:
        kind = engine.dialect.name
        self._stamp = STAMPS[kind]
        self._seen = Seen()
        self._free: SimpleQueue[Any] = SimpleQueue()  # of the driver; None is not open yet
        for _ in range(CONNECTIONS[kind]):
            self._free.put(None)
        finalize(engine, _close, self._free)

    def look(self, engine: Engine, names: Collection[str]) -> dict[str, int]:
        """Of a connection that was cut since it was last used, nobody hears."""
        driver = self._free.get()
        try:
            if driver is not None:
                with suppress(Exception):
                    return self._found(driver, names)
                _close_one(driver)
                driver = None
            driver = self._open(engine)
            return self._found(driver, names)
        except BaseException:
            _close_one(driver)
            driver = None
            raise
        finally:
            self._free.put(driver)

    def _found(self, driver: Any, names: Collection[str]) -> dict[str, int]:
        seen = self._seen
        stamp = driver.execute(self._stamp).fetchone()[0]
        if stamp != seen.stamp:
            seen = self._seen = Seen(stamp, {})
        missing = [name for name in names if name not in seen.versions]
        if missing:
            seen.versions.update(committed_versions(driver, missing))
        return {name: seen.versions[name] for name in names}

    def _open(self, engine: Engine) -> Any:
        connection = beside_the_pool(engine)
        connection.detach()
        driver: Any = connection.connection.dbapi_connection
        if engine.dialect.name == "postgresql":
            driver.autocommit = True  # on SQLite every connection is like that
        self._seen = Seen()  # another connection of SQLite's counts commits anew
        return driver


def _close_one(driver: Any) -> None:
    with suppress(Exception):  # None, or cut
        driver.close()


def _close(free: "SimpleQueue[Any]") -> None:
    while not free.empty():
        _close_one(free.get())


_presents: WeakKeyDictionary[Engine, Present] = WeakKeyDictionary()
_making = threading.Lock()


def _here(engine: Engine) -> Present | None:
    """None for a database in memory, which has one connection."""
    found = _presents.get(engine)
    if found is None and engine.url.database not in {None, "", ":memory:"}:
        with _making:
            found = _presents.setdefault(engine, Present(engine))
    return found


def present_versions(names: Iterable[str]) -> dict[str, int]:
    """The version of each topic as committed now, whatever this session's transaction still sees;
    0 for one that never changed."""
    found, names = _here(db.engine), tuple(names)
    return versions_of(names) if found is None else found.look(db.engine, names)


def stand(engine: Engine, versions: Mapping[str, int]) -> bool:
    """Whether topics still have these versions. Needs no app's context."""
    found = _here(engine)
    return found is not None and found.look(engine, versions) == versions


class Remembered(Generic[T]):
    """What was read from the database, kept while its topics stand."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: Latest[tuple[dict[str, int], T]] = Latest(most)

    def get(
        self,
        key: Hashable,
        topics: tuple[str, ...],
        read: Callable[[], T],
        present: dict[str, int] | None = None,
    ) -> T:
        """What `read` gives. Every change of it must publish one of `topics`, whose `present`
        versions somebody may have looked for already."""
        found = self._kept.get(key)
        if found is None or found[0] != (present or present_versions(topics)):
            # the versions of the transaction that reads, which may have begun a while ago
            found = (versions_of(topics), read())
            self._kept.keep(key, found)
        return found[1]
