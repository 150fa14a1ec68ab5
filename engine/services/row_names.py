"""Names in a list become ids of the directory; who is not in it yet gets one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition.fields import FieldType
from engine.documents.lists.normal import normal
from engine.services.towns import id_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.fields import Field

LONGEST_ID = 60


class Names:
    """Finds organisations and people by how they are called."""

    def __init__(self, organisations: Mapping[str, str], people: Mapping[str, str]) -> None:
        """Know everybody in the directory, by id."""
        self._ids = {normal(name): each for each, name in people.items() if name}
        self._ids |= {normal(each): each for each in organisations}
        self._ids |= {normal(name): each for each, name in organisations.items()}
        self._used = {*organisations, *people}
        self.new: dict[str, str] = {}
        """Organisations that are not in the directory yet, by the id they would get."""

    def id(self, name: str) -> str:
        """Return the id of whoever is called so; a new one for an unknown organisation."""
        known = self._ids.get(normal(name))
        if known is not None:
            return known
        fresh = wanted = id_of(name)[:LONGEST_ID]
        count = 1
        while fresh in self._used:
            count += 1
            fresh = f"{wanted}-{count}"
        self._used.add(fresh)
        self._ids[normal(name)] = fresh
        self.new[fresh] = name
        return fresh

    def ids(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the ids of several."""
        return tuple(map(self.id, names))

    def in_fields(self, fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values in which names of organisations are replaced by ids."""
        found = dict(values)
        for key, value in values.items():
            declared = fields.get(key)
            if declared is None:
                continue
            if declared.type is FieldType.ORGANISATION and isinstance(value, str):
                found[key] = self.id(value)
            elif declared.type is FieldType.LIST:
                found[key] = [self.in_fields(declared.of, each) for each in value]
        return found
