"""What a step is told about the world around its case: values, gathered beforehand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from engine.deadlines.periods import Period
from engine.definition.model import ANYONE, ENGINE, PUBLIC
from engine.lifecycle.frozen import quick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.deadlines.calendars import Calendar


TEN_WORKING_DAYS = Period(working_days=10)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, with the roles she has in this case, by herself or by fallback."""

    id: str | None
    """Id of a person; None for the engine and for the public."""
    roles: frozenset[str]

    def may(self, by: tuple[str, ...]) -> bool:
        """Return whether one of the roles is among those asked for."""
        return not self.roles.isdisjoint(by)


ENGINE_ACTOR = Actor(None, frozenset({ENGINE}))
PUBLIC_ACTOR = Actor(None, frozenset({PUBLIC}))


def person(identity: str, *roles: str) -> Actor:
    """Return a signed-in person with roles of the case."""
    return Actor(identity, frozenset({*roles, ANYONE, PUBLIC}))


@quick
@dataclass(frozen=True, slots=True)
class Circumstances:
    """The instant, the place and everything declared that rules may read."""

    at: datetime
    today: date
    """The tenant's local date at ``at``."""
    calendar: Calendar
    rung_time: time = time(8)
    """Default local hour of reminders and escalation."""
    grace: Period = TEN_WORKING_DAYS
    """What a due date gets that would otherwise lie in the past."""
    settings: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    parent: Mapping[str, object] | None = None
    children: Mapping[str, list[Mapping[str, object]]] = field(default_factory=dict)
    """By children key: the fields of each child of the present entry, with id, number, state,
    outcome and closed."""
    vacant: frozenset[str] = frozenset()
    """Roles of the workflow that nobody holds at present."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event as it arrives at a case."""

    event: str
    actor: Actor
    input: Mapping[str, object] = field(default_factory=dict)
    """Raw JSON."""
    expected_version: int | None = None
    cause: str | None = None
    """What made the engine raise it: ``timer:ID``, ``inbox:ID``, ``proposal:ID``."""
    hops: int = 0
    """So many cases have passed on what began with one event."""
