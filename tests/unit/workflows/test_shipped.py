"""Every shipped workflow lints clean, is never silent, and passes its own scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import resources
from engine.definition.lint import lint
from engine.definition.silence import prove_silence
from engine.lifecycle.scenario import Coverage, play_all
from tests.unit.workflows.conftest import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.model import Transition, Workflow
    from engine.lifecycle.machine import Compiled

KEYS = [path.stem for path in resources.workflow_files()]


def test_the_plan_and_what_leads_to_it_are_shipped():
    plan = {"integration-concept", "measure", "statement", "yearly-evaluation"}
    participation = {"contribution", "draw", "event", "outreach", "registration", "survey"}
    content = {"agreement", "offer", "plan-element"}
    money = {"funding-round", "grant-application"}
    assert plan | {
        "body",
        "resolution",
        "sitting",
        "undertaking",
    } | participation | content | money <= set(KEYS)


def test_no_two_number_their_cases_alike():
    workflows, _ = shipped()
    patterns = [each.number for each in workflows.values() if each and each.number]

    prefixes = [each.split("-")[0] for each in patterns]
    assert sorted(prefixes) == sorted(set(prefixes))


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_to_be_found(key: str):
    workflows, findings = shipped()
    workflow = workflows[key]

    assert findings[key] == []
    assert workflow is not None
    assert lint(workflow, {name: each for name, each in workflows.items() if each}) == []
    assert prove_silence(workflow) == []


@pytest.mark.parametrize("key", KEYS)
def test_scenarios_pass_and_visit_everything(definitions: Mapping[str, Compiled], key: str):
    coverage = Coverage()

    results = play_all(definitions, key, coverage)

    assert [(each.title, each.failures) for each in results if not each.passed] == []
    assert coverage.missing(definitions[key].workflow) == ([], [])


def refused_in(workflow: Workflow) -> Iterator[str]:
    """Yield what the scenarios of a workflow expect to be refused."""
    for scenario in workflow.source["scenarios"]:  # type: ignore[attr-defined]
        for step in (scenario["given"], *scenario.get("steps", [])):
            yield from step.get("expect", {}).get("refused", [])


@pytest.mark.parametrize("key", KEYS)
def test_every_guard_refuses_in_some_scenario(definitions: Mapping[str, Compiled], key: str):
    workflow = definitions[key].workflow
    refused = set(refused_in(workflow))
    guards = {
        guard.id
        for each in workflow.transitions
        if not _has_another_way(workflow, each)
        for guard in each.guards
    }
    guards |= {guard.id for guard in workflow.opening_guards}

    # These need other cases: see test_measure.py, test_body.py and test_volunteers.py.
    assert guards - refused <= {"R6-order", "R7-carrier", "every-area", "addressees", "not-both"}


def _has_another_way(workflow: Workflow, transition: Transition) -> bool:
    """Return whether the event is accepted all the same where the guards do not hold."""
    after = workflow.transitions[workflow.transitions.index(transition) + 1 :]
    free = [each for each in after if each.event == transition.event and not each.guards]
    return all(any(state in each.origins for each in free) for state in transition.origins)


def test_every_block_is_used():
    texts = "".join(path.read_text("utf-8") for path in resources.workflow_files())

    for path in resources.block_files():
        assert f'"use": "{path.stem}"' in texts
