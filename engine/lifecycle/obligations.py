"""Obligations of a case: opened, fulfilled, followed, revised, settled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.deadlines.due import Due, Roll, due_after
from engine.deadlines.localtime import local_date
from engine.definition.duties import DueDate, DueKind, FulfilledBy, Obligation
from engine.findings import Text
from engine.lifecycle.case import Item, ItemKind, Occurrence, Status
from engine.lifecycle.duedates import Grid, due_of, grid_of, window_start
from engine.lifecycle.frozen import replace
from engine.lifecycle.ladder import due_as_value, next_moment
from engine.lifecycle.outcome import Letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from engine.lifecycle.draft import Draft
    from engine.lifecycle.reading import Reading

HISTORY = 120
"""So many results of earlier occurrences are remembered."""
MARKS: Mapping[Status, str] = {
    Status.OPEN: "m",
    Status.FULFILLED: "i",
    Status.FULFILLED_LATE: "l",
    Status.WAIVED: "w",
    Status.RESTED: "r",
}
"""How the later occurrences remember what became of an earlier one."""
RESTED = MARKS[Status.RESTED]
VACANCY = "vacancy:"
"""Prefix of the obligation to fill a role that nobody holds."""


def definition_of(draft: Draft, key: str) -> Obligation:
    """Return what the definition says of an obligation, built-in ones included."""
    if key.startswith(VACANCY):
        return _vacancy(draft, key.removeprefix(VACANCY))
    return draft.compiled.obligations[key]


def _vacancy(draft: Draft, role: str) -> Obligation:
    declared = draft.workflow.roles[role]
    vacant = draft.circumstances.vacant
    present = [each for each in declared.fallback if each not in vacant] or declared.fallback
    return Obligation(
        key=VACANCY + role,
        title=Text(
            de=f"Rolle besetzen: {declared.title.de}", en=f"Fill the role: {declared.title.en}"
        ),
        owner=present[0] if present else role,
        due=DueDate(kind=DueKind.AFTER, source_name="demand", after=draft.circumstances.grace),
        fulfilled_by=(FulfilledBy("assign"),),
    )


def open_obligation(draft: Draft, obligation: Obligation, reading: Reading) -> None:
    """Open an obligation; one that is still open is joined, not doubled.

    One that recurs goes on beside an overdue occurrence that was kept from an earlier entry.
    """
    open_ones = [each for each in draft.occurrences if each.obligation == obligation.key]
    if any(obligation.repeat is None or not each.is_overdue(draft.at) for each in open_ones):
        return
    if not reading.holds(obligation.condition):
        return
    grid = grid_of(obligation, reading, draft.at)
    number = grid.first_after(draft.at) if grid else 1
    series = draft.version + 1
    fresh = Occurrence(obligation.key, series, number, draft.at, obligation.owner)
    _open(fresh, obligation, grid, reading)


def _open(fresh: Occurrence, obligation: Obligation, grid: Grid | None, reading: Reading) -> None:
    draft = reading.draft
    if draft.is_known(fresh.key):
        return
    dated = _dated(fresh, obligation, grid, reading)
    if dated.due_at is not None and dated.due_at <= draft.at:
        dated = _due_at(dated, _in_grace(draft))
    draft.occurrences.append(_scheduled(dated, obligation, reading))
    draft.stamp += 1


def demand(draft: Draft, obligation: Obligation, reading: Reading) -> None:
    """Open an obligation on demand and tell its owner."""
    before = len(draft.occurrences)
    open_obligation(draft, obligation, reading)
    if len(draft.occurrences) > before:
        opened = draft.occurrences[-1]
        draft.letters.append(letter("demanded", obligation.owner, opened, obligation))


def letter(
    message: str, to: str, occurrence: Occurrence, obligation: Obligation, rung: str | None = None
) -> Letter:
    """Return a message about an occurrence."""
    return Letter(
        message=message,
        to=to,
        occurrence=occurrence.key,
        rung=rung,
        revision=occurrence.revision,
        due_on=occurrence.due_on,
        subject_title=obligation.title,
    )


def _dated(
    fresh: Occurrence, obligation: Obligation, grid: Grid | None, reading: Reading
) -> Occurrence:
    """Return the occurrence with its due date reckoned from the definition."""
    if grid is not None:
        due = grid.due_of(fresh.number)
        window = obligation.window or grid.every.half()
        return replace(
            fresh,
            anchor_on=grid.anchor,
            nominal_on=due.nominal_on,
            due_on=due.on,
            due_at=due.at,
            window_at=window_start(due.nominal_on, window, grid.calendar),
        )
    single = None if obligation.repeat else due_of(obligation.due, reading, fresh.opened_at)
    return _due_at(fresh, single)


def _due_at(occurrence: Occurrence, due: Due | None) -> Occurrence:
    """Return the occurrence with another due date; what counted for it before still does."""
    if due is None:
        return replace(occurrence, nominal_on=None, due_on=None, due_at=None)
    return replace(occurrence, nominal_on=due.nominal_on, due_on=due.on, due_at=due.at)


def _in_grace(draft: Draft) -> Due:
    world = draft.circumstances
    return due_after(world.at, world.grace, roll=Roll.NEXT, calendar=world.calendar)


def _scheduled(occurrence: Occurrence, obligation: Obligation, reading: Reading) -> Occurrence:
    return replace(occurrence, next_at=next_moment(occurrence, obligation, reading))


def reschedule(draft: Draft, occurrence: Occurrence, reading: Reading) -> None:
    """Reckon anew when the clock has to look at an open occurrence."""
    obligation = definition_of(draft, occurrence.obligation)
    draft.replace_occurrence(occurrence, _scheduled(occurrence, obligation, reading))


def fulfil(draft: Draft, event: str, reading: Reading) -> None:
    """Settle what an event fulfils; say so if it came before every window."""
    keys = draft.compiled.fulfils.get(event, frozenset())
    if event == "assign" and reading.given.get("to") is not None:
        keys |= {VACANCY + str(reading.given["role"])}
    for key in sorted(keys & {each.obligation for each in draft.occurrences}):
        _fulfil_one(draft, definition_of(draft, key), event, reading)


def _fulfil_one(draft: Draft, obligation: Obligation, event: str, reading: Reading) -> None:
    owed = [
        each
        for each in draft.occurrences
        if each.obligation == obligation.key and _serves(draft, each, obligation, event, reading)
    ]
    served = [each for each in owed if each.window_at is None or each.window_at <= draft.at]
    if owed and not served:
        day = _local(draft, min(each.window_at for each in owed if each.window_at))
        title = obligation.title
        draft.note(
            Text(
                de=f"Festgehalten; erfüllt noch nichts: „{title.de}“ zählt erst ab {day:%d.%m.%Y}.",
                en=f"Recorded; fulfils nothing yet: “{title.en}” counts only from {day:%d %b %Y}.",
            )
        )
    if obligation.serves_oldest_only:
        served = served[:1]
    for each in served:
        late = each.is_overdue(draft.at)
        status = Status.FULFILLED_LATE if late else Status.FULFILLED
        settle(draft, each, status)
        if obligation.repeat is not None and not each.followed:
            draft.followers.append((each, status))


def _serves(
    draft: Draft, each: Occurrence, obligation: Obligation, event: str, reading: Reading
) -> bool:
    """Return whether an event is one of those that fulfil an occurrence, its window aside."""
    conditions = [way.condition for way in obligation.fulfilled_by if way.event == event]
    if None in conditions:
        return True
    about = reading.about(partial(as_rules_read, draft, each))
    return any(about.holds(condition) for condition in conditions)


def _local(draft: Draft, at: datetime) -> date:
    return local_date(at, draft.circumstances.calendar.zone)


def settle(draft: Draft, occurrence: Occurrence, status: Status, reason: str | None = None) -> None:
    """End an open occurrence, tell the later ones, and report its agenda items as done."""
    draft.settle(occurrence, status, reason)
    mark = MARKS.get(status)
    for each in draft.occurrences:
        if mark and _is_later(each, occurrence):
            draft.replace_occurrence(each, _remembering(draft, each, occurrence, mark))
    still_owed = any(each.obligation == occurrence.obligation for each in draft.occurrences)
    for item in draft.items:
        if item.kind is ItemKind.AGENDA and item.key == occurrence.obligation and not still_owed:
            _report(draft, item)
    draft.stamp += 1


def _is_later(each: Occurrence, than: Occurrence) -> bool:
    return (
        each.obligation == than.obligation
        and each.series == than.series
        and each.number > than.number
    )


def _remembering(draft: Draft, each: Occurrence, earlier: Occurrence, mark: str) -> Occurrence:
    """Return a later occurrence with the result of an earlier one put right in its history."""
    place = len(each.history) - (each.number - earlier.number)
    history = each.history
    if 0 <= place < len(history):
        history = history[:place] + mark + history[place + 1 :]
    fulfilled_on = each.last_fulfilled_on
    if mark in "il":
        fulfilled_on = draft.circumstances.today
    return replace(each, history=history, last_fulfilled_on=fulfilled_on)


def _report(draft: Draft, item: Item) -> None:
    draft.items[draft.items.index(item)] = replace(item, reported=True)


def follow(draft: Draft, previous: Occurrence, reading: Reading, mark: str) -> None:
    """Open the occurrence after one that was settled or fell due; ``mark`` is its result."""
    obligation = definition_of(draft, previous.obligation)
    repeat = obligation.repeat
    if repeat is None:
        return
    if repeat.until is not None:
        about = reading.about(partial(as_rules_read, draft, previous))
        if about.holds(repeat.until):
            return
    grid = grid_of(obligation, reading, previous.anchor_on or previous.opened_at)
    number = _number_after(draft, previous, obligation, grid, mark)
    if repeat.times is not None and number > repeat.times:
        return
    fresh = Occurrence(
        obligation.key,
        previous.series,
        number,
        draft.at,
        previous.owner,
        anchor_on=previous.anchor_on,
        history=_history(previous, number, mark),
        last_fulfilled_on=draft.circumstances.today if mark in "il" else previous.last_fulfilled_on,
    )
    if previous.anchor_on is None:
        grid = grid_of(obligation, reading, fresh.opened_at)
    _open(fresh, obligation, grid, reading)


def _number_after(
    draft: Draft, previous: Occurrence, obligation: Obligation, grid: Grid | None, mark: str
) -> int:
    """Return the number of the occurrence that follows.

    Where several grid dates have gone by (the engine was down), only the last of them is owed, in
    grace: nobody could have known of the others. None is owed that lay inside a suspension, or
    while the previous one was owed by grace or extension.
    """
    number = previous.number + 1
    if grid is None or grid.due_of(number).at > draft.at:
        return number
    coming = grid.first_after(draft.at)
    last_at = grid.due_of(coming - 1).at
    if mark == RESTED or (previous.due_at is not None and last_at <= previous.due_at):
        return coming
    times = obligation.repeat.times if obligation.repeat else None
    return coming - 1 if times is None else min(coming - 1, max(times, number))


def _history(previous: Occurrence, number: int, mark: str) -> str:
    """Return the results of the occurrences before, those that were passed over as rested."""
    passed_over = min(number - previous.number - 1, HISTORY)
    return (previous.history + mark + RESTED * passed_over)[-HISTORY:]


def missed_in_a_row(occurrence: Occurrence, at: datetime) -> int:
    """Count back from this occurrence those not fulfilled by their due date.

    Fulfilled late counts as missed, waived and rested ones are passed over, the first in time ends
    the count.
    """
    count = 1 if occurrence.is_overdue(at) else 0
    for mark in reversed(occurrence.history):
        if mark == "i":
            break
        if mark in "lm":
            count += 1
    return count


def as_rules_read(draft: Draft, occurrence: Occurrence) -> dict[str, object]:
    """Return the names of ``obligation`` in rules."""
    due_on = occurrence.due_on
    late = (draft.circumstances.today - due_on).days if due_on is not None else 0
    return {
        "id": occurrence.obligation,
        "due_on": due_on,
        "occurrence": occurrence.number,
        "days_late": max(late, 0),
        "missed_in_a_row": missed_in_a_row(occurrence, draft.at),
        "extended": occurrence.extended,
        "last_fulfilled_on": occurrence.last_fulfilled_on,
        "opened_on": _local(draft, occurrence.opened_at),
    }


def revise(draft: Draft, reading: Reading, reason: str, only: Iterable[str] | None = None) -> None:
    """Reckon the due dates of open occurrences anew after data or settings changed.

    An occurrence whose date changes keeps its number and gets a new revision; a date that would
    lie in the past becomes this moment plus grace.
    """
    for each in list(draft.occurrences):
        if only is not None and each.obligation not in only:
            continue
        obligation = definition_of(draft, each.obligation)
        if each.extended_to is not None:
            reschedule(draft, each, reading)
            continue
        grid = grid_of(obligation, reading, each.anchor_on or each.opened_at)
        fresh = _dated(each, obligation, grid, reading)
        if due_as_value(fresh) == due_as_value(each):
            reschedule(draft, each, reading)
            continue
        if fresh.due_at is not None and fresh.due_at <= draft.at:
            if each.is_overdue(draft.at):
                continue
            fresh = _due_at(fresh, _in_grace(draft))
        fresh = replace(fresh, revision=each.revision + 1, reason=reason, broken=None)
        draft.replace_occurrence(each, _scheduled(fresh, obligation, reading))
    draft.stamp += 1


def put_off(
    draft: Draft, occurrence: Occurrence, due: Due, reading: Reading, *, reason: str, counts: bool
) -> None:
    """Give an open occurrence another due date that data no longer changes.

    ``counts`` says whether it is an extension that was granted, rather than a shift.
    """
    obligation = definition_of(draft, occurrence.obligation)
    fresh = replace(
        _due_at(occurrence, due),
        revision=occurrence.revision + 1,
        extended=occurrence.extended + int(counts),
        extended_to=(due.nominal_on, due.on, due.at),
        reason=reason,
        broken=None,
    )
    draft.replace_occurrence(occurrence, _scheduled(fresh, obligation, reading))
    draft.stamp += 1
