"""Identifiers: short texts that sort by the instant they were given out."""

from __future__ import annotations

import secrets
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BITS = 50
_LENGTH = 20
_PAIRS = [one + other for one in _DIGITS for other in _DIGITS]
_PLACES = range((_LENGTH - 2) * 5, -1, -10)
_STEP_BYTES = 3
_AT_A_TIME = 50

_last = 0
_lock = Lock()


def new_id(at: datetime) -> str:
    """Return a fresh identifier: milliseconds of the instant, then 50 random bits.

    Twenty letters and digits without those that are mistaken for others, case kept out of it,
    so that one can be read out over the telephone. It is never given out twice. Those that one
    process gives out in the same millisecond sort in their order.
    """
    return new_ids(at, 1)[0]


def ids_at(at: datetime) -> Iterator[str]:
    """Yield fresh identifiers of one instant, some of them drawn at a time."""
    while True:
        yield from new_ids(at, _AT_A_TIME)


def new_ids(at: datetime, count: int) -> list[str]:
    """Return fresh identifiers of one instant in their order, drawn in one go."""
    global _last  # noqa: PLW0603 - the order inside a process is what it is for
    milliseconds = max(0, int(at.timestamp() * 1000))
    steps = memoryview(secrets.token_bytes(count * _STEP_BYTES))
    numbers = []
    with _lock:
        number = _last
        if number >> _RANDOM_BITS != milliseconds:
            number = milliseconds << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
        for place in range(0, count * _STEP_BYTES, _STEP_BYTES):
            number += 1 + int.from_bytes(steps[place : place + _STEP_BYTES], "big")
            numbers.append(number)
        _last = number
    return ["".join([_PAIRS[each >> place & 1023] for place in _PLACES]) for each in numbers]
