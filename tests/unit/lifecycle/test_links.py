"""Links that fields make: begun by a name, ended when it goes, refused where they lead nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from engine.definition.parse import parse
from engine.lifecycle.links import KINDS, Way, kind_of

T = {"de": "X", "en": "X"}
CASE = {"type": "case", "title": T}


def linking(thing: Any) -> dict[str, Any]:
    """Return a thing that names another one, and several others in a list."""
    document: dict[str, Any] = thing(
        fields={
            "into": {**CASE, "link": "bundled_into"},
            "plain": CASE,
            "sources": {
                "type": "list",
                "title": T,
                "of": {"case": {**CASE, "link": "source", "required": True}},
            },
        }
    )
    document["events"]["name"] = {
        "by": ["office"],
        "title": T,
        "input": {"into": {"same_as": "into"}, "sources": {"same_as": "sources"}},
    }
    document["transitions"].append(
        {
            "id": "name",
            "event": "name",
            "from": ["*"],
            "set": {"into": "= input.into", "sources": "= input.sources"},
        }
    )
    return document


def test_naming_a_case_links_to_it_by_id_or_number(stage: Any, thing: Any) -> None:
    played = stage(linking(thing)).open()
    first = played.id
    played.open(into="T-001", plain=first, sources=[{"case": first}])

    assert sorted(played.world.links) == [
        (played.id, "bundled_into", first),
        (played.id, "source", first),
    ]


def test_a_name_that_goes_ends_the_link(stage: Any, thing: Any) -> None:
    played = stage(linking(thing)).open()
    first = played.id
    played.open(into=first)
    second = played.id
    played.open(into=first)

    played.do("name", into=second, sources=[{"case": first}])

    mine = [each for each in played.world.links if each[0] == played.id]
    assert sorted(mine) == [
        (played.id, "bundled_into", second),
        (played.id, "source", first),
    ]
    played.do("name", into=None, sources=None)
    assert [each for each in played.world.links if each[0] == played.id] == []


def test_a_case_does_not_refer_to_itself(stage: Any, thing: Any) -> None:
    played = stage(linking(thing)).open()

    assert played.refuse("name", into=played.id) == ["link"]
    assert played.refuse("name", into="T-001") == ["link"]


def test_only_cases_are_linked(thing: Any) -> None:
    document = thing(fields={"into": {"type": "text", "link": "source", "title": T}})

    _, findings = parse(document)

    assert [each.where for each in findings] == ["/fields/into/type"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda each: each.key)
def test_every_kind_says_in_both_languages_what_each_is_to_the_other(kind: Any) -> None:
    texts = [kind.title.de, kind.title.en, kind.reverse.de, kind.reverse.en]
    assert all(texts)
    assert kind_of(kind.key) is kind


def test_a_kind_of_ones_own_leads_across() -> None:
    assert kind_of("exempts").way is Way.ACROSS
    assert kind_of("exempts").title.de == "exempts"
