"""What a new version changes, in plain words, and which open cases it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.definition.compare import compare
from tests.unit.definition.plans import (
    AGENDA,
    duty,
    event,
    measure,
    named,
    read,
    read_document,
    rung,
    state,
    step,
)

if TYPE_CHECKING:
    from engine.definition.compare import Change, Comparison

ANSWER = step("answer", "asked", "closed")
OLD: list[dict[str, Any]] = [
    {
        "fields": {
            "area": {"type": "text", "title": named("Area")},
            "rating": {
                "type": "choice",
                "title": named("Rating"),
                "options": {"red": named("red"), "green": named("green")},
            },
        },
        "states": {
            "waiting": state("Waiting", obligations=["answer"]),
            "asked": {"timers": [{"id": "t", "after": "1 year", "event": "lapse"}]},
        },
        "events": {"lapse": event("Lapse"), "wait": event("Wait", "office")},
        "transitions": [
            ANSWER,
            step("lapse", "asked", "closed"),
            step("wait", "asked", "waiting"),
            step("answer", "waiting", "closed", id="late"),
        ],
    }
]


def changed(*changes: dict[str, Any]) -> Comparison:
    return compare(read(*OLD), read(*OLD, *changes))


def only(*changes: dict[str, Any]) -> Change:
    found = changed(*changes).changes
    assert len(found) == 1, [(each.where, each.message.en) for each in found]
    return found[0]


def test_a_version_does_not_differ_from_itself():
    same = compare(read_document(measure()), read_document(measure()))
    assert same.changes == ()
    assert not same.needs_migration
    assert same.migration.is_complete
    assert set(same.migration.obligations.values()) == {"keep"}


def test_notes_mean_nothing():
    assert changed({"obligations": {"answer": {"note": "Since 2026."}}}).changes == ()


def test_a_change_is_said_in_both_languages_with_old_and_new():
    due = {"obligations": {"answer": {"due": {"after": "2 months"}}}}
    change = only(due)
    assert change.where == "/obligations/answer/due"
    assert change.kind == "changed"
    assert change.message.en.startswith("The obligation “Give an answer”, due date: ")
    assert "2 months" in change.message.en
    assert "1 month" in change.message.en
    assert change.message.de.startswith("Die Pflicht „Antwort geben“, Frist: ")


def test_long_values_are_cut():
    long = {"fields": {"area": {"help": {"de": "x" * 500, "en": "y" * 500}}}}
    assert len(only(long).message.en) < 200


ALL = ["asked", "waiting"]


def field(key: str, **parts: Any) -> dict[str, Any]:
    return {"fields": {key: parts}}


def owed(**parts: Any) -> dict[str, Any]:
    return {"obligations": {"answer": parts}}


NEW = {"type": "text", "title": named("New")}
DAYS = {"type": "integer", "default": 1, "title": named("Days")}


@pytest.mark.parametrize(
    ("change", "where", "states", "need"),
    [
        (field("area", required=True), "/fields/area/required", ALL, "field-required"),
        (
            field("area", required_in=["waiting"]),
            "/fields/area/required_in",
            ["waiting"],
            "field-required",
        ),
        (field("area", type="integer"), "/fields/area/type", ALL, "field-type"),
        (field("area", title=named("Field")), "/fields/area/title", [], None),
        (field("rating", options={"red": None}), "/fields/rating/options", ALL, "option-removed"),
        (field("rating", options={"amber": named("amber")}), "/fields/rating/options", ALL, None),
        (field("new", **NEW), "/fields/new", [], None),
        (field("new", **NEW, required=True), "/fields/new", ALL, "field-required"),
        (field("new", **NEW, required=True, default="-"), "/fields/new", [], None),
        ({"fields": {"area": None}}, "/fields/area", ALL, "field-removed"),
        (
            {"states": {"asked": {"timers": None}}},
            "/states/asked/timers",
            ["asked"],
            "timer-changed",
        ),
        ({"states": {"waiting": {"title": named("Patient")}}}, "/states/waiting/title", [], None),
        (owed(due={"after": "2 months"}), "/obligations/answer/due", ALL, "obligation-changed"),
        (owed(reminders=[]), "/obligations/answer/reminders", ALL, None),
        ({"events": {"wait": {"by": ["board"]}}}, "/events/wait/by", ["asked"], None),
        ({"settings": {"days": DAYS}}, "/settings/days", ALL, None),
        ({"title": named("Query")}, "/title", [], None),
    ],
)
def test_what_a_change_means_for_open_cases(
    change: dict[str, Any], where: str, states: list[str], need: str | None
):
    found = only(change)
    assert found.where == where
    assert sorted(found.impact.states) == states
    assert found.impact.need == need
    assert (found.impact.reason is None) is (need is None)


def test_an_obligation_added_where_cases_stand():
    more = {
        "obligations": {"more": duty()},
        "states": {"waiting": {"obligations": ["answer", "more"]}},
    }
    comparison = changed(more)
    needs = {each.where: each.impact.need for each in comparison.changes}
    assert needs == {
        "/states/waiting/obligations": "obligation-added",
        "/obligations/more": None,
    }
    assert comparison.states == {"waiting"}


def test_an_obligation_that_is_gone_is_ended():
    less = [
        {"obligations": {"answer": None, "other": duty()}},
        {"states": {"asked": {"obligations": ["other"]}, "waiting": {"obligations": ["other"]}}},
    ]
    comparison = changed(*less)
    assert comparison.migration.obligations == {"answer": "end"}
    gone = next(each for each in comparison.changes if each.where == "/obligations/answer")
    assert (gone.kind, gone.impact.need) == ("removed", "obligation-removed")


@pytest.mark.parametrize(
    ("part", "fate"),
    [
        ({"due": {"after": "3 months"}}, "restart"),
        ({"repeat": {"every": "1 year"}}, "restart"),
        ({"escalation": [rung("3 working days after", AGENDA)]}, "keep"),
    ],
)
def test_what_becomes_of_an_obligation_that_changed(part: dict[str, Any], fate: str):
    assert changed({"obligations": {"answer": part}}).migration.obligations == {"answer": fate}


def removed_state(**successor: Any) -> Comparison:
    return changed(
        {"states": {"waiting": None, **successor}},
        {
            "transitions": [
                ANSWER,
                step("lapse", "asked", "closed"),
                *[step("wait", "asked", key) for key in successor],
                *[step("answer", key, "closed", id="late") for key in successor],
            ]
        },
    )


def test_a_state_that_is_gone_needs_another_one():
    comparison = removed_state()
    assert comparison.needs_migration
    assert comparison.migration.states == {"asked": "asked", "waiting": None}
    assert not comparison.migration.is_complete


def test_the_state_of_the_same_title_takes_its_cases():
    pausing = state("Waiting", obligations=["answer"])
    assert removed_state(pausing=pausing).migration.states["waiting"] == "pausing"


def test_the_state_of_nearly_the_same_name_takes_its_cases():
    comparison = removed_state(waiting_on=state("Patient", obligations=["answer"]))
    assert comparison.migration.states["waiting"] == "waiting_on"


def test_a_new_priority_of_transitions_is_a_change():
    turned = {"transitions": [OLD[0]["transitions"][i] for i in (3, 2, 1, 0)]}
    change = only(turned)
    assert change.where == "/transitions"
    assert "priority" in change.message.en


def test_a_transition_is_known_by_its_id_wherever_it_stands():
    more = {"transitions": [step("wait", "waiting", id="longer"), *OLD[0]["transitions"]]}
    change = only(more)
    assert (change.where, change.kind) == ("/transitions/0", "added")
    assert change.impact.states == ("waiting",)
