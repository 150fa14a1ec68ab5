"""What a district demands before a measure is fixed, and into which group a measure is decided."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from engine.services import cases
from engine.services.access import AS_OPERATOR
from tests.live_town import TOWN, LiveTown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.lifecycle.case import Case

FIX = {"resolution": "St 3/2026", "starts_on": "2026-05-04", "ends_on": "2027-12-31"}
BOUND: dict[str, Any] = {
    "description": "Jede Gemeinde hat eine Ansprechstelle.",
    "binding": "binding",
    "volunteers": True,
    "indicators": [{"title": "Gemeinden mit Ansprechstelle", "target": 12}],
    "consequences": [{"condition": "Zwei Berichte fehlen", "what": "council"}],
    "costs": [{"kind": "allowance", "per_year": 96000}, {"kind": "travel", "per_year": 20000}],
}
HELPERS = {"organisation": "Helferkreis", "kind": "volunteer", "consented_on": "2026-01-05"}
MARKET = {"organisation": "Markt Musterzell", "kind": "municipality", "consented_on": "2026-01-05"}


@pytest.fixture
def town(database_url: str) -> Iterator[LiveTown]:
    founded = LiveTown.founded(database_url)
    yield founded
    founded.app.database.close()


def measure(town: LiveTown, addressees: list[dict[str, Any]], **other: Any) -> str:
    fields = {"title": "Ansprechstelle", "area": "Gemeinden", "rank": 1, "triage": "C"}
    case = town.open("measure", fields, state="prioritised")
    said = town.send(case, "describe", {**BOUND, "addressees": addressees, **other})
    assert said.accepted, said.reasons
    ranked = {"priority": "medium", "rank": 1, "extra_cost": False, "necessary": True}
    assert town.send(case, "prioritise", {"resolution": "St 3/2026", **ranked}).accepted
    return case


def against(town: LiveTown, case: str) -> set[str | None]:
    answer = town.send(case, "fix", FIX)
    assert not answer.accepted
    return {each.subject for each in answer.reasons}


def standing(town: LiveTown, case: str) -> Case:
    return cases.show(town.app, TOWN, AS_OPERATOR, case).case


def test_without_a_consequence_a_measure_is_not_fixed(town: LiveTown) -> None:
    office = {**MARKET, "responsible_unit": "Bürgerbüro", "capability": "within"}
    case = measure(town, [HELPERS, office], consequences=[])

    assert "R1-consequence" in against(town, case)


def test_volunteers_alone_do_not_carry_a_measure(town: LiveTown) -> None:
    assert "R2-regular" in against(town, measure(town, [HELPERS]))


def test_a_municipality_without_a_unit_gets_a_task_and_then_the_measure_is_fixed(
    town: LiveTown,
) -> None:
    able = {**MARKET, "capability": "within"}
    case = measure(town, [HELPERS, able])

    assert "R4-unit" in against(town, case)
    [task] = [each for each in standing(town, case).occurrences if each.obligation == "name_unit"]
    assert task.is_open

    named = {**able, "responsible_unit": "Bürgerbüro"}
    assert town.send(case, "describe", {**BOUND, "addressees": [HELPERS, named]}).accepted
    fixed = town.send(case, "fix", FIX)
    assert fixed.accepted, fixed.reasons
    assert fixed.state == "fixed"


def group_of(priority: str, *, extra_cost: bool, necessary: bool) -> str:
    """Of Köln: A start or continue, B to the budget deliberations, C do not implement."""
    if not necessary or priority == "low":
        return "C"
    if not extra_cost:
        return "A"
    return "B" if priority == "high" else "C"


def test_every_combination_leads_to_exactly_one_group(town: LiveTown) -> None:
    case = measure(town, [HELPERS])
    for priority, extra_cost, necessary in product(
        ("high", "medium", "low"), (False, True), (False, True)
    ):
        said = {"priority": priority, "rank": 1, "extra_cost": extra_cost, "necessary": necessary}
        assert town.send(case, "prioritise", {"resolution": "St 4/2026", **said}).accepted
        wanted = group_of(priority, extra_cost=extra_cost, necessary=necessary)
        assert standing(town, case).data["triage"] == wanted, said
