"""Answers on standard output: a JSON document for programs, lines and tables for people."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import click

from engine.findings import Finding, Severity, Text
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.commands.call import Call

_Item = TypeVar("_Item")
_SEVERITIES = {
    Severity.ERROR: Text(de="Fehler", en="error"),
    Severity.WARNING: Text(de="Warnung", en="warning"),
    Severity.INFO: Text(de="Hinweis", en="note"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows for people: the headings of its columns and the cells."""

    columns: Sequence[Text]
    rows: Iterable[Sequence[object]]


def answer(call: Call, document: object, *parts: Table | Text | str) -> None:
    """Give the answer of a command: the document with ``--json``, else the parts in order."""
    if call.as_json:
        click.echo(json.dumps(plain(document), ensure_ascii=False, indent=2))
        return
    for part in parts:
        if isinstance(part, Table):
            _print_table(call, part)
        else:
            click.echo(call.words(part))


def findings_document(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Return findings as JSON: code, severity, place, message and hint in both languages."""
    return [
        {
            "code": each.code,
            "severity": each.severity.value,
            "where": each.where,
            "column": each.column,
            "end_column": each.end_column,
            "message": _both(each.message),
            "hint": _both(each.hint) if each.hint else None,
        }
        for each in findings
    ]


def findings_lines(call: Call, findings: Iterable[Finding], source: str = "") -> Iterator[str]:
    """Yield a line for each finding, with its place, and one for its hint."""
    for each in findings:
        place = "#".join(part for part in (source, each.where) if part)
        where = ":".join(part for part in (place, str(each.column or "")) if part)
        severity = call.words(_SEVERITIES[each.severity])
        yield f"{where}: {severity}: {call.words(each.message)} [{each.code}]"
        if each.hint:
            yield f"    {call.words(each.hint)}"


def track(call: Call, items: Sequence[_Item], label: Text) -> Iterator[_Item]:
    """Yield the items, with a progress bar on standard error where a person is watching."""
    hidden = not sys.stderr.isatty()
    words = call.words(label)
    with click.progressbar(items, label=words, file=sys.stderr, hidden=hidden) as bar:
        yield from bar


@contextmanager
def watched(call: Call, label: Text) -> Iterator[Callable[[int, int], None]]:
    """Give a function to be told how much of how much is done, for a progress bar as above."""
    words = call.words(label)
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label=words, file=sys.stderr, hidden=hidden) as bar:

        def tell(done: int, of: int) -> None:
            bar.length = max(of, 1)
            bar.update(done - bar.pos)

        yield tell


def _both(text: Text) -> Mapping[str, str]:
    return {"de": text.de, "en": text.en}


def _print_table(call: Call, table: Table) -> None:
    from rich import box  # noqa: PLC0415 - 40 ms, for tables only
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table as RichTable  # noqa: PLC0415

    drawn = RichTable(
        *map(call.words, table.columns), box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False
    )
    for row in table.rows:
        drawn.add_row(*("" if cell is None else str(cell) for cell in row))
    width = None if sys.stdout.isatty() else 240  # a program that reads the table wants no folds
    Console(width=width, highlight=False, markup=False, emoji=False).print(drawn)
