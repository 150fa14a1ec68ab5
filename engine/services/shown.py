"""What a sight leaves of a case: its fields, its people, what is owed in it, what it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.definition.fields import FieldType
from engine.lifecycle.left import field_of
from engine.services.access import LEVELS, Sight
from engine.storage.queries.visible import seen_among

if TYPE_CHECKING:
    from engine.definition.fields import Field
    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case
    from engine.storage.queries.outbox import Delivery
    from engine.storage.queries.visible import Viewer
    from engine.storage.store import StorageWorld


def level_of(field: Field) -> Sight:
    """Return the least sight with which a field is seen."""
    return Sight.CONFIDENTIAL if field.personal else LEVELS[field.visibility]


def title_shown(workflow: Workflow, title: str, sight: Sight) -> str:
    """Return the title of a case, empty where the field is not seen."""
    field = workflow.fields.get("title")
    return title if field is not None and level_of(field) <= sight else ""


def _has_parts(field: Field) -> bool:
    """Return whether what is seen of a value is looked at one by one: cases, members of lists."""
    return field.type is FieldType.CASE or bool(field.of)


class Filter:
    """Shows values of one case with one sight."""

    def __init__(
        self, world: StorageWorld, viewer: Viewer, workflow: Workflow, sight: Sight
    ) -> None:
        """Take the definition that the case is pinned to and how much of it is seen."""
        self._world = world
        self._viewer = viewer
        self._seen: dict[str, bool] = {}
        self.asked = 0
        """How often it hung on what the reader may know of other cases."""
        self.workflow = workflow
        self.sight = sight
        fields = workflow.fields
        self._shown = {key: key for key, each in fields.items() if level_of(each) <= sight}
        """Each key as the definition has it: what was read of a row has a copy of its own."""
        self._looked_into = {key for key in self._shown if _has_parts(fields[key])}

    def knows(self, case: str) -> bool:
        """Return whether the reader may know of another case, by id or number."""
        self.asked += 1
        if case not in self._seen:
            self._seen[case] = case in seen_among(self._world.unit, self._viewer, [case])
        return self._seen[case]

    def case(self, case: Case) -> Case:
        """Return the case as it is seen."""
        parent = case.parent if case.parent and self.knows(case.parent.case) else None
        shown = replace(case, data=self.data(case.data), parent=parent)
        if self.sight >= Sight.INTERNAL:
            return shown
        return replace(
            shown,
            holders=self.holders(case.holders),
            occurrences=(),
            timers=(),
            items=(),
            items_count=0,
            pauses=(),
        )

    def holders(self, holders: Mapping[str, Any]) -> dict[str, Any]:
        """Return who holds the roles of the case; to the public only organisations are named."""
        if self.sight >= Sight.INTERNAL:
            return dict(holders)
        known = self._world.town.organisations
        named = {
            role: tuple(each for each in held if each in known) for role, held in holders.items()
        }
        return {role: held for role, held in named.items() if held}

    def data(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of the case that are seen, typed or raw; the same as ``values``."""
        fields, shown, looked_into = self.workflow.fields, self._shown, self._looked_into
        left = values.keys() - fields.keys() if self.sight is Sight.CONFIDENTIAL else ()
        return {
            shown.get(key, key): self._value(fields[key], value)
            if value and key in looked_into
            else value
            for key, value in values.items()
            if key in shown or key in left
        }

    def values(self, fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Any]:
        """Return those values that are seen, typed or raw, members of lists one by one.

        What belongs to no field, as an older version left it, is seen by those who see all.
        """
        shown: dict[str, Any] = {}
        for key, value in values.items():
            field = fields.get(key)
            if field is None:
                if self.sight is Sight.CONFIDENTIAL:
                    shown[key] = value
            elif level_of(field) <= self.sight:
                shown[key] = self._value(field, value)
        return shown

    def _value(self, field: Field, value: Any) -> Any:
        if field.type is FieldType.CASE and isinstance(value, str):
            return value if self.knows(value) else None
        if field.of and isinstance(value, list | tuple):
            return type(value)(
                self.values(field.of, each) if isinstance(each, Mapping) else each for each in value
            )
        return value

    def letters(self, letters: list[Delivery]) -> tuple[Delivery, ...]:
        """Return who was told what; addresses are for those who see to the deliveries."""
        if self.sight < Sight.INTERNAL:
            return ()
        return tuple(self._letter(each) for each in letters)

    def _letter(self, each: Delivery) -> Delivery:
        shown = replace(each, case_title=title_shown(self.workflow, each.case_title, self.sight))
        if not (self._viewer.sees_all or self._viewer.is_administrator):
            shown = replace(shown, address=None, last_error=None)
        elif field_of(each.letter.to) is not None and self.sight < Sight.CONFIDENTIAL:
            shown = replace(shown, address=None)
        if self.sight is Sight.CONFIDENTIAL:
            return shown
        return replace(shown, letter=replace(each.letter, facts={}))
