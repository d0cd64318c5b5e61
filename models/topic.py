"""What viewers watch live. A version rises in the transaction that made the change."""

import sqlite3
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ARRAY, String, bindparam, event, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, scoped_session

from models.base import Model, db
from models.prepared import Prepared, among


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
    """The version of each topic as this transaction first saw it, or older than what it reads; 0
    for one that never changed."""
    db.session.connection()  # a transaction that begins here forgets what was read before
    names = list(names)
    read: dict[str, int] = db.session.info.setdefault("versions", {})
    missing = [name for name in names if name not in read]
    if missing:
        rows = VERSIONS.rows(names=missing)
        read.update(dict.fromkeys(missing, 0) | {row.name: row.version for row in rows})
    return {name: read[name] for name in names}


@event.listens_for(db.session, "after_begin")
def _look_anew(session: Session, _transaction: Any, _connection: Any) -> None:
    session.info.pop("versions", None)


VERSIONS = Prepared(select(Topic.name, Topic.version).where(among(Topic.name, "names")))


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


def announce(session: Session | scoped_session[Session]) -> None:
    """Write what was published: sorted, so that two transactions cannot deadlock; last,
    because every transaction wants these rows."""
    names = sorted(session.info.pop("topics", ()))
    if not names:
        return
    if (
        db.session.get_bind().dialect.name == "sqlite"
    ):  # its watcher sees data_version move by itself
        RAISING.run_each([{"name": name} for name in names])
    else:
        RAISING_AND_TELLING.run(names=names)


RAISING = Prepared(
    text(
        "INSERT INTO topic (name, version) VALUES (:name, 1)"
        " ON CONFLICT (name) DO UPDATE SET version = topic.version + 1"
    )
)
RAISING_AND_TELLING = Prepared(
    text(
        "WITH raised AS ("
        "INSERT INTO topic (name, version) SELECT name, 1 FROM unnest(:names) AS named (name)"
        " ON CONFLICT (name) DO UPDATE SET version = topic.version + 1 RETURNING name)"
        " SELECT pg_notify('topic', '') WHERE EXISTS (SELECT FROM raised)"
    ).bindparams(bindparam("names", type_=ARRAY(String)))
)


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("topics", None)
