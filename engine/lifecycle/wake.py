"""Wake: what the clock does to one case at one moment: timers, rungs, suspensions too long.

Every rung and every timer is a step of its own, in the order of their moments. After downtime
several rungs of an occurrence are due at once: of their messages only the most urgent one for each
recipient leaves, everything else that they do is done, in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.lifecycle import reasons, rungs
from engine.lifecycle.case import Occurrence, Pause, Timer
from engine.lifecycle.circumstances import ENGINE_ACTOR
from engine.lifecycle.draft import Draft
from engine.lifecycle.frozen import replace
from engine.lifecycle.reading import FAILURES
from engine.lifecycle.step import settle, take_raised
from engine.lifecycle.suspension import past_promise
from engine.rules.errors import RuleFailed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from engine.lifecycle.case import Case
    from engine.lifecycle.circumstances import Circumstances
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Accepted, Reason

LIMIT = 512
"""So many timers and rungs of one case are done in one go; the rest at the next tick."""


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
            rungs.fire_next(draft, due, hold=hold)
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
        rung = rungs.due_rungs(due, rungs.reading_of(draft, due))[0]
        for each in list(against)[:1]:
            rungs.mark_broken(draft, due, rung.id, RuleFailed(each.code, each.message))
    return draft.accepted()


def _first_due(draft: Draft, *, hold: bool) -> Timer | Occurrence | Pause | None:
    """Return what has been due for longest: a timer, an occurrence, or the suspension."""
    at = draft.at
    if (pause := draft.pause) is not None:
        return pause if pause.next_at is not None and pause.next_at <= at and not hold else None
    due: Timer | Occurrence | None = None
    since = at
    watched: list[Timer | Occurrence] = [*(() if hold else draft.timers), *draft.occurrences]
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
