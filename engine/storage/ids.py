"""Identifiers: short texts that sort by the instant they were given out."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BITS = 50
_LENGTH = 20


def new_id(at: datetime) -> str:
    """Return a fresh identifier: milliseconds of the instant, then 50 random bits.

    Twenty letters and digits without those that are mistaken for others, case kept out of it,
    so that one can be read out over the telephone. It is never given out twice.
    """
    milliseconds = max(0, int(at.timestamp() * 1000))
    number = milliseconds << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    return "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
