"""Obligations: what is owed by whom, and why something was sent, overtaken or is not due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from engine.errors import NotFound
from engine.lifecycle.case import WorkflowRef
from engine.lifecycle.circumstances import ENGINE_ACTOR
from engine.lifecycle.draft import Draft
from engine.lifecycle.ladder import plan
from engine.lifecycle.obligations import VACANCY, as_rules_read, definition_of
from engine.lifecycle.reading import Reading
from engine.rules.errors import RuleFailed
from engine.services.access import sight_in, viewer_of
from engine.services.cases import look, past_of
from engine.services.shown import title_shown
from engine.storage.queries import duties
from engine.storage.queries.definitions import editions
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from datetime import datetime

    from engine.findings import Text
    from engine.lifecycle.case import Case, Occurrence
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.cases import Past
    from engine.storage.queries.duties import Concern, Duty, DutyFilter, Matter
    from engine.storage.queries.history import Recorded
    from engine.storage.queries.outbox import Delivery
    from engine.storage.queries.visible import Viewer


class ObligationNotFound(NotFound):
    """Not found: the obligation {name}; written as CASE/OBLIGATION or CASE/OBLIGATION.NUMBER."""

    de = "Nicht gefunden: die Pflicht {name}; geschrieben VORGANG/PFLICHT oder VORGANG/PFLICHT.NR."


@dataclass(frozen=True, slots=True)
class RungStory:
    """What became of a rung, or what will."""

    rung: str
    planned_at: datetime
    result: str
    """fired, overtaken, not_met, broken, coming or past (settled before its moment)."""
    at: datetime | None = None
    event: Recorded | None = None
    """The recorded event, with the verdict of its condition."""


@dataclass(frozen=True, slots=True)
class Story:
    """Why an occurrence of an obligation stands as it stands."""

    case: Case
    title: Text
    occurrence: Occurrence
    is_overdue: bool
    rungs: tuple[RungStory, ...]
    letters: tuple[Delivery, ...]


def list_duties(
    app: Application,
    tenant: str,
    reader: Reader,
    wanted: DutyFilter,
    *,
    limit: int = 200,
    offset: int = 0,
) -> list[Duty]:
    """Return what is owed in cases whose inside the reader may see, the most urgent first."""
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        found = duties.duties(unit, viewer, wanted, limit=limit, offset=offset)
        return [replace(each, case=concern_shown(world, viewer, each.case)) for each in found]


def agenda(app: Application, tenant: str, reader: Reader, body: str) -> list[Matter]:
    """Return what stands before a body, as far as the reader may see it."""
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        found = duties.matters_of(unit, viewer, body)
        return [replace(each, case=concern_shown(world, viewer, each.case)) for each in found]


def concern_shown(world: StorageWorld, viewer: Viewer, concern: Concern) -> Concern:
    """Return what a duty is about as far as a reader may see it."""
    sight = sight_in(viewer, concern.id, is_close=concern.is_close)
    workflow = world.compiled(concern.workflow).workflow
    return replace(concern, title=title_shown(workflow, concern.title, sight))


def why(app: Application, tenant: str, reader: Reader, name: str) -> list[Story]:
    """Return the story of each occurrence that a name means, the newest first.

    Args:
        app: The application.
        tenant: The town.
        reader: Who asks; what is owed is told to those who may see the inside of the case.
        name: ``CASE/OBLIGATION``, with ``.NUMBER`` or the full ``.SERIES.NUMBER`` for one.

    Raises:
        ObligationNotFound: nothing of that name was ever owed, or the reader may not see it.
    """
    case_name, _, wanted = name.partition("/")
    if not wanted:
        raise ObligationNotFound(name=name)
    at = app.now()
    with app.database.read(tenant, at) as unit:
        seen = look(app, unit, reader, case_name)
        told = past_of(unit, seen, reader)
        found = [each for each in told.occurrences if _means(wanted, each)]
        if not found:
            raise ObligationNotFound(name=name)
        world, case = seen.world, seen.case
        circumstances = world.circumstances(seen.compiled, case, at, None)
        draft = Draft(seen.compiled, case, circumstances)
        return [
            _story(_reader_of(world, draft, each, case), each, told, at) for each in reversed(found)
        ]


def _reader_of(world: StorageWorld, draft: Draft, occurrence: Occurrence, case: Case) -> Draft:
    """Return a draft that knows the obligation: a migration may have left it behind."""
    key, flow = occurrence.obligation, draft.workflow
    if key in flow.obligations or key.startswith(VACANCY):
        return draft
    for each in reversed(editions(world.unit)):
        if each.key == flow.key:
            older = world.compiled(WorkflowRef(each.key, each.version, each.digest))
            if key in older.workflow.obligations:
                return Draft(older, case, draft.circumstances)
    raise ObligationNotFound(name=key)


def _story(draft: Draft, occurrence: Occurrence, told: Past, at: datetime) -> Story:
    return Story(
        case=told.case,
        title=definition_of(draft, occurrence.obligation).title,
        occurrence=occurrence,
        is_overdue=occurrence.is_overdue(at),
        rungs=tuple(_rungs(draft, occurrence, told.events)),
        letters=tuple(each for each in told.letters if each.letter.occurrence == occurrence.key),
    )


def _means(wanted: str, occurrence: Occurrence) -> bool:
    return wanted in {
        occurrence.obligation,
        occurrence.key,
        f"{occurrence.obligation}.{occurrence.number}",
    }


def _rungs(draft: Draft, occurrence: Occurrence, events: tuple[Recorded, ...]) -> list[RungStory]:
    told = [
        RungStory(
            each.rung, each.planned_at, each.result.value, each.at,
            _event(events, occurrence, each.rung, each.at),
        )
        for each in occurrence.fired
    ]  # fmt: skip
    if occurrence.broken is not None:
        broken = occurrence.broken
        told.append(RungStory(broken.rung, broken.again_at, "broken", None))
    known = {(each.rung, each.planned_at) for each in told}
    seen = partial(as_rules_read, draft, occurrence)
    reading = Reading(draft, "rung", ENGINE_ACTOR, obligation=seen)
    try:
        planned = plan(occurrence, definition_of(draft, occurrence.obligation), reading)
    except RuleFailed:
        planned = []
    result = "coming" if occurrence.is_open else "past"
    told.extend(
        RungStory(each.id, each.at, result)
        for each in planned
        if (each.id, each.at) not in known and not any(each.id == one.rung for one in told)
    )
    return sorted(told, key=lambda each: each.planned_at)


def _event(
    events: tuple[Recorded, ...], occurrence: Occurrence, rung: str, at: datetime
) -> Recorded | None:
    for each in events:
        same = each.details.get("subject") == occurrence.key
        if same and each.event == rung and each.at == at:
            return each
    return None
