"""Migration: running cases go on under another version, or stay and say why."""

from __future__ import annotations

from typing import Any

import pytest

from engine.services import audit, cases, health, migration, obligations
from engine.services.access import AS_OPERATOR
from engine.services.migration import Migrated, PlanUnusable
from engine.storage.errors import DefinitionNotFound
from tests.integration.services.stage import DAY, Stage, duty, thing, words

PLAN = {"from": 1, "to": 2}


def run(stage: Stage, dry: bool = False, **plan: Any) -> list[Migrated]:
    return migration.run(stage.app, stage.tenant, AS_OPERATOR, "thing", {**PLAN, **plan}, dry=dry)


def longer(**parts: Any) -> dict[str, Any]:
    """Return the second version: the report is due later, and b is called c."""
    document = duty(
        version=2,
        owed={"due": {"from": "entry", "after": "60 days"}, **parts.pop("owed", {})},
        states={
            "a": {"title": words("A"), "obligations": ["report"]},
            "c": {"title": words("C")},
            "z": {"title": words("Z"), "final": True, "outcome": "done"},
        },
        **parts,
    )
    del document["states"]["b"]
    document["transitions"][0] = {"id": "go", "event": "go", "from": ["a"], "to": "c"}
    return document


@pytest.fixture
def old(stage: Stage) -> list[str]:
    """Ids of cases of the first version, in a, in b, and closed; the second is published."""
    ids = [stage.opened() for _ in range(3)]
    stage.do(ids[1], "go")
    stage.do(ids[2], "end")
    stage.publish(longer())
    return ids


def versions(stage: Stage, ids: list[str]) -> list[int]:
    return [stage.case(each).workflow.version for each in ids]


class TestDry:
    """A dry run says what would become of each case and changes nothing."""

    def test_it_says_so_for_each_case(self, stage: Stage, old: list[str]) -> None:
        before = [stage.case(each) for each in old]
        found = run(stage, dry=True)

        assert [(each.case, each.state, each.new_state) for each in found] == [
            (old[0], "a", "a"),
            (old[1], "b", None),
        ]
        assert "states" in found[1].reasons[0].en
        assert [stage.case(each) for each in old] == before

    def test_the_real_run_comes_to_the_same(self, stage: Stage, old: list[str]) -> None:
        assert old
        for plan in ({}, {"states": {"b": "c"}}):
            assert run(stage, dry=True, **plan) == run(stage, **plan)


class TestRun:
    """One event for each case; who cannot go stays."""

    def test_who_cannot_go_stays(self, stage: Stage, old: list[str]) -> None:
        run(stage)

        assert versions(stage, old) == [2, 1, 1]

    def test_a_state_may_have_another_name(self, stage: Stage, old: list[str]) -> None:
        found = run(stage, states={"b": "c"})

        assert [each.new_state for each in found] == ["a", "c"]
        assert stage.case(old[1]).state == "c"
        assert versions(stage, old) == [2, 2, 1]

    def test_the_history_has_one_event_more(self, stage: Stage, old: list[str]) -> None:
        run(stage)

        event = cases.past(stage.app, "town", AS_OPERATOR, old[0]).events[-1]
        assert (event.event, event.seq, event.input) == ("migrate", 2, {"from": 1, "to": 2})

    def test_a_second_run_finds_nothing(self, stage: Stage, old: list[str]) -> None:
        run(stage, states={"b": "c"})

        assert run(stage, states={"b": "c"}) == []
        assert len(stage.happened(old[0])) == 2

    def test_afterwards_the_new_version_goes(self, stage: Stage, old: list[str]) -> None:
        run(stage)

        assert stage.do(old[0], "go").state == "c"

    def test_chain_and_replay_hold(self, stage: Stage, old: list[str]) -> None:
        run(stage, states={"b": "c"}, set={"progress": 5})
        stage.do(old[0], "report", "ben", progress=50)

        assert all(audit.verify(stage.app, "town", AS_OPERATOR, each).is_sound for each in old)
        checks = {
            each.name: each for each in health.town(stage.app, "town", AS_OPERATOR, deep=True)
        }
        assert checks["histories"].state is health.State.FINE


