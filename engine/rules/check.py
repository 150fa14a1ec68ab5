"""The static check: every node gets a type; everything wrong becomes a finding, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.findings import Finding, Text
from engine.rules.check_calls import call_type
from engine.rules.check_operators import binary_type
from engine.rules.faults import fault, no_operation, unknown, wrong_type
from engine.rules.narrowing import NOTHING, Known, known_if, without
from engine.rules.notes import Notes
from engine.rules.tree import (
    Binary,
    Call,
    Conditional,
    Index,
    ListLiteral,
    Literal,
    Logic,
    Macro,
    MapLiteral,
    Name,
    Node,
    Select,
    Unary,
    spelled,
)
from engine.rules.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DYN,
    INT,
    NULL,
    NUMBERS,
    STRING,
    TYPE,
    UINT,
    Type,
    common,
    describe,
    fits,
    list_of,
    one_of,
)
from engine.rules.values import Uint

if TYPE_CHECKING:
    from engine.rules.scope import Scope

_LITERALS: dict[type, Type] = {
    bool: BOOL,
    int: INT,
    Uint: UINT,
    float: DOUBLE,
    bytes: BYTES,
    type(None): NULL,
}
TYPE_NAMES = frozenset(
    {"int", "uint", "double", "bool", "string", "bytes", "list", "map", "null_type", "type"}
)
_LIST = Text(de="eine Liste", en="a list")
_VERDICT = Text(de="Ja/Nein", en="yes/no")

Variable = tuple[Type, tuple[str, ...] | None]
"""A macro's variable: its type, and the path of the list that it comes from."""


