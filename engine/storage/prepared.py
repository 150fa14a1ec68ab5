"""Statements as the driver takes them: compiled once, with what turns values there and back.

SQLAlchemy writes the SQL and knows the types. Its own way of running a statement costs several
times what the database takes for a row, so the last step is done here.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import exc
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection, CursorResult, Dialect
    from sqlalchemy.sql.base import Executable

    Convert = Callable[[Any], Any]

_NO_NAMES = SimpleResultMetaData([])


class Rows(IteratorResult[Any]):
    """What a statement returned, and how many rows it touched."""

    def __init__(self, names: SimpleResultMetaData, rows: Iterable[Any], rowcount: int) -> None:
        """Take rows that have been read."""
        super().__init__(names, iter(rows))
        self.rowcount = rowcount


class Prepared:
    """One statement for one kind of database and one set of parameter names."""

    __slots__ = (
        "_columns",
        "_dialect",
        "_fixed",
        "_get",
        "_parameters",
        "_readers",
        "_sql",
        "_writers",
    )

    def __init__(self, clause: Executable, compiled: Any, dialect: Dialect) -> None:
        """Take a compiled statement; ``prepare`` says whether it can be run this way."""
        self._dialect = dialect
        self._sql = str(compiled)
        names = list(compiled.positiontup or compiled.bind_names.values())
        self._parameters = None if compiled.positional else names
        self._get = itemgetter(*names) if len(names) > 1 else lambda values: (values[names[0]],)
        binds = [compiled.binds[name] for name in names]
        self._fixed = {
            name: each.value for name, each in zip(names, binds, strict=True) if not each.required
        }
        self._writers = _converters(
            each.type.dialect_impl(dialect).bind_processor(dialect) for each in binds
        )
        columns = list(clause.exported_columns)  # type: ignore[attr-defined]  # all have it
        self._columns = SimpleResultMetaData([each.key for each in columns]) if columns else None
        self._readers = _converters(
            each.type.dialect_impl(dialect).result_processor(dialect, None) for each in columns
        )

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Rows:
        """Run it once and read everything that it returns."""
        cursor = connection.connection.cursor()
        try:
            bound = self._bound(values)
            _tell(connection, cursor, self._sql, bound)
            cursor.execute(self._sql, bound)
            if self._columns is None:
                return Rows(_NO_NAMES, (), cursor.rowcount)
            return Rows(self._columns, map(self._read, cursor.fetchall()), cursor.rowcount)
        except self._dialect.loaded_dbapi.Error as error:
            raise self._wrapped(error) from error
        finally:
            cursor.close()

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> Rows:
        """Run it for each row of parameters in one call of the driver."""
        cursor = connection.connection.cursor()
        try:
            bound = [self._bound(each) for each in rows]
            _tell(connection, cursor, self._sql, bound, many=True)
            cursor.executemany(self._sql, bound)
            return Rows(_NO_NAMES, (), cursor.rowcount)
        except self._dialect.loaded_dbapi.Error as error:
            raise self._wrapped(error) from error
        finally:
            cursor.close()

    def _bound(self, values: Mapping[str, Any]) -> Any:
        bound = list(self._get({**self._fixed, **values} if self._fixed else values))
        for place, convert in self._writers:
            if (value := bound[place]) is not None:
                bound[place] = convert(value)
        if self._parameters is None:
            return tuple(bound)
        return dict(zip(self._parameters, bound, strict=True))

    def _read(self, row: Any) -> Any:
        read = list(row)
        for place, convert in self._readers:
            if (value := read[place]) is not None:
                read[place] = convert(value)
        return read

    def _wrapped(self, error: Exception) -> exc.StatementError:
        return exc.DBAPIError.instance(
            self._sql, None, error, self._dialect.loaded_dbapi.Error, dialect=self._dialect
        )


def read_all(result: CursorResult[Any]) -> Rows:
    """Return what a statement brought that SQLAlchemy has run."""
    if not result.returns_rows:
        return Rows(_NO_NAMES, (), result.rowcount)
    return Rows(SimpleResultMetaData(list(result.keys())), result.all(), result.rowcount)


def prepare(clause: Executable, dialect: Dialect, keys: Sequence[str]) -> Prepared | None:
    """Compile a statement; None if SQLAlchemy has to complete it at each call."""
    compiled: Any = clause.compile(dialect=dialect, column_keys=list(keys))  # type: ignore[attr-defined]
    if compiled.post_compile_params or compiled.literal_execute_params:
        return None
    return Prepared(clause, compiled, dialect)


def _tell(connection: Connection, cursor: Any, sql: str, bound: Any, *, many: bool = False) -> None:
    """Tell whoever listens to what is run, as SQLAlchemy would."""
    if listeners := connection.dispatch.before_cursor_execute:
        listeners(connection, cursor, sql, bound, None, many)


def _converters(each: Iterable[Convert | None]) -> list[tuple[int, Convert]]:
    """Return what converts values, by place; null is null everywhere."""
    return [(place, convert) for place, convert in enumerate(each) if convert is not None]
