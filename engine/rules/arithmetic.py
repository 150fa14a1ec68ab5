"""Arithmetic by the types of both operands: 64 bits, no silent overflow, no mixed numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine.rules.bounds import HIGHEST_INT, HIGHEST_UINT, LOWEST_INT
from engine.rules.errors import Stop, Why
from engine.rules.types import (
    BYTES,
    DATE,
    DOUBLE,
    DURATION,
    INT,
    STRING,
    TIMESTAMP,
    UINT,
    Type,
    common,
)
from engine.rules.values import Uint, no_overload

_LONGEST_DURATION = timedelta(seconds=9_223_372_036)
"""Nanoseconds in 64 bits reach about 292 years."""


def int64(value: int) -> int:
    """Return the number if it fits 64 bits."""
    if LOWEST_INT <= value <= HIGHEST_INT:
        return value
    raise Stop(Why.OVERFLOW)


def uint64(value: int) -> Uint:
    """Return the number if it fits 64 bits without a sign."""
    if 0 <= value <= HIGHEST_UINT:
        return Uint(value)
    raise Stop(Why.OVERFLOW)


def duration(value: timedelta) -> timedelta:
    """Return the duration if it fits."""
    if abs(value) <= _LONGEST_DURATION:
        return value
    raise Stop(Why.OVERFLOW)


def _divide_ints(one: int, other: int) -> int:
    if other == 0:
        raise Stop(Why.DIVIDE_BY_ZERO)
    quotient = abs(one) // abs(other)
    return int64(quotient if (one < 0) == (other < 0) else -quotient)


def _remainder_of_ints(one: int, other: int) -> int:
    if other == 0:
        raise Stop(Why.DIVIDE_BY_ZERO)
    if other == -1 and one == LOWEST_INT:  # its quotient would not fit
        raise Stop(Why.OVERFLOW)
    remainder = abs(one) % abs(other)
    return remainder if one >= 0 else -remainder


def _divide_uints(one: int, other: int) -> Uint:
    if other == 0:
        raise Stop(Why.DIVIDE_BY_ZERO)
    return Uint(int(one) // int(other))


def _remainder_of_uints(one: int, other: int) -> Uint:
    if other == 0:
        raise Stop(Why.DIVIDE_BY_ZERO)
    return Uint(int(one) % int(other))


def _divide_doubles(one: float, other: float) -> float:
    if other != 0.0:
        return one / other
    if one == 0.0 or math.isnan(one):
        return math.nan
    return math.copysign(math.inf, one) * math.copysign(1.0, other)


def _later(instant: datetime, by: timedelta) -> datetime:
    try:
        return instant.astimezone(UTC) + by
    except OverflowError:
        raise Stop(Why.OVERFLOW) from None


def _day_later(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        raise Stop(Why.OVERFLOW) from None


def _sum_of_durations(one: timedelta, other: timedelta) -> timedelta:
    return duration(one + other)


def _between(one: datetime, other: datetime) -> timedelta:
    return duration(one.astimezone(UTC) - other.astimezone(UTC))


Operation = Callable[[Any, Any], Any]

_TABLE: tuple[tuple[str, Type, Type, Type, Operation], ...] = (
    ("+", INT, INT, INT, lambda a, b: int64(a + b)),
    ("-", INT, INT, INT, lambda a, b: int64(a - b)),
    ("*", INT, INT, INT, lambda a, b: int64(a * b)),
    ("/", INT, INT, INT, _divide_ints),
    ("%", INT, INT, INT, _remainder_of_ints),
    ("+", UINT, UINT, UINT, lambda a, b: uint64(int(a) + int(b))),
    ("-", UINT, UINT, UINT, lambda a, b: uint64(int(a) - int(b))),
    ("*", UINT, UINT, UINT, lambda a, b: uint64(int(a) * int(b))),
    ("/", UINT, UINT, UINT, _divide_uints),
    ("%", UINT, UINT, UINT, _remainder_of_uints),
    ("+", DOUBLE, DOUBLE, DOUBLE, lambda a, b: a + b),
    ("-", DOUBLE, DOUBLE, DOUBLE, lambda a, b: a - b),
    ("*", DOUBLE, DOUBLE, DOUBLE, lambda a, b: a * b),
    ("/", DOUBLE, DOUBLE, DOUBLE, _divide_doubles),
    ("+", STRING, STRING, STRING, lambda a, b: a + b),
    ("+", BYTES, BYTES, BYTES, lambda a, b: a + b),
    ("+", TIMESTAMP, DURATION, TIMESTAMP, _later),
    ("+", DURATION, TIMESTAMP, TIMESTAMP, lambda a, b: _later(b, a)),
    ("-", TIMESTAMP, DURATION, TIMESTAMP, lambda a, b: _later(a, -b)),
    ("-", TIMESTAMP, TIMESTAMP, DURATION, _between),
    ("+", DURATION, DURATION, DURATION, _sum_of_durations),
    ("-", DURATION, DURATION, DURATION, lambda a, b: duration(a - b)),
    ("+", DATE, DURATION, DATE, _day_later),
    ("+", DURATION, DATE, DATE, lambda a, b: _day_later(b, a)),
    ("-", DATE, DURATION, DATE, lambda a, b: _day_later(a, -b)),
    ("-", DATE, DATE, DURATION, lambda a, b: duration(a - b)),
)
_CLASSES: dict[str, type] = {
    "int": int,
    "uint": Uint,
    "double": float,
    "string": str,
    "bytes": bytes,
    "timestamp": datetime,
    "duration": timedelta,
    "date": date,
}
_RESULTS = {(sign, a.kind, b.kind): result for sign, a, b, result, _ in _TABLE}
_BY_KIND = {(sign, a.kind, b.kind): run for sign, a, b, _, run in _TABLE}
_BY_CLASS = {(sign, _CLASSES[a.kind], _CLASSES[b.kind]): run for sign, a, b, _, run in _TABLE} | {
    ("+", list, list): lambda a, b: a + b
}


def result_type(sign: str, left: Type, right: Type) -> Type | None:
    """Return the type of an operation on two types, or nothing where there is none."""
    if sign == "+" and left.kind == "list" and right.kind == "list":
        return common(left, right)
    return _RESULTS.get((sign, left.kind, right.kind))


def operation(sign: str, left: Type, right: Type) -> Operation | None:
    """Return the operation for two types known beforehand."""
    return _BY_KIND.get((sign, left.kind, right.kind))


def calculate(sign: str, left: object, right: object) -> Any:
    """Apply the operation that the values' own types ask for."""
    run = _BY_CLASS.get((sign, type(left), type(right)))
    if run is None:
        raise no_overload(left, right, of=sign)
    return run(left, right)


def negate(value: object) -> Any:
    """Return the number with the other sign."""
    if type(value) is int:
        return int64(-value)
    if type(value) is float:
        return -value
    raise no_overload(value, of="-")
