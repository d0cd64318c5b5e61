"""Numbers without gaps or doubles: each series is a row, raised in the numbered thing's
own transaction."""

from sqlalchemy import String, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, db


class Counter(Model):
    """编号: the last number given out in one series."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(64), primary_key=True)
    last: Mapped[int]


def next_number(series: str) -> int:
    """The next number of `series`, from 1. A rollback gives it back."""
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if on_sqlite else postgresql.insert
    upsert = insert(Counter).values(series=series, last=1)
    upsert = upsert.on_conflict_do_update(
        index_elements=[Counter.series], set_={"last": Counter.last + 1}
    )
    return db.session.execute(upsert.returning(Counter.last)).scalar_one()


def one_at_a_time(name: str) -> None:
    """Hold up every other transaction of this `name` until this one ends: so that something sent
    twice at once is found by the second. SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        key = func.hashtextextended(name, 0)
        db.session.execute(select(func.pg_advisory_xact_lock(key)))
