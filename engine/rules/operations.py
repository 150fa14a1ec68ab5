"""Closures of arithmetic and of ``in``, chosen by the types known beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.rules.arithmetic import calculate, operation
from engine.rules.comparisons import ORDERS, equality, field_against_constant, order
from engine.rules.loops import spend
from engine.rules.scope import BUDGET
from engine.rules.tree import Binary, ListLiteral, Literal
from engine.rules.values import contains, no_overload, weight

Frame = dict[str, Any]
Run = Callable[[Frame], Any]


def binary(node: Binary, left: Run, right: Run, *, is_metered: bool, is_traced: bool) -> Run:
    """Return the closure of a binary operation; a traced one evaluates every operand by itself."""
    if node.operator == "in":
        return _membership(node, left, right, is_metered=is_metered)
    if node.operator in {"==", "!="}:
        general = equality(node, left, right, is_metered=is_metered)
    elif node.operator in ORDERS:
        general = order(node, left, right)
    else:
        return _arithmetic(node, left, right, is_metered=is_metered)
    short = None if is_traced else field_against_constant(node, general)
    return short or general


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
