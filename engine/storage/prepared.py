"""Statements as the driver takes them: compiled once, with what turns values there and back.

SQLAlchemy writes the SQL and knows the types. Its own way of running a statement costs several
times what the database takes for a row, so the last step is done here.
"""

from __future__ import annotations

from collections import namedtuple
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, exc

from engine.lifecycle.written import function_of
from engine.storage.result import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Dialect
    from sqlalchemy.sql.base import Executable

    Convert = Callable[[Any], Any]
    Tell = Callable[[str, Any], None]
    """Told of the SQL and of its parameters: those of each call in a list if there are many."""


class Prepared:
    """One statement for one kind of database and one set of parameter names."""

    __slots__ = ("_bind", "_dialect", "_lists", "_read", "_sql")

    def __init__(self, clause: Executable, dialect: Dialect, values: Mapping[str, Any]) -> None:
        """Compile a statement.

        Args:
            clause: The statement.
            dialect: The kind of database.
            values: Parameters of a call; those of others have the same names, and lists among
                them the same lengths.
        """
        compiled: Any = clause.compile(dialect=dialect, column_keys=sorted(values))  # type: ignore[attr-defined]
        state = compiled.construct_expanded_state(dict(values))
        names = list(state.positiontup or state.parameters)
        listed: Mapping[str, list[str]] = state.parameter_expansion
        given = {each: name for name, every in listed.items() for each in every}
        binds = [compiled.binds[given.get(name, name)] for name in names]
        fixed = {
            name: state.parameters[name]
            for name, each in zip(names, binds, strict=True)
            if not each.required
        }
        self._dialect = dialect
        self._sql = state.statement
        self._lists = {name: listed[name] for name in listed.keys() & values.keys()}
        converters = [_writer(each.type, dialect) for each in binds]
        self._bind = _binder(names, fixed, converters, is_positional=compiled.positional)
        self._read = _reader(list(clause.exported_columns), dialect)  # type: ignore[attr-defined]

    def run(self, cursor: Any, values: Mapping[str, Any], tell: Tell) -> Rows:
        """Run it once and read everything that it returns."""
        try:
            bound = self._bound(values)
            tell(self._sql, bound)
            cursor.execute(self._sql, bound)
            rows = () if self._read is None else map(self._read, cursor.fetchall())
            return Rows(rows, cursor.rowcount)
        except self._dialect.loaded_dbapi.Error as error:
            raise self._wrapped(error) from error

    def run_many(self, cursor: Any, rows: Iterable[Mapping[str, Any]], tell: Tell) -> Rows:
        """Run it for each row of parameters in one call of the driver."""
        try:
            bound = [*map(self._bind, rows)]
            tell(self._sql, bound)
            cursor.executemany(self._sql, bound)
            return Rows((), cursor.rowcount)
        except self._dialect.loaded_dbapi.Error as error:
            raise self._wrapped(error) from error

    def _bound(self, values: Mapping[str, Any]) -> Any:
        return self._bind({**values, **self._listed(values)} if self._lists else values)

    def _listed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the members of lists under the names that they have in the SQL."""
        return {
            each: value
            for name, names in self._lists.items()
            for each, value in zip(names, values[name], strict=True)
        }

    def _wrapped(self, error: Exception) -> exc.StatementError:
        return wrapped(error, self._dialect, self._sql)


def wrapped(error: Exception, dialect: Dialect, sql: str) -> exc.StatementError:
    """Return an error of the driver as SQLAlchemy would raise it."""
    return exc.DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, dialect=dialect)


def _writer(kind: Any, dialect: Dialect) -> Convert | None:
    """Return what the driver wants in the place of a value; SQLAlchemy's own for dates is slow."""
    if dialect.name == "sqlite" and type(kind) is Date:
        return date.isoformat
    convert: Convert | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return convert


def _binder(
    names: Sequence[str],
    fixed: Mapping[str, Any],
    converters: Sequence[Convert | None],
    *,
    is_positional: bool,
) -> Convert:
    """Return what makes of values by their names what the driver takes, in order or by name."""
    known = _known(converters)
    known["fixed"] = fixed
    taken = [
        f"values.get({name!r}, fixed[{name!r}])" if name in fixed else f"values[{name!r}]"
        for name in names
    ]
    parts = [_converted(place, each, converters) for place, each in enumerate(taken)]
    if is_positional:
        return function_of(["values"], [f"return ({_listing(parts)})"], known)
    pairs = [f"{name!r}: {each}" for name, each in zip(names, parts, strict=True)]
    return function_of(["values"], [f"return {{{_listing(pairs)}}}"], known)


def _reader(columns: Sequence[Any], dialect: Dialect) -> Convert | None:
    """Return what makes a row with names of what the driver brings; None if there are no rows."""
    if not columns:
        return None
    names = [each.key for each in columns]
    named: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024 - known only now
    converters: list[Convert | None] = [
        each.type.dialect_impl(dialect).result_processor(dialect, None) for each in columns
    ]
    known = _known(converters) | {"new": tuple.__new__, "named": named}
    taken = [f"value{place}" for place in range(len(columns))]
    parts = [_converted(place, each, converters) for place, each in enumerate(taken)]
    lines = [f"{_listing(taken)} = row", f"return new(named, ({_listing(parts)}))"]
    return function_of(["row"], lines, known)


def _known(converters: Sequence[Convert | None]) -> dict[str, Any]:
    """Return what converts values, by the names that it has where it is written out."""
    return {f"convert{place}": each for place, each in enumerate(converters) if each is not None}


def _converted(place: int, taken: str, converters: Sequence[Convert | None]) -> str:
    """Return the source of a value as it is converted; null is null everywhere."""
    if converters[place] is None:
        return taken
    return f"None if (given := {taken}) is None else convert{place}(given)"


def _listing(parts: Iterable[str]) -> str:
    return "".join(f"{each}, " for each in parts)
