"""Health: each check turns when it should, and tampering is found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine.lifecycle.outcome import Envelope
from engine.services import audit, clockwork, delivery, health, sweep
from engine.services.access import AS_OPERATOR
from engine.services.health import State
from engine.storage.queries import inbox as envelopes
from engine.storage.store import StorageWorld
from tests.integration.services.stage import Stage, duty

LATE = "2026-04-01 08:00"


def town(stage: Stage, *, deep: bool = False) -> dict[str, health.Check]:
    return {
        each.name: each for each in health.town(stage.app, stage.tenant, AS_OPERATOR, deep=deep)
    }


def installation(stage: Stage) -> dict[str, health.Check]:
    return {each.name: each for each in health.installation(stage.app)}


def tamper(stage: Stage, statement: str, **values: Any) -> None:
    """Change rows behind the programme's back."""
    with stage.unit() as unit:
        done = unit.connection.execute(text(statement), values)
        assert done.rowcount >= 1


def test_a_healthy_town(stage: Stage) -> None:
    stage.opened()
    stage.tick()

    assert {each.state for each in (*town(stage, deep=True).values(),)} == {State.FINE}
    assert {each.state for each in installation(stage).values()} == {State.FINE}


class TestClock:
    """Does the clock run?"""

    def test_it_has_never_run(self, stage: Stage) -> None:
        assert installation(stage)["last tick"].state is State.WRONG

    def test_it_has_stopped(self, stage: Stage) -> None:
        stage.tick()
        stage.clock.advance(health.OLDEST_TICK)
        assert installation(stage)["last tick"].state is State.FINE
        stage.clock.advance(timedelta(minutes=1))
        check = installation(stage)["last tick"]
        assert (check.state, "11" in check.text.en) == (State.WRONG, True)

    def test_it_has_failed(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*_: object, **__: object) -> int:
            raise KeyError("odd")  # noqa: EM101 - it stands for any

        monkeypatch.setattr(clockwork, "sweep", fails)
        stage.tick()

        assert installation(stage)["tick rungs"].state is State.WRONG

    def test_much_is_waiting(self, stage: Stage) -> None:
        stage.opened()
        stage.at(LATE)

        assert town(stage)["backlog"].state is State.WRONG
        stage.tick()
        assert town(stage)["backlog"].state is State.FINE


class TestTown:
    """What lies about."""

    def test_a_dead_letter(self, stage: Stage) -> None:
        stage.person("ben", address=None)
        stage.opened()
        stage.at("2026-02-02 10:00").tick()
        delivery.deliver_due(stage.app, "town", stage.app.now())

        check = town(stage)["letters"]
        assert (check.state, "1 dead" in check.text.en) == (State.WRONG, True)

    def test_a_dead_envelope(self, stage: Stage) -> None:
        with stage.unit() as unit:
            world = StorageWorld(unit, stage.app.known)
            world.send(Envelope("nowhere", "go"), key="k", source=None)
        stage.knock()

        assert town(stage)["envelopes"].state is State.WRONG
        with stage.unit() as unit:
            assert len(envelopes.dead_envelopes(unit)) == 1

    def test_a_case_at_which_the_clock_fails(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_: object, **__: object) -> None:
            raise KeyError("odd")  # noqa: EM101 - it stands for any

        stage.opened()
        monkeypatch.setattr(sweep, "wake_case", fails)
        stage.at(LATE).tick()

        check = town(stage)["failing cases"]
        assert (check.state, "T-001" in check.text.en) == (State.WRONG, True)

    def test_a_broken_rung(self, stage: Stage) -> None:
        values = {"do": "set", "values": {"progress": "= 100 / case.progress"}}
        rung = {"id": "odd", "at": "5 days after", "do": [values]}
        stage.publish(duty(version=2, owed={"escalation": [rung]}))
        stage.opened()
        stage.at(LATE).tick()

        check = town(stage)["broken rungs"]
        assert (check.state, "T-001/report" in check.text.en) == (State.WRONG, True)

    def test_an_undated_duty(self, stage: Stage) -> None:
        day = {"type": "date", "title": {"de": "Tag", "en": "Day"}}
        stage.publish(duty(version=2, fields={"day": day}, owed={"due": {"on": "= case.day"}}))
        stage.opened()

        assert town(stage)["undated duties"].state is State.NOTICE

    def test_of_another_town_nothing_is_told(self, stage: Stage) -> None:
        stage.opened()
        other = Stage(stage.app.database, duty(), tenant="zweite")
        stage.at(LATE)
        other.at(LATE)

        assert town(stage)["backlog"].state is State.WRONG
        assert {each.state for each in town(other, deep=True).values()} == {State.FINE}


class TestTampering:
    """Whoever changes the record is found out."""

    @pytest.fixture
    def case(self, stage: Stage) -> str:
        case = stage.opened()
        stage.do(case, "report", "ben", progress=20)
        stage.do(case, "go")
        assert town(stage, deep=True)["histories"].state is State.FINE
        return case

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE events SET actor = 'eva' WHERE case_id = :case AND seq = 2",
            "UPDATE events SET body = replace(body, '20', '90') WHERE case_id = :case AND seq = 2",
            "UPDATE events SET body = 'no json' WHERE case_id = :case AND seq = 2",
            "DELETE FROM events WHERE case_id = :case AND seq = 3",
            "DELETE FROM events WHERE case_id = :case AND seq = 1",
        ],
    )
    def test_an_event(self, stage: Stage, case: str, statement: str) -> None:
        tamper(stage, statement, case=case)

        check = town(stage, deep=True)["histories"]
        assert (check.state, "T-001" in check.text.en) == (State.WRONG, True)
        assert not audit.verify(stage.app, "town", AS_OPERATOR, case).is_sound

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE cases SET state = 'a' WHERE id = :case",
            "UPDATE cases SET data = replace(data, '20', '90') WHERE id = :case",
            "UPDATE cases SET data = 'no json' WHERE id = :case",
            "UPDATE occurrences SET owner = 'office', status = 'open' WHERE case_id = :case",
        ],
    )
    def test_a_case(self, stage: Stage, case: str, statement: str) -> None:
        tamper(stage, statement, case=case)

        check = town(stage, deep=True)["histories"]
        assert (check.state, "T-001" in check.text.en or case in check.text.en) == (
            State.WRONG,
            True,
        )

    def test_the_others_are_looked_at_all_the_same(self, stage: Stage, case: str) -> None:
        other = stage.opened()
        tamper(stage, "UPDATE cases SET data = 'no json' WHERE id = :case", case=case)
        tamper(stage, "UPDATE cases SET state = 'b' WHERE id = :case", case=other)

        assert town(stage, deep=True)["histories"].text.en.count(";") == 1
