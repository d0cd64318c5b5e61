"""The database handle, the class every model inherits from, and how transactions begin."""

import enum
import sqlite3
import threading
import time
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Enum, MetaData, TypeDecorator, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PATIENCE = 20  # seconds for which a transaction waits until it may write
LOOK = 0.0002  # … and looks whether it may


class Moment(TypeDecorator[datetime]):
    """An aware time: UTC in the database, which for SQLite means without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """A plain typed base: enums are stored as their lowercase values, times in UTC."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: Moment,
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=False,
            length=32,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


class RuleBroken(Exception):
    """A request that the domain refuses. The message is Chinese and shown to the person."""


class Stale(RuleBroken):
    """The person decided on a state that somebody else has changed meanwhile."""


class Versioned:
    """What people act on from a page: its version rises with every change."""

    version: Mapped[int] = mapped_column()

    def expect(self, version: int | None) -> None:
        """Refuse an action that was decided on an older state, or on none (`Stale`)."""
        if version != self.version:
            raise Stale("这一条刚刚被别人改过，请看清最新情况后再办理")


db = SQLAlchemy(metadata=Model.metadata)


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # SQLAlchemy says BEGIN, not the driver
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # acknowledged means stored
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA recursive_triggers=ON")  # REPLACE must not slip past a guard
        connection.execute("PRAGMA secure_delete=ON")
        # pages: who happens to fill the log waits until it is carried over, in a room several times
        connection.execute("PRAGMA wal_autocheckpoint=4000")
        connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        kind = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        if kind == "IMMEDIATE":
            _begin_in_turn(connection)
        else:
            connection.exec_driver_sql(f"BEGIN {kind}")


_turns: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()


def _begin_in_turn(connection: Connection) -> None:
    """Wait for the one writer's place. SQLite would look for it ever less often, in the end every
    tenth of a second, and leave it empty meanwhile; and no other greenlet could go on. One of a
    process looks, the others stand behind it: looking takes time from who writes."""
    driver: Any = connection.connection.dbapi_connection
    until = time.monotonic() + PATIENCE
    turn = _turns.setdefault(connection.engine, threading.Lock())
    has_turn = turn.acquire(timeout=PATIENCE)
    try:
        driver.execute("PRAGMA busy_timeout=0")
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
            else:
                return
            time.sleep(LOOK)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # says, as others do, why it cannot be
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
        if has_turn:
            turn.release()


def begin_writing() -> None:
    """Take SQLite's one writer's place before the first read: a reader cannot become a writer."""
    db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
