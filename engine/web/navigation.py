"""The navigation: what stands at the head of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.findings import Text

if TYPE_CHECKING:
    from engine.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Entry:
    """One way into the pages."""

    key: str
    """What a page says to be in, as ``here``."""
    address: str
    title: Text
    is_public: bool = False
    """Whether it is for people who are not signed in, too."""
    is_for_administrators: bool = False


ENTRIES = (
    Entry("duties", "/duties", Text(de="Meine Pflichten", en="My duties")),
    Entry("overview", "/overview", Text(de="Überblick", en="Overview")),
    Entry("bodies", "/bodies", Text(de="Gremien", en="Bodies")),
    Entry("take-part", "/take-part", Text(de="Mitmachen", en="Take part"), is_public=True),
    Entry("plan", "/plan", Text(de="Der Plan", en="The plan"), is_public=True),
    Entry(
        "became", "/became", Text(de="Was wurde daraus?", en="What became of it?"), is_public=True
    ),
    Entry("cases", "/cases", Text(de="Vorgänge", en="Cases")),
    Entry("office", "/office", Text(de="Verwaltung", en="Office"), is_for_administrators=True),
)


def entries_for(visitor: Visitor) -> tuple[Entry, ...]:
    """Return what a visitor may go to."""
    if visitor.session is None:
        return tuple(each for each in ENTRIES if each.is_public)
    return tuple(
        each for each in ENTRIES if visitor.is_administrator or not each.is_for_administrators
    )
