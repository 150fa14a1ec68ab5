from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from engine.commands.exits import ExitCode

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def evaluate_cases(verbindlich, tmp_path: Path):
    def evaluate(*lines: object, **environment: str) -> tuple[int, list[dict[str, Any]]]:
        file = tmp_path / "cases.jsonl"
        written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        file.write_text("\n".join(written), encoding="utf-8")
        answer = verbindlich("rule", "eval", "--cases", str(file), **environment)
        return answer.code, [json.loads(line) for line in answer.out.splitlines()]

    return evaluate


@pytest.mark.parametrize(
    ("rule", "facts", "value"),
    [
        ("x + 1", {"x": 1}, 2),
        ("x + 1.0", {"x": 1.5}, 2.5),
        ("x == null", {"x": None}, True),
        ("x.kind == 'regular'", {"x": {"kind": "regular"}}, True),
        ("x.map(y, y * 2)", {"x": list(range(20))}, list(range(0, 40, 2))),
        ("t", {"t": "ä" * 300}, "ä" * 300),
        ("{true: [1], 'b': {}}", {}, {"true": [1], "b": {}}),
        ("1.0 / 0.0", {}, "+Inf"),
        ("date('2026-03-31')", {}, "2026-03-31"),
    ],
)
def test_a_case_yields_its_value_whole(evaluate_cases, rule: str, facts, value: object) -> None:
    code, answers = evaluate_cases({"id": "a", "rule": rule, "facts": facts})
    assert code == ExitCode.OK
    assert answers == [{"id": "a", "value": value}]
    assert type(answers[0]["value"]) is type(value)


def test_whole_numbers_stay_whole_numbers(evaluate_cases) -> None:
    _, answers = evaluate_cases({"id": 1, "rule": "x + 1.0", "facts": {"x": 1}})
    assert answers[0]["error"]["code"] == "no_overload"


def test_a_rule_that_fails_or_is_wrong_is_an_error_with_its_column(evaluate_cases) -> None:
    code, answers = evaluate_cases(
        {"id": 1, "rule": "x > 0 && 1 / x", "facts": {"x": 0}},
        {"id": 2, "rule": "1 / x > 0", "facts": {"x": 0}},
        {"id": 3, "rule": "1 + y", "facts": {"x": 0}},
        {"id": 4, "rule": "1 +", "facts": {}},
    )
    assert code == ExitCode.OK
    failures = [each.get("error") for each in answers]
    assert failures[1]["code"] == "divide_by_zero"
    assert failures[2]["code"] == "rule-unknown-name"
    assert failures[2]["column"] == 5
    assert failures[3]["column"] is not None
    assert all(each is None or set(each) == {"code", "message", "column"} for each in failures)


def test_messages_are_in_the_language_of_the_call(evaluate_cases) -> None:
    case = {"id": 1, "rule": "1 / 0", "facts": {}}
    _, in_english = evaluate_cases(case)
    _, in_german = evaluate_cases(case, LANG="de_DE")
    assert in_english[0]["error"]["message"] == "division by zero"
    assert in_german[0]["error"]["message"] == "Teilung durch null"


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "[1]",
        '{"id": 1, "rule": 5}',
        '{"id": 1, "rule": "1", "facts": []}',
        '{"id": 1, "rule": "1", "rule": "2"}',
        '{"id": 1, "rule": "x", "facts": {"x": NaN}}',
        "[" * 100_000,
        '{"id": 1, "rule": "x", "facts": {"x": ' + "9" * 5_000 + "}}",
    ],
    ids=lambda line: line[:40],
)
def test_a_line_that_is_no_case_is_told_and_the_others_go_on(evaluate_cases, line: str) -> None:
    code, answers = evaluate_cases(line, "", {"id": 2, "rule": "1", "facts": {}})
    assert code == ExitCode.FINDINGS
    assert answers[0]["error"]["code"] == "case_unreadable"
    assert answers[1] == {"id": 2, "value": 1}


def test_one_rule_is_explained(verbindlich) -> None:
    answer = verbindlich("rule", "eval", "a > 1 && b", "--facts", '{"a": 0, "b": true}')
    assert answer.code == ExitCode.OK
    assert answer.out.splitlines()[:2] == ["✗ a > 1 && b", "  ✗ a > 1"]


def test_one_rule_is_explained_in_json(verbindlich) -> None:
    document = verbindlich("rule", "eval", "a", "--facts", '{"a": [1]}', "--json").document
    assert document["value"] == [1]
    assert document["tree"]["text"] == "a"


def test_facts_may_lie_in_a_file(verbindlich, tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text('{"a": 41}')
    facts = str(tmp_path / "facts.json")
    assert verbindlich("rule", "eval", "a + 1", "--facts", facts, "--json").document["value"] == 42


def test_a_rule_that_fails_ends_with_findings(verbindlich) -> None:
    assert verbindlich("rule", "eval", "1 / 0").code == ExitCode.FINDINGS
    assert verbindlich("rule", "eval", "1 +").code == ExitCode.FINDINGS


@pytest.mark.parametrize("arguments", [[], ["1", "--cases", __file__]])
def test_either_a_rule_or_cases_are_needed(verbindlich, arguments: list[str]) -> None:
    answer = verbindlich("rule", "eval", *arguments)
    assert answer.code == ExitCode.USAGE
    assert "Either a rule or --cases is needed" in answer.err


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("n + 1", "whole number"),
        ("d", "decimal number"),
        ("l.all(x, x > 0)", "yes/no"),
        ("m.a", "whole number"),
    ],
)
def test_check_tells_the_type(verbindlich, rule: str, kind: str) -> None:
    facts = '{"n": 1, "d": 1.5, "l": [1, 2], "m": {"a": 1}, "nothing": null, "empty": []}'
    answer = verbindlich("rule", "check", rule, "--facts", facts, "--json")
    assert answer.code == ExitCode.OK
    assert answer.document == {"type": kind, "findings": []}


def test_check_names_everything_that_is_wrong(verbindlich) -> None:
    facts = '{"n": 1, "t": "a"}'
    answer = verbindlich("rule", "check", "n + t > 0 && z", "--facts", facts, "--json", LANG="de")
    assert answer.code == ExitCode.FINDINGS
    findings = answer.document["findings"]
    assert {each["column"] for each in findings} >= {1, 14}
    assert all(each["message"].keys() == {"de", "en"} for each in findings)


def test_check_for_people_says_where(verbindlich) -> None:
    answer = verbindlich("rule", "check", "1 + z")
    assert answer.out.startswith("5: error: ")
    assert "[rule-unknown-name]" in answer.out
