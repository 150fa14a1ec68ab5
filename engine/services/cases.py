"""Cases: listed, shown, explained, linked, as far as a reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import AccessDenied
from engine.lifecycle.circumstances import Incoming
from engine.lifecycle.decide import possible
from engine.lifecycle.errors import CaseNotFound
from engine.lifecycle.why import Why, why
from engine.services.access import Sight, actor_for, sight_of, viewer_of
from engine.services.shown import Filter
from engine.services.shown_history import events_shown, hidden_paths, why_shown
from engine.storage.queries import cases as queries
from engine.storage.queries import history, outbox, refusals
from engine.storage.queries.cases import case_named
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case, Occurrence
    from engine.lifecycle.machine import Compiled
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.history import Recorded, SettledRung
    from engine.storage.queries.outbox import Delivery
    from engine.storage.queries.refusals import Refusal
    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit


class LinkRefused(AccessDenied):
    """Only those who have a role in {case} may link it to another case."""

    de = "Nur wer in {case} eine Rolle hat, darf den Vorgang mit einem anderen verknüpfen."


@dataclass(frozen=True, slots=True)
class Shown:
    """A case with everything around it."""

    case: Case
    workflow: Workflow
    possible: tuple[str, ...]
    """Events that could be sent now, conditions not asked."""
    links: tuple[tuple[str, str, str], ...]
    """(case, type, other case)."""
    sight: Sight = Sight.CONFIDENTIAL
    """How much of it is shown."""


@dataclass(frozen=True, slots=True)
class Past:
    """What has happened at a case."""

    case: Case
    workflow: Workflow
    events: tuple[Recorded, ...]
    refusals: tuple[Refusal, ...]
    letters: tuple[Delivery, ...]
    rungs: tuple[SettledRung, ...]
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A whole case in a unit, with what its reader may see of it."""

    world: StorageWorld
    viewer: Viewer
    compiled: Compiled
    case: Case
    sight: Sight

    @property
    def filter(self) -> Filter:
        """What shows values of the case to the reader."""
        return Filter(self.world, self.viewer, self.compiled.workflow, self.sight)


def look(app: Application, unit: Unit, reader: Reader, name: str) -> Seen:
    """Return a case for services that go on with it: whole, with how much of it is seen.

    Raises:
        CaseNotFound: there is none of that id or number, or the reader may not know of it.
    """
    case_id = case_named(unit, name)
    world = StorageWorld(unit, app.known, hold=False)
    viewer = viewer_of(world, reader, unit.at)
    case = world.load(case_id)
    compiled = world.compiled(case.workflow)
    sight = sight_of(viewer, compiled.workflow, case)
    if sight is Sight.NOTHING:
        raise CaseNotFound(case=name)
    return Seen(world, viewer, compiled, case, sight)


def find(app: Application, tenant: str, reader: Reader, name: str) -> str:
    """Return the id of a case by id or number.

    Raises:
        CaseNotFound: there is none, or the reader may not know of it.
    """
    with app.database.read(tenant, app.now()) as unit:
        return look(app, unit, reader, name).case.id


def show(app: Application, tenant: str, reader: Reader, name: str) -> Shown:
    """Return a case as it stands, with what the reader could do now; raises CaseNotFound."""
    at = app.now()
    with app.database.read(tenant, at) as unit:
        seen = look(app, unit, reader, name)
        actor = actor_for(seen.world, seen.compiled, seen.case, reader.who, at)
        shown = seen.filter
        links = queries.links_of(unit, seen.case.id)
        return Shown(
            case=shown.case(seen.case),
            workflow=seen.compiled.workflow,
            possible=possible(seen.compiled, seen.case, actor),
            links=tuple(each for each in links if shown.knows(each[0]) and shown.knows(each[2])),
            sight=seen.sight,
        )


def explain(
    app: Application,
    tenant: str,
    reader: Reader,
    name: str,
    event: str,
    given: Mapping[str, object],
) -> tuple[Why, Case]:
    """Return whether an event could happen now, with every condition and what may be seen of it."""
    at = app.now()
    with app.database.read(tenant, at) as unit:
        seen = look(app, unit, reader, name)
        compiled, case = seen.compiled, seen.case
        actor = actor_for(seen.world, compiled, case, reader.who, at)
        circumstances = seen.world.circumstances(compiled, case, at, event)
        told = why(compiled, case, Incoming(event, actor, given), circumstances)
        hidden = hidden_paths(compiled.workflow, seen.sight)
        return why_shown(told, hidden), seen.filter.case(case)


def past(app: Application, tenant: str, reader: Reader, name: str) -> Past:
    """Return the history of a case: events, refusals, letters, rungs, everything owed."""
    with app.database.read(tenant, app.now()) as unit:
        return past_of(unit, look(app, unit, reader, name), reader)


def past_of(unit: Unit, seen: Seen, reader: Reader) -> Past:
    """Return what a reader may see of the history of a case."""
    case, shown = seen.case, seen.filter
    is_inside = seen.sight >= Sight.INTERNAL
    return Past(
        case=shown.case(case),
        workflow=seen.compiled.workflow,
        events=events_shown(history.history_of(unit, case.id), shown),
        refusals=_refusals(unit, seen, reader),
        letters=shown.letters(outbox.deliveries_of(unit, case.id)),
        rungs=tuple(history.rungs_of(unit, case.id)) if is_inside else (),
        occurrences=tuple(history.occurrences_of(unit, case.id)) if is_inside else (),
    )


def _refusals(unit: Unit, seen: Seen, reader: Reader) -> tuple[Refusal, ...]:
    """Return what was refused: to those in the case everything, to others what they tried."""
    found = refusals.refusals_of(unit, seen.case.id)
    if seen.sight is Sight.CONFIDENTIAL:
        return tuple(found)
    return tuple(each for each in found if reader.person and each.actor == reader.person)


def link(app: Application, tenant: str, reader: Reader, name: str, kind: str, other: str) -> None:
    """Link a case to another one: source, bundled_into, depends_on, transferred_from, ...

    Raises:
        CaseNotFound: the reader may not know of one of them.
        LinkRefused: she holds no role in the first one.
    """
    with app.database.write(tenant, app.now()) as unit:
        one, two = look(app, unit, reader, name), look(app, unit, reader, other)
        if one.sight is not Sight.CONFIDENTIAL:
            raise LinkRefused(case=one.case.number)
        StorageWorld(unit, app.known).link(one.case.id, kind, two.case.id)
