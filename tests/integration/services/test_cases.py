"""Cases and what is owed in them: listed, shown, and why everything is as it is."""

from __future__ import annotations

from typing import Any

import pytest

from engine.lifecycle.errors import CaseNotFound
from engine.services import case_lists, cases, obligations
from engine.services.access import AS_OPERATOR, Reader
from engine.services.obligations import ObligationNotFound, Story
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.duties import DutyFilter
from tests.integration.services.stage import DAY, Stage, duty, words

TOWN = "town"
AS_OFFICE = Reader(role="office", is_operator=True)


class TestList:
    """Cases by what is sought."""

    @pytest.fixture(autouse=True)
    def _cases(self, stage: Stage) -> None:
        for title in ("Sprachcafé ÖST", "Lotsen", "Sport"):
            stage.opened(title=title)
        stage.do(cases.find(stage.app, TOWN, AS_OPERATOR, "T-002"), "go")
        stage.do(cases.find(stage.app, TOWN, AS_OPERATOR, "T-003"), "end")

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            ({}, ["T-001", "T-002", "T-003"]),
            ({"workflow": "none"}, []),
            ({"states": ["b", "z"]}, ["T-002", "T-003"]),
            ({"is_open": True}, ["T-001", "T-002"]),
            ({"is_open": False}, ["T-003"]),
            ({"text": "öst"}, ["T-001"]),
            ({"text": "t-002"}, ["T-002"]),
            ({"text": "%"}, []),
            ({"holders": ["ben"]}, ["T-001", "T-002", "T-003"]),
            ({"holders": ["eva"]}, []),
            ({"is_overdue": True}, []),
        ],
    )
    def test_by(self, stage: Stage, wanted: dict[str, Any], found: list[str]) -> None:
        lines = case_lists.list_cases(stage.app, TOWN, AS_OPERATOR, CaseFilter(**wanted))
        assert [each.number for each in lines] == found

    def test_by_what_is_overdue(self, stage: Stage) -> None:
        stage.at("2026-02-13 08:00")

        lines = case_lists.list_cases(stage.app, TOWN, AS_OPERATOR, CaseFilter(is_overdue=True))
        assert [(each.number, each.overdue) for each in lines] == [("T-001", 1)]

    def test_a_page_at_a_time(self, stage: Stage) -> None:
        first = case_lists.list_cases(stage.app, TOWN, AS_OPERATOR, CaseFilter(), limit=2)
        rest = case_lists.list_cases(
            stage.app, TOWN, AS_OPERATOR, CaseFilter(), limit=2, after=first[-1].id
        )

        assert [each.number for each in (*first, *rest)] == ["T-001", "T-002", "T-003"]


class TestShow:
    """One case, by id or number, as its reader may act."""

    def test_what_is_possible_depends_on_who_asks(self, stage: Stage) -> None:
        case = stage.opened()

        office = cases.show(stage.app, TOWN, AS_OFFICE, "T-001")
        lead = cases.show(stage.app, TOWN, Reader("ben"), case)
        assert office.case.id == lead.case.id == case
        assert {"go", "end"} <= set(office.possible)
        assert "report" in lead.possible
        assert not {"go", "end", "tick"} & set(lead.possible)

    def test_there_is_none(self, stage: Stage) -> None:
        for ask in (
            lambda: cases.show(stage.app, TOWN, AS_OPERATOR, "T-9"),
            lambda: cases.past(stage.app, TOWN, AS_OPERATOR, "T-9"),
            lambda: cases.find(stage.app, TOWN, AS_OPERATOR, "T-9"),
            lambda: cases.explain(stage.app, TOWN, AS_OFFICE, "T-9", "go", {}),
            lambda: cases.link(stage.app, TOWN, AS_OPERATOR, "T-9", "source", "T-9"),
            lambda: obligations.why(stage.app, TOWN, AS_OPERATOR, "T-9/report"),
        ):
            with pytest.raises(CaseNotFound):
                ask()

    def test_links_show_at_both_ends(self, stage: Stage) -> None:
        one, other = stage.opened(), stage.opened()
        for _ in range(2):
            cases.link(stage.app, TOWN, AS_OPERATOR, "T-001", "depends_on", other)

        for each in (one, other):
            shown = cases.show(stage.app, TOWN, AS_OPERATOR, each)
            assert shown.links == ((one, "depends_on", other),)


