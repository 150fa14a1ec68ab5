"""Somebody asks what is known of her, then that it be forgotten: all of it, no trace broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from engine.services import cases, events, privacy
from engine.services.access import AS_OPERATOR, NOBODY, NotAdministrator, Reader
from engine.services.intents import OpenCase, Who
from engine.storage.errors import PersonNotFound
from engine.storage.metadata import METADATA
from engine.storage.queries import directory
from engine.storage.queries.directory import Person
from tests.live_town import OFFICE, START, TOWN, LiveTown

if TYPE_CHECKING:
    from collections.abc import Iterator

PUBLIC = Who(is_public=True)
ERIKA = Person("erika", "Erika Muster", "erika@muster.example")


@pytest.fixture
def town(database_url: str) -> Iterator[LiveTown]:
    town = LiveTown.founded(database_url)
    yield town
    town.app.database.close()


def opened(town: LiveTown, workflow: str, fields: dict[str, Any], **more: Any) -> str:
    who = more.pop("who", PUBLIC)
    answer = events.open_case(town.app, OpenCase(TOWN, workflow, fields, who, **more))
    assert answer.case is not None, answer.reasons
    return answer.case


def with_erika(town: LiveTown) -> list[str]:
    """Let her contribute, register, lead a measure; return the cases that name her."""
    contact = {"contact": "Erika@muster.example"}
    contribution = opened(
        town, "contribution", {"title": "Bänke", "contributor": "E. M.", **contact}
    )
    event = town.open(
        "event",
        {"title": "Forum", "kind": "forum", "starts_on": "2026-04-14", "venue": "Rathaus",
         "registration_until": "2026-04-01"},
        state="registration_open",
    )  # fmt: skip
    registration = opened(
        town, "registration", {"name": "Erika Muster", "needs": "Aufzug"}, parent=event
    )
    opened(town, "registration", {"name": "Otto Ander"}, parent=event)
    town.send(contribution, "consider", {"area": "Wohnumfeld"})
    return [contribution, registration]


def number(town: LiveTown, case: str) -> str:
    return cases.show(town.app, TOWN, AS_OPERATOR, case).case.number


def test_everything_is_told_and_nothing_of_others(town: LiveTown) -> None:
    town.put_people([ERIKA])
    with town.app.database.write(TOWN, START) as unit:
        directory.give_role(unit, "assessor", "erika")
    named = with_erika(town)
    measure = opened(
        town,
        "measure",
        {"title": "A", "area": "B"},
        who=OFFICE,
        holders={"lead": ("erika",)},
    )
    town.send(measure, "comment", {"text": "Gut"}, who=Who("erika"))

    about = privacy.export(town.app, TOWN, AS_OPERATOR, "erika@muster.example")

    assert about.person is not None
    assert about.person.name == "Erika Muster"
    assert [each.role for each in about.roles] == ["assessor"]
    assert about.holds == ((number(town, measure), "lead"),)
    assert {each.case for each in about.mentions} == set(named)
    assert [each.event for each in about.acts] == ["comment"]
    assert "Otto" not in str(about)
    fields = next(each.fields for each in about.mentions if each.case == named[1])
    assert fields["needs"] == "Aufzug"


def test_somebody_without_an_account_is_found_by_what_she_gave(town: LiveTown) -> None:
    named = with_erika(town)

    about = privacy.export(town.app, TOWN, AS_OPERATOR, "erika@muster.example")

    assert about.person is None
    assert [each.case for each in about.mentions] == [named[0]]
    with pytest.raises(privacy.NobodyKnown):
        privacy.export(town.app, TOWN, AS_OPERATOR, "niemand@example.org")
    with pytest.raises(privacy.NobodyKnown):
        privacy.export(town.app, TOWN, AS_OPERATOR, "e")


def test_erased_is_erased_everywhere_and_chains_and_replay_hold(town: LiveTown) -> None:
    town.put_people([ERIKA])
    with_erika(town)

    erased = privacy.erase(town.app, TOWN, AS_OPERATOR, "erika", "Auf eigenen Wunsch")

    assert len(erased.cases) == 2
    assert town.discrepancies() == []
    with town.app.database.read(TOWN, START) as unit:
        everything = [
            str(unit.connection.execute(select(table)).all()) for table in METADATA.sorted_tables
        ]
        assert directory.find_person(unit, "erika").name is None
    for word in ("Erika Muster", "muster.example", "Aufzug"):
        assert not any(word.casefold() in each.casefold() for each in everything)
    assert any("Otto Ander" in each for each in everything)
    with pytest.raises(privacy.NobodyKnown):
        privacy.export(town.app, TOWN, AS_OPERATOR, "erika@muster.example")


def test_what_was_given_goes_on_afterwards(town: LiveTown) -> None:
    contribution, registration = with_erika(town)
    privacy.erase(town.app, TOWN, AS_OPERATOR, "Erika Muster", "Auf eigenen Wunsch")
    privacy.erase(town.app, TOWN, AS_OPERATOR, "erika@muster.example", "Auf eigenen Wunsch")

    assert town.send(contribution, "become_measure").accepted
    assert town.send(registration, "withdraw").accepted
    assert town.discrepancies() == []


def test_of_a_list_only_what_names_her_is_told_and_goes(town: LiveTown) -> None:
    asked = [
        {"who": "Otto Ander", "kind": "person", "proposed_by": "Rat"},
        {"who": "Erika Muster", "kind": "person", "proposed_by": "Rat"},
    ]
    survey = town.open(
        "survey", {"title": "Gespräche", "kind": "interviews", "interviewees": asked}
    )

    about = privacy.export(town.app, TOWN, AS_OPERATOR, "Erika Muster")
    privacy.erase(town.app, TOWN, AS_OPERATOR, "Erika Muster", "Auf eigenen Wunsch")

    assert "Otto" not in str(about)
    left = cases.show(town.app, TOWN, AS_OPERATOR, survey).case.data["interviewees"]
    assert [each["who"] for each in left] == ["Otto Ander"]
    assert town.discrepancies() == []


def test_roles_end_and_what_is_left_is_told(town: LiveTown) -> None:
    town.put_people([ERIKA])
    with town.app.database.write(TOWN, START) as unit:
        directory.give_role(unit, "coordination", "erika")
    measure = opened(
        town, "measure", {"title": "A", "area": "B"}, who=OFFICE, holders={"lead": ("erika",)}
    )

    erased = privacy.erase(town.app, TOWN, AS_OPERATOR, "erika", "Ausgeschieden")

    assert erased.still_holds == ((number(town, measure), "lead"),)
    refused = town.send(measure, "defer", {}, who=Who("erika"))
    assert "role" in [each.code for each in refused.reasons]


def test_only_she_and_the_administrator_are_told(town: LiveTown) -> None:
    town.put_people([ERIKA])
    with_erika(town)

    for reader in (NOBODY, Reader("coordination")):
        with pytest.raises((NotAdministrator, PersonNotFound)):
            privacy.export(town.app, TOWN, reader, "erika")
    herself = privacy.export(town.app, TOWN, Reader("erika"), "erika")
    assert herself.person is not None
    with pytest.raises(NotAdministrator):
        privacy.erase(town.app, TOWN, Reader("erika"), "erika", "x")
