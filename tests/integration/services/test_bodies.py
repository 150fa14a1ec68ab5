"""Bodies: who sits where, and that a body is incomplete in the moment in which it becomes so."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from engine.findings import Text
from engine.lifecycle.seats import Body, Seat
from engine.services import bodies, cases, events, people
from engine.services.access import NotAdministrator, Reader
from engine.services.bodies import BodyFounded, BodyNotFound, SeatNotFound, Term
from engine.services.intents import SubmitEvent, Who
from engine.storage.queries.directory import Person
from tests.integration.services.stage import START, Stage, thing, words
from tests.shipped import shipped

if TYPE_CHECKING:
    from engine.lifecycle.case import Case
    from engine.storage.database import Database

OPERATOR = Reader(role="coordination", is_operator=True)
COORDINATION = OPERATOR.who
BOARD = Body("board", Text("Begleitausschuss", "Accompanying committee"))
NEEDS = {"represented": [{"kind": "field", "name": "Sprache"}]}


def concept() -> dict[str, Any]:
    """Return what a body's rules need to know of concepts: their fields of action."""
    title = {"type": "text", "required": True, "title": words("Field")}
    areas = {"type": "list", "required": True, "default": [], "title": words("A")}
    return thing(key="integration-concept", fields={"areas": {**areas, "of": {"title": title}}})


def measure() -> dict[str, Any]:
    """Return what a body's rules need to know of measures: their addressees."""
    who = {"type": "organisation", "required": True, "title": words("Who")}
    addressees = {"type": "list", "required": True, "default": [], "title": words("A")}
    return thing(key="measure", fields={"addressees": {**addressees, "of": {"organisation": who}}})


@pytest.fixture
def board(database: Database) -> Stage:
    """A town with a body whose one field of action is represented by Ada."""
    stage = Stage(database, concept(), measure(), shipped("body"))
    for name in ("founder", "rita"):
        people.put_person(
            stage.app, "town", OPERATOR, Person(name, name.title(), f"{name}@town.example")
        )
    people.give_role(stage.app, "town", OPERATOR, "coordination", "rita")
    bodies.put(stage.app, "town", OPERATOR, BOARD)
    seat = Seat("sprache", "board", stands_for=(("field", "Sprache"),))
    assert bodies.put_seat(stage.app, "town", OPERATOR, seat).answer is None
    bodies.fill(stage.app, "town", OPERATOR, "sprache", "ada", Term())
    return stage


def founded(stage: Stage) -> str:
    answer = bodies.found(stage.app, "town", OPERATOR, "board", NEEDS)
    assert answer.accepted, answer.reasons
    case = answer.case or ""
    constituted = {"founded_on": START.date().isoformat()}
    sent = events.send(
        stage.app, SubmitEvent("town", case, "constitute", COORDINATION, constituted)
    )
    assert sent.state == "complete"
    return case


def case_of(stage: Stage, case_id: str) -> Case:
    return cases.show(stage.app, "town", OPERATOR, case_id).case


def test_the_only_member_of_a_field_leaves(board: Stage) -> None:
    case = founded(board)

    changed = bodies.vacate(board.app, "town", OPERATOR, "sprache", date(2026, 1, 11))

    assert changed.answer is not None
    assert (changed.answer.accepted, changed.answer.state) == (True, "incomplete")
    after = case_of(board, case)
    assert after.state == "incomplete"
    assert "complete_seats" in {each.obligation for each in after.occurrences}


