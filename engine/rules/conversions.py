"""Conversions between types, and the functions on texts, lists and numbers."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import re2

from engine.rules.arithmetic import int64, uint64
from engine.rules.bounds import LARGEST_PATTERN_MEMORY, LONGEST_PATTERN
from engine.rules.errors import Stop, Why
from engine.rules.functions import Function, Registry, Signature, overloads, registry
from engine.rules.instants import EPOCH, write_duration, write_instant
from engine.rules.types import (
    BOOL,
    BYTES,
    DATE,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    STRING,
    TIMESTAMP,
    TYPE,
    UINT,
    Type,
    list_of,
)
from engine.rules.values import TypeValue, Uint, kind_of, no_overload

_WHOLE = re.compile(r"[+-]?[0-9]{1,25}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?[iI]nf|NaN")
_BEYOND_INT = 9223372036854775808.0
_YES = frozenset({"true", "True", "TRUE", "t", "1"})
_NO = frozenset({"false", "False", "FALSE", "f", "0"})
ANY_LIST, ANY_MAP = list_of(DYN), Type("map", (DYN, DYN))


def _whole(value: Any) -> int:
    match value:
        case bool():
            raise no_overload(value, of="int")
        case int():
            return int64(int(value))
        case float():
            if not -_BEYOND_INT < value < _BEYOND_INT:
                raise Stop(Why.OVERFLOW)
            return int(value)
        case str():
            if _WHOLE.fullmatch(value) is None:
                raise Stop(Why.BAD_CONVERSION, "int")
            return int64(int(value))
        case datetime():
            return (value - EPOCH) // timedelta(seconds=1)
    raise no_overload(value, of="int")


def _unsigned(value: Any) -> Uint:
    match value:
        case bool():
            raise no_overload(value, of="uint")
        case int():
            return uint64(int(value))
        case float():
            if not 0.0 <= value < 2 * _BEYOND_INT:
                raise Stop(Why.OVERFLOW)
            return Uint(value)
        case str():
            if _WHOLE.fullmatch(value) is None or value[0] in "+-":
                raise Stop(Why.BAD_CONVERSION, "uint")
            return uint64(int(value))
    raise no_overload(value, of="uint")


def _decimal(value: Any) -> float:
    match value:
        case bool():
            raise no_overload(value, of="double")
        case int() | float():
            return float(value)
        case str():
            if _DECIMAL.fullmatch(value) is None:
                raise Stop(Why.BAD_CONVERSION, "double")
            return float(value)
    raise no_overload(value, of="double")


def _yes_or_no(value: Any) -> bool:
    if type(value) is bool:
        return value
    if type(value) is str:
        if value in _YES | _NO:
            return value in _YES
        raise Stop(Why.BAD_CONVERSION, "bool")
    raise no_overload(value, of="bool")


def write_double(value: float) -> str:
    """Write a decimal number as CEL does."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return repr(value).removesuffix(".0")


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise Stop(Why.BAD_CONVERSION, "string") from None


_WRITERS: dict[type, Any] = {
    bool: lambda value: "true" if value else "false",
    int: str,
    Uint: lambda value: str(int(value)),
    float: write_double,
    str: lambda value: value,
    bytes: _decoded,
    datetime: write_instant,
    date: date.isoformat,
    timedelta: write_duration,
}


def _text(value: Any) -> str:
    writer = _WRITERS.get(type(value))
    if writer is None:
        raise no_overload(value, of="string")
    written: str = writer(value)
    return written


def _bytes(value: Any) -> bytes:
    if type(value) is bytes:
        return value
    if type(value) is str:
        return value.encode("utf-8")
    raise no_overload(value, of="bytes")


def _size(value: Any) -> int:
    if type(value) in {str, bytes, list, dict}:
        return len(value)
    raise no_overload(value, of="size")


def _texts(operation: str, *values: object) -> None:
    if any(type(value) is not str for value in values):
        raise no_overload(*values, of=operation)


def _contains(text: Any, part: Any) -> bool:
    _texts("contains", text, part)
    return part in text


def _starts_with(text: Any, start: Any) -> bool:
    _texts("startsWith", text, start)
    return bool(text.startswith(start))


def _ends_with(text: Any, end: Any) -> bool:
    _texts("endsWith", text, end)
    return bool(text.endswith(end))


@lru_cache(maxsize=512)
def pattern(text: str) -> Any:
    """Return the compiled pattern: linear in time, bounded in memory."""
    if len(text) > LONGEST_PATTERN:
        raise Stop(Why.BUDGET)
    options = re2.Options()
    options.max_mem = LARGEST_PATTERN_MEMORY
    options.log_errors = False
    try:
        return re2.compile(text, options)
    except (re2.error, UnicodeEncodeError):
        raise Stop(Why.BAD_PATTERN) from None


def _matches(text: Any, wanted: Any) -> bool:
    _texts("matches", text, wanted)
    return pattern(wanted).search(text) is not None


_TEXT_PAIR = (Signature((STRING, STRING), BOOL),)
_SIZES = overloads(INT, STRING, BYTES, ANY_LIST, ANY_MAP)


def _method_on_texts(name: str, run: Any) -> Function:
    return Function(name, _TEXT_PAIR, run, is_method=True, reads_texts=True)


CONVERSIONS: Registry = registry(
    Function("int", overloads(INT, INT, UINT, DOUBLE, STRING, TIMESTAMP), _whole, folds=True),
    Function("uint", overloads(UINT, UINT, INT, DOUBLE, STRING), _unsigned, folds=True),
    Function("double", overloads(DOUBLE, DOUBLE, INT, UINT, STRING), _decimal, folds=True),
    Function("bool", overloads(BOOL, BOOL, STRING), _yes_or_no, folds=True),
    Function("bytes", overloads(BYTES, BYTES, STRING), _bytes),
    Function(
        "string",
        overloads(STRING, STRING, INT, UINT, DOUBLE, BOOL, BYTES, TIMESTAMP, DURATION, DATE),
        _text,
    ),
    Function("dyn", overloads(DYN, DYN), lambda value: value),
    Function("type", overloads(TYPE, DYN), lambda value: TypeValue(kind_of(value))),
    Function("size", _SIZES, _size),
    Function("size", _SIZES, _size, is_method=True),
    _method_on_texts("contains", _contains),
    _method_on_texts("startsWith", _starts_with),
    _method_on_texts("endsWith", _ends_with),
    _method_on_texts("matches", _matches),
    Function("matches", _TEXT_PAIR, _matches, reads_texts=True),
)