class Checker:
    """Walks a tree once."""

    def __init__(self, source: str, scope: Scope) -> None:
        """Check a rule against what it may name."""
        self.notes = Notes(source, scope)
        self._variables: dict[str, Variable] = {}

    def check(self, node: Node, known: Known = NOTHING) -> Type:
        """Find out the type of a node and of everything below it."""
        node.type = _CHECKS[type(node)](self, node, known)
        return node.type

    def verdict(self, node: Node, known: Known) -> None:
        """Check a node that has to be yes or no."""
        self.check(node, known)
        if node.type.kind not in {"bool", "dyn"}:
            self.notes.report(wrong_type(node, _VERDICT))
        else:
            self.notes.filled(node)

    def literal(self, node: Literal, _: Known) -> Type:
        """A value written down; a text is known by heart."""
        if isinstance(node.value, str):
            return one_of([node.value])
        return _LITERALS[type(node.value)]

    def name(self, node: Name, known: Known) -> Type:
        """A variable of a macro, a name of the scope, or the name of a type."""
        if node.name in self._variables:
            type_, node.path = self._variables[node.name]
            return self._narrowed(node, type_, known)
        if node.name in self.notes.scope.names:
            node.path = (node.name,)
            return self._narrowed(node, self.notes.scope.names[node.name], known)
        if node.name in TYPE_NAMES:
            return TYPE
        names = [*self.notes.scope.names, *self._variables]
        what = Text(de="Unbekannter Name", en="Unknown name")
        span = (node.start, node.end)
        return self.notes.report(unknown("rule-unknown-name", span, what, node.name, names))

    def _narrowed(self, node: Node, type_: Type, known: Known) -> Type:
        return type_.filled if type_.nullable and spelled(node) in known else type_

    def select(self, node: Select, known: Known) -> Type:
        """A field of a record or an entry of a map."""
        self.check(node.of, known)
        of = self.notes.filled(node.of)
        if node.of.path is not None:
            node.path = (*node.of.path, node.field)
        found = self._field_type(node, of)
        return BOOL if node.is_test else self._narrowed(node, found, known)

    def _field_type(self, node: Select, of: Type) -> Type:
        if of.kind == "dyn":
            return DYN
        if of.kind == "map":
            return of.of[1]
        if of.kind != "record":
            return self.notes.report(no_operation(node, "." + node.field, [of], None))
        return of.field(node.field) or self._unknown_field(node, of)

    def _unknown_field(self, node: Select, of: Type) -> Type:
        words = describe(of)
        what = Text(de=f"In {words.de} gibt es kein Feld", en=f"In {words.en} there is no field")
        names = [name for name, _ in of.fields]
        span = (node.at, node.at + len(node.field))
        return self.notes.report(unknown("rule-unknown-field", span, what, node.field, names))

    def index(self, node: Index, known: Known) -> Type:
        """An item of a list, an entry of a map."""
        self.check(node.of, known)
        self.check(node.key, known)
        of, key = self.notes.filled(node.of), self.notes.filled(node.key)
        if node.of.path is not None:
            node.path = node.of.path
        if of.kind == "dyn":
            return DYN
        if of.kind == "list":
            if key.kind not in NUMBERS | {"dyn"}:
                self.notes.report(wrong_type(node.key, describe(INT)))
            return self._narrowed(node, of.of[0], known)
        if of.kind == "map":
            if not fits(key, of.of[0]) and not {key.kind, of.of[0].kind} <= NUMBERS:
                self.notes.report(wrong_type(node.key, describe(of.of[0])))
            return of.of[1]
        return self.notes.report(no_operation(node, "[]", [of], None))

    def unary(self, node: Unary, known: Known) -> Type:
        """Not, or the number with the other sign."""
        if node.operator == "!":
            self.verdict(node.operand, known)
            return BOOL
        self.check(node.operand, known)
        operand = self.notes.filled(node.operand)
        if operand.kind in {"int", "double", "dyn"}:
            return operand
        return self.notes.report(no_operation(node, "-", [operand], None))

    def binary(self, node: Binary, known: Known) -> Type:
        """Arithmetic, comparison, ``in``."""
        self.check(node.left, known)
        self.check(node.right, known)
        return binary_type(self.notes, node)

    def logic(self, node: Logic, known: Known) -> Type:
        """A chain, each operand of which knows what the ones before it found out."""
        for operand in node.operands:
            self.verdict(operand, known)
            known |= known_if(operand, holds=node.operator == "&&")
        return BOOL

    def conditional(self, node: Conditional, known: Known) -> Type:
        """Two branches, each of which knows how the condition went."""
        self.verdict(node.condition, known)
        yes = self.check(node.yes, known | known_if(node.condition, holds=True))
        no = self.check(node.no, known | known_if(node.condition, holds=False))
        both = common(yes, no)
        if both is None:
            return self.notes.report(no_operation(node, "? :", [yes, no], None))
        return both

    def list_literal(self, node: ListLiteral, known: Known) -> Type:
        """A list of the type that all items have in common."""
        return list_of(self._common([self.check(item, known) for item in node.items]))

    def map_literal(self, node: MapLiteral, known: Known) -> Type:
        """A map of the types that all keys, and all values, have in common."""
        for key, value in node.entries:
            self.check(key, known)
            self.check(value, known)
            if key.type.kind not in {"int", "uint", "bool", "string", "dyn"}:
                self.notes.report(wrong_type(key, describe(STRING)))
        keys = self._common([key.type for key, _ in node.entries])
        return Type("map", (keys, self._common([value.type for _, value in node.entries])))

    def _common(self, types: list[Type]) -> Type:
        result: Type | None = types[0] if types else DYN
        for type_ in types:
            result = common(result, type_) if result else None
        return result or DYN

    def macro(self, node: Macro, known: Known) -> Type:
        """A loop; its variable is an item of the list, or a key of the map."""
        self.check(node.over, known)
        over = self.notes.filled(node.over)
        item = over.of[0] if over.kind in {"list", "map"} else DYN
        if over.kind not in {"list", "map", "dyn"}:
            self.notes.report(wrong_type(node.over, _LIST))
        if node.variable in self.notes.scope.names or node.variable in self._variables:
            self.notes.report(self._shadowed(node))
        outer = self._variables
        self._variables = outer | {node.variable: (item, node.over.path)}
        last = self._bodies(node, without(known, node.variable))
        self._variables = outer
        if node.name == "filter":
            return list_of(item)
        return list_of(last) if node.name == "map" else BOOL

    def _bodies(self, node: Macro, known: Known) -> Type:
        """Check the conditions, and return the type of the last body."""
        *conditions, last = node.bodies
        for condition in conditions:
            self.verdict(condition, known)
            known |= known_if(condition, holds=True)
        if node.name == "map":
            return self.check(last, known)
        self.verdict(last, known)
        return BOOL

    def _shadowed(self, node: Macro) -> Finding:
        return fault(
            "rule-shadowed-name",
            node,
            Text(
                de=f"„{node.variable}“ heißt hier schon etwas anderes.",
                en=f"“{node.variable}” already means something else here.",
            ),
            Text(de="Einen anderen Namen wählen.", en="Choose another name."),
        )

    def call(self, node: Call, known: Known) -> Type:
        """A function or a method."""
        for argument in node.arguments:
            self.check(argument, known)
        return call_type(self.notes, node)


_CHECKS: dict[type[Node], Any] = {
    Literal: Checker.literal,
    Name: Checker.name,
    Select: Checker.select,
    Index: Checker.index,
    Unary: Checker.unary,
    Binary: Checker.binary,
    Logic: Checker.logic,
    Conditional: Checker.conditional,
    ListLiteral: Checker.list_literal,
    MapLiteral: Checker.map_literal,
    Macro: Checker.macro,
    Call: Checker.call,
}
