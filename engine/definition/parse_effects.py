"""Effects as the document says them become effects as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.definition.declare import Raw, maybe_title, title
from engine.definition.draft import Draft, Place, is_rule, place_of
from engine.definition.effects import (
    Agenda,
    Assign,
    Demand,
    Effect,
    Expression,
    Notify,
    Open,
    Propose,
    Publish,
    Raise,
    SetFields,
    Tell,
    Waive,
)
from engine.definition.fields import Field, FieldType
from engine.definition.names import BUILT_IN_MESSAGES
from engine.definition.parse_due import ad_hoc
from engine.definition.parse_lists import for_each_of, ranking, within
from engine.definition.scopes import is_filled
from engine.findings import Text, pointer
from engine.rules.types import STRING, nullable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.definition.outline import Outline
    from engine.rules.rule import Rule
    from engine.rules.scope import Scope

_WHO = Place(nullable(STRING), Field("to", FieldType.PERSON, Text(de="Person", en="Person")))

DUTY_ROLES = ("owner", "creditor")
"""Whom a rung may notify besides the roles: the parties of its obligation."""


@dataclass(frozen=True, slots=True)
class Around:
    """Where effects stand."""

    scope: Scope
    states: tuple[str, ...]
    """Those in which the case can be afterwards."""
    in_rung: bool = False


def assignments(
    draft: Draft, raw: Raw, at: str, scope: Scope, states: tuple[str, ...]
) -> dict[str, Expression]:
    """Return what is set: fields of the case to literals or rules.

    Args:
        draft: The workflow.
        raw: Field to value.
        at: Pointer to it.
        scope: What the right-hand sides may read.
        states: Those in which the case can be afterwards; they say what may be null.
    """
    values: dict[str, Expression] = {}
    for key, value in raw.items():
        where = at + pointer(key)
        draft.known("field", key, where)
        of = draft.outline.fields.get(key)
        filled = of is not None and is_filled(of, states)
        values[key] = draft.expression(value, where, scope, place_of(of, filled=filled))
    return values


def foreign_values(
    draft: Draft, raw: Raw, at: str, scope: Scope, fields: Mapping[str, Field] | None
) -> dict[str, Expression]:
    """Return values for the fields, or the input, of another case; None: they are not known."""
    values: dict[str, Expression] = {}
    for key, value in raw.items():
        where = at + pointer(key)
        if fields is not None:
            draft.known_among("field", key, fields, where)
        of = None if fields is None else fields.get(key)
        values[key] = draft.expression(value, where, scope, place_of(of))
    return values


def effects(draft: Draft, raw: list[Raw], at: str, around: Around) -> tuple[Effect, ...]:
    """Return the effects of one place, in order."""
    return tuple(
        _READ[each["do"]](_Effect(draft, each, f"{at}/{index}", around))
        for index, each in enumerate(raw)
    )


@dataclass(frozen=True, slots=True)
class _Effect:
    """One effect to be read."""

    draft: Draft
    raw: Raw
    at: str
    around: Around

    @property
    def condition(self) -> Rule | None:
        return self.draft.condition(self.raw.get("if"), f"{self.at}/if", self.around.scope)

    def named(self, kind: str, key: str) -> str:
        """Return a member that names something declared."""
        name: str = self.raw[key]
        self.draft.known(kind, name, f"{self.at}/{key}")
        return name


def _set(of: _Effect) -> Effect:
    around = of.around
    values = assignments(of.draft, of.raw["values"], f"{of.at}/values", around.scope, around.states)
    return SetFields(values, of.condition)


def _assign(of: _Effect) -> Effect:
    to = of.draft.expression(of.raw["to"], f"{of.at}/to", of.around.scope, _WHO)
    return Assign(of.named("role", "role"), to, of.condition)


def _notify(of: _Effect) -> Effect:
    also = DUTY_ROLES if of.around.in_rung else ()
    to = of.draft.roles(of.raw["to"], f"{of.at}/to", also)
    message: str = of.raw["message"]
    among = of.draft.declared["message"] | BUILT_IN_MESSAGES
    of.draft.known_among("message", message, among, f"{of.at}/message")
    return Notify(to, message, of.condition)


def _tell(of: _Effect) -> Effect:
    language: str | None = of.raw.get("language")
    of.draft.known("field", language, f"{of.at}/language")
    return Tell(of.named("field", "field"), of.named("message", "message"), language, of.condition)


def _demand(of: _Effect) -> Effect:
    key: str = of.raw["obligation"]
    if "due" not in of.raw:
        return Demand(of.named("obligation", "obligation"), condition=of.condition)
    if key in of.draft.declared["obligation"]:
        of.draft.report(
            "ad-hoc-declared",
            f"{of.at}/obligation",
            Text(
                de=f"Die Pflicht „{key}“ ist schon erklärt.",
                en=f"The obligation “{key}” is declared already.",
            ),
            Text(
                de="Lassen Sie „title“, „owner“ und „due“ weg oder wählen Sie einen anderen.",
                en="Leave out “title”, “owner” and “due”, or choose another name.",
            ),
        )
    obligation = ad_hoc(of.draft, of.raw, of.at, of.around.scope)
    return Demand(key, obligation, of.condition)


def _waive(of: _Effect) -> Effect:
    return Waive(of.named("obligation", "obligation"), of.condition)


def _agenda(of: _Effect) -> Effect:
    return Agenda(of.named("body", "body"), maybe_title(of.raw.get("title")), of.condition)


def _propose(of: _Effect) -> Effect:
    on: Mapping[str, str] = {key: event for key, event in of.raw["on"].items() if key != "note"}
    for outcome, event in on.items():
        of.draft.known("event", event, f"{of.at}/on/{outcome}")
    fallback: str | None = of.raw.get("fallback")
    of.draft.known("role", fallback, f"{of.at}/fallback")
    return Propose(
        id=of.raw["id"],
        body=of.named("body", "body"),
        title=title(of.raw["title"]),
        on=on,
        fallback=fallback,
        condition=of.condition,
    )


def _raise(of: _Effect) -> Effect:
    target: str = of.raw.get("on", "self")
    event: str = of.raw["event"]
    for_each, scope = _for_each(of)
    if target.startswith("children."):
        child = target.removeprefix("children.")
        below = of.draft.declared["children"] | of.draft.declared["admission"]
        of.draft.known_among("children", child, below, f"{of.at}/on")
    seen = _target(of.draft, target)
    if seen is not None:
        of.draft.known_among("event", event, seen.events, f"{of.at}/event")
    there = seen.events.get(event) if seen else None
    fields = there.input if there else None
    given = foreign_values(of.draft, of.raw.get("input", {}), f"{of.at}/input", scope, fields)
    on: str | Rule | None = target
    if is_rule(target):
        on = of.draft.rule(target, f"{of.at}/on", scope, nullable(STRING))
    return Raise(event, on or "self", for_each, given, of.condition)


def _for_each(of: _Effect) -> tuple[Rule | None, Scope]:
    """Return the list that an effect goes through, and what is read of each of its entries."""
    scope = of.around.scope
    if "for_each" not in of.raw:
        return None, scope
    rule, element = for_each_of(of.draft, of.raw["for_each"], f"{of.at}/for_each", scope)
    return rule, within(scope, element)


def _rank(of: _Effect) -> Effect:
    of.named("field", "list")
    return ranking(of.draft, of.raw, of.at, of.around.scope, of.condition)


def _target(draft: Draft, target: str) -> Outline | None:
    """Return the outline of the workflow that an event is raised in, where that is known."""
    if target == "self":
        return draft.outline
    if target == "parent":
        return draft.others.get(draft.outline.parent or "")
    children = {**draft.outline.children, **draft.outline.admits}
    if target == "children" and len(set(children.values())) == 1:
        return draft.others.get(next(iter(children.values())))
    return draft.others.get(children.get(target.removeprefix("children."), ""))


def _open(of: _Effect) -> Effect:
    workflow: str = of.raw["workflow"]
    known_workflow(of.draft, workflow, f"{of.at}/workflow")
    seen = of.draft.others.get(workflow)
    fields = seen.fields if seen else None
    given = foreign_values(
        of.draft, of.raw.get("fields", {}), f"{of.at}/fields", of.around.scope, fields
    )
    return Open(workflow, given, of.raw.get("link", "source"), of.condition)


def known_workflow(draft: Draft, workflow: str, where: str) -> None:
    """Report a workflow that is not among the others, where any others are at hand."""
    if draft.others.keys() - {draft.outline.key}:
        draft.known_among("workflow", workflow, draft.others, where)


def _publish(of: _Effect) -> Effect:
    return Publish(of.raw["topic"], of.condition)


_READ: Mapping[str, Callable[[_Effect], Any]] = {
    "set": _set,
    "assign": _assign,
    "notify": _notify,
    "tell": _tell,
    "demand": _demand,
    "waive": _waive,
    "agenda": _agenda,
    "propose": _propose,
    "raise": _raise,
    "open": _open,
    "publish": _publish,
    "rank": _rank,
}
