"""The syntax tree of a rule. Each node knows where it stands; the check adds type and path."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.rules.types import DYN, Type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.rules.functions import Function
    from engine.rules.scope import Decision


@dataclass(slots=True, eq=False)
class Node:
    """A sub-expression."""

    start: int
    """Offset of the first character in the source, counted from 0."""
    end: int
    """Offset after the last character."""
    at: int
    """Offset of what the node is about: its operator, field or function name."""
    type: Type = field(default=DYN, init=False)
    path: tuple[str, ...] | None = field(default=None, init=False)
    """What the node reads, where it is a plain path (``case.ends_on``, an element of a list)."""
    depth: int = field(default=1, init=False)

    @property
    def parts(self) -> tuple[Node, ...]:
        """The nodes directly below, in the order of the source."""
        return ()


@dataclass(slots=True, eq=False)
class Literal(Node):
    """A value written down."""

    value: Any


@dataclass(slots=True, eq=False)
class Name(Node):
    """A name of the scope or a variable of a list macro."""

    name: str


@dataclass(slots=True, eq=False)
class Select(Node):
    """``of.field``, or ``has(of.field)`` where only asked for."""

    of: Node
    field: str
    is_test: bool = False

    @property
    def parts(self) -> tuple[Node, ...]:
        """The value that has the field."""
        return (self.of,)


@dataclass(slots=True, eq=False)
class Index(Node):
    """``of[key]``."""

    of: Node
    key: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        """The container and the key."""
        return (self.of, self.key)


@dataclass(slots=True, eq=False)
class Unary(Node):
    """``!operand`` or ``-operand``."""

    operator: str
    operand: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        """The operand."""
        return (self.operand,)


@dataclass(slots=True, eq=False)
class Binary(Node):
    """Arithmetic, comparison, ``in``."""

    operator: str
    left: Node
    right: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        """Both operands."""
        return (self.left, self.right)


@dataclass(slots=True, eq=False)
class Logic(Node):
    """A chain of ``&&`` or of ``||``."""

    operator: str
    operands: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        """The operands."""
        return self.operands


@dataclass(slots=True, eq=False)
class Conditional(Node):
    """``condition ? yes : no``."""

    condition: Node
    yes: Node
    no: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        """The condition and both branches."""
        return (self.condition, self.yes, self.no)


@dataclass(slots=True, eq=False)
class ListLiteral(Node):
    """``[a, b]``."""

    items: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        """The items."""
        return self.items


@dataclass(slots=True, eq=False)
class MapLiteral(Node):
    """``{key: value}``."""

    entries: tuple[tuple[Node, Node], ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        """Keys and values in turn."""
        return tuple(node for entry in self.entries for node in entry)


@dataclass(slots=True, eq=False)
class Macro(Node):
    """``over.name(variable, body)``; ``map`` takes a filter before its body, too."""

    name: str
    over: Node
    variable: str
    bodies: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        """The list and the bodies."""
        return (self.over, *self.bodies)


@dataclass(slots=True, eq=False)
class Call(Node):
    """``name(arguments)`` or ``target.name(arguments)``, the target being the first argument."""

    name: str
    arguments: tuple[Node, ...]
    is_method: bool
    function: Function | None = field(default=None, init=False)
    """What is called; the check finds it."""
    table: Decision | None = field(default=None, init=False)
    """The decision table that ``table('id')`` asks."""
    constant: Any = field(default=None, init=False)
    """The value, where a conversion of a literal (``date('2026-03-31')``) was done beforehand."""

    @property
    def parts(self) -> tuple[Node, ...]:
        """The arguments."""
        return self.arguments


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it."""
    yield node
    for part in node.parts:
        yield from walk(part)


def spelled(node: Node) -> tuple[str, ...] | None:
    """Return the names that a plain path is written with, for what is known about it."""
    if isinstance(node, Name):
        return (node.name,)
    if isinstance(node, Select) and not node.is_test:
        above = spelled(node.of)
        return None if above is None else (*above, node.field)
    return None


def paths_read(node: Node) -> frozenset[tuple[str, ...]]:
    """Return every path that evaluating the node may read, the longest ones only."""
    if node.path is not None:
        keys = [part.key for part in walk_path(node) if isinstance(part, Index)]
        return frozenset({node.path}).union(*map(paths_read, keys))
    found = frozenset[tuple[str, ...]]().union(*map(paths_read, node.parts))
    if isinstance(node, Call):
        if node.function is not None:
            found |= node.function.reads
        if node.table is not None:
            found |= node.table.references
    return found


def walk_path(node: Node) -> Iterator[Node]:
    """Yield a path node and the ones it is made of, outermost first."""
    yield node
    if isinstance(node, Select | Index):
        yield from walk_path(node.of)
