"""What a process remembers between transactions.

Compiled definitions, towns by stamp, and how the cases of very many stood a moment ago.
"""

from __future__ import annotations

from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from engine.storage.definitions import Definitions
from engine.storage.queries import overview
from engine.storage.town import Town, read_town

if TYPE_CHECKING:
    from engine.storage.queries.overview import Figures
    from engine.storage.unit import Unit

MANY = 2_000
"""Fewer rows than these are counted anew whenever somebody asks."""
ROWS_A_SECOND = 20_000
"""For as long as it takes to count so many, and no longer, figures of many rows are believed."""


class Known:
    """Shared by all threads of a process; each entry is replaced as a whole."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.definitions = Definitions()
        self._towns: dict[str, Town] = {}
        self._figures: dict[tuple[str, str], Figures] = {}
        self._counting = Lock()

    def town(self, unit: Unit, stamp: int) -> Town:
        """Return the town as it is at a stamp that was read in this unit."""
        known = self._towns.get(unit.tenant)
        if known is None or known.stamp != stamp:
            known = self._towns[unit.tenant] = read_town(unit)
        return known

    def figures(self, unit: Unit, workflow: str) -> Figures:
        """Return how the cases of a workflow stand, or stood some seconds ago if they are many.

        A hundred people who look at the same plan do not let it be counted a hundred times: one
        counts, the others take what was counted last.
        """
        key = unit.tenant, workflow
        known = self._figures.get(key)
        if known is not None and _age(known, unit) < _lasts(known):
            return known
        recent = known if known is not None and _age(known, unit) < 2 * _lasts(known) else None
        is_mine = self._counting.acquire(blocking=recent is None)
        if recent is not None and not is_mine:
            return recent
        try:
            again = self._figures.get(key)
            if again is not None and again is not known and _age(again, unit) < _lasts(again):
                return again  # counted while this one was waiting
            found = overview.figures(unit, workflow)
            if found.size >= MANY:
                self._figures[key] = found
            else:
                self._figures.pop(key, None)
            return found
        finally:
            self._counting.release()


def _age(figures: Figures, unit: Unit) -> timedelta:
    return abs(unit.at - figures.at)


def _lasts(figures: Figures) -> timedelta:
    return timedelta(seconds=figures.size / ROWS_A_SECOND)