class TestExplain:
    """Could this happen now, and if not, why not?"""

    @pytest.fixture
    def guarded(self, stage: Stage) -> str:
        document = duty(version=2)
        document["transitions"][0]["guards"] = [
            {"id": "done", "rule": "case.progress == 100", "message": words("Not done yet")},
            {"id": "named", "rule": "case.title != ''", "message": words("No title")},
        ]
        stage.publish(document)
        return stage.opened()

    def test_every_condition_with_its_value(self, stage: Stage, guarded: str) -> None:
        why, case = cases.explain(stage.app, TOWN, AS_OFFICE, guarded, "go", {})

        assert not why.possible
        assert [each.subject for each in why.reasons] == ["done"]
        [(transition, verdicts)] = why.conditions
        assert transition == "go"
        assert [(each.id, each.holds) for each in verdicts] == [("done", False), ("named", True)]
        assert case.version == 1

    def test_asking_changes_nothing(self, stage: Stage, guarded: str) -> None:
        stage.do(guarded, "report", "ben", progress=100)

        assert cases.explain(stage.app, TOWN, AS_OFFICE, guarded, "go", {})[0].possible
        assert stage.case(guarded).state == "a"
        assert stage.do(guarded, "go").state == "b"

    def test_the_wrong_role_is_a_reason(self, stage: Stage, guarded: str) -> None:
        why, _ = cases.explain(stage.app, TOWN, Reader("ben"), guarded, "go", {})
        assert "role" in {each.code for each in why.reasons}


class TestOwed:
    """What is owed by whom."""

    def test_the_most_urgent_first(self, stage: Stage) -> None:
        stage.opened()
        stage.clock.advance(DAY)
        stage.opened()

        found = obligations.list_duties(stage.app, TOWN, AS_OPERATOR, DutyFilter())
        assert [each.case.number for each in found] == ["T-001", "T-002"]
        assert found[0].occurrence.obligation == "report"
        nothing = obligations.list_duties(
            stage.app, TOWN, AS_OPERATOR, DutyFilter(overdue_at=stage.app.now())
        )
        assert nothing == []


def story(stage: Stage, name: str) -> Story:
    return obligations.why(stage.app, stage.tenant, AS_OPERATOR, name)[0]


def results(stage: Stage, name: str) -> dict[str, str]:
    return {each.rung.partition(":")[2]: each.result for each in story(stage, name).rungs}


