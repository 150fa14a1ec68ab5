"""Names that stay the same however often a letter is built: Message-ID, conversation, entry."""

from __future__ import annotations

import hashlib
import json


def stable_hash(instance: str, kind: str, key: str) -> str:
    """Return 32 hex digits: equal for equal input, different for another installation."""
    return hashlib.sha256(json.dumps([instance, kind, key]).encode()).hexdigest()[:32]


def stable_id(instance: str, kind: str, key: str, domain: str) -> str:
    """Return ``hash@domain``, as message and calendar ids are written."""
    return f"{stable_hash(instance, kind, key)}@{domain}"
