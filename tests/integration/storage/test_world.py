"""The world in the database: what is written can be read again, all of it, or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from engine.findings import Text
from engine.lifecycle.case import Status
from engine.lifecycle.errors import CaseNotFound, WorkflowNotFound
from engine.lifecycle.outcome import Opening, Refused
from engine.lifecycle.replay import in_order
from engine.lifecycle.run import wake_case
from engine.lifecycle.seats import Body, Seat
from engine.storage.errors import StaleVersion
from engine.storage.queries import bodies, directory, history, towns
from tests.integration.storage.stage import DAY, PLAN, START, Stage, accepted, publish, statements


def test_a_case_is_read_as_it_was_written(stage: Stage) -> None:
    case = stage.running_measure()

    assert stage.load(case.id) == in_order(case)


def test_an_event_changes_all_of_it(stage: Stage) -> None:
    case = stage.running_measure()
    at = START + 160 * DAY

    after = accepted(
        stage.send(case.id, "report", at, text="Läuft", progress=10, rating="amber")
    ).after

    assert after.data["progress"] == 10
    assert stage.load(case.id) == in_order(after)
    with stage.unit() as unit:
        owed = {
            each.key: each.status
            for each in history.occurrences_of(unit, case.id)
            if each.obligation == "progress_report"
        }
    assert list(owed.values()) == [Status.FULFILLED, Status.OPEN]


def test_a_report_takes_few_statements(stage: Stage) -> None:
    case = stage.running_measure()
    at = START + 160 * DAY

    with statements(stage.database) as run:
        accepted(stage.send(case.id, "report", at, text="a", progress=10, rating="amber"))

    assert len(run) <= 6, run


def test_a_refusal_changes_nothing(stage: Stage) -> None:
    case = stage.running_measure()

    with stage.world() as world:
        outcome = stage.submit(world, case.id, "finish")

    assert isinstance(outcome, Refused)
    assert world.refused == [outcome]
    assert stage.load(case.id) == in_order(case)


def test_an_error_in_the_unit_leaves_nothing(stage: Stage) -> None:
    case = stage.open()

    with pytest.raises(RuntimeError), stage.world() as world:  # noqa: PT012 - the last line raises
        accepted(stage.submit(world, case.id, "start"))
        assert world.load(case.id).state == "running"
        raise RuntimeError

    assert stage.load(case.id) == in_order(case)


def test_what_was_decided_on_an_older_version_is_not_stored(stage: Stage) -> None:
    case = stage.open()
    outcome = accepted(stage.send(case.id, "tell", remark="first"))

    with pytest.raises(StaleVersion, match=case.id), stage.world() as world:
        world.write(outcome)

    assert stage.load(case.id).version == outcome.after.version


def test_there_is_no_such_case(stage: Stage) -> None:
    with pytest.raises(CaseNotFound):
        stage.load("none")


def test_there_is_no_such_workflow(stage: Stage) -> None:
    with pytest.raises(WorkflowNotFound):
        stage.open("none")


def test_towns_do_not_see_each_other(stage: Stage) -> None:
    case = stage.open()
    other = Stage(stage.database, "other")

    with pytest.raises(CaseNotFound):
        other.load(case.id)
    assert other.open().number == case.number


def test_numbers_count_by_pattern_and_year(stage: Stage) -> None:
    numbers = [stage.open().number, stage.open().number, stage.open(at=START + 365 * DAY).number]

    assert numbers == ["P-2026-01", "P-2026-02", "P-2027-01"]


def test_many_cases_take_as_many_statements_as_one(stage: Stage) -> None:
    ids = [stage.open(title=f"{number}").id for number in range(5)]

    with statements(stage.database) as run, stage.world() as world:
        loaded = world.load_many([*ids, "none"])

    assert [each.id for each in loaded] == ids
    assert len([each for each in run if not each.startswith("BEGIN")]) == 3


def test_a_batch_is_written_in_a_constant_number_of_statements(stage: Stage) -> None:
    counts = []
    for size in (2, 6):
        ids = [stage.running_measure().id for _ in range(size)]
        with statements(stage.database) as run, stage.world(START + 300 * DAY) as world:
            world.load_many(ids)
            for each in ids:
                accepted(wake_case(world, each, START + 300 * DAY))
        counts.append(len(run))

    assert counts[0] == counts[1]


class TestFacts:
    """What a step may read of other cases."""

    def ask(self, stage: Stage, names: set[str]) -> dict[str, object]:
        document = {**PLAN, "version": 2}
        document["transitions"] = [
            *(each for each in PLAN["transitions"] if each["event"] != "close"),
            {
                "id": "close",
                "event": "close",
                "from": ["*"],
                "to": "closed",
                "guards": [
                    {
                        "id": f"g-{name}",
                        "rule": f"size(facts.{name}) >= 0"
                        if name in {"days", "known"}
                        else f"facts.{name} == facts.{name}",
                        "message": {"de": name, "en": name},
                    }
                    for name in sorted(names)
                ],
            },
        ]
        with stage.unit() as unit:
            publish(unit, document)
        case = stage.open()
        with stage.world() as world:
            compiled = world.compiled(case.workflow)
            found = world.circumstances(compiled, world.load(case.id), START, "close").facts
        return {name: found[name] for name in names}

    def test_of_cases(self, stage: Stage) -> None:
        one, two = stage.open(), stage.open()
        stage.send(one.id, "tell", weight=1.5, day="2026-03-01", urgent=False)
        stage.send(two.id, "tell", weight=2.0, day="2026-04-01")
        stage.send(one.id, "start")

        facts = self.ask(stage, {"running", "heaviest", "days", "urgent"})

        assert facts == {
            "running": 1,
            "heaviest": 2.0,
            "days": [date(2026, 3, 1)],
            "urgent": False,
        }

    def test_a_truth_value_is_found(self, stage: Stage) -> None:
        stage.send(stage.open().id, "tell", urgent=True)

        assert self.ask(stage, {"urgent"}) == {"urgent": True}

    def test_of_bodies_and_organisations(self, stage: Stage) -> None:
        with stage.unit() as unit:
            directory.put_organisation(unit, "vhs", "Volkshochschule")
            bodies.put_body(unit, Body("board", Text("Rat", "Council"), 32, "council"))
            bodies.put_seat(unit, Seat("s9", "board", "chair", stands_for=(("field", "Sprache"),)))
            directory.give_role(unit, "board", "ben", seat="s9")

        facts = self.ask(stage, {"seats", "own", "councils", "known"})

        assert facts["known"] == [{"id": "vhs", "name": "Volkshochschule"}]
        held = {each["holder"]: (each["role"], each["fields"]) for each in facts["seats"]}
        assert held == {"cem": ("chair", []), "ben": ("chair", ["Sprache"])}
        assert (facts["own"]["members"], facts["own"]["chair"]) == (32, "ben")
        assert facts["councils"] == [facts["own"]]

    def test_of_a_kind_of_body_that_there_is_not(self, stage: Stage) -> None:
        assert self.ask(stage, {"councils"}) == {"councils": []}

    def test_a_limit_counts_cases_of_the_same_transaction(self, stage: Stage) -> None:
        ids = [stage.open().id for _ in range(3)]
        with stage.world() as world:
            outcomes = [stage.submit(world, each, "start") for each in ids]

        assert [isinstance(each, Refused) for each in outcomes] == [False, False, True]


class TestSettings:
    """Policy of the town reaches running cases."""

    def test_a_setting_holds_from_its_day_on(self, stage: Stage) -> None:
        ids = [stage.open().id for _ in range(3)]
        for each in ids[:2]:
            accepted(stage.send(each, "start"))
        with stage.unit() as unit:
            towns.set_setting(unit, "plan", "most", 3, (START + DAY).date(), "ada")

        assert isinstance(stage.send(ids[2], "start"), Refused)
        accepted(stage.send(ids[2], "start", START + DAY))

    def test_the_latest_value_of_a_day_wins(self, stage: Stage) -> None:
        for minutes, value in enumerate((5, 7)):
            with stage.unit(START + minutes * DAY / 24) as unit:
                towns.set_setting(unit, "plan", "most", value, START.date(), "ada")

        with stage.world() as world:
            compiled = world.newest("plan")
            assert world.circumstances(compiled, None, START, "open").settings == {"most": 7}


class TestChildren:
    """Parents and children, and events between cases."""

    def test_children_are_opened_with_their_parent(self, stage: Stage) -> None:
        case = stage.open(parties=[{"name": "A"}, {"name": "B"}])
        accepted(stage.send(case.id, "ask"))

        with stage.world() as world:
            parent = world.load(case.id)
            views = world.circumstances(
                world.compiled(parent.workflow), parent, START, "answered"
            ).children["parts"]
            children = world.load_many([str(each["id"]) for each in views])
            assert [each["title"] for each in views] == ["A", "B"]
            assert {each.parent.case for each in children if each.parent} == {case.id}
            part = children[0]
            seen = world.circumstances(world.compiled(part.workflow), part, START, None).parent
            assert seen is not None
            assert seen["title"] == "plan"
            assert world.targets(parent, "children") == [each.id for each in children]
            assert world.targets(parent, "children.parts") == [each.id for each in children]
            assert world.targets(parent, "children.none") == []
            assert world.targets(part, "parent") == [case.id]

    def test_a_closed_case_is_no_target(self, stage: Stage) -> None:
        case = stage.open(parties=[{"name": "A"}])
        accepted(stage.send(case.id, "ask"))
        accepted(stage.send(case.id, "close"))

        with stage.world() as world:
            child = world.targets(world.load(case.id), "children")
            assert len(child) == 1
            assert world.targets(world.load(child[0]), "parent") == []
            assert world.targets(world.load(child[0]), case.id) == []

    def test_links_are_found_from_both_sides(self, stage: Stage) -> None:
        one, two = stage.open(), stage.open()
        with stage.world() as world:
            world.link(one.id, "depends_on", two.id)

        with stage.world() as world:
            assert world.targets(world.load(one.id), "depends_on") == [two.id]
            assert world.targets(world.load(two.id), "depends_on") == [one.id]
            assert world.targets(world.load(two.id), "source") == []
            assert world.targets(world.load(one.id), two.id) == [two.id]

    def test_a_parent_link_is_made_of_the_opening(self, stage: Stage) -> None:
        case = stage.open()
        with stage.world() as world:
            assert world.link_of(Opening("part", {}), case) is None
            link = world.link_of(Opening("part", {}, "parent", "parts"), case)
        assert link is not None
        assert (link.case, link.children, link.entry) == (case.id, "parts", 1)
