"""What a rule may name when it is checked, and what surrounds it when it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from engine.rules.types import Type


class WorkingDays(Protocol):
    """The calendar of a place, as far as rules ask it."""

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on the day."""

    def add_working_days(self, day: date, count: int) -> date:
        """Return the working day that lies so many working days after (or before) the day."""

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after the start, up to and including the end."""


class Decision(Protocol):
    """A decision table, as far as the rules that ask it are concerned."""

    @property
    def result(self) -> Type:
        """The type of the answer."""

    @property
    def references(self) -> frozenset[tuple[str, ...]]:
        """Every path that the table reads."""

    def decide(self, frame: dict[str, Any]) -> Any:
        """Answer inside the frame of a running rule."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that a rule may use, with their types."""

    names: Mapping[str, Type]
    tables: Mapping[str, Decision] = field(default_factory=dict)
    roles: frozenset[str] | None = None
    """The known roles, for ``has_role('x')``; nothing where they are not known."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a running rule may ask besides its values."""

    calendar: WorkingDays | None = None
    roles: frozenset[str] = frozenset()
    """The roles of whoever acts."""
    tables: Mapping[str, Decision] = field(default_factory=dict)
    """Tables that stand in for the ones the rule was checked with."""


BUDGET = "\0budget"
AROUND = "\0around"
TRACE = "\0trace"
"""Keys of a frame that no name in a rule can spell."""
