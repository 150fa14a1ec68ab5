"""The board of one person: what she owes, by when, what happens if not, and what blocks her."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from engine.definition.model import ENGINE
from engine.lifecycle.builtin import EVENTS
from engine.lifecycle.case import RungResult
from engine.lifecycle.chronicle import title_of
from engine.lifecycle.circumstances import ENGINE_ACTOR, Incoming
from engine.lifecycle.decide import possible
from engine.lifecycle.draft import Draft
from engine.lifecycle.ladder import plan
from engine.lifecycle.obligations import as_rules_read
from engine.lifecycle.reading import Reading
from engine.lifecycle.why import against
from engine.rules.errors import RuleFailed
from engine.services.access import actor_for, sight_of, viewer_of
from engine.services.intents import Who
from engine.services.obligations import concern_shown
from engine.services.rungs import what_follows
from engine.services.shelves import Kept
from engine.services.shown_history import hidden_paths, reasons_shown
from engine.storage.queries.duties import DutyFilter, duties, keys_owed
from engine.storage.recipients import duties_of
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.definition.duties import Obligation
    from engine.definition.model import Workflow
    from engine.findings import Text
    from engine.lifecycle.case import Case, Occurrence
    from engine.lifecycle.circumstances import Actor
    from engine.lifecycle.outcome import Reason
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.duties import Duty, DutyKey
    from engine.storage.queries.visible import Viewer

MOST = 100
"""Nobody reads more at a time; the most urgent come first."""
_FOR_LATER = frozenset({"input", "version"})
"""What is said against an event with nothing filled in, and is no hindrance."""
_KEPT = timedelta(minutes=1)
"""So long is believed what a rule may have read off the clock."""
_SIDE_WAYS = ("extend", "request", "assign")


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows, or has followed, if nothing happens."""

    what: Text
    at: datetime
    is_past: bool


@dataclass(frozen=True, slots=True)
class Way:
    """An event by which something is done."""

    event: str
    against: tuple[Reason, ...]
    """What blocks it, whatever might be filled in."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that the person owes."""

    duty: Duty
    workflow: Workflow
    title: Text
    help: Text | None
    is_overdue: bool
    consequence: Consequence | None
    """What happens next if nothing happens; at the end what has happened last."""
    ways: tuple[Way, ...]
    """What she could do now, or at least is hers to do once nothing blocks it."""
    against: tuple[Reason, ...]
    """Where there is no way for her at all: why."""
    side_ways: tuple[str, ...]
    """``extend``, ``request``, ``assign``: what else she may do about it."""


def board_of(app: Application, tenant: str, reader: Reader, skip: int = 0) -> tuple[Owed, ...]:
    """Return what a person owes by herself, for an organisation or by stepping in.

    Args:
        app: The application.
        tenant: The town.
        reader: The person.
        skip: So many of the most urgent are left out; as many as ``MOST`` follow.
    """
    if reader.person is None:
        return ()
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        town = world.town
        flows = [world.newest(key).workflow for key in town.newest]
        owners = duties_of(town, flows, reader.person, town.today(at))
        viewer = viewer_of(world, reader, at)
        desk = _Desk(world, viewer, Who(reader.person), at)
        whose, seal = (tenant, reader.person), (town.stamp, town.today(at), viewer)
        known = app.shelves.take(whose, seal)
        wanted = keys_owed(unit, viewer, owners, limit=MOST, offset=skip)
        kept = {key: known[key] for key in wanted if key in known and known[key].holds(at)}
        if len(kept) < len(wanted):
            found = duties(unit, viewer, DutyFilter(owners=owners), limit=MOST, offset=skip)
            kept |= _worked_out(desk, [each for each in found if each.key not in kept])
            app.shelves.put(whose, seal, kept)
        return tuple(kept[key].value for key in wanted)


def _worked_out(desk: _Desk, found: list[Duty]) -> dict[DutyKey, Kept[Owed]]:
    cases = desk.world.load_many(sorted({each.case.id for each in found}))
    files = {each.id: _File(desk, each) for each in cases}
    return {
        each.key: Kept(_owed(files[each.case.id], each), desk.at, files[each.case.id].holds_until)
        for each in found
    }


@dataclass(frozen=True, slots=True)
class _Desk:
    """In whose name it is looked, and when."""

    world: StorageWorld
    viewer: Viewer
    who: Who
    at: datetime


