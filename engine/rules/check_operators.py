"""The static check of arithmetic, comparisons and ``in``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Text
from engine.rules.arithmetic import result_type
from engine.rules.faults import no_operation, unknown, wrong_type
from engine.rules.tree import Binary, ListLiteral, Literal, Node
from engine.rules.types import BOOL, DYN, NUMBERS, ORDERED, Type, common

if TYPE_CHECKING:
    from engine.rules.notes import Notes

_CONVERT = Text(de="Mit double(…) oder int(…) umwandeln.", en="Convert with double(…) or int(…).")
_TAKE_DAY = Text(
    de="Mit date(…) wird aus einem Zeitpunkt ein Datum.",
    en="date(…) makes a date of an instant.",
)
_LIST = Text(de="eine Liste", en="a list")


def binary_type(notes: Notes, node: Binary) -> Type:
    """Return the type of a binary operation whose operands are checked."""
    if node.operator in {"==", "!="}:
        return _equality(notes, node)
    if node.operator in {"<", "<=", ">", ">="}:
        return _order(notes, node)
    if node.operator == "in":
        return _membership(notes, node)
    left, right = notes.filled(node.left), notes.filled(node.right)
    if "dyn" in {left.kind, right.kind}:
        return DYN
    found = result_type(node.operator, left, right)
    if found is None:
        hint = _hint(left, right)
        return notes.report(no_operation(node, node.operator, [left, right], hint))
    return found


def _hint(left: Type, right: Type) -> Text | None:
    kinds = {left.kind, right.kind}
    if kinds <= NUMBERS:
        return _CONVERT
    return _TAKE_DAY if kinds == {"date", "timestamp"} else None


def _equality(notes: Notes, node: Binary) -> Type:
    left, right = node.left.type, node.right.type
    if not _comparable(left, right):
        hint = _hint(left.filled, right.filled)
        return notes.report(no_operation(node, node.operator, [left, right], hint))
    _check_option(notes, node.left, right)
    _check_option(notes, node.right, left)
    return BOOL


def _comparable(left: Type, right: Type) -> bool:
    return common(left, right) is not None or {left.kind, right.kind} <= NUMBERS


def _check_option(notes: Notes, node: Node, other: Type) -> None:
    """A text written down must be among the options of the choice that it is compared with."""
    if not isinstance(node, Literal) or not isinstance(node.value, str) or other.name != "choice":
        return
    if node.value not in other.options:
        what = Text(de="Diese Auswahl kennt nicht", en="This choice does not know")
        span = (node.start, node.end)
        notes.report(unknown("rule-unknown-option", span, what, node.value, other.options))


def _order(notes: Notes, node: Binary) -> Type:
    left, right = notes.filled(node.left), notes.filled(node.right)
    kinds = {left.kind, right.kind}
    is_ordered = len(kinds) == 1 and kinds <= ORDERED
    if not is_ordered and "dyn" not in kinds and not kinds <= NUMBERS:
        hint = _hint(left, right)
        notes.report(no_operation(node, node.operator, [left, right], hint))
    return BOOL


def _membership(notes: Notes, node: Binary) -> Type:
    value, container = node.left.type, notes.filled(node.right)
    if container.kind == "dyn":
        return BOOL
    if container.kind not in {"list", "map"}:
        return notes.report(wrong_type(node.right, _LIST))
    if not _comparable(value, container.of[0]):
        return notes.report(no_operation(node, "in", [value, container], None))
    if isinstance(node.right, ListLiteral):
        for item in node.right.items:
            _check_option(notes, item, value)
    _check_option(notes, node.left, container.of[0])
    return BOOL
