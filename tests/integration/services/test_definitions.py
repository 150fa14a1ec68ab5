"""Definitions: checked, published by whoever may, retired; running cases stay where they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from engine.definition.parse import parse
from engine.lifecycle.errors import WorkflowNotFound
from engine.services import definitions, towns, workbench
from engine.services.access import AS_OPERATOR, Reader
from engine.services.definitions import NotPublishable, Published, SecondPersonNeeded
from engine.storage.errors import AlreadyPublished, DefinitionNotFound
from tests.integration.services.stage import DAY, Stage, duty, text_of, thing, words

if TYPE_CHECKING:
    from collections.abc import Mapping

T = words


def sound(**parts: Any) -> dict[str, Any]:
    """Return a workflow that nothing can be said against, with a scenario."""
    document: dict[str, Any] = {
        "format": 1,
        "key": "letter",
        "version": 1,
        "number": "L-{seq}",
        "title": T("Letter"),
        "fields": {"title": {"type": "text", "required": True, "title": T("Title")}},
        "roles": {
            "office": {"held_by": "tenant", "title": T("Office")},
            "board": {"held_by": "body", "title": T("Board")},
        },
        "opening": {"by": ["office"]},
        "initial": "open",
        "states": {
            "open": {"title": T("Open"), "obligations": ["answer"]},
            "answered": {"title": T("Answered"), "final": True, "outcome": "answered"},
        },
        "events": {"answer": {"by": ["office"], "title": T("Answer")}},
        "transitions": [{"id": "answer", "event": "answer", "from": ["open"], "to": "answered"}],
        "obligations": {
            "answer": {
                "owner": "office",
                "title": T("Answer"),
                "due": {"from": "entry", "after": "14 days"},
                "fulfilled_by": ["answer"],
                "reminders": ["3 days before"],
                "escalation": [
                    {"id": "ask", "at": "1 day after", "do": [{"do": "agenda", "body": "board"}]}
                ],
            }
        },
        "scenarios": [
            {
                "title": "It is answered",
                "given": {"at": "2026-01-12 09:00", "fields": {"title": "A"}},
                "steps": [{"event": "answer", "as": "office", "expect": {"state": "answered"}}],
            }
        ],
    }
    return {**document, **parts}


def as_(person: str | None) -> Reader:
    return Reader(person, is_operator=True)


def publish(stage: Stage, document: Mapping[str, Any], by: str | None = "ada") -> Published:
    return definitions.publish(
        stage.app, stage.tenant, as_(by), "letter.json", text_of(dict(document)), only_draft=False
    )


def draft(stage: Stage, document: Mapping[str, Any], by: str | None = "ada") -> Published:
    return definitions.publish(
        stage.app, stage.tenant, as_(by), "letter.json", text_of(dict(document)), only_draft=True
    )


def states(stage: Stage, key: str = "letter") -> dict[int, str]:
    found = definitions.list_editions(stage.app, stage.tenant, AS_OPERATOR)
    return {each.version: each.state for each in found if each.key == key}


class TestPublish:
    """Only what is sound gets in."""

    def test_new_cases_begin_with_it(self, stage: Stage) -> None:
        published = publish(stage, sound())

        assert [each.message.en for each in published.findings] == []
        assert (published.edition.state, published.edition.published_by) == ("published", "ada")
        assert stage.case(stage.opened("letter", holders={})).workflow.version == 1

    def test_errors_are_told_all_at_once_and_nothing_is_stored(self, stage: Stage) -> None:
        broken = sound(initial="nowhere", opening={"by": ["nobody"]})
        with pytest.raises(NotPublishable) as refusal:
            publish(stage, broken)

        assert len(refusal.value.findings) >= 2
        assert {each.where for each in refusal.value.findings} >= {"/initial", "/opening/by/0"}
        assert states(stage) == {}

    def test_what_is_no_json_is_told_too(self, stage: Stage) -> None:
        with pytest.raises(NotPublishable):
            definitions.publish(stage.app, "town", as_("ada"), "x.json", b"{", only_draft=False)

    def test_silence_is_an_error(self, stage: Stage) -> None:
        owed = sound()["obligations"]["answer"]
        silent = sound(obligations={"answer": {**owed, "escalation": []}})

        with pytest.raises(NotPublishable):
            publish(stage, silent)

    def test_a_scenario_that_fails_is_an_error(self, stage: Stage) -> None:
        scenario = sound()["scenarios"][0]
        wrong = [{**scenario["steps"][0], "expect": {"state": "open"}}]
        with pytest.raises(NotPublishable) as refusal:
            publish(stage, sound(scenarios=[{**scenario, "steps": wrong}]))

        assert [each.code for each in refusal.value.findings if each.severity == "error"] == [
            "scenario-fails"
        ]
        assert "It is answered" in refusal.value.findings[0].message.en

    def test_what_no_scenario_visits_is_a_warning(self, stage: Stage) -> None:
        published = publish(stage, sound(scenarios=[]))

        assert published.edition.state == "published"
        assert {each.severity for each in published.findings} == {"warning"}

    def test_again_is_no_harm(self, stage: Stage) -> None:
        first = publish(stage, sound()).edition
        stage.clock.advance(DAY)

        assert publish(stage, sound(), "ben").edition == first

    def test_a_published_version_does_not_change(self, stage: Stage) -> None:
        publish(stage, sound())

        with pytest.raises(AlreadyPublished, match="letter"):
            publish(stage, sound(number="X-{seq}"))

    def test_the_shipped_ones_are_sound(self, stage: Stage) -> None:
        found = towns.publish_shipped(stage.app, "town", AS_OPERATOR, ["statement"])

        assert [(each.edition.key, each.edition.state) for each in found] == [
            ("statement", "published")
        ]


class TestDraft:
    """A draft is no more than a draft."""

    def test_no_case_begins_with_it(self, stage: Stage) -> None:
        draft(stage, sound())

        assert states(stage) == {1: "draft"}
        with pytest.raises(WorkflowNotFound):
            stage.open("letter")

    def test_it_may_be_overwritten(self, stage: Stage) -> None:
        draft(stage, sound())
        draft(stage, sound(number="X-{seq}"))
        definitions.publish_draft(stage.app, "town", as_("ada"), "letter", 1)

        assert stage.open("letter", holders={}).number == "X-1"

    def test_there_is_none(self, stage: Stage) -> None:
        with pytest.raises(DefinitionNotFound):
            definitions.publish_draft(stage.app, "town", as_("ada"), "letter", 7)


class TestTwoPeople:
    """A town may ask for a second person."""

    @pytest.fixture(autouse=True)
    def _two(self, stage: Stage) -> None:
        stage.profile(two_person_publish=True)

    @pytest.mark.parametrize("by", ["ada", None])
    def test_one_alone_cannot(self, stage: Stage, by: str | None) -> None:
        with pytest.raises(SecondPersonNeeded):
            publish(stage, sound(), by)
        draft(stage, sound(), by)
        with pytest.raises(SecondPersonNeeded):
            definitions.publish_draft(stage.app, "town", as_(by), "letter", 1)
        assert states(stage) == {1: "draft"}

    def test_another_one_publishes_the_draft(self, stage: Stage) -> None:
        draft(stage, sound())

        edition = definitions.publish_draft(stage.app, "town", as_("ben"), "letter", 1)
        assert (edition.drafted_by, edition.published_by) == ("ada", "ben")

    def test_or_the_same_file(self, stage: Stage) -> None:
        draft(stage, sound())

        edition = publish(stage, sound(), "ben").edition
        assert (edition.drafted_by, edition.published_by) == ("ada", "ben")

    def test_another_file_is_another_draft(self, stage: Stage) -> None:
        draft(stage, sound())

        with pytest.raises(SecondPersonNeeded):
            publish(stage, sound(number="X-{seq}"), "ben")


class TestVersions:
    """A new version is for new cases."""

    def test_running_cases_stay_where_they_are(self, stage: Stage) -> None:
        old = stage.opened()
        stage.publish(duty(version=2, initial="b"))
        new = stage.opened()

        assert [stage.case(each).workflow.version for each in (old, new)] == [1, 2]
        assert [stage.case(each).state for each in (old, new)] == ["a", "b"]
        stage.do(old, "go")
        assert stage.case(old).workflow.version == 1

    def test_a_retired_one_begins_no_case(self, stage: Stage) -> None:
        case = stage.opened()
        definitions.retire(stage.app, "town", AS_OPERATOR, "thing", 1)

        with pytest.raises(WorkflowNotFound):
            stage.open()
        assert stage.do(case, "go").state == "b"

    def test_with_the_newest_retired_the_one_before_is_back(self, stage: Stage) -> None:
        stage.publish(duty(version=2))
        definitions.retire(stage.app, "town", AS_OPERATOR, "thing", 2)

        assert stage.case(stage.opened()).workflow.version == 1

    def test_what_is_not_published_cannot_be_retired(self, stage: Stage) -> None:
        draft(stage, sound())
        for key, version in (("letter", 1), ("none", 1)):
            with pytest.raises(DefinitionNotFound):
                definitions.retire(stage.app, "town", AS_OPERATOR, key, version)

    def test_any_version_can_be_read(self, stage: Stage) -> None:
        stage.publish(duty(version=2))
        versions = [
            definitions.workflow_of(stage.app, "town", AS_OPERATOR, "thing", each).version
            for each in (None, 1, 2)
        ]
        assert versions == [2, 1, 2]
        with pytest.raises(DefinitionNotFound):
            definitions.workflow_of(stage.app, "town", AS_OPERATOR, "thing", 3)

    def test_a_version_with_blocks_can_be_read(self, stage: Stage) -> None:
        documents = workbench.shipped_documents()
        keys = [key for key, each in documents.items() if '"use"' in json.dumps(each)]
        for key in keys or ["measure"]:
            towns.publish_shipped(stage.app, "town", AS_OPERATOR, [key])
            assert definitions.workflow_of(stage.app, "town", AS_OPERATOR, key, 1).key == key

    def test_a_difference_counts_the_open_cases(self, stage: Stage) -> None:
        for _ in range(3):
            stage.opened()
        stage.do(stage.opened(), "go")
        stage.do(stage.opened(), "end")
        old = definitions.workflow_of(stage.app, "town", AS_OPERATOR, "thing", 1)
        new, _ = parse(duty(version=2, states={"b": {"title": words("Changed")}}))
        assert new is not None

        comparison, affected = definitions.difference(stage.app, "town", AS_OPERATOR, old, new)

        assert comparison
        assert [(each.version, each.state, each.count) for each in affected] == [
            (1, "a", 3),
            (1, "b", 1),
        ]

    def test_cases_of_another_version_are_not_touched(self, stage: Stage) -> None:
        stage.opened()
        old = definitions.workflow_of(stage.app, "town", AS_OPERATOR, "thing", 1)
        stage.publish(duty(version=2, states={"y": {"title": T("Y"), "final": True}}))
        new = definitions.workflow_of(stage.app, "town", AS_OPERATOR, "thing", 2)
        stage.opened()

        affected = definitions.difference(stage.app, "town", AS_OPERATOR, old, new)[1]
        assert [(each.version, each.count) for each in affected] == [(1, 1)]


def test_towns_have_their_own(stage: Stage) -> None:
    other = Stage(stage.app.database, thing(key="other"), tenant="zweite")

    assert states(other, "thing") == {}
    with pytest.raises(WorkflowNotFound):
        other.open("thing")
    with pytest.raises(DefinitionNotFound):
        definitions.retire(other.app, "zweite", AS_OPERATOR, "thing", 1)
