"""A package: parsed with its changes made, and everything that can be said against it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.definition.package_parse import is_package, parse_package
from engine.definition.schema import PACKAGE, WORKFLOW, schema_of
from engine.services import packaging
from tests.small_package import PLAIN, STORY, THING, T, package


def codes(document: Any) -> list[tuple[str, str]]:
    checked = packaging.check("town.json", document, {"thing": THING})
    own = [(each.code, each.where) for each in checked.findings]
    return own + [(each.code, each.where) for flow in checked.workflows for each in flow.findings]


def steps(*more: dict[str, Any]) -> dict[str, Any]:
    return package(scenarios=[{**STORY, "steps": [*STORY["steps"], *more]}])


def test_a_plain_package_is_in_order_and_its_story_passes():
    checked = packaging.check("town.json", PLAIN, {"thing": THING})

    assert codes(PLAIN) == []
    assert checked.is_sound
    tested = packaging.play(checked)
    assert [each.failures for each in tested.results] == [(), ()]
    [flow] = tested.workflows
    assert (flow.unvisited_states, flow.unvisited_transitions) == ((), ())


def test_changes_are_made_before_the_workflow_is_checked():
    use = {"changes": {"transitions": {"end": {"to": "nowhere"}}}}

    found = codes(package(workflows={"thing": use}))

    assert ("unknown-state", "/transitions/0/to") in found


def test_own_workflows_are_known():
    use = {"changes": {"settings": {"days": {"default": 4}}}}

    made, _ = parse_package(package(workflows={"thing": use}), {"thing": THING})

    assert made is not None
    assert made.workflows["thing"].is_own
    assert made.documents["thing"]["settings"]["days"]["default"] == 4
    assert THING["settings"]["days"]["default"] == 3


@pytest.mark.parametrize(
    ("document", "code", "where"),
    [
        (package(workflows={"thnig": {}}), "unknown-workflow", "/workflows/thnig"),
        (package(fits={"distrikt": True}), "unknown-question", "/fits/distrikt"),
        (package(bodies={}), "package-body", "/bodies"),
        (
            package(bodies={**PLAIN["bodies"], "board": {"title": T}}),
            "package-body-idle",
            "/bodies/board",
        ),
        (package(settings={"thing": {"dais": 1}}), "unknown-setting", "/settings/thing/dais"),
        (package(settings={"other": {}}), "unknown-workflow", "/settings/other"),
        (package(settings={"thing": {"days": "x"}}), "wrong-value", "/settings/thing/days"),
        (
            package(workflows={"thing": {"changes": {"key": "other"}}}),
            "change-of-key",
            "/workflows/thing/changes/key",
        ),
        (
            package(workflows={"thing": {"changes": {"phases": None}}}),
            "change-of-nothing",
            "/workflows/thing/changes/phases",
        ),
        (package(version=0), "out-of-bounds", "/version"),
        (steps({"case": "three", "event": "end"}), "unknown-case", "/scenarios/0/steps/5/case"),
        (steps({"case": "one", "event": "ende"}), "unknown-event", "/scenarios/0/steps/5/event"),
        (
            steps({"case": "one", "event": "end", "as": "clerk"}),
            "unknown-role",
            "/scenarios/0/steps/5/as",
        ),
        (steps({"open": "thin", "name": "n"}), "unknown-workflow", "/scenarios/0/steps/5/open"),
        (
            steps({"open": "thing", "name": "n", "fields": {"nam": 1}}),
            "unknown-field",
            "/scenarios/0/steps/5/fields/nam",
        ),
        (
            steps({"open": "thing", "name": "n", "links": {"source": "gone"}}),
            "unknown-case",
            "/scenarios/0/steps/5/links/source",
        ),
        (steps({"open": "thing", "name": "one"}), "repeated-id", "/scenarios/0/steps/5/name"),
        (
            steps({"call": "c", "of": "one", "child": "kids"}),
            "unknown-children",
            "/scenarios/0/steps/5/child",
        ),
        (
            steps({"advance": "1 day", "cases": {"two": {"state": "q"}}}),
            "unknown-state",
            "/scenarios/0/steps/5/cases/two/state",
        ),
        (
            steps({"advance": "1 day", "cases": {"two": {"obligations": {"f": "2026-01-01"}}}}),
            "unknown-obligation",
            "/scenarios/0/steps/5/cases/two/obligations/f",
        ),
        (
            steps({"advance": "1 day", "cases": {"two": {"agenda": ["board"]}}}),
            "unknown-body",
            "/scenarios/0/steps/5/cases/two/agenda/0",
        ),
        (
            steps({"advance": "1 day", "cases": {"two": {"sent": [{"message": "m", "to": "r"}]}}}),
            "unknown-message",
            "/scenarios/0/steps/5/cases/two/sent/0/message",
        ),
    ],
)
def test_what_is_wrong_is_found_where_it_stands(document, code, where):
    found = codes(document)

    assert (code, where) in found
    assert len(found) == 1


@pytest.mark.parametrize(
    ("step", "part"),
    [
        ({"case": "two", "event": "end", "as": "anyone"}, "was refused"),
        ({"case": "two", "event": "end", "as": "office", "expect": {"state": "a"}}, "state:"),
        ({"advance": "1 day", "cases": {"two": {"agenda": []}}}, "agenda:"),
        ({"call": "third", "of": "one", "link": "source", "number": 2}, "no 2. case"),
        ({"case": "two", "proposal": "p", "outcome": "adopted"}, "no open proposal"),
        ({"advance": "some day"}, "some day"),
        ({"open": "thing", "name": "n", "fields": {}}, "was refused"),
    ],
)
def test_a_story_that_goes_otherwise_fails_with_its_step(step, part):
    checked = packaging.check("town.json", steps(step), {"thing": THING})

    [finding] = packaging.findings_of(packaging.play(checked))

    assert finding.code == "scenario-fails"
    assert "step 6" in finding.message.en
    assert part in finding.message.en


def test_packages_are_told_from_workflows():
    assert is_package(PLAIN)
    assert not is_package(THING)
    assert not is_package([])


def test_what_the_schema_shares_with_that_of_workflows_stands_there_alone():
    ours, theirs = schema_of(PACKAGE)["$defs"], schema_of(WORKFLOW)["$defs"]

    assert ours.keys() & theirs.keys() == set()
