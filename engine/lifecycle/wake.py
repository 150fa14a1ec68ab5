"""Wake: what the clock does to one case at one moment: timers, rungs, suspensions too long.

Every rung and every timer is a step of its own, in the order of their moments. After downtime
several rungs of an occurrence are due at once: of their messages only the most urgent one for each
recipient leaves, everything else that they do is done, in order.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.definition.effects import Effect, Notify
from engine.lifecycle import obligations, reasons
from engine.lifecycle.case import Broken, Fired, Occurrence, RungResult, Timer
from engine.lifecycle.circumstances import ENGINE_ACTOR
from engine.lifecycle.draft import Draft
from engine.lifecycle.effects import apply_effects
from engine.lifecycle.ladder import DUE, Planned, plan, unsettled
from engine.lifecycle.obligations import VACANCY
from engine.lifecycle.outcome import Letter, Outcome, Refused
from engine.lifecycle.reading import Reading
from engine.lifecycle.step import data_changed, settle, take_raised, wrong_data
from engine.lifecycle.suspension import past_promise
from engine.rules.errors import RuleFailed

if TYPE_CHECKING:
    from engine.lifecycle.case import Case
    from engine.lifecycle.circumstances import Circumstances
    from engine.lifecycle.machine import Compiled

LIMIT = 512
"""So many timers and rungs of one case are done in one go; the rest at the next tick."""
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(days=1)


def wake(
    compiled: Compiled, case: Case, circumstances: Circumstances, *, hold: bool = False
) -> Outcome:
    """Return what is due at a case at this moment; without steps if there is nothing.

    Args:
        compiled: The definition.
        case: The case.
        circumstances: The world; its ``at`` is the moment of the tick.
        hold: Leave consequences alone and only remind, because the clock cannot be trusted.
    """
    draft = Draft(compiled, case, circumstances)
    last = ""
    for _ in range(LIMIT):
        due = _first_due(draft, hold=hold)
        if due is None:
            return draft.accepted()
        last = _do(draft, due, hold=hold)
    return (
        Refused(case, last, (reasons.endless(LIMIT, [last]),))
        if not draft.steps
        else (draft.accepted())
    )


_Due = Timer | Occurrence | None


def _first_due(draft: Draft, *, hold: bool) -> _Due | str:
    """Return what has been due for longest: a timer, an occurrence, or the suspension."""
    at = draft.at
    if draft.pause is not None:
        until = draft.pause.next_at
        return "pause" if until is not None and until <= at and not hold else None
    found: list[tuple[object, int, Timer | Occurrence]] = []
    if not hold:
        found += [
            (each.next_at, 0, each)
            for each in draft.timers
            if each.next_at is not None and each.next_at <= at
        ]
    found += [
        (each.next_at, 1, each)
        for each in draft.occurrences
        if each.next_at is not None and each.next_at <= at
    ]
    if not found:
        return None
    return min(found, key=lambda entry: (entry[0], entry[1]))[2]


def _do(draft: Draft, due: _Due | str, *, hold: bool) -> str:
    if isinstance(due, Timer):
        _fire_timer(draft, due)
        return due.id
    if isinstance(due, Occurrence):
        _fire_rungs(draft, due, hold=hold)
        return due.key
    past_promise(draft)
    return "suspension"


def _fire_timer(draft: Draft, timer: Timer) -> None:
    draft.timers = tuple(
        replace(each, fired_for=each.due_at) if each is timer else each for each in draft.timers
    )
    before = draft.mark()
    try:
        take_raised(draft, timer.event, {}, kind="timer", subject=timer.id)
        against = settle(draft)
    except RuleFailed as failure:
        against = [reasons.rule_failed(failure.message)]
    if against:
        draft.back_to(before)
        for each in against:
            draft.note(each.message)
        draft.end_step(timer.event, "refused", ENGINE_ACTOR, subject=timer.id)


def _fire_rungs(draft: Draft, occurrence: Occurrence, *, hold: bool) -> None:
    """Fire the due rungs of one occurrence."""
    try:
        due = _due_rungs(draft, occurrence, hold=hold)
        muted = _overtaken(draft, occurrence, due)
    except RuleFailed as failure:
        _mark_broken(draft, occurrence, "ladder", failure)
        return
    if not due:
        _look_later(draft, occurrence, hold=hold)
    for rung in due:
        present = draft.find(occurrence.key)
        if present is None or draft.closed_at is not None or draft.pause is not None:
            break
        if not _fire(draft, present, rung, muted[rung.id]):
            break


def _due_rungs(draft: Draft, occurrence: Occurrence, *, hold: bool) -> list[Planned]:
    reading = _reading(draft, occurrence)
    obligation = obligations.definition_of(draft, occurrence.obligation)
    return [
        rung
        for rung in unsettled(occurrence, plan(occurrence, obligation, reading))
        if rung.at <= draft.at and not (hold and rung.escalation is not None)
    ]


def _overtaken(
    draft: Draft, occurrence: Occurrence, due: list[Planned]
) -> dict[str, frozenset[str]]:
    """Return for each due rung the recipients to whom a later due one speaks."""
    reading = _reading(draft, occurrence)
    spoken: frozenset[str] = frozenset()
    muted = {}
    for rung in reversed(due):
        muted[rung.id] = spoken
        if rung.escalation is None:
            spoken |= {"owner"} if rung.id != DUE else frozenset()
        elif reading.holds(rung.escalation.condition):
            told = [each for each in rung.escalation.do if isinstance(each, Notify)]
            spoken |= {role for each in told for role in each.to}
    return muted


def _look_later(draft: Draft, occurrence: Occurrence, *, hold: bool) -> None:
    """Nothing is due after all, or it is held: look again when it may be."""
    later = draft.at + FIRST_RETRY if hold else None
    if later is not None:
        draft.replace_occurrence(occurrence, replace(occurrence, next_at=later))
    else:
        obligations.reschedule(draft, occurrence, _reading(draft, occurrence))
    draft.end_step("rescheduled", "rung", ENGINE_ACTOR, subject=occurrence.key)


def _reading(draft: Draft, occurrence: Occurrence) -> Reading:
    seen = obligations.as_rules_read(draft, occurrence)
    return Reading(draft, "rung", ENGINE_ACTOR, obligation=seen)


def _fire(draft: Draft, occurrence: Occurrence, rung: Planned, muted: frozenset[str]) -> bool:
    """Fire one rung as a step of its own; return False if a rule of it is broken."""
    before = draft.mark()
    try:
        result = _act(draft, occurrence, rung, muted)
        _mark_fired(draft, occurrence.key, rung, result)
        wrong = wrong_data(draft)
        if not wrong:
            kind = "due" if rung.id == DUE else "rung"
            draft.end_step(rung.id, kind, ENGINE_ACTOR, subject=occurrence.key, planned_at=rung.at)
            wrong = settle(draft)
        if wrong:
            msg = "data"
            raise RuleFailed(msg, wrong[0].message)  # noqa: TRY301 - undone below like any other
    except RuleFailed as failure:
        draft.back_to(before)
        _mark_broken(draft, occurrence, rung.id, failure)
        return False
    return True


def _act(draft: Draft, occurrence: Occurrence, rung: Planned, muted: frozenset[str]) -> RungResult:
    reading = _reading(draft, occurrence)
    if rung.id == DUE:
        draft.replace_occurrence(occurrence, replace(occurrence, followed=True))
        obligations.follow(draft, occurrence, reading, "m")
        return RungResult.FIRED
    if rung.escalation is None:
        return _remind(draft, occurrence, rung, muted)
    if rung.escalation.condition is not None:
        verdict = reading.judge(rung.id, rung.escalation.condition)
        draft.keep([verdict])
        if not verdict.holds:
            return RungResult.NOT_MET
    do = [_without(each, muted) for each in rung.escalation.do]
    data = draft.data
    written = apply_effects(draft, [each for each in do if each], reading, occurrence)
    draft.letters.extend(replace(each, rung=rung.id) for each in written)
    _tell_of_vacancy(draft, occurrence, reading)
    if draft.data is not data:
        data_changed(draft, reading)
    return RungResult.FIRED if any(do) else RungResult.OVERTAKEN


def _without(effect: Effect, muted: frozenset[str]) -> Effect | None:
    """Return an effect without the recipients that a later rung speaks to, None if none is left."""
    if not isinstance(effect, Notify) or muted.isdisjoint(effect.to):
        return effect
    left = tuple(role for role in effect.to if role not in muted)
    return replace(effect, to=left) if left else None


def _remind(
    draft: Draft, occurrence: Occurrence, rung: Planned, muted: frozenset[str]
) -> RungResult:
    if "owner" in muted:
        return RungResult.OVERTAKEN
    declared = obligations.definition_of(draft, occurrence.obligation)
    message = "reminder" if occurrence.due_at is not None else "undated"
    letter = obligations.letter(message, occurrence.owner, occurrence, declared)
    draft.letters.append(replace(letter, rung=rung.id))
    _tell_of_vacancy(draft, occurrence, _reading(draft, occurrence))
    return RungResult.FIRED


def _tell_of_vacancy(draft: Draft, occurrence: Occurrence, reading: Reading) -> None:
    """Make the fallback owe that a vacant role of the case is filled."""
    role = draft.workflow.roles.get(occurrence.owner)
    if role is None or role.held_by != "case" or not role.fallback:
        return
    if role.key not in draft.circumstances.vacant or draft.holders.get(role.key):
        return
    key = VACANCY + role.key
    if any(each.obligation == key for each in draft.occurrences):
        return
    obligations.open_obligation(draft, obligations.definition_of(draft, key), reading)
    draft.letters.append(Letter("vacant", role.fallback[0], subject_title=role.title))


def _mark_fired(draft: Draft, key: str, rung: Planned, result: RungResult) -> None:
    present = draft.find(key)
    if present is None:
        return
    fired = Fired(rung.id, present.revision, rung.at, draft.at, result)
    marked = replace(present, fired=(*present.fired, fired), broken=None)
    draft.replace_occurrence(present, marked)
    obligations.reschedule(draft, marked, _reading(draft, marked))


def _mark_broken(draft: Draft, occurrence: Occurrence, rung: str, failure: RuleFailed) -> None:
    """Keep a rung open whose rule failed, and try it again later and later."""
    known = occurrence.broken
    tries = known.tries + 1 if known is not None and known.rung == rung else 1
    again_at = draft.at + min(FIRST_RETRY * 2 ** min(tries - 1, 10), LONGEST_RETRY)
    broken = Broken(rung, tries, str(failure), again_at)
    draft.replace_occurrence(occurrence, replace(occurrence, broken=broken, next_at=again_at))
    draft.note(failure.message)
    draft.end_step("broken", "rung", ENGINE_ACTOR, subject=f"{occurrence.key} {rung}")
