"""The parser: how things bind, where they stand, and what is said about what is no rule."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.rule import Scope, compile_rule
from engine.rules.syntax import parse
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
from engine.rules.values import Uint


def written(node: Node) -> str:
    """Write a tree with every bracket that there can be."""
    return str(WRITERS[type(node)](node))


def listed(nodes: tuple[Node, ...], comma: str = ", ") -> str:
    return comma.join(map(written, nodes))


def called(call: Call) -> str:
    if call.is_method:
        return f"{written(call.arguments[0])}.{call.name}({listed(call.arguments[1:])})"
    return f"{call.name}({listed(call.arguments)})"


def selected(node: Select) -> str:
    path = f"{written(node.of)}.{node.field}"
    return f"has({path})" if node.is_test else path


def mapped(node: MapLiteral) -> str:
    return "{" + ", ".join(f"{written(key)}: {written(of)}" for key, of in node.entries) + "}"


WRITERS: dict[type[Node], Any] = {
    Literal: lambda node: literal(node.value),
    Name: lambda node: node.name,
    Select: selected,
    Index: lambda node: f"{written(node.of)}[{written(node.key)}]",
    Unary: lambda node: f"({node.operator}({written(node.operand)}))",
    Binary: lambda node: f"({written(node.left)} {node.operator} {written(node.right)})",
    Logic: lambda node: f"({listed(node.operands, f' {node.operator} ')})",
    Conditional: lambda node: "({} ? {} : {})".format(*map(written, node.parts)),
    ListLiteral: lambda node: f"[{listed(node.items)}]",
    MapLiteral: mapped,
    Macro: lambda node: f"{written(node.over)}.{node.name}({node.variable}, {listed(node.bodies)})",
    Call: called,
}


def literal(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, Uint):
        return f"{int(value)}u"
    if isinstance(value, str):
        return "'" + "".join(f"\\U{ord(char):08x}" for char in value) + "'"
    return f"({value})" if isinstance(value, int | float) and value < 0 else repr(value)


@pytest.mark.parametrize(
    ("source", "bracketed"),
    [
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("1 - 2 - 3", "((1 - 2) - 3)"),
        ("a || b && c || d", "(a || (b && c) || d)"),
        ("a && b && c", "(a && b && c)"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("!a.b && c", "((!(a.b)) && c)"),
        ("-x.y + 1", "((-(x.y)) + 1)"),
        ("a < b == c", "((a < b) == c)"),
        ("a in b && c", "((a in b) && c)"),
        ("a.b[c].d(e)", "a.b[c].d(e)"),
        ("a.all(x, x > 1)", "a.all(x, (x > 1))"),
        ("a.map(x, x > 1, x + 1)", "a.map(x, (x > 1), (x + 1))"),
        ("[1, 2,]", "[1, 2]"),
        ("a // the rest is a remark\n + 1", "(a + 1)"),
        ("--1", "(-((-1)))"),
        (".a", "a"),
    ],
)
def test_how_things_bind(source: str, bracketed: str) -> None:
    assert written(parse(source)) == bracketed


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'Maß'", "Maß"),
        ("'''two\nlines'''", "two\nlines"),
        (r"'a\'b\\\n\t'", "a'b\\\n\t"),
        (r"'\x41\u00e4\U0001f600\101'", "Aä😀A"),
        (r"r'\n'", r"\n"),
        ("'e\u0301'", "é"),
        (r"'e\u0301'", "e\u0301"),
        ("b'ä'", "ä".encode()),
        (r"b'\xff'", b"\xff"),
        ("0x1F", 31),
        ("00012", 12),
        ("7u", Uint(7)),
        ("-9223372036854775808", -(2**63)),
        ("1.5e3", 1500.0),
        (".5", 0.5),
    ],
)
def test_literals(source: str, value: object) -> None:
    node = parse(source)
    assert isinstance(node, Literal)
    assert node.value == value
    assert type(node.value) is type(value)


@pytest.mark.parametrize(
    ("source", "code", "column", "says"),
    [
        ("", "rule-syntax", 1, "ends here"),
        ("1 +", "rule-syntax", 4, "ends here"),
        ("(1 + 2", "rule-syntax", 7, "“)” is missing"),
        ("1 2", "rule-syntax", 3, "should end here"),
        ("a b c", "rule-syntax", 3, "should end here"),
        ("a = 1", "rule-syntax", 3, "'='"),
        ("a == “x”", "rule-syntax", 6, "'“'"),
        ("a.", "rule-syntax", 3, "field name"),
        ("a.true", "rule-syntax", 3, "field name"),
        ("f(1,)", "rule-syntax", 5, "value is missing"),
        ("{1}", "rule-syntax", 3, "“:” is missing"),
        ("'abc", "rule-unclosed-text", 1, "not closed"),
        ("'a\nb'", "rule-unclosed-text", 1, "not closed"),
        (r"'\q'", "rule-bad-escape", 2, "escape"),
        (r"'\ud800'", "rule-bad-escape", 2, "escape"),
        (r"'\U00110000'", "rule-bad-escape", 2, "escape"),
        (r"b'\u00e4'", "rule-bad-escape", 3, "escape"),
        ("9223372036854775808", "rule-number-too-large", 1, "too large"),
        ("1 + 18446744073709551616u", "rule-number-too-large", 5, "too large"),
        ("if", "rule-reserved-word", 1, "reserved"),
        ("x.all(1, true)", "rule-syntax", 7, "single element"),
        ("x.all(a, b, c)", "rule-syntax", 3, "one condition"),
        ("has(a)", "rule-syntax", 1, "asks for a field"),
        ("has(a.b, c)", "rule-syntax", 1, "asks for a field"),
        ("Message{a: 1}", "rule-syntax", 8, "should end here"),
    ],
)
def test_what_is_no_rule(source: str, code: str, column: int, says: str) -> None:
    rule, findings = compile_rule(source, Scope({}))
    assert rule is None
    assert [(finding.code, finding.column) for finding in findings] == [(code, column)]
    assert says in findings[0].message.en
    assert (findings[0].end_column or 0) > column


def test_every_node_knows_where_it_stands() -> None:
    source = "case.a > 1 && (x || case.list.all(e, e.f == 'ü'))"
    texts = {source[node.start : node.end] for node in walk(parse(source))}
    assert texts == {
        source,
        *("case.a > 1", "case.a", "case", "1", "(x || case.list.all(e, e.f == 'ü'))", "x"),
        *("case.list.all(e, e.f == 'ü')", "case.list", "e.f == 'ü'", "e.f", "e", "'ü'"),
    }


NAMES = st.sampled_from(["a", "b", "case", "x1"])
LITERALS = st.one_of(
    st.booleans(),
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(0, 2**64 - 1).map(Uint),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5).filter(lambda text: text.isprintable()),
)


FORMS = (
    *(f"({{}} {sign} {{}})" for sign in ("+", "-", "*", "%", "<", "==", "&&", "||", "in")),
    *("({}) ? ({}) : {}", "[{}, {}]", "{{{}: {}}}", "({}).a", "has(({}).b)", "({})[{}]"),
    *("({}).exists(x, {})", "({}).map(x, {}, {})", "f({}, {})", "({}).g()", "!({})", "-({})"),
)


@st.composite
def sources(draw: st.DrawFn, depth: int = 4) -> str:
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.one_of(NAMES, LITERALS.map(literal)))
    form = draw(st.sampled_from(FORMS))
    places = form.replace("{{", "").replace("}}", "").count("{}")
    return form.format(*(draw(sources(depth - 1)) for _ in range(places)))


@given(sources())
def test_what_is_written_is_read_again(source: str) -> None:
    once = written(parse(source))
    assert written(parse(once)) == once
