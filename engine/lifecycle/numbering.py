"""Case numbers by the pattern of a workflow."""

from __future__ import annotations

from datetime import date
from string import Formatter


def number_of(pattern: str, count: int, day: date) -> str:
    """Return the number of the ``count``-th case; ``seq`` and ``year`` may stand in the pattern.

    Raises:
        ValueError: if the pattern names anything else; lint finds that before.
    """
    return pattern.format(seq=count, year=day.year)


def is_usable(pattern: str) -> bool:
    """Return whether a pattern is readable and makes different numbers of different counts."""
    try:
        names = {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}
        day = date(2026, 1, 1)
        return names <= {"seq", "year"} and pattern.format(seq=1, year=day.year) != pattern.format(
            seq=2, year=day.year
        )
    except (ValueError, KeyError, IndexError):
        return False
