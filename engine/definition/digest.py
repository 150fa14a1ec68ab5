"""The digest of a definition: what behaves or reads differently has another one.

It goes over the document with its blocks expanded, without what means nothing to a running case:
remarks (``note``), ``scenarios`` (they test a workflow, they do not make it) and ``$schema``.
Titles and messages count: people act on what they read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

_MEANINGLESS = frozenset({"$schema", "note", "scenarios"})

SECTIONS = frozenset(
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
"""Parts of a document that hold declarations by name, where ``note`` is a name like any other."""

_PARTS = frozenset(
    {
        "do",
        "done",
        "due",
        "effects",
        "escalation",
        "extension",
        "fulfilled_by",
        "guards",
        "may_rest",
        "reminders",
        "repeat",
        "timers",
        "waiver",
    }
)
"""Parts of a declaration that may carry a remark of their own."""

_NAMED_PARTS = frozenset({"input", "of"})
"""Parts of a declaration that hold further declarations by name."""


def canonical(value: Any) -> str:
    """Return JSON with sorted keys, NFC texts and no blank that means nothing."""
    return json.dumps(
        _normal(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a document means, hexadecimal."""
    return hashlib.sha256(canonical(without_remarks(document)).encode()).hexdigest()


def without_remarks(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a definition without what means nothing.

    Only places are visited that are sure to hold no data: a remark that is missed is harmless,
    a value taken for a remark would be lost.
    """
    return {
        key: _by_name(value) if key in SECTIONS else _part(value)
        for key, value in document.items()
        if key not in _MEANINGLESS
    }


def _by_name(section: Any) -> Any:
    if not isinstance(section, Mapping):
        return section
    return {name: _part(each) for name, each in section.items()}


def _part(value: Any) -> Any:
    """Return a declaration or a part of one, or a list of them, without its remarks."""
    if isinstance(value, list):
        return [_part(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    is_effect = isinstance(value.get("do"), str)
    return {
        key: each if is_effect else _member(key, each)
        for key, each in value.items()
        if key != "note"
    }


def _member(key: str, value: Any) -> Any:
    if key in _PARTS:
        return _part(value)
    return _by_name(value) if key in _NAMED_PARTS else value


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, Mapping):
        return {normalize("NFC", key): _normal(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_normal(each) for each in value]
    return value
