"""The static check: what is accepted, and what is wrong where, with which hint."""

from __future__ import annotations

import pytest

from engine.rules.rule import Scope, compile_rule
from engine.rules.types import BOOL, DATE, DOUBLE, INT, STRING, Type, choice, list_of, nullable


@pytest.mark.parametrize(
    "source",
    [
        "input.ends_on > case.starts_on",
        "case.ends_on != null && input.ends_on > case.ends_on",
        "case.ends_on == null || input.ends_on > case.ends_on",
        "case.ends_on != null ? input.ends_on > case.ends_on : true",
        "case.ends_on == null ? true : input.ends_on > case.ends_on",
        "has(case.ends_on) && case.ends_on > today",
        "!has(case.ends_on) || case.ends_on > today",
        "!(case.ends_on == null) && case.ends_on > today",
        "!(case.ends_on == null || case.budget == null) && case.budget > 0",
        "null != case.ends_on && case.ends_on > today",
        "case.ends_on != null && case.binding && case.ends_on > today",
        "case.ends_on == input.ends_on && case.ends_on > today",
        "case.rating in ['red', 'amber']",
        "case.addressees.all(a, a.consented_on != null && a.consented_on <= today)",
        "case.addressees.filter(a, a.kind == 'regular').size() > 0",
        "case.addressees.map(a, a.consented_on != null, days_since(a.consented_on)) == [80]",
        "case.addressees[0].hours + size(case.tags) * 2 > 3",
        "case.labels.colour == 'blue' && 'x' in case.labels && case.labels['colour'] != ''",
        "children.statements.all(c, c.closed)",
        "case.budget == 5",
        "case.share * double(case.progress) > 1.0 || case.progress < 3.5",
        "has_role('lead') && days_until(input.ends_on) > 3",
        "min(case.progress, 3) + max([1, 2]) + round(case.share) > 1",
        "case.starts_on + duration('24h') > date(now)",
        "case.title.matches('^S.*') && now.getFullYear('Europe/Berlin') == 2026",
        "[1, 2].exists(n, n > 1) && {'a': 1}.all(k, k != '')",
        "type(case.progress) == int",
    ],
)
def test_what_is_right_is_accepted(scope: Scope, source: str) -> None:
    rule, findings = compile_rule(source, scope, BOOL)
    assert findings == []
    assert rule is not None
    assert rule.result == BOOL


@pytest.mark.parametrize(
    ("source", "code", "culprit", "hint"),
    [
        ("cases.progress > 1", "rule-unknown-name", "cases", "“case”"),
        ("case.progres > 1", "rule-unknown-field", "progres", "“progress”"),
        ("case.addressees.all(a, a.hour > 1)", "rule-unknown-field", "hour", "“hours”"),
        ("day_until(today) > 1", "rule-unknown-function", "day_until", "“days_until”"),
        ("case.title.startswith('x')", "rule-unknown-function", "startswith", "“startsWith”"),
        ("case.rating == 'redd'", "rule-unknown-option", "'redd'", "“red”"),
        ("case.rating in ['red', 'blue']", "rule-unknown-option", "'blue'", "green, grey"),
        ("has_role('leed')", "rule-unknown-role", "'leed'", "“lead”"),
        ("table('triage') == 1", "rule-unknown-table", "'triage'", None),
        (
            "input.ends_on > case.ends_on",
            "rule-may-be-null",
            "case.ends_on",
            "case.ends_on != null",
        ),
        ("case.budget + 1 > 2", "rule-may-be-null", "case.budget", "Check first"),
        ("days_until(case.ends_on) > 2", "rule-may-be-null", "case.ends_on", "Check first"),
        ("case.ends_on.getDate() > 2", "rule-may-be-null", "case.ends_on", "Check first"),
        (
            "case.addressees.all(a, a.consented_on <= today)",
            "rule-may-be-null",
            "a.consented_on",
            "a.consented_on != null",
        ),
        (
            "case.ends_on != null || case.ends_on > today",
            "rule-may-be-null",
            "case.ends_on",
            "Check first",
        ),
        ("case.title > 1", "rule-wrong-type", "case.title > 1", None),
        ("case.progress + 1.5 > 2.0", "rule-wrong-type", "case.progress + 1.5", "double(…)"),
        ("now > today", "rule-wrong-type", "now > today", "date(…)"),
        ("case.progress == 'x'", "rule-wrong-type", "case.progress == 'x'", None),
        ("case.progress && true", "rule-wrong-type", "case.progress", None),
        ("!case.title", "rule-wrong-type", "case.title", None),
        ("case.title ? true : false", "rule-wrong-type", "case.title", None),
        ("(case.binding ? 1 : 'a') == 1", "rule-wrong-type", "(case.binding ? 1 : 'a')", None),
        ("case.title.all(c, true)", "rule-wrong-type", "case.title", None),
        ("case.tags.all(t, t)", "rule-wrong-type", "t", None),
        ("case.tags['a'] == 'b'", "rule-wrong-type", "'a'", None),
        ("case.progress.x == 1", "rule-wrong-type", "case.progress.x", None),
        ("1 in case.tags", "rule-wrong-type", "1 in case.tags", None),
        ("size(case.progress) > 1", "rule-wrong-arguments", "size(case.progress)", "size(text)"),
        ("date('2026-02-30') > today", "rule-bad-constant", "'2026-02-30'", "date('2026-03-31')"),
        ("date('31.03.2026') > today", "rule-bad-constant", "'31.03.2026'", "2026-03-31"),
        ("case.title.matches('(')", "rule-bad-pattern", "'('", None),
        ("case.tags.all(today, true)", "rule-shadowed-name", "case.tags.all(today, true)", "name"),
        ("case.title", "rule-wrong-result", "case.title", None),
        ("case.progress == null ? null : true", "rule-wrong-result", "", "x != null ? x"),
    ],
)
def test_what_is_wrong_is_found_with_its_place(
    scope: Scope, source: str, code: str, culprit: str, hint: str | None
) -> None:
    rule, findings = compile_rule(source, scope, BOOL)

    assert rule is None
    assert [finding.code for finding in findings] == [code]
    finding = findings[0]
    assert finding.column is not None
    assert finding.end_column is not None
    found = source[finding.column - 1 : finding.end_column - 1]
    assert found == (culprit or source)
    assert finding.message.de
    assert finding.message.en != finding.message.de
    assert (hint or "") in (finding.hint.en if finding.hint else "")


