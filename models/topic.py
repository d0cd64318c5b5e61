"""What viewers watch live. A version rises in the transaction that made the change."""

import sqlite3
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import Executable, String, bindparam, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column, scoped_session

from models.base import Model, db


class Topic(Model):
    """主题: the name of something watched, and how often it has changed."""

    __tablename__ = "topic"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int]


def publish(*names: str) -> None:
    """Say that topics changed. Viewers learn of it at commit, or never."""
    db.session.info.setdefault("topics", set()).update(names)


def version_of(name: str) -> int:
    return versions_of([name])[name]


def versions_of(names: Iterable[str]) -> dict[str, int]:
    """The version of each topic; 0 for one that never changed."""
    names = list(names)
    rows = db.session.execute(select(Topic.name, Topic.version).where(Topic.name.in_(names)))
    return dict.fromkeys(names, 0) | {row.name: row.version for row in rows}


def committed_versions(driver: Any, names: Collection[str]) -> dict[str, int]:
    """The same by a connection of the driver's outside any transaction: asked all the time."""
    if isinstance(driver, sqlite3.Connection):
        marks = ",".join("?" * len(names))
        query = f"SELECT name, version FROM topic WHERE name IN ({marks})"
        rows: Any = driver.execute(query, list(names))
    else:
        query = "SELECT name, version FROM topic WHERE name = ANY(%s)"
        rows = driver.execute(query, [list(names)]).fetchall()
    return dict.fromkeys(names, 0) | dict(rows)


@cache
def _raising(dialect: str) -> Executable:
    table: Any = Topic.__table__
    insert: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    raised: Executable = insert.values(name=bindparam("name"), version=1).on_conflict_do_update(
        index_elements=[table.c.name], set_={"version": table.c.version + 1}
    )
    return raised


def announce(session: Session | scoped_session[Session]) -> None:
    """Write what was published: sorted, so that two transactions cannot deadlock; last,
    because every transaction wants these rows."""
    names = sorted(session.info.pop("topics", ()))
    if not names:
        return
    connection = session.connection()
    dialect = connection.dialect.name
    connection.execute(_raising(dialect), [{"name": name} for name in names])
    if dialect != "sqlite":  # SQLite's watcher sees data_version move by itself
        connection.execute(select(func.pg_notify("topic", "")))


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("topics", None)
