"""The catalogue: 54 real measures with what was reported on them, and how each was rated."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "catalogue_muenster_climate.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one round of reports says about a measure."""

    rating: str | None
    """``green``, ``amber``, ``red``; None where the source has no rating."""
    is_reported: bool
    """Whether the office in the lead had something new to report."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the catalogue."""

    id: str
    area: str
    """Letter of its field of action."""
    title: str
    priority: int
    """3 to 5, 5 is the highest."""
    entries: tuple[Entry, ...]
    """By round."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All measures, and where they come from."""

    source: str
    licence: str
    areas: Mapping[str, str]
    periods: tuple[str, ...]
    """What the rounds are called: the years that they report on."""
    measures: tuple[Measure, ...]


def read_catalogue() -> Catalogue:
    """Return the catalogue that comes with the package."""
    document = json.loads(resources.demo_data(FILE))
    meta, measures = document["meta"], document["measures"]
    return Catalogue(
        source=meta["source"],
        licence=meta["licence"],
        areas=meta["fields"],
        periods=tuple(each["period"] for each in measures[0]["reports"]),
        measures=tuple(_measure(each) for each in measures),
    )


def _measure(raw: Mapping[str, Any]) -> Measure:
    return Measure(
        id=raw["id"],
        area=raw["field"],
        title=raw["title"],
        priority=raw["priority"],
        entries=tuple(
            Entry(each["rating"], is_reported=not each["no_new_report"]) for each in raw["reports"]
        ),
    )
