"""Run to completion against a world: submit, open, wake, deliver. Inside one transaction each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.values import to_json
from engine.findings import Text
from engine.lifecycle import reasons
from engine.lifecycle.builtin import REFUSED_ELSEWHERE
from engine.lifecycle.case import ParentLink
from engine.lifecycle.circumstances import ENGINE_ACTOR, Incoming
from engine.lifecycle.decide import decide, open_case
from engine.lifecycle.frozen import replace
from engine.lifecycle.links import named_in
from engine.lifecycle.machine import OPEN
from engine.lifecycle.outcome import Accepted, Opening, Outcome, Reason, Refused
from engine.lifecycle.wake import give_up, wake

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from engine.definition.fields import Field
    from engine.lifecycle.case import Case
    from engine.lifecycle.circumstances import Actor
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Envelope
    from engine.lifecycle.world import World

DEEPEST = 8
"""So deep may cases open cases in one step."""
MOST_OPENED = 1_000
"""So many cases may one step open."""


def submit(world: World, case_id: str, incoming: Incoming, at: datetime) -> Outcome:
    """Send an event to a case; what was accepted is written, a refusal is kept for the log."""
    case = world.load(case_id)
    compiled = world.compiled(case.workflow)
    circumstances = world.circumstances(compiled, case, at, incoming.event)
    return complete(world, decide(compiled, case, incoming, circumstances), at)


def wake_case(world: World, case_id: str, at: datetime, *, hold: bool = False) -> Outcome:
    """Do at a case what the clock has due.

    Where the cases that it would open are refused, what else is due goes on at the next look, and
    what is to blame is set aside.
    """
    case = world.load(case_id)
    compiled = world.compiled(case.workflow)
    circumstances = world.circumstances(compiled, case, at, None)
    outcome = complete(world, wake(compiled, case, circumstances, hold=hold), at)
    if isinstance(outcome, Refused):
        outcome = complete(world, wake(compiled, case, circumstances, hold=hold, limit=1), at)
    if isinstance(outcome, Refused):
        outcome = complete(world, give_up(compiled, case, circumstances, outcome.reasons), at)
    return outcome


def open_new(  # noqa: PLR0913 - what a case begins with
    world: World,
    key: str,
    fields: Mapping[str, object],
    actor: Actor,
    at: datetime,
    *,
    holders: Mapping[str, tuple[str, ...]] | None = None,
    state: str | None = None,
    parent: str | None = None,
) -> Outcome:
    """Open a case of the newest version of a workflow.

    Args:
        world: Where.
        key: The workflow.
        fields: Raw JSON of the fields.
        actor: Who opens.
        at: The moment.
        holders: Who holds roles of the case from the beginning.
        state: Another first state, for cases that were already running.
        parent: Id of the case below which it is opened; that one's workflow has to admit it.
    """
    compiled = world.newest(key)
    above = world.load(parent) if parent is not None else None
    link, against = _admission(world, compiled, above)
    if against:
        return complete(world, Refused(None, OPEN, tuple(against)), at)
    outcome = open_case(
        compiled,
        world.new_case(compiled, at),
        fields,
        actor,
        world.circumstances(compiled, None, at, OPEN, above),
        parent=link,
        holders=holders,
        state=state,
    )
    return complete(world, outcome, at)


def _admission(
    world: World, compiled: Compiled, above: Case | None
) -> tuple[ParentLink | None, list[Reason]]:
    """Return as whose child a case may be opened, or why not."""
    if above is None:
        return None, []
    flow = world.compiled(above.workflow).workflow
    groups = [each for each in flow.admits.values() if each.workflow == compiled.workflow.key]
    if not groups:
        return None, [reasons.admits_none(flow.title, compiled.workflow.title)]
    if above.pause is not None:
        return None, [reasons.suspended(above.pause.until_at, above.pause.reason)]
    for group in groups:
        if above.state in group.states:
            return ParentLink(above.id, group.key, above.entry), []
    here = flow.states[above.state].title
    return None, [reasons.admits_not_now(compiled.workflow.title, here)]


def deliver(world: World, target: str, envelope: Envelope, at: datetime, key: str) -> Outcome:
    """Hand an event from another case to its target."""
    incoming = Incoming(
        envelope.event,
        ENGINE_ACTOR,
        to_json(envelope.input),
        cause=f"inbox:{key}",
        hops=envelope.hops,
    )
    return submit(world, target, incoming, at)


def refused_there(refused: Refused, target: str) -> Incoming:
    """Return the event that tells the sender of an envelope of its refusal."""
    text = "; ".join(each.message.de for each in refused.reasons)
    return Incoming(
        REFUSED_ELSEWHERE,
        ENGINE_ACTOR,
        {"case": target, "event": refused.event, "reason": text},
    )


def complete(world: World, outcome: Outcome, at: datetime) -> Outcome:
    """Write an outcome with the cases that it opens, or keep the refusal."""
    if isinstance(outcome, Refused):
        world.refuse(outcome, at)
        return outcome
    opened: list[tuple[Accepted, Opening, Case]] = []
    against = _open_all(world, outcome, at, opened, depth=1)
    relinked = _relinked(world, [outcome, *(each for each, _, _ in opened)], against)
    if against:
        event = outcome.steps[0].event
        refused = Refused(outcome.before, event, tuple(against))
        world.refuse(refused, at)
        return refused
    if outcome.before is None:
        world.write_opened(outcome, None, None)
    elif outcome.steps:
        world.write(outcome)
    for accepted, opening, opener in opened:
        world.write_opened(accepted, opening, opener)
    for case, kind, other, is_new in relinked:
        (world.link if is_new else world.unlink)(case, kind, other)
    return outcome


def _relinked(
    world: World, outcomes: Iterable[Accepted], against: list[Reason]
) -> list[tuple[str, str, str, bool]]:
    """Return the links that begin or end as (case, kind, other, begins), by what fields name.

    A case that there is not, or the case itself, is added to the reasons against.
    """
    found: list[tuple[str, str, str, bool]] = []
    for each in outcomes:
        after = each.after
        fields = world.compiled(after.workflow).linking_fields
        if each.before is not None and _same_links(fields, each.before, after):
            continue
        before = named_in(fields, each.before.data) if each.before is not None else frozenset()
        now = named_in(fields, after.data)
        for linking in sorted(now - before, key=lambda one: (one.kind, one.name)):
            other = world.resolve(linking.name)
            if other is None or other == after.id:
                against.append(reasons.cannot_link(linking.name, is_itself=other is not None))
            else:
                found.append((after.id, linking.kind, other, True))
        for linking in before - now:
            other = world.resolve(linking.name)
            if other is not None:
                found.append((after.id, linking.kind, other, False))
    return found


def _same_links(fields: Iterable[Field], before: Case, after: Case) -> bool:
    """Return whether no field that links has been given another value."""
    old, new = before.data, after.data
    return old is new or all(old.get(each.key) is new.get(each.key) for each in fields)


def _open_all(
    world: World,
    outcome: Accepted,
    at: datetime,
    opened: list[tuple[Accepted, Opening, Case]],
    depth: int,
) -> list[Reason]:
    if outcome.openings and depth > DEEPEST:
        text = Text(
            de=f"Vorgänge eröffnen einander mehr als {DEEPEST} Stufen tief.",
            en=f"Cases open one another more than {DEEPEST} levels deep.",
        )
        return [Reason("loop", text)]
    if len(opened) + len(outcome.openings) > MOST_OPENED:
        text = Text(
            de=f"In einem Schritt würden mehr als {MOST_OPENED} Vorgänge eröffnet.",
            en=f"One step would open more than {MOST_OPENED} cases.",
        )
        return [Reason("loop", text)]
    for opening in outcome.openings:
        child = _open_one(world, opening, outcome.after, at)
        if isinstance(child, Refused):
            return [replace(each, code="children") for each in child.reasons]
        opened.append((child, opening, outcome.after))
        against = _open_all(world, child, at, opened, depth + 1)
        if against:
            return against
    return []


def _open_one(world: World, opening: Opening, opener: Case, at: datetime) -> Outcome:
    compiled = world.newest(opening.workflow)
    above = opener if opening.children is not None else None
    circumstances = world.circumstances(compiled, None, at, OPEN, above)
    return open_case(
        compiled,
        world.new_case(compiled, at),
        to_json(opening.fields),
        ENGINE_ACTOR,
        circumstances,
        parent=world.link_of(opening, replace(opener, entry=opening.entry)),
        hops=opening.hops,
    )


def parent_view(parent: Case) -> Mapping[str, object]:
    """Return a parent as its children's rules read it."""
    return {
        "id": parent.id,
        "number": parent.number,
        "state": parent.state,
        "phase": None,
        "priority": None,
        "opened_on": parent.opened_on,
        "version": parent.version,
        **parent.data,
    }


def family_of(case: Case | None, parent: Case | None) -> Mapping[str, str | None]:
    """Return below which case a fact looks, by what it says in ``among``."""
    above = case.parent.case if case is not None and case.parent is not None else None
    return {
        "children": case.id if case is not None else None,
        "siblings": above or (parent.id if parent is not None else None),
    }


def child_view(child: Case) -> Mapping[str, object]:
    """Return a child as its parent's rules read it."""
    return {
        **child.data,
        "id": child.id,
        "number": child.number,
        "state": child.state,
        "outcome": child.outcome,
        "closed": child.is_closed,
    }
