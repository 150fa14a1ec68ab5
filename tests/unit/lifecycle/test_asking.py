"""Ask: what stands against an event, every reason at once, and what is possible instead."""

from __future__ import annotations

from typing import Any

from engine.lifecycle.circumstances import ENGINE_ACTOR, PUBLIC_ACTOR, Incoming, person
from engine.lifecycle.outcome import Accepted, Refused

T = {"de": "X", "en": "X"}


def guarded(thing: Any, *rules: tuple[str, str], **parts: Any) -> dict[str, Any]:
    """Return a workflow whose ``go`` needs an amount and every one of the rules."""
    guards = [{"id": key, "rule": rule, "message": T} for key, rule in rules]
    amount = {"amount": {"type": "integer", "required": True, "title": T}}
    document = thing(**parts)
    document["events"]["go"] = {"by": ["office"], "title": T, "input": amount}
    document["transitions"][0]["guards"] = guards
    return document  # type: ignore[no-any-return]


def test_a_refusal_names_every_unmet_condition(stage: Any, thing: Any) -> None:
    document = guarded(
        thing, ("full", "case.progress == 100"), ("named", "case.name == 'y'"), ("true", "true")
    )
    assert stage(document).open().refuse("go", amount=1) == ["full", "named"]


def test_a_refusal_shows_the_values_that_made_it_false(stage: Any, thing: Any) -> None:
    played = stage(guarded(thing, ("full", "case.progress == 100"))).open()
    outcome = played.send("go", amount=1)
    verdict = outcome.reasons[0].verdict
    assert verdict is not None
    assert "0" in str(verdict.explain())


def test_role_version_input_and_conditions_are_refused_together(stage: Any, thing: Any) -> None:
    document = guarded(thing, ("full", "case.progress == 100"), ("large", "input.amount > 3"))
    played = stage(document).open()
    incoming = Incoming("go", person("p", "lead"), {"amount": "many"}, expected_version=7)
    outcome = played.theatre.send(played.id, incoming)
    assert [each.code for each in outcome.reasons] == ["version", "role", "input", "guard"]
    assert outcome.reasons[2].subject == "/amount"
    assert outcome.reasons[3].subject == "full"  # nobody knows yet whether the amount is large
    assert len(played.world.refusals) == 1


def test_guards_of_every_candidate_are_named(stage: Any, thing: Any) -> None:
    document = guarded(thing, ("full", "case.progress == 100"))
    second = {"id": "go2", "event": "go", "from": ["a"], "to": "z"}
    guard = {"id": "half", "rule": "case.progress == 50", "message": T}
    document["transitions"].append({**second, "guards": [guard]})
    assert stage(document).open().refuse("go", amount=1) == ["full", "half"]


def test_a_suspended_or_closed_case_says_so_beside_the_rest(stage: Any, thing: Any) -> None:
    played = stage(guarded(thing, ("full", "case.progress == 100"))).open()
    played.do("suspend", reason="illness", until="2026-03-01")
    assert played.refuse("go", "lead", amount=1) == ["suspended", "role", "full"]
    played.do("resume")
    played.do("end")
    assert played.refuse("go", amount=1) == ["closed"]
    assert played.refuse("suspend", reason="x", until="2027-01-01") == ["closed"]


def test_an_unknown_event_and_one_not_possible_here(stage: Any, thing: Any) -> None:
    played = stage(thing()).open()
    assert played.refuse("fly") == ["event"]
    outcome = played.send("back")
    assert isinstance(outcome, Refused)
    assert "“back” is not possible in the state “A”" in outcome.reasons[0].message.en


def test_the_refusal_says_what_is_possible_now(stage: Any, thing: Any) -> None:
    played = stage(thing()).open()
    refused = played.send("back")
    assert refused.possible == ("go", "end")
    assert played.send("back", "lead").possible == ("report",)


def test_events_of_the_engine_are_for_the_engine_alone(stage: Any, thing: Any) -> None:
    played = stage(thing()).open()
    assert played.refuse("tick", "office") == ["role"]
    outcome = played.theatre.send(played.id, Incoming("tick", ENGINE_ACTOR))
    assert isinstance(outcome, Accepted)


def test_anyone_is_every_person_and_public_is_everybody(stage: Any, thing: Any) -> None:
    for by, someone, nobody in ((["anyone"], True, False), (["public"], True, True)):
        document = thing()
        document["events"]["go"]["by"] = by
        for actor, expected in ((person("p"), someone), (PUBLIC_ACTOR, nobody)):
            played = stage(document).open()
            outcome = played.theatre.send(played.id, Incoming("go", actor))
            assert isinstance(outcome, Accepted) is expected


def test_a_rule_that_fails_refuses_and_says_why(stage: Any, thing: Any) -> None:
    played = stage(guarded(thing, ("ratio", "100 / case.progress > 1"))).open()
    outcome = played.send("go", amount=1)
    assert [each.subject for each in outcome.reasons] == ["ratio"]
    verdict = outcome.reasons[0].verdict
    assert "division by zero" in verdict.failure


def test_built_in_events_name_role_and_input_together(stage: Any, thing: Any) -> None:
    played = stage(thing()).open()
    assert played.refuse("suspend", "lead") == ["role", "input", "input"]
    assert played.refuse("waive", "lead", reason=3) == ["role", "input", "input"]
    assert played.refuse("resume") == ["event"]
    assert played.refuse("decide", proposal="none", outcome="adopted") == ["input"]
    assert played.refuse("note", item="none") == ["input"]


def test_what_is_refused_at_the_opening_opens_nothing(stage: Any, thing: Any) -> None:
    guard = {"id": "named", "rule": "case.name != 'x'", "message": T}
    played = stage(thing(opening={"by": ["office"], "guards": [guard]}))
    clerk, stranger = person("p", "office"), person("q", "lead")
    refused = played.theatre.open("thing", {"name": "x"}, clerk)
    assert [each.subject for each in refused.reasons] == ["named"]
    refused = played.theatre.open("thing", {"progress": 400}, stranger)
    assert [each.code for each in refused.reasons] == ["input", "input", "role"]
    refused = played.theatre.open("thing", {"name": "y"}, clerk, state="nowhere")
    assert [each.code for each in refused.reasons] == ["state"]
    assert played.world.cases == {}


def test_only_roles_of_a_case_are_given_when_it_is_opened(stage: Any, thing: Any) -> None:
    played = stage(thing())
    for role in ("group", "nobody"):
        outcome = played.theatre.open(
            "thing", {"name": "x"}, person("clerk", "office"), holders={role: ("somebody",)}
        )
        assert [each.subject for each in outcome.reasons] == ["/role"]
    assert played.world.cases == {}
