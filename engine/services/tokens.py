"""Tokens: random texts that open something; only their hashes are kept."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def fresh_token() -> str:
    """Return a token that nobody can guess, fit for addresses and cookies."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
