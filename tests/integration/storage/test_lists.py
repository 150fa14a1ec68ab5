"""Lists: cases, duties, matters before bodies, refusals."""

from __future__ import annotations

import pytest

from engine.lifecycle.outcome import Refused
from engine.storage.queries import cases, directory, duties, refusals
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.duties import DutyFilter
from engine.storage.queries.owed import Owners
from engine.storage.queries.visible import EVERYTHING, Viewer
from engine.storage.recipients import duties_of, roles_of, vacant_roles
from engine.storage.town import CONTACT
from tests.integration.storage.stage import DAY, START, Stage, accepted

LATE = START + 20 * DAY


def ids(stage: Stage, wanted: CaseFilter, **page: object) -> list[str]:
    with stage.unit() as unit:
        return [each.id for each in cases.case_lines(unit, EVERYTHING, wanted, LATE, **page)]


class TestCases:
    """Cases by what they are, where they stand and who is in charge."""

    def test_by_workflow_state_and_openness(self, stage: Stage) -> None:
        plan, part = stage.open(), stage.open("part")
        running, closed = stage.open(), stage.open()
        stage.send(running.id, "start")
        stage.send(closed.id, "close")

        assert ids(stage, CaseFilter()) == [plan.id, part.id, running.id, closed.id]
        assert ids(stage, CaseFilter(workflow="part")) == [part.id]
        assert ids(stage, CaseFilter(states=("running", "closed"))) == [running.id, closed.id]
        assert ids(stage, CaseFilter(is_open=False)) == [closed.id]
        assert ids(stage, CaseFilter(is_open=True)) == [plan.id, part.id, running.id]

    def test_by_what_is_overdue(self, stage: Stage) -> None:
        stage.open()
        part = stage.open("part")

        assert ids(stage, CaseFilter(is_overdue=True)) == [part.id]
        with stage.unit() as unit:
            lines = cases.case_lines(unit, EVERYTHING, CaseFilter(), START)
        assert [each.overdue for each in lines] == [0, 0]
        assert [each.due_at for each in lines] == [None, part.occurrences[0].due_at]

    @pytest.mark.parametrize("text", ["öst", "SPRACH", "m-0001", "  café "])
    def test_by_number_and_title_in_any_case(self, stage: Stage, text: str) -> None:
        measure = stage.running_measure()
        stage.open(title="Radweg")

        assert ids(stage, CaseFilter(text=text)) == [measure.id]

    @pytest.mark.parametrize("text", ["%", "_", "x%' OR 1=1 --"])
    def test_signs_of_patterns_mean_themselves(self, stage: Stage, text: str) -> None:
        stage.open()

        assert ids(stage, CaseFilter(text=text)) == []

    def test_by_holder(self, stage: Stage) -> None:
        stage.open()
        mine = stage.open(holders={"lead": ("ben", "vhs")})

        assert ids(stage, CaseFilter(holders=("ben",))) == [mine.id]
        assert ids(stage, CaseFilter(holders=("vhs", "none"))) == [mine.id]
        assert ids(stage, CaseFilter(holders=("none",))) == []

    def test_by_parent(self, stage: Stage) -> None:
        parent = stage.open(parties=[{"name": "A"}, {"name": "B"}])
        stage.send(parent.id, "ask")

        assert len(ids(stage, CaseFilter(parent=parent.id))) == 2

    def test_page_by_page(self, stage: Stage) -> None:
        opened = [stage.open().id for _ in range(5)]
        first = ids(stage, CaseFilter(), limit=2)

        assert first == opened[:2]
        assert ids(stage, CaseFilter(), after=first[-1]) == opened[2:]

    def test_one_is_found_by_id_and_by_number(self, stage: Stage) -> None:
        case = stage.open()
        with stage.unit() as unit:
            assert cases.find_case(unit, case.id) == case.id
            assert cases.find_case(unit, case.number) == case.id
            assert cases.find_case(unit, "none") is None

    def test_counts_and_links(self, stage: Stage) -> None:
        one, two = stage.open(), stage.open()
        stage.send(two.id, "start")
        with stage.world() as world:
            world.link(one.id, "depends_on", two.id)
        with stage.unit() as unit:
            assert cases.case_counts(unit) == [("plan", 1, "draft", 1), ("plan", 1, "running", 1)]
            links = cases.links_of(unit, two.id)
        assert [tuple(each)[:3] for each in links] == [(one.id, "depends_on", two.id)]


def owed(stage: Stage, **wanted: object) -> list[str]:
    with stage.unit() as unit:
        found = duties.duties(unit, EVERYTHING, DutyFilter(**wanted))
    return [each.occurrence.obligation for each in found]


