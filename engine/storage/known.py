"""What a process remembers between transactions.

Compiled definitions, towns by stamp, and how the cases of very many stood a moment ago.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from engine.storage.definitions import Definitions
from engine.storage.queries import capacity, overview
from engine.storage.town import Town, read_town

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable
    from datetime import datetime

    from engine.storage.queries.overview import Figures
    from engine.storage.unit import Unit

T = TypeVar("T")

MANY = 2_000
"""Fewer rows than these are counted anew whenever somebody asks."""
ROWS_A_SECOND = 20_000
"""For as long as it takes to count so many, and no longer, figures of many rows are believed."""


@dataclass(frozen=True, slots=True)
class _Counted(Generic[T]):
    """Something that was counted."""

    value: T
    at: datetime
    size: int
    """How many rows were gone through for it."""

    def age(self, unit: Unit) -> timedelta:
        """Return how long ago it was counted."""
        return abs(unit.at - self.at)

    @property
    def lasts(self) -> timedelta:
        """How long it is believed."""
        return timedelta(seconds=self.size / ROWS_A_SECOND)


class Known:
    """Shared by all threads of a process; each entry is replaced as a whole."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.definitions = Definitions()
        self._towns: dict[str, Town] = {}
        self._counted: dict[tuple[Hashable, ...], _Counted[Any]] = {}
        self._counting = Lock()

    def town(self, unit: Unit, stamp: int) -> Town:
        """Return the town as it is at a stamp that was read in this unit."""
        known = self._towns.get(unit.tenant)
        if known is None or known.stamp != stamp:
            known = self._towns[unit.tenant] = read_town(unit)
        return known

    def figures(self, unit: Unit, workflow: str) -> Figures:
        """Return how the cases of a workflow stand, or stood some seconds ago if they are many."""

        def count() -> tuple[Figures, int]:
            found = overview.figures(unit, workflow)
            return found, found.size

        return self._believed(unit, ("figures", workflow), count)

    def taken_up(
        self, unit: Unit, workflow: str, states: Collection[str], added: str | None
    ) -> int:
        """Return what ``queries.capacity.taken_up`` does, or did some seconds ago of very many."""

        def count() -> tuple[int, int]:
            return capacity.taken_up(unit, workflow, states, added)

        return self._believed(unit, ("taken_up", workflow, *sorted(states), added), count)

    def _believed(
        self, unit: Unit, what: tuple[Hashable, ...], count: Callable[[], tuple[T, int]]
    ) -> T:
        """Return what was counted anew, or some seconds ago if it is many.

        A hundred people who look at the same plan do not let it be counted a hundred times: one
        counts, the others take what was counted last.
        """
        key = unit.tenant, *what
        known = self._counted.get(key)
        if known is not None and known.age(unit) < known.lasts:
            return cast("T", known.value)
        recent = known if known is not None and known.age(unit) < 2 * known.lasts else None
        is_mine = self._counting.acquire(blocking=recent is None)
        if recent is not None and not is_mine:
            return cast("T", recent.value)
        try:
            again = self._counted.get(key)
            if again is not None and again is not known and again.age(unit) < again.lasts:
                return cast("T", again.value)  # counted while this one was waiting
            found, size = count()
            if size >= MANY:
                self._counted[key] = _Counted(found, unit.at, size)
            else:
                self._counted.pop(key, None)
            return found
        finally:
            self._counting.release()
