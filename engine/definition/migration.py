"""Migration plans: how running cases of one version become cases of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from engine.definition.effects import Expression, Literal
from engine.definition.outline import of_workflow
from engine.definition.scopes import STEP, Scopes, type_of
from engine.definition.values import convert
from engine.findings import Finding, Text, has_errors, pointer
from engine.rules.rule import Rule, compile_rule
from engine.rules.types import BOOL

if TYPE_CHECKING:
    from engine.definition.model import Workflow

KEYS = ("from", "to", "states", "obligations", "set", "if", "note")


class Treatment(StrEnum):
    """What becomes of an open obligation."""

    KEEP = "keep"
    RESTART = "restart"
    END = "end"


@dataclass(frozen=True, slots=True)
class Plan:
    """How cases of one version become cases of another."""

    source: int
    """Version that they leave."""
    target: int
    states: Mapping[str, str] = field(default_factory=dict)
    """Old state to new one; without an entry the same."""
    obligations: Mapping[str, Treatment] = field(default_factory=dict)
    """Without an entry kept, if the new version knows it."""
    set: Mapping[str, Expression] = field(default_factory=dict)
    """Fields; the right-hand sides read the case as it was."""
    condition: Rule | None = None
    """Which cases it is for."""


def parse_plan(
    document: Mapping[str, Any], old: Workflow, new: Workflow
) -> tuple[Plan | None, list[Finding]]:
    """Return the plan that a document says, and everything that is wrong with it."""
    reader = _Reader(document, old, new)
    plan = Plan(
        old.version,
        new.version,
        reader.states(),
        reader.obligations(),
        reader.values(),
        reader.condition(),
    )
    reader.check_keys()
    return (None if has_errors(reader.findings) else plan), reader.findings


class _Reader:
    def __init__(self, document: Mapping[str, Any], old: Workflow, new: Workflow) -> None:
        self.document = document
        self.old, self.new = old, new
        self.findings: list[Finding] = []
        outline = of_workflow(old)
        self._scope = Scopes(outline, {old.key: outline}).scope(STEP, list(old.states))

    def states(self) -> dict[str, str]:
        found = {}
        for before, after in self._members("states"):
            if before in self.old.states and after in self.new.states:
                found[before] = after
            else:
                self._needs(
                    pointer("states", before),
                    "ein Zustand der alten Fassung und einer der neuen",
                    "a state of the old version and one of the new",
                )
        return found

    def obligations(self) -> dict[str, Treatment]:
        found = {}
        for key, word in self._members("obligations"):
            if key in self.old.obligations and word in {each.value for each in Treatment}:
                found[key] = Treatment(word)
            else:
                self._needs(
                    pointer("obligations", key),
                    "eine Pflicht der alten Fassung mit keep, restart oder end",
                    "an obligation of the old version with keep, restart or end",
                )
        return found

    def values(self) -> dict[str, Expression]:
        found: dict[str, Expression] = {}
        for key, raw in self._members("set"):
            where = pointer("set", key)
            if key not in self.new.fields:
                self._needs(where, "ein Feld der neuen Fassung", "a field of the new version")
            elif isinstance(raw, str) and raw.startswith("=") and not raw.startswith("=="):
                rule, findings = compile_rule(
                    raw[1:].strip(), self._scope, type_of(self.new.fields[key])
                )
                self.findings.extend(each.below(where) for each in findings)
                if rule is not None:
                    found[key] = rule
            else:
                found[key] = self._literal(key, raw, where)
        return found

    def _literal(self, key: str, raw: Any, where: str) -> Literal:
        plain = raw[1:] if isinstance(raw, str) and raw.startswith("==") else raw
        typed, problems = convert(self.new.fields[key], plain)
        self.findings.extend(
            Finding("migration-plan", where + each.path, each.message) for each in problems
        )
        return Literal(typed)

    def condition(self) -> Rule | None:
        source = self.document.get("if")
        if source is None:
            return None
        if not isinstance(source, str):
            self._needs("/if", "eine Regel als Text", "a rule as text")
            return None
        rule, findings = compile_rule(source, self._scope, BOOL)
        self.findings.extend(each.below("/if") for each in findings)
        return rule

    def check_keys(self) -> None:
        for key in self.document:
            if key not in KEYS:
                known = ", ".join(KEYS)
                self._needs(pointer(key), f"nur {known}", f"only {known}")

    def _members(self, key: str) -> Iterator[tuple[str, Any]]:
        value = self.document.get(key, {})
        if isinstance(value, Mapping):
            yield from value.items()
        else:
            self._needs(pointer(key), "ein Objekt", "an object")

    def _needs(self, where: str, de: str, en: str) -> None:
        text = Text(de=f"Hier wird gebraucht: {de}.", en=f"Needed here: {en}.")
        self.findings.append(Finding("migration-plan", where, text))
