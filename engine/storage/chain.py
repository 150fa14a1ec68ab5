"""The chain of a case's events: whoever changes one breaks every later hash.

A hash goes over the event as it is stored and over the hash before it. Personal parts are hashed
with a salt of their own and only that digest is chained: once part and salt are erased, nothing
can be told from the digest any more, and the chain still holds.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from engine.lifecycle.codec import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

FIRST = ""
"""What stands in the place of the hash before the first event."""
_CHAINED = (
    "tenant",
    "case_id",
    "seq",
    "at",
    "event",
    "kind",
    "actor",
    "transition",
    "body",
    "payload_digest",
    "previous_hash",
)
_chained = itemgetter(*_CHAINED)
_AT = _CHAINED.index("at")


def event_hash(event: Mapping[str, Any]) -> str:
    """Return the hash of an event row, which names the hash before it."""
    parts = list(_chained(event))
    parts[_AT] = _moment(parts[_AT])
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


@lru_cache(maxsize=64)
def _moment(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def new_salt() -> str:
    """Return a fresh salt."""
    return secrets.token_hex(16)


def payload_digest(salt: str, payload: str) -> str:
    """Return the salted digest of a personal part."""
    return hashlib.sha256(f"{salt}{payload}".encode()).hexdigest()


def first_break(events: Iterable[Mapping[str, Any]], head_hash: str) -> int | None:
    """Return the number of the first event that is not what was chained, None if all are.

    Args:
        events: The rows of one case in order, with ``salt`` and ``payload`` (None where erased).
        head_hash: The hash of the last event that the case knows of.
    """
    previous, seq = FIRST, 0
    for seq, event in enumerate(events, start=1):
        payload = event["payload"]
        is_kept = payload is None or (
            payload_digest(event["salt"], payload) == event["payload_digest"]
        )
        is_next = event["seq"] == seq and event["previous_hash"] == previous
        if not (is_kept and is_next and event_hash(event) == event["hash"]):
            return seq
        previous = event["hash"]
    return None if previous == head_hash else seq + 1
