"""``python -m bench [NAME...] [--quick] [--json]``: measure, print the table, write RESULTS.md.

The exit code says whether every target was held.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from importlib import import_module

import click

from bench.results import Subject, as_json, show, write
from bench.rows import Skipped

SUBJECTS = {
    "rules": "bench.rules",
    "decide": "bench.decision",
    "simulation": "bench.town",
    "help": "bench.help",
    "report": "bench.report",
    "postgresql": "bench.postgresql",
    "clock": "bench.clock",
    "agenda": "bench.agenda",
    "memory": "bench.memory",
    "paper": "bench.paper",
    "web": "bench.web",
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(SUBJECTS)), metavar="[NAME]...")
@click.option("--quick", is_flag=True, help="Fewer and smaller slices, for a first look.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON instead of a table.")
def main(names: tuple[str, ...], *, quick: bool, is_json: bool) -> None:
    """Measure speed and memory against targets; without a NAME everything, into RESULTS.md."""
    subjects = []
    for name in names or SUBJECTS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        subjects.append(_measured(name, quick=quick))
    if is_json:
        print(json.dumps(as_json(subjects), ensure_ascii=False, indent=1))
    else:
        show(subjects)
    if not names and not quick:
        write(subjects, datetime.now(UTC).date(), list(SUBJECTS))
    missed = [row for each in subjects for row in each.rows if row.is_held is False]
    sys.exit(1 if missed else 0)


def _measured(name: str, *, quick: bool) -> Subject:
    rows = []
    try:
        for row in import_module(SUBJECTS[name]).measure(quick=quick):
            rows.append(row)  # noqa: PERF402 - what was measured before a skip is kept
    except Skipped as reason:
        return Subject(name, tuple(rows), str(reason))
    return Subject(name, tuple(rows))


if __name__ == "__main__":
    main()
