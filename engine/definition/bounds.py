"""Limits that guards hold facts against: so many at the same time, so much money in a year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.rules import tree
from engine.rules.syntax import parse
from engine.rules.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.model import Workflow

_BELOW, _ABOVE = frozenset({"<", "<="}), frozenset({">", ">="})


@dataclass(frozen=True, slots=True)
class Bound:
    """That a fact must stay within a setting."""

    setting: str
    fact: str


def bounds_of(workflow: Workflow) -> tuple[Bound, ...]:
    """Return what the guards of a workflow hold against which setting, in their order.

    A guard says ``facts.F < settings.S`` or the like, with whatever is added to the fact; ``0``
    as "no limit" is said beside it and is for the caller to know.
    """
    found = [
        bound
        for transition in workflow.transitions
        for guard in transition.guards
        for bound in _in_rule(guard.rule.source)
        if bound.setting in workflow.settings and bound.fact in workflow.facts
    ]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _in_rule(source: str) -> tuple[Bound, ...]:
    return tuple(_found_in(source))


def _found_in(source: str) -> Iterator[Bound]:
    for node in walk(parse(source)):
        if not isinstance(node, tree.Binary):
            continue
        small, large = node.left, node.right
        if node.operator in _ABOVE:
            small, large = large, small
        elif node.operator not in _BELOW:
            continue
        limit = _member(large, "settings")
        if limit is not None:
            for each in walk(small):
                fact = _member(each, "facts")
                if fact is not None:
                    yield Bound(limit, fact)


def _member(node: tree.Node, of: str) -> str | None:
    """Return the name that is read of a part of the world, None for anything else."""
    if isinstance(node, tree.Select) and isinstance(node.of, tree.Name) and node.of.name == of:
        return node.field
    return None
