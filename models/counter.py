"""Numbers without gaps or doubles: each series is a row, raised in the numbered thing's
own transaction."""

from functools import cache
from typing import Any

from sqlalchemy import String, Text, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, db
from models.prepared import Prepared


class Counter(Model):
    """编号: the last number given out in one series."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(64), primary_key=True)
    last: Mapped[int]


@cache
def _raising(dialect: str) -> Prepared:
    table: Any = Counter.__table__
    insert: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    raised = (
        insert.values(series=bindparam("series"), last=bindparam("count"))
        .on_conflict_do_update(
            index_elements=[table.c.series], set_={"last": table.c.last + insert.excluded.last}
        )
        .returning(table.c.last)
    )
    return Prepared(raised)


def next_number(series: str) -> int:
    """The next number of `series`, from 1. A rollback gives it back."""
    return next_numbers(series, 1)[0]


def next_numbers(series: str, count: int) -> range:
    """The next `count` numbers of `series`."""
    raising = _raising(db.session.get_bind().dialect.name)
    [(last,)] = raising.rows(series=series, count=count)
    return range(last - count + 1, last + 1)


def one_at_a_time(name: str) -> None:
    """Hold up every other transaction of this name until this one ends: so that something sent
    twice at once is found by the second. SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        HOLDING.rows(name=name)


def holding(name: Any) -> Any:
    """What does so in a statement of PostgreSQL's."""
    return func.pg_advisory_xact_lock(func.hashtextextended(name, 0))


HOLDING = Prepared(select(holding(bindparam("name", type_=Text))))
