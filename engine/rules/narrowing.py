"""What is known not to be null: ``x != null && …``, ``has(x) ? … : …`` and their opposites."""

from __future__ import annotations

from engine.rules.tree import Binary, Literal, Logic, Node, Select, Unary, spelled

Known = frozenset[tuple[str, ...]]
"""Paths, as they are written, that are not null here."""

NOTHING: Known = frozenset()


def known_if(node: Node, *, holds: bool) -> Known:
    """Return the paths that are not null whenever the node evaluates to the given verdict."""
    if isinstance(node, Unary) and node.operator == "!":
        return known_if(node.operand, holds=not holds)
    if isinstance(node, Logic) and holds == (node.operator == "&&"):
        return NOTHING.union(*(known_if(operand, holds=holds) for operand in node.operands))
    if isinstance(node, Select) and node.is_test and holds:
        above = spelled(node.of)
        return NOTHING if above is None else frozenset({(*above, node.field)})
    if isinstance(node, Binary):
        return _known_by_comparison(node, holds=holds)
    return NOTHING


def _known_by_comparison(node: Binary, *, holds: bool) -> Known:
    found = NOTHING
    for one, other in ((node.left, node.right), (node.right, node.left)):
        path = spelled(one)
        if path is None:
            continue
        is_null = isinstance(other, Literal) and other.value is None
        differs = node.operator == ("!=" if holds else "==")
        equals = node.operator == ("==" if holds else "!=")
        if (is_null and differs) or (equals and not other.type.may_be_null and not is_null):
            found |= {path}
    return found


def without(known: Known, name: str) -> Known:
    """Return what is still known where a name means something else."""
    return frozenset(path for path in known if path[0] != name)
