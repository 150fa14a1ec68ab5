"""The digest of a definition: what behaves or reads differently has another one.

It goes over the document with its blocks expanded, without what means nothing to a running case:
``note``, ``scenarios`` (they test a workflow, they do not make it) and ``$schema``. Titles and
messages count: people act on what they read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

_MEANINGLESS = frozenset({"$schema", "scenarios"})

_NAMED = frozenset(
    {
        "children",
        "events",
        "facts",
        "fields",
        "messages",
        "obligations",
        "phases",
        "roles",
        "settings",
        "states",
        "tables",
    }
)
"""Members of the document that hold declarations by name, where ``note`` is a name."""


def canonical(value: Any) -> str:
    """Return JSON with sorted keys, NFC texts and no blank that means nothing."""
    return json.dumps(
        _normal(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a document means, hexadecimal."""
    meant = without_notes({k: v for k, v in document.items() if k not in _MEANINGLESS})
    return hashlib.sha256(canonical(meant).encode()).hexdigest()


def without_notes(document: Mapping[str, Any]) -> dict[str, Any]:
    return dict(document)


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, Mapping):
        return {normalize("NFC", key): _normal(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_normal(each) for each in value]
    return value