class TestWhy:
    """Why something was sent, was not, or is not yet."""

    def test_what_is_to_come(self, stage: Stage) -> None:
        stage.opened()

        assert set(results(stage, "T-001/report").values()) == {"coming"}
        assert len(results(stage, "T-001/report")) == 4

    def test_what_was_sent(self, stage: Stage) -> None:
        stage.opened()
        stage.at("2026-02-02 10:00").tick()

        told = story(stage, "T-001/report")
        assert (told.title.en, told.is_overdue) == ("Report", False)
        assert told.rungs[0].event is not None
        assert [each.person for each in told.letters] == ["ben"]
        assert results(stage, "T-001/report") == {
            "10 days before": "fired",
            "on the day": "coming",
            "notice": "coming",
            "agenda": "coming",
        }

    def test_what_was_overtaken(self, stage: Stage) -> None:
        stage.opened()
        stage.at("2026-04-01 08:00").tick()

        assert results(stage, "T-001/report")["on the day"] == "overtaken"
        assert story(stage, "T-001/report").is_overdue

    def test_what_was_not_met_with_its_condition(self, stage: Stage) -> None:
        rung = {"id": "agenda", "at": "5 days after", "if": "case.progress > 50"}
        agenda = {**rung, "do": [{"do": "agenda", "body": "group"}]}
        stage.publish(duty(version=2, owed={"escalation": [agenda]}))
        stage.opened()
        stage.at("2026-04-01 08:00").tick()

        last = story(stage, "T-001/report").rungs[-1]
        assert last.result == "not_met"
        assert last.event is not None
        assert last.event.details["verdicts"]

    def test_what_is_broken(self, stage: Stage) -> None:
        rung = {"id": "agenda", "at": "5 days after"}
        values = {"do": "set", "values": {"progress": "= 100 / case.progress"}}
        stage.publish(duty(version=2, owed={"escalation": [{**rung, "do": [values]}]}))
        stage.opened()
        stage.at("2026-04-01 08:00").tick()

        assert "broken" in [each.result for each in story(stage, "T-001/report").rungs]
        found = obligations.list_duties(stage.app, TOWN, AS_OPERATOR, DutyFilter(is_broken=True))
        assert [each.case.number for each in found] == ["T-001"]

    def test_what_need_not_come_any_more(self, stage: Stage) -> None:
        case = stage.opened()
        stage.do(case, "report", "ben", progress=100)

        told = story(stage, "T-001/report")
        assert told.occurrence.status.value == "fulfilled"
        assert set(results(stage, "T-001/report").values()) == {"past"}

    def test_a_duty_to_fill_a_vacancy(self, stage: Stage) -> None:
        stage.opened(holders={})
        stage.at("2026-02-02 10:00").tick()

        names = [each.occurrence.obligation for each in obligations.list_duties(
            stage.app, TOWN, AS_OPERATOR, DutyFilter())]  # fmt: skip
        vacancy = next(each for each in names if each != "report")
        assert "Lead" in story(stage, f"T-001/{vacancy}").title.en

    def test_each_occurrence_has_a_story(self, stage: Stage) -> None:
        stage.publish(duty(version=2, owed={"repeat": {"every": "30 days"}}))
        stage.opened()
        stage.live("2026-03-20 08:00")

        told = obligations.why(stage.app, TOWN, AS_OPERATOR, "T-001/report")
        numbers = [each.occurrence.number for each in told]
        assert numbers == sorted(numbers, reverse=True)
        assert len(numbers) > 1
        assert [each.occurrence.number for each in obligations.why(
            stage.app, TOWN, AS_OPERATOR, "T-001/report.2")] == [2]  # fmt: skip

    @pytest.mark.parametrize("name", ["T-001", "T-001/", "T-001/none", "T-001/report.9"])
    def test_nothing_of_that_name_was_ever_owed(self, stage: Stage, name: str) -> None:
        stage.opened()

        with pytest.raises(ObligationNotFound):
            obligations.why(stage.app, TOWN, AS_OPERATOR, name)


def test_towns_never_see_each_other(stage: Stage) -> None:
    case = stage.opened()
    cases.link(stage.app, TOWN, AS_OPERATOR, case, "source", case)
    stage.at("2026-04-01 08:00").tick()
    other = Stage(stage.app.database, duty(), tenant="zweite")

    assert case_lists.list_cases(other.app, "zweite", AS_OPERATOR, CaseFilter()) == []
    assert obligations.list_duties(other.app, "zweite", AS_OPERATOR, DutyFilter()) == []
    assert obligations.agenda(other.app, "zweite", AS_OPERATOR, "group") == []
    for name in (case, "T-001"):
        for ask in (
            lambda name: cases.show(other.app, "zweite", AS_OPERATOR, name),
            lambda name: cases.past(other.app, "zweite", AS_OPERATOR, name),
            lambda name: cases.explain(other.app, "zweite", AS_OFFICE, name, "go", {}),
            lambda name: cases.link(other.app, "zweite", AS_OPERATOR, name, "source", name),
            lambda name: obligations.why(other.app, "zweite", AS_OPERATOR, f"{name}/report"),
            lambda name: cases.find(other.app, "zweite", AS_OPERATOR, name),
        ):
            with pytest.raises(CaseNotFound):
                ask(name)
    with pytest.raises(CaseNotFound):
        other.send(case, "go")
