"""Several owners in one cell: taken apart where they are several, left whole where they are one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.documents.lists.normal import normal, says_nothing
from engine.documents.lists.vocabulary import CHOICES

if TYPE_CHECKING:
    from collections.abc import Collection

_HARD = re.compile(r"[\n;|•]|\s/\s|(?<=\w)/(?=[A-ZÄÖÜ])")
_SOFT = re.compile(r",\s*|\s+(?:und|sowie|&|\+)\s+")
_ONE_OFFICE = re.compile(
    r"\b(?:amt|fachbereich|fachdienst|fachstelle|abteilung|referat|dezernat|stabsstelle|büro|"
    r"ministerium|ausschuss|verein|zentrum)\b.*\b(?:für|der|des)\b",
    re.IGNORECASE,
)
_EDGES = " \t\r\n-–—*·:,.?"
LONGEST_NAME = 150


def split_names(text: str, known: Collection[str] = ()) -> list[str]:
    """Return the names in a cell.

    A name that is known as a whole is never taken apart, and neither is an office whose own name
    has commas: „Amt für Jugend, Familie und Soziales“.
    """
    whole = {normal(each) for each in known}
    found: list[str] = []
    for part in _HARD.split(text):
        found += _parts(part, whole)
    names: dict[str, str] = {}
    for each in found:
        name = _stripped(each)
        if name and not says_nothing(name):
            names.setdefault(normal(name), name[:LONGEST_NAME])
    return list(names.values())


def _parts(part: str, whole: set[str]) -> list[str]:
    if normal(part) in whole or _ONE_OFFICE.search(part):
        return [part]
    parts = _SOFT.split(part)
    are_names = all(each[:1].isupper() or each[:1].isdigit() for each in map(_stripped, parts))
    return parts if are_names else [part]


def _stripped(text: str) -> str:
    """Strip signs around a name, but not the point of „e. V.“."""
    name = " ".join(text.split()).strip(_EDGES)
    return name + "." if re.search(r"\be\. ?V$", name) else name


def kind_of(name: str) -> str | None:
    """Return what kind of organisation a name sounds like: volunteer, municipality, regular."""
    padded = f" {normal(name)} "
    words = CHOICES["addressees.kind"]
    for kind in ("volunteer", "municipality"):
        for word in words[kind].split("|"):
            starts = padded.startswith(f" {word} ")
            if f" {word} " in padded and (kind == "volunteer" or starts):
                return kind
    if padded.rstrip().endswith("verein"):
        return "volunteer"
    return "regular"
