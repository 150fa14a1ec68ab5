"""Parse: a document becomes a workflow, or findings that say what is wrong with it, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition import outline as outlines
from engine.definition import parse_course as course
from engine.definition.declare import Raw, title
from engine.definition.digest import digest
from engine.definition.draft import Draft
from engine.definition.model import Workflow
from engine.definition.outline import Outline
from engine.definition.parse_duties import obligations
from engine.definition.parse_facts import facts, messages, tables
from engine.definition.scopes import STEP, Scopes
from engine.findings import Finding, has_errors

Other = Workflow | Outline | Mapping[str, Any]
"""Another workflow that this one refers to: parsed, in outline, or as its document."""


def parse(
    document: Mapping[str, Any],
    *,
    blocks: Mapping[str, Mapping[str, Any]] | None = None,
    others: Mapping[str, Other] | None = None,
) -> tuple[Workflow | None, list[Finding]]:
    """Return the workflow that a document says, and everything that is wrong with it.

    Args:
        document: The document as JSON.
        blocks: What ``use`` may name, by name.
        others: The workflows that it may refer to, by key. With none at hand, references to
            other workflows are taken as they are and what they give is of any type.

    Returns:
        No workflow, if a finding makes it unusable.
    """
    outline, findings = outlines.outline(document)
    seen = {outline.key: outline}
    scopes = Scopes(outline, seen)
    draft = Draft(outline, scopes, seen, _declared(document), findings)
    workflow = _assemble(draft, document)
    return (None if has_errors(draft.findings) else workflow), draft.findings


def _declared(document: Raw) -> dict[str, frozenset[str]]:
    """Return by kind the names that a document declares."""
    sections = {
        "state": "states",
        "phase": "phases",
        "event": "events",
        "obligation": "obligations",
        "role": "roles",
        "field": "fields",
        "message": "messages",
        "children": "children",
    }
    names = {kind: frozenset(document.get(section, {})) for kind, section in sections.items()}
    roles: Raw = document.get("roles", {})
    bodies = {key for key, role in roles.items() if role.get("held_by") == "body"}
    return names | {"body": frozenset(bodies)}


def _assemble(draft: Draft, document: Raw) -> Workflow:
    outline = draft.outline
    # Facts and tables first: every other rule may ask them.
    found_facts = facts(draft, document.get("facts", {}))
    found_tables = tables(draft, document.get("tables", {}))
    initial: str = document["initial"]
    draft.known("state", initial, "/initial")
    for key, event in outline.events.items():
        draft.actors(event.by, f"/events/{key}/by")
    raw_states, raw_phases = document["states"], document.get("phases", {})
    opening: Raw = document.get("opening", {})
    suspension: Raw = document.get("suspension", {})
    draft.known("body", suspension.get("asks"), "/suspension/asks")
    return Workflow(
        key=document["key"],
        version=document["version"],
        digest=digest(document),
        title=title(document["title"]),
        number=document["number"],
        fields=outline.fields,
        roles=outline.roles,
        phases=course.phases(draft, raw_phases),
        states=course.states(draft, raw_states),
        events=outline.events,
        transitions=course.transitions(draft, document["transitions"]),
        initial=initial,
        opened_by=draft.actors(opening.get("by", []), "/opening/by"),
        opening_guards=course.guards(
            draft, opening.get("guards", []), "/opening/guards", draft.scopes.scope(STEP, [initial])
        ),
        obligations=obligations(
            draft, document.get("obligations", {}), course.owed_in(raw_states, raw_phases)
        ),
        facts=found_facts,
        children=course.children(draft, document.get("children", {})),
        settings=outline.settings,
        messages=messages(draft, document.get("messages", {})),
        tables=found_tables,
        suspension_by=draft.roles(suspension.get("by", []), "/suspension/by"),
        suspension_asks=suspension.get("asks"),
        correction_by=draft.roles(
            document.get("correction", {}).get("by", []), "/correction/by"
        ),
        parent=document.get("parent"),
        source=document,
    )
