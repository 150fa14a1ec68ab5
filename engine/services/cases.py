"""Cases: listed, shown, explained, linked. Reading only, except for links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.lifecycle.circumstances import Incoming
from engine.lifecycle.decide import possible
from engine.lifecycle.why import Why, why
from engine.services.access import actor_for
from engine.storage.queries import cases as queries
from engine.storage.queries import history, outbox, refusals
from engine.storage.queries.cases import case_named
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case, Occurrence
    from engine.services.application import Application
    from engine.services.intents import Who
    from engine.storage.queries.cases import CaseFilter, CaseLine
    from engine.storage.queries.history import Recorded, SettledRung
    from engine.storage.queries.outbox import Delivery
    from engine.storage.queries.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Shown:
    """A case with everything around it."""

    case: Case
    workflow: Workflow
    possible: tuple[str, ...]
    """Events that could be sent now, conditions not asked."""
    links: tuple[tuple[str, str, str], ...]
    """(case, type, other case)."""


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


def find(app: Application, tenant: str, name: str) -> str:
    """Return the id of a case by id or number.

    Raises:
        CaseNotFound: there is none.
    """
    with app.database.read(tenant, app.now()) as unit:
        return case_named(unit, name)


def list_cases(
    app: Application, tenant: str, wanted: CaseFilter, *, limit: int = 100, after: str = ""
) -> list[CaseLine]:
    """Return a page of cases."""
    at = app.now()
    with app.database.read(tenant, at) as unit:
        return queries.case_lines(unit, wanted, at, limit=limit, after=after)


def show(app: Application, tenant: str, name: str, who: Who) -> Shown:
    """Return a case as it stands, with what could be done now."""
    at = app.now()
    with app.database.read(tenant, at) as unit:
        case_id = case_named(unit, name)
        world = StorageWorld(unit, app.known, hold=False)
        case = world.load(case_id)
        compiled = world.compiled(case.workflow)
        actor = actor_for(world, compiled, case, who, at)
        events = possible(compiled, case, actor)
        links = tuple(queries.links_of(unit, case_id))
        return Shown(case, compiled.workflow, events, links)


def explain(
    app: Application,
    tenant: str,
    name: str,
    event: str,
    who: Who,
    given: Mapping[str, object],
) -> tuple[Why, Case]:
    """Return whether an event could happen now, with every condition and its value."""
    at = app.now()
    with app.database.read(tenant, at) as unit:
        case_id = case_named(unit, name)
        world = StorageWorld(unit, app.known, hold=False)
        case = world.load(case_id)
        compiled = world.compiled(case.workflow)
        actor = actor_for(world, compiled, case, who, at)
        circumstances = world.circumstances(compiled, case, at, event)
        return why(compiled, case, Incoming(event, actor, given), circumstances), case


def past(app: Application, tenant: str, name: str) -> Past:
    """Return the history of a case: events, refusals, letters, rungs, everything owed."""
    with app.database.read(tenant, app.now()) as unit:
        case_id = case_named(unit, name)
        world = StorageWorld(unit, app.known, hold=False)
        case = world.load(case_id)
        return Past(
            case=case,
            workflow=world.compiled(case.workflow).workflow,
            events=tuple(history.history_of(unit, case_id)),
            refusals=tuple(refusals.refusals_of(unit, case_id)),
            letters=tuple(outbox.deliveries_of(unit, case_id)),
            rungs=tuple(history.rungs_of(unit, case_id)),
            occurrences=tuple(history.occurrences_of(unit, case_id)),
        )


def link(app: Application, tenant: str, name: str, kind: str, other: str) -> None:
    """Link a case to another one: source, bundled_into, depends_on, transferred_from, ..."""
    with app.database.write(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known)
        world.link(case_named(unit, name), kind, case_named(unit, other))
