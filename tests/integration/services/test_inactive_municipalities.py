"""Whoever looks over a district sees the municipalities that do nothing too."""

from __future__ import annotations

from engine.services import case_lists
from engine.services.access import AS_OPERATOR
from engine.storage.queries.cases import CaseFilter
from tests.live_town import TOWN, LiveTown

STATES = {"Musterzell": "participating", "Musterried": "inactive", "Musterbach": "invited"}


def test_inactive_municipalities_stand_in_the_list_with_their_reason(database_url: str) -> None:
    town = LiveTown.founded(database_url)
    for name, state in STATES.items():
        fields = {"title": name, "organisation": name}
        if state == "inactive":
            fields["reason_kind"] = "resources"
        town.open_many("municipality", state, [(fields, {})])

    lines = case_lists.list_cases(town.app, TOWN, AS_OPERATOR, CaseFilter(workflow="municipality"))

    assert {each.title: each.state for each in lines} == STATES
    assert {each.title for each in lines if each.data.get("reason_kind")} == {"Musterried"}
