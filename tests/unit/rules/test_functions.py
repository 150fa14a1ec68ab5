"""Days, working days, roles, least and largest, rounding; texts and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engine.rules.errors import RuleFailed
from engine.rules.rule import Scope, Surroundings, compile_rule
from engine.rules.types import DATE, DYN, INT, TIMESTAMP


class Weekdays:
    """Monday to Friday."""

    def is_working_day(self, day: date) -> bool:
        return day.isoweekday() < 6

    def add_working_days(self, day: date, count: int) -> date:
        step = timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def working_days_between(self, start: date, end: date) -> int:
        days = (start + timedelta(days=n + 1) for n in range((end - start).days))
        return sum(map(self.is_working_day, days))


AROUND = Surroundings(calendar=Weekdays(), roles=frozenset({"lead"}))
SCOPE = Scope({"today": DATE, "now": TIMESTAMP, "d": DATE, "n": INT, "x": DYN})
VALUES: dict[str, Any] = {
    "today": date(2026, 3, 31),  # a Tuesday
    "now": datetime(2026, 3, 31, 22, 30, tzinfo=UTC),
    "d": date(2026, 1, 31),
    "n": 3,
    "x": None,
}


def evaluate(source: str, around: Surroundings = AROUND) -> Any:
    rule, findings = compile_rule(source, SCOPE)
    assert rule is not None, findings
    return rule.evaluate(VALUES, around)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("days_until(date('2026-04-10'))", 10),
        ("days_until(d)", -59),
        ("days_since(d)", 59),
        ("working_days_until(date('2026-04-10'))", 8),
        ("working_days_until(date('2026-03-23'))", -6),
        ("working_days_until(today)", 0),
        ("add_days(d, n)", date(2026, 2, 3)),
        ("add_days(d, -31)", date(2025, 12, 31)),
        ("add_working_days(today, 5)", date(2026, 4, 7)),
        ("add_working_days(today, -2)", date(2026, 3, 27)),
        ("add_months(d, 1)", date(2026, 2, 28)),
        ("add_months(d, 25)", date(2028, 2, 29)),
        ("add_months(d, -2)", date(2025, 11, 30)),
        ("add_months(d, 0)", date(2026, 1, 31)),
        ("year(today)", 2026),
        ("weekday(date('2019-05-10'))", 5),
        ("weekday(date('2019-05-12'))", 7),
        ("date('2026-03-31') == today", True),
        ("date(now)", date(2026, 4, 1)),  # the local day, not the one in UTC
        ("date(d)", date(2026, 1, 31)),
        ("has_role('lead')", True),
        ("has_role('council')", False),
        ("min(3, n)", 3),
        ("max(2.5, 1.0)", 2.5),
        ("min([d, today])", date(2026, 1, 31)),
        ("max([1, 5, 3])", 5),
        ("sum([1, 5, 3])", 9),
        ("sum([1, 5, 3].filter(each, each > 5))", 0),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(2.4999)", 2),
        ("round(0.49999999999999994)", 0),
        ("round(n)", 3),
        ("d.getFullYear() + d.getMonth() + d.getDate()", 2026 + 0 + 31),
        ("now.getHours() * 100 + now.getMinutes()", 2230),
        ("now.getHours('Europe/Berlin')", 0),
        ("now.getHours('-02:30')", 20),
        ("duration('1h30m').getMinutes()", 90),
        ("duration('-1.5s').getMilliseconds()", 500),
        ("string(now) + string(d) + string(duration('90s'))", "2026-03-31T22:30:00Z2026-01-3190s"),
        ("'Maßnahme 12'.matches('[0-9]+$') && !'x'.matches('^y')", True),
        ("'abc'.contains('b') && 'abc'.startsWith('') && 'abc'.endsWith('bc')", True),
        ("int('-12') + int(3.9) + int('+1')", -8),
        ("double('1.5e1') == 15.0 && bool('true') && string(1.0) == '1'", True),
        ("type(d) == type(today) && type(1u) == uint && type(null) == null_type", True),
        ("size('Maß') + size(b'Ma') + size({'a': 1})", 6),
    ],
)
def test_functions(source: str, value: Any) -> None:
    found = evaluate(source)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("working_days_until(date('2400-01-01')) > 1", "overflow"),
        ("add_working_days(d, 1000000) > d", "overflow"),
        ("add_months(d, 9223372036854775807) > d", "overflow"),
        ("add_months(d, -99999) > d", "overflow"),
        ("add_days(d, -999999) > d", "overflow"),
        ("round(double('inf')) > 1", "overflow"),
        ("round(0.0 / 0.0) > 1", "overflow"),
        ("round(1e300) > 1", "overflow"),
        ("min([n].filter(i, i > 5)) > 1", "bad_conversion"),
        ("days_until(x) > 1", "null"),
        ("min(x, 1) > 1", "null"),
        ("timestamp(9223372036854775807 - n) > now", "overflow"),
        ("string(b'\\xff') == ''", "bad_conversion"),
        ("now.getHours('Mars/Phobos') > 1", "bad_conversion"),
        ("now.getHours('../../etc/passwd') > 1", "bad_conversion"),
        ("now.getHours('+99:99') > 1", "bad_conversion"),
        ("string(n).matches('(' + string(n)) ", "bad_pattern"),
        ("dyn(1).contains('a')", "no_overload"),
        ("sum(dyn([1, 'a'])) > 1", "no_overload"),
        ("sum([9223372036854775807, n]) > 1", "overflow"),
        ("dyn('a').getHours() > 1", "no_overload"),
        ("uint(0 - n) > 1u", "overflow"),
        ("duration(string(n) + '000000000h') > duration('0s')", "overflow"),
    ],
)
def test_functions_fail_and_do_nothing_else(source: str, code: str) -> None:
    with pytest.raises(RuleFailed) as caught:
        evaluate(source)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "call",
    [
        *(
            "int(dyn(true))",
            "int(dyn([]))",
            "uint(dyn(true))",
            "uint(dyn([]))",
            "double(dyn(true))",
        ),
        *("double(dyn([]))", "bool(dyn(1))", "string(dyn([]))", "bytes(dyn(1))", "size(dyn(1))"),
        *("timestamp(dyn(1.5))", "duration(dyn(1))", "date(dyn(1))", "year(dyn('2026'))"),
        *(
            "dyn(1).startsWith('a')",
            "'a'.endsWith(dyn(1))",
            "'a'.matches(dyn(1))",
            "matches(dyn(1), 'a')",
        ),
        *(
            "dyn(1).getFullYear()",
            "dyn(d).getHours()",
            "now.getDate(dyn(1))",
            "add_days(d, dyn('1'))",
        ),
        *("add_days(dyn(now), 1)", "round(dyn('1'))", "min(dyn('a'), 1)", "max(dyn([1, 'a']))"),
        *(
            "-dyn('a')",
            "dyn(1) + 'a'",
            "dyn('a') < 1",
            "1 in dyn('a')",
            "dyn(1)[0]",
            "dyn([1])['a']",
        ),
        *(
            "dyn({'a': 1})[[]]",
            "dyn(1).a",
            "has(dyn(1).a)",
            "dyn(1).all(v, true)",
            "dyn([1]) < [2]",
        ),
    ],
)
def test_values_of_the_wrong_kind_fail(call: str) -> None:
    with pytest.raises(RuleFailed) as caught:
        evaluate(call)
    assert caught.value.code == "no_overload"


def test_working_days_need_a_calendar() -> None:
    with pytest.raises(RuleFailed) as caught:
        evaluate("working_days_until(d) > 1", Surroundings())
    assert caught.value.code == "no_calendar"


def test_without_a_today_nothing_is_counted() -> None:
    rule, _ = compile_rule("days_until(d) > 1", SCOPE)
    assert rule is not None
    with pytest.raises(RuleFailed) as caught:
        rule.evaluate({"d": date(2026, 1, 1)})
    assert caught.value.code == "unknown_name"
