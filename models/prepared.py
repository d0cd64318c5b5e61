"""Statements that are put together once, and run by the driver itself.

A whole room writes in one transaction after another, and each holds up all others: SQLAlchemy's
way from a statement to its rows then takes longer than the database does. It writes the SQL, knows
the types and tells the errors here as well. What nobody waits in line for goes the whole way.
"""

import json
from collections import namedtuple
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    ColumnElement,
    Dialect,
    bindparam,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles

from models.base import db


class Prepared:
    """预备语句, run in the session's transaction with values by name. Of an INSERT, `columns` are
    the names that come with each row; the others have what the model says, if that is a constant.
    Raises what SQLAlchemy raises."""

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement, self._columns = statement, columns
        self._forms: dict[tuple[str, bool], _Form] = {}

    def run(self, **values: Any) -> None:
        connection, form = self._here()
        form.execute(connection, form.bound(values)).close()

    def run_each(self, rows: Iterable[Mapping[str, Any]]) -> None:
        connection, form = self._here(of_many=True)
        if isinstance(form, _AllAtOnce):
            form.execute(connection, form.all_of(rows)).close()
        else:
            form.execute_many(connection, [form.bound(row) for row in rows]).close()

    def rows(self, **values: Any) -> list[Any]:
        """What it finds: named tuples."""
        connection, form = self._here()
        with closing(form.execute(connection, form.bound(values))) as cursor:
            return form.read(cursor)

    def rows_of_each(self, rows: Iterable[Mapping[str, Any]]) -> list[Any]:
        """What it returns of `rows`, in their order."""
        connection, form = self._here(of_many=True)
        found = []
        # SQLite's driver gives back nothing of many
        all_bound = [form.all_of(rows)] if isinstance(form, _AllAtOnce) else map(form.bound, rows)
        for bound in all_bound:
            with closing(form.execute(connection, bound)) as cursor:
                found += form.read(cursor)
        return found

    def _here(self, of_many: bool = False) -> "tuple[Connection, _Form]":
        connection = db.session.connection()
        dialect = connection.dialect
        form = self._forms.get((dialect.name, of_many))
        if form is None:
            statement, columns = self._statement, self._columns
            if of_many and dialect.name == "postgresql":
                form = _AllAtOnce(statement, columns, dialect)
            else:
                form = _Form(statement, columns, dialect)
            self._forms[dialect.name, of_many] = form
        return connection, form


class _Form:
    """A statement as one kind of database takes it."""

    def __init__(self, statement: Any, columns: Sequence[str] | None, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self.sql = str(compiled)
        self.order: list[str] | None = compiled.positiontup if compiled.positional else None
        by_model = {one.key: one.default.arg for one in getattr(compiled, "insert_prefetch", ())}
        self.convert = {name: _into(bind.type, dialect) for name, bind in compiled.binds.items()}
        self.fixed = self._converted(
            {
                name: by_model.get(name, bind.effective_value)
                for name, bind in compiled.binds.items()
                if name in by_model or not bind.required
            }
        )
        found = tuple(getattr(statement, "exported_columns", ()))
        names = [str(one.key) for one in found]  # a function has none
        self.row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        self.read_by = [(at, read) for at, one in enumerate(found) if (read := _out(one, dialect))]

    def _converted(self, values: Mapping[str, Any]) -> dict[str, Any]:
        convert = self.convert
        return {
            name: value if (into := convert[name]) is None else into(value)
            for name, value in values.items()
        }

    def bound(self, values: Mapping[str, Any]) -> Any:
        named = self.fixed | self._converted(values)
        return named if self.order is None else [named[name] for name in self.order]

    def execute(self, connection: Connection, bound: Any) -> Any:
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self.sql, bound)
        except _errors(connection) as error:
            cursor.close()  # SQLite's connection cannot close as long as it is open
            raise self._told(error, connection) from error
        return cursor

    def execute_many(self, connection: Connection, bound: list[Any]) -> Any:
        cursor: Any = connection.connection.cursor()
        try:
            cursor.executemany(self.sql, bound)
        except _errors(connection) as error:
            cursor.close()  # SQLite's connection cannot close as long as it is open
            raise self._told(error, connection) from error
        return cursor

    def read(self, cursor: Any) -> list[Any]:
        if not self.read_by:
            return [self.row._make(found) for found in cursor.fetchall()]
        rows = []
        for found in cursor.fetchall():
            values = list(found)
            for at, read in self.read_by:
                values[at] = read(values[at])
            rows.append(self.row._make(values))
        return rows

    def _told(self, error: Exception, connection: Connection) -> BaseException:
        """As SQLAlchemy tells it: without the values, which are what people wrote."""
        dialect: Any = connection.dialect
        is_gone = dialect.is_disconnect(error, connection.connection, None)
        if is_gone:
            connection.invalidate(error)
        return DBAPIError.instance(
            self.sql,
            None,
            error,
            _errors(connection),
            hide_parameters=True,
            connection_invalidated=is_gone,
            dialect=dialect,
        )


class _AllAtOnce(_Form):
    """An INSERT of many rows for PostgreSQL, as one JSON text: to bind each row by itself takes it
    and its driver longer than to store it."""

    def __init__(self, statement: Any, columns: Sequence[str] | None, dialect: Dialect) -> None:
        table = statement.table
        given = [table.c[name] for name in columns or table.c.keys()]
        compiled: Any = statement.compile(dialect=dialect, column_keys=[one.key for one in given])
        fixed = compiled.insert_prefetch
        sent = func.json_to_recordset(bindparam("rows", type_=JSON)).table_valued(
            *(column(one.key, one.type) for one in given)
        )
        values = [bindparam(None, one.default.arg, one.type, unique=True) for one in fixed]
        rows = select(*sent.render_derived(name="sent", with_types=True).c, *values)
        into = insert(table).from_select([*given, *fixed], rows, include_defaults=False)
        returned = statement.exported_columns
        super().__init__(into.returning(*returned) if returned else into, None, dialect)
        self.each = {
            one.key: None if isinstance(one.type, JSON) else _into(one.type, dialect)
            for one in given
        }

    def all_of(self, rows: Iterable[Mapping[str, Any]]) -> Any:
        each = self.each.items()
        sent = [
            {name: into(row[name]) if into else row[name] for name, into in each} for row in rows
        ]
        return self.fixed | {"rows": json.dumps(sent, default=str)}


def _into(kind: Any, dialect: Dialect) -> Any:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out(column: Any, dialect: Dialect) -> Any:
    return column.type.dialect_impl(dialect).result_processor(dialect, None)


def _errors(connection: Connection) -> Any:
    dialect: Any = connection.dialect
    return dialect.loaded_dbapi.Error


class among(ColumnElement[bool]):
    """Whether a column is one of the list named `name`. The list is one value of the statement,
    which is so the same however long it is."""

    inherit_cache = False
    type = Boolean()
    _is_implicitly_boolean = True  # or SQLite would compare it with 1, past every index

    def __init__(self, column: Any, name: str) -> None:
        self.column, self.name = column.expression, name


@compiles(among, "sqlite")
def _in_json(element: among, compiler: Any, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    listed = compiler.process(bindparam(element.name, type_=JSON), **options)
    return f"{column} IN (SELECT value FROM json_each({listed}))"


@compiles(among)
def _is_any(element: among, compiler: Any, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    kind = ARRAY(element.column.type)
    return f"{column} = ANY ({compiler.process(bindparam(element.name, type_=kind), **options)})"
