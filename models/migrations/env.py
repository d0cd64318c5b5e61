"""Runs the migrations: foreign keys off on SQLite, and the guards created anew afterwards."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Engine

from models import Model, db
from models.guards import install

target_metadata = Model.metadata


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Our own column types are written as what the database knows."""
    if kind == "type" and type(item).__name__ == "Moment":
        return "sa.DateTime(timezone=True)"
    return False


def run_migrations(engine: Engine) -> None:
    with engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:  # a batch rebuild would otherwise delete the rows that refer to the table
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            context.configure(
                connection=connection,
                target_metadata=target_metadata,
                render_as_batch=True,
                render_item=render_item,
                compare_type=True,
            )
            context.run_migrations()
            if connection.dialect.has_table(connection, "matter"):
                install(connection)
        if on_sqlite:
            driver.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("migrations run on a live database only")
run_migrations(db.engine)
