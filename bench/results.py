"""The table of a run: on the screen, as JSON, and in RESULTS.md."""

from __future__ import annotations

import os
import platform
import sqlite3
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bench.rows import Row

FILE = Path(__file__).with_name("RESULTS.md")
COLUMNS = ("what", "ours", "baseline", "measured", "target", "held", "note")
_PACKAGES = (
    "sqlalchemy",
    "psycopg",
    "transitions",
    "apscheduler",
    "click",
    "cel-expr-python",
    "SpiffWorkflow",
    "dbos",
)
_HEAD = """\
# Speed and memory

Measured on {day} by `make bench`; `python -m bench NAME...` repeats single subjects ({names}),
`ARGS=--quick` takes fewer and smaller slices, `--json` is for programs.

{machine}

Every ratio is the median over pairs of interleaved slices (ours, theirs, theirs, ours, ...) in one
process, with the middle half of the pairs in brackets; the microseconds are medians too and wander
with the machine. What only computes is measured in processor time, what waits for a disk or for
processes by the wall clock.
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """What one file of the bench came to."""

    name: str
    rows: tuple[Row, ...]
    skipped: str | None = None


def machine() -> str:
    """Return what the figures depend on, without saying whose machine it is."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    facts = [
        f"{platform.python_implementation()} {platform.python_version()}",
        f"{platform.system()} {platform.machine()}",
        f"{cores} cores",
        f"SQLite {sqlite3.sqlite_version}",
    ]
    for name in _PACKAGES:
        try:
            facts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(facts) + "."


def as_json(subjects: Sequence[Subject]) -> dict[str, Any]:
    """Return everything that was measured."""
    return {
        "machine": machine(),
        "subjects": [
            {
                "name": each.name,
                "skipped": each.skipped,
                "rows": [asdict(row) | {"held": row.is_held} for row in each.rows],
            }
            for each in subjects
        ],
    }


def show(subjects: Sequence[Subject]) -> None:
    """Print the table."""
    table = Table(*COLUMNS, box=None, pad_edge=False)
    for subject in subjects:
        for row in subject.rows:
            table.add_row(*_cells(row))
        if subject.skipped is not None:
            table.add_row(subject.name, "", "", "", "", "skipped", subject.skipped)
    Console(width=None if os.isatty(1) else 160).print(table)


def write(subjects: Sequence[Subject], day: date, names: Sequence[str]) -> None:
    """Write RESULTS.md."""
    head = _HEAD.format(
        day=day.isoformat(),
        names=", ".join(f"`{each}`" for each in names),
        machine=machine(),
    )
    lines = [head]
    for subject in subjects:
        lines.append(f"## {subject.name}\n")
        if subject.rows:
            lines += [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
            lines += [f"| {' | '.join(_cells(row))} |" for row in subject.rows]
            lines.append("")
        if subject.skipped is not None:
            lines.append(f"Skipped: {subject.skipped}\n")
    FILE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    measured = f"{_figure(row.measured)} {row.unit}"
    if row.spread is not None:
        measured += f" ({_figure(row.spread[0])}–{_figure(row.spread[1])})"
    held = {True: "yes", False: "NO", None: ""}[row.is_held]
    target = "" if row.target is None else str(row.target)
    return (row.what, _time(row.ours_us), _time(row.theirs_us), measured, target, held, row.note)


def _time(microseconds: float | None) -> str:
    return "" if microseconds is None else f"{_figure(microseconds)} µs"


def _figure(value: float) -> str:
    """Return three significant digits, whole numbers as they are."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"
