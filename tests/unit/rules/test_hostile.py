"""A museum of hostile rules: each ends soon, in a finding or a failed rule, and in nothing else."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

import pytest

from engine.rules.errors import RuleFailed
from engine.rules.rule import Rule, Scope, compile_rule
from engine.rules.types import DYN, INT, STRING, list_of, map_of

SCOPE = Scope({"n": list_of(INT), "s": STRING, "w": list_of(STRING), "x": DYN, "m": map_of(DYN)})
VALUES: dict[str, Any] = {
    "n": list(range(200)),
    "s": "a" * 50_000,
    "w": ["a" * 5_000] * 100,
    "x": [[0] * 100] * 100,
    "m": {str(key): key for key in range(1000)},
}

REFUSED = {
    "a number of 4,000 digits": ("9" * 4000, "rule-number-too-large"),
    "a number of 5,000 digits": ("9" * 5000, "rule-too-long"),
    "a hexadecimal number of 4,000 digits": ("0x" + "f" * 4000, "rule-number-too-large"),
    "a negative number of 4,000 digits": ("-" + "9" * 4000, "rule-number-too-large"),
    "ten million characters": ("1" + " " * 10_000_000, "rule-too-long"),
    "4,000 brackets": ("(" * 4000, "rule-too-deep"),
    "1,000 pairs of brackets": ("(" * 1000 + "1" + ")" * 1000, "rule-too-deep"),
    "1,000 lists in lists": ("[" * 1000 + "]" * 1000, "rule-too-deep"),
    "1,000 maps in maps": ("{1:" * 1000 + "1" + "}" * 1000, "rule-too-deep"),
    "4,000 exclamation marks": ("!" * 4000 + "true", "rule-too-deep"),
    "4,000 minus signs": ("-" * 4000 + "n", "rule-too-deep"),
    "1,000 conditions": ("true?1:" * 500 + "1", "rule-too-deep"),
    "a path of 1,000 fields": ("x" + ".a" * 1000, "rule-too-deep"),
    "1,000 places in lists": ("x" + "[0]" * 1000, "rule-too-deep"),
    "1,000 sums": ("1" + "+1" * 1000, "rule-too-deep"),
    "1,000 conditions in a row": ("x" + "&&x" * 1000, "rule-too-big"),
    "1,000 items": ("[" + "1," * 1000 + "1]", "rule-too-big"),
    "1,000 macros": ("n" + ".map(i,i)" * 400, "rule-too-deep"),
    "nothing": ("", "rule-syntax"),
    "a null character": ("\0", "rule-syntax"),
    "half a surrogate": ("\ud800", "rule-syntax"),
    "a text with half a surrogate": ("'\ud800' == s && 1 == 'a'", "rule-wrong-type"),
    "a pattern with half a surrogate": ("s.matches('\ud800')", "rule-bad-pattern"),
    "a day with half a surrogate": ("date('\ud800') == x", "rule-bad-constant"),
    "Arabic digits": ("x == ١", "rule-syntax"),
    "a full-width name": ("ｘ == 1", "rule-syntax"),
    "a name of 4,000 letters": ("a" * 4000, "rule-unknown-name"),
    "Python's doors": ("x.__class__.__mro__[1].__subclasses__()", "rule-unknown-function"),
    "an import": ("__import__('os').system('true')", "rule-unknown-function"),
    "a pattern of 3,000 characters": ("s.matches('" + "a" * 3000 + "')", "rule-bad-pattern"),
    "a pattern that needs all memory": (
        "s.matches('((a{1,100}){1,100}){1,100}')",
        "rule-bad-pattern",
    ),
    "a pattern that looks back": (r"s.matches(r'(a)\1')", "rule-bad-pattern"),
    "an instant of 3,000 digits": ("timestamp('" + "9" * 3000 + "') == x", "rule-bad-constant"),
    "a duration of 3,000 digits": ("duration('" + "9" * 3000 + "s') == x", "rule-bad-constant"),
    "a whole number in 3,000 digits of text": (
        "int('" + "9" * 3000 + "') == 1",
        "rule-bad-constant",
    ),
    "brackets that never close": ("[[[[[", "rule-syntax"),
    "a remark and nothing": ("// " + "x" * 3000, "rule-syntax"),
}

FAILING = {
    "loops in loops": "n.all(a, n.all(b, n.all(c, n.all(d, a + b + c + d >= 0))))",
    "lists doubling": "[0]" + ".map(i, [i, i])" * 20 + " == x",
    "lists of lists doubling": "[[0]]" + ".map(i, [i, i, i, i])" * 12 + " == []",
    "maps doubling": "[{'a': 0}]" + ".map(i, {'a': i, 'b': i, 'c': i})" * 14 + " == []",
    "sums of lists": "n.map(a, n.map(b, n + n + n + n + n + n)) == []",
    "sums of texts": "w.map(a, w.map(b, w.map(c, a + b + c))) == []",
    "texts growing": "[s]" + ".map(t, t + t)" * 14 + " == []",
    "comparing long lists": "n.all(a, n.all(b, x == x && x == x && n == n))",
    "searching long lists": "n.all(a, n.all(b, !(b - 1000 in n + n)))",
    "searching long texts": "n.all(a, n.all(b, !(s + 'b').contains('ab' + 'c')))",
    "patterns on long texts": "n.all(a, n.all(b, !s.matches('(a*)*b')))",
    "keys of a map": "m.all(a, m.all(b, m.all(c, a != b || b != c || true)))",
}

FINE = {
    "a slow pattern elsewhere": ("s.matches('^(a+)+$')", True),
    "many texts": ("w.all(t, t.startsWith('a') && !t.contains('b'))", True),
    "60 conditions": (" || ".join(["x == 1"] * 60), False),
    "40 brackets": ("(" * 40 + "true" + ")" * 40, True),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_at_once(name: str) -> None:
    source, code = REFUSED[name]
    started = time.thread_time()
    rule, findings = compile_rule(source, SCOPE)
    assert time.thread_time() - started < 1.0
    assert rule is None
    assert findings[0].code == code
    assert all(len(finding.message.de) < 5000 for finding in findings)


@pytest.mark.parametrize("name", FAILING)
def test_out_of_budget_soon(name: str) -> None:
    rule, findings = compile_rule(FAILING[name], SCOPE)
    assert rule is not None, findings
    started = time.thread_time()
    with pytest.raises(RuleFailed) as caught:
        rule.evaluate(VALUES)
    assert caught.value.code == "budget"
    assert time.thread_time() - started < 4.0


@pytest.mark.parametrize("name", [*FAILING, *FINE])
def test_explained_soon(name: str) -> None:
    source = FAILING.get(name) or FINE[name][0]
    rule, _ = compile_rule(source, SCOPE)
    assert rule is not None
    started = time.thread_time()
    explanation = rule.explain(VALUES)
    assert len(str(explanation.to_json())) < 200_000
    assert len(explanation.lines("de")) < 2_000
    assert time.thread_time() - started < 10.0


@pytest.mark.parametrize("name", FINE)
def test_what_only_looks_hostile_is_fine(name: str) -> None:
    source, value = FINE[name]
    rule, findings = compile_rule(source, SCOPE)
    assert rule is not None, findings
    assert rule.evaluate(VALUES) is value


@pytest.mark.parametrize("source", ["(" * 55 + "x" + ")" * 55, "x" + ".a" * 55, "!" * 50 + "true"])
def test_even_with_hardly_any_stack_left(source: str) -> None:
    """Whoever calls from deep inside gets a finding or a failed rule all the same."""
    outcomes: list[str] = []

    def deep(levels: int) -> None:
        if levels:
            deep(levels - 1)
            return
        for left in range(10, 400, 3):
            sys.setrecursionlimit(len_of_stack() + left)
            try:
                outcomes.append(attempt(source))
            except RecursionError:
                outcomes.append("before the door")

    limit = sys.getrecursionlimit()
    thread = threading.Thread(target=deep, args=(100,))
    try:
        thread.start()
        thread.join(timeout=30)
    finally:
        sys.setrecursionlimit(limit)
    assert "a rule or a finding" in outcomes


def len_of_stack() -> int:
    frame, depth = sys._getframe(), 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    return depth


def attempt(source: str) -> str:
    rule, findings = compile_rule(source, SCOPE)
    assert isinstance(rule, Rule) or findings
    return "a rule or a finding"


@pytest.mark.parametrize(
    ("source", "ends_in"),
    [
        ("x == [[x]]", "budget"),
        ("x in [x]", "budget"),
        ("n.map(i, x) == []", "budget"),
        ("{'a': x}.all(a, [x] == x)", "budget"),
    ],
)
def test_values_that_hold_themselves_only_fail(source: str, ends_in: str) -> None:
    endless: list[Any] = []
    endless.append(endless)
    rule, findings = compile_rule(source, SCOPE)
    assert rule is not None, findings
    with pytest.raises(RuleFailed) as caught:
        rule.evaluate({**VALUES, "x": endless})
    assert caught.value.code == ends_in
    assert rule.explain({**VALUES, "x": endless}).to_json()
