"""Identifiers: short texts that sort by the instant they were given out."""

from __future__ import annotations

import secrets
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BITS = 50
_LENGTH = 20
_PAIRS = [one + other for one in _DIGITS for other in _DIGITS]
_PLACES = range((_LENGTH - 2) * 5, -1, -10)
_STEP_BITS = 24

_last = 0
_lock = Lock()


def new_id(at: datetime) -> str:
    """Return a fresh identifier: milliseconds of the instant, then 50 random bits.

    Twenty letters and digits without those that are mistaken for others, case kept out of it,
    so that one can be read out over the telephone. It is never given out twice. Those that one
    process gives out in the same millisecond sort in their order.
    """
    global _last  # noqa: PLW0603 - the order inside a process is what it is for
    milliseconds = max(0, int(at.timestamp() * 1000))
    with _lock:
        if _last >> _RANDOM_BITS == milliseconds:
            number = _last + 1 + secrets.randbits(_STEP_BITS)
        else:
            number = milliseconds << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
        _last = number
    return "".join([_PAIRS[number >> place & 1023] for place in _PLACES])
