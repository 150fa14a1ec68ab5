"""Gaps and overlaps of a decision table, found by trying every way in which values can differ.

Of each column only the values at which a cell's answer may change matter, and one between any two
of them. Values that the same rows accept are one class; what is left is the product of classes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cmp_to_key
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from engine.rules.types import NUMBERS, Type
from engine.rules.values import alike

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.rules.cells import Cell

MOST_COMBINATIONS = 20_000
MOST_TRIALS = 500_000
"""Values times what their cells compare them with, over all columns."""
MOST_EXAMPLES = 20
OTHER = "…"
"""Stands for any value that no cell names."""


@dataclass(slots=True)
class Coverage:
    """What the analysis found; rows are counted from 0."""

    gaps: list[tuple[Any, ...]] = field(default_factory=list)
    """Values that no row accepts, one per column; examples, not all of them."""
    overlaps: dict[tuple[int, int], tuple[Any, ...]] = field(default_factory=dict)
    """Pairs of rows that both accept some values, with an example."""
    first: set[int] = field(default_factory=set)
    """Rows that are the first to accept something."""
    is_complete: bool = True
    """Whether all combinations were tried."""


@dataclass(frozen=True, slots=True)
class _Class:
    """Values of a column that the same rows accept."""

    example: Any
    surely: int
    """Rows that accept them, as bits."""
    perhaps: int
    """Rows that accept them, or may accept them: their cell asks a rule."""


def cover(types: Sequence[Type], rows: Sequence[Sequence[Cell]]) -> Coverage:
    """Return the gaps and overlaps of rows over columns of some types."""
    edges = [[edge for row in rows for edge in row[place].edges] for place in range(len(types))]
    values = [_values(type_, each) for type_, each in zip(types, edges, strict=True)]
    trials = (len(some) * (len(each) + len(rows)) for some, each in zip(values, edges, strict=True))
    if sum(trials) > MOST_TRIALS:
        return Coverage(is_complete=False)
    columns = [
        list(_classes(each, [row[place] for row in rows])) for place, each in enumerate(values)
    ]
    everything = (1 << len(rows)) - 1
    search = _Search(columns)
    search.run(0, (), everything, everything)
    return search.found


def _classes(values: Iterable[Any], cells: Sequence[Cell]) -> Iterable[_Class]:
    known: set[tuple[int, int]] = set()
    for value in values:
        surely = perhaps = 0
        for row, cell in enumerate(cells):
            if cell.is_open:
                perhaps |= 1 << row
            elif cell.holds(value, {}):
                surely |= 1 << row
        if (surely, perhaps) not in known:
            known.add((surely, perhaps))
            yield _Class(value, surely, surely | perhaps)


class _Search:
    """Walks through the product of classes."""

    def __init__(self, columns: list[list[_Class]]) -> None:
        self._columns = columns
        self._left = MOST_COMBINATIONS
        self.found = Coverage()

    def run(self, place: int, values: tuple[Any, ...], surely: int, perhaps: int) -> None:
        if self._left <= 0:
            self.found.is_complete = False
            return
        if not perhaps:
            self._left -= 1
            self._gap((*values, *(column[0].example for column in self._columns[place:])))
        elif place < len(self._columns):
            for each in self._columns[place]:
                known = (*values, each.example)
                self.run(place + 1, known, surely & each.surely, perhaps & each.perhaps)
        else:
            self._left -= 1
            self._covered(values, surely, perhaps)

    def _gap(self, values: tuple[Any, ...]) -> None:
        if len(self.found.gaps) < MOST_EXAMPLES:
            self.found.gaps.append(values)

    def _covered(self, values: tuple[Any, ...], surely: int, perhaps: int) -> None:
        rows = [row for row in range(surely.bit_length()) if surely >> row & 1]
        for pair in pairwise(rows):
            self.found.overlaps.setdefault(pair, values)
        before = surely & -surely or perhaps + 1
        self.found.first |= {
            row for row in range(perhaps.bit_length()) if perhaps >> row & 1 and 1 << row <= before
        }


def _values(type_: Type, edges: list[Any]) -> list[Any]:
    """Return values of a column that stand for all that it can hold."""
    null = [None] if type_.nullable else []
    if type_.kind == "bool":
        return [True, False, *null]
    if type_.options:
        return [*type_.options, *null]
    named = list(dict.fromkeys(edge for edge in edges if edge is not None))
    if type_.kind in NUMBERS | {"date", "timestamp"}:
        return [*_between(named), *null]
    return [*named, OTHER, *null]


def _between(edges: list[Any]) -> list[Any]:
    """Return the edges, one value between any two of them, and one beyond each end."""
    if not edges:
        return [OTHER]
    ordered = sorted(edges, key=cmp_to_key(_order))
    values = [_shifted(ordered[0], -1)]
    for low, high in pairwise(ordered):
        values += [low, *_middle(low, high)]
    return [*values, ordered[-1], _shifted(ordered[-1], 1)]


def _order(one: Any, other: Any) -> int:
    low, high = alike(one, other)
    return bool(low > high) - bool(low < high)


def _middle(low: Any, high: Any) -> list[Any]:
    middle = low + (high - low) // 2 if type(low) is int else low + (high - low) / 2
    return [middle] if low < middle < high else []


def _shifted(edge: Any, by: int) -> Any:
    if not isinstance(edge, date):
        return edge + by
    try:
        return edge + timedelta(days=by)
    except OverflowError:
        return edge
