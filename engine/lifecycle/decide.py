"""Decide: definition, case, event and circumstances become an outcome. Pure; nothing is stored.

Source: workflow-format, section 2 (ask, elect, do, settle).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.model import ENGINE, PUBLIC
from engine.definition.values import convert_all
from engine.lifecycle import builtin, obligations, reasons
from engine.lifecycle.case import Case, ParentLink, WorkflowRef
from engine.lifecycle.draft import Draft
from engine.lifecycle.frozen import replace
from engine.lifecycle.machine import OPEN
from engine.lifecycle.outcome import Outcome, Reason, Refused
from engine.lifecycle.passage import enter
from engine.lifecycle.reading import FAILURES, Reading
from engine.lifecycle.step import data_changed, settle, take, unmet, wrong_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.lifecycle.circumstances import Actor, Circumstances, Incoming
    from engine.lifecycle.machine import Compiled


def decide(
    compiled: Compiled, case: Case, incoming: Incoming, circumstances: Circumstances
) -> Outcome:
    """Return what an event comes to at a case.

    Either accepted, with every step until nothing changes any more, or refused with every reason;
    then nothing of the case changes.
    """
    draft = Draft(compiled, case, circumstances, incoming.hops)
    try:
        if incoming.event in builtin.EVENTS:
            against = builtin.do(draft, incoming)
        else:
            against = _own(draft, incoming)
        against = against or settle(draft)
    except FAILURES as failure:
        against = [reasons.rule_failed(failure)]
    if against:
        return refused(compiled, case, incoming, against)
    return draft.accepted()


def refused(compiled: Compiled, case: Case, incoming: Incoming, against: list[Reason]) -> Refused:
    """Return a refusal with what the actor could do instead."""
    return Refused(case, incoming.event, tuple(against), possible(compiled, case, incoming.actor))


def possible(compiled: Compiled, case: Case, actor: Actor) -> tuple[str, ...]:
    """Return the events of the workflow that an actor could send now, conditions not asked."""
    if case.is_closed or case.pause is not None:
        return ()
    events = compiled.workflow.events
    return tuple(name for name in compiled.events_from(case.state) if actor.may(events[name].by))


def _own(draft: Draft, incoming: Incoming) -> list[Reason]:
    against = builtin.standing(draft, incoming)
    event = draft.workflow.events.get(incoming.event)
    if event is None:
        return [
            *against,
            reasons.unknown_event(incoming.event, known=False, state=draft.here.title),
        ]
    if not draft.compiled.candidates(draft.state, incoming.event) and draft.closed_at is None:
        against.append(reasons.unknown_event(incoming.event, known=True, state=draft.here.title))
    if not incoming.actor.may((*event.by, ENGINE)):
        against.append(reasons.wrong_role(event, draft.workflow))
    given, problems = convert_all(event.input, incoming.input)
    against.extend(reasons.bad_input(each.path, each.message) for each in problems)
    against.extend(_blocking(draft, incoming.event))
    if against:
        unknown = {each.path.split("/")[1] for each in problems if each.path}
        reading = Reading(draft, incoming.event, incoming.actor, given)
        against.extend(unmet(draft, incoming.event, reading, unknown))
        return against
    return take(draft, incoming.event, incoming.actor, given, kind="event", subject=incoming.cause)


def _blocking(draft: Draft, event: str) -> list[Reason]:
    keys = draft.compiled.blocked_by.get(event)
    if not keys:
        return []
    return [
        reasons.blocked(each, obligations.definition_of(draft, each.obligation).title)
        for each in draft.occurrences
        if each.obligation in keys and each.is_overdue(draft.at)
    ]


def open_case(  # noqa: PLR0913 - what a case begins with
    compiled: Compiled,
    identity: tuple[str, str],
    fields: Mapping[str, object],
    actor: Actor,
    circumstances: Circumstances,
    *,
    parent: ParentLink | None = None,
    holders: Mapping[str, tuple[str, ...]] | None = None,
    state: str | None = None,
    hops: int = 0,
) -> Outcome:
    """Return a new case in its initial state, or why it may not be opened.

    Args:
        compiled: The definition.
        identity: Case id and number.
        fields: Raw JSON of the fields.
        actor: Who opens.
        circumstances: The world at this moment.
        parent: Whose child it is; the engine opens children.
        holders: Who holds roles of the case from the beginning.
        state: Another first state, for cases that were already running when they were taken over.
        hops: How many cases the event has come through that opens this one.
    """
    workflow = compiled.workflow
    data, problems = convert_all(workflow.fields, fields)
    against = [reasons.bad_input(each.path, each.message) for each in problems]
    if not actor.may((*workflow.opened_by, ENGINE)) and PUBLIC not in workflow.opened_by:
        against.append(reasons.not_yours(builtin.OPENING, workflow.opened_by, workflow))
    first = workflow.initial if state is None else state
    if first not in workflow.states:
        return Refused(None, OPEN, (*against, reasons.unknown_state(first)))
    given = holders or {}
    against.extend(
        reasons.no_role_of_a_case(role)
        for role in given
        if role not in workflow.roles or workflow.roles[role].held_by != "case"
    )
    case = _blank(compiled, identity, data, circumstances, first)
    case = replace(case, parent=parent, holders=given)
    if against:
        return Refused(None, OPEN, tuple(against))
    draft = Draft(compiled, case, circumstances, hops)
    draft.before, draft.version, draft.entry = None, 0, 0
    try:
        against = _begin(draft, first, actor) or settle(draft)
    except FAILURES as failure:
        against = [reasons.rule_failed(failure)]
    return Refused(None, OPEN, tuple(against)) if against else draft.accepted()


def _begin(draft: Draft, state: str, actor: Actor) -> list[Reason]:
    reading = Reading(draft, OPEN, actor)
    verdicts = [reading.ask_guard(guard) for guard in draft.workflow.opening_guards]
    unmet = [
        reasons.unmet(guard, verdict)
        for guard, verdict in zip(draft.workflow.opening_guards, verdicts, strict=True)
        if not verdict.holds
    ]
    if unmet:
        return unmet
    draft.keep(verdicts)
    data = draft.data
    enter(draft, draft.workflow.states[state], reading)
    if draft.data is not data:
        data_changed(draft, reading)
    wrong = wrong_data(draft, afresh=True)
    if not wrong:
        draft.end_step(OPEN, "opened", actor, given=draft.data)
    return wrong


def _blank(
    compiled: Compiled,
    identity: tuple[str, str],
    data: Mapping[str, object],
    circumstances: Circumstances,
    state: str,
) -> Case:
    flow, at = compiled.workflow, circumstances.at
    return Case(
        id=identity[0],
        workflow=WorkflowRef(flow.key, flow.version, flow.digest),
        number=identity[1],
        state=state,
        data=data,
        version=0,
        opened_at=at,
        opened_on=circumstances.today,
        entered_at=at,
        phase_entered_at=at,
    )
