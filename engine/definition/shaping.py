"""Shaping: a document in any state becomes one that can be read without fear, and findings.

It is brought to the present format, what the schema refuses is taken out, and its blocks are put
in. Pointers of findings are led back into the document as it was handed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.definition import schema
from engine.definition.blocks import Documents, Expanded, expand
from engine.definition.upgrade import upgrade
from engine.findings import Finding, Text

_STUBS: Mapping[str, Any] = {
    "format": 1,
    "key": "unnamed",
    "version": 1,
    "number": "{seq}",
    "title": {"de": "?", "en": "?"},
    "roles": {},
    "opening": {"by": ["engine"]},
    "events": {},
    "transitions": [],
}
"""What stands in for a missing part, so that the others can be checked."""


def shape(document: Any, blocks: Documents) -> tuple[Expanded | None, list[Finding]]:
    """Return the document in the present format, valid by the schema, its blocks expanded."""
    if not isinstance(document, Mapping):
        return None, schema.check(document)
    present, findings = upgrade(document)
    if present is None:
        return None, findings
    stubs = _stubs(present)
    left, about_shape = schema.usable_part(present, stubs=stubs)
    findings += about_shape
    if left is None:
        return None, findings
    expanded = expand(left, blocks)
    findings += [at_home(each, expanded, document) for each in expanded.findings]
    whole, about_whole = _whole(expanded)
    findings += [at_home(each, expanded, document) for each in about_whole]
    return whole, findings


def _whole(expanded: Expanded) -> tuple[Expanded, list[Finding]]:
    """Return the document with only those of its expanded parts that are now valid."""
    parts = expanded.parts
    if not parts:
        return expanded, []
    good, findings = schema.usable_part(parts, partial=True)
    sections = {
        section: {
            key: (good or {}).get(section, {}).get(key) if key in parts[section] else each
            for key, each in expanded.document[section].items()
        }
        for section in parts
    }
    kept = {
        section: {key: each for key, each in entries.items() if each is not None}
        for section, entries in sections.items()
    }
    # Where a block is missing, so is everything that it would have said.
    told = {each.where.rpartition("/")[0] for each in expanded.findings}
    return (
        replace(expanded, document={**expanded.document, **kept}),
        [each for each in findings if each.where not in told],
    )


def _stubs(document: Mapping[str, Any]) -> Mapping[str, Any]:
    states = document.get("states")
    first = next(iter(states), None) if isinstance(states, Mapping) else None
    return _STUBS if first is None else {**_STUBS, "initial": first}


def at_home(finding: Finding, shaped: Expanded, document: Any) -> Finding:
    """Return a finding with its pointer into the document as it was handed in.

    What is wrong inside a block is wrong where the block is used.
    """
    where = schema.original(finding.where, shaped.document)
    home = next((at for at in shaped.used_at if where.startswith(f"{at}/")), None)
    if home is None or schema.part_at(where, document) is not schema.MISSING:
        return replace(finding, where=where)
    place = where.removeprefix(home)
    told = Text(
        de=f"{finding.message.de} (im Baustein, bei „{place}“)",
        en=f"{finding.message.en} (in the block, at “{place}”)",
    )
    return replace(finding, where=f"{home}/use", message=told, column=None, end_column=None)


SECTIONS = {
    "state": "states",
    "phase": "phases",
    "event": "events",
    "obligation": "obligations",
    "role": "roles",
    "field": "fields",
    "message": "messages",
    "children": "children",
    "admission": "admits",
}
"""Kinds of names, with where they are declared."""

_READ_BY_RULES = ("settings", "facts", "tables")


def declared(*documents: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Return by kind the names that documents declare, also of what is otherwise broken."""
    names: dict[str, set[str]] = {kind: set() for kind in (*SECTIONS, "body")}
    for document in documents:
        for kind, section in SECTIONS.items():
            names[kind].update(_named(document, section))
        names["body"].update(
            key
            for key, role in _named(document, "roles").items()
            if isinstance(role, Mapping) and role.get("held_by") == "body"
        )
    return {kind: frozenset(found) for kind, found in names.items()}


def _named(document: Any, section: str) -> Mapping[str, Any]:
    found = document.get(section) if isinstance(document, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def lost_names(document: Any, shaped: Expanded) -> frozenset[str]:
    """Return the names that were declared in parts that had to be taken out."""
    left = shaped.document
    lost: set[str] = set()
    for section in (*SECTIONS.values(), *_READ_BY_RULES):
        lost.update(_named(document, section).keys() - _named(left, section).keys())
    for key, event in _named(document, "events").items():
        lost.update(_named(event, "input").keys() - _named(left["events"].get(key), "input").keys())
    return frozenset(lost)


def follows_from(lost: frozenset[str], finding: Finding, document: Any) -> bool:
    """Return whether a finding only misses a name whose declaration is already found broken."""
    if not lost or not finding.code.startswith(("unknown-", "rule-unknown-")):
        return False
    key = finding.where.rpartition("/")[2]
    said = schema.part_at(finding.where, document)
    text = said if isinstance(said, str) else ""
    if finding.column is not None and finding.end_column is not None:
        text = text[finding.column - 1 : finding.end_column - 1]
    return key in lost or not lost.isdisjoint(re.findall(r"\w+", text))
