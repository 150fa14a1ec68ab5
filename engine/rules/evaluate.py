"""The typed tree becomes closures: each takes the frame of the running rule, returns a value.

A frame is the values by name; a rule that loops or asks its surroundings gets a copy of its own,
with the budget and the variables of its macros. Types known beforehand choose shorter closures;
where a value then turns out not to be of its declared type, the general operation says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.rules.arithmetic import negate
from engine.rules.errors import Stop, Why
from engine.rules.loops import Loop, spend
from engine.rules.operations import binary
from engine.rules.scope import AROUND, BUDGET, Surroundings
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
    walk,
)
from engine.rules.values import (
    TypeValue,
    field_of,
    item_of,
    map_of_entries,
    no_overload,
    not_a_verdict,
    record_field,
    weight,
)

Frame = dict[str, Any]
Run = Callable[[Frame], Any]
Wrap = Callable[[Node, Run], Run]

_CHARACTERS_A_STEP = 64


def loops(root: Node) -> bool:
    """Return whether a rule may take longer than its text is long: then it has a budget."""
    return any(isinstance(node, Macro) for node in walk(root))


def asks_around(root: Node) -> bool:
    """Return whether a rule calls a function that looks into the frame."""
    calls = (node for node in walk(root) if isinstance(node, Call))
    return any(node.function is not None and node.function.takes_frame for node in calls)


class Builder:
    """Builds the closures of one tree."""

    def __init__(self, *, is_metered: bool, wrap: Wrap | None = None) -> None:
        """Charge steps to the budget if metered; hand every closure to ``wrap``."""
        self.is_metered = is_metered
        self._wrap = wrap
        self._is_inside_loop = False

    def build(self, node: Node) -> Run:
        """Return the closure of a node."""
        run: Run = _BUILDERS[type(node)](self, node)
        return run if self._wrap is None else self._wrap(node, run)

    def all(self, nodes: tuple[Node, ...]) -> tuple[Run, ...]:
        """Return the closures of nodes."""
        return tuple(map(self.build, nodes))

    def literal(self, node: Literal) -> Run:
        """A constant."""
        value = node.value
        return lambda _: value

    def name(self, node: Name) -> Run:
        """A name of the frame, else of a type."""
        name = node.name
        is_type = node.type.kind == "type" and node.path is None

        def read(frame: Frame) -> Any:
            try:
                return frame[name]
            except KeyError:
                if is_type:
                    return TypeValue(name)
                raise Stop(Why.UNKNOWN_NAME, name) from None

        return read

    def select(self, node: Select) -> Run:
        """A field: of a record, null where it is missing; of a map, a failure."""
        of, field = self.build(node.of), node.field
        access = record_field if node.of.type.kind == "record" else field_of
        if node.is_test:
            return _presence(of, field, is_record=access is record_field)
        if isinstance(node.of, Name) and self._wrap is None:
            return _field_of_name(node.of.name, of, field, access)

        def read(frame: Frame) -> Any:
            value = of(frame)
            try:
                return value[field]
            except (KeyError, TypeError, IndexError):
                return access(value, field)

        return read

    def index(self, node: Index) -> Run:
        """An item of a list or an entry of a map."""
        of, key = self.build(node.of), self.build(node.key)
        return lambda frame: item_of(of(frame), key(frame))

    def unary(self, node: Unary) -> Run:
        """Not, or the number with the other sign."""
        operand = self.build(node.operand)
        if node.operator == "-":
            return lambda frame: negate(operand(frame))

        def opposite(frame: Frame) -> bool:
            value = operand(frame)
            if value is True:
                return False
            if value is False:
                return True
            raise not_a_verdict(value)

        return opposite

    def binary(self, node: Binary) -> Run:
        """Arithmetic, comparison, ``in``."""
        left, right = self.build(node.left), self.build(node.right)
        is_traced = self._wrap is not None
        return binary(node, left, right, is_metered=self.is_metered, is_traced=is_traced)

    def logic(self, node: Logic) -> Run:
        """A chain that absorbs failures: one operand that decides is enough."""
        runs = self.all(node.operands)
        decisive: bool = node.operator == "||"
        indecisive = not decisive

        def chain(frame: Frame) -> bool:
            stop: Stop | None = None
            for run in runs:
                try:
                    value: object = run(frame)
                except Stop as failure:
                    if failure.code == Why.BUDGET:
                        raise
                    stop = stop or failure
                    continue
                if value is indecisive:
                    continue
                if value is decisive:
                    return decisive
                stop = stop or not_a_verdict(value)
            if stop is not None:
                raise stop
            return indecisive

        return chain

    def conditional(self, node: Conditional) -> Run:
        """One branch only."""
        condition, yes, no = self.all(node.parts)

        def choose(frame: Frame) -> Any:
            verdict = condition(frame)
            if verdict is True:
                return yes(frame)
            if verdict is False:
                return no(frame)
            raise not_a_verdict(verdict)

        return choose

    def list_literal(self, node: ListLiteral) -> Run:
        """A new list."""
        runs = self.all(node.items)
        if not self.is_metered or not any(item.type.is_container for item in node.items):
            return lambda frame: [run(frame) for run in runs]

        def build(frame: Frame) -> Any:
            return charged(frame, [run(frame) for run in runs])

        return build

    def map_literal(self, node: MapLiteral) -> Run:
        """A new map."""
        runs = [(self.build(key), self.build(value)) for key, value in node.entries]

        def build(frame: Frame) -> Any:
            return map_of_entries([(key(frame), value(frame)) for key, value in runs])

        return (lambda frame: charged(frame, build(frame))) if self.is_metered else build

    def macro(self, node: Macro) -> Run:
        """A loop over a list or over the keys of a map."""
        over = self.build(node.over)
        is_thorough = self._wrap is not None and not self._is_inside_loop
        self._is_inside_loop, before = True, self._is_inside_loop
        bodies = self.all(node.bodies)
        self._is_inside_loop = before
        return Loop(node, over, bodies, is_thorough=is_thorough).run

    def call(self, node: Call) -> Run:
        """A function."""
        if node.constant is not None:
            constant = node.constant
            return lambda _: constant
        function = node.function
        if function is None:
            return _unknown(node.name)
        if node.table is not None:
            return _ask_table(node)
        runs = self.all(node.arguments)
        run = _applied(function.run, runs, takes_frame=function.takes_frame)
        if self.is_metered and (function.steps > 1 or function.reads_texts):
            run = _metered(function.run, runs, function.steps, takes_frame=function.takes_frame)
        return run


def charged(frame: Frame, value: Any) -> Any:
    """Charge a newly built value by everything that it holds."""
    spend(frame, weight(value, frame[BUDGET]))
    return value


def _field_of_name(name: str, of: Run, field: str, access: Callable[[object, str], Any]) -> Run:
    """The commonest thing in rules, in one closure: ``case.ends_on``."""

    def read(frame: Frame) -> Any:
        try:
            return frame[name][field]
        except (KeyError, TypeError, IndexError):
            return access(of(frame), field)

    return read


def _presence(of: Run, field: str, *, is_record: bool) -> Run:
    def test(frame: Frame) -> bool:
        value = of(frame)
        if type(value) is not dict:
            raise no_overload(value, of="has")
        return value.get(field) is not None if is_record else field in value

    return test


def _ask_table(node: Call) -> Run:
    table, argument = node.table, node.arguments[-1]
    name = argument.value if isinstance(argument, Literal) else ""

    def ask(frame: Frame) -> Any:
        around: Surroundings = frame[AROUND]
        return (around.tables.get(name) or table).decide(frame)  # type: ignore[union-attr]

    return ask


def _unknown(name: str) -> Run:
    def refuse(_: Frame) -> Any:
        raise Stop(Why.UNKNOWN_FUNCTION, name)

    return refuse


def _applied(function: Callable[..., Any], runs: tuple[Run, ...], *, takes_frame: bool) -> Run:
    if takes_frame:
        return lambda frame: function(frame, *[run(frame) for run in runs])
    if len(runs) == 1:
        only = runs[0]
        return lambda frame: function(only(frame))
    if len(runs) == 2:  # noqa: PLR2004 - a target and one argument
        first, second = runs
        return lambda frame: function(first(frame), second(frame))
    return lambda frame: function(*[run(frame) for run in runs])


def _metered(
    function: Callable[..., Any], runs: tuple[Run, ...], steps: int, *, takes_frame: bool
) -> Run:
    def run(frame: Frame) -> Any:
        values = [run(frame) for run in runs]
        lengths = sum(len(value) for value in values if type(value) is str)
        spend(frame, steps + lengths // _CHARACTERS_A_STEP)
        return function(frame, *values) if takes_frame else function(*values)

    return run


_BUILDERS: dict[type[Node], Any] = {
    Literal: Builder.literal,
    Name: Builder.name,
    Select: Builder.select,
    Index: Builder.index,
    Unary: Builder.unary,
    Binary: Builder.binary,
    Logic: Builder.logic,
    Conditional: Builder.conditional,
    ListLiteral: Builder.list_literal,
    MapLiteral: Builder.map_literal,
    Macro: Builder.macro,
    Call: Builder.call,
}
