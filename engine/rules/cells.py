"""The condition cells of a decision table: literals, lists, tests, ``*``, ``not``, rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.findings import Finding, Text, pointer
from engine.rules.days import parse_date
from engine.rules.errors import Stop
from engine.rules.faults import unknown
from engine.rules.instants import parse_instant
from engine.rules.rule import Rule, compile_rule
from engine.rules.types import BOOL, NUMBERS, Type, describe, nullable
from engine.rules.values import alike, equal

if TYPE_CHECKING:
    from engine.rules.scope import Scope

Frame = dict[str, Any]
Test = Callable[[Any, Frame], bool]

ANYTHING = "*"
_MEASURED = NUMBERS | {"date", "timestamp"}
"""Kinds of columns in which a text may be a test."""
_COMPARISON = re.compile(r"\s*(<=|>=|<|>)\s*(\S.*)")
_RANGE = re.compile(r"\s*([\[(])\s*(\S.*?)\s*\.\.\s*(\S.*?)\s*([\])])\s*")
_MOST_DIGITS = 19
MOST_ALTERNATIVES = 1_000
_NUMBER = re.compile(rf"-?[0-9]{{1,{_MOST_DIGITS}}}(\.[0-9]{{1,{_MOST_DIGITS}}})?")

WRONG = object()
"""Stands for a value that could not be read; its finding makes the table unusable."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A condition on the value of a column."""

    holds: Test
    edges: tuple[Any, ...] = ()
    """Values at which the answer may change."""
    is_open: bool = False
    """Whether the answer depends on more than the value, so that no analysis can know it."""
    rules: tuple[Rule, ...] = ()
    """What it asks."""


_ANY = Cell(lambda _value, _frame: True)
_NEVER = Cell(lambda _value, _frame: False)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda one, other: bool(one < other),
    "<=": lambda one, other: bool(one <= other),
    ">": lambda one, other: bool(one > other),
    ">=": lambda one, other: bool(one >= other),
}


class CellReader:
    """Reads cells, each where it stands, and keeps what is wrong with them."""

    def __init__(self, scope: Scope) -> None:
        """Let the rules in cells name what the table may name."""
        self._scope = scope
        self.findings: list[Finding] = []

    def report(self, code: str, where: str, message: Text, hint: Text | None = None) -> None:
        """Keep a finding."""
        self.findings.append(Finding(code, where, message, hint))

    def rule(self, text: object, where: str, expected: Type | None = None) -> Rule | None:
        """Read a rule, with or without its leading ``=``."""
        if not isinstance(text, str):
            self.report(
                "table-cell",
                where,
                Text(de="Hier wird eine Regel gebraucht.", en="A rule is needed here."),
            )
            return None
        source = text.lstrip().removeprefix("=").lstrip()
        shift = len(text) - len(source)
        compiled, findings = compile_rule(source, self._scope, expected)
        self.findings += [_moved(finding, shift).below(where) for finding in findings]
        return compiled

    def literal(self, raw: object, type_: Type, where: str) -> Any:
        """Return the value that a literal stands for in a place of a type, or ``WRONG``."""
        if raw is None and type_.may_be_null:
            return None
        value = _read(raw, type_.kind)
        if value is WRONG:
            wanted = describe(type_)
            self.report(
                "table-cell-type",
                where,
                Text(
                    de=f"Diese Spalte braucht: {wanted.de}. Da steht: {_cut(raw)}.",
                    en=f"This column needs: {wanted.en}. There is: {_cut(raw)}.",
                ),
                _EXAMPLES.get(type_.kind),
            )
        elif type_.options and value not in type_.options:
            what = Text(de="Diese Auswahl kennt nicht", en="This choice does not know")
            finding = unknown("table-unknown-option", (0, 0), what, str(value), type_.options)
            self.findings.append(replace(finding, where=where, column=None, end_column=None))
            return WRONG
        return value

    def cell(self, raw: object, column: Type, where: str) -> Cell:
        """Read a condition."""
        if raw == ANYTHING:
            return _ANY
        if isinstance(raw, list):
            return self._list(raw, column, where)
        if isinstance(raw, dict):
            return self._object(raw, column, where)
        return self._single(raw, column, where)

    def _list(self, raw: list[Any], column: Type, where: str) -> Cell:
        if len(raw) > MOST_ALTERNATIVES:
            self.report(
                "table-cell",
                where,
                Text(
                    de=f"Mehr als {MOST_ALTERNATIVES} Möglichkeiten in einer Zelle.",
                    en=f"More than {MOST_ALTERNATIVES} alternatives in one cell.",
                ),
            )
            return _NEVER
        return _any_of(
            [self.cell(each, column, where + pointer(place)) for place, each in enumerate(raw)]
        )

    def _single(self, raw: object, column: Type, where: str) -> Cell:
        if isinstance(raw, str) and raw.startswith("=") and not raw.startswith("=="):
            return self._equal_to_rule(raw, column, where)
        if isinstance(raw, str) and column.kind in _MEASURED:
            return self._test(raw, column, where)
        value = self.literal(raw, nullable(column), where)
        if value is WRONG:
            return _NEVER
        return Cell(lambda given, _: equal(given, value), (value,))

    def _object(self, raw: dict[str, Any], column: Type, where: str) -> Cell:
        keys = set(raw) - {"note"}
        if keys == {"not"}:
            cell = self.cell(raw["not"], column, where + "/not")
            return replace(cell, holds=lambda value, frame: not cell.holds(value, frame))
        if keys == {"rule"}:
            rule = self.rule(raw["rule"], where + "/rule", BOOL)
            return _NEVER if rule is None else _open(rule, lambda verdict, _: verdict is True)
        self.report(
            "table-cell",
            where,
            Text(de="Diese Bedingung ist unbekannt.", en="This condition is unknown."),
            Text(
                de='Erlaubt sind {"not": …} und {"rule": "…"}.',
                en='{"not": …} and {"rule": "…"} are allowed.',
            ),
        )
        return _NEVER

    def _equal_to_rule(self, raw: str, column: Type, where: str) -> Cell:
        rule = self.rule(raw, where, nullable(column))
        return _NEVER if rule is None else _open(rule, equal)

    def _test(self, raw: str, column: Type, where: str) -> Cell:
        """Read a test on a number or a date, such as ``< 14`` or ``[0..14)``."""
        match = _RANGE.fullmatch(raw)
        if match is not None:
            return self._range(match, column, where)
        match = _COMPARISON.fullmatch(raw)
        if match is None:
            value = self._bound(raw, column, where)
            return (
                _NEVER if value is WRONG else Cell(lambda given, _: equal(given, value), (value,))
            )
        bound = self._bound(match[2], column, where)
        return _NEVER if bound is WRONG else Cell(_compared(match[1], bound), (bound,))

    def _range(self, match: re.Match[str], column: Type, where: str) -> Cell:
        low, high = (self._bound(match[place], column, where) for place in (2, 3))
        if low is WRONG or high is WRONG:
            return _NEVER
        from_low = _compared(">=" if match[1] == "[" else ">", low)
        to_high = _compared("<=" if match[4] == "]" else "<", high)
        if low > high or (low == high and match[0].strip()[0] + match[4] != "[]"):
            self.report(
                "table-empty-range",
                where,
                Text(
                    de=f"In {match[0].strip()} liegt kein Wert.",
                    en=f"No value lies in {match[0].strip()}.",
                ),
            )
        return Cell(
            lambda value, frame: from_low(value, frame) and to_high(value, frame), (low, high)
        )

    def _bound(self, text: str, column: Type, where: str) -> Any:
        stripped = text.strip()
        if column.kind in NUMBERS and _NUMBER.fullmatch(stripped):
            is_whole = "." not in stripped
            return self.literal(int(stripped) if is_whole else float(stripped), column, where)
        return self.literal(stripped, column.filled, where)


