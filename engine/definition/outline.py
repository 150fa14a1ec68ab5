"""The outline of a workflow: what its own rules, and those of other workflows, see of it.

It is read before any rule, so that workflows may refer to one another in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.declare import Declarations, Raw, title
from engine.definition.model import Event, Role, Setting, Workflow
from engine.definition.names import BUILT_IN_EVENTS, ENGINE_EVENTS, Places, unknown_name
from engine.definition.value_words import short
from engine.findings import Finding, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.fields import Field


@dataclass(frozen=True, slots=True)
class Outline:
    """Names and types of a workflow."""

    key: str
    fields: Mapping[str, Field]
    places: Places
    events: Mapping[str, Event]
    roles: Mapping[str, Role]
    settings: Mapping[str, Setting]
    children: Mapping[str, str]
    """Key of a group of children to the workflow they are cases of."""
    obligations: tuple[str, ...]
    messages: tuple[str, ...]
    admits: Mapping[str, str]
    """Key of a group of cases opened by others to their workflow."""
    parent: str | None = None

    @property
    def bodies(self) -> tuple[str, ...]:
        """The roles that a body holds."""
        return tuple(key for key, role in self.roles.items() if role.held_by == "body")


def of_workflow(workflow: Workflow) -> Outline:
    """Return the outline of a workflow that has been parsed."""
    return Outline(
        key=workflow.key,
        fields=workflow.fields,
        places=Places(
            phase_of={key: state.phase for key, state in workflow.states.items()},
            final=frozenset(key for key, state in workflow.states.items() if state.final),
            phases=frozenset(workflow.phases),
        ),
        events=workflow.events,
        roles=workflow.roles,
        settings=workflow.settings,
        children={key: each.workflow for key, each in workflow.children.items()},
        obligations=tuple(workflow.obligations),
        messages=tuple(workflow.messages),
        admits={key: each.workflow for key, each in workflow.admits.items()},
        parent=workflow.parent,
    )


def outline(document: Raw) -> tuple[Outline, list[Finding]]:
    """Read the outline of a document that is valid by the schema."""
    findings: list[Finding] = []
    states: Raw = document["states"]
    phases: Raw = document.get("phases", {})
    places = Places(
        phase_of={key: state.get("phase") for key, state in states.items()},
        final=frozenset(key for key, state in states.items() if state.get("final")),
        phases=frozenset(phases),
    )
    findings += [
        unknown_name("phase", state["phase"], phases, pointer("states", key, "phase"))
        for key, state in states.items()
        if "phase" in state and state["phase"] not in phases
    ]
    declarations = Declarations(places, findings)
    fields = declarations.case(document.get("fields", {}), "/fields")
    declarations.case_fields = fields
    roles = _roles(document.get("roles", {}), fields, findings)
    settings = {
        key: Setting(declarations.setting(key, each, pointer("settings", key)))
        for key, each in document.get("settings", {}).items()
    }
    return (
        Outline(
            key=document["key"],
            fields=fields,
            places=places,
            events=_events(document["events"], declarations),
            roles=roles,
            settings=settings,
            children={key: each["workflow"] for key, each in document.get("children", {}).items()},
            obligations=tuple(document.get("obligations", {})),
            messages=tuple(document.get("messages", {})),
            admits={key: each["workflow"] for key, each in document.get("admits", {}).items()},
            parent=document.get("parent"),
        ),
        findings,
    )


def _roles(raw: Raw, fields: Mapping[str, Field], findings: list[Finding]) -> dict[str, Role]:
    for key, role in raw.items():
        named_by = role.get("named_by")
        if named_by is not None and named_by not in fields:
            findings.append(
                unknown_name("field", named_by, fields, pointer("roles", key, "named_by"))
            )
        for index, other in enumerate(role.get("fallback", [])):
            if other not in raw:
                where = pointer("roles", key, "fallback", index)
                findings.append(unknown_name("role", other, raw, where))
    return {
        key: Role(
            key=key,
            held_by=role["held_by"],
            title=title(role["title"]),
            fallback=tuple(role.get("fallback", [])),
            named_by=role.get("named_by"),
        )
        for key, role in raw.items()
    }


def _events(raw: Raw, declarations: Declarations) -> dict[str, Event]:
    events: dict[str, Event] = {}
    for key, event in raw.items():
        at = pointer("events", key)
        if key in BUILT_IN_EVENTS | ENGINE_EVENTS:
            declarations.findings.append(_built_in(key, at))
        help_ = event.get("help")
        events[key] = Event(
            key=key,
            title=title(event["title"]),
            by=tuple(event["by"]),
            input=declarations.fields(event.get("input", {}), f"{at}/input"),
            help=title(help_) if help_ else None,
        )
    return events


def _built_in(key: str, at: str) -> Finding:
    return Finding(
        code="reserved-name",
        where=at,
        message=Text(
            de=f"Das Ereignis {short(key)} hat jeder Ablauf schon.",
            en=f"Every workflow has the event {short(key)} already.",
        ),
        hint=Text(de="Wählen Sie einen anderen Namen.", en="Choose another name."),
    )