class _File:
    """One case on the desk: what is the same for everything that is owed in it."""

    def __init__(self, desk: _Desk, case: Case) -> None:
        """Look at a case."""
        world, at = desk.world, desk.at
        self.desk, self.case = desk, case
        self.compiled = world.compiled(case.workflow)
        self.actor = actor_for(world, self.compiled, case, desk.who, at)
        self.draft = Draft(self.compiled, case, world.circumstances(self.compiled, case, at, None))
        self.possible = frozenset(possible(self.compiled, case, self.actor))
        self._ways: dict[str, Way] = {}

    @property
    def holds_until(self) -> datetime:
        """When what was found here so far may be other, though nothing happens in the case."""
        at, case, flow = self.desk.at, self.case, self.compiled.workflow
        reads_facts = any(map(self.compiled.facts_for, (None, *self._ways)))
        if reads_facts or case.parent is not None or flow.children:
            return at  # it hangs on other cases
        due = [each.due_at for each in case.occurrences if each.due_at is not None]
        return min([each for each in due if each > at] + [at + _KEPT])

    def way(self, event: str) -> Way:
        """Return an event with what blocks it."""
        if event not in self._ways:
            self._ways[event] = Way(event, () if event in EVENTS else self._hindrances(event))
        return self._ways[event]

    def _hindrances(self, event: str) -> tuple[Reason, ...]:
        desk, compiled, case = self.desk, self.compiled, self.case
        circumstances = desk.world.circumstances(compiled, case, desk.at, event)
        told = against(compiled, case, Incoming(event, self.actor, {}), circumstances)
        found = [each for each in told if not is_for_later(each)]
        if not found:
            return ()
        sight = sight_of(desk.viewer, compiled.workflow, case)
        return reasons_shown(found, hidden_paths(compiled.workflow, sight))


def _owed(file: _File, duty: Duty) -> Owed:
    flow, key = file.compiled.workflow, duty.occurrence.obligation
    declared = flow.obligations.get(key)
    by = [each.event for each in declared.fulfilled_by] if declared else []
    found = [file.way(each) for each in by if not _is_for_the_engine(flow, each)]
    ways = tuple(each for each in found if each.event in file.possible or each.event in EVENTS)
    return Owed(
        duty=replace(duty, case=concern_shown(file.desk.world, file.desk.viewer, duty.case)),
        workflow=flow,
        title=title_of(key, flow),
        help=declared.help if declared else None,
        is_overdue=duty.occurrence.is_overdue(file.desk.at),
        consequence=_consequence(file.draft, duty.occurrence, declared) if declared else None,
        ways=ways,
        against=() if ways else _merged(found),
        side_ways=tuple(_side_ways(file.draft, file.case, file.actor, duty)),
    )


def _is_for_the_engine(flow: Workflow, event: str) -> bool:
    """Return whether nobody can send an event: what it fulfils settles itself."""
    declared = flow.events.get(event)
    return declared is not None and set(declared.by) <= {ENGINE}


def _merged(ways: list[Way]) -> tuple[Reason, ...]:
    """Return what stands against all ways, each sentence once."""
    found = {reason.message: reason for way in ways for reason in way.against}
    return tuple(found.values())


def is_for_later(reason: Reason) -> bool:
    """Return whether a reason only says that nothing has been filled in yet."""
    if reason.code in _FOR_LATER:
        return True
    read = reason.verdict.rule.references if reason.verdict is not None else ()
    return any(path[0] == "input" for path in read)


def _consequence(draft: Draft, occurrence: Occurrence, declared: Obligation) -> Consequence | None:
    """Return the next rung that is more than a message, or the last one that has been."""
    steps = {f"escalation:{each.id}": each for each in declared.escalation}
    followed = {
        key: told
        for key, each in steps.items()
        if (told := what_follows(each, draft.workflow)) is not None
    }
    settled = {each.rung for each in occurrence.fired}
    seen = partial(as_rules_read, draft, occurrence)
    try:
        planned = plan(occurrence, declared, Reading(draft, "rung", ENGINE_ACTOR, obligation=seen))
    except RuleFailed:
        planned = []
    for each in sorted(planned, key=lambda one: one.at):
        if each.id in followed and each.id not in settled:
            return Consequence(followed[each.id], each.at, is_past=False)
    for fired in reversed(occurrence.fired):
        if fired.rung in followed and fired.result is RungResult.FIRED:
            return Consequence(followed[fired.rung], fired.at, is_past=True)
    return None


def _side_ways(draft: Draft, case: Case, actor: Actor, duty: Duty) -> Iterator[str]:
    occurrence = duty.occurrence
    role = draft.workflow.roles.get(occurrence.owner)
    declared = draft.workflow.obligations.get(occurrence.obligation)
    extension = declared.extension if declared else None
    is_closed = {
        "extend": extension is None or occurrence.extended >= extension.times,
        "assign": role is None or role.held_by != "case",
    }
    given = {"obligation": occurrence.key, "role": occurrence.owner}
    for name in _SIDE_WAYS:
        event = EVENTS[name]
        rests = case.pause is not None and not event.while_suspended
        if not rests and not is_closed.get(name) and actor.may(event.rights(draft, given)):
            yield name
