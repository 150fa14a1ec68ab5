"""Which row of a list is which: by its number, else by what it is called and where it stood."""

from __future__ import annotations

import difflib
from collections import Counter
from typing import TYPE_CHECKING

from engine.documents.lists.normal import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.documents.lists.lines import Line
    from engine.storage.queries.transfer import TakenRow

LEAST_LIKENESS = 0.6
"""A row that stands where another one stood is the same if its title is that much alike."""


def keys_of(lines: Sequence[Line]) -> list[str]:
    """Return a key for each line; what comes twice is counted."""
    numbers = Counter(each.number for each in lines)
    seen: Counter[str] = Counter()
    keys = []
    for each in lines:
        key = f"nr:{each.number}" if each.number and numbers[each.number] == 1 else _by_title(each)
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return keys


def _by_title(line: Line) -> str:
    title = normal(str(line.fields.get("title") or ""))
    return f"{normal(str(line.fields.get('area') or ''))}|{title}"[:400]


def same_rows(
    lines: Sequence[Line], keys: Sequence[str], taken: Mapping[str, TakenRow]
) -> dict[str, str]:
    """Return the old key of rows that were renamed: they stand where they stood before."""
    left = {(each.sheet, each.row): each for key, each in taken.items() if key not in set(keys)}
    found = {}
    for line, key in zip(lines, keys, strict=True):
        old = left.get((line.sheet, line.row))
        if key in taken or old is None:
            continue
        if _likeness(line.fields.get("title"), old.fields.get("title")) >= LEAST_LIKENESS:
            found[key] = old.key
    return found


def _likeness(one: object, other: object) -> float:
    matcher = difflib.SequenceMatcher(None, normal(str(one or "")), normal(str(other or "")))
    return matcher.ratio()
