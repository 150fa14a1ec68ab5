"""Members without an account and without an address take part through an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.services import dead, people
from engine.services.access import AS_OPERATOR
from engine.storage.queries.directory import Person

if TYPE_CHECKING:
    from tests.integration.services.stage import Stage


def through(stage: Stage, role: str) -> None:
    """Let Ben, who leads, have no address: whoever holds a role hands on what he is told."""
    person = Person("ben", "Ben", None, "de", f"through:{role}")
    people.put_person(stage.app, "town", AS_OPERATOR, person)


def test_what_a_member_on_paper_is_told_goes_to_the_office_that_hands_it_on(
    stage: Stage,
) -> None:
    through(stage, "office")
    stage.opened(holders={"lead": ("ben",)})

    stage.at("2026-02-20 09:00").tick()
    stage.deliver()

    letters = stage.post.to("ada")
    assert letters
    for each in letters:
        assert "Bitte weitergeben an Ben" in each.items[0].text
    assert not stage.post.to("ben")


def test_the_office_gets_its_own_letter_beside_the_one_to_hand_on(stage: Stage) -> None:
    through(stage, "group")
    stage.opened(holders={"lead": ("ben",)})

    stage.at("2026-01-31 09:00").tick()
    stage.deliver()

    assert [len(stage.post.to(each)) for each in ("cem", "dora")] == [1, 1]


def test_where_nobody_hands_on_the_letter_is_seen_as_lost(stage: Stage) -> None:
    through(stage, "nobody")
    stage.opened(holders={"lead": ("ben",)})

    stage.at("2026-01-31 09:00").tick()

    assert [
        each.letter.facts["hand_to"] for each in dead.dead(stage.app, "town", AS_OPERATOR).letters
    ] == ["ben"]
