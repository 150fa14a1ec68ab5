"""Asking: what an event asks for at a case, and what can be chosen there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definition.fields import Field, FieldType
from engine.definition.model import Workflow
from engine.findings import Text
from engine.lifecycle.builtin import EVENTS
from engine.lifecycle.case import Case
from engine.lifecycle.chronicle import title_of
from engine.lifecycle.items import OUTCOME_TITLES
from engine.services.people import Directory
from engine.web.forms.entries import Entries, raw_of
from engine.web.forms.widgets import Choices, Filled, Widget, widgets_of
from engine.web.forms.written import entries_of

CORRECT = "correct"
_FIELDS = "fields."
VERSION = "case.version"
"""Entry that says how the case stood when a form was made."""


@dataclass(frozen=True, slots=True)
class Stood:
    """One value that a form began with."""

    given: Any
    was: Any
    """When the form was made."""
    now: Any

    @property
    def is_overtaken(self) -> bool:
        """Whether somebody else has changed it too, to something else."""
        return bool(self.given != self.was != self.now != self.given)


@dataclass(frozen=True, slots=True)
class Question:
    """The form of one event at one case."""

    event: str
    case: Case
    workflow: Workflow
    directory: Directory
    language: str
    zone: str
    settled: Mapping[str, str] = field(default_factory=dict)
    """What is not asked because the way here has said it: which obligation, which role."""
    since: Mapping[str, Any] | None = None
    """What the case held when the form was made, if somebody has changed it meanwhile."""

    @property
    def title(self) -> Text:
        """What the event is called."""
        return (self.workflow.events.get(self.event) or EVENTS[self.event]).title

    @property
    def fields(self) -> Mapping[str, Field]:
        """What has to be said with it."""
        return (self.workflow.events.get(self.event) or EVENTS[self.event]).input

    def first_entries(self) -> dict[str, str]:
        """Return what stands in the form at first: what an input takes over from the case."""
        fields, at = self._begun_with()
        made = {VERSION: str(self.case.version)}
        return made | entries_of(fields, self.case.data, self.language, self.zone, at)

    def _begun_with(self) -> tuple[Mapping[str, Field], str]:
        """Return the fields whose values stand in the form at first, and what names begin with."""
        if self.event == CORRECT:
            return self.workflow.fields, _FIELDS
        return self._taken_over(), ""

    def _taken_over(self) -> dict[str, Field]:
        source: Any = self.workflow.source.get("events", {})
        declared = source.get(self.event, {}).get("input", {})
        return {
            key: each
            for key, each in self.fields.items()
            if "same_as" in declared.get(key, {}) and key in self.workflow.fields
        }

    def widgets(self, filled: Filled) -> list[Widget]:
        """Return what the form asks for."""
        found = widgets_of(self.fields, filled)
        if self.event == CORRECT:
            found += widgets_of(self.workflow.fields, filled, _FIELDS)
        return found

    def raw(self, entries: Entries) -> dict[str, Any]:
        """Return what was filled in as the event takes it."""
        raw = raw_of(self.fields, entries, self.zone)
        raw |= {key: value for key, value in self.settled.items() if key in self.fields}
        if self.event == CORRECT:
            raw["fields"] = self._changed(entries)
        elif self.since is not None:
            raw |= self._left_alone(entries)
        return raw

    def _changed(self, entries: Entries) -> dict[str, Any]:
        """Return the fields that somebody has changed in the form, emptied ones as null."""
        return {
            key: each.given
            for key, each in self._stood(entries).items()
            if _is_in(entries, f"{_FIELDS}{key}") and each.given != each.was
        }

    def _left_alone(self, entries: Entries) -> dict[str, Any]:
        """Return what nobody has changed in the form, as it stands in the case by now."""
        return {
            key: each.now for key, each in self._stood(entries).items() if each.given == each.was
        }

    def overtaken(self, entries: Entries) -> list[Field]:
        """Return the fields that both the form and meanwhile somebody else has changed."""
        fields, _ = self._begun_with()
        return [fields[key] for key, each in self._stood(entries).items() if each.is_overtaken]

    def brought_up(self, entries: Entries) -> dict[str, str]:
        """Return a form with what has changed meanwhile, but for what was changed in it."""
        fields, at = self._begun_with()
        fresh = entries_of(fields, self.case.data, self.language, self.zone, at)
        stale = [
            f"{at}{key}"
            for key, each in self._stood(entries).items()
            if each.given == each.was != each.now
        ]
        kept = {key: value for key, value in entries.items() if not _is_of(key, stale)}
        new = {key: value for key, value in fresh.items() if _is_of(key, stale)}
        return kept | new | {VERSION: str(self.case.version)}

    def _stood(self, entries: Entries) -> dict[str, Stood]:
        """Return what the form says of the values that it began with."""
        fields, at = self._begun_with()
        given = raw_of(fields, entries, self.zone, at)
        now = self._as_entered(self.case.data)
        was = now if self.since is None else self._as_entered(self.since)
        return {key: Stood(given.get(key), was.get(key), now.get(key)) for key in fields}

    def _as_entered(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values as a form says them in which nothing was changed."""
        fields, at = self._begun_with()
        entries = entries_of(fields, values, self.language, self.zone, at)
        return raw_of(fields, entries, self.zone, at)

    def choices(self) -> Choices:
        """Return what can be chosen where the fields do not say it themselves."""
        known = choices_of(self.directory)
        roles: dict[str, Text | str] = {
            key: each.title for key, each in self.workflow.roles.items() if each.held_by == "case"
        }
        holders = {
            **known.by_type[FieldType.ORGANISATION],
            **known.by_type[FieldType.PERSON],
        }
        return Choices(
            by_type=known.by_type,
            by_name=self._by_name(roles, holders),
            fixed={key: (value, self._shown(key, value)) for key, value in self.settled.items()},
        )

    def _by_name(
        self, roles: Mapping[str, Text | str], holders: Mapping[str, Text | str]
    ) -> Mapping[str, Mapping[str, Text | str]]:
        if self.event == "assign":
            return {"role": roles, "to": holders}
        return _BY_NAME.get(self.event, {})

    def _shown(self, key: str, value: str) -> Text | str:
        if key == "obligation":
            return title_of(value.partition(".")[0], self.workflow)
        if key == "role" and value in self.workflow.roles:
            return self.workflow.roles[value].title
        named = (each.title for each in self.case.items if value in {each.key, str(each.number)})
        return next(named, value)


def choices_of(directory: Directory) -> Choices:
    """Return who and what there is to choose from in a town."""
    return Choices(
        by_type={
            FieldType.PERSON: {
                each.id: each.name or each.id for each in directory.people if each.name
            },
            FieldType.ORGANISATION: dict(directory.organisations),
            FieldType.BODY: {each.id: each.title for each in directory.bodies},
        }
    )


def _is_in(entries: Entries, name: str) -> bool:
    """Return whether a form had a field, emptied or not; of a list at least its marker."""
    return name in entries or any(each.startswith(f"{name}.") for each in entries)


def _is_of(entry: str, names: Iterable[str]) -> bool:
    """Return whether an entry is one of these, or of a row of a list among them."""
    return any(entry == each or entry.startswith(f"{each}.") for each in names)


_BY_NAME: Mapping[str, Mapping[str, Mapping[str, Text | str]]] = {
    "decide": {"outcome": OUTCOME_TITLES}
}
SETTLED_BY_THE_WAY = ("obligation", "role", "proposal", "item")
