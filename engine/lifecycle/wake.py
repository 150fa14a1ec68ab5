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
from engine.lifecycle.case import Broken, Fired, Occurrence, Pause, RungResult, Timer
from engine.lifecycle.circumstances import ENGINE_ACTOR
from engine.lifecycle.draft import Draft
from engine.lifecycle.effects import apply_effects, role_meant
from engine.lifecycle.ladder import DUE, Planned, plan, unsettled
from engine.lifecycle.obligations import VACANCY
from engine.lifecycle.outcome import Accepted, Letter
from engine.lifecycle.reading import FAILURES, Reading
from engine.lifecycle.step import (
    data_changed,
    open_followers,
    settle,
    take_raised,
    wrong_data,
)
from engine.lifecycle.suspension import past_promise
from engine.rules.errors import RuleFailed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from engine.lifecycle.case import Case
    from engine.lifecycle.circumstances import Circumstances
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Reason
    from engine.rules.rule import Rule

LIMIT = 512
"""So many timers and rungs of one case are done in one go; the rest at the next tick."""
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(days=1)


def wake(
    compiled: Compiled,
    case: Case,
    circumstances: Circumstances,
    *,
    hold: bool = False,
    limit: int = LIMIT,
) -> Accepted:
    """Return what is due at a case at this moment; without steps if there is nothing.

    Args:
        compiled: The definition.
        case: The case.
        circumstances: The world; its ``at`` is the moment of the tick.
        hold: Leave consequences alone and only remind, because the clock cannot be trusted.
        limit: So many timers and rungs at most.
    """
    draft = Draft(compiled, case, circumstances)
    fired: dict[tuple[str, str], datetime] = {}
    for _ in range(limit):
        due = _first_due(draft, hold=hold)
        if due is None:
            break
        if isinstance(due, Timer):
            _fire_timer(draft, due, fired)
        elif isinstance(due, Occurrence):
            _fire_rung(draft, due, hold=hold)
        else:
            past_promise(draft)
    return draft.accepted()


def give_up(
    compiled: Compiled, case: Case, circumstances: Circumstances, against: Iterable[Reason]
) -> Accepted:
    """Set aside what has been due for longest, because the world refuses what would follow.

    A timer counts as fired and refused, a rung stays open and is tried again later.
    """
    draft = Draft(compiled, case, circumstances)
    due = _first_due(draft, hold=False)
    if isinstance(due, Timer):
        _spend(draft, due)
        _refuse_timer(draft, due, against)
    elif isinstance(due, Occurrence):
        rungs = _due_rungs(draft, due, hold=False)
        for each in list(against)[:1]:
            _mark_broken(draft, due, rungs[0].id, RuleFailed(each.code, each.message))
    return draft.accepted()


def _first_due(draft: Draft, *, hold: bool) -> Timer | Occurrence | Pause | None:
    """Return what has been due for longest: a timer, an occurrence, or the suspension."""
    at = draft.at
    if (pause := draft.pause) is not None:
        return pause if pause.next_at is not None and pause.next_at <= at and not hold else None
    due: Timer | Occurrence | None = None
    since = at
    watched: list[Timer | Occurrence] = [*draft.occurrences]
    if not hold:
        watched = [*draft.timers, *watched]
    for each in watched:
        moment = each.next_at
        if moment is not None and (moment < since or (moment == since and due is None)):
            due, since = each, moment
    return due


def _fire_timer(draft: Draft, timer: Timer, fired: dict[tuple[str, str], datetime]) -> None:
    """Fire a timer once; one that brings itself about again at the same moment is stopped."""
    place = draft.state if timer.place == "state" else draft.phase
    name, due_at = (str(place), timer.id), timer.due_at or draft.at
    _spend(draft, timer)
    before = draft.mark()
    try:
        if name in fired and due_at <= fired[name]:
            against = [reasons.timer_loop(timer.id)]
        else:
            fired[name] = due_at
            take_raised(draft, timer.event, {}, kind="timer", subject=timer.id)
            against = settle(draft)
    except FAILURES as failure:
        against = [reasons.rule_failed(failure)]
    if against:
        draft.back_to(before)
        _refuse_timer(draft, timer, against)


def _spend(draft: Draft, timer: Timer) -> None:
    draft.timers = tuple(
        replace(each, fired_for=each.due_at) if each is timer else each for each in draft.timers
    )


def _refuse_timer(draft: Draft, timer: Timer, against: Iterable[Reason]) -> None:
    for each in against:
        draft.note(each.message)
    draft.end_step(timer.event, "refused", ENGINE_ACTOR, subject=timer.id)


def _fire_rung(draft: Draft, occurrence: Occurrence, *, hold: bool) -> None:
    """Fire the first due rung of an occurrence; what comes after it may be due after others."""
    try:
        due = _due_rungs(draft, occurrence, hold=hold)
        if not due:
            _look_later(draft, occurrence, hold=hold)
            return
        muted = _spoken_to_later(draft, occurrence, due)
    except FAILURES as failure:
        _mark_broken(draft, occurrence, "ladder", failure)
        return
    _fire(draft, occurrence, due[0], muted)


