"""What was worked out for people's own lists, for as long as nothing that it hangs on has changed.

Whoever looks at the same list again gets what she was shown, but for what has changed meanwhile.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import datetime

T = TypeVar("T")
MOST_PEOPLE = 64
"""So many people's lists are remembered, those who looked last."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """Something that was worked out."""

    value: T
    since: datetime
    until: datetime
    """From then on it may be other."""

    def holds(self, at: datetime) -> bool:
        """Return whether it can be said of a moment."""
        return self.since <= at < self.until


class Shelves:
    """One for each person; shared by all threads of a process, each replaced as a whole."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._shelves: OrderedDict[Hashable, tuple[object, Mapping[Any, Kept[Any]]]] = OrderedDict()
        self._lock = Lock()

    def take(self, whose: Hashable, seal: object) -> Mapping[Any, Kept[Any]]:
        """Return what lies there, nothing if the seal is another one by now.

        Args:
            whose: A person of a town.
            seal: Everything that all of it hangs on.
        """
        with self._lock:
            known = self._shelves.get(whose)
            if known is None:
                return {}
            self._shelves.move_to_end(whose)
        return known[1] if known[0] == seal else {}

    def put(self, whose: Hashable, seal: object, kept: Mapping[Any, Kept[Any]]) -> None:
        """Lay something there in the place of what was there before."""
        with self._lock:
            self._shelves[whose] = seal, kept
            self._shelves.move_to_end(whose)
            if len(self._shelves) > MOST_PEOPLE:
                self._shelves.popitem(last=False)


class Lately(Generic[T]):
    """What was looked at lately, for all threads of a process.

    What nobody has looked at while so many other things were looked at is forgotten.
    """

    def __init__(self, most: int) -> None:
        """Start with nothing; twice as much is kept at most."""
        self._most = most
        self._young: dict[Hashable, T] = {}
        self._old: dict[Hashable, T] = {}

    def get(self, key: Hashable) -> T | None:
        """Return what is kept, None for nothing."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.put(key, found)
        return found

    def put(self, key: Hashable, value: T) -> None:
        """Keep something, in the place of what was there before."""
        if len(self._young) >= self._most:
            self._young, self._old = {}, self._young
        self._young[key] = value