class TestDuties:
    """What is owed, by whom, until when."""

    def test_the_most_urgent_first(self, stage: Stage) -> None:
        stage.running_measure()
        stage.open("part")

        assert owed(stage) == ["answer", "progress_report", "bring_to_an_end"]

    def test_filters(self, stage: Stage) -> None:
        measure = stage.running_measure()
        part = stage.open("part")
        due_at = part.occurrences[0].due_at
        assert due_at is not None

        assert owed(stage, role="lead") == ["progress_report"]
        assert owed(stage, workflow="part") == ["answer"]
        assert owed(stage, case=measure.id) == ["progress_report", "bring_to_an_end"]
        assert owed(stage, overdue_at=due_at) == ["answer"]
        assert owed(stage, overdue_at=due_at - DAY) == []
        assert owed(stage, due_from=due_at + DAY, due_until=due_at + 300 * DAY) == [
            "progress_report"
        ]
        assert owed(stage, obligations=[("measure", "progress_report")]) == ["progress_report"]
        assert owed(stage, is_undated=True) == []
        assert owed(stage, is_broken=True) == []

    @pytest.mark.parametrize(("limit", "offset"), [(10, 0), (1, 0), (1, 1), (2, 1), (5, 7)])
    @pytest.mark.parametrize("shown", [(0, 1, 2), (2,), (0, 2), ()])
    def test_keys_are_those_of_what_may_be_seen(
        self, stage: Stage, shown: tuple[int, ...], limit: int, offset: int
    ) -> None:
        """What may not be seen takes the place of nothing that may."""
        measures = [stage.running_measure() for _ in range(3)]
        viewer = Viewer(shared=frozenset(measures[each].id for each in shown))
        owners = Owners(holders=("ben",))
        with stage.unit() as unit:
            keys = duties.keys_owed(unit, viewer, owners, limit=limit, offset=offset)
            wanted = DutyFilter(owners=owners)
            found = duties.duties(unit, viewer, wanted, limit=limit, offset=offset)
        assert keys == [each.key for each in found]
        assert len(keys) == max(0, min(limit, len(shown) - offset))

    def test_what_is_settled_is_no_longer_owed(self, stage: Stage) -> None:
        part = stage.open("part")
        stage.send(part.id, "answer")

        assert owed(stage) == []

    def test_by_person(self, stage: Stage) -> None:
        with stage.unit() as unit:
            directory.put_organisation(unit, "vhs", "Volkshochschule")
            directory.give_role(unit, CONTACT + "vhs", "dora")
        measure = stage.running_measure()
        stage.open("measure", holders={"lead": ("vhs",)})
        stage.open("part")

        assert self.of(stage, "ada") == ["answer", "decide_on_proposal", "bring_to_an_end"]
        assert self.of(stage, "ben") == ["progress_report"]
        assert self.of(stage, "cem") == []
        stage.send(measure.id, "assign", role="lead", to="dora")
        assert owed(stage, owners=Owners(holders=("dora",))) == ["progress_report"]
        assert owed(stage, owners=Owners(holders=("ben",))) == []
        assert owed(stage, owners=Owners()) == []

    def test_who_steps_in_owes_what_nobody_holds(self, stage: Stage) -> None:
        case = stage.open("measure")
        stage.send(case.id, "fix", resolution="St 4", starts_on="2026-02-02", ends_on="2030-12-31")

        assert self.of(stage, "ada") == ["start_in_time"]
        assert self.of(stage, "ben") == []

    def of(self, stage: Stage, person: str) -> list[str]:
        with stage.world() as world:
            flows = [world.compiled(each).workflow for each in world.town.newest.values()]
            owners = duties_of(world.town, flows, person, START.date())
        return owed(stage, owners=owners)


class TestRoles:
    """Who may act as what."""

    def test_holders_deputies_and_those_who_step_in(self, stage: Stage) -> None:
        held, vacant = stage.open(holders={"lead": ("ben",)}), stage.open()
        with stage.world() as world:
            roles = world.newest("plan").workflow.roles
            day = START.date()
            having = {
                (person, case.number): roles_of(world.town, roles, case, person, day)
                for case in (held, vacant)
                for person in ("ada", "ben", "dora")
            }
            assert vacant_roles(world.town, roles, vacant, day) == {"lead"}
            assert vacant_roles(world.town, roles, held, day) == frozenset()

        assert list(having.values()) == [
            {"office"},
            {"lead"},
            {"board"},
            {"office", "lead"},
            frozenset(),
            {"board"},
        ]


class TestMatters:
    """What stands before a body."""

    def test_until_it_is_settled(self, stage: Stage) -> None:
        case = stage.open()
        stage.send(case.id, "put")
        with stage.unit() as unit:
            (matter,) = duties.matters_of(unit, EVERYTHING, "board")
            assert (matter.case.number, matter.item.key) == (case.number, "go")
            assert duties.matters_of(unit, EVERYTHING, "none") == []

        accepted(stage.send(case.id, "close"))
        with stage.unit() as unit:
            assert duties.matters_of(unit, EVERYTHING, "board") == []
            (item,) = duties.items_of(unit, case.id)
        assert item.settled_at == START
        assert stage.load(case.id).items == ()

    def test_items_come_back_with_their_case(self, stage: Stage) -> None:
        case = stage.open()
        after = accepted(stage.send(case.id, "put")).after

        assert len(after.items) == 1
        assert stage.load(case.id).items == after.items


class TestRefusals:
    """Kept for a while, without values."""

    def test_they_are_logged_and_forgotten(self, stage: Stage) -> None:
        case = stage.open()
        with stage.world() as world:
            outcome = stage.submit(world, case.id, "answered")
        assert isinstance(outcome, Refused)
        for days in (0, 1):
            with stage.unit(START + days * DAY) as unit:
                refusals.keep_refusals(unit, world.refused, "ada")

        with stage.unit() as unit:
            latest, first = refusals.refusals_of(unit, case.id)
            assert (latest.at, first.at) == (START + DAY, START)
            assert (first.event, first.actor) == ("answered", "ada")
            assert [each.message for each in first.reasons] == [
                each.message for each in outcome.reasons
            ]
            assert refusals.prune(unit, START + refusals.KEPT_FOR) == 1
            assert len(refusals.refusals_of(unit, case.id)) == 1

    def test_none_is_no_statement(self, stage: Stage) -> None:
        with stage.unit() as unit:
            refusals.keep_refusals(unit, [], "ada")
