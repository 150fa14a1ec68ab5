"""The accompanying committee of a district: who has to sit in it, and how its votes count.

A district wants all fields of action in it; the only member for one of them leaves. The same
twelve people then vote five to four with three abstentions, by the rules of three bodies.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from engine.findings import Text
from engine.lifecycle.ballot import Ballot
from engine.lifecycle.seats import Body, Seat
from engine.services import bodies, cases, events, membership, obligations, sittings
from engine.services.access import Reader
from engine.services.bodies import Term
from engine.services.intents import SubmitEvent
from engine.services.procedures import resolved
from engine.services.resolutions import Decision, VoteInvalid, vote
from engine.services.sittings import Attendance, Plan, Point
from engine.storage.database import Database
from engine.storage.queries.duties import DutyFilter
from tests.integration.services.stage import Stage, thing, words
from tests.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.services.answers import Answer

OFFICE = Reader(role="coordination", is_operator=True)
FIELDS = ("Sprache", "Bildung", "Gesundheit")
MEETING = date(2026, 3, 10)
TWELVE = tuple(f"Mitglied {number}" for number in range(1, 13))


def listing(field: str, member: str) -> dict[str, Any]:
    inside = {"type": "text", "required": True, "title": words("X")}
    listed = {"type": "list", "required": True, "default": [], "title": words("X")}
    return {field: {**listed, "of": {member: inside}}}


@pytest.fixture
def district(database_url: str) -> Iterator[Stage]:
    database = Database(database_url)
    stage = Stage(
        database,
        thing(key="integration-concept", fields=listing("areas", "title")),
        thing(key="measure", fields=listing("addressees", "organisation")),
        *(shipped(each) for each in ("body", "sitting", "resolution")),
    )
    committee = Body("group", Text("Begleitgremium", "Committee"), 12, "accompanying_committee")
    bodies.put(stage.app, "town", OFFICE, committee)
    for field, holder in zip(FIELDS, ("ada", "ben", "eva"), strict=True):
        seat = Seat(field.lower(), "group", stands_for=(("field", field),))
        bodies.put_seat(stage.app, "town", OFFICE, seat)
        bodies.fill(stage.app, "town", OFFICE, field.lower(), holder, Term())
    yield stage
    database.close()


def accepted(answer: Answer) -> str:
    assert answer.accepted, [each.message.de for each in answer.reasons]
    return answer.number or ""


def fire(district: Stage, number: str, event: str, **given: object) -> None:
    case = cases.find(district.app, "town", OFFICE, number)
    accepted(events.send(district.app, SubmitEvent("town", case, event, OFFICE.who, given)))


def test_the_only_member_of_a_field_leaves_and_somebody_owes_a_new_one(district: Stage) -> None:
    needs = {"represented": [{"kind": "field", "name": each} for each in FIELDS]}
    number = accepted(bodies.found(district.app, "town", OFFICE, "group", needs))
    fire(district, number, "constitute", founded_on="2026-01-12")
    assert membership.show_body(district.app, "town", OFFICE, "group").state == "complete"

    gone = bodies.vacate(district.app, "town", OFFICE, "gesundheit", date(2026, 1, 11))

    assert gone.answer is not None
    assert gone.answer.state == "incomplete"
    case = cases.find(district.app, "town", OFFICE, number)
    owed = obligations.list_duties(district.app, "town", OFFICE, DutyFilter(case=case))
    task = next(each.occurrence for each in owed if each.occurrence.obligation == "complete_seats")
    assert (task.owner, task.due_on) == ("coordination", date(2026, 2, 23))
    shown = membership.show_body(district.app, "town", OFFICE, "group")
    assert [each.id for each in shown.conditions if not each.holds] == ["represented"]


def in_session(district: Stage, preset: str) -> str:
    """Let the twelve sit together by some rules, with one motion; return its number."""
    committee = Body("group", Text("Begleitgremium", "Committee"), 12)
    committee = replace(committee, procedure=resolved({"preset": preset}))
    bodies.put(district.app, "town", OFFICE, committee)
    sitting = accepted(sittings.plan(district.app, "town", OFFICE, Plan("group", MEETING)))
    motion = sittings.add(district.app, "town", OFFICE, sitting, Point("Antrag"))
    fire(district, sitting, "invite")
    district.at(f"{MEETING} 17:00")
    came = Attendance(TWELVE)
    accepted(sittings.open_sitting(district.app, "town", OFFICE, sitting, came))
    return accepted(motion)


def outcome(district: Stage, motion: str, ballot: Ballot) -> str:
    said = Decision(number="BG 1/2026", wording="Wie beantragt.")
    return vote(district.app, "town", OFFICE, motion, ballot, said).outcome


def test_five_four_and_three_abstentions_by_the_rules_of_three_bodies(district: Stage) -> None:
    assert outcome(district, in_session(district, "rp"), Ballot(5, 4, 3)) == "adopted"
    district.at("2026-01-12 10:00")
    assert outcome(district, in_session(district, "rp"), Ballot(4, 4, 4, chair=True)) == "rejected"
    district.at("2026-01-12 11:00")
    assert outcome(district, in_session(district, "vwvfg"), Ballot(4, 4, chair=True)) == "adopted"
    district.at("2026-01-12 12:00")
    motion = in_session(district, "by")
    with pytest.raises(VoteInvalid, match="abstain"):
        outcome(district, motion, Ballot(5, 4, 3))
    assert outcome(district, motion, Ballot(6, 6, chair=True)) == "rejected"
