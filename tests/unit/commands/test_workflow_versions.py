from __future__ import annotations

import json
from typing import Any

import pytest

from engine import resources
from engine.commands.exits import ExitCode


@pytest.fixture
def second() -> dict[str, Any]:
    """The statement in its second version: nothing changes but a title."""
    document = json.loads(resources.workflow_text("statement"))
    document["version"] = 2
    document["title"] = {"de": "Rückmeldung", "en": "Response"}
    return document


@pytest.fixture
def written(town):
    def write(document: object, name: str = "own.json") -> str:
        (town.folder / name).write_text(json.dumps(document), encoding="utf-8")
        return str(town.folder / name)

    return write


def states(town) -> dict[tuple[str, int], str]:
    editions = town.json("workflow", "list")["workflows"]
    return {(each["key"], each["version"]): each["state"] for each in editions}


def test_versions_are_published_listed_and_retired(town, written, second) -> None:
    answer = town("workflow", "publish", written(second), "--by", "Anna Amt")
    assert answer.code == ExitCode.OK
    assert answer.out.splitlines()[-1].startswith("statement 2: published (")
    assert "Anna Amt" in town("workflow", "list").out
    assert (
        town("workflow", "retire", "statement", "1", LANG="de").out
        == "statement 1: zurückgezogen\n"
    )
    assert states(town) == {
        ("measure", 1): "published",
        ("statement", 1): "retired",
        ("statement", 2): "published",
    }


def test_the_same_again_is_no_error_but_another_content_is(town, written, second) -> None:
    assert town("workflow", "publish", "statement").code == ExitCode.OK
    changed = town("workflow", "publish", written(second | {"version": 1}))
    assert changed.code == ExitCode.STORAGE
    assert "can no longer be changed" in changed.err


def test_what_has_errors_is_told_with_findings_and_not_stored(town, written, second) -> None:
    second["initial"] = "nowhere"
    before = states(town)
    answer = town("workflow", "publish", written(second))
    assert answer.code == ExitCode.FINDINGS
    assert "/initial: error:" in answer.err
    in_json = json.loads(town("workflow", "publish", written(second), "--json").err)
    assert in_json["error"]["findings"][0]["where"] == "/initial"
    assert states(town) == before


def test_a_draft_waits_until_it_is_published(town, written, second) -> None:
    assert "draft" in town("workflow", "publish", written(second), "--draft").out
    assert states(town)["statement", 2] == "draft"
    assert town("workflow", "publish", "--from-draft", "statement", "2").code == ExitCode.OK
    assert states(town)["statement", 2] == "published"
    assert town("workflow", "publish", "--from-draft", "statement", "9").code == ExitCode.NOT_FOUND


def test_either_files_or_a_draft_is_needed(town) -> None:
    assert town("workflow", "publish").code == ExitCode.USAGE
    both = town("workflow", "publish", "statement", "--from-draft", "statement", "1")
    assert both.code == ExitCode.USAGE
    assert town("workflow", "retire", "statement", "7").code == ExitCode.NOT_FOUND


def test_a_difference_says_what_changed_and_whom_it_touches(measure, written) -> None:
    document = json.loads(resources.workflow_text("measure"))
    document["version"] = 2
    document["obligations"]["decide_on_proposal"]["title"] = {"de": "Entscheiden", "en": "Decide"}
    file = written(document)
    told = measure("workflow", "diff", "measure@1", file)
    assert told.code == ExitCode.OK
    assert "[/obligations/decide_on_proposal/title" in told.out
    compared = measure.json("workflow", "diff", "measure@1", file)
    assert compared["changes"]
    assert [each["count"] for each in compared["cases"]] == [1]
    assert (
        measure("workflow", "diff", "measure@1", "measure", LANG="de").out == "Kein Unterschied.\n"
    )
    assert measure("workflow", "diff", "measure@9", file).code == ExitCode.NOT_FOUND


def test_cases_are_moved_after_a_dry_run(measure, written) -> None:
    document = json.loads(resources.workflow_text("measure"))
    document["version"] = 2
    assert measure("workflow", "publish", written(document)).code == ExitCode.OK
    proposed = measure.json("workflow", "diff", "measure@1", "measure@2")["migration"]
    plan = written({"from": 1, "to": 2, **proposed}, "plan.json")
    dry = measure("workflow", "migrate", "measure", plan)
    assert dry.code == ExitCode.OK
    assert "Dry run: 1 of 1 cases could be moved" in dry.out
    assert measure.json("case", "show", "M-0001")["workflow"]["version"] == 1
    assert "1 von 1" in measure("workflow", "migrate", "measure", plan, "--yes", LANG="de").out
    assert measure.json("case", "show", "M-0001")["workflow"]["version"] == 2
    assert measure("case", "verify").code == ExitCode.OK


