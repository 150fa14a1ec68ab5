"""Bodies and seats as rules read them, and roles whose body a field names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.findings import Text
from engine.lifecycle.seats import Body, Holding, Seat, body_on, changes_on, seats_on

T = {"de": "X", "en": "X"}
DAY = date(2026, 3, 2)
ANNA = Holding("anna", valid_until=date(2026, 3, 31))
BORA = Holding("bora", valid_from=date(2026, 4, 1))
DEPUTY = Holding("cem", "deputy")
SPRACHE = Seat("s1", "board", "chair", stands_for=(("field", "Sprache"), ("group", "migrants")))


def seat(*holdings: Holding, **parts: Any) -> Seat:
    return Seat("s2", "board", holdings=holdings, **parts)


class TestSeatsOnADay:
    def test_a_seat_nobody_holds_is_vacant_and_still_stands_for_something(self) -> None:
        (read,) = seats_on([SPRACHE], DAY)

        assert read["vacant"]
        assert (read["holder"], read["until_on"]) == (None, None)
        assert (read["fields"], read["groups"], read["organisations"]) == (
            ["Sprache"],
            ["migrants"],
            [],
        )

    def test_the_holder_of_the_day_and_the_last_day(self) -> None:
        (read,) = seats_on([seat(ANNA, BORA, DEPUTY)], DAY)

        assert (read["holder"], read["deputy"], read["until_on"]) == (
            "anna",
            "cem",
            date(2026, 3, 31),
        )

    def test_who_deputises_does_not_fill_the_seat(self) -> None:
        (read,) = seats_on([seat(DEPUTY)], DAY)

        assert read["vacant"]
        assert read["deputy"] == "cem"

    def test_the_holder_changes_overnight(self) -> None:
        both = [seat(ANNA, BORA)]

        assert seats_on(both, date(2026, 3, 31))[0]["holder"] == "anna"
        assert seats_on(both, date(2026, 4, 1))[0]["holder"] == "bora"

    def test_a_seat_that_is_over_is_no_seat(self) -> None:
        assert seats_on([seat(ANNA, valid_until=date(2026, 3, 1))], DAY) == []


class TestBodyOnADay:
    def test_the_next_change_is_the_earliest_end_or_the_eve_of_a_beginning(self) -> None:
        late = Holding("dora", valid_from=date(2026, 3, 20))

        assert changes_on([seat(ANNA), seat(late)], DAY) == date(2026, 3, 19)
        assert changes_on([seat(ANNA), seat(late)], date(2026, 3, 20)) == date(2026, 3, 31)
        assert changes_on([seat(DEPUTY)], DAY) is None

    def test_who_presides(self) -> None:
        body = Body("board", Text("Beirat", "Board"), 7, "advisory_board", ("recommend",))
        chaired = Seat("s1", "board", "chair", holdings=(ANNA,))

        read = body_on(body, [seat(BORA), chaired], DAY)

        assert (read["chair"], read["members"], read["decides"]) == ("anna", 7, False)
        assert body_on(body, [chaired], date(2026, 4, 1))["chair"] is None


def asking(thing: Any, rule: str, **facts: Any) -> dict[str, Any]:
    document = thing(
        fields={"body": {"type": "body", "required": True, "default": "board", "title": T}},
        roles={"members": {"held_by": "body", "named_by": "body", "title": T}},
        facts=facts,
    )
    document["transitions"][0]["guards"] = [{"id": "g", "rule": rule, "message": T}]
    return document  # type: ignore[no-any-return]


def test_rules_ask_for_the_seats_of_the_body_that_a_field_names(stage: Any, thing: Any) -> None:
    rule = "facts.found.exists(s, !s.vacant && 'Sprache' in s.fields)"
    played = stage(asking(thing, rule, found={"seats": "members"}))
    played.world.seats = {"other": [SPRACHE], "board": [SPRACHE]}
    played.open()
    assert played.refuse("go") == ["g"]

    played.world.seats["board"] = [seat(ANNA, stands_for=(("field", "Sprache"),))]
    played.do("go")


def test_rules_ask_for_bodies_of_a_kind(stage: Any, thing: Any) -> None:
    rule = "facts.found.all(b, b.chair != null) && facts.own.kind == 'advisory_board'"
    facts = {"found": {"bodies": "working_group"}, "own": {"body": "members"}}
    played = stage(asking(thing, rule, **facts))
    played.world.bodies = {
        "board": Body("board", Text("B", "B"), kind="advisory_board"),
        "circle": Body("circle", Text("C", "C"), kind="working_group"),
    }
    played.open()
    assert played.refuse("go") == ["g"]

    played.world.seats["circle"] = [Seat("s", "circle", "chair", holdings=(ANNA,))]
    played.do("go")


def test_a_body_that_is_not_entered_lets_no_rule_hold(stage: Any, thing: Any) -> None:
    played = stage(asking(thing, "facts.own.decides", own={"body": "members"})).open()

    assert played.refuse("go") == ["g"]


@pytest.mark.parametrize("body", ["board", "other"])
def test_items_come_before_the_body_that_the_case_names(stage: Any, thing: Any, body: str) -> None:
    document = asking(thing, "true")
    document["transitions"][0]["effects"] = [
        {"do": "agenda", "body": "members", "title": T},
        {
            "do": "propose",
            "id": "end",
            "body": "members",
            "title": T,
            "on": {"adopted": "end", "rejected": "back"},
        },
    ]
    played = stage(document).open(body=body)

    assert [each.body for each in played.do("go").after.items] == [body, body]
    played.do("note", "members", item="1")
    assert played.do("decide", "members", proposal="end", outcome="adopted").after.state == "z"


def test_what_a_committee_recommends_goes_on_to_the_next_body(stage: Any, thing: Any) -> None:
    document = thing()
    document["transitions"][0]["effects"] = [
        {
            "do": "propose",
            "id": "end",
            "body": "group",
            "title": T,
            "on": {"adopted": "end", "rejected": "back"},
        }
    ]
    played = stage(document).open()
    played.do("go")

    after = played.do("decide", proposal="end", outcome="recommended", next_body="council").after

    assert [(each.body, each.outcome) for each in after.items] == [("council", None)]
    assert played.world.letters[-1][2].to == "council"
    assert played.do("decide", proposal="end", outcome="adopted").after.state == "z"
