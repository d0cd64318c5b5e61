"""The versions of topics as they are committed now, asked without beginning a transaction.

What a process keeps in memory (who is signed in, what stands in a region) holds as long as its
topic's version does. SQLite tells for 6 µs that nothing was committed since; PostgreSQL is asked.
"""

import threading
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from typing import Any, ClassVar, Generic, TypeVar
from weakref import WeakKeyDictionary, finalize

from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import Connection, Engine

from models.base import db
from models.topic import committed_versions, versions_of

T = TypeVar("T")
CONNECTIONS = 4  # to PostgreSQL, a process: an answer takes a fraction of a millisecond


def beside_the_pool(engine: Engine) -> Connection:
    """A connection for one purpose, for long. It takes no place in the engine's pool, and needs
    none to be opened: those who hold all of them may be waiting for it."""
    beside = _besides.get(engine)
    if beside is None:
        options = {"poolclass": NullPool, "hide_parameters": True}
        beside = _besides[engine] = create_engine(engine.url, **options)
    return beside.connect()


_besides: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


class Present:
    """现状: of one engine in one process."""

    def __init__(self, engine: Engine) -> None:
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._turn = threading.Semaphore(1 if self.is_sqlite else CONNECTIONS)
        self._idle: list[Any] = []  # of the driver
        # SQLite's stamp of the last commit that was looked at, and the versions read since
        self.known: tuple[int | None, dict[str, int]] = (None, {})
        finalize(engine, _close, self._idle)

    def versions(self, engine: Engine, names: tuple[str, ...]) -> dict[str, int]:
        with self._turn:
            driver = self._idle.pop() if self._idle else self._open(engine)
            try:
                ask = self._on_sqlite if self.is_sqlite else committed_versions
                found = ask(driver, names)
            except BaseException:
                _close([driver])
                raise
            self._idle.append(driver)
            return found

    def _open(self, engine: Engine) -> Any:
        connection = beside_the_pool(engine)
        connection.detach()
        driver: Any = connection.connection.dbapi_connection
        if not self.is_sqlite:
            driver.autocommit = True  # on SQLite every connection is like that
        self.known = (None, {})  # another connection counts commits anew
        return driver

    def _on_sqlite(self, driver: Any, names: tuple[str, ...]) -> dict[str, int]:
        stamp = driver.execute("PRAGMA data_version").fetchone()[0]
        if stamp != self.known[0]:  # read before the versions, which may be newer but never older
            self.known = (stamp, {})
        known = self.known[1]
        missing = [name for name in names if name not in known]
        if missing:
            known.update(committed_versions(driver, missing))
        return {name: known[name] for name in names}


def _close(drivers: list[Any]) -> None:
    for driver in drivers:
        with suppress(Exception):
            driver.close()


_presents: WeakKeyDictionary[Engine, Present] = WeakKeyDictionary()
_making = threading.Lock()


def present_versions(names: Iterable[str]) -> dict[str, int]:
    """The version of each topic as committed now, whatever this session's transaction still sees;
    0 for one that never changed."""
    engine = db.engine
    if engine.dialect.name == "sqlite" and engine.url.database in {None, "", ":memory:"}:
        return versions_of(names)  # a database in memory has one connection
    found = _presents.get(engine)
    if found is None:
        with _making:
            found = _presents.setdefault(engine, Present(engine))
    return found.versions(engine, tuple(names))


USUAL = 4096  # looks of which a process knows what they came to ask


class Look:
    """一次查看: what was committed when it began, or later. Who reads several things for one answer
    looks once: SQLite lets others go first at each look, and PostgreSQL has to be asked. So it is
    asked at the first look for all that the last of this `kind` had asked in the end."""

    _usual: ClassVar[dict[Hashable, frozenset[str]]] = {}

    def __init__(self, kind: Hashable) -> None:
        self._kind = kind
        self._stamp: int | None = None
        self._seen: dict[str, int] = {}

    def versions(self, names: Iterable[str]) -> dict[str, int]:
        names = tuple(names)
        found = _presents.get(db.engine)
        if found is None or not found.is_sqlite:
            return self._asked_once(names)
        stamp, known = found.known
        if stamp is not None and stamp == self._stamp and all(name in known for name in names):
            return {name: known[name] for name in names}
        versions = present_versions(names)
        self._stamp = found.known[0]
        return versions

    def _asked_once(self, names: tuple[str, ...]) -> dict[str, int]:
        usual = self._usual.get(self._kind, frozenset())
        if not all(name in self._seen for name in names):
            self._seen |= present_versions({*names, *usual} - self._seen.keys())
        if not usual.issuperset(names):
            with _making:
                while len(self._usual) >= USUAL:
                    del self._usual[next(iter(self._usual))]
                self._usual[self._kind] = usual | frozenset(names)
        return {name: self._seen[name] for name in names}


class Remembered(Generic[T]):
    """What was read from the database, kept while its topics stand; at most so many, the oldest
    goes first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._kept: dict[Hashable, tuple[dict[str, int], T]] = {}

    def get(
        self,
        key: Hashable,
        topics: tuple[str, ...],
        read: Callable[[], T],
        look: Look | None = None,
    ) -> T:
        """What `read` gives. Every change of it must publish one of `topics`."""
        found = self._kept.get(key)
        if found is None or found[0] != (look.versions if look else present_versions)(topics):
            # the versions of the transaction that reads, which may have begun a while ago
            found = (versions_of(topics), read())
            with self._lock:
                self._kept.pop(key, None)
                while len(self._kept) >= self.most:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = found
        return found[1]
