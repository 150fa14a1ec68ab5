"""On which day after posting a letter of an authority is deemed to have arrived.

Source: § 41 (2) VwVfG in the version of the Postrechtsmodernisierungsgesetz.
"""

from __future__ import annotations

from datetime import date
from typing import Final

_VERSIONS: Final = ((date(2025, 1, 1), 4), (date.min, 3))
"""From which posting date on how many days, newest first."""

FEDERAL_TEXT_HOLDS: Final = frozenset({"BE", "BB", "HB", "NI", "NW", "RP", "SN", "ST"})
"""Länder in which the fourth day is known to hold from 1 January 2025, mostly because their law
refers to the federal one. The others have a text of their own, changed at dates of their own."""

_OWN_VERSIONS: Final[dict[str, tuple[tuple[date, int], ...]]] = {}
"""Versions of a Land whose date differs from the federal one, newest first."""


def fiction_days(posted_on: date, land: str) -> int:
    """Return how many days after posting a letter is deemed to have arrived."""
    versions = _OWN_VERSIONS.get(land, _VERSIONS)
    return next(days for valid_from, days in versions if posted_on >= valid_from)


def is_confirmed(posted_on: date, land: str) -> bool:
    """Return whether the number of days is known for this Land, or taken from the federal law."""
    return posted_on < _VERSIONS[0][0] or land in FEDERAL_TEXT_HOLDS or land in _OWN_VERSIONS
