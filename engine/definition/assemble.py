"""Assembling: the parts of a document, each read in its order, become one workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition import parse_course as course
from engine.definition.declare import Raw, maybe_title, title
from engine.definition.digest import digest
from engine.definition.model import Workflow
from engine.definition.parse_duties import obligations
from engine.definition.parse_facts import facts, messages, tables
from engine.definition.parse_method import method
from engine.definition.parse_overview import overview
from engine.definition.parse_retention import retention
from engine.definition.parse_scenarios import check_scenarios
from engine.definition.uniqueness import check_children, check_unique

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.draft import Draft


def assemble(draft: Draft, document: Mapping[str, Any]) -> Workflow:
    """Return the workflow of a document that is valid by the schema.

    What is wrong is kept in the draft; then the workflow is of no use.
    """
    outline = draft.outline
    # Facts and tables first: every other rule may ask them.
    found_facts = facts(draft, document.get("facts", {}))
    found_tables = tables(draft, document.get("tables", {}))
    initial: str = document["initial"]
    draft.known("state", initial, "/initial")
    for key, event in outline.events.items():
        draft.actors(event.by, f"/events/{key}/by")
    states, phases = document["states"], document.get("phases", {})
    opening, suspension = document["opening"], document.get("suspension", {})
    draft.known("body", suspension.get("asks"), "/suspension/asks")
    public_in: list[str] = document.get("public_in", [])
    draft.findings += outline.places.unknown(public_in, "/public_in")
    draft.known("field", document.get("confidential_field"), "/confidential_field")
    workflow = Workflow(
        key=outline.key,
        version=document["version"],
        digest=digest(document),
        title=title(document["title"]),
        number=document["number"],
        fields=outline.fields,
        roles=outline.roles,
        phases=course.phases(draft, phases),
        states=course.states(draft, states),
        events=outline.events,
        transitions=course.transitions(draft, document["transitions"]),
        initial=initial,
        opened_by=draft.actors(opening["by"], "/opening/by"),
        opening_guards=course.opening_guards(draft, opening, initial),
        opening_asks=course.opening_asks(draft, opening),
        opening_title=maybe_title(opening.get("title")),
        opening_help=maybe_title(opening.get("help")),
        opening_language=course.opening_language(draft, opening),
        obligations=obligations(
            draft, document.get("obligations", {}), course.owed_in(states, phases)
        ),
        facts=found_facts,
        children=course.children(draft, document.get("children", {})),
        admits=course.admits(draft, document.get("admits", {})),
        settings=outline.settings,
        messages=messages(draft, document.get("messages", {})),
        tables=found_tables,
        suspension_by=draft.roles(suspension.get("by", []), "/suspension/by"),
        suspension_asks=suspension.get("asks"),
        correction_by=draft.roles(_by(document, "correction"), "/correction/by"),
        overview=overview(draft, document.get("overview", {})),
        method=method(draft, document.get("method")),
        retention=retention(draft, document.get("retention", {})),
        parent=outline.parent,
        public_in=outline.places.expand(public_in),
        confidential_field=document.get("confidential_field"),
        source=document,
    )
    check_unique(draft, document)
    check_children(draft)
    check_scenarios(draft, document.get("scenarios", []))
    return workflow


def _by(document: Raw, part: str) -> list[str]:
    listed: list[str] = document.get(part, {}).get("by", [])
    return listed
