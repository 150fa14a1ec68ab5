"""Lists inside effects and children: gone through entry by entry, or put in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.definition.effects import Criterion, Rank
from engine.definition.fields import FieldType
from engine.definition.scopes import filled_type
from engine.findings import Text
from engine.rules.types import DYN, ORDERED, Type

if TYPE_CHECKING:
    from engine.definition.declare import Raw
    from engine.definition.draft import Draft
    from engine.rules.rule import Rule
    from engine.rules.scope import Scope


def for_each_of(draft: Draft, raw: str, where: str, scope: Scope) -> tuple[Rule | None, Type]:
    """Return a rule that gives a list, and what one entry of it is."""
    rule = draft.rule(raw, where, scope, None)
    if rule is None or rule.result.kind == "dyn":
        return rule, DYN
    if rule.result.kind != "list" or rule.result.may_be_null:
        draft.report("rule-wrong-type", where, _NO_LIST, _WHICH_LIST)
        return rule, DYN
    return rule, rule.result.of[0]


def within(scope: Scope, element: Type) -> Scope:
    """Return a scope in which one entry is ``each``."""
    return replace(scope, names={**scope.names, "each": element})


def ranking(draft: Draft, raw: Raw, at: str, scope: Scope, condition: Rule | None) -> Rank:
    """Return what puts the entries of a list field in order."""
    declared = draft.outline.fields.get(raw["list"])
    element, members = DYN, {}
    if declared is not None and declared.type is not FieldType.LIST:
        draft.report("wrong-value", f"{at}/list", _NO_LIST_FIELD)
    elif declared is not None:
        element, members = filled_type(declared).of[0], dict(declared.of)
    for key in ("into", "score"):
        if key in raw and members:
            draft.known_among("field", raw[key], members, f"{at}/{key}")
    inner = within(scope, element)
    by = [_criterion(draft, each, f"{at}/by/{i}", inner) for i, each in enumerate(raw["by"])]
    return Rank(
        entries=raw["list"],
        by=tuple(each for each in by if each is not None),
        into=raw["into"],
        score=raw.get("score"),
        condition=condition,
    )


def _criterion(draft: Draft, raw: Raw, at: str, scope: Scope) -> Criterion | None:
    way = "highest" if "highest" in raw else "lowest"
    rule = draft.rule(raw[way], f"{at}/{way}", scope, None)
    if rule is None:
        return None
    if rule.result.kind not in {*ORDERED, "dyn"} or rule.result.may_be_null:
        draft.report("rule-wrong-type", f"{at}/{way}", _NO_ORDER)
    return Criterion(rule, is_highest_first=way == "highest")


_NO_LIST = Text(
    de="Hier ist eine Liste nötig, die nie leer (null) ist.",
    en="A list is needed here that is never null.",
)
_WHICH_LIST = Text(
    de="Nennen Sie ein Pflichtfeld der Art „list“, zum Beispiel „= case.parties“.",
    en="Name a required field of type “list”, for example “= case.parties”.",
)
_NO_LIST_FIELD = Text(de="Das Feld ist keine Liste.", en="The field is no list.")
_NO_ORDER = Text(
    de="Geordnet wird nur nach Zahlen, Texten und Daten, die nie leer (null) sind.",
    en="Only numbers, texts and dates that are never null put entries in order.",
)