def _due_rungs(draft: Draft, occurrence: Occurrence, *, hold: bool) -> list[Planned]:
    reading = _reading(draft, occurrence)
    obligation = obligations.definition_of(draft, occurrence.obligation)
    return [
        rung
        for rung in unsettled(occurrence, plan(occurrence, obligation, reading))
        if rung.at <= draft.at and not (hold and rung.is_consequence)
    ]


def _spoken_to_later(draft: Draft, occurrence: Occurrence, due: list[Planned]) -> frozenset[str]:
    """Return the roles to whom the later ones of the due rungs speak, which are more urgent."""
    if len(due) == 1:
        return frozenset()
    reading = _reading(draft, occurrence)
    spoken: set[str] = set()
    for rung in due[1:]:
        if rung.escalation is None:
            spoken |= {occurrence.owner} if rung.id != DUE else set()
        elif _holds(reading, rung.escalation.condition):
            told = [each for each in rung.escalation.do if isinstance(each, Notify)]
            roles = [role for each in told if _holds(reading, each.condition) for role in each.to]
            spoken |= {role_meant(draft, occurrence, role) or role for role in roles}
    return frozenset(spoken)


def _holds(reading: Reading, condition: Rule | None) -> bool:
    """Return whether a condition is absent or true; a broken one is not."""
    return condition is None or reading.ask("", condition).holds


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


def _fire(draft: Draft, occurrence: Occurrence, rung: Planned, muted: frozenset[str]) -> None:
    """Fire one rung as a step of its own; if a rule of it is broken, it stays open."""
    before = draft.mark()
    try:
        result = _act(draft, occurrence, rung, muted)
        _mark_fired(draft, occurrence, rung, result)
        wrong = wrong_data(draft)
        if not wrong:
            kind = "due" if rung.id == DUE else "rung"
            draft.end_step(rung.id, kind, ENGINE_ACTOR, subject=occurrence.key, planned_at=rung.at)
            wrong = settle(draft)
        if wrong:
            msg = "data"
            raise RuleFailed(msg, wrong[0].message)
    except FAILURES as failure:
        draft.back_to(before)
        _mark_broken(draft, occurrence, rung.id, failure)


def _act(draft: Draft, occurrence: Occurrence, rung: Planned, muted: frozenset[str]) -> RungResult:
    reading = _reading(draft, occurrence)
    if rung.id == DUE:
        draft.replace_occurrence(occurrence, replace(occurrence, followed=True))
        draft.followers.append((occurrence, occurrence.status))
        open_followers(draft, reading)
        return RungResult.FIRED
    if rung.escalation is None:
        return _remind(draft, occurrence, rung, muted)
    if rung.escalation.condition is not None:
        verdict = reading.judge(rung.id, rung.escalation.condition)
        draft.keep([verdict])
        if not verdict.holds:
            return RungResult.NOT_MET
    do = [_without(draft, occurrence, each, muted) for each in rung.escalation.do]
    data = draft.data
    written = apply_effects(draft, [each for each in do if each], reading, occurrence)
    draft.letters.extend(replace(each, rung=rung.id) for each in written)
    _tell_of_vacancy(draft, occurrence, reading)
    open_followers(draft, reading)
    if draft.data is not data:
        data_changed(draft, reading)
    return RungResult.FIRED if any(do) else RungResult.OVERTAKEN


def _without(
    draft: Draft, occurrence: Occurrence, effect: Effect, muted: frozenset[str]
) -> Effect | None:
    """Return an effect without the recipients that a later rung speaks to, None if none is left."""
    if not isinstance(effect, Notify) or not muted:
        return effect
    left = tuple(role for role in effect.to if role_meant(draft, occurrence, role) not in muted)
    return replace(effect, to=left) if left else None


def _remind(
    draft: Draft, occurrence: Occurrence, rung: Planned, muted: frozenset[str]
) -> RungResult:
    if occurrence.owner in muted:
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
    duty = obligations.definition_of(draft, key)
    obligations.open_obligation(draft, duty, reading)
    draft.letters.append(Letter("vacant", duty.owner, subject_title=role.title))


def _mark_fired(draft: Draft, before: Occurrence, rung: Planned, result: RungResult) -> None:
    """Record a rung for the revision that it was planned for."""
    present = draft.find(before.key)
    if present is None:
        return
    fired = Fired(rung.id, before.revision, rung.at, draft.at, result)
    marked = replace(present, fired=(*present.fired, fired), broken=None)
    draft.replace_occurrence(present, marked)
    obligations.reschedule(draft, marked, _reading(draft, marked))


def _mark_broken(draft: Draft, occurrence: Occurrence, rung: str, failure: Exception) -> None:
    """Keep a rung open that failed, and try it again later and later."""
    known = occurrence.broken
    tries = known.tries + 1 if known is not None and known.rung == rung else 1
    again_at = draft.at + min(FIRST_RETRY * 2 ** min(tries - 1, 10), LONGEST_RETRY)
    broken = Broken(rung, tries, str(failure), again_at)
    draft.replace_occurrence(occurrence, replace(occurrence, broken=broken, next_at=again_at))
    draft.note(reasons.said(failure))
    draft.end_step("broken", "rung", ENGINE_ACTOR, subject=f"{occurrence.key} {rung}")
