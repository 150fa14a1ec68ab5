"""What rules come to, and how they fail: never as true, never as another exception."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.errors import RuleError
from engine.rules.errors import RuleFailed, Stop, Why
from engine.rules.rule import Rule, Scope, compile_rule
from engine.rules.types import (
    BOOL,
    DATE,
    DYN,
    INT,
    NULL,
    TIMESTAMP,
    Type,
    list_of,
    map_of,
    nullable,
    record,
)

Compiled = Callable[[str], Rule]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("facts.running < settings.max_parallel", True),
        ("case.ends_on != null && input.ends_on > case.ends_on", True),
        ("case.ends_on == null", False),
        ("case.budget == null && !has(case.budget) && has(case.ends_on)", True),
        ("case.addressees.all(a, a.consented_on != null)", False),
        ("case.addressees.exists(a, a.kind == 'regular')", True),
        ("case.addressees.exists_one(a, a.kind == 'regular')", True),
        ("case.addressees.filter(a, a.kind == 'volunteer').map(a, a.hours)", [4, 7]),
        ("case.addressees.map(a, a.hours > 5, a.organisation)", ["Volkshochschule", "Verein B"]),
        ("case.addressees[1].hours", 4),
        ("case.addressees[1].consented_on == null", True),
        ("case.progress < 100 ? 'red' : case.rating", "red"),
        ("case.labels.colour + '/' + case.labels['colour']", "blue/blue"),
        ("'colour' in case.labels && !('size' in case.labels)", True),
        ("has(case.labels.size)", False),
        ("children.statements.all(c, c.closed)", False),
        ("size(case.title) + size(case.tags)", 12),
        ("7 / -2 == -3 && 7 % -2 == 1 && -7 % 2 == -1", True),
        ("1.0 / 0.0 > 1e308", True),
        ("1 == 1.0 && 2u == 2 && [1] == dyn([1.0])", True),
        ("case.starts_on - date('2026-01-02') == duration('744h')", True),
        ("case.starts_on + duration('48h') == date('2026-02-04')", True),
        ("now - duration('90m') == timestamp('2026-03-31T09:00:00Z')", True),
        ("type(now) == type(timestamp('2026-03-31T09:00:00Z'))", True),
        ("{'a': 1, 'b': 2}.filter(k, k > 'a')", ["b"]),
        ("{true: 1}[true] == 1 && !(dyn(1) in {true: 1})", True),
        ("case.tags == ['a', 'b'] && case.tags != ['b', 'a'] && 'a' in case.tags", True),
        ("(case.binding && case.progress > 1) != false", True),
    ],
)
def test_values(compiled: Compiled, values: dict[str, Any], source: str, value: Any) -> None:
    found = compiled(source).evaluate(values)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("source", "code", "column"),
    [
        ("case.progress / (facts.running - 11) > 1", "divide_by_zero", 1),
        ("true && case.progress % (facts.running - 11) > 1", "divide_by_zero", 9),
        ("case.progress * 9223372036854775807 > 1", "overflow", 1),
        ("-(-9223372036854775807 - facts.running) > 1", "overflow", 2),
        ("case.labels.size == 'x'", "no_such_key", 1),
        ("case.labels['size'] == 'x'", "no_such_key", 1),
        ("case.addressees[9].hours > 1", "no_such_index", 1),
        ("int(case.title) > 1", "bad_conversion", 1),
        ("add_days(case.starts_on, 99999999) > today", "overflow", 1),
        ("{case.title: 1, 'Sprachcafé': 2}.all(k, true)", "repeated_key", 1),
        ("case.tags.map(t, int(t))[0] > 1", "bad_conversion", 18),
        ("now.getHours(case.title) > 1", "bad_conversion", 1),
        ("case.tags.all(t, 1 / size(case.labels[t]) > 0)", "no_such_key", 27),
    ],
)
def test_failures_have_a_code_and_a_place(
    scope: Scope, values: dict[str, Any], source: str, code: str, column: int
) -> None:
    rule, findings = compile_rule(source, scope)
    assert rule is not None, findings
    with pytest.raises(RuleFailed) as caught:
        rule.evaluate(values)
    assert (caught.value.code, caught.value.column) == (code, column)
    assert caught.value.message.de
    assert str(caught.value).startswith("The rule cannot be evaluated: ")
    assert isinstance(caught.value, RuleError)


def test_every_reason_has_words_in_both_languages() -> None:
    for why in Why:
        message = Stop(why, "a", "b").message
        assert message.de
        assert message.de != message.en
        assert "{" not in message.de + message.en


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("case.labels.size == 'x' || true", True),
        ("true || case.labels.size == 'x'", True),
        ("case.labels.size == 'x' && false", False),
        ("case.tags.exists(t, t == 'b' || case.labels[t] == 'x')", True),
        ("case.tags.all(t, t == 'a' ? int(t) > 1 : false)", False),
        ("false ? case.labels.size : 'y'", "y"),
    ],
)
def test_a_part_that_decides_makes_up_for_one_that_fails(
    compiled: Compiled, values: dict[str, Any], source: str, value: Any
) -> None:
    assert compiled(source).evaluate(values) == value


@pytest.mark.parametrize(
    "source", ["case.progress > 1", "case.starts_on > today", "case.binding && true"]
)
def test_a_required_value_that_is_missing_fails_as_null(
    compiled: Compiled, values: dict[str, Any], source: str
) -> None:
    values["case"] = {}
    with pytest.raises(RuleFailed) as caught:
        compiled(source).evaluate(values)
    assert caught.value.code == "null"
    assert caught.value.column is not None


@pytest.mark.parametrize(
    ("case", "code"),
    [(None, "null"), ("text", "no_overload"), ([], "no_overload"), (17, "no_overload")],
)
def test_values_that_are_not_of_their_type_fail(compiled: Compiled, case: Any, code: str) -> None:
    with pytest.raises(RuleFailed) as caught:
        compiled("case.progress > 1").evaluate({"case": case})
    assert caught.value.code == code


@pytest.mark.parametrize("wrong", [None, "x", 1.5, [], {}, date(2026, 1, 1), "huge", object()])
@pytest.mark.parametrize(
    "source",
    [
        "case.progress + 1 > 2",
        "case.progress < 3",
        "-case.progress == 1",
        "!case.binding",
        "case.binding && true",
        "case.starts_on > today",
        "case.starts_on + duration('1h') == today",
        "days_until(case.starts_on) > 1",
        "case.tags.all(t, t == 'a')",
        "case.addressees.exists(a, a.hours > 1)",
        "case.title.startsWith('a')",
        "string(case.progress) == ''",
        "case.progress in [1, 2]",
        "case.title in case.tags",
        "case.labels.x == 'y'",
        "size(case.title) == 1",
        "case.share * 2.0 > 1.0",
        "min(case.progress, 2) == 2",
    ],
)
def test_wrong_values_of_any_kind_only_fail(compiled: Compiled, source: str, wrong: Any) -> None:
    names = ("progress", "binding", "starts_on", "tags", "addressees", "title", "labels", "share")
    wrong = 10**5000 if wrong == "huge" else wrong
    given = {"case": dict.fromkeys(names, wrong), "today": date(2026, 1, 1)}
    rule = compiled(source)
    try:
        rule.evaluate(given)
    except RuleFailed:
        assert rule.explain(given).failure is not None
    assert rule.explain(given).to_json()


def test_a_name_without_a_value_fails(compiled: Compiled) -> None:
    with pytest.raises(RuleFailed) as caught:
        compiled("1 < facts.running").evaluate({})
    assert (caught.value.code, caught.value.column) == ("unknown_name", 5)


def test_days_and_instants_are_kept_apart() -> None:
    scope = Scope({"x": DYN, "day": DATE})
    rule, _ = compile_rule("x == day", scope)
    assert rule is not None
    assert rule.evaluate({"x": date(2026, 1, 1), "day": date(2026, 1, 1)}) is True
    midnight = datetime(2026, 1, 1, tzinfo=UTC)
    assert rule.evaluate({"x": midnight, "day": date(2026, 1, 1)}) is False


def test_instants_are_reckoned_in_utc_wherever_they_come_from() -> None:
    scope = Scope({"a": TIMESTAMP, "b": TIMESTAMP})
    rule, _ = compile_rule("b - a", scope)
    assert rule is not None
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 29, 0, 0, tzinfo=berlin)  # the night that is an hour short
    after = datetime(2026, 3, 30, 0, 0, tzinfo=berlin)
    assert rule.evaluate({"a": before, "b": after}) == timedelta(hours=23)
    offset = before.astimezone(timezone(timedelta(hours=5)))
    assert rule.evaluate({"a": offset, "b": after}) == timedelta(hours=23)


@pytest.mark.parametrize("type_", [DYN, nullable(INT), map_of(INT), list_of(DYN), NULL])
def test_evaluating_changes_nothing(type_: Type) -> None:
    scope = Scope({"x": type_, "rows": list_of(record("row", {"n": INT})), "p": BOOL})
    rule, findings = compile_rule("rows.filter(r, r.n > 1).map(r, {'n': [r.n, x]})", scope)
    assert rule is not None, findings
    given = {"x": None, "rows": [{"n": 1}, {"n": 2}], "p": True}
    before = pickle.dumps(given)
    assert rule.evaluate(given) == [{"n": [2, None]}]
    assert pickle.dumps(given) == before


def test_one_rule_serves_many_threads(compiled: Compiled, values: dict[str, Any]) -> None:
    rule = compiled("case.addressees.filter(a, a.hours > facts.running).size()")
    wrong: list[Any] = []

    def work(limit: int) -> None:
        mine = {**values, "facts": {"running": limit}}
        expected = sum(each["hours"] > limit for each in values["case"]["addressees"])
        wrong.extend(found for _ in range(300) if (found := rule.evaluate(mine)) != expected)

    threads = [threading.Thread(target=work, args=(limit,)) for limit in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert wrong == []
