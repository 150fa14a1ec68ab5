"""Rungs: reminders and escalation of one occurrence, each a step of its own.

What a rung does counts as a whole or not at all; one that fails stays open and is tried again.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from engine.definition.effects import Effect, Notify
from engine.lifecycle import obligations, reasons
from engine.lifecycle.case import Broken, Fired, Occurrence, RungResult
from engine.lifecycle.circumstances import ENGINE_ACTOR
from engine.lifecycle.effects import apply_effects, role_meant
from engine.lifecycle.frozen import replace
from engine.lifecycle.ladder import DUE, Planned, plan, unsettled
from engine.lifecycle.obligations import VACANCY
from engine.lifecycle.outcome import Letter
from engine.lifecycle.reading import FAILURES, Reading
from engine.lifecycle.step import data_changed, open_followers, settle, wrong_data
from engine.rules.errors import RuleFailed

if TYPE_CHECKING:
    from engine.lifecycle.draft import Draft
    from engine.rules.rule import Rule

FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(days=1)


def fire_next(draft: Draft, occurrence: Occurrence, *, hold: bool) -> None:
    """Fire the first due rung of an occurrence; what comes after it may be due after others."""
    reading = reading_of(draft, occurrence)
    try:
        due = due_rungs(occurrence, reading, hold=hold)
        if not due:
            _look_later(draft, occurrence, reading, hold=hold)
            return
        muted = _spoken_to_later(occurrence, due, reading)
    except FAILURES as failure:
        mark_broken(draft, occurrence, "ladder", failure)
        return
    _fire(occurrence, due[0], muted, reading)


def reading_of(draft: Draft, occurrence: Occurrence) -> Reading:
    """Return what the rules of an occurrence's rungs read."""
    seen = partial(obligations.as_rules_read, draft, occurrence)
    return Reading(draft, "rung", ENGINE_ACTOR, obligation=seen)


def due_rungs(occurrence: Occurrence, reading: Reading, *, hold: bool = False) -> list[Planned]:
    """Return the rungs of an occurrence that are due, on hold only the reminders."""
    draft = reading.draft
    obligation = obligations.definition_of(draft, occurrence.obligation)
    return [
        rung
        for rung in unsettled(occurrence, plan(occurrence, obligation, reading))
        if rung.at <= draft.at and not (hold and rung.is_consequence)
    ]


def _spoken_to_later(
    occurrence: Occurrence, due: list[Planned], reading: Reading
) -> frozenset[str]:
    """Return the roles to whom the later ones of the due rungs speak, which are more urgent."""
    spoken: set[str] = set()
    for rung in due[1:]:
        if rung.escalation is None:
            spoken |= {occurrence.owner} if rung.id != DUE else set()
        elif _holds(reading, rung.escalation.condition):
            told = [each for each in rung.escalation.do if isinstance(each, Notify)]
            roles = [role for each in told if _holds(reading, each.condition) for role in each.to]
            spoken |= {role_meant(reading.draft, occurrence, role) or role for role in roles}
    return frozenset(spoken)


def _holds(reading: Reading, condition: Rule | None) -> bool:
    """Return whether a condition is absent or true; a broken one is not."""
    return condition is None or reading.ask("", condition).holds


def _look_later(draft: Draft, occurrence: Occurrence, reading: Reading, *, hold: bool) -> None:
    """Nothing is due after all, or it is held: look again when it may be."""
    later = draft.at + FIRST_RETRY if hold else None
    if later is not None:
        draft.replace_occurrence(occurrence, replace(occurrence, next_at=later))
    else:
        obligations.reschedule(draft, occurrence, reading)
    draft.end_step("rescheduled", "rung", ENGINE_ACTOR, subject=occurrence.key)


def _fire(occurrence: Occurrence, rung: Planned, muted: frozenset[str], reading: Reading) -> None:
    """Fire one rung as a step of its own; if a rule of it is broken, it stays open."""
    draft = reading.draft
    before = draft.mark()
    try:
        result = _act(occurrence, rung, muted, reading)
        _mark_fired(occurrence, rung, result, reading)
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
        mark_broken(draft, occurrence, rung.id, failure)


def _act(
    occurrence: Occurrence, rung: Planned, muted: frozenset[str], reading: Reading
) -> RungResult:
    draft = reading.draft
    if rung.id == DUE:
        draft.replace_occurrence(occurrence, replace(occurrence, followed=True))
        draft.followers.append((occurrence, occurrence.status))
        open_followers(draft, reading)
        return RungResult.FIRED
    if rung.escalation is None:
        return _remind(occurrence, rung, muted, reading)
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
    occurrence: Occurrence, rung: Planned, muted: frozenset[str], reading: Reading
) -> RungResult:
    if occurrence.owner in muted:
        return RungResult.OVERTAKEN
    draft = reading.draft
    declared = obligations.definition_of(draft, occurrence.obligation)
    message = "reminder" if occurrence.due_at is not None else "undated"
    letter = obligations.letter(message, occurrence.owner, occurrence, declared, rung.id)
    draft.letters.append(letter)
    _tell_of_vacancy(draft, occurrence, reading)
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


def _mark_fired(before: Occurrence, rung: Planned, result: RungResult, reading: Reading) -> None:
    """Record a rung for the revision that it was planned for."""
    draft = reading.draft
    is_untouched = any(each is before for each in draft.occurrences)
    present = before if is_untouched else draft.find(before.key)
    if present is None:
        return
    if present is not before:
        reading = reading_of(draft, present)
    fired = Fired(rung.id, before.revision, rung.at, draft.at, result)
    marked = replace(present, fired=(*present.fired, fired), broken=None)
    obligations.reschedule(draft, marked, reading)


def mark_broken(draft: Draft, occurrence: Occurrence, rung: str, failure: Exception) -> None:
    """Keep a rung open that failed, and try it again later and later."""
    known = occurrence.broken
    tries = known.tries + 1 if known is not None and known.rung == rung else 1
    again_at = draft.at + min(FIRST_RETRY * 2 ** min(tries - 1, 10), LONGEST_RETRY)
    broken = Broken(rung, tries, str(failure), again_at)
    draft.replace_occurrence(occurrence, replace(occurrence, broken=broken, next_at=again_at))
    draft.note(reasons.said(failure))
    draft.end_step("broken", "rung", ENGINE_ACTOR, subject=f"{occurrence.key} {rung}")
