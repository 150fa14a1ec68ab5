"""Every shipped package is in order and is played from its mandate to its last state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import resources
from engine.definition.json_text import read_json
from engine.services import packaging

if TYPE_CHECKING:
    from engine.services.packaging import CheckedPackage, PackageTested

KEYS = [path.stem for path in resources.package_files()]


@pytest.fixture(scope="module", params=KEYS)
def checked(request: pytest.FixtureRequest) -> CheckedPackage:
    """Return a shipped package, checked."""
    document, findings = read_json(resources.package_text(request.param))
    assert findings == []
    found = packaging.check(request.param, document)
    assert found.package is not None, found.findings
    assert found.package.key == request.param
    return found


@pytest.fixture(scope="module")
def tested(checked: CheckedPackage) -> PackageTested:
    """Return a shipped package, played through."""
    return packaging.play(checked)


def test_nothing_is_to_be_found_and_nothing_falls_silent(checked: CheckedPackage):
    assert checked.findings == ()
    assert [(each.source, each.findings) for each in checked.workflows if each.findings] == []


def test_stories_and_scenarios_pass_and_visit_everything(tested: PackageTested):
    assert [(each.title, each.failures) for each in tested.results if not each.passed] == []
    missed = {
        each.workflow.key: (each.unvisited_states, each.unvisited_transitions)
        for each in tested.workflows
    }
    assert missed == dict.fromkeys(tested.package.workflows, ((), ()))


def test_a_story_leads_from_the_mandate_to_the_last_state(tested: PackageTested):
    first = tested.stories[0]
    concept = [
        each.step.after
        for each in first.world.history
        if each.step.after.id == "integration-concept-1"
    ]

    assert concept[0].state == "suggested"
    assert concept[-1].is_closed
    assert concept[-1].outcome == "superseded"


def test_the_general_package_brings_every_shipped_workflow():
    shipped = {path.stem for path in resources.workflow_files()}

    assert set(packaging.shipped_packages()["default"].workflows) == shipped


def test_every_package_brings_what_each_town_needs():
    common = {"integration-concept", "measure", "yearly-evaluation", "event", "body", "sitting"}

    for package in packaging.shipped_packages().values():
        assert common <= package.workflows.keys(), package.key
        assert any(each.is_own for each in package.workflows.values()) == (package.key != "default")
