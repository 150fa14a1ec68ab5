"""Towns and their people: set up once, several in one database, each by itself."""

from __future__ import annotations

from datetime import date

import pytest

from engine.deadlines.calendars import Place
from engine.deadlines.errors import LandUnknown
from engine.findings import Text
from engine.lifecycle.seats import Body
from engine.services import dead, locality, people, policy, towns
from engine.services.access import AS_OPERATOR
from engine.services.towns import NoTown, TownExists, TownNotThere, TownUnclear
from engine.storage import schema
from engine.storage.database import Database
from engine.storage.errors import PersonNotFound, SchemaMissing, TenantNotFound
from engine.storage.queries.directory import Person
from engine.storage.queries.towns import Profile
from tests.integration.services.stage import PROFILE, Stage, duty


@pytest.mark.parametrize(
    ("title", "town"),
    [
        ("Neustadt am See", "neustadt-am-see"),
        ("Köln", "koeln"),
        ("Groß-Gerau (Kreis)", "gross-gerau-kreis"),
        ("Évian", "evian"),
        ("  ", "town"),
    ],
)
def test_a_town_is_called_after_its_title(title: str, town: str) -> None:
    assert towns.id_of(title) == town


class TestCreate:
    """Set up with its tables, once."""

    def test_in_an_empty_database(self, stage: Stage, empty_database_url: str) -> None:
        database = Database(empty_database_url)
        object.__setattr__(stage.app, "database", database)
        with pytest.raises(SchemaMissing):
            towns.the_town(stage.app, None)

        assert towns.create(stage.app, Profile("Köln", Place("NW"))) == "koeln"
        assert towns.the_town(stage.app, None) == "koeln"
        assert locality.town_of(stage.app, "koeln", AS_OPERATOR).title == "Köln"
        database.close()

    def test_not_twice(self, stage: Stage) -> None:
        with pytest.raises(TownExists, match="town"):
            towns.create(stage.app, PROFILE, "town")
        assert towns.all_ids(stage.app) == ["town"]

    def test_not_in_a_land_that_there_is_not(self, stage: Stage) -> None:
        with pytest.raises(LandUnknown):
            towns.create(stage.app, Profile("Nirgendwo", Place("XX")))
        assert towns.all_ids(stage.app) == ["town"]


class TestWhich:
    """The town that is meant."""

    def test_the_only_one(self, stage: Stage) -> None:
        assert towns.the_town(stage.app, None) == "town"

    def test_the_named_one(self, stage: Stage) -> None:
        towns.create(stage.app, PROFILE, "zweite")

        assert towns.the_town(stage.app, "zweite") == "zweite"
        with pytest.raises(TownUnclear, match="town, zweite"):
            towns.the_town(stage.app, None)

    def test_none_of_that_name(self, stage: Stage) -> None:
        with pytest.raises(TownNotThere, match="town"):
            towns.the_town(stage.app, "dritte")

    def test_none_at_all(self, stage: Stage, empty_database_url: str) -> None:
        database = Database(empty_database_url)
        schema.upgrade(database)
        object.__setattr__(stage.app, "database", database)

        with pytest.raises(NoTown):
            towns.the_town(stage.app, None)
        database.close()

    def test_nothing_can_be_read_of_a_town_that_there_is_not(self, stage: Stage) -> None:
        for ask in (
            lambda: locality.town_of(stage.app, "dritte", AS_OPERATOR),
            lambda: policy.list_settings(stage.app, "dritte", AS_OPERATOR, None),
        ):
            with pytest.raises(TenantNotFound):
                ask()


class TestPeople:
    """Who there is, and who holds what."""

    def test_people_organisations_bodies_and_seats(self, stage: Stage) -> None:
        new = people.fresh_id(stage.app)
        people.put_person(
            stage.app, "town", AS_OPERATOR, Person(new, "Fritz", "fritz@town.example", "en")
        )
        people.put_organisation(stage.app, "town", AS_OPERATOR, "vhs", "Volkshochschule")
        people.put_body(stage.app, "town", AS_OPERATOR, Body("council", Text("Rat", "Council"), 40))
        seat = people.give_role(
            stage.app, "town", AS_OPERATOR, "council", "vhs", valid_from=date(2026, 2, 1)
        )

        found = people.directory_of(stage.app, "town", AS_OPERATOR)
        assert {each.id for each in found.people} >= {new, "ada"}
        assert found.organisations == {"vhs": "Volkshochschule"}
        assert [each.id for each in found.bodies] == ["council", "group"]
        assert [each.holder for each in found.seats if each.id == seat] == ["vhs"]

    def test_a_person_is_found_by_her_address(self, stage: Stage) -> None:
        people.give_role(stage.app, "town", AS_OPERATOR, "office", "eva@town.example")

        assert stage.send(stage.opened(), "go", "eva").accepted

    def test_nobody_of_that_name_gets_a_role(self, stage: Stage) -> None:
        with pytest.raises(PersonNotFound):
            people.give_role(stage.app, "town", AS_OPERATOR, "office", "ghost")

    def test_there_is_no_such_seat(self, stage: Stage) -> None:
        assert not people.end_role(stage.app, "town", AS_OPERATOR, "none", date(2026, 1, 1))

    def test_another_process_sees_it_at_once(self, stage: Stage) -> None:
        twin, case = stage.another(), stage.opened()
        assert not twin.send(case, "go", "dora").accepted
        people.give_role(stage.app, "town", AS_OPERATOR, "office", "dora")

        assert twin.send(case, "go", "dora").accepted


def test_towns_have_nothing_in_common(stage: Stage) -> None:
    stage.opened(holders={})
    stage.person("ada", address=None)
    stage.at("2026-04-01 08:00").tick()
    stage.deliver()
    other = Stage(stage.app.database, duty(), tenant="zweite")
    people.put_organisation(stage.app, "town", AS_OPERATOR, "vhs", "Volkshochschule")

    assert dead.dead(stage.app, "town", AS_OPERATOR).letters
    found = dead.dead(other.app, "zweite", AS_OPERATOR)
    assert (found.letters, found.envelopes, found.counts) == ((), (), {})
    ids = [each.id for each in dead.dead(stage.app, "town", AS_OPERATOR).letters]
    assert dead.retry(other.app, "zweite", AS_OPERATOR, ids) == 0
    assert people.directory_of(other.app, "zweite", AS_OPERATOR).organisations == {}
    seat = people.directory_of(stage.app, "town", AS_OPERATOR).seats[0].id
    assert not people.end_role(other.app, "zweite", AS_OPERATOR, seat, date(2026, 1, 1))
    people.put_person(other.app, "zweite", AS_OPERATOR, Person("ada", "Andere", None))
    names = {
        each.id: each.name for each in people.directory_of(stage.app, "town", AS_OPERATOR).people
    }
    assert names["ada"] == "Ada"
