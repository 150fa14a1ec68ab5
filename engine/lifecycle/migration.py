"""Migration: a running case goes on under another version of its workflow. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.migration import Plan, Treatment
from engine.definition.values import convert, to_json
from engine.findings import Text
from engine.lifecycle import obligations, reasons
from engine.lifecycle.case import Status, Timer
from engine.lifecycle.circumstances import ENGINE_ACTOR
from engine.lifecycle.draft import Draft
from engine.lifecycle.duedates import due_of
from engine.lifecycle.outcome import Outcome, Reason, Refused
from engine.lifecycle.passage import revise_timers
from engine.lifecycle.reading import Reading
from engine.lifecycle.step import settle, wrong_data
from engine.rules.errors import RuleFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.lifecycle.case import Case
    from engine.lifecycle.circumstances import Circumstances
    from engine.lifecycle.machine import Compiled

MIGRATE = "migrate"
"""Name of the event that is recorded."""


def concerns(plan: Plan, old: Compiled, case: Case, circumstances: Circumstances) -> bool:
    """Return whether a case is to be migrated; raises RuleFailed."""
    if case.is_closed or case.workflow.version != plan.source:
        return False
    reading = Reading(Draft(old, case, circumstances), MIGRATE, ENGINE_ACTOR)
    return reading.holds(plan.condition)


def migrate(
    plan: Plan, old: Compiled, new: Compiled, case: Case, circumstances: Circumstances
) -> Outcome:
    """Return the case under the new version as one event, or why it cannot go there.

    Fired rungs stay fired; due dates are reckoned anew like after a change of data.
    """
    state = plan.states.get(case.state, case.state)
    if state not in new.workflow.states:
        return Refused(case, MIGRATE, (_no_state(state),))
    draft = Draft(old, case, circumstances)
    try:
        set_values = _values(plan, draft)
        draft.compiled = new
        draft.state = state
        against = _convert_data(draft, case, set_values)
        if not against:
            _treat_obligations(draft, plan, old, case)
            _renew_timers(draft)
            against = wrong_data(draft, afresh=True)
        if not against:
            given = {"from": plan.source, "to": plan.target}
            draft.end_step(MIGRATE, "builtin", ENGINE_ACTOR, given=given)
            against = settle(draft)
    except RuleFailed as failure:
        against = [reasons.rule_failed(failure)]
    return Refused(case, MIGRATE, tuple(against)) if against else draft.accepted()


def _no_state(state: str) -> Reason:
    text = Text(
        de=f"Die neue Fassung kennt den Zustand „{state}“ nicht; nennen Sie unter „states“, was "
        "daraus wird.",
        en=f"The new version does not know the state “{state}”; say under “states” what becomes "
        "of it.",
    )
    return Reason("event", text, state)


def _values(plan: Plan, draft: Draft) -> dict[str, object]:
    reading = Reading(draft, MIGRATE, ENGINE_ACTOR)
    return {name: reading.value(source) for name, source in plan.set.items()}


def _convert_data(draft: Draft, case: Case, given: Mapping[str, object]) -> list[Reason]:
    """Give every field of the new version a value: set, else the old one, else the default."""
    data: dict[str, object] = {}
    found: list[Reason] = []
    for key, declared in draft.workflow.fields.items():
        if key in given:
            value = given[key]
        elif case.data.get(key) is not None:
            value = case.data[key]
        else:
            data[key] = declared.default
            continue
        if value is None:
            data[key] = None
            continue
        data[key], problems = convert(declared, to_json(value), f"/{key}")
        found.extend(reasons.bad_input(each.path, each.message) for each in problems)
    draft.touched.update(dict.fromkeys((*case.data, *data)))
    draft.data = data
    draft.stamp += 1
    return found


def _treat_obligations(draft: Draft, plan: Plan, old: Compiled, case: Case) -> None:
    reading = Reading(draft, MIGRATE, ENGINE_ACTOR)
    known = draft.compiled.obligations
    restarted = []
    for each in list(draft.occurrences):
        key = each.obligation
        treatment = plan.obligations.get(key, Treatment.KEEP)
        if key not in known and not key.startswith(obligations.VACANCY):
            treatment = Treatment.END
        if treatment is Treatment.KEEP:
            continue
        obligations.settle(draft, each, Status.ENDED, "migrated")
        if treatment is Treatment.RESTART:
            restarted.append(key)
    owed_before = _owed_in(old, case.state)
    fresh = [key for key in _owed_in(draft.compiled, draft.state) if key not in owed_before]
    for key in dict.fromkeys((*restarted, *fresh)):
        if key in known:
            obligations.open_obligation(draft, known[key], reading)
    obligations.revise(draft, reading, "migrated")


def _owed_in(compiled: Compiled, state: str) -> list[str]:
    here = compiled.workflow.states[state]
    owed = list(here.obligations)
    if here.phase is not None:
        owed += compiled.workflow.phases[here.phase].obligations
    return owed


def _renew_timers(draft: Draft) -> None:
    """Keep what has fired, arm what is new."""
    reading = Reading(draft, MIGRATE, ENGINE_ACTOR)
    known = {(each.place, each.id): each for each in draft.timers}
    timers = []
    for place, declared in draft.compiled.timers_of(draft.state):
        kept = known.get((place, declared.id))
        if kept is None:
            due = due_of(declared.due, reading, draft.at)
            kept = Timer(declared.id, place, declared.event, due.at if due else None)
        timers.append(kept)
    draft.timers = tuple(timers)
    revise_timers(draft, reading)
