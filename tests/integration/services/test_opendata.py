"""Open data holds what is public and nothing else; the log names nobody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.documents.opendata.plan import plan_as_csv, plan_as_json
from engine.services import opendata
from engine.services.access import AS_OPERATOR
from tests.integration.services.secrets import CONFIDENTIAL, INTERNAL, OPEN_CASE, secret_town
from tests.integration.services.stage import Stage
from tests.unit.documents.ocel_log import problems

if TYPE_CHECKING:
    from engine.storage.database import Database


@pytest.fixture
def stage(database: Database) -> Stage:
    secret_town(database)
    return Stage.reopened(database)


def test_only_public_fields_of_public_cases(stage: Stage) -> None:
    plan = opendata.public_plan(stage.app, stage.tenant, "thing", "de")
    assert [each.number for each in plan.cases] == [OPEN_CASE]
    for content in (plan_as_json(plan), plan_as_csv(plan)):
        text = content.decode()
        assert "kornblume" in text
        assert INTERNAL not in text
        assert CONFIDENTIAL not in text


def test_the_log_is_valid_and_names_nobody(stage: Stage) -> None:
    content = opendata.process_log(stage.app, stage.tenant, AS_OPERATOR, "thing", "de")
    assert problems(content) == []
    log = json.loads(content)
    cases = {each["id"] for each in log["objects"] if each["type"] == "thing"}
    assert len(cases) == 3
    assert {one["objectId"] for each in log["events"] for one in each["relationships"]} >= cases
    for person in ("ada@", "ben@", "Ada", "Ben"):
        assert person not in content.decode()
