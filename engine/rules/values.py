"""Values at run time: what CEL has and Python lacks, equality, order, access, conversion of kinds.

Everything raises ``Stop`` and nothing else on values of any kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from engine.rules.errors import Stop, Why


class Uint(int):
    """An unsigned whole number: equal to the signed one, but not to be added to it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class TypeValue:
    """What ``type(x)`` returns."""

    name: str


@dataclass(frozen=True, slots=True)
class BoolKey:
    """A yes/no key of a map: in Python ``True`` and 1 would be the same key."""

    value: bool


_KINDS: dict[type, str] = {
    type(None): "null_type",
    bool: "bool",
    int: "int",
    Uint: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    list: "list",
    dict: "map",
    datetime: "google.protobuf.Timestamp",
    timedelta: "google.protobuf.Duration",
    date: "date",
    TypeValue: "type",
}
NUMERIC = frozenset({int, Uint, float})
_ORDERED = NUMERIC | {str, bytes, bool, datetime, date, timedelta}


def kind_of(value: object) -> str:
    """Return the CEL name of a value's type."""
    return _KINDS.get(type(value), type(value).__name__)


def no_overload(*values: object, of: str) -> Stop:
    """Return why an operation cannot take these values: one is null, or of the wrong kind."""
    if any(value is None for value in values):
        return Stop(Why.NULL)
    return Stop(Why.NO_OVERLOAD, of, ", ".join(map(kind_of, values)))


def not_a_verdict(value: object) -> Stop:
    """Return why a value that should be yes or no is neither."""
    return Stop(Why.NULL) if value is None else Stop(Why.NOT_A_VERDICT, kind_of(value))


def equal(one: object, other: object) -> bool:
    """Compare as CEL does: numbers by value across types, other types never equal."""
    kind, other_kind = type(one), type(other)
    if kind is list and other_kind is list:
        return _equal_lists(one, other)  # type: ignore[arg-type]
    if kind is dict and other_kind is dict:
        return _equal_maps(one, other)  # type: ignore[arg-type]
    if kind in NUMERIC and other_kind in NUMERIC:
        return _equal_numbers(one, other)
    return kind is other_kind and bool(one == other)


def _equal_numbers(one: Any, other: Any) -> bool:
    one, other = alike(one, other)
    return bool(one == other)


def alike(one: Any, other: Any) -> tuple[Any, Any]:
    """Return two values ready for comparison: whole numbers meet decimal ones as decimal ones."""
    if type(one) is float and type(other) in NUMERIC:
        return one, float(other)
    if type(other) is float and type(one) in NUMERIC:
        return float(one), other
    return one, other


def _equal_lists(one: list[object], other: list[object]) -> bool:
    return len(one) == len(other) and all(map(equal, one, other))


def _equal_maps(one: dict[object, object], other: dict[object, object]) -> bool:
    if len(one) != len(other):
        return False
    return all(key in other and equal(value, other[key]) for key, value in one.items())


def check_order(operator: str, one: object, other: object) -> None:
    """Refuse values that have no order between them."""
    kind, other_kind = type(one), type(other)
    if kind is other_kind and kind in _ORDERED:
        return
    if kind in NUMERIC and other_kind in NUMERIC:
        return
    raise no_overload(one, other, of=operator)


def field_of(value: object, name: str) -> Any:
    """Return the entry of a map; a missing one is a failure."""
    if type(value) is dict:
        try:
            return value[name]
        except KeyError:
            raise Stop(Why.NO_SUCH_KEY, name) from None
    raise no_overload(value, of="." + name)


def record_field(value: object, name: str) -> Any:
    """Return the field of a record; a missing one is null."""
    if type(value) is dict:
        return value.get(name)
    raise no_overload(value, of="." + name)


def item_of(container: object, key: object) -> Any:
    """Return an item of a list or an entry of a map."""
    if type(container) is list:
        position = _whole(key)
        if position is None:
            raise no_overload(container, key, of="[]")
        if 0 <= position < len(container):
            return container[position]
        raise Stop(Why.NO_SUCH_INDEX, position)
    if type(container) is dict:
        if type(key) not in _KEYS:
            raise no_overload(container, key, of="[]")
        try:
            return container[map_key(key)]
        except KeyError:
            raise Stop(Why.NO_SUCH_KEY, key) from None
    raise no_overload(container, key, of="[]")


_KEYS = NUMERIC | {str, bool}


def _whole(value: object) -> int | None:
    if type(value) is int or type(value) is Uint:
        return int(value)
    if type(value) is float and value.is_integer():
        return int(value)
    return None


def map_key(key: object) -> object:
    """Return what stands for a key in the Python dictionary of a map."""
    return BoolKey(key) if type(key) is bool else key


def key_value(key: object) -> object:
    """Return the value of a key of the Python dictionary of a map."""
    return key.value if type(key) is BoolKey else key


def contains(container: object, value: object) -> bool:
    """Return whether a list has an equal item, or a map an equal key."""
    if type(container) is list:
        return any(equal(value, each) for each in container)
    if type(container) is dict:
        return type(value) in _KEYS and map_key(value) in container
    raise no_overload(value, container, of="in")


def map_of_entries(entries: list[tuple[object, object]]) -> dict[object, object]:
    """Build a map; keys are texts, whole numbers or yes/no, each once."""
    built: dict[object, object] = {}
    for key, value in entries:
        if type(key) not in _KEYS or type(key) is float:
            raise Stop(Why.BAD_KEY)
        stored = map_key(key)
        if stored in built:
            raise Stop(Why.REPEATED_KEY)
        built[stored] = value
    return built


def weight(value: object, limit: int) -> int:
    """Return how many values a value holds, itself included; stop counting past the limit.

    Lists built from lists may share their parts: small in memory, endless to walk through.
    """
    if type(value) is str or type(value) is bytes:
        return 1 + len(value) // 64
    parts: Any = value if type(value) is list else value.values() if type(value) is dict else ()
    total = 1
    for part in parts:
        total += weight(part, limit - total)
        if total > limit:
            break
    return total