def test_everything_is_found_at_once(scope: Scope) -> None:
    source = "case.progres > 1 && cases.x == 1 && case.title > 3 && case.budget > 1"
    _, findings = compile_rule(source, scope)
    assert [finding.code for finding in findings] == [
        "rule-unknown-field",
        "rule-unknown-name",
        "rule-wrong-type",
        "rule-may-be-null",
    ]


def test_what_is_known_of_an_element_ends_with_the_loop(scope: Scope) -> None:
    source = (
        "case.addressees.exists(a, a.consented_on != null)"
        " && case.addressees.all(a, a.consented_on <= today)"
    )
    _, findings = compile_rule(source, scope)
    assert [finding.code for finding in findings] == ["rule-may-be-null"]


@pytest.mark.parametrize(
    ("source", "expected", "fits"),
    [
        ("case.progress", INT, True),
        ("case.progress", DOUBLE, True),
        ("case.share", INT, False),
        ("case.ends_on", nullable(DATE), True),
        ("case.ends_on", DATE, False),
        ("null", nullable(DATE), True),
        (
            "case.progress < 100 ? 'red' : case.rating",
            choice(["green", "amber", "red", "grey"]),
            True,
        ),
        ("case.progress < 100 ? 'blue' : case.rating", choice(["amber", "red"]), False),
        ("case.title", choice(["a", "b"]), True),
        ("'c'", choice(["a", "b"]), False),
        ("case.rating", STRING, True),
        ("case.addressees.map(a, a.hours)", list_of(INT), True),
        ("case.addressees.map(a, a.hours)", list_of(STRING), False),
        ("[]", list_of(STRING), True),
    ],
)
def test_the_result_must_fit_its_place(
    scope: Scope, source: str, expected: Type, *, fits: bool
) -> None:
    rule, findings = compile_rule(source, scope, expected)
    assert (rule is not None) == fits
    assert [finding.code for finding in findings] == ([] if fits else ["rule-wrong-result"])


@pytest.mark.parametrize(
    ("source", "references"),
    [
        ("case.progress > 1", {("case", "progress")}),
        (
            "facts.running < settings.max_parallel",
            {("facts", "running"), ("settings", "max_parallel")},
        ),
        ("days_until(input.ends_on) > 1", {("input", "ends_on"), ("today",)}),
        ("has(case.ends_on)", {("case", "ends_on")}),
        (
            "case.addressees.all(a, a.hours > 1)",
            {("case", "addressees"), ("case", "addressees", "hours")},
        ),
        (
            "case.addressees[case.progress].hours > 1",
            {("case", "addressees", "hours"), ("case", "progress")},
        ),
        (
            "children.statements.all(c, c.closed)",
            {("children", "statements"), ("children", "statements", "closed")},
        ),
        ("1 < 2", set()),
    ],
)
def test_every_path_that_is_read_is_known(
    scope: Scope, source: str, references: set[tuple[str, ...]]
) -> None:
    rule, _ = compile_rule(source, scope)
    assert rule is not None
    assert rule.references == references


def test_the_functions_that_are_called_are_known(scope: Scope) -> None:
    rule, _ = compile_rule("has_role('lead') && size(case.tags) > days_since(today)", scope)
    assert rule is not None
    assert rule.functions == {"has_role", "size", "days_since"}


def test_without_known_roles_any_role_may_be_asked() -> None:
    rule, findings = compile_rule("has_role('anybody')", Scope({}))
    assert rule is not None
    assert findings == []
