"""Hints for the planner of SQLite, which knows averages only; PostgreSQL knows how values lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


T = TypeVar("T")


class _Rare(FunctionElement[Any]):
    inherit_cache = True
    # As a truth value it would be written "= 1" for SQLite, which hides the hint.
    type = NullType()
    name = "rare"


def rare(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a condition of which it is known that few rows meet it."""
    return _Rare(condition)


class _Unindexed(FunctionElement[Any]):
    inherit_cache = True
    name = "unindexed"

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


def unindexed(column: ColumnElement[T]) -> ColumnElement[T]:
    """Return a column by which no index is to be chosen, since another one leads to fewer rows."""
    return _Unindexed(column)


@compiles(_Unindexed, "sqlite")
def _sqlite_unindexed(element: _Unindexed, compiler: Any, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


@compiles(_Unindexed, "postgresql")
def _postgresql_unindexed(element: _Unindexed, compiler: Any, **options: Any) -> str:
    return f"{compiler.process(element.clauses, **options)}"


@compiles(_Rare, "sqlite")
def _sqlite(element: _Rare, compiler: Any, **options: Any) -> str:
    return f"unlikely({compiler.process(element.clauses, **options)})"


@compiles(_Rare, "postgresql")
def _postgresql(element: _Rare, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})"
