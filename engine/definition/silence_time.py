"""How long the clock takes at least and at most, in whole days, wherever the town lies."""

from __future__ import annotations

from math import ceil, floor, inf
from typing import TYPE_CHECKING

from engine.deadlines.due import Roll
from engine.deadlines.ladder import Rung
from engine.deadlines.periods import Period
from engine.definition.duties import DueDate, DueKind

if TYPE_CHECKING:
    from engine.rules.rule import Rule

Days = tuple[float, float]
"""Least and most."""

_MONTH = 30.44
_MONTH_SLACK = 3
_LONGEST_REST = 5
"""Rest days in a row: Good Friday to Easter Monday and a day of the town's own."""
_CLOSED = 10
"""Days that an office is closed in a row, between the years."""


def period_days(period: Period | Rule | None) -> Days:
    """Return how long a period takes; what a rule says is not known before."""
    if not isinstance(period, Period):
        return (0, inf)
    months = period.total_months
    slack = _MONTH_SLACK if months else 0
    weekdays = period.working_days * 7 / 5
    least = months * _MONTH - slack + period.calendar_days + weekdays - 2
    most = months * _MONTH + slack + period.calendar_days
    if period.working_days:
        most += weekdays * 3 / 2 + _CLOSED
    return (max(0, floor(least + period.hours / 24)), ceil(most + period.hours / 24) + 1)


def due_days(due: DueDate) -> Days:
    """Return when a due date comes, counted from the entry or the demand."""
    if due.kind is not DueKind.AFTER or due.source is not None:
        return (0, inf)
    least, most = period_days(due.after)
    early = _LONGEST_REST if due.roll is Roll.PREVIOUS else 0
    late = _LONGEST_REST if due.roll is Roll.NEXT else 0
    return (max(0, least - early), most + late)


def rung_days(at: Rung | Rule) -> Days:
    """Return how long after the due date a rung of the escalation comes."""
    if not isinstance(at, Rung):
        return (0, inf)
    least, most = period_days(at.period)
    return (max(0, least - _LONGEST_REST), most + _LONGEST_REST)
