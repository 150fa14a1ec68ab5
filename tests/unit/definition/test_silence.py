"""If nobody acts, every case ends before a body that is asked, or is closed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from engine.definition.silence import proof, prove_silence
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

if TYPE_CHECKING:
    from engine.definition.model import Workflow

ANSWER = step("answer", "asked", "closed")
TALK = {"events": {"talk": event("Talk", "office")}}
DECISIONS = {"events": {"accept": event("Accept"), "refuse": event("Refuse")}}


def codes(workflow: Workflow) -> dict[str, str]:
    return {each.where.removeprefix("/states/"): each.code for each in prove_silence(workflow)}


def ladder(*rungs: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"obligations": {"answer": {"escalation": list(rungs), **rest}}}


def asked(**rest: Any) -> dict[str, Any]:
    return {"states": {"asked": rest}}


def ways(*transitions: dict[str, Any]) -> dict[str, Any]:
    return {"transitions": [ANSWER, *transitions]}


NOTHING_OWED = [asked(obligations=[]), {"obligations": {"answer": None}}]


def test_a_duty_that_comes_before_a_board_is_never_silent():
    assert codes(read()) == {}


def test_the_example_of_the_format_is_never_silent():
    assert prove_silence(read_document(measure())) == []


# ---------------------------------------------------------------------- from the entry on


def test_a_state_where_nothing_is_owed_is_silent():
    assert codes(read(*NOTHING_OWED)) == {"asked": "silence-entry"}


def test_a_state_may_rest_if_it_says_why():
    assert codes(read(*NOTHING_OWED, asked(may_rest={"reason": "It is a list."}))) == {}


def test_a_ladder_of_messages_ends_in_silence():
    notify = {"do": "notify", "to": ["board"], "message": "overdue"}
    workflow = read(ladder(rung("3 working days after", notify)))
    assert codes(workflow) == {"asked": "silence-entry"}


def test_a_duty_without_a_ladder_ends_in_silence():
    assert codes(read(ladder())) == {"asked": "silence-entry"}


def test_asking_a_role_that_is_no_body_is_silence():
    workflow = read()
    office = replace(workflow.roles["board"], held_by="tenant")
    asked_office = replace(workflow, roles={**workflow.roles, "board": office})
    assert codes(asked_office) == {"asked": "silence-entry"}


def test_a_due_date_that_may_be_missing_is_silence():
    date = {"type": "date", "title": named("Until")}
    due = {"obligations": {"answer": {"due": {"on": "= case.until", "from": None, "after": None}}}}
    assert codes(read({"fields": {"until": date}}, due)) == {"asked": "silence-entry"}
    filled = {"fields": {"until": {**date, "required_in": ["asked"]}}}
    assert codes(read(filled, due)) == {}


RATED = {
    "fields": {
        "rating": {
            "type": "choice",
            "required": True,
            "title": named("Rating"),
            "options": {"red": named("red"), "amber": named("amber"), "green": named("green")},
        },
        "open": {"type": "yes_no", "required": True, "title": named("Open")},
    }
}


@pytest.mark.parametrize(
    ("rules", "is_silent"),
    [
        (["case.open"], True),
        (["case.open", "!case.open"], False),
        (["case.rating == 'red'", "case.rating != 'red'"], False),
        (["case.rating == 'red'", "case.rating in ['amber', 'green']"], False),
        (["case.rating == 'red'", "case.rating == 'green'"], True),
        (["case.open || !case.open"], False),
        (["case.open && !case.open"], True),
        (["size(case.title) > 3", "!(size(case.title) > 3)"], False),
        (["size(case.title) > 3", "size(case.title) < 9"], True),
    ],
)
def test_conditions_of_rungs_must_cover_every_case(rules: list[str], is_silent: bool):
    rungs = [
        {**rung("10 working days after", AGENDA, **{"if": rule}), "id": f"rung_{index}"}
        for index, rule in enumerate(rules)
    ]
    assert bool(codes(read(RATED, ladder(*rungs)))) is is_silent


def test_two_duties_may_cover_every_case_together():
    red = duty(when="case.rating == 'red'")
    other = duty(when="case.rating != 'red'")
    both = {"obligations": {"answer": None, "red": red, "other": other}}
    assert codes(read(RATED, both, asked(obligations=["red", "other"]))) == {}
    assert codes(read(RATED, both, asked(obligations=["red"]))) == {"asked": "silence-entry"}


def test_a_condition_that_can_turn_between_two_rungs_covers_nothing():
    early = rung("10 working days after", AGENDA, **{"if": "case.open"})
    late = rung("20 working days after", AGENDA, **{"if": "!case.open"})
    assert codes(read(RATED, ladder(early, late))) == {}
    turn = ways(step("talk", "asked", set={"open": True}))
    assert codes(read(RATED, TALK, turn, ladder(early, late))) == {"asked": "silence-entry"}


def test_a_rung_that_waits_for_missed_occurrences_comes_in_the_end_if_the_duty_repeats():
    later = rung("10 working days after", AGENDA, **{"if": "obligation.missed_in_a_row >= 2"})
    assert codes(read(ladder(later))) == {"asked": "silence-entry"}
    assert codes(read(ladder(later, repeat={"every": "1 month"}))) == {}


def test_a_rung_that_settles_its_own_duty_keeps_later_rungs_from_coming():
    away = rung("3 working days after", {"do": "waive", "obligation": "answer"})
    late = rung("10 working days after", AGENDA)
    assert codes(read(ladder(away, late))) == {"asked": "silence-entry"}


# ---------------------------------------------------------------------- timers


def timed(**timer: Any) -> list[dict[str, Any]]:
    return [
        *NOTHING_OWED,
        {"events": {"lapse": event("Lapse")}},
        asked(timers=[{"id": "lapse", "after": "1 month", "event": "lapse", **timer}]),
    ]


def test_a_timer_that_moves_the_case_on_is_enough():
    assert codes(read(*timed(), ways(step("lapse", "asked", "closed")))) == {}


def test_a_timer_whose_event_is_guarded_may_be_refused():
    lapse = step("lapse", "asked", "closed", guards=[guard("case.title != ''")])
    assert codes(read(*timed(), ways(lapse))) == {"asked": "silence-timer"}


def test_guards_that_cover_every_case_are_none():
    ways_on = ways(
        step("lapse", "asked", "closed", id="a", guards=[guard("case.open")]),
        step("lapse", "asked", "closed", id="b", guards=[guard("!case.open")]),
    )
    assert codes(read(RATED, *timed(), ways_on)) == {}


def test_a_timer_whose_event_leaves_the_case_where_it_is_is_spent():
    assert codes(read(*timed(), ways(step("lapse", "asked")))) == {"asked": "silence-timer"}
    asks = step("lapse", "asked", effects=[{"do": "demand", "obligation": "answer"}])
    demanded = {"obligations": {"answer": duty(due={"from": "demand", "after": "1 month"})}}
    assert codes(read(*timed(), demanded, ways(asks))) == {}


def test_a_timer_on_a_date_that_may_be_missing_is_none():
    date = {"fields": {"until": {"type": "date", "title": named("Until")}}}
    on = timed(on="= case.until")
    del on[-1]["states"]["asked"]["timers"][0]["after"]
    assert codes(read(date, *on, ways(step("lapse", "asked", "closed")))) == {
        "asked": "silence-entry"
    }


def test_a_timer_that_leads_where_a_required_field_is_empty_is_refused():
    lapsed = {
        "states": {"lapsed": state("Lapsed", final=True, outcome="ended")},
        "fields": {"reason": {"type": "text", "required_in": ["lapsed"], "title": named("Reason")}},
    }
    bare = step("lapse", "asked", "lapsed")
    assert codes(read(*timed(), lapsed, ways(bare))) == {"asked": "silence-timer"}
    given = step("lapse", "asked", "lapsed", set={"reason": "no answer"})
    assert codes(read(*timed(), lapsed, ways(given))) == {}


def test_a_duty_that_blocks_the_timers_event_may_stop_it():
    blocking = {"answer": duty(blocks=["lapse"], escalation=[])}
    moves_on = ways(step("lapse", "asked", "closed"))
    workflow = read(*timed(), {"obligations": blocking}, asked(obligations=["answer"]), moves_on)
    assert codes(workflow) == {"asked": "silence-timer"}


def test_a_duty_that_refuses_the_exit_stops_the_timer_too():
    refusing = {"answer": duty(on_exit="refuse", escalation=[])}
    moves_on = ways(step("lapse", "asked", "closed"))
    workflow = read(*timed(), {"obligations": refusing}, asked(obligations=["answer"]), moves_on)
    assert codes(workflow) == {"asked": "silence-timer"}


def circle(**other: Any) -> list[dict[str, Any]]:
    return [
        *timed(),
        {"states": {"other": state("Other", **other)}, "events": {"back": event("Back")}},
        ways(step("lapse", "asked", "other"), step("back", "other", "asked")),
    ]


def test_timers_that_only_lead_round_are_silence():
    back = {"id": "back", "after": "1 week", "event": "back"}
    found = codes(read(*circle(timers=[back])))
    assert found == {"asked": "silence-timer", "other": "silence-timer"}


def test_a_round_in_which_a_board_is_asked_is_none():
    asking = {"obligations": {"answer": duty(fulfilled_by=["back"])}}
    assert codes(read(*circle(obligations=["answer"]), asking)) == {}


@pytest.mark.parametrize(("after", "is_silent"), [("1 week", True), ("3 months", False)])
def test_a_case_that_enters_its_state_anew_before_the_board_is_asked_is_silent(
    after: str, is_silent: bool
):
    again = [
        {"events": {"lapse": event("Lapse")}},
        asked(timers=[{"id": "lapse", "after": after, "event": "lapse"}]),
        ways(step("lapse", "asked", "asked")),
    ]
    assert bool(codes(read(*again))) is is_silent


def test_a_silent_state_is_told_of_once_not_of_every_state_before_it():
    silent = [*timed(), {"states": {"other": state("Other")}}]
    moves_on = ways(step("lapse", "asked", "other"), step("answer", "other", "closed", id="late"))
    assert codes(read(*silent, moves_on)) == {"other": "silence-entry"}


def test_automatic_transitions_that_cover_every_case_move_on():
    through = [
        *NOTHING_OWED,
        RATED,
        ways(
            step(None, "asked", "closed", id="a", when="case.open"),
            step(None, "asked", "closed", id="b", when="!case.open"),
        ),
    ]
    assert codes(read(*through)) == {}


# ---------------------------------------------------------------------- after something was settled


def test_a_duty_fulfilled_where_the_case_stays_is_silence_afterwards():
    stays = {"transitions": [step("answer", "asked")]}
    assert codes(read(stays)) == {"asked": "silence-after-fulfilment"}


@pytest.mark.parametrize(
    ("repeat", "is_silent"),
    [
        ({"every": "6 months"}, False),
        ({"every": "6 months", "times": 3}, True),
        ({"every": "6 months", "until": "case.title == 'enough'"}, True),
    ],
)
def test_a_duty_that_repeats_without_end_is_never_settled(repeat: dict[str, Any], is_silent: bool):
    stays = {"transitions": [step("answer", "asked")]}
    workflow = read(stays, {"obligations": {"answer": {"repeat": repeat}}})
    assert codes(workflow) == ({"asked": "silence-after-fulfilment"} if is_silent else {})


def test_a_waived_duty_asks_nobody():
    waivable = {"obligations": {"answer": {"waiver": {"by": ["board"]}}}}
    assert codes(read(waivable)) == {"asked": "silence-after-fulfilment"}


def test_an_effect_that_waives_is_a_waiver():
    away = ways(step("talk", "asked", effects=[{"do": "waive", "obligation": "answer"}]))
    assert codes(read(TALK, away)) == {"asked": "silence-after-fulfilment"}


def test_a_fulfilment_that_demands_the_next_duty_is_none():
    follow = step("talk", "asked", effects=[{"do": "demand", "obligation": "review"}])
    answer = {"answer": {"fulfilled_by": ["talk"]}}
    review = {"review": duty(due={"from": "demand", "after": "1 month"})}
    assert codes(read(TALK, ways(follow), {"obligations": answer | review})) == {}
    mere = {"review": {**review["review"], "escalation": []}}
    assert codes(read(TALK, ways(follow), {"obligations": answer | mere})) == {
        "asked": "silence-after-fulfilment"
    }


def test_two_duties_that_demand_each_other_never_end():
    ping = step("talk", "asked", effects=[{"do": "demand", "obligation": "review"}])
    pong = step("answer", "asked", effects=[{"do": "demand", "obligation": "answer"}])
    duties = {
        "answer": {"fulfilled_by": ["talk"]},
        "review": duty(due={"from": "demand", "after": "1 month"}),
    }
    assert codes(read(TALK, {"transitions": [ping, pong]}, {"obligations": duties})) == {}


PROPOSED = ladder(rung("10 working days after", proposal()))


@pytest.mark.parametrize(
    ("accept", "refuse", "is_silent"),
    [
        (step("accept", "asked", "closed"), step("refuse", "asked", "closed"), False),
        (step("accept", "asked", "closed"), step("refuse", "asked"), True),
        (step("accept", "asked"), step("refuse", "asked", "closed"), True),
        (
            step("accept", "asked", "closed", guards=[guard("case.title != ''")]),
            step("refuse", "asked", "closed"),
            True,
        ),
        (
            step("accept", "asked", "closed"),
            step("refuse", "asked", effects=[{"do": "demand", "obligation": "answer"}]),
            False,
        ),
        (
            step("accept", "asked", "closed"),
            step("refuse", "asked", effects=[proposal()]),
            False,
        ),
    ],
)
def test_a_decision_must_lead_on(accept: dict[str, Any], refuse: dict[str, Any], is_silent: bool):
    found = codes(read(DECISIONS, PROPOSED, ways(accept, refuse)))
    assert found == ({"asked": "silence-after-decision"} if is_silent else {})


def test_an_item_on_the_agenda_stands_beside_a_rejected_proposal():
    both = ladder(rung("10 working days after", AGENDA), rung("20 working days after", proposal()))
    decided = ways(step("accept", "asked", "closed"), step("refuse", "asked"))
    assert codes(read(DECISIONS, both, decided)) == {}


def test_a_proposal_of_a_duty_that_repeats_comes_back_after_its_rejection():
    decided = ways(step("accept", "asked", "closed"), step("refuse", "asked"))
    repeated = {"obligations": {"answer": {"repeat": {"every": "1 year"}}}}
    assert codes(read(DECISIONS, PROPOSED, decided, repeated)) == {}


ON_ENTRY = [*NOTHING_OWED, DECISIONS]
LEAVING = ways(step("accept", "asked", "closed"), step("refuse", "asked", "closed"))


def test_a_proposal_on_entry_is_enough_if_every_outcome_leads_on():
    entered = asked(effects=[proposal()])
    assert codes(read(*ON_ENTRY, entered, LEAVING)) == {}
    stays = ways(step("accept", "asked", "closed"), step("refuse", "asked"))
    assert codes(read(*ON_ENTRY, entered, stays)) == {"asked": "silence-after-decision"}


def test_an_agenda_item_of_no_duty_is_over_once_it_was_noted():
    assert codes(read(*NOTHING_OWED, asked(effects=[AGENDA]))) == {
        "asked": "silence-after-decision"
    }


def test_what_a_transition_proposes_holds_only_for_those_who_come_that_way():
    before = {
        "states": {"before": state("Before", obligations=["answer"])},
        "initial": "before",
        "obligations": {"answer": duty(fulfilled_by=["talk"])},
    }
    proposes = step("talk", "before", "asked", effects=[proposal()])
    workflow = [asked(obligations=[]), before, TALK, DECISIONS]
    assert codes(read(*workflow, {"transitions": [*LEAVING["transitions"], proposes]})) == {}
    other_way = step("answer", "before", "asked", id="other-way")
    silent = {"transitions": [*LEAVING["transitions"], proposes, other_way]}
    assert codes(read(*workflow, silent)) == {"asked": "silence-entry"}


# ---------------------------------------------------------------------- phases


def phased(*transitions: dict[str, Any], **phase: Any) -> list[dict[str, Any]]:
    return [
        TALK,
        asked(phase="work", obligations=[]),
        {
            "phases": {"work": {"title": named("Work"), **phase}},
            "states": {"later": state("Later", phase="work")},
            "transitions": [
                step("talk", "asked", "later"),
                step("answer", "later", "closed"),
                *transitions,
            ],
        },
    ]


def test_a_duty_of_the_phase_asks_in_all_its_states():
    assert codes(read(*phased(obligations=["answer"]))) == {}


def test_a_duty_of_the_phase_that_was_fulfilled_in_an_earlier_state_is_gone():
    early = step("answer", "asked", "later", id="early")
    found = codes(read(*phased(early, obligations=["answer"])))
    assert found == {"later": "silence-after-fulfilment"}


def test_a_timer_of_the_phase_that_fired_in_an_earlier_state_is_spent():
    timer = {"id": "lapse", "after": "1 month", "event": "lapse"}
    lapse = {"events": {"lapse": event("Lapse")}, "obligations": {"answer": None}}
    ends = step("lapse", ["asked", "later"], "closed")
    assert codes(read(*phased(ends, timers=[timer]), lapse)) == {}
    moves = [step("lapse", "asked", "later", id="a"), step("lapse", "later", "closed", id="b")]
    assert codes(read(*phased(*moves, timers=[timer]), lapse)) == {"later": "silence-timer"}


# ---------------------------------------------------------------------- suspension, words


def test_a_suspension_nobody_ends_must_come_before_a_body():
    suspended = replace(read(), suspension_by=("office",))
    found = prove_silence(suspended)
    assert [(each.code, each.where) for each in found] == [("silence-suspended", "/suspension")]
    assert prove_silence(read({"suspension": {"by": ["office"], "asks": "board"}})) == []


def test_the_finding_tells_the_story_day_by_day():
    stays = {"transitions": [step("answer", "asked")]}
    finding = prove_silence(read(stays))[0]
    assert finding.message.en == (
        "“Asked”: entered on 02.03.2026, on 26.03.2026 “Office” is reminded, on 02.04.2026 “Give "
        "an answer” is due, on 20.04.2026 it comes before “Board”, then nothing, ever: “Give an "
        "answer” has been fulfilled by “Answer”, the case stays where it is."
    )
    assert "betreten am 02.03.2026" in finding.message.de
    assert finding.message.de.endswith("der Vorgang bleibt stehen.")
    assert finding.hint is not None


def test_the_proof_says_why_each_state_is_safe():
    shown = proof(read())
    assert shown.holds
    assert shown.reasons["asked"].en == "Comes about by itself, always: Give an answer"
    assert shown.reasons["closed"].en == "The case ends here."
    assert not proof(read(*NOTHING_OWED)).holds
