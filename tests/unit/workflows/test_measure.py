"""What the measure's rules decide where more than one case or every combination is needed."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

import pytest

from engine.lifecycle.outcome import Refused
from tests.unit.workflows.conftest import Town

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Outcome

RUNNING = {
    "title": "Sprachcafé",
    "area": "Sprache",
    "starts_on": "2026-03-02",
    "ends_on": "2029-12-31",
}


def refusals(outcome: Outcome) -> set[str | None]:
    assert isinstance(outcome, Refused)
    return {each.subject for each in outcome.reasons}


def triage(priority: str, *, extra_cost: bool, necessary: bool) -> str:
    if not necessary or priority == "low":
        return "C"
    if not extra_cost:
        return "A"
    return "B" if priority == "high" else "C"


@pytest.mark.parametrize(
    ("priority", "extra_cost", "necessary"),
    list(product(["high", "medium", "low"], [False, True], [False, True])),
)
def test_every_combination_falls_into_one_group(town, priority, extra_cost, necessary):
    case = town.open("measure", "concrete", title="Sprachcafé", area="Sprache")

    town.send(
        case, "prioritise", "coordination",
        resolution="St 1/2026", rank=1, priority=priority, extra_cost=extra_cost,
        necessary=necessary,
    )  # fmt: skip

    data = town.theatre.world.load(case).data
    assert data["triage"] == triage(priority, extra_cost=extra_cost, necessary=necessary)


def test_what_ranks_lower_waits_unless_it_is_released(town):
    first = town.open("measure", "fixed", rank=1, **RUNNING)
    second = town.open("measure", "fixed", rank=2, **RUNNING)

    assert refusals(town.send(second, "start", "lead")) == {"R6-order"}
    assert town.state(second) == "fixed"

    town.send(second, "start", "lead", release="Förderbescheid läuft sonst ab (St 2/2026)")
    assert town.state(second) == "in_progress"
    town.send(first, "start", "lead")
    assert town.state(first) == "in_progress"


def test_the_limit_of_parallel_measures_holds(definitions: Mapping[str, Compiled]):
    town = Town(definitions, max_parallel=2)
    cases = [town.open("measure", "fixed", rank=1, **RUNNING) for _ in range(3)]

    town.send(cases[0], "start", "lead")
    town.send(cases[1], "start", "lead")

    assert refusals(town.send(cases[2], "start", "lead")) == {"R7-capacity"}


def test_a_carrier_has_a_limit_of_its_own(definitions: Mapping[str, Compiled]):
    town = Town(definitions, max_per_carrier=1, max_money=100_00, max_money_per_carrier=60_00)
    cost = {"yearly_cost": 50_00}
    first, second, other = (
        town.open("measure", "fixed", rank=1, carrier=carrier, **cost, **RUNNING)
        for carrier in ("Verein A", "Verein A", "Verein B")
    )

    town.send(first, "start", "lead")
    refused = refusals(town.send(second, "start", "lead"))
    town.send(other, "start", "lead")

    assert refused == {"R7-carrier", "R7-money-carrier"}
    assert town.state(other) == "in_progress"
    assert refusals(town.send(second, "start", "lead")) == {
        "R7-carrier", "R7-money", "R7-money-carrier",
    }  # fmt: skip
    town.send(second, "start", "lead", over_limit="Rat 12/2026")
    assert town.state(second) == "in_progress"


ROUNDS = list(product(product(["red", "amber"], [True, False]), repeat=3))


@pytest.mark.parametrize("rounds", ROUNDS)
def test_red_and_red_again_without_a_new_report(town, rounds):
    case = town.open("measure", "in_progress", rank=1, **RUNNING)

    for number, (rating, reported) in enumerate(rounds, 1):
        if reported:
            town.send(case, "report", "lead", text="Läuft.", progress=10, rating="amber")
        town.send(case, "assess", "assessor", round=number, rating=rating)

    expected = [
        earlier[0] == later[0] == "red" and not later[1] for earlier, later in pairwise(rounds)
    ]
    assert town.taken(case).count("red_again") == sum(expected)
    assert bool(town.theatre.world.load(case).items) == any(expected)
