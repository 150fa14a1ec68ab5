"""Closures of comparisons, chosen by the types known beforehand.

The commonest rule compares a field with something written down (``case.progress < 100``): that is
one closure, not three.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from engine.rules.loops import spend
from engine.rules.scope import BUDGET
from engine.rules.tree import Binary, Literal, Name, Node, Select
from engine.rules.types import NUMBERS, Type
from engine.rules.values import alike, check_order, equal, no_overload, weight

Frame = dict[str, Any]
Run = Callable[[Frame], Any]

ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_EQUALITIES: dict[str, Callable[[Any, Any], Any]] = {"==": operator.eq, "!=": operator.ne}
_PLAIN = frozenset({"bool", "int", "string", "bytes", "timestamp", "duration", "date"})
"""Kinds whose values Python compares as CEL does, null included."""


def equality(node: Binary, left: Run, right: Run, *, is_metered: bool) -> Run:
    """Return the closure of ``==`` or ``!=``."""
    wanted = node.operator == "=="
    if isinstance(node.right, Literal) and node.right.value is None:
        if wanted:
            return lambda frame: left(frame) is None
        return lambda frame: left(frame) is not None
    if node.left.type.kind == node.right.type.kind and node.left.type.kind in _PLAIN:
        return _plain(node, left, right)
    if is_metered and node.left.type.is_container and node.right.type.is_container:
        return _metered_equality(left, right, wanted=wanted)
    return lambda frame: equal(left(frame), right(frame)) is wanted


def _plain(node: Binary, left: Run, right: Run) -> Run:
    compare = _EQUALITIES[node.operator]
    if isinstance(node.right, Literal):
        constant = node.right.value
        return lambda frame: compare(left(frame), constant)
    return lambda frame: compare(left(frame), right(frame))


def _metered_equality(left: Run, right: Run, *, wanted: bool) -> Run:
    def compare(frame: Frame) -> bool:
        one = left(frame)
        spend(frame, weight(one, frame[BUDGET]))
        return equal(one, right(frame)) is wanted

    return compare


def order(node: Binary, left: Run, right: Run) -> Run:
    """Return the closure of ``<``, ``<=``, ``>`` or ``>=``."""
    sign, compare = node.operator, ORDERS[node.operator]
    if not _have_order(node.left.type, node.right.type):

        def checked(frame: Frame) -> Any:
            one, other = left(frame), right(frame)
            check_order(sign, one, other)
            return compare(*alike(one, other))

        return checked

    def plain(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        try:
            return compare(one, other)
        except TypeError:
            raise no_overload(one, other, of=sign) from None

    return plain


def _have_order(left: Type, right: Type) -> bool:
    kinds = {left.kind, right.kind}
    return len(kinds) == 1 and kinds <= _PLAIN | NUMBERS


def field_against_constant(node: Binary, general: Run) -> Run | None:
    """Return the closure of comparing a field with a literal, if the node is that.

    Whatever is not as declared is left to the general closure, which knows what to say.
    """
    if not isinstance(node.right, Literal) or not _is_field_of_name(node.left):
        return None
    compare = _known_comparison(node)
    if compare is None:
        return None
    name, field, constant = node.left.of.name, node.left.field, node.right.value  # type: ignore[attr-defined]

    def against(frame: Frame) -> Any:
        try:
            return compare(frame[name][field], constant)
        except (KeyError, TypeError, IndexError):
            return general(frame)

    return against


def _is_field_of_name(node: Node) -> bool:
    return isinstance(node, Select) and not node.is_test and isinstance(node.of, Name)


def _known_comparison(node: Binary) -> Callable[[Any, Any], Any] | None:
    """Return Python's comparison, where it does what is asked for the types of the node."""
    kinds = {node.left.type.kind, node.right.type.kind}
    if len(kinds) == 1 and kinds <= _PLAIN:
        return ORDERS.get(node.operator) or _EQUALITIES.get(node.operator)
    return None
