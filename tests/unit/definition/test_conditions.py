"""Conditions are decided by the worlds they tell apart: held against the rules themselves."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definition.condition_terms import path_of
from engine.definition.conditions import TRUTHS, Values, Worlds, cover, exclude, imply
from engine.rules.errors import RuleFailed
from engine.rules.rule import Rule, compile_rule
from engine.rules.scope import Scope
from engine.rules.types import BOOL, DATE, INT, STRING, choice, list_of, nullable, record

if TYPE_CHECKING:
    from engine.definition.condition_terms import Path

COLOURS = ("red", "amber", "green")
CASE = record(
    "case",
    {
        "n": INT,
        "maybe": nullable(INT),
        "open": BOOL,
        "colour": choice(COLOURS),
        "hint": nullable(STRING),
        "until": DATE,
        "names": list_of(STRING),
    },
)
KNOWN = {
    "n": Values(nullable=False, is_whole=True, low=0, high=10),
    "maybe": Values(nullable=True, is_whole=True, low=0, high=10),
    "open": Values(options=TRUTHS, nullable=False),
    "colour": Values(options=COLOURS, nullable=False),
    "hint": Values(nullable=True),
    "until": Values(nullable=False),
}


def known(path: Path) -> Values:
    return KNOWN.get(path[1], Values(nullable=False))


def rule(source: str) -> Rule:
    compiled, findings = compile_rule(source, Scope({"case": CASE}), BOOL)
    assert compiled is not None, [each.message.en for each in findings]
    return compiled


def covered(*sources: str) -> bool:
    return cover([[rule(each)] for each in sources], known)


@pytest.mark.parametrize(
    ("sources", "is_covered"),
    [
        (["true"], True),
        (["false"], False),
        (["case.open", "!case.open"], True),
        (["case.open"], False),
        (["case.open == true", "case.open == false"], True),
        (["case.n < 5", "case.n >= 5"], True),
        (["case.n < 5", "case.n > 5"], False),
        (["case.n < 5", "case.n > 4"], True),
        (["case.n <= 10"], True),
        (["case.n > 0"], False),
        (["5 > case.n", "5 <= case.n"], True),
        (["case.colour == 'red'", "case.colour in ['amber', 'green']"], True),
        (["case.colour != 'red'", "case.colour != 'amber'"], True),
        (["case.maybe == null", "case.maybe != null"], True),
        (["case.maybe == null", "case.maybe != null && case.maybe < 3"], False),
        (["case.maybe == null || case.maybe < 3", "case.maybe != null && case.maybe >= 3"], True),
        (["case.hint == 'x'", "case.hint != 'x'"], True),
        (["case.until < date('2026-05-01')", "case.until >= date('2026-05-01')"], True),
        (["case.until < date('2026-05-01')", "case.until > date('2026-05-01')"], False),
        (["case.open ? case.n < 5 : true", "case.n >= 5"], True),
        (["size(case.names) > 2", "!(size(case.names) > 2)"], True),
        (["size(case.names) > 2", "size(case.names) <= 2"], False),
        (["case.names.all(a, a != '')", "!case.names.all(a, a != '')"], True),
    ],
)
def test_whether_alternatives_cover_every_case(sources: list[str], is_covered: bool):
    assert covered(*sources) is is_covered


def test_nothing_covers_nothing_and_no_condition_covers_all():
    assert cover([], known) is False
    assert cover([[]], known) is True
    assert cover([[rule("case.open")], []], known) is True


def test_all_conditions_of_an_alternative_must_hold():
    both = [rule("case.open"), rule("case.n < 5")]
    assert not cover([both, [rule("!case.open")]], known)
    assert cover([both, [rule("!case.open")], [rule("case.n >= 5")]], known)


def test_what_excludes_and_what_implies():
    assert exclude([rule("case.n < 3")], [rule("case.n > 3")], known)
    assert not exclude([rule("case.n < 3")], [rule("case.n > 1")], known)
    assert imply([rule("case.n < 3")], [rule("case.n < 5")], known)
    assert not imply([rule("case.n < 5")], [rule("case.n < 3")], known)
    assert imply(
        [rule("case.maybe != null && case.maybe < 3")], [rule("case.maybe != null")], known
    )


def test_two_paths_are_compared_by_their_difference():
    pair = Scope({"case": record("case", {"a": INT, "b": INT})})
    less, _ = compile_rule("case.a < case.b", pair)
    more, _ = compile_rule("case.b <= case.a", pair)
    assert less is not None
    assert more is not None
    assert cover([[less], [more]], lambda _: Values(nullable=False))
    assert exclude([less], [more], lambda _: Values(nullable=False))


def test_too_many_worlds_decide_nothing():
    opaque = [rule(" || ".join(f"size(case.names) > {n}" for n in range(14)))]
    assert not Worlds(opaque, known).is_small
    assert not cover([opaque], known)
    assert not exclude(opaque, [rule("false")], known)
    assert not imply([rule("false")], opaque, known)


def test_an_example_reads_like_a_rule():
    worlds = Worlds([rule("case.n > 3 && case.n < 5")], known)
    shown = {worlds.example(world) for world in worlds}
    assert shown == {"case.n < 3", "case.n == 3", "3 < case.n < 5", "case.n == 5", "case.n > 5"}


def test_a_rule_that_is_one_path():
    assert path_of(rule("case.open")) == ("case", "open")
    assert path_of(rule("!case.open")) is None


# ---------------------------------------------------------------- against the rules themselves

_NUMBERS = st.integers(min_value=-1, max_value=11)
_COMPARES = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
_LEAVES = st.one_of(
    st.just("case.open"),
    st.builds("case.n {} {}".format, _COMPARES, _NUMBERS),
    st.builds("{} {} case.n".format, _NUMBERS, _COMPARES),
    st.builds(
        "case.colour {} '{}'".format, st.sampled_from(["==", "!="]), st.sampled_from(COLOURS)
    ),
    st.builds("(case.maybe != null && case.maybe {} {})".format, _COMPARES, _NUMBERS),
    st.just("case.maybe == null"),
    st.builds("case.n in [{}, {}]".format, _NUMBERS, _NUMBERS),
)
_RULES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("!({})".format, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
    ),
    max_leaves=6,
)
_CASES: list[dict[str, Any]] = [
    {"n": n, "maybe": maybe, "open": is_open, "colour": colour}
    for n, maybe, is_open, colour in product(range(11), (None, *range(11)), (False, True), COLOURS)
]


def _holds(each: Rule, case: dict[str, Any]) -> bool:
    try:
        return each.evaluate({"case": case}) is True
    except RuleFailed:
        return False


@settings(max_examples=150, deadline=None)
@given(st.lists(_RULES, min_size=1, max_size=3))
def test_covering_is_exactly_covering_every_case_there_can_be(sources: list[str]):
    rules = [rule(each) for each in sources]
    worlds = Worlds(rules, known)
    if not worlds.is_small:
        assert not cover([[each] for each in rules], known)
        return
    truly = all(any(_holds(each, case) for each in rules) for case in _CASES)
    assert cover([[each] for each in rules], known) is truly


@settings(max_examples=150, deadline=None)
@given(_RULES, _RULES)
def test_excluding_is_exactly_never_holding_together(one: str, other: str):
    rules = [rule(one), rule(other)]
    if Worlds(rules, known).is_small:
        truly = not any(all(_holds(each, case) for each in rules) for case in _CASES)
        assert exclude(rules[:1], rules[1:], known) is truly
