from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from engine import resources
from engine.commands.exits import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = [path.stem for path in resources.workflow_files()]


@pytest.fixture
def statement() -> dict[str, Any]:
    return json.loads(resources.workflow_text("statement"))


@pytest.fixture
def written(tmp_path: Path):
    def write(document: object, name: str = "own.json") -> str:
        text = document if isinstance(document, str) else json.dumps(document)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


def test_a_shipped_workflow_is_in_order_by_key_or_file(verbindlich, written, statement) -> None:
    file = written(statement)
    answer = verbindlich("workflow", "lint", "statement", file)
    assert answer.code == ExitCode.OK
    assert answer.out.splitlines() == ["statement: in order", f"{file}: in order"]
    assert verbindlich("workflow", "lint", file, LANG="de").out == f"{file}: in Ordnung\n"


def test_everything_wrong_is_found_at_once_with_its_place(verbindlich, written, statement) -> None:
    first = next(iter(statement["states"]))
    statement["states"][first]["obligations"] = ["nothing_of_the_kind"]
    statement["states"]["island"] = {"title": {"de": "Insel", "en": "Island"}}
    file = written(statement)
    answer = verbindlich("workflow", "lint", file)
    assert answer.code == ExitCode.FINDINGS
    assert f"{file}#/states/{first}/obligations/0: error:" in answer.out
    assert "nothing_of_the_kind" in answer.out
    document = verbindlich("workflow", "lint", file, "--json").document
    assert document["files"][0]["sound"] is False
    assert {each["file"] for each in document["findings"]} == {file}
    assert all(each["message"].keys() == {"de", "en"} for each in document["findings"])


def test_why_nothing_falls_silent_is_told_for_every_state(verbindlich, statement) -> None:
    answer = verbindlich("workflow", "lint", "statement", "--explain", LANG="de")
    assert len(answer.out.splitlines()) == 1 + len(statement["states"])
    safe = verbindlich("workflow", "lint", "statement", "--explain", "--json").document
    assert safe["files"][0]["safe"].keys() == statement["states"].keys()


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"key": 1}', '{"a": 1, "a": 2}', "[" * 50_000, "\x00", '"text"']
)
def test_what_is_no_workflow_is_a_finding(verbindlich, written, text: str) -> None:
    answer = verbindlich("workflow", "lint", written(text))
    assert answer.code == ExitCode.FINDINGS
    assert "own.json" in answer.out
    assert answer.err == ""


def test_a_name_that_means_nothing_lists_what_there_is(verbindlich) -> None:
    answer = verbindlich("workflow", "lint", "mesure", LANG="de")
    assert answer.code == ExitCode.USAGE
    assert all(key in answer.err for key in SHIPPED)


def test_the_shipped_scenarios_pass_and_visit_everything(verbindlich) -> None:
    document = verbindlich("workflow", "test", "--json").document
    assert document["failed"] == 0
    assert [each["key"] for each in document["workflows"]] == SHIPPED
    for each in document["workflows"]:
        assert each["states"]["visited"] == each["states"]["total"]
        assert each["transitions"]["visited"] == each["transitions"]["total"]
    assert document["passed"] == sum(len(each["scenarios"]) for each in document["workflows"])


def test_scenarios_are_counted_and_coverage_told(verbindlich, written, statement) -> None:
    kept = statement["scenarios"][:1]
    answer = verbindlich("workflow", "test", written(statement | {"scenarios": kept}), LANG="de")
    assert answer.code == ExitCode.OK
    assert answer.out.endswith("1 passed, 0 failed\n")
    assert "Kein Szenario kommt durch" in answer.out
    assert "1 Szenarien, Zustände" in answer.out


def test_a_scenario_that_fails_is_named_with_its_step(verbindlich, written, statement) -> None:
    scenario = statement["scenarios"][0]
    scenario["steps"][0]["expect"] = {"state": next(iter(statement["states"]))}
    scenario["steps"] = scenario["steps"][:1]
    statement["scenarios"] = [scenario]
    document = verbindlich("workflow", "test", written(statement), "--json")
    if document.document["failed"] == 0:  # the state was right by chance: ask for another one
        scenario["steps"][0]["expect"] = {"state": list(statement["states"])[-1]}
        document = verbindlich("workflow", "test", written(statement), "--json")
    assert document.code == ExitCode.FINDINGS
    assert document.document["failed"] == 1
    findings = document.document["workflows"][0]["findings"]
    assert "scenario-fails" in {each["code"] for each in findings}
    told = verbindlich("workflow", "test", written(statement))
    assert "0 passed, 1 failed" in told.out
    assert scenario["title"] in told.out


@pytest.mark.parametrize("scenarios", [[], None])
def test_a_workflow_without_scenarios_is_no_success(
    verbindlich, written, statement, scenarios
) -> None:
    statement["scenarios"] = scenarios
    if scenarios is None:
        del statement["scenarios"]
    answer = verbindlich("workflow", "test", written(statement))
    assert answer.code == ExitCode.FINDINGS
    assert answer.out.endswith("0 passed, 0 failed\n")


def test_what_is_unsound_fails_the_test_and_is_told(verbindlich, written) -> None:
    answer = verbindlich("workflow", "test", "statement", written("{"))
    assert answer.code == ExitCode.FINDINGS
    assert "own.json" in answer.out
    assert "5 passed, 0 failed" in answer.out


@pytest.fixture
def small_package() -> dict[str, Any]:
    return {
        "format": 1, "key": "small", "version": 1,
        "title": {"de": "Klein", "en": "Small"}, "description": {"de": "Klein", "en": "Small"},
        "bodies": {"steering_group": {"title": {"de": "Lenkung", "en": "Steering"}},
                   "council": {"title": {"de": "Rat", "en": "Council"}}},
        "workflows": {"yearly-evaluation": {"changes": {"parent": None}}},
        "scenarios": [{"title": "Opened", "steps": [
            {"open": "yearly-evaluation", "name": "first", "fields": {"title": "Konzept"},
             "expect": {"state": "preparation"}}]}],
    }  # fmt: skip


def test_a_package_is_checked_and_played_like_a_workflow(verbindlich, written, small_package):
    file = written(small_package)
    answer = verbindlich("workflow", "lint", file)
    assert answer.out.splitlines() == [f"{file}: yearly-evaluation: in order", f"{file}: in order"]
    document = verbindlich("workflow", "lint", file, "--json").document
    assert document["packages"][0]["own"] == ["yearly-evaluation"]

    answer = verbindlich("workflow", "test", file)
    assert answer.code == ExitCode.OK
    assert "package small: 1 stories across cases, 1 workflows" in answer.out


def test_a_package_that_fails_says_where(verbindlich, written, small_package):
    small_package["scenarios"][0]["steps"][0]["expect"]["state"] = "held"
    del small_package["bodies"]["council"]
    file = written(small_package)

    assert f"{file}#/bodies: error:" in verbindlich("workflow", "lint", file).out
    answer = verbindlich("workflow", "test", file)
    assert answer.code == ExitCode.FINDINGS
    assert "small#/scenarios/0: error: Story “Opened”, step 1: state" in answer.out
    assert verbindlich("workflow", "test", file, "--json").document["failed"] == 1
