"""Events: who may, what is answered, what happens once only."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from engine.lifecycle.errors import CaseNotFound, WorkflowNotFound
from engine.services import cases, events, people, prune
from engine.services.access import AS_OPERATOR
from engine.services.intents import OpenCase, Who
from engine.storage.errors import DatabaseBusy, TenantNotFound
from engine.storage.queries.refusals import KEPT_FOR
from tests.integration.services.stage import OFFICE, START, Stage, duty, thing, words


def codes(answer: events.Answer) -> list[str]:
    return [each.code for each in answer.reasons]


def test_a_case_is_opened_and_moved(stage: Stage) -> None:
    opened = stage.open()
    moved = stage.send(str(opened.case), "go")

    assert (opened.accepted, opened.number, opened.state) == (True, "T-001", "a")
    assert (moved.state, moved.version, moved.events) == ("b", 2, ("go",))
    assert stage.case(str(opened.case)).holders == {"lead": ("ben",)}


def test_there_is_no_such_case_workflow_or_town(stage: Stage) -> None:
    with pytest.raises(CaseNotFound):
        stage.send("none", "go")
    with pytest.raises(WorkflowNotFound):
        stage.open("none")
    with pytest.raises(TenantNotFound):
        events.open_case(stage.app, OpenCase("nowhere", "thing", {}, OFFICE))


def test_a_field_that_names_no_case_is_refused_with_its_name(stage: Stage) -> None:
    named = {"type": "case", "link": "source", "title": words("From")}
    stage.publish(thing(version=2, fields={"origin": named}))
    first = stage.opened()

    refused = stage.open(origin="T-999")
    accepted = stage.open(origin="T-001")

    assert codes(refused) == ["link"]
    assert "T-999" in refused.reasons[0].message.de
    assert cases.show(stage.app, stage.tenant, AS_OPERATOR, first).links == (
        (accepted.case, "source", first),
    )


class TestAccess:
    """Who may do what."""

    def test_the_person_who_holds_the_role_may(self, stage: Stage) -> None:
        case = stage.opened()

        assert stage.send(case, "report", "ben", progress=10).accepted
        assert stage.case(case).data["progress"] == 10
        assert cases.past(stage.app, "town", AS_OPERATOR, case).events[-1].actor == "ben"

    def test_a_deputy_may(self, stage: Stage) -> None:
        people.give_role(stage.app, "town", AS_OPERATOR, "office", "eva", function="deputy")

        assert stage.send(stage.opened(), "go", "eva").accepted

    def test_whoever_steps_in_may_as_long_as_nobody_holds_the_role(self, stage: Stage) -> None:
        led, vacant = stage.opened(), stage.opened(holders={})

        assert codes(stage.send(led, "report", "ada", progress=1)) == ["role"]
        assert stage.send(vacant, "report", "ada", progress=1).accepted

    def test_a_role_may_begin_and_end(self, stage: Stage) -> None:
        case = stage.opened()
        seat = people.give_role(
            stage.app, "town", AS_OPERATOR, "office", "eva", valid_from=date(2026, 1, 13)
        )
        with pytest.raises(CaseNotFound):
            stage.send(case, "go", "eva")
        stage.at("2026-01-13 00:10")
        assert stage.send(case, "go", "eva").accepted

        assert people.end_role(stage.app, "town", AS_OPERATOR, seat, date(2026, 1, 13))
        stage.at("2026-01-14 00:10")
        with pytest.raises(CaseNotFound):
            stage.send(case, "end", "eva")

    def test_the_contact_of_an_organisation_acts_for_it(self, stage: Stage) -> None:
        people.put_organisation(stage.app, "town", AS_OPERATOR, "vhs", "Volkshochschule")
        people.give_role(stage.app, "town", AS_OPERATOR, "contact:vhs", "eva")
        case = stage.opened(holders={"lead": ("vhs",)})

        assert stage.send(case, "report", "eva", progress=1).accepted

    def test_the_wrong_role_is_refused_with_what_would_help(self, stage: Stage) -> None:
        case = stage.opened()
        answer = stage.send(case, "go", "ben")

        assert codes(answer) == ["role"]
        assert "Office" in answer.reasons[0].message.en
        assert "report" in answer.possible
        assert "go" not in answer.possible
        assert stage.case(case).version == 1

    def test_nobody_special_may_nothing_but_remark(self, stage: Stage) -> None:
        case = stage.opened()

        assert codes(stage.send(case, "go", "dora")) == ["role"]
        assert stage.send(case, "comment", "dora", text="Schön").accepted

    def test_nobody_at_all_may_nothing(self, stage: Stage) -> None:
        case = stage.opened()

        for event, given in (("go", {}), ("comment", {"text": "Buh"})):
            with pytest.raises(CaseNotFound):
                stage.send(case, event, "ghost", **given)

    def test_an_operator_acts_in_the_role_of_her_choosing(self, stage: Stage) -> None:
        case = stage.opened()

        assert codes(stage.send(case, "go", Who(role="lead"))) == ["role"]
        assert stage.send(case, "go", OFFICE).accepted
        assert (
            cases.past(stage.app, "town", AS_OPERATOR, case).events[-1].actor == "operator:office"
        )

    def test_an_operator_is_not_the_engine(self, stage: Stage) -> None:
        case = stage.opened()

        for event in ("tick", "settings_changed"):
            assert codes(stage.send(case, event, Who(role="engine"))) == ["role"]

    def test_what_everybody_may(self, stage: Stage) -> None:
        stage.publish(
            thing(
                key="open",
                opening={"by": ["public"]},
                events={
                    "ask": {"by": ["public"], "title": words("Ask")},
                    "praise": {"by": ["anyone"], "title": words("Praise")},
                },
                transitions=[
                    {"id": "ask", "event": "ask", "from": ["*"]},
                    {"id": "praise", "event": "praise", "from": ["*"]},
                ],
            )
        )
        visitor, signed_in = Who(role="public"), Who(person="eva")
        case = stage.opened("open", who=visitor, holders={})

        assert stage.send(case, "ask", visitor).accepted
        assert codes(stage.send(case, "praise", visitor)) == ["role"]
        assert stage.send(case, "ask", signed_in).accepted
        assert stage.send(case, "praise", signed_in).accepted

    def test_opening_asks_for_a_role_too(self, stage: Stage) -> None:
        assert codes(stage.open(who=Who(person="ben"))) == ["role"]
        assert stage.open(who=Who(person="ada")).accepted

    def test_a_refused_opening_takes_no_number(self, stage: Stage) -> None:
        stage.open(who=Who(person="ben"))

        assert stage.open().number == "T-001"


class TestOnce:
    """The same order under the same key is carried out once."""

    def test_the_same_key_gets_the_same_answer(self, stage: Stage) -> None:
        case = stage.opened()
        first = stage.send(case, "report", "ben", progress=10, key="k")
        stage.do(case, "go")
        again = stage.send(case, "report", "ben", progress=10, key="k")

        assert (first.is_repeated, again.is_repeated) == (False, True)
        assert (again.version, again.state, again.notes) == (2, "a", first.notes)
        assert stage.happened(case) == ["open", "report", "go"]

    def test_a_case_is_opened_once(self, stage: Stage) -> None:
        first, again = stage.open(key="k"), stage.open(key="k")

        assert again.case == first.case
        assert len(stage.cases("thing")) == 1

    def test_another_intent_under_the_key_is_refused(self, stage: Stage) -> None:
        case = stage.opened()
        stage.send(case, "report", "ben", progress=10, key="k")

        with pytest.raises(events.KeyReused, match="k"):
            stage.send(case, "report", "ben", progress=20, key="k")
        assert stage.happened(case) == ["open", "report"]

    def test_other_holders_make_another_intent(self, stage: Stage) -> None:
        stage.open(key="k")

        for other in ({"holders": {"lead": ("eva",)}}, {"state": "b"}):
            with pytest.raises(events.KeyReused):
                stage.open(key="k", **other)

    def test_keys_of_different_people_do_not_meet(self, stage: Stage) -> None:
        case = stage.opened()
        stage.do(case, "comment", "ben", text="Ja", key="k")

        assert not stage.do(case, "comment", "dora", text="Nein", key="k").is_repeated

    def test_what_was_refused_may_be_sent_again(self, stage: Stage) -> None:
        case = stage.opened(holders={})
        assert not stage.send(case, "report", "dora", progress=1, key="k").accepted
        stage.do(case, "assign", role="lead", to="dora")

        answer = stage.send(case, "report", "dora", progress=1, key="k")

        assert answer.accepted
        assert not answer.is_repeated

    def test_a_key_is_forgotten_in_time(self, stage: Stage) -> None:
        case = stage.opened()
        stage.do(case, "report", "ben", progress=10, key="k")
        prune.prune(stage.app, "town", START + events.RECEIPTS_KEPT)

        assert not stage.send(case, "report", "ben", progress=10, key="k").is_repeated

    def test_what_another_transaction_stood_in_the_way_of_is_begun_anew(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = stage.opened()
        submit, tried = events.submit, []

        def busy_at_first(*arguments: object) -> object:
            tried.append(arguments)
            if len(tried) < events.ATTEMPTS:
                raise DatabaseBusy
            return submit(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(events, "submit", busy_at_first)

        assert stage.send(case, "go").accepted
        assert stage.happened(case) == ["open", "go"]

    def test_it_does_not_go_on_for_ever(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case, tried = stage.opened(), []

        def busy(*_: object) -> None:
            tried.append(1)
            raise DatabaseBusy

        monkeypatch.setattr(events, "submit", busy)
        with pytest.raises(DatabaseBusy):
            stage.send(case, "go")
        assert len(tried) == events.ATTEMPTS

    @pytest.mark.parametrize("what", ["inbox.deliver_due", "log_refusals"])
    def test_trouble_after_the_commit_does_not_repeat_the_event(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch, what: str
    ) -> None:
        stage.publish(*family())
        case = stage.opened("mother")

        def busy(*_: object, **__: object) -> None:
            raise DatabaseBusy

        monkeypatch.setattr(f"engine.services.events.{what}", busy)
        answer = stage.send(case, "call")

        assert answer.accepted
        assert stage.happened(case).count("call") == 1
        stage.send(case, "call", "ben")  # a refusal that cannot be logged is still told
        monkeypatch.undo()
        stage.knock()
        assert stage.case(stage.cases("child")[0].id).state == "b"


def family() -> list[dict[str, object]]:
    """Return a mother that has a child and calls it."""
    call = {"do": "raise", "event": "go", "on": "children"}
    return [
        thing(
            key="mother",
            number="M-{seq}",
            children={"child": {"workflow": "child", "opened_in": "a", "if_left": "keep",
                                "for_each": "= [1]", "fields": {"title": "= case.title"}}},
            events={"call": {"by": ["office"], "title": words("Call")}},
            transitions=[{"id": "call", "event": "call", "from": ["*"], "effects": [call]}],
        ),
        thing(key="child", number="C-{seq}", parent="mother"),
    ]  # fmt: skip


def test_a_version_that_has_passed_is_refused(stage: Stage) -> None:
    case = stage.opened()
    stage.do(case, "report", "ben", progress=10)

    assert codes(stage.send(case, "go", version=1)) == ["version"]
    assert stage.send(case, "go", version=2).accepted


class TestRefusals:
    """What was refused is logged, nothing else."""

    def test_with_its_reasons(self, stage: Stage) -> None:
        case = stage.opened()
        stage.send(case, "report", "dora", progress=200)

        past = cases.past(stage.app, "town", AS_OPERATOR, case)
        assert [each.event for each in past.events] == ["open"]
        refusal = past.refusals[0]
        assert (refusal.event, refusal.actor, refusal.at) == ("report", "dora", START)
        assert [each.code for each in refusal.reasons] == ["role", "input"]
        assert refusal.reasons[1].subject == "/progress"

    def test_an_opening_too(self, stage: Stage) -> None:
        answer = stage.open(title=None)

        assert codes(answer) == ["input"]
        assert answer.case is None
        with stage.unit() as unit:
            found = unit.connection.execute(text("SELECT event, case_id FROM refusals")).all()
        assert [tuple(each) for each in found] == [("open", None)]

    def test_they_are_forgotten_in_time(self, stage: Stage) -> None:
        case = stage.opened()
        stage.send(case, "go", "ben")
        prune.prune(stage.app, "town", START + KEPT_FOR)

        assert cases.past(stage.app, "town", AS_OPERATOR, case).refusals == ()


def test_what_fulfils_nothing_is_told(stage: Stage) -> None:
    stage.publish(duty(key="early", owed={"repeat": {"every": "30 days", "window": "5 days"}}))
    case = stage.opened("early")

    answer = stage.do(case, "report", "ben", progress=1)

    assert answer.notes  # too early: it fulfils nothing, and the answer says so
    assert stage.owed(case).is_open
