"""A row of a list becomes what a case is opened with, and everything that is to be said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.definition.fields import FieldType
from engine.definition.values import convert_all
from engine.documents.lists.cells import read_cell, text_of
from engine.documents.lists.dates import read_span
from engine.documents.lists.entries import ADDRESSEES, Entries
from engine.documents.lists.names import split_names
from engine.documents.lists.normal import normal, says_nothing
from engine.documents.lists.targets import (
    BEGIN,
    END,
    IGNORED,
    NUMBER,
    REFERENCE,
    ROLE,
    STATUS,
    TERM,
)
from engine.documents.lists.vocabulary import STATUS_WORDS, words_of
from engine.documents.workbooks.values import Place
from engine.findings import Finding, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from engine.definition.model import Workflow
    from engine.documents.lists.mapping import Column, SheetMapping
    from engine.documents.lists.rows import Row
    from engine.documents.lists.targets import Target
    from engine.documents.workbooks.values import Value

_STATUSES = words_of(STATUS_WORDS)
_GENERIC_SHEET = re.compile(
    r"csv|(tabelle|sheet|blatt)\s*\d*|ma(ß|ss)nahmen?\w*|katalog|liste|plan|.*20\d\d.*",
    re.IGNORECASE,
)
"""Names of sheets that are no fields of action."""
TITLE, AREA, REPORT = "title", "area", "last_report"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a row lacks to be binding."""

    key: str
    """owner, consent, date, consequence, indicator or cost."""
    where: str
    """Sheet and cell; of a column that there is not, the row."""
    has_column: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of a list, as it is understood."""

    sheet: str
    row: int
    number: str | None
    """The number that it has in the list: 6.1.1, HF2-Z1-M3."""
    title: str | None
    fields: Mapping[str, Any]
    """What a case is opened with, as JSON."""
    holders: Mapping[str, tuple[str, ...]]
    """Names by role."""
    status: str | None = None
    """The word of the common scale that its status means."""
    missing: tuple[Missing, ...] = ()
    findings: tuple[Finding, ...] = ()
    needs: tuple[str, ...] = ()
    """Fields that it cannot be taken without and has not."""

    @property
    def can_be_taken(self) -> bool:
        """Whether a case can be opened with it."""
        return not self.needs

    @property
    def where(self) -> str:
        """Sheet and row."""
        return f"{self.sheet}!A{self.row}"

    @property
    def is_binding(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


@dataclass(slots=True)
class LineReader:
    """Reads the rows of one sheet."""

    workflow: Workflow
    targets: Mapping[str, Target]
    mapping: SheetMapping
    after: date
    """From when on dates without a year are meant."""
    known: Collection[str] = ()
    """Names of organisations that are never taken apart."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Fields that rows have which do not say otherwise."""
    _area: str | None = field(default=None, init=False)

    def read(self, row: Row) -> Line:
        """Return what an entry says; what is missing is asked afterwards."""
        draft = _Draft(self, row)
        for column in self.mapping.columns:
            value = row.values.get(column.number)
            if value is not None and column.target != IGNORED:
                draft.take(column, value)
        draft.finish()
        self._area = draft.fields.get(AREA, self._area)
        return draft.line()

    def area_above(self, row: Row) -> str | None:
        """Return the field of action that a row stands under."""
        above = row.section or (self._area if self.mapping.of(AREA) else None)
        names_area = not _GENERIC_SHEET.fullmatch(self.mapping.sheet)
        return above or (self.mapping.sheet if names_area else None)

    def place(self, row: int, column: int) -> str:
        """Return a cell of the sheet, as people write it."""
        return str(Place(self.mapping.sheet, row, column))


