"""Statements that cannot forget the town.

Every statement that touches a town's table is wrapped once, when it is built, and checked: each
of its tables is held to the bound parameter of the town, directly or through a table that is. A
unit runs nothing else and fills the parameter in itself, so that there is no query without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import BindParameter, Insert, Table, and_, bindparam, literal_column
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.selectable import Alias

from engine.storage.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Dialect
    from sqlalchemy.sql.base import Executable

TENANT = "tenant"
_OWN = "own_tenant"
"""Parameter of conditions; the name of the column itself is taken in UPDATE and INSERT."""


class TenantForgotten(Exception):
    """A statement would read or write rows of every town."""


class Statement:
    """A checked statement, built once and run often."""

    __slots__ = ("_lists", "_prepared", "clause", "tenant_parameter")

    def __init__(self, clause: Executable) -> None:
        """Check a statement.

        Raises:
            TenantForgotten: if a town's table is not held to the town.
        """
        self.clause = clause
        self._prepared: dict[tuple[str, tuple[str, ...], tuple[int, ...]], Prepared] = {}
        self.tenant_parameter = (
            str(_own_column(clause.table).name) if isinstance(clause, Insert) else _OWN
        )
        elements = list(visitors.iterate(clause))  # type: ignore[arg-type]  # every clause is one
        self._lists = sorted(
            each.key
            for each in elements
            if isinstance(each, BindParameter) and each.expanding and each.required
        )
        loose = _loose_tables(clause, elements)
        if loose:
            raise TenantForgotten(", ".join(sorted(loose)))

    def prepared(self, dialect: Dialect, values: dict[str, Any]) -> Prepared:
        """Return the statement for the parameters of a call, whose lists it makes longer."""
        lengths: tuple[int, ...] = ()
        for name in self._lists:
            values[name] = padded(values[name])
            lengths += (len(values[name]),)
        key = dialect.name, tuple(values), lengths
        try:
            return self._prepared[key]
        except KeyError:
            found = Prepared(self.clause, dialect, values)
            self._prepared[key] = found
            return found


def padded(given: Iterable[Any]) -> list[Any]:
    """Return a list of what one of IN may be, so long that few lengths have to be prepared.

    The last one is repeated up to a power of two: whoever is in it once may be in it twice.
    """
    values = list(given)
    wanted = 1 << (len(values) - 1).bit_length() if values else 0
    return values + values[-1:] * (wanted - len(values))


def of_tenant(*tables: Any) -> ColumnElement[bool]:
    """Return the condition that holds tables to the town of the unit."""
    return and_(*(_own_column(table) == bindparam(_OWN) for table in tables))


def is_open(occurrences: Any) -> ColumnElement[bool]:
    """Return the condition that an occurrence is open, in the words of the partial index.

    Not as a parameter: SQLite would plan the statement anew at every call, because its value
    decides whether the index can be used.
    """
    return cast("ColumnElement[bool]", occurrences.c.status == literal_column("'open'"))


def _own_column(table: Any) -> Any:
    """Return the column that says whose rows they are, None for what belongs to no town."""
    own: Any = table.element if isinstance(table, Alias) else table
    return table.c.get("id" if own.name == "tenants" else TENANT)


def _loose_tables(clause: Executable, elements: list[Any]) -> set[str]:
    """Return the names of the tables that no condition ties to the town."""
    tables = {
        each
        for each in elements
        if isinstance(each, (Table, Alias)) and _own_column(each) is not None
    }
    aliased = {each.element for each in tables if isinstance(each, Alias)}
    if isinstance(clause, Insert):
        tables.discard(clause.table)
    loose = {each for each in tables if each not in aliased or _is_read_itself(each, elements)}
    pairs = [
        (each.left, each.right)
        for each in elements
        if isinstance(each, BinaryExpression) and each.operator is operators.eq
    ]
    bound: set[Any] = set()
    while found := {each for each in loose - bound if _is_bound(each, pairs, bound)}:
        bound |= found
    return {str(each.name) for each in loose - bound}


def _is_read_itself(table: Any, elements: list[Any]) -> bool:
    """Return whether an aliased table is also read under its own name."""
    return any(getattr(each, "table", None) is table for each in elements)


def _is_bound(table: Any, pairs: list[tuple[Any, Any]], bound: set[Any]) -> bool:
    column = _own_column(table)
    others = [right for left, right in pairs if left is column]
    others += [left for left, right in pairs if right is column]
    return any(
        (isinstance(other, BindParameter) and other.key == _OWN)
        or (getattr(other, "table", None) in bound and other is _own_column(other.table))
        for other in others
    )
