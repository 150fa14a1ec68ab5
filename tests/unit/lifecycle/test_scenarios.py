"""Scenarios, simulation, chronicle and why: what is played and what it tells."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.deadlines.calendars import Place
from engine.lifecycle import theatre
from engine.lifecycle.chronicle import chronicle
from engine.lifecycle.circumstances import Incoming, person
from engine.lifecycle.scenario import Coverage, moment_of, play, play_all
from engine.lifecycle.simulation import NothingOpened, Planned, simulate
from engine.lifecycle.theatre import NeverAtRest, TooMuchToPlay
from engine.lifecycle.why import why

T = {"de": "X", "en": "X"}
PLACE = Place("NW", "Minden")
DUTY = {
    "owner": "lead",
    "title": {"de": "Bericht", "en": "Report"},
    "due": {"from": "entry", "after": "14 days"},
    "fulfilled_by": ["report"],
    "reminders": ["on the day"],
    "escalation": [{"id": "e", "at": "1 day after", "do": [{"do": "agenda", "body": "group"}]}],
}


def owing(thing: Any, **parts: Any) -> dict[str, Any]:
    return thing(  # type: ignore[no-any-return]
        states={"a": {"title": {"de": "Anfang", "en": "Start"}, "obligations": ["report"]}},
        obligations={"report": DUTY},
        **parts,
    )


def story(*steps: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {
        "title": "A story",
        "place": {"state": "NW"},
        "given": {"at": "2026-01-12 09:00", "fields": {"name": "x"}, **given},
        "steps": list(steps),
    }


def said(stage: Any, document: Any, *steps: dict[str, Any], **given: Any) -> list[str]:
    result = play(stage(document).definitions, "thing", story(*steps, **given))
    return [each.message.en for each in result.failures]


GOOD = [
    {"event": "back", "as": "office", "expect": {"refused": ["event"], "state": "a"}},
    {
        "advance": "2026-01-28 09:00",
        "expect": {
            "sent": [{"message": "reminder", "to": "lead"}],
            "agenda": ["group"],
            "obligations": {"report": {"due": "2026-01-26", "status": "overdue"}},
        },
    },
    {
        "event": "report",
        "as": "lead",
        "input": {"progress": 9},
        "expect": {
            "fields": {"progress": 9},
            "obligations": {"report": {"status": "fulfilled_late"}},
        },
    },
    {"event": "end", "as": "office", "expect": {"state": "z", "agenda": ["group"]}},
]


def test_a_good_story_has_no_failures(stage: Any, thing: Any) -> None:
    assert said(stage, owing(thing), *GOOD) == []


@pytest.mark.parametrize(
    ("step", "part"),
    [
        ({"event": "go", "as": "lead"}, "“go” was refused"),
        ({"event": "go", "as": "office", "expect": {"state": "a"}}, "state: expected 'a'"),
        ({"event": "go", "as": "office", "expect": {"refused": ["x"]}}, "but was accepted"),
        ({"event": "back", "as": "office", "expect": {"refused": ["x"]}}, "reasons of refusal"),
        ({"advance": "1 day", "expect": {"sent": [{"message": "overdue"}]}}, "message: expected"),
        ({"advance": "1 day", "expect": {"agenda": ["group"]}}, "agenda: expected"),
        ({"advance": "1 day", "expect": {"proposals": ["p"]}}, "open proposals: expected"),
        ({"advance": "1 day", "expect": {"fields": {"progress": 1}}}, "field progress: expected 1"),
        ({"advance": "1 day", "expect": {"children": {"c": {"a": 1}}}}, "children c: expected"),
        ({"advance": "1 day", "expect": {"obligations": {"other": {}}}}, "obligation other"),
        (
            {"advance": "1 day", "expect": {"obligations": {"report": {"due": "2026-01-27"}}}},
            "obligation report",
        ),
        ({"advance": "1 day", "expect": {"outcome": "done"}}, "outcome: expected 'done'"),
        ({"event": "go", "as": "office", "child": "c"}, "no child 1 of “c”"),
        ({"proposal": "p", "outcome": "adopted"}, "There is no open proposal “p”"),
        ({"advance": "some day"}, "some day"),
        ({"advance": "2026-02-31"}, "2026-02-31"),
        ({"advance": "2026-02-28 25:00"}, "2026-02-28 25:00"),
    ],
)
def test_what_is_other_than_told_is_named(
    stage: Any, thing: Any, step: dict[str, Any], part: str
) -> None:
    failures = said(stage, owing(thing), step)
    assert len(failures) == 1
    assert part in failures[0]


def test_what_is_given(stage: Any, thing: Any) -> None:
    settings = {"days": {"type": "period", "default": "14 days", "title": T}}
    document = owing(thing, settings=settings)
    document["obligations"] = {
        "report": {**DUTY, "due": {"from": "entry", "after": "= settings.days"}}
    }
    expect = {"obligations": {"report": "2026-02-02"}}
    assert said(stage, document, settings={"days": "3 weeks"}, expect=expect) == []
    assert said(stage, document, state="b", expect={"state": "b"}) == []
    assert "no state “q”" in said(stage, document, state="q")[0]
    assert "refused" in said(stage, document, fields={})[0]
    assert said(stage, document, fields={}, expect={"refused": ["/name"]}) == []
    assert "2026-13-01" in said(stage, document, at="2026-13-01")[0]
    vacant = {"advance": "2026-01-27", "expect": {"sent": [{"message": "vacant", "to": "office"}]}}
    assert said(stage, document, vacant, vacant=["lead"]) == []


def test_moments_are_days_hours_or_periods() -> None:
    now = moment_of("2026-03-27 15:00", None, PLACE)
    assert moment_of("2026-03-27", now, PLACE).isoformat() == "2026-03-27T08:00:00+00:00"
    assert moment_of("2 days", now, PLACE).isoformat() == "2026-03-30T13:00:00+00:00"
    assert moment_of("48 hours", now, PLACE).isoformat() == "2026-03-29T14:00:00+00:00"


def test_coverage_names_what_no_story_visits(stage: Any, thing: Any) -> None:
    document = owing(thing, scenarios=[story({"event": "go", "as": "office"})])
    definitions = stage(document).definitions
    coverage = Coverage()
    results = play_all(definitions, "thing", coverage)
    assert [each.passed for each in results] == [True]
    assert coverage.missing(definitions["thing"].workflow) == (
        ["z"],
        ["back", "end", "report", "tick"],
    )


# -- simulation ----------------------------------------------------------------------------------


def played_ahead(stage: Any, document: Any, *events: Planned, until: str = "2026-03-01") -> Any:
    made = stage(document)
    return simulate(
        made.definitions,
        "thing",
        {"name": "x"},
        place=PLACE,
        at=made.moment("2026-01-12 09:00"),
        until=made.moment(until),
        events=events,
    )


def test_if_nobody_acts_the_chronicle_tells_what_happens(stage: Any, thing: Any) -> None:
    found = played_ahead(stage, owing(thing))
    assert [(each.on, each.kind, each.text.en) for each in found.entries] == [
        (date(2026, 1, 12), "opened", "Opened: Start"),
        (date(2026, 1, 12), "owed", "Owed by 26 Jan 2026: Report"),
        (date(2026, 1, 26), "sent", "Message “reminder” to Lead: Report"),
        (date(2026, 1, 27), "asked", "Goes on the agenda: Report"),
        (date(2026, 1, 27), "sent", "Message “asked” to Group: Report"),
    ]


def test_planned_events_happen_at_their_moments_and_none_afterwards(stage: Any, thing: Any) -> None:
    moment = stage(owing(thing)).moment
    found = played_ahead(
        stage,
        owing(thing),
        Planned(moment("2026-04-01"), "end", "office", {}),
        Planned(moment("2026-01-20 10:00"), "report", "lead", {"progress": 4}),
        Planned(moment("2026-01-21"), "go", "lead", {}),
        Planned(moment("2025-01-01"), "comment", "lead", {"text": "before its time"}),
    )
    assert [(at, event) for at, event, _ in found.refused] == [(moment("2026-01-21"), "go")]
    case = next(iter(found.world.cases.values()))
    assert (case.data["progress"], case.is_closed) == (4, False)
    steps = [(each.at, each.step.event) for each in found.world.history]
    assert steps[1:] == [
        (moment("2026-01-12 09:00"), "comment"),
        (moment("2026-01-20 10:00"), "report"),
    ]


def test_what_cannot_be_opened_says_why(stage: Any, thing: Any) -> None:
    made = stage(thing())
    at = made.moment("2026-01-12")
    with pytest.raises(NothingOpened, match="name"):
        simulate(made.definitions, "thing", {}, place=PLACE, at=at, until=at)


def test_the_chronicle_tells_of_refusals_and_broken_rules(stage: Any, thing: Any) -> None:
    document = owing(thing)
    document["states"]["a"]["timers"] = [{"id": "t", "after": "1 day", "event": "tick"}]
    document["transitions"][4]["guards"] = [{"id": "g", "rule": "false", "message": T}]
    document["obligations"]["report"] = {
        **DUTY,
        "escalation": [{**DUTY["escalation"][0], "if": "1 / case.progress > 0"}],  # type: ignore[index,dict-item]
    }
    played = stage(document).open().until("2026-01-27 09:00")
    kinds = [each.kind for each in chronicle(played.world)]
    assert "refused" in kinds
    assert "broken" in kinds


# -- the virtual clock -----------------------------------------------------------------------------


def test_the_clock_never_goes_back(stage: Any, thing: Any) -> None:
    played = stage(owing(thing)).open().until("2026-01-20")
    played.until("2026-01-15")
    assert played.theatre.now == played.moment("2026-01-20")


def test_too_many_moments_are_refused(stage: Any, thing: Any) -> None:
    played = stage(owing(thing)).open()
    with pytest.raises(TooMuchToPlay):
        played.theatre.play_until(played.moment("2026-02-01"), within=1)


def test_cases_that_keep_each_other_awake_are_noticed(stage: Any, thing: Any) -> None:
    """A timer in the past raises on a linked case, which sends the first back into its state."""
    one, two = thing(), thing(key="other", number="O-{seq}")
    one["states"]["a"]["effects"] = [
        {
            "do": "open",
            "workflow": "other",
            "link": "of",
            "fields": {"name": "y"},
            "if": "case.version == 0",
        }
    ]
    one["states"]["b"]["timers"] = [{"id": "t", "on": "2020-01-01", "event": "tick"}]
    one["transitions"][4]["effects"] = [{"do": "raise", "event": "tick", "on": "of"}]
    one["events"]["again"] = {"by": ["engine"], "title": T}
    one["transitions"].append({"id": "again", "event": "again", "from": ["b"], "to": "b"})
    two["transitions"][4]["effects"] = [{"do": "raise", "event": "again", "on": "of"}]
    played = stage(one, two).open()
    played.do("go")
    with pytest.raises(NeverAtRest):
        played.until("2026-02-01")


def test_cases_that_multiply_without_end_are_noticed(
    stage: Any, thing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theatre, "ALL_AT_ONCE", 50)
    document = thing()
    document["states"]["a"]["timers"] = [{"id": "t", "on": "2020-01-01", "event": "tick"}]
    opens = {"do": "open", "workflow": "thing", "fields": {"name": "x"}}
    document["transitions"][4]["effects"] = [opens, opens]
    played = stage(document).open()
    with pytest.raises(NeverAtRest):
        played.until("2026-02-01")


# -- why -------------------------------------------------------------------------------------------


def test_why_shows_every_condition_and_does_nothing(stage: Any, thing: Any) -> None:
    document = owing(thing)
    document["transitions"][0]["guards"] = [
        {"id": "half", "rule": "case.progress >= 50", "message": T},
        {"id": "named", "rule": "case.name == 'x'", "message": T},
    ]
    played = stage(document).open()
    before = played.case
    circumstances = played.world.circumstances(
        played.definitions["thing"], played.case, played.theatre.now, "go"
    )
    incoming = Incoming("go", person("p", "office"))
    answer = why(played.definitions["thing"], played.case, incoming, circumstances)
    assert not answer.possible
    [(transition, verdicts)] = answer.conditions
    assert transition == "go"
    assert [(each.id, each.holds) for each in verdicts] == [("half", False), ("named", True)]
    assert played.case is before