class _Draft:
    """One row while it is read."""

    def __init__(self, reader: LineReader, row: Row) -> None:
        self.reader, self.row = reader, row
        self.fields: dict[str, Any] = {}
        self.holders: dict[str, tuple[str, ...]] = {}
        self.entries = Entries(reader.workflow.fields, reader.after, reader.known)
        self.findings: list[Finding] = []
        self.cells: dict[str, str] = {}
        """The cell that a field came from."""
        self.status: str | None = None
        self.needs: list[str] = []

    def take(self, column: Column, value: Value) -> None:
        where = self.reader.place(self.row.number, column.number)
        path = column.target
        target = self.reader.targets[path]
        if path == NUMBER:
            self._number(value, where)
        elif path == STATUS:
            self._status(text_of(value), where)
        elif path == TERM:
            self._term(value, where)
        elif path.startswith(ROLE):
            self._role(path.removeprefix(ROLE), text_of(value), where)
        elif "." in path:
            self.entries.add(path, value, where)
        elif target.takes_several:
            self._joined(path, column, text_of(value), where)
        else:
            self._field(target, value, where)

    def say(self, code: str, where: str, note: Text, severity: Severity) -> None:
        self.findings.append(Finding(code, where, note, severity=severity))

    def _number(self, value: Value, where: str) -> None:
        if not isinstance(value, str | int | float):
            self.say(
                "number-is-date",
                where,
                Text(
                    de="Die Tabellenkalkulation hat aus der Nummer ein Datum gemacht.",
                    en="The spreadsheet program has turned the number into a date.",
                ),
                Severity.WARNING,
            )
        text = str(value) if isinstance(value, float) else text_of(value)
        if not says_nothing(text):
            self.fields[REFERENCE] = text[:200]
            self.cells[REFERENCE] = where

    def _status(self, text: str, where: str) -> None:
        if says_nothing(text):
            return
        plain = normal(text)
        found = _STATUSES.get(plain) or next(
            (key for word, key in _STATUSES.items() if f" {word} " in f" {plain} "), None
        )
        self.status = found
        if found is None:
            self.say(
                "status-unknown",
                where,
                Text(
                    de=f"„{text[:60]}“ ist kein bekannter Umsetzungsstand.",
                    en=f"“{text[:60]}” is no known status.",
                ),
                Severity.WARNING,
            )
        if REPORT in self.reader.workflow.fields:
            self._append(REPORT, Text(de="Stand laut Liste", en="Status in the list").de, text)

    def _term(self, value: Value, where: str) -> None:
        span = read_span(value, self.reader.after)
        if span is None:
            if isinstance(value, str) and says_nothing(value):
                return
            self.say(
                "cell-not-understood",
                where,
                Text(
                    de=f"„{str(value)[:60]}“ ist kein verständlicher Zeitraum.",
                    en=f"“{str(value)[:60]}” is no period that is understood.",
                ),
                Severity.ERROR,
            )
            return
        for key, day in ((BEGIN, span.first), (END, None if span.is_endless else span.last)):
            if day is not None and not (key == BEGIN and span.is_day):
                self.fields.setdefault(key, day.isoformat())
                self.cells.setdefault(key, where)
        if span.guessed_year:
            self.say(
                "year-guessed",
                where,
                Text(
                    de="Ohne Jahr; das nächste wird angenommen.", en="No year; the next is assumed."
                ),
                Severity.WARNING,
            )

    def _role(self, role: str, text: str, where: str) -> None:
        names = split_names(text, self.reader.known)
        if not names:
            return
        self.holders[role] = (names[0],)
        if ADDRESSEES in self.reader.workflow.fields:
            self.entries.offer_addressees(names)
        if len(names) > 1:
            others = ", ".join(names[1:])
            self.say(
                "several-owners",
                where,
                Text(
                    de=f"Mehrere Zuständige; die Federführung erhält {names[0]}. Außerdem genannt: "
                    f"{others}.",
                    en=f"Several owners; {names[0]} gets the lead. Also named: {others}.",
                ),
                Severity.WARNING,
            )

    def _joined(self, path: str, column: Column, text: str, where: str) -> None:
        title = self.reader.targets[path].headings
        is_own = normal(column.heading) in title and len(self.reader.mapping.of(path)) == 1
        self._append(path, None if is_own else column.heading, text)
        self.cells.setdefault(path, where)

    def _append(self, path: str, label: str | None, text: str) -> None:
        said = f"{label}: {text}" if label else text
        before = self.fields.get(path)
        self.fields[path] = f"{before}\n{said}" if before else said

    def _field(self, target: Target, value: Value, where: str) -> None:
        assert target.field is not None  # noqa: S101 - only special targets have none
        taken = read_cell(target.field, value, self.reader.after, target.path)
        if taken.note is not None:
            code = "cell-not-understood" if taken.severity is Severity.ERROR else "cell-note"
            self.say(code, where, taken.note, taken.severity)
        if taken.value is not None:
            self.fields[target.path] = taken.value
            self.cells[target.path] = where

    def finish(self) -> None:
        fields = self.reader.workflow.fields
        if AREA in fields and not self.fields.get(AREA):
            above = self.reader.area_above(self.row)
            if above:
                self.fields[AREA] = above
        self.fields = {**self.reader.defaults, **self.fields, **self.entries.made()}
        self.findings += self.entries.findings
        if REFERENCE not in fields:
            self.fields.pop(REFERENCE, None)
        self._check()

    def _check(self) -> None:
        """Leave out what the workflow does not take, and say so at the cell."""
        _, problems = convert_all(self.reader.workflow.fields, self.fields, partial=True)
        for each in problems:
            key = each.path.split("/")[1] if each.path else ""
            self.fields.pop(key, None)
            where = self.cells.get(key, self.reader.place(self.row.number, 1))
            self.say("value-refused", where, each.message, Severity.ERROR)
        for key, field_ in self.reader.workflow.fields.items():
            lacks = field_.required and field_.default is None and not self.fields.get(key)
            if lacks and field_.type is not FieldType.LIST:
                self._lacking(key, field_.title)

    def _lacking(self, key: str, title: Text) -> None:
        self.needs.append(key)
        columns = self.reader.mapping.of(key)
        where = self.reader.place(self.row.number, columns[0].number if columns else 1)
        self.findings.append(
            Finding(
                "required-missing",
                where,
                Text(
                    de=f"Es fehlt: {title.de}. Die Zeile kann so nicht übernommen werden.",
                    en=f"Missing: {title.en}. The row cannot be taken like this.",
                ),
                Text(
                    de="In der Liste ergänzen oder für alle Zeilen angeben: --default FELD=WERT.",
                    en="Add it to the list, or say it for all rows: --default FIELD=VALUE.",
                ),
            )
        )

    def line(self) -> Line:
        number = self.fields.get(REFERENCE)
        return Line(
            sheet=self.reader.mapping.sheet,
            row=self.row.number,
            number=number,
            title=self.fields.get(TITLE),
            fields=self.fields,
            holders=self.holders,
            status=self.status,
            findings=tuple(self.findings),
            needs=tuple(self.needs),
        )
