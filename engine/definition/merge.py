"""Merge: a new edition reaches a town that has changed its own, and nothing is lost on the way.

Three documents: the old edition, the new one, and what the town has made of the old one. What only
one side changed is taken from it. Where both changed the same thing differently, the town's stands
and a conflict tells of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definition.changes import by_name, naming_key
from engine.findings import Finding, Severity, Text, pointer

MISSING: Any = object()
"""Stands for a key that a document does not have."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that both sides changed, and differently."""

    where: str
    """JSON pointer; entries of lists by their id."""
    old: Any
    new: Any
    local: Any
    """What the town has; it stands. ``MISSING`` where something is not there."""

    @property
    def finding(self) -> Finding:
        """The conflict as a finding."""
        lost = self.new is MISSING
        dropped = self.local is MISSING
        what_de = "entfällt" if lost else "ändert sich"
        what_en = "goes" if lost else "changes"
        own_de = "haben Sie sie entfernt" if dropped else "haben Sie sie selbst geändert"
        own_en = "you have taken it out" if dropped else "you have changed it yourself"
        return Finding(
            "merge-conflict",
            self.where,
            Text(
                de=f"Diese Stelle {what_de} in der neuen Fassung, und hier {own_de}.",
                en=f"This place {what_en} in the new edition, and here {own_en}.",
            ),
            Text(
                de="Ihre Fassung bleibt. Übernehmen Sie die neue von Hand, wenn sie gelten soll.",
                en="Yours stays. Take over the new one by hand if it shall hold.",
            ),
            severity=Severity.WARNING,
        )


@dataclass(frozen=True, slots=True)
class Merged:
    """A document made of three."""

    document: dict[str, Any]
    conflicts: tuple[Conflict, ...]
    taken: tuple[str, ...]
    """Where the new edition's word was taken."""
    kept: tuple[str, ...]
    """Where the town's own word was kept."""


@dataclass(slots=True)
class _Work:
    conflicts: list[Conflict] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def merged(old: Mapping[str, Any], new: Mapping[str, Any], local: Mapping[str, Any]) -> Merged:
    """Return what becomes of a town's document when a new edition of the old one comes out."""
    work = _Work()
    document = _mapping(old, new, local, (), work)
    return Merged(document, tuple(work.conflicts), tuple(work.taken), tuple(work.kept))


def _mapping(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    local: Mapping[str, Any],
    at: tuple[str, ...],
    work: _Work,
) -> dict[str, Any]:
    found = {}
    for key in _in_order(old, new, local):
        three = (old.get(key, MISSING), new.get(key, MISSING), local.get(key, MISSING))
        value = _value(three, (*at, key), work)
        if value is not MISSING:
            found[key] = value
    return found


def _in_order(
    old: Mapping[str, Any], new: Mapping[str, Any], local: Mapping[str, Any]
) -> list[str]:
    """Return all keys in the order of whoever changed it; the town's if both or none did."""
    common = old.keys() & new.keys() & local.keys()
    before = [key for key in old if key in common]
    reordered = [key for key in local if key in common] != before
    first, second = (local, new) if reordered else (new, local)
    order = list(first)
    for before_it, key in _with_predecessor(second):
        if key not in first:
            place = order.index(before_it) + 1 if before_it in order else len(order)
            order.insert(place, key)
    return order


def _with_predecessor(keys: Mapping[str, Any]) -> list[tuple[str, str]]:
    names = list(keys)
    return list(zip(["", *names], names, strict=False))


def _value(three: tuple[Any, Any, Any], at: tuple[str, ...], work: _Work) -> Any:
    old, new, local = three
    where = pointer(*at)
    if _same(new, local) or _same(old, new):
        if not _same(old, local):
            work.kept.append(where)
        return local
    if _same(old, local):
        work.taken.append(where)
        return new
    if all(isinstance(each, Mapping) for each in (new, local)):
        inner = old if isinstance(old, Mapping) else {}
        return _mapping(inner, new, local, at, work)
    key = _common_naming(three)
    if key is not None:
        lists = [by_name(each, key) if isinstance(each, list) else {} for each in three]
        return list(_mapping(lists[0], lists[1], lists[2], at, work).values())
    work.conflicts.append(Conflict(where, old, new, local))
    return local


def _same(one: Any, other: Any) -> bool:
    """Tell ``true`` from ``1``, as JSON does."""
    if one is MISSING or other is MISSING:
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _common_naming(three: tuple[Any, Any, Any]) -> str | None:
    lists = [each for each in three if isinstance(each, list)]
    if not isinstance(three[1], list) or not isinstance(three[2], list):
        return None
    keys = {naming_key(each) for each in lists if each}
    return keys.pop() if len(keys) == 1 else None
