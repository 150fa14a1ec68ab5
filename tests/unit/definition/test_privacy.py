"""Data protection in a definition: what is kept how long, and what is never asked of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.definition.lint import lint
from engine.definition.parse import parse
from engine.findings import Severity
from tests.unit.definition.documents import BLOCKS, EVERYTHING, OTHERS, fresh, put

if TYPE_CHECKING:
    from engine.definition.model import Workflow

T = {"de": "Titel", "en": "Title"}


def codes(document: dict[str, Any]) -> dict[str, str]:
    """Return the findings of a document: where to code."""
    workflow, findings = parse(document, blocks=BLOCKS, others=OTHERS)
    if workflow is not None:
        findings = [*findings, *lint(workflow)]
    return {each.where: each.code for each in findings}


def workflow_of(document: dict[str, Any]) -> Workflow:
    workflow, _ = parse(document, blocks=BLOCKS, others=OTHERS)
    assert workflow is not None
    return workflow


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("/retention/names/erase", ["title"], "retention-not-personal"),
        ("/retention/names/erase", ["nothing"], "unknown-field"),
        ("/retention/names/from", "nothing", "unknown-field"),
        ("/retention/names/from", "title", "retention-anchor"),
        ("/retention/names/keep", "for a while", "period"),
        ("/retention/names/archive/offer_to", "archive", "unknown-role"),
        ("/method/people", "title", "unfit-for-method"),
        ("/method/groups", "parties", "unfit-for-method"),
        ("/method/result", "body_text", "unfit-for-method"),
        ("/method/on", "nothing", "unknown-field"),
    ],
)
def test_each_slip_is_found_where_it_is(path: str, value: object, code: str) -> None:
    document = fresh(EVERYTHING)
    put(document, path, value)

    found = codes(document)

    assert code in {each for where, each in found.items() if where.startswith(path)}


def test_what_is_said_is_what_is_meant() -> None:
    rule = workflow_of(EVERYTHING).retention["names"]

    assert (rule.since, rule.fields) == ("closing", ("parties",))
    assert rule.archive is not None
    assert rule.archive.role == "office"


def test_a_personal_field_that_nothing_erases_is_a_warning() -> None:
    document = fresh(EVERYTHING)

    assert codes(document)["/fields/body_text"] == "retention-missing"
    document["retention"]["names"]["erase"] = ["parties", "body_text"]
    assert "/fields/body_text" not in codes(document)


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("origin", {"de": "Woher", "en": "Where from"}),
        ("field_x", {"de": "Staatsangehörigkeit", "en": "Citizenship"}),
        ("field_x", {"de": "Konfession", "en": "Church"}),
        ("field_x", {"de": "Angaben", "en": "Migration background"}),
        ("disability", {"de": "Angaben", "en": "Details"}),
    ],
)
def test_origin_belief_and_health_are_never_asked_of_a_person(
    key: str, title: dict[str, str]
) -> None:
    document = fresh(EVERYTHING)
    field = {"type": "text", "title": title}
    document["fields"][key] = {**field, "personal": True}
    document["events"]["go"]["input"]["asked"] = {**field, "personal": True}
    document["fields"]["crowd"]["of"]["asked"] = field

    found = [each for each in lint(workflow_of(document)) if each.code == "special-category"]

    places = {each.where for each in found}
    assert f"/fields/{key}" in places
    assert {each.severity for each in found} == {Severity.WARNING}
    assert not any(each.startswith("/fields/crowd") for each in places)
    if key == "field_x":
        assert "/events/go/input/asked" in places


def test_inside_a_list_about_people_too() -> None:
    document = fresh(EVERYTHING)
    document["fields"]["parties"]["of"]["religion"] = {"type": "text", "title": T}
    document["fields"]["parties"]["personal"] = True

    found = {each.where for each in lint(workflow_of(document)) if each.code == "special-category"}

    assert found == {"/fields/parties/of/religion"}


def test_messages_go_to_no_field_that_is_not_erased_with_the_person() -> None:
    document = fresh(EVERYTHING)
    told = {"do": "tell", "field": "title", "message": "hello"}
    document["transitions"][0]["effects"].append(told)

    found = [each.where for each in lint(workflow_of(document)) if each.code == "tell-field"]

    assert found == ["/fields/title"]
