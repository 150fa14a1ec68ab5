"""Suspension: a case rests until a promised day, and never silently for longer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from engine.deadlines.due import Due, due_after, due_on
from engine.deadlines.localtime import days_later, end_of_day, local_date
from engine.findings import Text
from engine.lifecycle import obligations
from engine.lifecycle.case import Occurrence, Pause, Status
from engine.lifecycle.circumstances import ENGINE_ACTOR
from engine.lifecycle.decisions import follow_outcome, settle_waiting
from engine.lifecycle.duedates import NO_PERIOD, at_hour, period_of
from engine.lifecycle.frozen import replace
from engine.lifecycle.items import put_on_agenda
from engine.lifecycle.ladder import due_as_value
from engine.lifecycle.outcome import Letter, Reason
from engine.lifecycle.passage import revise_timers
from engine.lifecycle.step import open_followers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.duties import Obligation
    from engine.lifecycle.draft import Draft
    from engine.lifecycle.reading import Reading

TOO_LONG = "suspended_too_long"
STILL_SUSPENDED = Text(
    de="Der Vorgang ist länger ausgesetzt als angekündigt",
    en="The case has been suspended for longer than announced",
)


def suspend(draft: Draft, reading: Reading) -> list[Reason]:
    """Let the case rest until the end of a day."""
    until_on = reading.given["until"]
    assert isinstance(until_on, date)  # noqa: S101 - converted by the declared field
    until_at = end_of_day(until_on, draft.circumstances.calendar.zone)
    if until_at <= draft.at:
        text = Text(de="Der Tag liegt in der Vergangenheit.", en="That day lies in the past.")
        return [Reason("input", text, "/until")]
    pause = Pause(draft.at, until_at, str(reading.given["reason"]), next_at=until_at)
    draft.pauses = (*draft.pauses, pause)
    draft.occurrences = [replace(each, next_at=None) for each in draft.occurrences]
    draft.stamp += 1
    _to_children(draft, "suspend", {"reason": pause.reason, "until": until_on})
    return []


def _to_children(draft: Draft, event: str, given: Mapping[str, object]) -> None:
    """Let those children rest and go on with their parent that are declared so."""
    for children in draft.workflow.children.values():
        if children.suspended_with_parent:
            draft.send(f"children.{children.key}", event, given)


def past_promise(draft: Draft) -> None:
    """Tell first the role, then the body, that the case rests for longer than promised."""
    pause = draft.pauses[-1]
    world = draft.circumstances
    until_on = days_later(local_date(pause.until_at, world.calendar.zone), -1)
    if pause.told == 0:
        draft.letters.extend(
            Letter(TOO_LONG, role, facts={"reason": pause.reason, "suspended_until": until_on})
            for role in draft.workflow.suspension_by
        )
        later = due_after(world.at, world.grace, calendar=world.calendar)
        told = replace(pause, told=1, next_at=later.at)
    else:
        if draft.workflow.suspension_asks is not None:
            put_on_agenda(
                draft, "suspension", draft.workflow.suspension_asks, STILL_SUSPENDED, None
            )
        told = replace(pause, told=2, next_at=None)
    draft.pauses = (*draft.pauses[:-1], told)
    draft.end_step(TOO_LONG, "timer", ENGINE_ACTOR, planned_at=pause.next_at)


def resume(draft: Draft, reading: Reading) -> list[Reason]:
    """Go on: dates that were not yet past shift or get grace, what waited is delivered."""
    pause = draft.pause
    if pause is None:
        text = Text(de="Der Vorgang ist nicht ausgesetzt.", en="The case is not suspended.")
        return [Reason("event", text, "resume")]
    draft.pauses = (*draft.pauses[:-1], replace(pause, ended_at=draft.at, next_at=None))
    for each in list(draft.occurrences):
        declared = obligations.definition_of(draft, each.obligation)
        if declared.repeat is not None and _lies_inside(each, pause, draft):
            obligations.settle(draft, each, Status.RESTED)
            if not each.followed:
                draft.followers.append((each, Status.RESTED))
        else:
            _go_on(draft, each, declared, pause, reading)
    _report_item(draft)
    _to_children(draft, "resume", {})
    open_followers(draft, reading)
    revise_timers(draft, reading)
    decided = settle_waiting(draft)
    draft.end_step_of(reading)
    for item in decided:
        follow_outcome(draft, item)
    return []


def _report_item(draft: Draft) -> None:
    draft.items = [
        replace(each, reported=True) if each.key == "suspension" else each for each in draft.items
    ]


def _lies_inside(each: Occurrence, pause: Pause, draft: Draft) -> bool:
    return each.due_at is not None and pause.since_at < each.due_at <= draft.at


def _go_on(
    draft: Draft, each: Occurrence, declared: Obligation, pause: Pause, reading: Reading
) -> None:
    due = due_as_value(each)
    if due is None or due.at <= pause.since_at or declared.repeat is not None:
        obligations.reschedule(draft, each, reading)
        return
    if declared.shifts_on_suspend:
        shifted = _shifted(due, declared, pause, reading)
        obligations.put_off(draft, each, shifted, reading, reason=pause.reason, counts=False)
    elif due.at <= draft.at:
        world = draft.circumstances
        grace = due_after(world.at, world.grace, calendar=world.calendar)
        obligations.put_off(draft, each, grace, reading, reason=pause.reason, counts=False)
    else:
        obligations.reschedule(draft, each, reading)


def _shifted(due: Due, declared: Obligation, pause: Pause, reading: Reading) -> Due:
    """Return a due date later by the suspended time, in the units in which its period counts."""
    world = reading.draft.circumstances
    calendar = world.calendar
    since = local_date(pause.since_at, calendar.zone)
    after = period_of(declared.due.after, reading) or NO_PERIOD
    if after.is_hours:
        at = due.at + (world.at - pause.since_at)
        on = local_date(at, calendar.zone)
        return Due(on, on, at)
    if after.counts_working_days:
        days = calendar.working_days_between(since, world.today)
        nominal = calendar.add_working_days(due.nominal_on, days)
    else:
        nominal = days_later(due.nominal_on, (world.today - since).days)
    shifted = due_on(nominal, roll=declared.due.roll, calendar=calendar)
    return at_hour(shifted, declared.due, calendar)
