"""The functions of ours: days and working days, roles, tables, least, largest, sum, rounded."""

from __future__ import annotations

import calendar
import math
from datetime import date, datetime, timedelta
from typing import Any

from engine.rules.arithmetic import int64
from engine.rules.errors import Stop, Why
from engine.rules.functions import Function, Registry, Signature, registry
from engine.rules.instants import local_day
from engine.rules.scope import AROUND, Surroundings, WorkingDays
from engine.rules.types import (
    BOOL,
    DATE,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    STRING,
    TIMESTAMP,
    Type,
    list_of,
)
from engine.rules.values import check_order, no_overload

_MOST_WORKING_DAYS = 10_000
_FARTHEST = timedelta(days=100 * 366)
"""A calendar counts day by day: what lies farther away is refused."""
_MONTHS = 12

Frame = dict[str, Any]


def _day(operation: str, value: object) -> date:
    if type(value) is date:
        return value
    raise no_overload(value, of=operation)


def _count(operation: str, value: object) -> int:
    if type(value) is int:
        return value
    raise no_overload(value, of=operation)


def _today(frame: Frame) -> date:
    today = frame.get("today")
    if type(today) is date:
        return today
    raise Stop(Why.UNKNOWN_NAME, "today")


def _calendar(frame: Frame) -> WorkingDays:
    around: Surroundings = frame[AROUND]
    if around.calendar is None:
        raise Stop(Why.NO_CALENDAR)
    return around.calendar


def _days_until(frame: Frame, day: object) -> int:
    return (_day("days_until", day) - _today(frame)).days


def _days_since(frame: Frame, day: object) -> int:
    return (_today(frame) - _day("days_since", day)).days


def _working_days_until(frame: Frame, value: object) -> int:
    day, today = _day("working_days_until", value), _today(frame)
    if abs(day - today) > _FARTHEST:
        raise Stop(Why.OVERFLOW)
    if day < today:
        return -_calendar(frame).working_days_between(day, today)
    return _calendar(frame).working_days_between(today, day)


def _add_working_days(frame: Frame, day: object, count: object) -> date:
    start, number = _day("add_working_days", day), _count("add_working_days", count)
    if abs(number) > _MOST_WORKING_DAYS:
        raise Stop(Why.OVERFLOW)
    try:
        return _calendar(frame).add_working_days(start, number)
    except (OverflowError, ValueError):
        raise Stop(Why.OVERFLOW) from None


def _add_days(day: object, count: object) -> date:
    try:
        return _day("add_days", day) + timedelta(days=_count("add_days", count))
    except OverflowError:
        raise Stop(Why.OVERFLOW) from None


def _add_months(day: object, count: object) -> date:
    """Add months; where the month is too short, its last day (§ 188 (3) BGB)."""
    start = _day("add_months", day)
    months = start.year * _MONTHS + start.month - 1 + _count("add_months", count)
    year, month = divmod(months, _MONTHS)
    if not date.min.year <= year <= date.max.year:
        raise Stop(Why.OVERFLOW)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def parse_date(text: str) -> date:
    """Read a day written as ``2026-03-31``, and in no other way."""
    try:
        if text[4:8:3] == "--":
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Stop(Why.BAD_CONVERSION, "date")


def _date(value: Any) -> date:
    if type(value) is date:
        return value
    if type(value) is datetime:
        return local_day(value)
    if type(value) is str:
        return parse_date(value)
    raise no_overload(value, of="date")


def _has_role(frame: Frame, role: object) -> bool:
    around: Surroundings = frame[AROUND]
    return role in around.roles


def _table(frame: Frame, name: object) -> Any:
    around: Surroundings = frame[AROUND]
    table = around.tables.get(name) if type(name) is str else None
    if table is None:
        raise Stop(Why.NO_SUCH_TABLE, name)
    return table.decide(frame)


def _candidates(operation: str, values: tuple[object, ...]) -> list[Any]:
    first = values[0]
    candidates = first if len(values) == 1 and type(first) is list else list(values)
    if not candidates:
        raise Stop(Why.BAD_CONVERSION, operation)
    for each in candidates:
        check_order(operation, candidates[0], each)
    return candidates


def _least(*values: object) -> Any:
    return min(_candidates("min", values))


def _largest(*values: object) -> Any:
    return max(_candidates("max", values))


def _sum(values: object) -> int:
    """Add whole numbers; nothing comes to 0."""
    if type(values) is not list or any(type(each) is not int for each in values):
        raise no_overload(values, of="sum")
    return int64(sum(values))


def _rounded(value: object) -> int:
    """Round to the whole number, a half away from zero, as money is rounded (DIN 1333)."""
    if type(value) is int:
        return value
    if type(value) is not float:
        raise no_overload(value, of="round")
    if not math.isfinite(value):
        raise Stop(Why.OVERFLOW)
    whole = math.floor(abs(value))
    whole += abs(value) - whole >= 0.5  # noqa: PLR2004 - the half
    return int64(-whole if value < 0 else whole)


_COMPARABLE = (INT, DOUBLE, DATE, TIMESTAMP, DURATION)
_LEAST = (
    *(Signature((each, each), each) for each in _COMPARABLE),
    *(Signature((list_of(each),), each) for each in _COMPARABLE),
)
_TODAY = frozenset({("today",)})


def _on_day(name: str, run: Any, returns: Type, *more: Type, **traits: Any) -> Function:
    return Function(name, (Signature((DATE, *more), returns),), run, **traits)


DAYS: Registry = registry(
    _on_day("days_until", _days_until, INT, takes_frame=True, reads=_TODAY),
    _on_day("days_since", _days_since, INT, takes_frame=True, reads=_TODAY),
    _on_day(
        "working_days_until", _working_days_until, INT, takes_frame=True, reads=_TODAY, steps=100
    ),
    _on_day("add_days", _add_days, DATE, INT),
    _on_day("add_working_days", _add_working_days, DATE, INT, takes_frame=True, steps=100),
    _on_day("add_months", _add_months, DATE, INT),
    _on_day("year", lambda day: _day("year", day).year, INT),
    _on_day("weekday", lambda day: _day("weekday", day).isoweekday(), INT),
    Function(
        "date",
        tuple(Signature((each,), DATE) for each in (STRING, DATE, TIMESTAMP)),
        _date,
        folds=True,
    ),
    Function("has_role", (Signature((STRING,), BOOL),), _has_role, takes_frame=True),
    Function("table", (Signature((STRING,), DYN),), _table, takes_frame=True),
    Function("min", _LEAST, _least),
    Function("max", _LEAST, _largest),
    Function("sum", (Signature((list_of(INT),), INT),), _sum),
    Function("round", (Signature((DOUBLE,), INT), Signature((INT,), INT)), _rounded),
)
