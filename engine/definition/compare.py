"""Compare: what a new version of a workflow changes, and what that means for open cases.

The documents are compared part by part, so that every change has its place and can be said in
plain words. What it means for cases that are under way is read off the workflows themselves. How
many cases there are is for somebody else to count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from engine.definition import compare_words as words
from engine.definition.compare_impact import Impact, impact_of
from engine.findings import Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.model import Workflow

_ATTRIBUTES = (
    "title",
    "number",
    "opening",
    "initial",
    "public_in",
    "confidential_field",
    "suspension",
    "correction",
    "overview",
    "method",
)
_SECTIONS = (
    "fields",
    "roles",
    "facts",
    "tables",
    "phases",
    "children",
    "admits",
    "retention",
    "states",
    "events",
    "obligations",
    "settings",
    "messages",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions."""

    where: str
    """JSON pointer; into the new document, for what was removed into the old one."""
    kind: str
    """added, removed or changed."""
    message: Text
    impact: Impact
    """What it means for open cases."""


@dataclass(frozen=True, slots=True)
class Migration:
    """A proposal for moving the open cases of the old version to the new one."""

    states: Mapping[str, str | None]
    """Old state to new one; None where somebody has to say it."""
    obligations: Mapping[str, str]
    """Obligation to keep, restart or end."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be said."""
        return None not in self.states.values()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two versions of a workflow."""

    changes: tuple[Change, ...]
    migration: Migration
    states: frozenset[str] = field(default_factory=frozenset)
    """States of the old version whose open cases are touched."""

    @property
    def needs_migration(self) -> bool:
        """Whether open cases cannot simply go on under the new version."""
        return any(each.impact.need is not None for each in self.changes)


def compare(old: Workflow, new: Workflow) -> Comparison:
    """Return what a new version changes, in the order of the document."""
    changes = tuple(_changes(old, new))
    touched = frozenset(key for each in changes for key in each.impact.states)
    return Comparison(changes, propose_migration(old, new), touched)


def _changes(old: Workflow, new: Workflow) -> Iterator[Change]:
    for key in _ATTRIBUTES:
        before, after = old.source.get(key), new.source.get(key)
        if before != after:
            impact = impact_of(old, new, (key,))
            yield Change(pointer(key), "changed", words.changed(key, before, after), impact)
    for section in _SECTIONS:
        yield from _section(old, new, section, _part(old, section), _part(new, section))
    yield from _section(old, new, "transitions", _transitions(old), _transitions(new))


def _part(workflow: Workflow, section: str) -> Mapping[str, Mapping[str, object]]:
    found = workflow.source.get(section, {})
    return found if isinstance(found, dict) else {}


def _transitions(workflow: Workflow) -> Mapping[str, Mapping[str, object]]:
    found = workflow.source.get("transitions", [])
    return {each["id"]: each for each in found} if isinstance(found, list) else {}


def _section(
    old: Workflow,
    new: Workflow,
    section: str,
    before: Mapping[str, Mapping[str, object]],
    after: Mapping[str, Mapping[str, object]],
) -> Iterator[Change]:
    for key, each in before.items():
        if key not in after:
            impact = impact_of(old, new, (section, key))
            message = words.removed(section, key, each)
            yield Change(_where(section, key, before), "removed", message, impact)
    for key, each in after.items():
        where = _where(section, key, after)
        if key not in before:
            impact = impact_of(old, new, (section, key))
            yield Change(where, "added", words.added(section, key, each), impact)
            continue
        for name in dict.fromkeys((*before[key], *each)):
            was, now = before[key].get(name), each.get(name)
            if was != now and name != "note":
                impact = impact_of(old, new, (section, key, name))
                message = words.part_changed(section, key, each, name, (was, now))
                yield Change(where + pointer(name), "changed", message, impact)
    if section == "transitions":
        yield from _order(old, new, list(before), list(after))


def _where(section: str, key: str, among: Mapping[str, object]) -> str:
    return pointer(section, list(among).index(key) if section == "transitions" else key)


def _order(old: Workflow, new: Workflow, before: list[str], after: list[str]) -> Iterator[Change]:
    """Yield a change if the priority of transitions that both versions have is another one."""
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        impact = impact_of(old, new, ("transitions",))
        yield Change(pointer("transitions"), "changed", words.REORDERED, impact)


def propose_migration(old: Workflow, new: Workflow) -> Migration:
    """Return where open cases could go and what could become of what they owe."""
    return Migration(
        states={
            key: _counterpart(old, new, key) for key, state in old.states.items() if not state.final
        },
        obligations={key: _fate(old, new, key) for key in old.obligations},
    )


def _counterpart(old: Workflow, new: Workflow, state: str) -> str | None:
    if state in new.states:
        return state
    title = old.states[state].title
    for key, each in new.states.items():
        if title.de == each.title.de or title.en == each.title.en:
            return key
    fresh = [key for key in new.states if key not in old.states]
    return next(iter(get_close_matches(state, fresh, n=1)), None)


def _fate(old: Workflow, new: Workflow, obligation: str) -> str:
    if obligation not in new.obligations:
        return "end"
    before, after = old.obligations[obligation], new.obligations[obligation]
    was, now = _part(old, "obligations")[obligation], _part(new, "obligations")[obligation]
    if was.get("due") != now.get("due") or (before.repeat is None) != (after.repeat is None):
        return "restart"
    return "restart" if was.get("repeat") != now.get("repeat") else "keep"