class TestPlan:
    """What a plan may say."""

    def test_values(self, stage: Stage, old: list[str]) -> None:
        stage.do(old[0], "report", "ben", progress=20)
        run(stage, set={"progress": "= case.progress + 1", "title": "Neu"})

        assert (stage.case(old[0]).data["progress"], stage.case(old[0]).data["title"]) == (
            21,
            "Neu",
        )

    def test_only_some_cases(self, stage: Stage, old: list[str]) -> None:
        found = run(stage, states={"b": "c"}, **{"if": "case.state == 'b'"})

        assert [each.case for each in found] == [old[1]]
        assert versions(stage, old) == [1, 2, 1]

    def test_a_condition_that_fails_at_a_case_stops_no_other(
        self, stage: Stage, old: list[str]
    ) -> None:
        stage.do(old[0], "report", "ben", progress=20)
        condition = "100 / case.progress == 5"
        for dry in (True, False):
            found = run(stage, dry=dry, **{"if": condition})
            assert [each.new_state for each in found if each.case == old[0]] == ["a"]
            assert [bool(each.reasons) for each in found if each.case == old[1]] == [True]

    @pytest.mark.parametrize(
        ("treatment", "owed"),
        [
            ("keep", [("2026-03-13", 2, "open")]),
            ("restart", [("2026-03-23", 1, "open"), ("2026-02-11", 1, "ended")]),
            ("end", [("2026-02-11", 1, "ended")]),
        ],
    )
    def test_what_is_owed(
        self, stage: Stage, old: list[str], treatment: str, owed: list[tuple[str, int, str]]
    ) -> None:
        stage.clock.advance(10 * DAY)
        run(stage, obligations={"report": treatment})

        found = [
            each.occurrence
            for each in obligations.why(stage.app, "town", AS_OPERATOR, f"{old[0]}/report")
        ]
        assert [(f"{each.due_on}", each.revision, each.status.value) for each in found] == owed

    def test_fired_rungs_stay_fired(self, stage: Stage, old: list[str]) -> None:
        stage.at("2026-02-02 10:00").tick()
        assert stage.letters(old[0]) == [("reminder", "ben")]
        run(stage)
        told = obligations.why(stage.app, "town", AS_OPERATOR, f"{old[0]}/report")[0]
        assert told.rungs[0].result == "fired"
        stage.tick()
        assert stage.letters(old[0]) == [("reminder", "ben")]

    def test_what_the_new_version_does_not_know_can_still_be_explained(
        self, stage: Stage, old: list[str]
    ) -> None:
        stage.publish(thing(version=3))
        migration.run(stage.app, "town", AS_OPERATOR, "thing", {"from": 1, "to": 3}, dry=False)

        told = obligations.why(stage.app, "town", AS_OPERATOR, f"{old[0]}/report")[0]
        assert told.occurrence.status.value == "ended"
        assert told.title.en == "Report"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"states": {"nowhere": "a"}},
            {"obligations": {"report": "forget"}},
            {"set": {"none": 1}},
            {"set": {"progress": "= case.none"}},
            {"if": "case.none"},
            {"extra": 1},
            {"from": "1"},
            {"states": []},
        ],
    )
    def test_a_plan_that_is_wrong_moves_nobody(
        self, stage: Stage, old: list[str], wrong: dict[str, Any]
    ) -> None:
        with pytest.raises(PlanUnusable) as refusal:
            run(stage, **wrong)

        assert refusal.value.findings
        assert versions(stage, old) == [1, 1, 1]

    def test_there_is_no_such_version(self, stage: Stage) -> None:
        with pytest.raises(DefinitionNotFound):
            run(stage, to=9)


def test_what_the_new_version_does_at_once_is_done(stage: Stage, old: list[str]) -> None:
    """Automatic transitions of the new version may raise events elsewhere and open cases."""
    opens = {"do": "open", "workflow": "other", "fields": {"title": "= case.title"}}
    auto = {"id": "auto", "from": ["a"], "to": "b", "when": "case.progress >= 0"}
    stage.publish(thing(version=4, transitions=[{**auto, "effects": [opens]}]), thing(key="other"))
    migration.run(stage.app, "town", AS_OPERATOR, "thing", {"from": 1, "to": 4}, dry=False)

    assert stage.case(old[0]).state == "b"
    assert [each.title for each in stage.cases("other")] == ["Sprachcafé"]


def test_other_towns_stay_where_they_are(stage: Stage) -> None:
    other = Stage(stage.app.database, duty(), tenant="zweite")
    case = other.opened()
    for each in (stage, other):
        each.publish(longer())
    run(stage)

    assert other.case(case).workflow.version == 1
