"""Links: how cases hang together, and which way each kind of link leads.

A link is made where a field of a case names another case (``link`` in the definition), by an
effect that opens a case, or by hand. Kinds that are not known here lead neither back nor forward.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.findings import Text
from engine.lifecycle.outcome import Linking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.definition.fields import Field


class Way(StrEnum):
    """Where the case stands that a link leads to."""

    BACK = "back"
    """It came before: the linked case has grown out of it."""
    FORWARD = "forward"
    """It came after: the linked case goes on in it."""
    UP = "up"
    """It stands above: the linked case is part of it."""
    ACROSS = "across"
    """It stands beside."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of link."""

    key: str
    way: Way
    title: Text
    """What the linked case is to the other one."""
    reverse: Text
    """What the other one is to the linked case."""


PARENT = "parent"
"""The link of a child to the case above it, which needs no row of its own."""

_KINDS = (
    Kind(
        "source",
        Way.BACK,
        Text(de="stammt aus", en="comes from"),
        Text(de="führte zu", en="led to"),
    ),
    Kind(
        "transferred_from",
        Way.BACK,
        Text(de="übertragen von", en="transferred from"),
        Text(de="übertragen nach", en="transferred to"),
    ),
    Kind(
        "supersedes",
        Way.BACK,
        Text(de="löst ab", en="takes the place of"),
        Text(de="abgelöst durch", en="superseded by"),
    ),
    Kind(
        "bundled_into",
        Way.FORWARD,
        Text(de="gebündelt in", en="bundled into"),
        Text(de="bündelt", en="bundles"),
    ),
    Kind(
        "taken_up_in",
        Way.FORWARD,
        Text(de="aufgegriffen in", en="taken up in"),
        Text(de="greift auf", en="takes up"),
    ),
    Kind(
        "part_of",
        Way.UP,
        Text(de="gehört zu", en="is part of"),
        Text(de="umfasst", en="has the part"),
    ),
    Kind(
        PARENT,
        Way.UP,
        Text(de="eröffnet unter", en="opened below"),
        Text(de="darunter eröffnet", en="opened below it"),
    ),
    Kind(
        "depends_on",
        Way.ACROSS,
        Text(de="hängt ab von", en="depends on"),
        Text(de="Voraussetzung für", en="is needed by"),
    ),
    Kind(
        "funded_by",
        Way.ACROSS,
        Text(de="gefördert aus", en="funded by"),
        Text(de="fördert", en="funds"),
    ),
    Kind(
        "variant_of",
        Way.BACK,
        Text(de="örtliche Variante von", en="local variant of"),
        Text(de="hat die örtliche Variante", en="has the local variant"),
    ),
    Kind(
        "concerns",
        Way.ACROSS,
        Text(de="betrifft", en="concerns"),
        Text(de="betroffen von", en="concerned by"),
    ),
    Kind(
        "carries",
        Way.ACROSS,
        Text(de="trägt", en="carries"),
        Text(de="getragen von", en="carried by"),
    ),
    Kind(
        "helps_with",
        Way.ACROSS,
        Text(de="wirkt ehrenamtlich mit bei", en="volunteers in"),
        Text(de="ehrenamtlich unterstützt von", en="supported by volunteers of"),
    ),
    Kind(
        "prioritises",
        Way.ACROSS,
        Text(de="ordnet ein", en="ranks"),
        Text(de="eingeordnet durch", en="ranked by"),
    ),
    Kind(
        "related",
        Way.ACROSS,
        Text(de="wirkt zusammen mit", en="works together with"),
        Text(de="wirkt zusammen mit", en="works together with"),
    ),
)
KINDS: Mapping[str, Kind] = {each.key: each for each in _KINDS}
"""The kinds of links whose meaning is known."""


def kind_of(key: str) -> Kind:
    """Return a kind of link; one that is not known leads across and is called by its key."""
    return KINDS.get(key) or Kind(key, Way.ACROSS, Text(de=key, en=key), Text(de=key, en=key))


def named_in(fields: Iterable[Field], data: Mapping[str, object]) -> frozenset[Linking]:
    """Return the cases that linking fields name."""
    found: set[Linking] = set()
    for field in fields:
        value = data.get(field.key)
        if field.link is not None:
            found |= _named(field.link, value)
        for member in field.of.values():
            if member.link is not None and isinstance(value, list | tuple):
                for entry in value:
                    found |= _named(member.link, entry.get(member.key))
    return frozenset(found)


def _named(kind: str, value: object) -> set[Linking]:
    return {Linking(kind, value)} if isinstance(value, str) and value else set()
