"""Towns, people, definitions, settings, receipts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING

import pytest

from engine.deadlines.calendars import DayKind, OwnDay, Place
from engine.deadlines.errors import LandUnknown, PeriodMalformed
from engine.definition.parse import parse
from engine.findings import Text
from engine.lifecycle.seats import Body, Seat
from engine.storage import errors, seating
from engine.storage.queries import bodies, definitions, directory, receipts, towns
from engine.storage.queries.directory import Person
from engine.storage.queries.receipts import Receipt
from tests.integration.storage.stage import (
    DAY,
    DOCUMENTS,
    PLAN,
    PROFILE,
    START,
    Stage,
    publish,
    statements,
)

if TYPE_CHECKING:
    from engine.storage.database import Database


class TestTowns:
    """What a town is."""

    def test_its_place_comes_back(self, stage: Stage) -> None:
        days = (
            OwnDay("Schützenfest", yearly=(8, 15), valid_from=date(2020, 1, 1)),
            OwnDay("Betriebsausflug", DayKind.CLOSED, on=date(2026, 6, 5)),
            OwnDay("Rosenmontag", days_after_easter=-48),
        )
        place = Place("BY", "Augsburg", days, "Europe/Berlin")
        profile = towns.Profile(
            "Neu",
            place,
            "en",
            time(9, 30),
            "5 working days",
            "daily",
            time(6),
            two_person_publish=True,
        )
        with stage.unit() as unit:
            towns.change_town(unit, profile)

        with stage.world() as world:
            town = world.town
        assert town.calendar.place == place
        assert (town.title, town.language, town.rhythm) == ("Neu", "en", "daily")
        assert (town.rung_time, town.digest_time) == (time(9, 30), time(6))
        assert (town.grace.working_days, town.two_person_publish) == (5, True)

    def test_it_can_be_told_what_it_is_not(self, stage: Stage) -> None:
        with stage.unit() as unit, pytest.raises(LandUnknown):
            towns.change_town(unit, replace(PROFILE, place=Place("XX")))
        with stage.unit() as unit, pytest.raises(PeriodMalformed):
            towns.change_town(unit, replace(PROFILE, grace="soon"))

    def test_there_is_no_such_town(self, database: Database) -> None:
        with pytest.raises(errors.TenantNotFound), database.write("none", START) as unit:
            towns.change_town(unit, PROFILE)

    def test_it_is_set_up_once(self, stage: Stage) -> None:
        with pytest.raises(errors.ConstraintBroken), stage.unit() as unit:
            towns.create_town(unit, PROFILE)

    def test_towns_are_listed(self, stage: Stage) -> None:
        Stage(stage.database, "another")
        with stage.database.connection() as connection:
            assert towns.town_ids(connection) == ["another", "town"]

    def test_what_is_remembered_is_read_again_only_after_a_change(self, stage: Stage) -> None:
        case = stage.open()
        stage.load(case.id)
        with statements(stage.database) as run, stage.world() as world:
            world.load(case.id)
            assert world.town.title == "Musterstadt"
        assert not any("role_holders" in each for each in run)

        with stage.unit() as unit:
            towns.change_town(unit, replace(PROFILE, title="Neu"))
        with stage.world() as world:
            world.load(case.id)
            assert world.town.title == "Neu"


class TestPeople:
    """People, organisations, bodies."""

    def test_people_are_found_by_id_and_address(self, stage: Stage) -> None:
        with stage.unit() as unit:
            assert directory.find_person(unit, "ben@town.example").id == "ben"
            assert directory.find_person(unit, "ben").name == "Ben"
            with pytest.raises(errors.PersonNotFound):
                directory.find_person(unit, "none")
            assert [each.id for each in directory.people(unit)] == ["ada", "ben", "cem", "dora"]
            assert [each.id for each in directory.people(unit, ["cem", "none"])] == ["cem"]

    def test_a_person_is_overwritten(self, stage: Stage) -> None:
        with stage.unit() as unit:
            directory.put_person(unit, Person("ben", "Benno", None, "en", "daily"))
            assert directory.find_person(unit, "ben") == Person("ben", "Benno", None, "en", "daily")

    def test_bodies_organisations_and_seats(self, stage: Stage) -> None:
        with stage.unit() as unit:
            council = Body("board", Text("Rat", "Council"), 32, "council", ("decide",))
            bodies.put_body(unit, replace(council, procedure={"preset": "RP"}))
            seat = Seat(
                "s1", "board", "chair", Text("Vorsitz", "Chair"), (("group", "x"),), voting=False
            )
            bodies.put_seat(unit, seat)
            directory.put_organisation(unit, "vhs", "VHS")
            directory.put_organisation(unit, "vhs", "Volkshochschule")
            assert seating.bodies(unit) == [replace(council, procedure={"preset": "RP"})]
            seats = seating.seats(unit, {"board"})
            assert seats["board"][0] == seat
            assert bodies.body_of_seat(unit, "s1") == "board"
            assert bodies.body_of_seat(unit, "none") is None
            assert directory.organisations(unit) == {"vhs": "Volkshochschule"}
            found = {(each.role, each.holder, each.function) for each in directory.holders(unit)}
        assert ("board", "dora", "deputy") in found


class TestDefinitions:
    """What is published never changes."""

    def test_all_are_listed(self, stage: Stage) -> None:
        with stage.unit() as unit:
            found = {each.key: each.state for each in definitions.editions(unit)}
        assert found == dict.fromkeys(sorted(DOCUMENTS), "published")

    def test_publishing_the_same_again_changes_nothing(self, stage: Stage) -> None:
        with stage.unit() as unit:
            before = definitions.edition(unit, "plan", 1)
        with stage.unit(START + DAY) as unit:
            publish(unit, PLAN)
            assert definitions.edition(unit, "plan", 1) == before

    def test_another_content_needs_another_version(self, stage: Stage) -> None:
        changed, _ = parse({**PLAN, "number": "X-{seq}"})
        assert changed is not None
        with stage.unit() as unit, pytest.raises(errors.AlreadyPublished):
            definitions.draft(unit, changed, "ada")

    def test_a_draft_can_be_overwritten_and_opens_nothing(self, stage: Stage) -> None:
        for number in ("A-{seq}", "B-{seq}"):
            drafted, _ = parse({**PLAN, "version": 2, "number": number})
            assert drafted is not None
            with stage.unit() as unit:
                edition = definitions.draft(unit, drafted, "ada")
        assert (edition.state, edition.drafted_by) == ("draft", "ada")
        assert stage.open().workflow.version == 1

        with stage.unit() as unit:
            definitions.publish(unit, "plan", 2, "ben")
        case = stage.open()
        assert (case.workflow.version, case.number) == (2, "B-1")

    def test_a_retired_version_opens_nothing_and_runs_on(self, stage: Stage) -> None:
        old = stage.open()
        with stage.unit() as unit:
            publish(unit, {**PLAN, "version": 2})
            definitions.retire(unit, "plan", 2)
            with pytest.raises(errors.DefinitionNotFound):
                definitions.retire(unit, "plan", 2)

        assert stage.open().workflow.version == 1
        stage.known.definitions.__init__()
        assert stage.load(old.id).number == old.number

    def test_there_is_no_such_version(self, stage: Stage) -> None:
        with stage.unit() as unit:
            for ask in (definitions.edition, definitions.document):
                with pytest.raises(errors.DefinitionNotFound):
                    ask(unit, "plan", 9)
            assert definitions.document(unit, "plan", 1)["key"] == "plan"


def test_settings_are_listed_with_their_dates(stage: Stage) -> None:
    with stage.unit() as unit:
        towns.set_setting(unit, "plan", "most", 4, date(2026, 3, 1), "ada")
        towns.set_setting(unit, "plan", "most", None, date(2026, 2, 1), None)
        first, second = towns.dated_settings(unit)

    assert (first.value, second.value) == (None, 4)
    assert (second.valid_from, second.set_by, second.set_at) == (date(2026, 3, 1), "ada", START)


class TestReceipts:
    """The first answer again."""

    ANSWER = Receipt("digest", {"state": "running", "note": "Ä"})

    def test_it_is_kept_for_its_actor(self, stage: Stage) -> None:
        with stage.unit() as unit:
            assert receipts.find_receipt(unit, "ada", "k") is None
            receipts.keep_receipt(unit, "ada", "k", self.ANSWER, START + DAY)
        with stage.unit() as unit:
            assert receipts.find_receipt(unit, "ada", "k") == self.ANSWER
            assert receipts.find_receipt(unit, "ben", "k") is None
            assert receipts.find_receipt(unit, None, "k") is None

    @pytest.mark.parametrize("actor", ["ada", None])
    def test_a_key_is_taken_once(self, stage: Stage, actor: str | None) -> None:
        with stage.unit() as unit:
            receipts.keep_receipt(unit, actor, "k", self.ANSWER, START)
        with pytest.raises(errors.KeyTaken), stage.unit() as unit:
            receipts.keep_receipt(unit, actor, "k", self.ANSWER, START)

    def test_it_expires(self, stage: Stage) -> None:
        with stage.unit() as unit:
            receipts.keep_receipt(unit, "ada", "k", self.ANSWER, START + DAY)
            assert receipts.prune(unit, START) == 0
            assert receipts.prune(unit, START + DAY) == 1
