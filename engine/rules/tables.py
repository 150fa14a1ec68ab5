"""Decision tables: conditions in columns, cases in rows, results in the last columns.

``take`` says which of the rows that match count (the letters are those of DMN):
``only`` the one row that matches (U), ``first`` (F), ``agreeing`` any, all saying the same (A),
``all`` their results as a list (C), ``sum``, ``min``, ``max``, ``count`` (C+ C< C> C#).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.findings import Finding, has_errors
from engine.rules.arithmetic import calculate
from engine.rules.errors import Stop, Why, failed
from engine.rules.loops import spend
from engine.rules.read_table import Draft, Result, read_table
from engine.rules.rule import BROKEN_VALUES, NOTHING_AROUND, Rule, frame_of
from engine.rules.table_findings import coverage_findings
from engine.rules.types import INT, Type, list_of, nullable, record
from engine.rules.values import equal

if TYPE_CHECKING:
    from engine.rules.cells import Cell
    from engine.rules.scope import Scope, Surroundings

Frame = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A checked decision table. It is never changed, and may be shared by threads."""

    name: str
    take: str
    columns: tuple[Rule, ...]
    rows: tuple[tuple[tuple[Cell, ...], tuple[Result, ...]], ...]
    results: tuple[str, ...]
    """The names of the result columns."""
    result: Type
    """The type of the answer, for the rules that ask."""
    references: frozenset[tuple[str, ...]]
    """Every path that the table may read."""

    def evaluate(self, values: Mapping[str, Any], around: Surroundings = NOTHING_AROUND) -> Any:
        """Return the answer for some values.

        Raises:
            RuleFailed: No row matches where one must, several where only one may, or a rule in
                the table fails.
        """
        return self._guarded(lambda: self.decide(frame_of(values, around)))

    def matching(
        self, values: Mapping[str, Any], around: Surroundings = NOTHING_AROUND
    ) -> list[int]:
        """Return the numbers of the rows that match, counted from 1; raise ``RuleFailed``."""
        frame = frame_of(values, around)
        found: list[int] = self._guarded(lambda: self._matching(frame))
        return [row + 1 for row in found]

    def _guarded(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Stop as stop:
            raise failed(stop) from None
        except BROKEN_VALUES:
            raise failed(Stop(Why.BAD_VALUE)) from None

    def decide(self, frame: Frame) -> Any:
        """Answer inside the frame of a running rule, on its budget."""
        spend(frame, len(self.rows) * (len(self.columns) + 1))
        rows = self._matching(frame)
        if self.take == "count":
            return len(rows)
        return _TAKES[self.take](self.name, rows, [self._result(row, frame) for row in rows])

    def _matching(self, frame: Frame) -> list[int]:
        values = [column.decide(frame) for column in self.columns]
        found: list[int] = []
        for number, (cells, _) in enumerate(self.rows):
            if all(cell.holds(value, frame) for cell, value in zip(cells, values, strict=True)):
                found.append(number)
                if self.take == "first":
                    break
        return found

    def _result(self, row: int, frame: Frame) -> Any:
        values = [
            each.decide(frame) if isinstance(each, Rule) else each for each in self.rows[row][1]
        ]
        if len(values) == 1:
            return values[0]
        return dict(zip(self.results, values, strict=True))


Take = Callable[[str, list[int], list[Any]], Any]


def _at_least_one(name: str, results: list[Any]) -> None:
    if not results:
        raise Stop(Why.NO_ROW, name)


def _several(name: str, rows: list[int]) -> Stop:
    return Stop(Why.SEVERAL_ROWS, name, ", ".join(str(row + 1) for row in rows))


def _only(name: str, rows: list[int], results: list[Any]) -> Any:
    _at_least_one(name, results)
    if len(rows) > 1:
        raise _several(name, rows)
    return results[0]


def _first(name: str, _: list[int], results: list[Any]) -> Any:
    _at_least_one(name, results)
    return results[0]


def _agreeing(name: str, rows: list[int], results: list[Any]) -> Any:
    _at_least_one(name, results)
    if not all(equal(each, results[0]) for each in results):
        raise _several(name, rows)
    return results[0]


def _all(_name: str, _rows: list[int], results: list[Any]) -> Any:
    return results


def _sum(_name: str, _rows: list[int], results: list[Any]) -> Any:
    total = results[0] if results else 0
    for each in results[1:]:
        total = calculate("+", total, each)
    return total


def _least(name: str, _: list[int], results: list[Any]) -> Any:
    _at_least_one(name, results)
    return min(results)


def _largest(name: str, _: list[int], results: list[Any]) -> Any:
    _at_least_one(name, results)
    return max(results)


_TAKES: dict[str, Take] = {
    "only": _only,
    "first": _first,
    "agreeing": _agreeing,
    "all": _all,
    "sum": _sum,
    "min": _least,
    "max": _largest,
}


def parse_table(
    source: Mapping[str, Any], scope: Scope, name: str
) -> tuple[Table | None, list[Finding]]:
    """Check a decision table and build it.

    Args:
        source: The table as JSON: ``take``, ``columns``, ``rows``.
        scope: What its rules may name.
        name: How messages call it.

    Returns:
        The table, and everything that is wrong with it or worth knowing, each with its JSON
        pointer below the table; no table if anything is an error.
    """
    draft, findings = read_table(source, scope)
    if draft is None or has_errors(findings):
        return None, findings
    findings += coverage_findings(draft)
    if has_errors(findings):
        return None, findings
    return _built(draft, name), findings


def _built(draft: Draft, name: str) -> Table:
    rules = [*draft.columns, *(rule for row in draft.rows for rule in row.rules)]
    return Table(
        name=name,
        take=draft.take,
        columns=tuple(draft.columns),
        rows=tuple((tuple(row.cells), tuple(row.results)) for row in draft.rows),
        results=tuple(draft.results),
        result=_answer_type(draft, name),
        references=frozenset[tuple[str, ...]]().union(*(rule.references for rule in rules)),
    )


def _answer_type(draft: Draft, name: str) -> Type:
    if draft.take == "count":
        return INT
    types = {
        key: nullable(type_) if any(row.results[place] is None for row in draft.rows) else type_
        for place, (key, type_) in enumerate(draft.results.items())
    }
    each = next(iter(types.values())) if len(types) == 1 else record(name, types)
    return list_of(each) if draft.take == "all" else each
