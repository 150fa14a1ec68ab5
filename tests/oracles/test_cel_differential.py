"""100,000 seeded evaluations side by side with Google's engine, without a difference."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.rules.errors import RuleFailed
from engine.rules.rule import Rule, Scope, compile_rule
from engine.rules.types import (
    BOOL,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    STRING,
    TIMESTAMP,
    Type,
    list_of,
    map_of,
)

sys.path.insert(0, str(Path(__file__).parent))

from generated_rules import Rules, facts

cel = pytest.importorskip("cel_expr_python.cel", reason="no wheel of cel-expr-python for here")

EVALUATIONS = 100_000
FACTS_A_RULE = 10
FAILED = object()
NAMES: dict[str, Type] = {
    **dict.fromkeys("pq", BOOL),
    **dict.fromkeys("ij", INT),
    **dict.fromkeys("xy", DOUBLE),
    **dict.fromkeys("st", STRING),
    "at": TIMESTAMP,
    "d": DURATION,
    "n": list_of(INT),
    "w": list_of(STRING),
    "m": map_of(DYN),
    "rows": list_of(map_of(DYN)),
}


def their_type(type_: Type) -> Any:
    if type_.kind == "list":
        return cel.Type.List(their_type(type_.of[0]))
    if type_.kind == "map":
        return cel.Type.Map(cel.Type.STRING, cel.Type.DYN)
    return getattr(cel.Type, type_.kind.upper())


def ours(rule: Rule, values: dict[str, Any]) -> Any:
    try:
        return rule.evaluate(values)
    except RuleFailed:
        return FAILED


def theirs(expression: Any, values: dict[str, Any]) -> Any:
    value = expression.eval(data=values)
    return FAILED if value.type() == cel.Type.ERROR else value.plain_value()


def is_same(one: Any, other: Any) -> bool:
    if one is FAILED or other is FAILED:
        return one is other
    if one != one:  # noqa: PLR0124 - not a number
        return bool(other != other)  # noqa: PLR0124
    return type(one) is type(other) and bool(one == other)


def test_no_difference_to_google_in_100_000_evaluations() -> None:
    environment = cel.NewEnv(variables={name: their_type(type_) for name, type_ in NAMES.items()})
    scope, rules, random = Scope(NAMES), Rules(seed=20260331), Random(20260331)  # noqa: S311
    evaluations = failures = 0
    while evaluations < EVALUATIONS:
        source = rules.rule()
        rule, findings = compile_rule(source, scope)
        if rule is None:
            # A constant that cannot be converted is found before the rule ever runs.
            assert {finding.code for finding in findings} == {"rule-bad-constant"}, source
            continue
        expression = environment.compile(source)
        for _ in range(FACTS_A_RULE):
            values = facts(random)
            mine, other = ours(rule, values), theirs(expression, values)
            assert is_same(mine, other), (source, values, mine, other)
            failures += mine is FAILED
            evaluations += 1
    # Neither engine has it easy: many evaluations fail, and most do not.
    assert 0.1 < failures / evaluations < 0.5
