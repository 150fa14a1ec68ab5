"""Closures of binary operations, chosen by the types known beforehand."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from engine.rules.arithmetic import calculate, operation
from engine.rules.loops import spend
from engine.rules.scope import BUDGET
from engine.rules.tree import Binary, ListLiteral, Literal
from engine.rules.types import NUMBERS, Type
from engine.rules.values import alike, check_order, contains, equal, no_overload, weight

Frame = dict[str, Any]
Run = Callable[[Frame], Any]

_ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_PLAIN = frozenset({"bool", "int", "string", "bytes", "timestamp", "duration", "date"})
"""Kinds whose values Python compares as CEL does, null included."""
_CHARACTERS_A_STEP = 64


def binary(node: Binary, left: Run, right: Run, *, is_metered: bool) -> Run:
    """Return the closure of a binary operation."""
    if node.operator in {"==", "!="}:
        return _equality(node, left, right, is_metered=is_metered)
    if node.operator in _ORDERS:
        return _order(node, left, right)
    if node.operator == "in":
        return _membership(node, left, right, is_metered=is_metered)
    return _arithmetic(node, left, right, is_metered=is_metered)


def _equality(node: Binary, left: Run, right: Run, *, is_metered: bool) -> Run:
    wanted = node.operator == "=="
    if isinstance(node.right, Literal) and node.right.value is None:
        if wanted:
            return lambda frame: left(frame) is None
        return lambda frame: left(frame) is not None
    if node.left.type.kind == node.right.type.kind and node.left.type.kind in _PLAIN:
        if wanted:
            return lambda frame: left(frame) == right(frame)
        return lambda frame: left(frame) != right(frame)
    if not is_metered or not (node.left.type.is_container and node.right.type.is_container):
        return lambda frame: equal(left(frame), right(frame)) is wanted

    def compare(frame: Frame) -> bool:
        one = left(frame)
        spend(frame, weight(one, frame[BUDGET]))
        return equal(one, right(frame)) is wanted

    return compare


def _order(node: Binary, left: Run, right: Run) -> Run:
    sign, compare = node.operator, _ORDERS[node.operator]
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


def _arithmetic(node: Binary, left: Run, right: Run, *, is_metered: bool) -> Run:
    sign, known = node.operator, operation(node.operator, node.left.type, node.right.type)
    if known is not None and not (is_metered and node.type.kind in {"string", "bytes"}):

        def plain(frame: Frame) -> Any:
            one, other = left(frame), right(frame)
            try:
                return known(one, other)
            except (TypeError, AttributeError):
                raise no_overload(one, other, of=sign) from None

        return plain
    if not is_metered or sign != "+":
        return lambda frame: calculate(sign, left(frame), right(frame))

    def growing(frame: Frame) -> Any:
        value = calculate(sign, left(frame), right(frame))
        if type(value) is list:
            spend(frame, weight(value, frame[BUDGET]))
        elif type(value) is str or type(value) is bytes:
            spend(frame, len(value))
        return value

    return growing


def _membership(node: Binary, left: Run, right: Run, *, is_metered: bool) -> Run:
    texts = _literal_texts(node)
    if texts is not None:

        def among(frame: Frame) -> bool:
            value = left(frame)
            return type(value) is str and value in texts

        return among
    if not is_metered:
        return lambda frame: contains(right(frame), left(frame))

    def search(frame: Frame) -> bool:
        value, container = left(frame), right(frame)
        if type(container) is list:
            spend(frame, weight(container, frame[BUDGET]))
        return contains(container, value)

    return search


def _literal_texts(node: Binary) -> frozenset[str] | None:
    """Return the texts of a list of nothing but written-down texts."""
    if not isinstance(node.right, ListLiteral):
        return None
    items = node.right.items
    texts = [item.value for item in items if isinstance(item, Literal)]
    if len(texts) == len(items) and all(type(text) is str for text in texts):
        return frozenset(texts)
    return None
