"""Facts: what both worlds do with the cases that a fact is about, once these are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.lifecycle.run import child_view
from engine.rules.rule import Rule, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.definition.model import Fact
    from engine.lifecycle.case import Case


def asked_of_each(
    fact: Fact, cases: Iterable[Case], names: Mapping[str, object], around: Surroundings
) -> object:
    """Return a fact whose rules read every case; raises RuleFailed."""
    values = []
    for case in cases:
        seen = {**names, "each": child_view(case)}
        if fact.which is None or fact.which.evaluate(seen, around) is True:
            values.append(_read(fact.field, seen, around))
    return aggregate(fact.kind, len(values), values)


def _read(read: str | Rule | None, seen: Mapping[str, Any], around: Surroundings) -> object:
    if isinstance(read, Rule):
        return read.evaluate(seen, around)
    return seen["each"].get(read) if read is not None else None


def aggregate(kind: str, count: int, values: list[object]) -> object:
    """Return a fact over the values of the cases that count."""
    if kind == "count":
        return count
    if kind == "exists":
        return count > 0
    if kind == "list":
        return values
    known = [each for each in values if each is not None]
    if kind == "sum":
        return sum(known)  # type: ignore[arg-type]
    return (min(known) if kind == "min" else max(known)) if known else None  # type: ignore[type-var]
