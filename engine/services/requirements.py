"""Requirements: what the published processes ask for, and what shows that it is there."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from engine import resources
from engine.errors import DefinitionError
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = {
    "MM": Text(de="Memmingen", en="Memmingen"),
    "RF": Text(de="Rheinfelden", en="Rheinfelden"),
    "MI": Text(de="Minden", en="Minden"),
    "KL": Text(de="Kaiserslautern", en="Kaiserslautern"),
    "LK": Text(de="Landkreis", en="district"),
}
"""Where the requirement comes from, by the letters of its id."""


class Standing(StrEnum):
    """How a requirement stands."""

    SHOWN = "shown"
    """A scenario or a test shows it."""
    NO_SOFTWARE = "no software"
    """It asks for something that people do, not a program."""
    OPEN = "open"
    """Something is missing."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a published process asks for, in our own words."""

    id: str
    text: Text
    standing: Standing
    shown: tuple[str, ...] = ()
    """Tests (``tests/…::test_…``) and scenarios (``WORKFLOW: Title``, ``packages/KEY: Title``)."""
    why: Text | None = None
    """Why it is no software, or what is missing."""

    @property
    def source(self) -> Text:
        """The process that asks for it."""
        return SOURCES[self.id.partition("-")[0]]


class RequirementUnclear(DefinitionError):
    """The requirement {requirement} does not say in one way how it stands."""

    de = "Die Anforderung {requirement} sagt nicht eindeutig, wie sie steht."


def requirements() -> list[Requirement]:
    """Return all requirements in the order of their ids.

    Raises:
        RequirementUnclear: one says none or several of ``shown``, ``no_software`` and ``open``.
    """
    document = tomllib.loads(resources.requirements_text())
    return sorted(_read(document), key=lambda each: (list(SOURCES).index(each.id[:2]), each.id))


def _read(document: dict[str, Any]) -> Iterator[Requirement]:
    for key, raw in document.items():
        said = [name for name in ("shown", "no_software", "open") if raw.get(name)]
        if len(said) != 1 or key[:2] not in SOURCES:
            raise RequirementUnclear(requirement=key)
        [how] = said
        text = Text(de=raw["de"], en=raw["en"])
        if how == "shown":
            yield Requirement(key, text, Standing.SHOWN, tuple(raw["shown"]))
        else:
            why = Text(de=raw[how]["de"], en=raw[how]["en"])
            standing = Standing.OPEN if how == "open" else Standing.NO_SOFTWARE
            yield Requirement(key, text, standing, why=why)
