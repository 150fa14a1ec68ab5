"""The draft: one workflow while it is being read, with everything found wrong so far.

Rules and names are read through it, so that every finding gets its pointer and its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.deadlines.ladder import Rung, parse_rung
from engine.deadlines.periods import Period, parse_period
from engine.definition.effects import Expression, Literal
from engine.definition.limits import MOST_FINDINGS, MOST_RULE_TEXT
from engine.definition.model import ANYONE, ENGINE, PUBLIC
from engine.definition.names import unknown_name
from engine.definition.scopes import UNKNOWN_INPUT, Scopes, filled_type
from engine.definition.values import convert
from engine.errors import DefinitionError
from engine.findings import Finding, Text
from engine.rules.rule import Rule, compile_rule
from engine.rules.types import BOOL, DATE, STRING, Type, list_of, nullable

if TYPE_CHECKING:
    from engine.definition.fields import Field
    from engine.definition.outline import Outline
    from engine.rules.scope import Scope

NOTHING = Literal(None)
"""Stands for an expression that could not be read; its finding makes the workflow unusable."""

_TOO_MANY_RULES = Text(
    de=f"Alle Regeln zusammen haben mehr als {MOST_RULE_TEXT} Zeichen.",
    en=f"All rules together have more than {MOST_RULE_TEXT} characters.",
)
_RULE_IN_LITERAL = Text(
    de="Eine Regel kann nicht in einer Liste oder einem Eintrag stehen.",
    en="A rule cannot stand inside a list or an entry.",
)
_WHOLE_RULE = Text(
    de="Schreiben Sie den ganzen Wert als Regel, zum Beispiel „= [{'name': input.name}]“.",
    en="Write the whole value as a rule, for example “= [{'name': input.name}]”.",
)


@dataclass(slots=True)
class Draft:
    """What is known of the workflow, and what is wrong with it."""

    outline: Outline
    scopes: Scopes
    others: Mapping[str, Outline]
    declared: Mapping[str, frozenset[str]]
    """Names by kind as they are written, also of what cannot be read for other reasons."""
    findings: list[Finding] = field(default_factory=list)
    rule_text: int = 0
    """Characters of the rules so far."""

    def report(self, code: str, where: str, message: Text, hint: Text | None = None) -> None:
        """Keep a finding."""
        self.findings.append(Finding(code=code, where=where, message=message, hint=hint))

    def known(self, kind: str, name: str | None, where: str) -> None:
        """Report a name that nobody declared."""
        if name is not None:
            self.known_among(kind, name, self.declared[kind], where)

    def known_among(self, kind: str, name: str, among: Iterable[str], where: str) -> None:
        """Report a name that is not among the given ones."""
        names = frozenset(among)
        if name not in names:
            self.findings.append(unknown_name(kind, name, names, where))

    def input_of(self, event: str) -> Mapping[str, Field]:
        """Return what an event brings."""
        declared = self.outline.events.get(event)
        return UNKNOWN_INPUT if declared is None else declared.input

    def roles(self, names: Iterable[str], where: str, also: Iterable[str] = ()) -> tuple[str, ...]:
        """Return roles, each of them declared or one of the others allowed here."""
        listed = tuple(names)
        for index, name in enumerate(listed):
            self.known_among("role", name, {*self.declared["role"], *also}, f"{where}/{index}")
        return listed

    def actors(self, names: Iterable[str], where: str) -> tuple[str, ...]:
        """Return who may send an event: roles, the engine, anyone, the public."""
        return self.roles(names, where, (ENGINE, ANYONE, PUBLIC))

    def rule(self, text: str, where: str, scope: Scope, expected: Type | None) -> Rule | None:
        """Compile a rule; a leading ``=`` may be there or not."""
        if self._has_enough(text, where):
            return None
        source = text.lstrip().removeprefix("=").strip()
        shift = text.find(source) if source else 0
        compiled, findings = compile_rule(source, scope, expected)
        self.findings += [_moved(each, shift).below(where) for each in findings]
        return compiled

    def _has_enough(self, text: str, where: str) -> bool:
        """Return whether no further rule is compiled: no document takes minutes to check."""
        before, self.rule_text = self.rule_text, self.rule_text + len(text)
        if before <= MOST_RULE_TEXT < self.rule_text:
            self.report("rule-too-long", where, _TOO_MANY_RULES)
        return self.rule_text > MOST_RULE_TEXT or len(self.findings) > MOST_FINDINGS

    def condition(self, text: str | None, where: str, scope: Scope) -> Rule | None:
        """Compile a condition that may be left out."""
        return None if text is None else self.rule(text, where, scope, BOOL)

    def expression(self, raw: Any, where: str, scope: Scope, place: Place) -> Expression:
        """Return a value that is a rule (``= …``) or a literal, typed for its place."""
        if is_rule(raw):
            return self.rule(raw, where, scope, place.type) or NOTHING
        literal = raw[1:] if isinstance(raw, str) and raw.startswith("==") else raw
        if _holds_rule(literal):
            self.report("rule-in-literal", where, _RULE_IN_LITERAL, _WHOLE_RULE)
            return NOTHING
        if place.field is None:
            return Literal(literal)
        value, problems = convert(place.field, literal, where)
        for each in problems:
            self.report("wrong-value", each.path, each.message)
        return Literal(value)

    def period(self, raw: str, where: str, scope: Scope) -> Period | Rule:
        """Return a period in words, or a rule that gives one."""
        if is_rule(raw):
            return self.rule(raw, where, scope, STRING) or Period()
        return self.plain_period(raw, where)

    def plain_period(self, raw: str, where: str) -> Period:
        """Return a period in words."""
        try:
            return parse_period(raw)
        except DefinitionError as malformed:
            self.malformed("period", malformed, where)
            return Period()

    def rung(self, raw: str | Mapping[str, Any], where: str) -> Rung:
        """Return a moment before, on or after the due date."""
        try:
            return parse_rung(raw)
        except DefinitionError as malformed:
            self.malformed("rung", malformed, where)
            return parse_rung("on the day")

    def malformed(self, code: str, malformed: DefinitionError, where: str) -> None:
        """Report words that are no period or no rung."""
        hint = malformed.facts.get("hint")
        self.report(code, where, malformed.text, hint if isinstance(hint, Text) else None)


@dataclass(frozen=True, slots=True)
class Place:
    """What a value has to be where it stands."""

    type: Type | None
    """For a rule; nothing is known where it is None."""
    field: Field | None = None
    """For a literal; taken as it is where it is None."""


def place_of(of: Field | None, *, filled: bool = False) -> Place:
    """Return the place that a field gives to a value.

    Args:
        of: The field; None where it is not known.
        filled: Whether null is refused there.
    """
    if of is None:
        return Place(None)
    must = filled or of.required
    type_ = filled_type(of)
    wanted = replace(of, required=must)
    return Place(type_ if must else nullable(type_), wanted)


TEXTS = list_of(STRING)
MAYBE_DATE = nullable(DATE)


def is_rule(raw: Any) -> bool:
    """Return whether a value is a rule: a text that begins with one ``=``."""
    return isinstance(raw, str) and raw.startswith("=") and not raw.startswith("==")


def _holds_rule(raw: Any) -> bool:
    if isinstance(raw, Mapping):
        return any(is_rule(each) or _holds_rule(each) for each in raw.values())
    if isinstance(raw, list):
        return any(is_rule(each) or _holds_rule(each) for each in raw)
    return False


def _moved(finding: Finding, shift: int) -> Finding:
    """Return a finding about a rule with its columns counted in the text as it is written."""
    if finding.column is None:
        return finding
    end = finding.end_column
    return replace(
        finding,
        column=finding.column + shift,
        end_column=None if end is None else end + shift,
    )
