from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.commands.exits import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

CASE = {
    "id": "F-1",
    "kind": "period",
    "input": {
        "start": "2026-04-05",
        "start_mode": "event",
        "amount": 14,
        "unit": "day",
        "roll": "next_working_day",
        "calendar": {"state": "NW"},
    },
    "expected": {"nominal_end": "2026-04-19", "end": "2026-04-20"},
}


def test_a_period_ends_on_a_working_day_and_says_why(verbindlich) -> None:
    answer = verbindlich("deadline", "compute", "2026-12-11", "14 days", "--state", "NW", LANG="de")
    assert answer.code == ExitCode.OK
    lines = answer.out.splitlines()
    assert lines[0] == "Fällig am 2026-12-28; überfällig ab 2026-12-29 00:00 Ortszeit."
    assert any("Erster Weihnachtstag" in line and "§ 193 BGB" in line for line in lines[1:])


def test_the_end_is_also_told_in_json(verbindlich) -> None:
    command = ("deadline", "compute", "2026-04-05", "14 days", "--state", "NW", "--json")
    document = verbindlich(*command).document
    reasons = document.pop("reasons")
    assert document == {
        "nominal_on": "2026-04-19",
        "on": "2026-04-20",
        "at": "2026-04-20T22:00:00+00:00",
        "findings": [],
    }
    assert reasons
    assert all(each.keys() == {"de", "en"} for each in reasons)


@pytest.mark.parametrize(
    ("options", "on"),
    [
        (["--counting", "that day included"], "2026-04-20"),
        (["--roll", "previous working day"], "2026-04-17"),
        (["--roll", "none"], "2026-04-19"),
        (["--municipality", "Minden"], "2026-04-20"),
    ],
)
def test_options_change_the_reckoning(verbindlich, options: list[str], on: str) -> None:
    command = ("deadline", "compute", "2026-04-05", "14 days", "--state", "NW", "--json")
    assert verbindlich(*command, *options).document["on"] == on


def test_hours_run_from_a_moment(verbindlich) -> None:
    command = ("deadline", "compute", "2026-03-28T12:00+01:00", "48 hours", "--state", "NW")
    assert "overdue from 2026-03-30 13:00 local time." in verbindlich(*command).out


def test_a_place_may_have_days_of_its_own(verbindlich) -> None:
    place = '{"state": "BY", "municipality": "Erlangen", "assumption_day": true}'
    command = ("deadline", "compute", "2025-08-01", "14 days", "--json")
    assert verbindlich(*command, "--place", place).document["on"] == "2025-08-18"
    unsaid = verbindlich(*command, "--state", "BY").document
    assert unsaid["on"] == "2025-08-15"
    assert [each["code"] for each in unsaid["findings"]] == ["place-assumption-day"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["2026-04-05", "14 dayz", "--state", "NW"], ExitCode.FINDINGS, "days"),
        (["2026-04-05", "14 days", "--state", "XX"], ExitCode.SETTINGS, "NW"),
        (["2026-04-05", "14 days", "--place", "[]"], ExitCode.SETTINGS, "object"),
        (["2026-04-05", "14 days", "--place", "{"], ExitCode.FINDINGS, "No valid JSON"),
        (["2026-04-05", "14 days"], ExitCode.USAGE, "--state"),
        (["2026-02-30", "14 days", "--state", "NW"], ExitCode.USAGE, "2026-02-30"),
        (["2026-04-05", "9999 years", "--state", "NW"], ExitCode.FINDINGS, "years"),
        (["2026-04-05", "48 hours", "--state", "NW"], ExitCode.FINDINGS, "moment"),
    ],
)
def test_what_cannot_be_computed_is_told(verbindlich, arguments, code, words: str) -> None:
    answer = verbindlich("deadline", "compute", *arguments)
    assert answer.code == code
    assert words in answer.err
    assert "Traceback" not in answer.err


class TestCheck:
    @pytest.fixture
    def check(self, verbindlich, tmp_path: Path):
        def check(text: str, *options: str):
            (tmp_path / "cases.json").write_text(text)
            return verbindlich("deadline", "check", str(tmp_path / "cases.json"), *options)

        return check

    def test_cases_that_come_out_as_reckoned_pass(self, check) -> None:
        answer = check(json.dumps({"cases": [CASE, CASE]}))
        assert (answer.code, answer.out) == (ExitCode.OK, "2 passed, 0 failed\n")

    def test_a_difference_is_named(self, check) -> None:
        wrong = CASE | {"id": "F-2", "expected": {"end": "2026-04-19"}}
        answer = check(json.dumps({"cases": [CASE, wrong]}))
        assert answer.code == ExitCode.FINDINGS
        assert answer.out.splitlines()[-1] == "1 passed, 1 failed"
        assert answer.out.startswith("F-2 expected.end")

    def test_differences_are_told_in_json(self, check) -> None:
        wrong = CASE | {"expected": {"end": "2026-04-19"}}
        document = check(json.dumps({"cases": [wrong]}), "--json").document
        assert (document["passed"], document["failed"]) == (0, 1)
        assert document["differences"][0]["actual"].strip(chr(34)) == "2026-04-20"

    @pytest.mark.parametrize("text", ["[]", '{"cases": []}', '{"cases": {}}', '{"cases": [7]}'])
    def test_a_file_without_cases_is_no_success(self, check, text: str) -> None:
        assert check(text).code == ExitCode.FINDINGS

    @pytest.mark.parametrize("text", ["", "{", '{"cases": [], "cases": []}', "[" * 100_000])
    def test_a_file_that_is_no_json_is_refused(self, check, text: str) -> None:
        answer = check(text)
        assert answer.code == ExitCode.FINDINGS
        assert "cannot be read" in answer.err