@pytest.mark.parametrize("plan", [[], {}, {"from": 1, "to": 9}, {"from": "x", "to": 1}])
def test_a_plan_that_is_none_is_refused(measure, written, plan) -> None:
    answer = measure("workflow", "migrate", "measure", written(plan, "plan.json"))
    assert answer.code in {ExitCode.FINDINGS, ExitCode.NOT_FOUND}
    assert "Traceback" not in answer.err


class TestViews:
    def test_a_shipped_workflow_is_shown_without_any_database(self, verbindlich) -> None:
        shown = verbindlich("workflow", "show", "statement", LANG="de").out
        assert "Stellungnahme" in shown
        assert verbindlich("workflow", "show", "statement", "--json").document["key"] == "statement"

    def test_a_published_one_is_shown_by_its_town(self, town, written, second) -> None:
        own = second | {"key": "own-statement", "version": 1}
        town("workflow", "publish", written(own))
        assert "Response (own-statement, 1" in town("workflow", "show", "own-statement").out
        assert "Response" in town("workflow", "show", "own-statement", "--town", "neustadt").out
        nothing = town("workflow", "show", "nothing")
        assert nothing.code == ExitCode.USAGE
        assert "yearly-evaluation" in nothing.err
        assert town("workflow", "show", "x", "--town", "neustadt").code == ExitCode.NOT_FOUND

    @pytest.mark.parametrize(
        ("form", "words"), [("dot", "digraph"), ("mermaid", "stateDiagram-v2")]
    )
    def test_a_workflow_is_drawn(self, verbindlich, tmp_path, form, words) -> None:
        command = ("workflow", "diagram", "statement", "--format", form)
        assert words in verbindlich(*command).out
        file = tmp_path / "drawn"
        assert verbindlich(*command, "--output", str(file)).code == ExitCode.OK
        assert words in file.read_text(encoding="utf-8")
        assert "Angefragt" in verbindlich(*command, LANG="de").out or form == "dot"


class TestSimulate:
    COMMAND = ("workflow", "simulate", "measure", "--fields", '{"title": "A", "area": "B"}')

    def test_if_nobody_acts_it_comes_before_a_body(self, verbindlich) -> None:
        answer = verbindlich(*self.COMMAND, "--from", "2026-01-12", "--until", "2027-12-31")
        assert answer.code == ExitCode.OK
        assert answer.out.startswith("Monday, 12 January 2026\n  opened")
        assert "Goes on the agenda: Decide on the proposal" in answer.out
        in_german = verbindlich(
            *self.COMMAND, "--from", "2026-01-12", "--until", "2026-07-16", LANG="de"
        ).out
        assert "Donnerstag, 16. Juli 2026" in in_german

    def test_events_are_played_and_refused_ones_told(self, verbindlich, tmp_path) -> None:
        events = [
            {"at": "2026-02-02 09:00", "event": "name_lead", "as": "coordination",
             "input": {"lead": "library"}},
            {"at": "2026-02-03 09:00", "event": "fix", "as": "coordination"},
        ]  # fmt: skip
        (tmp_path / "events.json").write_text(json.dumps(events))
        document = verbindlich(
            *self.COMMAND, "--from", "2026-01-12", "--until", "2026-03-01", "--json",
            "--events", str(tmp_path / "events.json"),
        ).document  # fmt: skip
        assert any("Named" in each["text"]["en"] for each in document["entries"])
        assert [each["event"] for each in document["refused"]] == ["fix"]

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["--until", "soon"], ExitCode.FINDINGS),
            (["--until", "2025-01-01", "--from", "2026-01-01"], ExitCode.USAGE),
            (["--until", "2026-06-01", "--from", "2026-01-01", "--state", "XX"], ExitCode.SETTINGS),
            (["--until", "9999-12-31", "--from", "2026-01-01"], ExitCode.FINDINGS),
        ],
    )
    def test_what_cannot_be_played_is_told(self, verbindlich, arguments, code) -> None:
        answer = verbindlich(*self.COMMAND, *arguments)
        assert answer.code == code
        assert answer.err.startswith("Error: ")

    def test_fields_that_are_refused_are_told(self, verbindlich) -> None:
        answer = verbindlich("workflow", "simulate", "measure", "--fields", "{}", "--until",
                             "2030-01-01")  # fmt: skip
        assert answer.code != ExitCode.OK
        assert "/title" in answer.err

    @pytest.mark.parametrize("events", ["{}", "[1]", '[{"at": "2026-01-01"}]', "null"])
    def test_a_file_of_events_that_is_none_is_told(self, verbindlich, tmp_path, events) -> None:
        (tmp_path / "events.json").write_text(events)
        answer = verbindlich(*self.COMMAND, "--until", "2027-01-01", "--events",
                             str(tmp_path / "events.json"))  # fmt: skip
        assert answer.code == ExitCode.FINDINGS
        assert "{at, event, as, input}" in answer.err
