"""Statements that are put together once, and run by the driver itself.

A whole room writes in one transaction after another, and each holds up all others: SQLAlchemy's
way from a statement to its rows then takes longer than the database does. It writes the SQL, knows
the types and tells the errors here as well. What nobody waits in line for goes the whole way.
"""

from collections import namedtuple
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import ARRAY, JSON, Boolean, ColumnElement, Dialect, bindparam
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
        self._forms: dict[str, _Form] = {}

    def run(self, **values: Any) -> None:
        connection, form = self._here()
        form.execute(connection, form.bound(values)).close()

    def run_each(self, rows: Iterable[Mapping[str, Any]]) -> None:
        connection, form = self._here()
        form.execute_many(connection, [form.bound(row) for row in rows]).close()

    def rows(self, **values: Any) -> list[Any]:
        """What it finds: named tuples."""
        connection, form = self._here()
        with closing(form.execute(connection, form.bound(values))) as cursor:
            return form.read(cursor)

    def rows_of_each(self, rows: Iterable[Mapping[str, Any]]) -> list[Any]:
        """What it returns of `rows`, in their order."""
        connection, form = self._here()
        bound = [form.bound(row) for row in rows]
        if connection.dialect.name == "sqlite":  # its driver gives back none of many
            found = []
            for one in bound:
                with closing(form.execute(connection, one)) as cursor:
                    found += form.read(cursor)
            return found
        with closing(form.execute_many(connection, bound, returning=True)) as cursor:
            return [row for each in cursor.results() for row in form.read(each)]

    def _here(self) -> "tuple[Connection, _Form]":
        connection = db.session.connection()
        form = self._forms.get(connection.dialect.name)
        if form is None:
            form = _Form(self._statement, self._columns, connection.dialect)
            self._forms[connection.dialect.name] = form
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

    def execute_many(self, connection: Connection, bound: list[Any], **options: Any) -> Any:
        cursor: Any = connection.connection.cursor()
        try:
            cursor.executemany(self.sql, bound, **options)
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
