"""Numbers without gaps or doubles: each series is a row, raised in the numbered thing's
own transaction."""

from functools import cache
from typing import Any

from sqlalchemy import Executable, String, Text, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, db


class Counter(Model):
    """编号: the last number given out in one series."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(64), primary_key=True)
    last: Mapped[int]


@cache
def _raising(dialect: str) -> Executable:
    table: Any = Counter.__table__
    insert: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    raised: Executable = (
        insert.values(series=bindparam("series"), last=bindparam("count"))
        .on_conflict_do_update(
            index_elements=[table.c.series], set_={"last": table.c.last + insert.excluded.last}
        )
        .returning(table.c.last)
    )
    return raised


def next_number(series: str) -> int:
    """The next number of `series`, from 1. A rollback gives it back."""
    return next_numbers(series, 1)[0]


def next_numbers(series: str, count: int) -> range:
    """The next `count` numbers of `series`."""
    connection = db.session.connection()
    asked = {"series": series, "count": count}
    last = int(connection.execute(_raising(connection.dialect.name), asked).scalar_one())
    return range(last - count + 1, last + 1)


def one_at_a_time(*names: str) -> None:
    """Hold up every other transaction of any of these names until this one ends: so that something
    sent twice at once is found by the second. SQLite has one writer anyway."""
    if names and db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(_locking(), {"names": list(names)})


@cache
def _locking() -> Executable:
    """In one order for all: two with the same names do not wait for each other."""
    name = func.unnest(bindparam("names", type_=postgresql.ARRAY(Text))).column_valued("name")
    keys = select(func.hashtextextended(name, 0).label("key")).order_by("key").subquery()
    locking: Executable = select(func.pg_advisory_xact_lock(keys.c.key))
    return locking
