"""Parse: a document becomes a workflow, or findings that say what is wrong with it, all at once.

What the schema refuses is taken out and the rest is read on, so that one pass finds shape, names,
types, rules and values. Pointers always lead into the document as it was handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.definition import outline as outlines
from engine.definition import schema
from engine.definition.assemble import assemble
from engine.definition.blocks import Documents, Expanded, expand
from engine.definition.draft import Draft
from engine.definition.json_text import read_json
from engine.definition.model import Workflow
from engine.definition.outline import Outline
from engine.definition.scopes import Scopes
from engine.definition.upgrade import upgrade
from engine.findings import Finding, Severity, Text

Other = Workflow | Outline | Mapping[str, Any]
"""Another workflow that this one refers to: parsed, in outline, or as its document."""

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


def load(
    text: str | bytes,
    *,
    blocks: Documents | None = None,
    others: Mapping[str, Other] | None = None,
) -> tuple[Workflow | None, list[Finding]]:
    """Read a text and parse it; see ``parse``."""
    document, findings = read_json(text)
    if findings:
        return None, findings
    return parse(document, blocks=blocks, others=others)


def parse(
    document: Any,
    *,
    blocks: Documents | None = None,
    others: Mapping[str, Other] | None = None,
) -> tuple[Workflow | None, list[Finding]]:
    """Return the workflow that a document says, and everything that is wrong with it.

    Args:
        document: The document as JSON.
        blocks: What ``use`` may name, by name.
        others: The workflows that it may refer to, by key. With none at hand, references to
            other workflows are taken as they are and what they give is of any type.

    Returns:
        No workflow, if a finding makes it unusable. A broken scenario does not.
    """
    blocks = blocks or {}
    shaped, findings = _shaped(document, blocks)
    if shaped is None:
        return None, findings
    outline, about_outline = outlines.outline(shaped.document)
    seen = _Neighbours(outline, others or {}, blocks)
    scopes = Scopes(outline, seen)
    draft = Draft(outline, scopes, seen, _declared(shaped.document, document), about_outline)
    workflow = assemble(draft, shaped.document)
    findings += [_at_home(each, shaped, document) for each in draft.findings]
    return (None if _unusable(findings) else workflow), list(dict.fromkeys(findings))


def outline_of(document: Any, *, blocks: Documents | None = None) -> Outline | None:
    """Return what other workflows see of a document; nothing if too much is wrong with it.

    For parsing many documents that refer to one another, make each outline once.
    """
    if isinstance(document, Mapping):
        document = {key: each for key, each in document.items() if key != "scenarios"}
    shaped, _ = _shaped(document, blocks or {})
    return None if shaped is None else outlines.outline(shaped.document)[0]


def _shaped(document: Any, blocks: Documents) -> tuple[Expanded | None, list[Finding]]:
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
    findings += [_at_home(each, expanded, document) for each in expanded.findings]
    whole, about_whole = _whole(expanded)
    findings += [_at_home(each, expanded, document) for each in about_whole]
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


class _Neighbours(Mapping[str, Outline]):
    """The outlines of other workflows, each made when something refers to it."""

    def __init__(self, own: Outline, others: Mapping[str, Other], blocks: Documents) -> None:
        self._others = {**others, own.key: own}
        self._blocks = blocks
        self._made: dict[str, Outline | None] = {}

    def __getitem__(self, key: str) -> Outline:
        if key not in self._made:
            self._made[key] = _outline(self._others[key], self._blocks)
        made = self._made[key]
        if made is None:
            raise KeyError(key)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._others)

    def __len__(self) -> int:
        return len(self._others)


def _outline(other: Other, blocks: Documents) -> Outline | None:
    if isinstance(other, Outline):
        return other
    if isinstance(other, Workflow):
        return outlines.of_workflow(other)
    return outline_of(other, blocks=blocks)


def _declared(*documents: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Return by kind the names that are declared, also of what is otherwise broken."""
    names: dict[str, set[str]] = {kind: set() for kind in (*_SECTIONS, "body")}
    for document in documents:
        for kind, section in _SECTIONS.items():
            names[kind].update(map(str, _named(document, section)))
        names["body"].update(
            str(key)
            for key, role in _named(document, "roles").items()
            if isinstance(role, Mapping) and role.get("held_by") == "body"
        )
    return {kind: frozenset(found) for kind, found in names.items()}


_SECTIONS = {
    "state": "states",
    "phase": "phases",
    "event": "events",
    "obligation": "obligations",
    "role": "roles",
    "field": "fields",
    "message": "messages",
    "children": "children",
}


def _named(document: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    found = document.get(section)
    return found if isinstance(found, Mapping) else {}


def _unusable(findings: list[Finding]) -> bool:
    return any(
        each.severity is Severity.ERROR and not each.where.startswith("/scenarios")
        for each in findings
    )


def _at_home(finding: Finding, shaped: Expanded, document: Any) -> Finding:
    """Return a finding with its pointer into the document as it was handed in.

    What is wrong inside a block is wrong where the block is used.
    """
    where = schema.original(finding.where, shaped.document)
    home = next((at for at in shaped.used_at if where.startswith(f"{at}/")), None)
    if home is None or schema.leads_somewhere(where, document):
        return replace(finding, where=where)
    place = where.removeprefix(home)
    told = Text(
        de=f"{finding.message.de} (im Baustein, bei „{place}“)",
        en=f"{finding.message.en} (in the block, at “{place}”)",
    )
    return replace(finding, where=f"{home}/use", message=told, column=None, end_column=None)
