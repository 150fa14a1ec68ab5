"""An adviser works in several towns of one installation and sees what each has shared with her."""

from __future__ import annotations

import pytest

from engine.lifecycle.errors import CaseNotFound
from engine.services import case_lists, cases, obligations
from engine.services.access import Reader
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.duties import DutyFilter
from tests.integration.services.stage import Stage, duty

ADVISER = Reader(person="eva")
OTHER = "zweite"


@pytest.fixture
def other(stage: Stage) -> Stage:
    return Stage(stage.app.database, duty(), tenant=OTHER)


def numbers(stage: Stage) -> list[str]:
    lines = case_lists.list_cases(stage.app, stage.tenant, ADVISER, CaseFilter())
    return [each.number for each in lines]


def test_in_each_town_she_sees_the_case_that_she_was_given(stage: Stage, other: Stage) -> None:
    here = stage.opened(holders={"lead": ["eva"]})
    stage.opened(holders={"lead": ["ben"]})
    other.opened(holders={"lead": ["ben"]})
    there = other.opened(holders={"lead": ["eva"]})

    assert numbers(stage) == ["T-001"]
    assert numbers(other) == ["T-002"]
    assert cases.show(stage.app, stage.tenant, ADVISER, here).case.id == here
    assert cases.show(other.app, OTHER, ADVISER, there).case.id == there
    for town, name in ((stage, "T-002"), (other, "T-001"), (other, here), (stage, there)):
        with pytest.raises(CaseNotFound):
            cases.show(town.app, town.tenant, ADVISER, name)


def test_what_is_owed_is_told_town_by_town(stage: Stage, other: Stage) -> None:
    stage.opened(holders={"lead": ["eva"]})
    other.opened(holders={"lead": ["ben"]})

    owed = [
        [each.case.number for each in obligations.list_duties(app, town, ADVISER, DutyFilter())]
        for app, town in ((stage.app, stage.tenant), (other.app, OTHER))
    ]

    assert owed == [["T-001"], []]
