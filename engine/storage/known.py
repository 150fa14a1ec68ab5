"""What a process remembers between transactions: compiled definitions, and towns by stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.storage.definitions import Definitions
from engine.storage.town import Town, read_town

if TYPE_CHECKING:
    from engine.storage.unit import Unit


class Known:
    """Shared by all threads of a process; each entry is replaced as a whole."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.definitions = Definitions()
        self._towns: dict[str, Town] = {}

    def town(self, unit: Unit, stamp: int) -> Town:
        """Return the town as it is at a stamp that was read in this unit."""
        known = self._towns.get(unit.tenant)
        if known is None or known.stamp != stamp:
            known = self._towns[unit.tenant] = read_town(unit)
        return known
