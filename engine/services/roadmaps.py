"""Roadmaps: where a case has been, where it stands, and what lies ahead with dates and owners."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from engine.definition.values import to_json
from engine.lifecycle.roadmap import Stop, road_ahead, stop_now
from engine.services.access import Sight
from engine.services.cases import Seen, look
from engine.storage.queries import history
from engine.storage.surroundings import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from engine.findings import Text
    from engine.lifecycle.machine import Compiled
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Basis:
    """One thing that everything after the first state rests on, such as the mandate."""

    title: Text
    value: Any
    """As JSON."""


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The way of a case, to be laid before a body."""

    number: str
    title: str
    workflow: Text
    drawn_on: date
    basis: tuple[Basis, ...]
    past: tuple[Stop, ...]
    present: Stop
    ahead: tuple[Stop, ...]
    """Planned: dates are those of the law if every state is left on its last day."""


def roadmap(app: Application, tenant: str, reader: Reader, name: str) -> Roadmap:
    """Return the roadmap of a case; raises CaseNotFound.

    Whoever is no insider sees the stations and their dates, not what is owed by whom.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        seen = look(app, unit, reader, name)
        town = seen.world.town
        today = town.today(at)
        shown = seen.filter.case(seen.case)
        past, since = _past(unit, seen)
        workflow = seen.compiled.workflow
        present = stop_now(workflow, seen.case, since)
        definitions = _definitions(seen)
        settings = {
            key: dict(settings_of(town, each.workflow, at)) for key, each in definitions.items()
        }
        start = max(present.ends_on or today, today)
        ahead: tuple[Stop, ...] = ()
        if not seen.case.is_closed and present.ends_on is not None:
            place = town.calendar.place
            ahead = tuple(road_ahead(definitions, seen.case, start, place=place, settings=settings))
        title = shown.data.get("title")
        found = Roadmap(
            number=seen.case.number,
            title=str(title) if title is not None else "",
            workflow=workflow.title,
            drawn_on=today,
            basis=tuple(_basis(seen, dict(shown.data))),
            past=past,
            present=present,
            ahead=ahead,
        )
        return found if seen.sight >= Sight.INTERNAL else _without_duties(found)


def _definitions(seen: Seen) -> dict[str, Compiled]:
    """Return the workflow of the case with those that it may open, as they are published."""
    world = seen.world
    found = {key: world.newest(key) for key in world.town.newest}
    return {**found, seen.case.workflow.key: seen.compiled}


def _past(unit: Unit, seen: Seen) -> tuple[tuple[Stop, ...], date | None]:
    """Return the states that were left, and since when the present one holds."""
    entered: list[tuple[str, date]] = []
    for each in history.history_of(unit, seen.case.id):
        state = each.patch.get("state")
        if isinstance(state, str):
            entered.append((state, seen.world.town.today(each.at)))
    stops = []
    for (state, begun), (_, left) in pairwise(entered):
        declared = seen.compiled.workflow.states.get(state)
        if declared is not None:
            stops.append(Stop(state, declared.title, _phase(seen, state), begun, left, ()))
    return tuple(stops), entered[-1][1] if entered else None


def _phase(seen: Seen, state: str) -> Text | None:
    workflow = seen.compiled.workflow
    phase = workflow.states[state].phase
    return workflow.phases[phase].title if phase is not None else None


def _basis(seen: Seen, data: dict[str, Any]) -> Iterator[Basis]:
    """Yield the fields without which no state but the first can be entered."""
    workflow = seen.compiled.workflow
    later = {
        key for key, each in workflow.states.items() if key != workflow.initial and not each.final
    }
    for key, each in workflow.fields.items():
        if each.required_in >= later and data.get(key) is not None:
            yield Basis(each.title, to_json(data[key]))


def _without_duties(found: Roadmap) -> Roadmap:
    return replace(
        found,
        present=replace(found.present, duties=()),
        ahead=tuple(replace(each, duties=()) for each in found.ahead),
    )
