"""Which column is what: guessed from the headings, corrected by people, kept for the next time."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from engine.documents.lists.layout import FEWEST_HEADINGS, Layout, find_layout
from engine.documents.lists.normal import normal
from engine.documents.lists.targets import IGNORED, NUMBER, Target
from engine.documents.workbooks.values import column_name
from engine.findings import Finding, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.documents.workbooks.values import Sheet, Value

EXACT, PART, ALIKE, TOLD = 1.0, 0.7, 0.6, 2.0
"""How sure a guess is; told is what a person said."""
_SHORTEST_PART = 4
_SAMPLES, _SEARCHED_SAMPLES, _LONGEST_SAMPLE = 2, 20, 40
_LEAST_LIKENESS = 0.86


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it is taken for."""

    number: int
    heading: str
    target: str
    """Path of the target; ``@ignored`` where it is not taken."""
    certainty: float
    filled: int = 0
    """How many of its cells are filled."""
    samples: tuple[str, ...] = ()
    """The first things that stand in it, shortened."""

    @property
    def name(self) -> str:
        """Its letters."""
        return column_name(self.number)


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How one sheet is read."""

    sheet: str
    layout: Layout
    columns: tuple[Column, ...]

    def of(self, path: str) -> list[Column]:
        """Return the columns that are taken for a target."""
        return [each for each in self.columns if each.target == path]


def map_sheet(
    sheet: Sheet,
    targets: Mapping[str, Target],
    told: Mapping[str, str],
    fewest: int = FEWEST_HEADINGS,
) -> SheetMapping | None:
    """Return how a sheet is to be read; None if it holds no list.

    Args:
        sheet: The sheet.
        targets: What columns may become.
        told: What people said, or have said before: heading or letters of a column to a path;
            ``Sheet!Column`` is said of one sheet alone and goes before what is said of all.
        fewest: So many headings that are known make a list.
    """
    known = {word for each in targets.values() for word in each.headings}
    wishes = _wishes(sheet.name, told)
    said = {word for each in wishes for word in each}
    layout = find_layout(sheet, known | said, fewest) or find_layout(sheet, said, 1)
    if layout is None:
        return None
    guesses = [
        _guess(number, heading, targets, wishes)
        for number, heading in sorted(layout.headings.items())
    ]
    columns = tuple(_counted(sheet, layout, each) for each in _settled(guesses, targets))
    return SheetMapping(sheet.name, layout, columns)


def _wishes(sheet: str, told: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what was said of a sheet alone and what was said of all, by comparable names."""
    own = {
        normal(key.removeprefix(f"{sheet}!")): path
        for key, path in told.items()
        if key.startswith(f"{sheet}!")
    }
    return own, {normal(key): path for key, path in told.items()}


def _guess(
    number: int,
    heading: str,
    targets: Mapping[str, Target],
    wishes: tuple[Mapping[str, str], ...],
) -> Column:
    plain = normal(heading)
    for said in wishes:
        for key in (plain, normal(column_name(number))):
            if said.get(key) in targets:
                return Column(number, heading, said[key], TOLD)
    path, certainty = max(
        ((each.path, _likeness(plain, each)) for each in targets.values()),
        key=lambda pair: pair[1],
    )
    return Column(number, heading, path if certainty else IGNORED, certainty)


def _likeness(plain: str, target: Target) -> float:
    if plain in target.headings:
        return EXACT
    if target.path == IGNORED:
        return 0.0
    padded = f" {plain} "
    long = {each for each in target.headings if len(each) >= _SHORTEST_PART or each == "nr"}
    if any(f" {each} " in padded for each in long):
        return PART
    alike = difflib.get_close_matches(plain, target.headings, 1, _LEAST_LIKENESS)
    return ALIKE if alike else 0.0


def _settled(guesses: list[Column], targets: Mapping[str, Target]) -> Iterator[Column]:
    """Let each target have one column, the surest first, unless it takes several."""
    taken: set[str] = {IGNORED}
    kept: dict[int, Column] = {}
    for each in sorted(guesses, key=lambda one: (-one.certainty, one.number)):
        is_free = each.target not in taken or targets[each.target].takes_several
        if each.target != IGNORED and is_free:
            taken.add(each.target)
            kept[each.number] = each
    for each in guesses:
        yield kept.get(each.number, Column(each.number, each.heading, IGNORED, 0.0))


def _counted(sheet: Sheet, layout: Layout, column: Column) -> Column:
    values = [
        value
        for row in range(layout.last_row + 1, len(sheet.rows) + 1)
        if (value := sheet.at(row, column.number)) is not None
    ]
    shown = dict.fromkeys(_short(each) for each in values[:_SEARCHED_SAMPLES])
    return replace(column, filled=len(values), samples=tuple(islice(shown, _SAMPLES)))


def _short(value: Value) -> str:
    day = value.date() if isinstance(value, datetime) and not value.time() else value
    text = " ".join(str(day).split())
    return text if len(text) <= _LONGEST_SAMPLE else f"{text[: _LONGEST_SAMPLE - 1]}…"


def unknown_wishes(
    told: Mapping[str, str], mappings: list[SheetMapping], targets: Mapping[str, Target]
) -> list[Finding]:
    """Return what people said about columns or targets that there are not."""
    headings = {
        normal(name)
        for each in mappings
        for one in each.columns
        for column in (one.heading, one.name)
        for name in (column, f"{each.sheet}!{column}")
    }
    found = []
    for key, path in told.items():
        if path not in targets:
            near = difflib.get_close_matches(path, targets, 3, 0.5)
            found.append(_unknown_target(key, path, near or sorted(targets)))
        elif normal(key) not in headings:
            found.append(
                Finding(
                    "unknown-column",
                    key,
                    Text(de=f"Eine Spalte „{key}“ gibt es nicht.", en=f"No column “{key}” there."),
                    severity=Severity.WARNING,
                )
            )
    return found


def _unknown_target(key: str, path: str, near: list[str]) -> Finding:
    listed = ", ".join(near)
    return Finding(
        "unknown-target",
        key,
        Text(de=f"Ein Feld „{path}“ gibt es nicht.", en=f"There is no field “{path}”."),
        Text(de=f"Möglich sind: {listed}.", en=f"There are: {listed}."),
    )


def ignored_columns(mapping: SheetMapping) -> list[Finding]:
    """Return what is not taken, so that nothing is left out in silence."""
    return [
        Finding(
            "column-not-taken",
            f"{mapping.sheet}!{each.name}{mapping.layout.last_row}",
            Text(
                de=f"Die Spalte „{each.heading}“ mit {each.filled} Einträgen wird nicht "
                "übernommen.",
                en=f"The column “{each.heading}” with {each.filled} entries is not taken.",
            ),
            Text(
                de=f'Zuordnen: --map "{each.heading}=FELD", zum Beispiel description.',
                en=f'Map it: --map "{each.heading}=FIELD", for instance description.',
            ),
            Severity.WARNING,
        )
        for each in mapping.columns
        if each.target == IGNORED and each.filled
    ]


def has_titles(mapping: SheetMapping) -> bool:
    """Return whether it is known which column names the rows."""
    return bool(mapping.of("title"))


def numbers_of(mapping: SheetMapping) -> Column | None:
    """Return the column of the rows' own numbers."""
    return next(iter(mapping.of(NUMBER)), None)
