"""Packages: taken as a whole, updated without losing what the town changed itself."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from engine.definition.package_parse import parse_package
from engine.findings import Text
from engine.lifecycle.seats import Body
from engine.services import definitions, packages, people, policy
from engine.services.access import AS_OPERATOR
from engine.services.definitions import SecondPersonNeeded
from engine.services.packages import AnotherPackage, NoPackageTaken, PackageUnusable
from engine.storage.queries import towns as town_queries
from tests.integration.services.stage import PROFILE, Stage
from tests.small_package import THING, package

if TYPE_CHECKING:
    from engine.definition.package import Package

ITEM = {**THING, "key": "item"}
BASE = {"item": ITEM}
NEW_TITLE = {"de": "Neu", "en": "New"}


def made(version: int = 1, changes: dict[str, Any] | None = None, **parts: Any) -> Package:
    use = {"item": {"changes": changes} if changes else {}}
    settings = parts.pop("settings", {"item": {"days": 5}})
    document = package(version=version, workflows=use, settings=settings, scenarios=[], **parts)
    found, findings = parse_package(document, BASE)
    assert found is not None, findings
    return found


def local(stage: Stage, key: str = "item") -> dict[str, Any]:
    return dict(definitions.known_documents(stage.app, stage.tenant)[key])


def change_locally(stage: Stage, **parts: Any) -> None:
    document = {**local(stage), "version": local(stage)["version"] + 1, **parts}
    text = json.dumps(document).encode()
    definitions.publish(stage.app, stage.tenant, AS_OPERATOR, "own.json", text, only_draft=False)


def versions(stage: Stage) -> list[int]:
    found = definitions.list_editions(stage.app, stage.tenant, AS_OPERATOR)
    return [each.version for each in found if each.key == "item"]


def setting(stage: Stage) -> Any:
    return policy.list_settings(stage.app, stage.tenant, AS_OPERATOR, "item")[0].present


def actions(plan: Any) -> dict[tuple[str, str], str]:
    return {(each.kind, each.name): each.action for each in plan.parts}


class TestTake:
    """The first package of a town."""

    def test_its_workflows_bodies_and_settings_are_there(self, stage: Stage) -> None:
        plan = packages.take(stage.app, stage.tenant, made(), "ada")

        assert set(actions(plan).values()) == {"add"}
        assert versions(stage) == [1]
        assert setting(stage) == 5
        bodies = {
            each.id: each
            for each in people.directory_of(stage.app, stage.tenant, AS_OPERATOR).bodies
        }
        assert (bodies["council"].title.en, bodies["council"].seats) == ("Thing", 9)
        holds = packages.taken(stage.app, stage.tenant)
        assert holds is not None
        assert (holds.said.key, holds.said.version, holds.taken_by) == ("town", 1, "ada")

    def test_a_body_that_only_supports_decides_nothing(self, stage: Stage) -> None:
        title = {"de": "Netzwerk", "en": "Network"}
        bodies = {
            "council": {"kind": "council", "title": title},
            "network": {"kind": "working_group", "may": ["accompany"], "title": title},
            "companions": {"may": ["decide", "accompany"], "title": title},
        }
        packages.take(stage.app, stage.tenant, made(bodies=bodies))

        found = {
            each.id: each
            for each in people.directory_of(stage.app, stage.tenant, AS_OPERATOR).bodies
        }
        assert (found["network"].kind, found["network"].decides) == ("working_group", False)
        assert (found["council"].kind, found["council"].decides) == ("council", True)
        assert found["companions"].decides
        assert found["companions"].mandate == ("decide", "accompany")

    def test_a_plan_alone_changes_nothing(self, stage: Stage) -> None:
        plan = packages.plan(stage.app, stage.tenant, made(), fresh=True)

        assert plan.is_sound
        assert packages.taken(stage.app, stage.tenant) is None
        assert versions(stage) == []

    def test_it_is_taken_once(self, stage: Stage) -> None:
        packages.take(stage.app, stage.tenant, made())

        with pytest.raises(AnotherPackage):
            packages.take(stage.app, stage.tenant, made())

    def test_what_is_published_already_under_its_key_gets_a_newer_version(self, stage: Stage):
        text = json.dumps({**ITEM, "title": NEW_TITLE}).encode()
        definitions.publish(stage.app, stage.tenant, AS_OPERATOR, "x", text, only_draft=False)

        plan = packages.take(stage.app, stage.tenant, made())

        assert actions(plan)["workflow", "item"] == "take"
        assert versions(stage) == [1, 2]

    def test_one_with_an_error_leaves_nothing_behind(self, stage: Stage) -> None:
        scenario = deepcopy(ITEM["scenarios"])
        scenario[0]["steps"][0]["expect"]["state"] = "a"

        with pytest.raises(PackageUnusable) as refusal:
            packages.take(stage.app, stage.tenant, made(changes={"scenarios": scenario}))

        assert [each.code for each in refusal.value.findings] == ["scenario-fails"]
        assert versions(stage) == []
        assert packages.taken(stage.app, stage.tenant) is None
        assert "council" not in {
            each.id for each in people.directory_of(stage.app, stage.tenant, AS_OPERATOR).bodies
        }

    def test_where_two_people_publish_one_alone_takes_nothing(self, stage: Stage) -> None:
        from dataclasses import replace  # noqa: PLC0415 - for this test alone

        with stage.app.database.write(stage.tenant, stage.app.now()) as unit:
            town_queries.change_town(unit, replace(PROFILE, two_person_publish=True))

        with pytest.raises(SecondPersonNeeded):
            packages.take(stage.app, stage.tenant, made(), "ada")

        assert packages.taken(stage.app, stage.tenant) is None
        assert versions(stage) == []


class TestUpdate:
    """A newer edition of the package."""

    def test_what_the_town_left_as_it_was_is_taken(self, stage: Stage) -> None:
        packages.take(stage.app, stage.tenant, made())
        newer = made(2, {"title": NEW_TITLE}, settings={"item": {"days": 7}})

        plan = packages.update(stage.app, stage.tenant, newer)

        assert actions(plan)["workflow", "item"] == "take"
        assert versions(stage) == [1, 2]
        assert local(stage)["title"] == NEW_TITLE
        assert setting(stage) == 7
        assert plan.version_before == 1

    def test_what_the_town_changed_itself_survives(self, stage: Stage) -> None:
        packages.take(stage.app, stage.tenant, made())
        own = {"office": ITEM["roles"]["office"] | {"title": NEW_TITLE},
               "council": ITEM["roles"]["council"]}  # fmt: skip
        change_locally(stage, roles=own)
        policy.set_value(stage.app, stage.tenant, AS_OPERATOR, "item", "days", 9)
        newer = made(2, {"events": {"end": {"title": NEW_TITLE}}})

        plan = packages.update(stage.app, stage.tenant, newer)

        assert actions(plan)["workflow", "item"] == "merge"
        assert local(stage)["roles"]["office"]["title"] == NEW_TITLE
        assert local(stage)["events"]["end"]["title"] == NEW_TITLE
        assert versions(stage) == [1, 2, 3]
        assert setting(stage) == 9
        assert plan.conflicts == ()

    def test_where_both_changed_the_same_the_towns_stands_and_a_finding_tells(self, stage: Stage):
        packages.take(stage.app, stage.tenant, made())
        change_locally(stage, title={"de": "Unser", "en": "Ours"})
        policy.set_value(stage.app, stage.tenant, AS_OPERATOR, "item", "days", 9)
        newer = made(2, {"title": NEW_TITLE}, settings={"item": {"days": 7}})

        plan = packages.update(stage.app, stage.tenant, newer)

        assert local(stage)["title"] == {"de": "Unser", "en": "Ours"}
        assert setting(stage) == 9
        found = {(each.code, each.where) for each in plan.conflicts}
        assert found == {
            ("merge-conflict", "/workflows/item/title/de"),
            ("merge-conflict", "/workflows/item/title/en"),
            ("merge-conflict", "/settings/item/days"),
        }
        holds = packages.taken(stage.app, stage.tenant)
        assert holds is not None
        assert holds.said.version == 2

    def test_the_next_update_asks_no_more_about_what_has_been_settled(self, stage: Stage) -> None:
        packages.take(stage.app, stage.tenant, made())
        change_locally(stage, title={"de": "Unser", "en": "Ours"})
        packages.update(stage.app, stage.tenant, made(2, {"title": NEW_TITLE}))

        plan = packages.plan(stage.app, stage.tenant, made(3, {"title": NEW_TITLE}))

        assert plan.conflicts == ()
        assert actions(plan)["workflow", "item"] == "keep"

    def test_a_body_that_the_town_renamed_keeps_its_name(self, stage: Stage) -> None:
        packages.take(stage.app, stage.tenant, made())
        title = Text(de="Stadtrat", en="Town council")
        people.put_body(stage.app, stage.tenant, AS_OPERATOR, Body("council", title, 9))

        plan = packages.update(stage.app, stage.tenant, made(2, {"title": NEW_TITLE}))

        assert actions(plan)["body", "council"] == "keep"
        bodies = {
            each.id: each
            for each in people.directory_of(stage.app, stage.tenant, AS_OPERATOR).bodies
        }
        assert bodies["council"].title == title

    def test_a_merge_that_cannot_stand_is_refused_whole(self, stage: Stage) -> None:
        packages.take(stage.app, stage.tenant, made())
        scenarios = [*ITEM["scenarios"], {
            "title": "Also ends", "given": {"fields": {"name": "x"}},
            "steps": [{"event": "end", "as": "office", "expect": {"state": "z"}}],
        }]  # fmt: skip
        change_locally(stage, scenarios=scenarios)
        newer = made(2, {"events": {"end": {"by": ["engine"]}}, "scenarios": {"It ends": None}})

        plan = packages.plan(stage.app, stage.tenant, newer)
        with pytest.raises(PackageUnusable):
            packages.update(stage.app, stage.tenant, newer)

        assert not plan.is_sound
        assert versions(stage) == [1, 2]
        holds = packages.taken(stage.app, stage.tenant)
        assert holds is not None
        assert holds.said.version == 1

    def test_without_a_package_there_is_nothing_to_update(self, stage: Stage) -> None:
        with pytest.raises(NoPackageTaken):
            packages.update(stage.app, stage.tenant, made(2))

    def test_another_package_is_no_update(self, stage: Stage) -> None:
        packages.take(stage.app, stage.tenant, made())

        with pytest.raises(AnotherPackage):
            packages.update(stage.app, stage.tenant, made(2, key="other"))


def test_the_list_says_which_one_the_town_works_by(stage: Stage) -> None:
    assert not any(each.is_taken for each in packages.lines(stage.app, stage.tenant))
    packages.take(stage.app, stage.tenant, packages.shipped("kaiserslautern"))

    [mine] = [each for each in packages.lines(stage.app, stage.tenant) if each.is_taken]

    assert (mine.key, mine.version_taken, mine.can_update) == ("kaiserslautern", 1, False)
    assert {key for key, _ in mine.bodies} >= {"council", "steering_group"}
