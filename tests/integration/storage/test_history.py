"""The history of a case: chained, erasable, and adding up to the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from engine.lifecycle.errors import CaseNotFound
from engine.storage.erasing import erase_fields
from engine.storage.errors import PersonNotFound
from engine.storage.metadata import METADATA
from engine.storage.queries import directory, erasure, history
from tests.integration.storage.stage import DAY, START, Stage, accepted

if TYPE_CHECKING:
    from engine.lifecycle.case import Case


def replay(stage: Stage, case_id: str) -> Case:
    with stage.world() as world:
        fields = {
            ref.digest: world.compiled(ref).workflow.fields for ref in world.town.newest.values()
        }
        return history.replayed(world.unit, case_id, fields.__getitem__)


def broken_at(stage: Stage, case_id: str) -> int | None:
    with stage.unit() as unit:
        return history.chain_break(unit, case_id)


@pytest.fixture
def told(stage: Stage) -> str:
    """A case with a personal field that was given a value."""
    case = stage.open(applicant="Erika")
    accepted(stage.send(case.id, "tell", applicant="Otto", remark="plain", weight=1.0))
    return case.id


def test_events_are_told_in_order(stage: Stage, told: str) -> None:
    with stage.unit() as unit:
        first, second = history.history_of(unit, told)

    assert (first.seq, first.event, first.kind, first.actor) == (1, "open", "opened", "ada")
    assert (second.seq, second.event, second.transition) == (2, "tell", "tell")
    assert second.input["applicant"] == "Otto"
    assert second.patch["data"] == {"applicant": "Otto", "weight": 1.0}


def test_the_verdicts_of_guards_are_kept(stage: Stage) -> None:
    case = stage.open()
    accepted(stage.send(case.id, "start"))

    with stage.unit() as unit:
        verdict = history.history_of(unit, case.id)[-1].details["verdicts"][0]

    assert (verdict["id"], verdict["holds"]) == ("capacity", True)
    assert verdict["why"]["rule"] == "facts.running < settings.most"


def test_replay_equals_the_stored_case(stage: Stage, told: str) -> None:
    assert replay(stage, told) == stage.load(told)

    measure = stage.running_measure()
    at = START + 165 * DAY
    accepted(stage.send(measure.id, "report", at, text="a", progress=5, rating="amber"))
    for days in (200, 400, 900):
        accepted(stage.wake(measure.id, START + days * DAY))
    assert replay(stage, measure.id) == stage.load(measure.id)
    with stage.unit() as unit:
        rungs = history.rungs_of(unit, measure.id)
    assert len(rungs) == len({(each.occurrence, each.revision, each.rung) for each in rungs}) > 3


@pytest.mark.usefixtures("told")
def test_nothing_personal_stands_in_the_events(stage: Stage) -> None:
    with stage.unit() as unit:
        bodies = unit.connection.execute(text("SELECT body FROM events")).scalars().all()

    assert not any("Erika" in each or "Otto" in each for each in bodies)
    assert any("plain" in each for each in bodies)


def test_an_untouched_chain_holds(stage: Stage, told: str) -> None:
    assert broken_at(stage, told) is None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE events SET body = replace(body, 'plain', 'other') WHERE seq = 2",
        "UPDATE events SET actor = 'eve' WHERE seq = 2",
        "UPDATE events SET at = (SELECT min(opened_at) FROM cases) , kind = 'x' WHERE seq = 2",
        "UPDATE event_payloads SET payload = replace(payload, 'Otto', 'Eve') WHERE seq = 2",
        "UPDATE event_payloads SET salt = 'x' WHERE seq = 2",
        "UPDATE events SET payload_digest = 'x' WHERE seq = 2",
        "UPDATE cases SET head_hash = 'x'",
    ],
)
def test_a_change_breaks_the_chain(stage: Stage, told: str, tampering: str) -> None:
    with stage.unit() as unit:
        assert unit.connection.execute(text(tampering)).rowcount >= 1

    assert broken_at(stage, told) in {2, 3}


def test_a_missing_event_breaks_the_chain(stage: Stage) -> None:
    case = stage.open()
    for _ in range(2):
        stage.send(case.id, "put")
    with stage.unit() as unit:
        unit.connection.execute(text("DELETE FROM events WHERE seq = 3"))
    assert broken_at(stage, case.id) == 3
    with stage.unit() as unit:
        unit.connection.execute(text("UPDATE events SET seq = 3 WHERE seq = 2"))
    assert broken_at(stage, case.id) == 2


class TestErasure:
    """Personal data goes, what happened stays."""

    def test_chain_and_replay_survive(self, stage: Stage, told: str) -> None:
        with stage.world() as world:
            assert erase_fields(world, told, None, "over", "ada") == 2

        assert broken_at(stage, told) is None
        assert stage.load(told).data["applicant"] is None
        assert replay(stage, told) == stage.load(told)
        with stage.unit() as unit:
            events = history.history_of(unit, told)
        assert [each.is_erased for each in events] == [True, True, False]
        assert events[-1].event == "erase"
        assert events[1].input["remark"] == "plain"

    def test_nothing_of_it_is_left(self, stage: Stage, told: str) -> None:
        with stage.world() as world:
            erase_fields(world, told, None, "over", "ada")
            everything = [
                str(world.unit.connection.execute(select(table)).all())
                for table in METADATA.sorted_tables
            ]

        assert not any("Otto" in each or "Erika" in each for each in everything)
        assert any("over" in each for each in everything)

    def test_a_case_goes_on_afterwards(self, stage: Stage, told: str) -> None:
        with stage.world() as world:
            erase_fields(world, told, None, "over", "ada")
        accepted(stage.send(told, "tell", remark="later"))

        assert broken_at(stage, told) is None
        assert replay(stage, told) == stage.load(told)

    def test_a_person_loses_name_and_address(self, stage: Stage) -> None:
        with stage.unit() as unit:
            erasure.erase_person(unit, "ben", "left", "ada")
            ben = directory.find_person(unit, "ben")

        assert (ben.name, ben.address) == (None, None)
        assert ben.erased_at == START

    def test_there_is_nobody_to_erase(self, stage: Stage) -> None:
        with stage.world() as world:
            with pytest.raises(PersonNotFound):
                erasure.erase_person(world.unit, "none", "left", "ada")
            with pytest.raises(CaseNotFound):
                erase_fields(world, "none", None, "left", "ada")


def test_a_chain_of_no_case(stage: Stage) -> None:
    with pytest.raises(CaseNotFound):
        broken_at(stage, "none")


def test_all_cases_page_by_page(stage: Stage) -> None:
    ids = [stage.open().id for _ in range(5)]
    with stage.unit() as unit:
        first = history.case_ids(unit, 3)
        rest = history.case_ids(unit, 3, after=first[-1])

    assert first + rest == ids
