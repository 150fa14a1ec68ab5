from __future__ import annotations

from engine.demo import town as actors
from engine.demo.town import read_town

TOWN = read_town()


def test_everybody_who_holds_something_is_there() -> None:
    holders = {
        *TOWN["roles"].values(),
        *TOWN["deputies"].values(),
        *(each["contact"] for each in TOWN["organisations"].values()),
        *(each["chair"] for each in TOWN["bodies"].values()),
        *(member for each in TOWN["bodies"].values() for member in each["members"]),
        *TOWN["english_readers"],
    }
    assert holders == set(TOWN["people"])


def test_who_acts_in_the_story_is_there() -> None:
    named = {actors.COORDINATION, actors.ASSESSOR, actors.STEERING_CHAIR, actors.COUNCIL_CHAIR}
    assert named <= set(TOWN["people"])


def test_parties_are_organisations() -> None:
    assert set(TOWN["parties"]) <= set(TOWN["organisations"])
