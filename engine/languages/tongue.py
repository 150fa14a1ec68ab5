"""Tongue: in which language a text is said to one reader, and what comes where it is missing.

The order: the language that was asked for; what it is a kind of (``de-AT``: ``de``); the town's
languages in the town's order; German. In each of them what the text itself says comes before what
the catalogue of that language says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.findings import Text, nearest
from engine.languages.catalogue import catalogues

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.languages.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Tongue:
    """How texts are said to one reader."""

    language: str
    order: tuple[str, ...] = ()
    """The town's languages, those that come first before the others."""
    catalogues: Mapping[str, Catalogue] = field(default_factory=dict, hash=False)

    def said(self, text: Text) -> tuple[str, str]:
        """Return the tag of the language in which a text is found, and the text."""
        for asked in (self.language, *self.order):
            for tag in nearest(asked):
                if found := self._within(text, tag):
                    return tag, found
        return "de", text.de

    def to(self, text: Text) -> str:
        """Return a text as this reader understands it best."""
        return self.said(text)[1]

    def _within(self, text: Text, tag: str) -> str | None:
        found = text.within(tag)
        if found or tag not in self.catalogues:
            return found
        return self.catalogues[tag].find(text.de)


_IN_CODE = frozenset({"de", "en"})
"""Every text of the programme is there in these."""


def tongue_of(language: str, order: tuple[str, ...], folder: Path | None) -> Tongue:
    """Return how texts are said in a language; catalogues are read where one may be needed.

    Args:
        language: Tag of the reader's language.
        order: The town's languages.
        folder: The town's own catalogues.

    Raises:
        CatalogueUnreadable: one of them cannot be used.
    """
    base = language.partition("-")[0]
    is_there = language in _IN_CODE or base == "en"
    return Tongue(language, order, {} if is_there else catalogues(folder))
