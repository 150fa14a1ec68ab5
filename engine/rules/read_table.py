"""A decision table is read from JSON: columns first, then every cell by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.findings import Finding, Text, pointer
from engine.rules.cells import WRONG, Cell, CellReader
from engine.rules.faults import unknown
from engine.rules.rule import Rule
from engine.rules.types import (
    BOOL,
    DATE,
    DOUBLE,
    INT,
    STRING,
    TIMESTAMP,
    Type,
    choice,
    nullable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.rules.scope import Scope

Result = Any
"""A literal, or the rule that gives the result."""

TAKES = ("only", "first", "agreeing", "all", "sum", "min", "max", "count")
_CALCULATED = frozenset({"sum", "min", "max"})
_RESULT_TYPES: dict[str, Type] = {
    **dict.fromkeys(("text", "longtext", "organisation", "person", "body"), STRING),
    **dict.fromkeys(("integer", "percent", "money"), INT),
    "number": DOUBLE,
    "date": DATE,
    "timestamp": TIMESTAMP,
    "yes_no": BOOL,
    "choice": STRING,
}
_CONDITION_KINDS = frozenset(
    {"bool", "int", "double", "string", "date", "timestamp", "dyn"},
)
MOST_ROWS = 1_000
MOST_COLUMNS = 30


@dataclass(slots=True)
class DraftRow:
    """A row as far as it could be read."""

    cells: list[Cell]
    results: list[Result]
    rules: list[Rule]
    """The rules among the results and the cells, for what they read."""


@dataclass(slots=True)
class Draft:
    """A table as far as it could be read."""

    take: str = "only"
    columns: list[Rule] = field(default_factory=list)
    results: dict[str, Type] = field(default_factory=dict)
    rows: list[DraftRow] = field(default_factory=list)


def read_table(source: Mapping[str, Any], scope: Scope) -> tuple[Draft | None, list[Finding]]:
    """Return a table whose cells are checked one by one, and what is wrong with it."""
    reading = _Reading(scope)
    draft = reading.table(source)
    return draft, reading.reader.findings


class _Reading:
    def __init__(self, scope: Scope) -> None:
        self.reader = CellReader(scope)
        self._order: list[Rule | str | None] = []
        """What each column is: a condition, the name of a result, nothing if it is wrong."""
        self._draft = Draft()

    def table(self, source: Mapping[str, Any]) -> Draft | None:
        columns, rows = source.get("columns"), source.get("rows")
        take = source.get("take", "only")
        if take not in TAKES:
            what = Text(de="Unbekannte Art zu entscheiden", en="Unknown way to decide")
            self._unknown("table-unknown-take", pointer("take"), what, (str(take), TAKES))
        self._draft.take = str(take)
        if not isinstance(columns, list) or not 0 < len(columns) <= MOST_COLUMNS:
            self._shape("/columns", MOST_COLUMNS)
            return None
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS:
            self._shape("/rows", MOST_ROWS)
            return None
        for place, column in enumerate(columns):
            self._order.append(self._column(column, pointer("columns", place)))
        self._check_results()
        for place, row in enumerate(rows):
            self._row(row, pointer("rows", place))
        return self._draft

    def _shape(self, where: str, most: int) -> None:
        self.reader.report(
            "table-shape",
            where,
            Text(
                de=f"Hier wird eine Liste mit 1 bis {most} Einträgen gebraucht.",
                en=f"A list of 1 to {most} entries is needed here.",
            ),
        )

    def _unknown(self, code: str, where: str, what: Text, name: tuple[str, Any]) -> None:
        finding = unknown(code, (0, 0), what, *name)
        self.reader.report(code, where, finding.message, finding.hint)

    def _column(self, column: Any, where: str) -> Rule | str | None:
        if isinstance(column, str):
            return self._condition(column, where)
        if isinstance(column, dict) and "rule" in column:
            return self._condition(column["rule"], where + "/rule")
        if isinstance(column, dict) and isinstance(column.get("result"), str):
            return self._result_column(column, where)
        self.reader.report(
            "table-column",
            where,
            Text(
                de="Eine Spalte ist eine Regel oder ein Ergebnis.",
                en="A column is a rule or a result.",
            ),
            Text(
                de='Zum Beispiel: "= case.priority" oder {"result": "class", "type": "text"}',
                en='For example: "= case.priority" or {"result": "class", "type": "text"}',
            ),
        )
        return None

    def _condition(self, text: Any, where: str) -> Rule | None:
        rule = self.reader.rule(text, where)
        if rule is None:
            return None
        if rule.result.kind not in _CONDITION_KINDS:
            self.reader.report(
                "table-column",
                where,
                Text(
                    de="Diese Spalte ergibt keinen einzelnen Wert.",
                    en="This column does not yield a single value.",
                ),
                Text(de="Zum Beispiel size(…) vergleichen.", en="Compare size(…), for example."),
            )
        self._draft.columns.append(rule)
        return rule

    def _result_column(self, column: dict[str, Any], where: str) -> str:
        name, kind = column["result"], column.get("type", "text")
        type_ = _RESULT_TYPES.get(kind) if isinstance(kind, str) else None
        if type_ is None:
            what = Text(de="Unbekannte Feldart", en="Unknown type of field")
            self._unknown("table-unknown-type", where + "/type", what, (str(kind), _RESULT_TYPES))
        if kind == "choice" and isinstance(column.get("options"), list | dict):
            type_ = choice(str(option) for option in column["options"])
        if name in self._draft.results:
            self.reader.report(
                "table-column",
                where + "/result",
                Text(de="Dieses Ergebnis gibt es schon.", en="This result is there already."),
            )
        self._draft.results[name] = type_ or STRING
        return str(name)

    def _check_results(self) -> None:
        take, results = self._draft.take, list(self._draft.results.values())
        if take == "count" or None in self._order:
            return
        if not results:
            self.reader.report(
                "table-no-result",
                "/columns",
                Text(de="Die Tabelle hat kein Ergebnis.", en="The table has no result."),
                Text(de='{"result": "…", "type": "…"}', en='{"result": "…", "type": "…"}'),
            )
        elif take in _CALCULATED and (len(results) > 1 or not _can_be_calculated(take, results[0])):
            self.reader.report(
                "table-take",
                "/take",
                Text(
                    de=f"„{take}“ braucht genau ein Ergebnis, das eine Zahl ist.",
                    en=f"“{take}” needs exactly one result that is a number.",
                ),
            )

    def _row(self, row: Any, where: str) -> None:
        if not isinstance(row, list) or len(row) != len(self._order):
            count = len(self._order)
            self.reader.report(
                "table-row",
                where,
                Text(
                    de=f"Die Zeile braucht {count} Zellen, für jede Spalte eine.",
                    en=f"The row needs {count} cells, one for each column.",
                ),
            )
            return
        read = DraftRow([], [], [])
        for place, (column, raw) in enumerate(zip(self._order, row, strict=True)):
            at = where + pointer(place)
            if isinstance(column, Rule):
                read.cells.append(self._cell(raw, column.result, at, read))
            elif column is not None:
                read.results.append(self._result(raw, self._draft.results[column], at, read))
        self._draft.rows.append(read)

    def _cell(self, raw: Any, type_: Type, where: str, row: DraftRow) -> Cell:
        cell = self.reader.cell(raw, type_, where)
        row.rules += cell.rules
        return cell

    def _result(self, raw: Any, type_: Type, where: str, row: DraftRow) -> Result:
        if isinstance(raw, str) and raw.startswith("=") and not raw.startswith("=="):
            rule = self.reader.rule(raw, where, nullable(type_))
            row.rules += [] if rule is None else [rule]
            return rule
        value = self.reader.literal(raw, nullable(type_), where)
        if value is None and self._draft.take in _CALCULATED:
            self.reader.report(
                "table-cell-type",
                where,
                Text(de="Hier wird eine Zahl gebraucht.", en="A number is needed here."),
            )
        return None if value is WRONG else value


def _can_be_calculated(take: str, type_: Type) -> bool:
    return type_.kind in {"int", "double"} or (take != "sum" and type_.kind == "date")
