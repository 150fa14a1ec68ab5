"""Lint of what is declared and never used, and of texts that say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.duties import Obligation
from engine.definition.effects import Agenda, Assign, Demand, Notify, Propose, Tell
from engine.definition.names import BUILT_IN_MESSAGES
from engine.definition.places import deeds, phase_of, rules_in, values_in
from engine.findings import Finding, Severity, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from engine.definition.model import Workflow


def findings(workflow: Workflow) -> Iterator[Finding]:
    """Yield what could be deleted without anything changing, and blank texts."""
    used = _Used(workflow)
    declared: dict[str, tuple[Mapping[str, object], AbstractSet[str]]] = {
        "roles": (workflow.roles, used.roles()),
        "events": (workflow.events, used.events()),
        "messages": (workflow.messages, used.messages()),
        "tables": (workflow.tables, used.tables()),
        "obligations": (workflow.obligations, used.obligations()),
        "settings": (workflow.settings, used.paths("settings")),
        "facts": (workflow.facts, used.paths("facts")),
        "phases": (workflow.phases, {each.phase or "" for each in workflow.states.values()}),
    }
    for section, (names, found) in declared.items():
        for key in names:
            if key not in found:
                yield _unused(section, key)
    yield from _blank(workflow)


@dataclass(frozen=True, slots=True)
class _Used:
    """The names that a workflow uses."""

    workflow: Workflow

    def roles(self) -> set[str]:
        """Return the roles that act, owe, are told or are asked."""
        workflow = self.workflow
        found = {*workflow.opened_by, *workflow.suspension_by, *workflow.correction_by}
        found.add(workflow.suspension_asks or "")
        found |= {each.archive.role for each in workflow.retention.values() if each.archive}
        for event in workflow.events.values():
            found |= set(event.by)
        for role in workflow.roles.values():
            found |= set(role.fallback)
        for duty in values_in(deeds(workflow), Obligation):
            found |= {duty.owner, duty.creditor or "", *duty.waiver}
            found |= set(duty.extension.by) if duty.extension else set()
        found |= {each.body for each in values_in(deeds(workflow), Agenda)}
        found |= {each.body for each in values_in(deeds(workflow), Propose)}
        for told in values_in(deeds(workflow), Notify):
            found |= set(told.to)
        found |= {each.role for each in values_in(deeds(workflow), Assign)}
        found |= {each.fallback or "" for each in values_in(deeds(workflow), Propose)}
        named = [each.source for each in rules_in(workflow) if "has_role" in each.functions]
        return found | {key for key in workflow.roles if any(f"'{key}'" in text for text in named)}

    def events(self) -> set[str]:
        """Return the events that some transition waits for."""
        return {each.event for each in self.workflow.transitions if each.event is not None}

    def messages(self) -> set[str]:
        """Return the messages that are sent; the built-in ones may be reworded."""
        sent = {each.message for each in values_in(deeds(self.workflow), Notify)}
        sent |= {each.message for each in values_in(deeds(self.workflow), Tell)}
        return sent | BUILT_IN_MESSAGES

    def tables(self) -> set[str]:
        """Return the tables that rules ask."""
        asking = [each.source for each in rules_in(self.workflow) if "table" in each.functions]
        return {key for key in self.workflow.tables if any(f"'{key}'" in text for text in asking)}

    def obligations(self) -> set[str]:
        """Return the obligations that a state or a phase lists, or that are demanded."""
        workflow = self.workflow
        found = {each.obligation for each in values_in(deeds(workflow), Demand)}
        for state in workflow.states.values():
            found |= {*state.obligations, *phase_of(workflow, state).obligations}
        return found

    def paths(self, root: str) -> set[str]:
        """Return the names below a root that rules read, tables included."""
        read = {path for rule in rules_in(self.workflow) for path in rule.references}
        for table in self.workflow.tables.values():
            read |= table.references
        return {path[1] for path in read if path[0] == root and len(path) > 1}


_KINDS = {
    "roles": Text(de="Die Rolle", en="The role"),
    "events": Text(de="Das Ereignis", en="The event"),
    "messages": Text(de="Die Nachricht", en="The message"),
    "tables": Text(de="Die Tabelle", en="The table"),
    "obligations": Text(de="Die Pflicht", en="The obligation"),
    "settings": Text(de="Die Einstellung", en="The setting"),
    "facts": Text(de="Die Angabe", en="The fact"),
    "phases": Text(de="Die Phase", en="The phase"),
}


def _unused(section: str, key: str) -> Finding:
    kind = _KINDS[section]
    return Finding(
        f"unused-{section.removesuffix('s')}",
        pointer(section, key),
        Text(
            de=f"{kind.de} „{key}“ wird nirgends gebraucht.",
            en=f"{kind.en} “{key}” is used nowhere.",
        ),
        Text(de="Streichen Sie sie, oder verwenden Sie sie.", en="Delete it, or use it."),
        Severity.WARNING,
    )


def _blank(workflow: Workflow) -> Iterator[Finding]:
    named: dict[str, Text] = {"/title": workflow.title}
    for section in ("fields", "roles", "phases", "states", "events", "obligations"):
        for key, each in getattr(workflow, section).items():
            named[pointer(section, key, "title")] = each.title
    for index, transition in enumerate(workflow.transitions):
        for place, guard in enumerate(transition.guards):
            named[pointer("transitions", index, "guards", place, "message")] = guard.message
    for key, message in workflow.messages.items():
        named[pointer("messages", key, "subject")] = message.subject
        named[pointer("messages", key, "text")] = message.text
    for where, text in named.items():
        if not text.de.strip() or not text.en.strip():
            yield Finding(
                "text-missing",
                where,
                Text(
                    de="Hier fehlt der Text auf Deutsch oder auf Englisch.",
                    en="The text is missing here in German or in English.",
                ),
            )
