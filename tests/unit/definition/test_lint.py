"""Each thing that lint knows is found where it stands, and nothing is found in sound workflows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.definition.lint import lint
from engine.findings import Severity
from tests.unit.definition.plans import (
    AGENDA,
    duty,
    event,
    guard,
    measure,
    named,
    proposal,
    read,
    read_document,
    rung,
    state,
    step,
)

ANSWER = step("answer", "asked", "closed")
TALK = {"events": {"talk": event("Talk", "office")}}
TALKED = step("talk", "asked")
TELL = {"do": "notify", "to": ["owner"], "message": "overdue"}


def found(*changes: dict[str, Any], own: str = "") -> set[tuple[str, str]]:
    """Return codes and places, of one family of codes only where it is said."""
    every = lint(read(*changes))
    return {(each.code, each.where) for each in every if each.code.startswith(own)}


def ways(*transitions: dict[str, Any]) -> dict[str, Any]:
    return {"transitions": [ANSWER, *transitions]}


def test_a_sound_workflow_has_no_findings():
    assert lint(read()) == []


def test_the_example_of_the_format_has_no_findings():
    assert lint(read_document(measure())) == []


def test_findings_come_in_the_order_of_their_places_and_speak_both_languages():
    broken = read({"states": {"lost": state("Lost"), "away": state("Away")}})
    findings = lint(broken)
    assert [each.where for each in findings] == sorted(each.where for each in findings)
    assert all(each.message.de and each.message.en != each.message.de for each in findings)


# ---------------------------------------------------------------------- graph


def test_a_state_that_no_way_leads_to():
    lost = {"states": {"lost": state("Lost", may_rest={"reason": "It is empty."})}}
    assert found(lost) == {("state-unreachable", "/states/lost")}


def test_a_state_that_no_way_leads_out_of():
    trap = {"states": {"trap": state("Trap", obligations=["answer"])}}
    into = ways(step("talk", "asked", "trap"), step("talk", "trap", id="stay"))
    assert ("state-trap", "/states/trap") in found(TALK, trap, into)
    resting = {"states": {"trap": {"may_rest": {"reason": "It is an archive."}}}}
    assert found(TALK, trap, resting, into, own="state-") == set()


def test_two_states_that_only_lead_to_each_other_are_a_trap():
    both = {
        "states": {
            "one": state("One", obligations=["answer"]),
            "two": state("Two", obligations=["answer"]),
        },
        "obligations": {"answer": {"fulfilled_by": ["answer", "talk"]}},
    }
    round_trip = ways(step("talk", ["asked", "two"], "one"), step("talk", "one", "two"))
    assert {each for each, _ in found(TALK, both, round_trip)} == {"state-trap"}


def test_a_beginning_that_is_the_end():
    assert ("initial-final", "/initial") in found({"initial": "closed"})


def test_a_transition_out_of_a_final_state():
    leaves = ways(step("talk", ["asked", "closed"], "asked"))
    assert ("final-left", "/transitions/1/from") in found(TALK, leaves)


def test_two_states_of_one_name():
    twins = {
        "states": {"other": {"title": {"de": "Gestellt", "en": "Asked"}, "obligations": ["answer"]}}
    }
    assert ("titles-alike", "/states/other/title") in found(twins)


@pytest.mark.parametrize("rule", ["today > date('2026-01-01')", "settings.on", "facts.open > 0"])
def test_an_automatic_transition_that_waits_for_the_world(rule: str):
    known = {
        "settings": {"on": {"type": "yes_no", "default": False, "title": named("On")}},
        "facts": {"open": {"count": "question"}},
    }
    waiting = ways(step(None, "asked", "closed", id="auto", when=rule))
    assert ("automatic-untried", "/transitions/1/when") in found(known, waiting)


OPEN = {"fields": {"open": {"type": "yes_no", "required": True, "title": named("Open")}}}


@pytest.mark.parametrize(
    ("there", "back", "is_loop"),
    [
        ({"when": "case.open"}, {"when": "case.open"}, True),
        ({"when": "case.open"}, {"when": "!case.open"}, False),
        ({"when": "case.open", "set": {"open": False}}, {"when": "case.open"}, False),
        ({"when": "true"}, {"when": "true"}, True),
    ],
)
def test_automatic_transitions_that_lead_round(
    there: dict[str, Any], back: dict[str, Any], is_loop: bool
):
    other = {"states": {"other": state("Other", obligations=["answer"])}}
    circle = ways(
        step("answer", "other", "closed", id="late"),
        step(None, "asked", "other", **there),
        step(None, "other", "asked", **back),
    )
    assert bool(found(OPEN, other, circle, own="automatic-loop")) is is_loop


def test_an_automatic_transition_that_stays_and_changes_nothing():
    stays = step(None, "asked", when="case.open", set={"title": "again"})
    assert found(OPEN, ways(stays), own="automatic") == {("automatic-loop", "/transitions/1")}
    ends = step(None, "asked", when="case.open", set={"open": False})
    assert found(OPEN, ways(ends), own="automatic") == set()


def test_an_event_that_raises_itself():
    again = step("talk", "asked", effects=[{"do": "raise", "event": "talk"}])
    assert found(TALK, ways(again), own="automatic") == {("automatic-loop", "/transitions/1")}


# ---------------------------------------------------------------------- guards

PROGRESS = {
    "fields": {
        "progress": {"type": "percent", "required": True, "title": named("Progress")},
        "hint": {"type": "text", "title": named("Hint")},
    }
}


def guarded(*rules: str | None) -> dict[str, Any]:
    return ways(
        *(
            step("talk", "asked", id=f"way-{index}", guards=[guard(rule)] if rule else [])
            for index, rule in enumerate(rules)
        )
    )


@pytest.mark.parametrize(
    ("rules", "codes"),
    [
        ([None, "case.progress == 1"], {"transition-shadowed"}),
        (["case.progress < 50", "case.progress < 20"], {"transition-shadowed"}),
        (["case.progress < 50", "case.progress > 20"], {"guards-overlap"}),
        (["case.progress < 50", "case.progress > 50"], {"guards-gap"}),
        (["case.progress < 50", "case.progress >= 50"], set()),
        (["case.progress < 100", "case.progress == 100"], set()),
        (["case.progress <= 49", "case.progress > 49"], set()),
        (["case.hint == 'x'", "case.hint != 'x'"], set()),
        (["size(case.title) > 3", "size(case.title) > 2"], set()),
        (["case.progress < 50", "case.hint == null"], set()),
        (["case.progress < 50", None], set()),
        (["case.progress > 100"], {"guards-contradict"}),
        (["case.progress > 60 && case.progress < 40"], {"guards-contradict"}),
    ],
)
def test_guards_of_one_event(rules: list[str | None], codes: set[str]):
    every = found(PROGRESS, TALK, guarded(*rules))
    assert {code for code, _ in every if code.startswith(("guards", "transition"))} == codes


def test_an_overlap_names_an_example():
    findings = lint(read(PROGRESS, TALK, guarded("case.progress < 50", "case.progress > 20")))
    overlap = next(each for each in findings if each.code == "guards-overlap")
    assert overlap.severity is Severity.WARNING
    assert "20 < case.progress < 50" in overlap.message.en
    gap = lint(read(PROGRESS, TALK, guarded("case.progress < 50", "case.progress > 50")))
    assert "case.progress == 50" in next(e for e in gap if e.code == "guards-gap").message.en


def test_a_wider_transition_below_a_narrower_one_is_not_shadowed():
    other = {"states": {"other": state("Other", obligations=["answer"])}}
    way = ways(
        step("talk", "asked", "other"),
        step("talk", ["asked", "other"], "asked"),
        step("answer", "other", "closed", id="late"),
    )
    assert found(TALK, other, way, own="transition") == set()


# ---------------------------------------------------------------------- events


def test_a_timer_whose_event_nothing_accepts():
    timer = {"states": {"asked": {"timers": [{"id": "t", "after": "1 day", "event": "lapse"}]}}}
    lapse = {"events": {"lapse": event("Lapse")}}
    assert ("event-not-accepted", "/states/asked/timers/0/event") in found(timer, lapse)


def test_a_timer_of_a_phase_whose_event_some_state_does_not_accept():
    phase = {
        "phases": {
            "asking": {
                "title": named("Asking"),
                "timers": [{"id": "t", "after": "1 day", "event": "lapse"}],
            }
        },
        "states": {"asked": {"phase": "asking"}},
        "events": {"lapse": event("Lapse")},
    }
    assert ("event-not-accepted", "/phases/asking/timers/0/event") in found(phase)


def test_a_decision_whose_event_nothing_accepts():
    proposes = {
        "events": {"accept": event("Accept"), "refuse": event("Refuse")},
        "obligations": {"answer": {"escalation": [rung("1 day after", proposal())]}},
    }
    where = "/obligations/answer/escalation/0/do/0/on"
    assert found(proposes, ways(step("accept", "asked", "closed")), own="event") == {
        ("event-not-accepted", f"{where}/rejected"),
        ("unused-event", "/events/refuse"),
    } - {("unused-event", "/events/refuse")}


def test_an_event_raised_where_only_some_states_accept_it():
    other = {"states": {"other": state("Other", obligations=["answer"])}}
    raises = {"do": "raise", "event": "echo"}
    way = ways(
        step("answer", "other", "closed", id="late"),
        step("talk", ["asked", "other"], effects=[raises]),
        step("talk", "asked", "other", id="on"),
        step("echo", "asked"),
    )
    echo = {"events": {"echo": event("Echo")}}
    every = lint(read(TALK, other, echo, way))
    finding = next(each for each in every if each.code == "event-not-accepted")
    assert finding.where == "/transitions/2/effects/0/event"
    assert "Other" in finding.message.en
    assert "Asked" not in finding.message.en


def test_an_event_that_only_the_engine_may_do_and_nothing_raises():
    echo = {"events": {"echo": event("Echo")}}
    workflow = read(echo, ways(step("echo", "asked")))
    finding = next(iter(lint(workflow)))
    assert (finding.code, finding.severity) == ("event-never-raised", Severity.WARNING)
    raising = read(
        TALK,
        {"key": "other"},
        ways(step("talk", "asked", effects=[{"do": "raise", "event": "echo", "on": "source"}])),
    )
    assert lint(workflow, {"other": raising}) == []
    assert lint(workflow, {"question": read()})[0].severity is Severity.ERROR


def test_an_event_that_nobody_may_do():
    workflow = read(TALK, ways(TALKED))
    mute = replace(workflow.events["talk"], by=())
    findings = lint(replace(workflow, events={**workflow.events, "talk": mute}))
    assert [(each.code, each.where) for each in findings] == [("event-by-nobody", "/events/talk")]


# ---------------------------------------------------------------------- obligations


def answer(**rest: Any) -> dict[str, Any]:
    return {"obligations": {"answer": rest}}


def test_an_obligation_that_nothing_possible_fulfils():
    away = answer(fulfilled_by=["talk"])
    other = {"states": {"other": state("Other", obligations=["answer"])}}
    way = ways(step("talk", "other"), step("answer", "asked", "other", id="on"))
    assert ("obligation-unfulfillable", "/obligations/answer/fulfilled_by") in found(
        TALK, away, other, way
    )


def test_an_obligation_of_a_phase_may_be_fulfilled_further_on():
    phase = {
        "phases": {"work": {"title": named("Work"), "obligations": ["answer"]}},
        "states": {
            "asked": {"phase": "work", "obligations": []},
            "later": state("Later", phase="work"),
        },
        "transitions": [step("talk", "asked", "later"), step("answer", "later", "closed")],
    }
    assert found(TALK, phase) == set()


def test_an_obligation_that_is_kept_may_be_fulfilled_further_on():
    kept = {
        "states": {"later": state("Later", obligations=["answer"])},
        "transitions": [step("talk", "asked", "later"), step("answer", "later", "closed")],
    }
    assert found(TALK, kept, answer(on_exit="keep")) == set()
    assert found(TALK, kept, answer(on_exit="end"), own="obligation") == {
        ("obligation-unfulfillable", "/obligations/answer/fulfilled_by")
    }


def test_an_obligation_that_blocks_its_own_fulfilment():
    assert ("obligation-blocks-itself", "/obligations/answer/blocks/0") in found(
        answer(blocks=["answer"])
    )


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"reminders": ["3 days after"]}, "reminder-after-due", "reminders/0"),
        ({"reminders": ["3 days before", "3 days before"]}, "rungs-at-once", "reminders/1"),
        (
            {"escalation": [rung("1 day before", AGENDA)]},
            "rung-before-due",
            "escalation/0/at",
        ),
        (
            {"escalation": [rung("1 day after", AGENDA), rung("1 day after", AGENDA, id="b")]},
            "rungs-at-once",
            "escalation/1/at",
        ),
    ],
)
def test_the_order_of_a_ladder(change: dict[str, Any], code: str, where: str):
    assert (code, f"/obligations/answer/{where}") in found(answer(**change))


def test_rungs_at_once_are_fine_if_they_exclude_each_other():
    either = [
        rung("1 day after", AGENDA, id="a", **{"if": "case.open"}),
        rung("1 day after", AGENDA, id="b", **{"if": "!case.open"}),
    ]
    assert found(OPEN, answer(escalation=either)) == set()


def test_reminders_of_a_setting_are_read_too():
    setting = {"type": "rungs", "default": ["2 days after"], "title": named("Reminders")}
    assert found(
        {"settings": {"reminders": setting}}, answer(reminders="= settings.reminders")
    ) == {("reminder-after-due", "/settings/reminders/default/0")}


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"reminders": []}, "binding-reminder", "reminders"),
        ({"escalation": []}, "binding-silence", "escalation"),
        ({"escalation": [rung("1 day after", TELL)]}, "binding-silence", "escalation"),
    ],
)
def test_a_binding_obligation_binds(change: dict[str, Any], code: str, where: str):
    assert (code, f"/obligations/answer/{where}") in found(answer(binding=True, **change))
    assert (code, f"/obligations/answer/{where}") not in found(answer(**change))


def test_a_rung_that_demands_what_asks_does_not_end_in_silence():
    demands = rung("1 day after", {"do": "demand", "obligation": "talk"})
    talk = {"obligations": {"talk": duty(due={"from": "demand", "after": "1 month"})}}
    assert found(answer(binding=True, escalation=[demands]), talk) == set()


# ---------------------------------------------------------------------- roles, children, usage

LEAD = {"roles": {"lead": {"held_by": "case", "title": named("Lead")}}}


def test_a_role_of_the_case_needs_somebody_for_its_vacancy():
    owes = answer(owner="lead", binding=True)
    assert found(LEAD, owes) == {
        ("role-fallback", "/roles/lead"),
        ("binding-owner", "/obligations/answer/owner"),
    }
    assert found(LEAD, {"roles": {"lead": {"fallback": ["office"]}}}, owes) == set()


def test_a_fallback_that_goes_round():
    round_trip = {
        "roles": {
            "lead": {"held_by": "case", "title": named("Lead"), "fallback": ["deputy"]},
            "deputy": {"held_by": "case", "title": named("Deputy"), "fallback": ["lead"]},
        }
    }
    assert found(round_trip, answer(owner="lead")) == {
        ("role-fallback-circle", "/roles/lead/fallback"),
        ("role-fallback-circle", "/roles/deputy/fallback"),
    }


def test_a_body_is_named_by_a_field_that_always_names_one():
    fields = {"fields": {"group": {"type": "body", "required": True, "title": named("Group")}}}
    board = {"roles": {"board": {"named_by": "group"}}}
    assert found(fields, board) == set()
    maybe = {"fields": {"group": {"type": "body", "title": named("Group")}}}
    assert found(maybe, board) == {("role-named-by", "/roles/board/named_by")}
    office = {"roles": {"office": {"named_by": "group"}}}
    assert found(fields, office) == {("role-named-by", "/roles/office/named_by")}


def test_a_question_to_a_role_that_is_no_body():
    workflow = read({"suspension": {"by": ["office"], "asks": "board"}})
    office = replace(workflow.roles["board"], held_by="tenant")
    findings = lint(replace(workflow, roles={**workflow.roles, "board": office}))
    assert {each.where for each in findings if each.code == "asked-no-body"} == {
        "/obligations/answer/escalation/0/do/0/body",
        "/suspension/asks",
    }


def test_a_case_that_becomes_public_with_nothing_to_show():
    title = {"fields": {"title": {"visibility": "public"}}}
    assert found({"public_in": ["closed"]}) == {("nothing-public", "/public_in")}
    assert found({"public_in": ["closed"]}, title) == set()
    personal = {"fields": {"title": {"personal": True}}}
    assert found({"public_in": ["closed"]}, title, personal) == {
        ("nothing-public", "/public_in"),
        ("retention-missing", "/fields/title"),
    }


def test_the_field_that_makes_confidential_says_yes_or_no():
    yes_no = {"fields": {"closed_doors": {"type": "yes_no", "title": named("Closed doors")}}}
    assert found(yes_no, {"confidential_field": "closed_doors"}) == set()
    assert found({"confidential_field": "title"}) == {
        ("confidential-field-type", "/confidential_field")
    }


CHILDREN = {
    "fields": {
        "parts": {
            "type": "list",
            "required": True,
            "title": named("Parts"),
            "of": {"name": {"type": "text", "required": True, "title": named("Name")}},
        }
    },
    "events": {"all_in": event("All in")},
    "children": {
        "parts": {
            "workflow": "part",
            "opened_in": "asked",
            "for_each": "= case.parts",
            "done": {"when": "children.parts.all(c, c.closed)", "event": "all_in"},
        }
    },
}


def test_a_join_whose_event_nothing_accepts():
    joined = ways(step("all_in", "asked", "closed"))
    assert found(CHILDREN, joined) == set()
    other = {"states": {"other": state("Other", obligations=["answer"])}}
    elsewhere = ways(step("all_in", "other", "closed"), step("talk", "asked", "other"))
    assert found(CHILDREN, TALK, other, elsewhere, own="join") == {
        ("join-never", "/children/parts/done/event")
    }


def test_a_join_whose_condition_is_never_true():
    never = {"children": {"parts": {"done": {"when": "false"}}}}
    joined = ways(step("all_in", "asked", "closed"))
    assert found(CHILDREN, never, joined) == {("join-never", "/children/parts/done/when")}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"roles": {"guest": {"held_by": "tenant", "title": named("Guest")}}}, "/roles/guest"),
        (TALK, "/events/talk"),
        (
            {"messages": {"hello": {"subject": named("Hello"), "text": named("Hello")}}},
            "/messages/hello",
        ),
        ({"obligations": {"extra": duty()}}, "/obligations/extra"),
        (
            {"settings": {"days": {"type": "integer", "default": 3, "title": named("Days")}}},
            "/settings/days",
        ),
        ({"facts": {"open": {"count": "question"}}}, "/facts/open"),
        ({"phases": {"work": {"title": named("Work")}}}, "/phases/work"),
    ],
)
def test_what_is_declared_and_never_used(change: dict[str, Any], where: str):
    findings = lint(read(change))
    unused = [each for each in findings if each.code.startswith("unused-")]
    assert [(each.where, each.severity) for each in unused] == [(where, Severity.WARNING)]


def test_a_built_in_message_may_be_reworded():
    reworded = {"messages": {"overdue": {"subject": named("Late"), "text": named("Late")}}}
    assert found(reworded) == set()


def test_a_text_that_says_nothing():
    workflow = read()
    blank = replace(workflow.states["asked"], title=replace(workflow.title, de=" "))
    findings = lint(replace(workflow, states={**workflow.states, "asked": blank}))
    assert [(each.code, each.where) for each in findings] == [
        ("text-missing", "/states/asked/title")
    ]
