"""Simulation: play a case years ahead; without events nobody acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.definition.model import ANYONE, ENGINE, PUBLIC
from engine.errors import CaseError
from engine.findings import Text
from engine.lifecycle.chronicle import Entry, chronicle
from engine.lifecycle.circumstances import ENGINE_ACTOR, Actor, Incoming
from engine.lifecycle.memory import MemoryWorld
from engine.lifecycle.outcome import Reason, Refused
from engine.lifecycle.theatre import Theatre

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from engine.deadlines.calendars import Place
    from engine.lifecycle.machine import Compiled


class NothingOpened(CaseError):
    """The case could not be opened: {reasons}."""

    de = "Der Vorgang ließ sich nicht eröffnen: {reasons}."


@dataclass(frozen=True, slots=True)
class Planned:
    """An event that somebody is supposed to send."""

    at: datetime
    event: str
    role: str
    input: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What would happen."""

    entries: tuple[Entry, ...]
    refused: tuple[tuple[datetime, str, tuple[Reason, ...]], ...]
    """Planned events that the case would refuse."""
    world: MemoryWorld


def simulate(  # noqa: PLR0913 - the words of the command
    definitions: Mapping[str, Compiled],
    key: str,
    fields: Mapping[str, Any],
    *,
    place: Place,
    at: datetime,
    until: datetime,
    events: Iterable[Planned] = (),
    settings: Mapping[str, Mapping[str, object]] | None = None,
) -> Simulated:
    """Open a case and play it to a moment.

    Raises:
        NothingOpened: if the fields are refused.
    """
    own = {name: dict(each) for name, each in (settings or {}).items()}
    theatre = Theatre(MemoryWorld(definitions, place, settings=own), at)
    flow = definitions[key].workflow
    holders = {
        name: (f"person:{name}",) for name, role in flow.roles.items() if role.held_by == "case"
    }
    opened = theatre.open(key, fields, ENGINE_ACTOR, holders=holders)
    if isinstance(opened, Refused):
        raise NothingOpened(reasons=joined(opened.reasons))
    refused = []
    for planned in sorted(events, key=lambda each: each.at):
        if planned.at > until:
            break
        theatre.play_until(planned.at)
        outcome = theatre.send(
            opened.after.id, Incoming(planned.event, _actor(planned.role), planned.input)
        )
        if isinstance(outcome, Refused):
            refused.append((planned.at, planned.event, outcome.reasons))
    theatre.play_until(until)
    return Simulated(tuple(chronicle(theatre.world)), tuple(refused), theatre.world)


def joined(reasons: Iterable[Reason]) -> Text:
    """Return reasons as one sentence."""
    listed = [each.message for each in reasons]
    return Text(de="; ".join(each.de for each in listed), en="; ".join(each.en for each in listed))


def _actor(role: str) -> Actor:
    if role == ENGINE:
        return ENGINE_ACTOR
    return Actor(f"person:{role}", frozenset({role, ANYONE, PUBLIC}))
