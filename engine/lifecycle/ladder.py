"""The ladder of an occurrence: every moment at which the clock has to look at it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from engine.deadlines.due import Due
from engine.deadlines.ladder import Rung, describe_rung, moments_of, parse_rung
from engine.lifecycle.case import Occurrence, RungResult
from engine.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.deadlines.calendars import Calendar
    from engine.definition.duties import Escalation, Obligation
    from engine.lifecycle.reading import Reading

DUE = "due"
"""Rung id of the due moment itself, where a recurring obligation goes on."""
UNDATED = "undated:"
"""Prefix of the rungs that remind of a date that is missing, numbered by weeks."""
WEEK = timedelta(weeks=1)

_parse = lru_cache(maxsize=4096)(parse_rung)


class Planned(NamedTuple):
    """A rung with its moment."""

    id: str
    at: datetime
    escalation: Escalation | None = None
    """None: a reminder or the due moment."""

    @property
    def is_consequence(self) -> bool:
        """Whether more than a reminder follows from it."""
        return self.escalation is not None or self.id == DUE


def due_as_value(occurrence: Occurrence) -> Due | None:
    """Return the due date of an occurrence as the law's value; None if it is undated."""
    if occurrence.due_at is None or occurrence.due_on is None or occurrence.nominal_on is None:
        return None
    return Due(occurrence.nominal_on, occurrence.due_on, occurrence.due_at)


def plan(occurrence: Occurrence, obligation: Obligation, reading: Reading) -> list[Planned]:
    """Return all rungs of an occurrence in the order of their moments.

    A date that is not known yet is reminded of weekly.
    """
    due = due_as_value(occurrence)
    if due is None:
        return [_weekly(occurrence, reading.draft.at)]
    draft = reading.draft
    if draft.compiled.steady_ladders.get(occurrence.obligation) is obligation:
        plans = _kept(occurrence.obligation, reading)
        key: tuple[object, ...] = (occurrence.followed, due)
    else:
        plans = draft.plans
        key = occurrence.obligation, occurrence.followed, due, draft.stamp
    planned = plans.get(key)
    if planned is None:
        planned = plans[key] = _planned(due, occurrence, obligation, reading)
    return planned


class _Kept(NamedTuple):
    """The rungs of an obligation by due date, for all cases in which they are the same."""

    settings: Mapping[str, object]
    calendar: Calendar
    rung_time: time
    plans: dict[tuple[object, ...], list[Planned]]


_MOST_PLANS = 1024


def _kept(obligation: str, reading: Reading) -> dict[tuple[object, ...], list[Planned]]:
    """Return what has been worked out of the same settings in the same place."""
    draft = reading.draft
    world, by_obligation = draft.circumstances, draft.compiled.kept
    known: _Kept | None = by_obligation.get(obligation)
    if (
        known is None
        or known.settings is not world.settings
        or known.calendar is not world.calendar
        or known.rung_time != world.rung_time
        or len(known.plans) >= _MOST_PLANS
    ):
        known = _Kept(world.settings, world.calendar, world.rung_time, {})
        by_obligation[obligation] = known
    return known.plans


def _planned(
    due: Due, occurrence: Occurrence, obligation: Obligation, reading: Reading
) -> list[Planned]:
    world = reading.draft.circumstances
    moments = moments_of(due, world.calendar, world.rung_time)
    planned = [
        Planned(f"reminder:{name}", moments[rung]) for name, rung in _reminders(obligation, reading)
    ]
    if obligation.repeat is not None and not occurrence.followed:
        planned.append(Planned(DUE, due.at))
    for each in obligation.escalation:
        rung = each.at if isinstance(each.at, Rung) else _parse(str(reading.value(each.at)))
        planned.append(Planned(f"escalation:{each.id}", moments[rung], each))
    planned.sort(key=attrgetter("at"))
    return planned


def _weekly(occurrence: Occurrence, at: datetime) -> Planned:
    """Return the next of the weekly reminders that a date is missing; weeks gone by are one."""
    fired = [int(each.rung[len(UNDATED) :]) for each in occurrence.fired if _is_undated(each.rung)]
    week = max(max(fired, default=0) + 1, (at - occurrence.opened_at) // WEEK)
    return Planned(f"{UNDATED}{week}", occurrence.opened_at + week * WEEK)


def _is_undated(rung: str) -> bool:
    return rung.startswith(UNDATED)


def _reminders(obligation: Obligation, reading: Reading) -> list[tuple[str, Rung]]:
    source = obligation.reminders
    if isinstance(source, Rule):
        words = reading.value(source)
        listed = words if isinstance(words, list | tuple) else []
        rungs = [_parse(str(each)) for each in listed]
        return [(_name(rung), rung) for rung in rungs]
    return [(_name(rung), rung) for rung in source]


@lru_cache(maxsize=4096)
def _name(rung: Rung) -> str:
    return describe_rung(rung, "en")


def unsettled(occurrence: Occurrence, planned: list[Planned]) -> list[Planned]:
    """Return the rungs that are still to come.

    A rung fired for an earlier revision fires again only if its new moment is later; one whose
    condition was not met is final.
    """
    if not occurrence.fired:
        return planned
    return [rung for rung in planned if not _is_settled(occurrence, rung)]


def _is_settled(occurrence: Occurrence, rung: Planned) -> bool:
    for each in occurrence.fired:
        if each.rung != rung.id:
            continue
        if each.revision == occurrence.revision or each.result is RungResult.NOT_MET:
            return True
        if rung.at <= each.planned_at:
            return True
    return False


def next_moment(
    occurrence: Occurrence, obligation: Obligation, reading: Reading
) -> datetime | None:
    """Return when the clock has to look at an occurrence next."""
    if not occurrence.is_open or reading.draft.pause is not None:
        return None
    coming = unsettled(occurrence, plan(occurrence, obligation, reading))
    if not coming:
        return None
    first = coming[0]
    broken = occurrence.broken
    if broken is not None and broken.rung == first.id:
        return max(broken.again_at, first.at)
    return first.at
