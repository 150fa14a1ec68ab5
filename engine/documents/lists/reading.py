"""A workbook becomes a list: every filled row as an entry or with the reason why it is none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.documents.lists.bindingness import assessed
from engine.documents.lists.lines import Line, LineReader
from engine.documents.lists.mapping import (
    SheetMapping,
    has_titles,
    ignored_columns,
    map_sheet,
    unknown_wishes,
)
from engine.documents.lists.rows import RowKind, rows_of
from engine.documents.lists.targets import Target, targets_of
from engine.findings import Finding, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    from engine.definition.model import Workflow
    from engine.documents.workbooks.values import Sheet, Workbook


@dataclass(frozen=True, slots=True)
class Reading:
    """How a list is to be read."""

    workflow: Workflow
    after: date
    """Dates without a year are meant from this day on."""
    told: Mapping[str, str] = field(default_factory=dict)
    """Heading or letters of a column to the path of a target."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Fields that rows have which do not say otherwise."""
    sheets: Collection[str] = ()
    """Only these; empty is all that hold a list."""
    known: Collection[str] = ()
    """Names of organisations."""
    progress: Callable[[int, int], None] = lambda done, of: None  # noqa: ARG005 - nobody watches
    """Told after each row how many of how many are read."""


@dataclass(frozen=True, slots=True)
class ListRead:
    """What a workbook says."""

    mappings: tuple[SheetMapping, ...]
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    """About the file as a whole, besides those of its lines."""
    rows: Mapping[str, int]
    """How many filled rows are entries, headings, sections, sums, before the list, or elsewhere."""

    @property
    def missing(self) -> Counter[str]:
        """How many lines lack what."""
        return Counter(one.key for each in self.lines for one in each.missing)


def read_list(workbook: Workbook, reading: Reading) -> ListRead:
    """Return what a workbook says, row by row."""
    targets = targets_of(reading.workflow)
    findings: list[Finding] = []
    chosen: list[tuple[Sheet, SheetMapping]] = []
    rows: Counter[str] = Counter()
    for sheet in workbook.sheets:
        mapping = map_sheet(sheet, targets, reading.told) if _is_wanted(sheet, reading) else None
        if mapping is None or not has_titles(mapping):
            elsewhere = sum(bool(each) for each in sheet.rows)
            rows["elsewhere"] += elsewhere
            findings += _not_a_list(sheet, elsewhere, reading)
        else:
            chosen.append((sheet, mapping))
            findings += ignored_columns(mapping)
    mappings = tuple(mapping for _, mapping in chosen)
    findings += unknown_wishes(reading.told, list(mappings), targets)
    total = sum(len(sheet.rows) for sheet, _ in chosen)
    lines: list[Line] = []
    for sheet, mapping in chosen:
        lines += _lines(sheet, mapping, targets, reading, _Progress(rows, findings, total))
    return ListRead(mappings, tuple(_told_apart(lines)), tuple(findings), dict(rows))


def _is_wanted(sheet: Sheet, reading: Reading) -> bool:
    return not reading.sheets or sheet.name in reading.sheets


@dataclass(slots=True)
class _Progress:
    """What is counted and said while rows are read."""

    rows: Counter[str]
    findings: list[Finding]
    total: int


def _lines(
    sheet: Sheet,
    mapping: SheetMapping,
    targets: Mapping[str, Target],
    reading: Reading,
    progress: _Progress,
) -> list[Line]:
    reader = LineReader(
        reading.workflow, targets, mapping, reading.after, reading.known, reading.defaults
    )
    found = []
    for row in rows_of(sheet, mapping):
        progress.rows[row.kind.value] += 1
        if row.kind is RowKind.ENTRY:
            found.append(assessed(reader.read(row), reading.workflow, mapping))
        elif row.kind in {RowKind.SECTION, RowKind.SUM}:
            progress.findings.append(_between(sheet, row.number, row.kind, row.values))
        reading.progress(sum(progress.rows.values()), progress.total)
    return found


def _between(sheet: Sheet, row: int, kind: RowKind, values: Mapping[int, Any]) -> Finding:
    text = str(next(iter(values.values())))[:80]
    if kind is RowKind.SECTION:
        message = Text(
            de=f"„{text}“ gilt als Überschrift der folgenden Zeilen.",
            en=f"“{text}” is taken for a heading of the following rows.",
        )
    else:
        message = Text(de=f"„{text}“ gilt als Summe.", en=f"“{text}” is taken for a sum.")
    column = next(iter(values))
    where = str(sheet.place(row, column))
    return Finding(f"row-{kind.value}", where, message, severity=Severity.INFO)


def _not_a_list(sheet: Sheet, rows: int, reading: Reading) -> list[Finding]:
    if not rows:
        return []
    if not _is_wanted(sheet, reading):
        message = Text(
            de=f"Das Blatt mit {rows} Zeilen war nicht verlangt.",
            en=f"The sheet with {rows} rows was not asked for.",
        )
        return [Finding("sheet-not-taken", sheet.name, message, severity=Severity.INFO)]
    message = Text(
        de=f"Auf dem Blatt mit {rows} Zeilen steht keine Liste mit einer Spalte für den Titel.",
        en=f"The sheet with {rows} rows holds no list with a column for the title.",
    )
    hint = Text(
        de='Die Spalte benennen: --map "ÜBERSCHRIFT=title".',
        en='Name the column: --map "HEADING=title".',
    )
    return [Finding("sheet-not-understood", sheet.name, message, hint, Severity.WARNING)]


def _told_apart(lines: list[Line]) -> list[Line]:
    """Say where a number comes twice."""
    first: dict[str, Line] = {}
    found = []
    for each in lines:
        if each.number is not None and each.number in first:
            twin = first[each.number]
            finding = Finding(
                "number-twice",
                each.where,
                Text(
                    de=f"Die Nummer {each.number} steht schon in {twin.where}.",
                    en=f"The number {each.number} stands already in {twin.where}.",
                ),
                severity=Severity.WARNING,
            )
            found.append(replace(each, findings=(*each.findings, finding)))
        else:
            if each.number is not None:
                first[each.number] = each
            found.append(each)
    return found
