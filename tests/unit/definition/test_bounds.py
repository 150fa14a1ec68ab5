"""What guards hold against which limit."""

from __future__ import annotations

from engine.definition.bounds import Bound, bounds_of
from tests.live_town import shipped


def test_the_limits_of_a_measure_are_found_in_its_guards() -> None:
    assert bounds_of(shipped()["measure"]) == (
        Bound("max_parallel", "running"),
        Bound("max_per_carrier", "running_of_carrier"),
        Bound("max_money", "money"),
        Bound("max_money_per_carrier", "money_of_carrier"),
    )


def test_a_workflow_without_limits_has_none() -> None:
    assert bounds_of(shipped()["statement"]) == ()
