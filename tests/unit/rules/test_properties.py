"""Whatever is written and whatever is given: findings, a value, or a failed rule."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.findings import has_errors
from engine.rules.errors import RuleFailed
from engine.rules.rule import Rule, Scope, compile_rule
from engine.rules.tables import parse_table
from engine.rules.types import (
    BOOL,
    DATE,
    DURATION,
    DYN,
    INT,
    STRING,
    TIMESTAMP,
    list_of,
    map_of,
    nullable,
    record,
)

SCOPE = Scope(
    {
        "case": record("case", {"n": INT, "s": STRING, "d": nullable(DATE), "rows": list_of(DYN)}),
        "x": DYN,
        "y": nullable(INT),
        "m": map_of(INT),
        "p": BOOL,
        "at": TIMESTAMP,
        "span": DURATION,
        "today": DATE,
    }
)
WORDS = (
    *("case", "case.n", "case.s", "case.d", "case.rows", "x", "y", "m", "p", "at", "span", "today"),
    *("null", "true", "1", "-1", "9223372036854775807", "1.5", "1u", "'a'", "b'a'", "'2026-03-31'"),
    *("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||", "!", "?", ":", "in", ".", ","),
    *("(", ")", "[", "]", "{", "}", "v", ".all(v, ", ".map(v, ", ".filter(v, ", ".exists(v, "),
    *(
        "has(",
        "size(",
        "date(",
        "min(",
        "round(",
        "days_until(",
        "string(",
        "int(",
        ".getHours(",
        "é",
    ),
)
SOUP = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.text(st.characters(categories=["Cs", "Nd"]), max_size=2),
        st.binary(max_size=3),
        st.dates(),
        st.datetimes(timezones=st.just(UTC)),
        st.datetimes(),
        st.timedeltas(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["n", "s", "d", "rows", "a"]), inner, max_size=3),
    ),
    max_leaves=8,
)
GIVEN = st.dictionaries(st.sampled_from(sorted(SCOPE.names)), VALUES)
PROPER: dict[str, Any] = {
    "case": {"n": 3, "s": "ab", "d": date(2026, 1, 1), "rows": [{"a": 1}, 2, "c"]},
    "x": [1, "a", None],
    "y": 5,
    "m": {"a": 1},
    "p": True,
    "at": datetime(2026, 3, 31, tzinfo=UTC),
    "span": timedelta(hours=1),
    "today": date(2026, 3, 31),
}


def run(rule: Rule, values: dict[str, Any]) -> None:
    """Evaluate and explain: they agree, and what they say can be written down."""
    explanation = rule.explain(values)
    try:
        value = rule.evaluate(values)
    except RuleFailed as failure:
        assert explanation.failure is not None
        assert (failure.code, failure.column) == (  # noqa: PT017 - both ways are right
            explanation.failure.code,
            explanation.failure.column,
        )
    else:
        assert explanation.failure is None
        assert repr(explanation.value) == repr(value)
    json.dumps(explanation.to_json())
    assert explanation.lines("de")
    assert explanation.lines("en", frozenset({("case",)}))


@given(st.one_of(st.text(), st.text(st.characters(categories=["Cs", "Lu", "Po"])), SOUP))
@settings(max_examples=400)
def test_any_text_is_a_rule_or_has_findings_with_a_place(text: str) -> None:
    rule, findings = compile_rule(text, SCOPE)
    assert (rule is None) == has_errors(findings)
    for finding in findings:
        assert finding.where == ""
        assert finding.code.startswith("rule-")
        assert finding.column is not None
        assert finding.end_column is not None
        assert 1 <= finding.column < finding.end_column <= len(text) + 2
        assert finding.message.de
        assert finding.message.en
    if rule is not None:
        run(rule, PROPER)


EXPRESSIONS = (
    *("case.n + y * 2 > size(case.s)", "case.d != null && days_until(case.d) > case.n", "x == m"),
    *("case.rows.all(r, r == x || r in case.rows)", "p ? x : y", "m.a + m['b'] > 1", "-case.n < 1"),
    *(
        "at - span < at && at.getHours('Europe/Berlin') > 1",
        "x.a.b",
        "x[y]",
        "string(case.n) + case.s",
    ),
    *(
        "case.rows.map(r, r.a).filter(v, v > case.n)",
        "min(case.n, 3) + round(double(case.n))",
        "!x",
    ),
    *(
        "[x, y] == [m, p]",
        "{case.s: x}",
        "add_months(today, case.n)",
        "case.s.matches('a+')",
        "x < y",
    ),
    *("int(x) + int(string(y))", "date(x) == today", "size(x) == 1 || type(x) == list", "x in m"),
)


@given(st.sampled_from(EXPRESSIONS), GIVEN)
@settings(max_examples=300)
def test_any_values_give_a_value_or_a_failed_rule(source: str, values: dict[str, Any]) -> None:
    rule, findings = compile_rule(source, Scope({**SCOPE.names, "case": DYN, "y": DYN}))
    assert rule is not None, findings
    run(rule, values)
    typed, _ = compile_rule(source, SCOPE)
    if typed is not None:
        run(typed, values)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6), SOUP),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["not", "rule", "result", "type", "options"]), inner, max_size=2
        ),
    ),
    max_leaves=6,
)
CELLS = st.one_of(
    JSON, st.sampled_from(["*", "< 3", "[1..5)", "> 2026-01-01", "= case.n", 1, True])
)
COLUMNS = st.one_of(
    JSON,
    st.sampled_from(["= case.n", "= case.d", "= p", "= x", {"result": "r", "type": "integer"}]),
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "take": st.one_of(JSON, st.sampled_from(["only", "first", "all", "sum", "count"])),
            "columns": st.one_of(JSON, st.lists(COLUMNS, max_size=3)),
            "rows": st.one_of(JSON, st.lists(st.lists(CELLS, max_size=3), max_size=3)),
        },
    )
)
@settings(max_examples=300)
def test_any_table_is_a_table_or_has_findings_with_a_place(source: dict[str, Any]) -> None:
    table, findings = parse_table(source, SCOPE, "t")
    assert (table is None) == has_errors(findings)
    assert all(finding.where.startswith("/") for finding in findings)
    if table is not None:
        try:
            table.evaluate(PROPER)
        except RuleFailed:
            assert table.rows
