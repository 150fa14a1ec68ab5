"""What facts count: cases of a workflow by their states, their fields and whom they stand below."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from engine.storage.json_member import json_member
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.storage.result import Rows
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
EVERYTHING = "*"
"""Stands for the whole case in the place of a field."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Which cases are meant."""

    workflow: str
    states: tuple[str, ...] | None = None
    """None: all of them."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Their values as canonical JSON text."""
    below: str | None = None
    """Id of the case that they stand below."""


def counted(unit: Unit, meant: Counted, read: str | None) -> Rows:
    """Return how many cases there are, or of each in order the text of one field, or its row.

    Args:
        unit: The transaction.
        meant: Which cases.
        read: The field, ``EVERYTHING`` for the row, None for how many.
    """
    values: dict[str, Any] = {"of": meant.workflow, **_named(meant.fields.values())}
    if meant.states is not None:
        values["states"] = meant.states
    if meant.below is not None:
        values["below"] = meant.below
    return unit.run(_statement(read, tuple(meant.fields), frozenset(values) & _OPTIONAL), **values)


_OPTIONAL = frozenset({"states", "below"})


@lru_cache(maxsize=1024)
def _statement(read: str | None, fields: tuple[str, ...], also: frozenset[str]) -> Statement:
    """Return the statement; a definition asks the same again and again."""
    conditions = [of_tenant(_CASES), _CASES.c.workflow_key == bindparam("of")]
    if "states" in also:
        conditions.append(_CASES.c.state.in_(bindparam("states", expanding=True)))
    if "below" in also:
        conditions.append(_CASES.c.parent_case == bindparam("below"))
    conditions += [
        json_member(_CASES.c.data, name) == bindparam(place)
        for name, place in zip(fields, _named(fields), strict=True)
    ]
    if read is None:
        return Statement(select(func.count()).where(*conditions))
    wanted = (_CASES,) if read == EVERYTHING else (json_member(_CASES.c.data, read),)
    return Statement(select(*wanted).where(*conditions).order_by(_CASES.c.id))


def _named(values: Iterable[str]) -> dict[str, str]:
    """Return the values of fields by the names of their parameters."""
    return {f"field_{place}": each for place, each in enumerate(values)}