def _compared(sign: str, bound: Any) -> Test:
    compare = _COMPARE[sign]

    def test(value: Any, _: Frame) -> bool:
        try:
            return value is not None and compare(*alike(value, bound))
        except TypeError:
            return False

    return test


def _any_of(cells: list[Cell]) -> Cell:
    return Cell(
        lambda value, frame: any(cell.holds(value, frame) for cell in cells),
        edges=tuple(edge for cell in cells for edge in cell.edges),
        is_open=any(cell.is_open for cell in cells),
        rules=tuple(rule for cell in cells for rule in cell.rules),
    )


def _open(rule: Rule, test: Callable[[Any, Any], bool]) -> Cell:
    return Cell(lambda value, frame: test(rule.decide(frame), value), is_open=True, rules=(rule,))


def _moved(finding: Finding, by: int) -> Finding:
    if finding.column is None or finding.end_column is None:
        return finding
    return replace(finding, column=finding.column + by, end_column=finding.end_column + by)


def _cut(raw: object) -> str:
    return repr(raw)[:60]


_EXAMPLES = {
    "bool": Text(de="true oder false", en="true or false"),
    "int": Text(de='Zum Beispiel: 14, "< 14", "[0..14)"', en='For example: 14, "< 14", "[0..14)"'),
    "double": Text(de='Zum Beispiel: 1.5 oder "< 1.5"', en='For example: 1.5 or "< 1.5"'),
    "date": Text(
        de='Zum Beispiel: "2026-03-31" oder ">= 2026-03-31"',
        en='For example: "2026-03-31" or ">= 2026-03-31"',
    ),
}


def _read_number(raw: object) -> Any:
    return float(raw) if type(raw) in {int, float} else WRONG  # type: ignore[arg-type]


def _read_text(raw: object) -> Any:
    if type(raw) is not str:
        return WRONG
    return raw[1:] if raw.startswith("==") else raw


def _reader_of_text(read: Callable[[str], Any]) -> Callable[[object], Any]:
    return lambda raw: read(raw) if type(raw) is str else WRONG


_READERS: dict[str, Callable[[object], Any]] = {
    "bool": lambda raw: raw if type(raw) is bool else WRONG,
    "int": lambda raw: raw if type(raw) is int else WRONG,
    "double": _read_number,
    "string": _read_text,
    "date": _reader_of_text(parse_date),
    "timestamp": _reader_of_text(parse_instant),
    "dyn": lambda raw: raw,
}


def _read(raw: object, kind: str) -> Any:
    reader = _READERS.get(kind)
    if reader is None:
        return WRONG
    try:
        return reader(raw)
    except (Stop, OverflowError):
        return WRONG
