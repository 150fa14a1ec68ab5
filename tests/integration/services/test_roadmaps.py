"""Roadmaps: what was, what is owed, what lies ahead, and who may see whose duty it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.lifecycle.errors import CaseNotFound
from engine.services.access import AS_OPERATOR, NOBODY
from engine.services.roadmaps import roadmap
from tests.live_town import TOWN, LiveTown

if TYPE_CHECKING:
    from engine.services.roadmaps import Roadmap

MANDATE = {"body": "Rat", "decided_on": "2026-01-05", "number": "R 1/2026", "text": "Auftrag"}


@pytest.fixture
def town(database_url: str) -> LiveTown:
    return LiveTown.founded(database_url)


@pytest.fixture
def case(town: LiveTown) -> str:
    return town.open("integration-concept", {"title": "Integrationskonzept"})


def drawn(town: LiveTown, case: str) -> Roadmap:
    return roadmap(town.app, TOWN, AS_OPERATOR, case)


def test_it_rests_on_the_mandate_once_there_is_one(town: LiveTown, case: str):
    assert drawn(town, case).basis == ()

    town.send(case, "mandate", MANDATE)
    found = drawn(town, case)

    assert {each.title.en: each.value for each in found.basis} == {
        "Mandate given by": "Rat",
        "Mandate of": "2026-01-05",
        "Number of the resolution": "R 1/2026",
        "Wording of the mandate": "Auftrag",
    }
    assert [each.state for each in found.past] == ["suggested"]
    assert found.present.state == "mandated"
    assert found.ahead[0].state == "steering_set_up"
    assert found.ahead[0].begins_on == found.present.ends_on
    assert found.ahead[-1].state == "implementation"


def test_the_public_sees_stations_and_dates_not_who_owes_what(town: LiveTown, case: str):
    town.send(case, "mandate", MANDATE)
    with pytest.raises(CaseNotFound):
        roadmap(town.app, TOWN, NOBODY, case)
    known = {"mandate_on": "2024-01-22", "adopted_on": "2026-01-05", "published_on": "2026-01-07"}
    fields = {"title": "Konzept", "mandate_body": "Rat", "mandate_number": "R 1", **known,
              "mandate_text": "Auftrag", "phase_until": "2026-03-09"}  # fmt: skip
    [published] = town.open_many("integration-concept", "published", [(fields, {})])

    found = roadmap(town.app, TOWN, NOBODY, published)

    assert found.present.ends_on is not None
    assert [each.state for each in found.ahead] == ["implementation"]
    assert found.present.duties == ()
    assert found.ahead[0].duties == ()
    assert drawn(town, published).ahead[0].duties != ()


def test_there_is_none_of_a_case_that_nobody_knows(town: LiveTown):
    with pytest.raises(CaseNotFound):
        roadmap(town.app, TOWN, AS_OPERATOR, "K-99")
