"""Passwords: hashed by argon2id, checked in the same time whether there is an account or not."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST = 12
LONGEST = 200
_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return _HASHER.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Return whether a password is the one that was hashed; never, if none was."""
    try:
        return _HASHER.verify(kept or _nobodys(), password) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """Return a hash to compare with where there is none, so that it takes as long."""
    return _HASHER.hash("nobody has this password")