def test_the_change_and_what_follows_from_it_stand_or_fall_together(
    board: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = founded(board)

    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(bodies, "submit", fails)
    with pytest.raises(RuntimeError):
        bodies.vacate(board.app, "town", OPERATOR, "sprache", date(2026, 1, 11))
    monkeypatch.undo()

    assert case_of(board, case).state == "complete"
    held = people.directory_of(board.app, "town", OPERATOR).seats
    assert [each.valid_until for each in held if each.seat == "sprache"] == [None]


def test_the_seat_is_filled_again(board: Stage) -> None:
    case = founded(board)
    bodies.vacate(board.app, "town", OPERATOR, "sprache", date(2026, 1, 11))

    bodies.fill(board.app, "town", OPERATOR, "sprache", "eva", Term(valid_from=date(2026, 1, 12)))

    assert case_of(board, case).state == "complete"


def test_a_member_given_by_role_counts_as_well(board: Stage) -> None:
    case = founded(board)
    board.at("2026-02-01 09:00")
    before = case_of(board, case).version

    held = people.give_role(board.app, "town", OPERATOR, "board", "ben")
    assert people.end_role(board.app, "town", OPERATOR, held, date(2026, 3, 1))

    assert case_of(board, case).version > before


def test_a_seat_ends_by_date_alone(board: Stage) -> None:
    case = founded(board)
    bodies.end_seat(board.app, "town", OPERATOR, "sprache", date(2026, 1, 20))
    assert case_of(board, case).state == "complete"

    board.at("2026-01-21 08:00").tick()

    assert case_of(board, case).state == "incomplete"


def test_a_suspended_body_hears_of_it_when_it_goes_on(board: Stage) -> None:
    case = founded(board)
    resting = {"reason": "Sommerpause", "until": "2026-02-01"}
    events.send(board.app, SubmitEvent("town", case, "suspend", COORDINATION, resting))

    changed = bodies.vacate(board.app, "town", OPERATOR, "sprache", date(2026, 1, 11))
    assert changed.answer is not None
    assert not changed.answer.accepted
    assert case_of(board, case).state == "complete"

    events.send(board.app, SubmitEvent("town", case, "resume", COORDINATION))
    assert case_of(board, case).state == "incomplete"


def test_a_committee_misses_the_new_leader_of_a_working_circle(board: Stage) -> None:
    case = founded(board)
    needs = {
        "every_area": False, "represented": [], "functions": [], "circle_leaders": True,
        "addressees": False, "no_vacancy": False, "fewest_migrants": 0,
    }  # fmt: skip
    events.send(board.app, SubmitEvent("town", case, "demand_seats", COORDINATION, needs))
    assert case_of(board, case).state == "complete"
    title = Text("Arbeitskreis", "Working circle")
    bodies.put(board.app, "town", OPERATOR, Body("circle", title, kind="working_group"))
    assert case_of(board, case).state == "incomplete"

    lead = bodies.put_seat(board.app, "town", OPERATOR, Seat("", "circle", "chair")).id
    bodies.fill(board.app, "town", OPERATOR, lead, "ada", Term())
    assert case_of(board, case).state == "complete"

    bodies.vacate(board.app, "town", OPERATOR, lead, date(2026, 1, 11))
    bodies.fill(board.app, "town", OPERATOR, lead, "ben", Term(valid_from=date(2026, 1, 12)))
    assert case_of(board, case).state == "incomplete"


def test_members_act_in_the_case_of_their_body(board: Stage) -> None:
    case = founded(board)
    said = {"text": "Der Zeitplan ist zu eng."}

    mine = events.send(board.app, SubmitEvent("town", case, "feedback", Who("ada"), said))
    theirs = events.send(board.app, SubmitEvent("town", case, "feedback", Who("ben"), said))

    assert (mine.accepted, theirs.accepted) == (True, False)


def test_what_there_is_not(board: Stage) -> None:
    founded(board)
    with pytest.raises(BodyFounded):
        bodies.found(board.app, "town", OPERATOR, "board", {})
    with pytest.raises(BodyNotFound):
        bodies.found(board.app, "town", OPERATOR, "none", {})
    with pytest.raises(BodyNotFound):
        bodies.put_seat(board.app, "town", OPERATOR, Seat("", "none"))
    with pytest.raises(SeatNotFound):
        bodies.fill(board.app, "town", OPERATOR, "none", "ada", Term())
    answer = bodies.found(board.app, "town", Reader("ben"), "group", {})
    assert not answer.accepted


def test_who_keeps_the_bodys_case_changes_its_seats_and_nobody_else_does(board: Stage) -> None:
    founded(board)
    day = date(2026, 1, 11)

    for reader in (Reader("ben"), Reader()):
        with pytest.raises(NotAdministrator):
            bodies.vacate(board.app, "town", reader, "sprache", day)
    bodies.vacate(board.app, "town", Reader("rita"), "sprache", day)

    held = people.directory_of(board.app, "town", OPERATOR).seats
    assert [each.valid_until for each in held if each.seat == "sprache"] == [day]


def test_members_see_the_case_of_their_body(board: Stage) -> None:
    case = founded(board)

    mine = cases.show(board.app, "town", Reader("ada"), case)

    assert "feedback" in mine.possible
    assert mine.case.data["represented"] == NEEDS["represented"]
