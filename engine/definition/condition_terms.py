"""Conditions as terms: what a rule compares with what, and what cannot be seen through."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.rules import tree
from engine.rules.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.rules.rule import Rule

Path = tuple[str, ...]
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal where a condition stands."""

    value: object


@dataclass(frozen=True, slots=True)
class Reading:
    """A path that is yes or no itself."""

    key: str
    path: Path


@dataclass(frozen=True, slots=True)
class Opaque:
    """A condition that is not seen through; the same text is the same condition."""

    key: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A path beside a literal. Of two paths the sign of their difference is beside 0."""

    key: str
    paths: tuple[Path, ...]
    operator: str
    value: object


@dataclass(frozen=True, slots=True)
class Negation:
    """``!of``."""

    of: Term


@dataclass(frozen=True, slots=True)
class Chain:
    """``&&`` (absorbing false) or ``||`` (absorbing true)."""

    parts: tuple[Term, ...]
    absorbing: bool


@dataclass(frozen=True, slots=True)
class Either:
    """``condition ? yes : no``."""

    condition: Term
    yes: Term
    no: Term


Term = Constant | Reading | Opaque | Compare | Negation | Chain | Either


@lru_cache(maxsize=1024)
def term_of(source: str) -> Term:
    """Return the text of a checked rule as a term."""
    return _term(parse(source), source)


def path_of(rule: Rule) -> Path | None:
    """Return the path that a rule consists of, where it is no more than one."""
    return tree.spelled(parse(rule.source))


def parts_of(rule: Rule) -> tuple[str, ...]:
    """Return the sources of what a rule joins with ``&&``; of any other rule its own."""
    root = parse(rule.source)
    if isinstance(root, tree.Logic) and root.operator == "&&":
        return tuple(_slice(each, rule.source) for each in root.operands)
    return (rule.source,)


def _term(node: tree.Node, text: str) -> Term:
    match node:
        case tree.Literal(value=value):
            return Constant(value)
        case tree.Unary(operator="!", operand=operand):
            return Negation(_term(operand, text))
        case tree.Logic(operator=operator, operands=operands):
            return Chain(tuple(_term(each, text) for each in operands), operator == "||")
        case tree.Conditional(condition=condition, yes=yes, no=no):
            return Either(_term(condition, text), _term(yes, text), _term(no, text))
        case tree.Binary():
            return _binary(node, text)
    path = tree.spelled(node)
    return Opaque(_slice(node, text)) if path is None else Reading(".".join(path), path)


def leaves(term: Term) -> Iterator[Reading | Opaque | Compare]:
    """Yield whatever a term reads."""
    match term:
        case Reading() | Opaque() | Compare():
            yield term
        case Negation(of):
            yield from leaves(of)
        case Chain(parts):
            for each in parts:
                yield from leaves(each)
        case Either(condition, yes, no):
            for each in (condition, yes, no):
                yield from leaves(each)


_UNKNOWN = object()


def _binary(node: tree.Binary, text: str) -> Term:
    if node.operator in FLIPPED:
        return _comparison(node.operator, node.left, node.right, text)
    if node.operator == "in" and isinstance(node.right, tree.ListLiteral):
        options = tuple(_comparison("==", node.left, each, text) for each in node.right.items)
        if all(isinstance(each, Compare) for each in options):
            return Chain(options, absorbing=True)
    return Opaque(_slice(node, text))


def _comparison(operator: str, left: tree.Node, right: tree.Node, text: str) -> Term:
    if _literal(left) is not _UNKNOWN:
        operator, left, right = FLIPPED[operator], right, left
    path, value = tree.spelled(left), _literal(right)
    if path is not None and value is not _UNKNOWN:
        return Compare(".".join(path), (path,), operator, value)
    other = tree.spelled(right)
    if path is None or other is None or operator in {"==", "!="}:
        same = Opaque(" == ".join(sorted((_slice(left, text), _slice(right, text)))))
        if operator in {"==", "!="}:
            return same if operator == "==" else Negation(same)
        return Opaque(f"{_slice(left, text)} {operator} {_slice(right, text)}")
    if path > other:
        path, other, operator = other, path, FLIPPED[operator]
    return Compare(f"{'.'.join(path)} - {'.'.join(other)}", (path, other), operator, 0)


def _literal(node: tree.Node) -> object:
    match node:
        case tree.Literal(value=value):
            return value
        case tree.Call(name="date", arguments=(tree.Literal(value=value),)):
            return value
        case _:
            return _UNKNOWN


def _slice(node: tree.Node, text: str) -> str:
    return " ".join(text[node.start : node.end].split())
