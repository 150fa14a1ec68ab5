"""Lint of roles: who is there when a place is vacant, and who is a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.effects import Agenda, Propose
from engine.definition.fields import FieldType
from engine.definition.places import effects_of
from engine.findings import Finding, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.model import Role, Workflow


def findings(workflow: Workflow) -> Iterator[Finding]:
    """Yield what is wrong with roles and with whom they are asked."""
    for key, role in workflow.roles.items():
        if role.held_by not in _HOLDERS:
            yield Finding("role-holder", pointer("roles", key, "held_by"), _UNHELD)
        if role.held_by == "case" and not role.fallback:
            yield Finding("role-fallback", pointer("roles", key), _VACANT, _FALL_BACK)
        if role.fallback and not _ends(workflow, role):
            yield Finding("role-fallback-circle", pointer("roles", key, "fallback"), _ROUND)
    yield from _no_bodies(workflow)
    yield from _unnamed(workflow)


_HOLDERS = frozenset({"case", "tenant", "body"})
_UNHELD = Text(
    de="Es ist nicht gesagt, wer die Rolle vergibt: case, tenant oder body.",
    en="It is not said who gives the role: case, tenant or body.",
)
_VACANT = Text(
    de="Ist diese Rolle eines Vorgangs unbesetzt, ist niemand da.",
    en="While this role of a case is vacant, nobody is there.",
)
_FALL_BACK = Text(
    de="Nennen Sie in „fallback“ eine Rolle, die immer besetzt ist.",
    en="Name a role in “fallback” that is always held.",
)
_ROUND = Text(
    de="Die Vertretung führt im Kreis: am Ende ist niemand da.",
    en="The fallback goes round in a circle: in the end nobody is there.",
)


def _ends(workflow: Workflow, role: Role) -> bool:
    """Return whether the fallback comes to a role that the town or a body holds."""
    reached = [role.key]
    for key in reached:
        each = workflow.roles.get(key)
        if each is not None and key != role.key and each.held_by != "case":
            return True
        reached += [one for one in (each.fallback if each else ()) if one not in reached]
    return role.held_by != "case" and role.key not in role.fallback


def _unnamed(workflow: Workflow) -> Iterator[Finding]:
    for key, role in workflow.roles.items():
        field = workflow.fields.get(role.named_by or "")
        if field is None:
            continue
        where = pointer("roles", key, "named_by")
        if role.held_by != "body":
            yield Finding("role-named-by", where, _NO_BODY)
        elif field.type is not FieldType.BODY or not field.required:
            yield Finding("role-named-by", where, _NOT_ALWAYS, _BODY_FIELD)


_NO_BODY = Text(
    de="Nur eine Rolle mit „held_by“: „body“ kann durch ein Feld benannt werden.",
    en="Only a role with “held_by”: “body” can be named by a field.",
)
_NOT_ALWAYS = Text(
    de="Das Feld nennt nicht immer ein Gremium.", en="The field does not always name a body."
)
_BODY_FIELD = Text(
    de="Das Feld braucht „type“: „body“ und „required“: true.",
    en="The field needs “type”: “body” and “required”: true.",
)


def _no_bodies(workflow: Workflow) -> Iterator[Finding]:
    asked = {
        f"{placed.where}/body": placed.effect.body
        for placed in effects_of(workflow)
        if isinstance(placed.effect, Agenda | Propose)
    }
    if workflow.suspension_asks is not None:
        asked[pointer("suspension", "asks")] = workflow.suspension_asks
    for where, key in asked.items():
        role = workflow.roles.get(key)
        if role is not None and role.held_by != "body":
            yield Finding(
                "asked-no-body",
                where,
                Text(
                    de=f"„{role.title.de}“ ist kein Gremium und kann nichts beschließen.",
                    en=f"“{role.title.en}” is no body and can decide nothing.",
                ),
                Text(
                    de="Nennen Sie eine Rolle mit „held_by“: „body“.",
                    en="Name a role with “held_by”: “body”.",
                ),
            )
