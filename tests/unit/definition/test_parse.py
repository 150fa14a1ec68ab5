from __future__ import annotations

import json
import random
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.deadlines.due import Counting, Roll
from engine.deadlines.periods import Period
from engine.definition.duties import DueDate, DueKind, FulfilledBy
from engine.definition.effects import Demand, Literal, Propose, SetFields
from engine.definition.fields import FieldType
from engine.definition.limits import MOST_FINDINGS
from engine.definition.parse import load, outline_of, parse
from engine.rules.rule import Rule
from tests.unit.definition.documents import (
    BLOCKS,
    EVERYTHING,
    MEASURE,
    OTHERS,
    at,
    drop,
    fresh,
    put,
)

if TYPE_CHECKING:
    from engine.definition.model import Workflow
    from engine.findings import Finding


@pytest.fixture
def document() -> dict[str, Any]:
    return fresh(MEASURE)


def good(document: Any, **more: Any) -> Workflow:
    workflow, findings = parse(document, **more)
    assert findings == []
    assert workflow is not None
    return workflow


def wrong(document: Any, **more: Any) -> list[Finding]:
    workflow, findings = parse(document, **more)
    assert workflow is None
    return findings


def one(document: Any, **more: Any) -> Finding:
    [finding] = wrong(document, **more)
    return finding


# ── What a good document becomes ─────────────────────────────────────────────────────────────


def test_the_example_becomes_a_workflow(document):
    workflow = good(document)

    assert workflow.key == "measure"
    assert workflow.initial == "proposed"
    assert workflow.states["done"].final
    assert workflow.opened_by == ("coordination",)
    assert workflow.suspension_asks == "steering_group"
    assert len(workflow.digest) == 64
    assert workflow.source["scenarios"] == document["scenarios"]


def test_places_are_expanded(document):
    ways = {each.id: each.origins for each in good(document).transitions}

    assert ways["reject"] == ("proposed", "deferred")
    assert ways["ask"] == ("fixed", "in_progress")


@pytest.mark.parametrize(
    ("words", "states"),
    [
        (["*"], ("proposed", "deferred", "fixed", "in_progress")),
        (["*", "!fixed"], ("proposed", "deferred", "in_progress")),
        (["!phase:execution"], ("proposed", "deferred")),
        (["in_progress", "proposed"], ("proposed", "in_progress")),
        (["phase:execution", "done"], ("fixed", "in_progress", "done")),
        (["*", "!*"], ()),
    ],
)
def test_lists_of_places(document, words, states):
    document["transitions"][12]["from"] = words  # "stop", which reads nothing
    document["states"]["stopped"]["phase"] = "execution"

    assert good(document).transitions[12].origins == states


def test_required_in_means_states(document):
    assert good(document).fields["ends_on"].required_in == {"fixed", "in_progress"}


def test_an_input_is_the_same_as_a_field(document):
    rating = good(document).events["report"].input["rating"]

    assert rating.type is FieldType.CHOICE
    assert set(rating.options) == {"green", "amber", "red", "grey"}
    assert rating.required
    assert rating.default is None
    assert rating.title.en == "Own rating"


def test_obligations_are_read(document):
    report = good(document).obligations["progress_report"]

    assert report.due.kind is DueKind.AFTER
    assert isinstance(report.due.source, Rule)
    assert report.due.counting is Counting.THAT_DAY_INCLUDED
    assert report.due.after == Period(months=6)
    assert report.repeat is not None
    assert report.repeat.every == Period(months=6)
    assert report.window == Period(months=2)
    assert report.fulfilled_by == (FulfilledBy("report"),)
    assert isinstance(report.reminders, Rule)
    assert [step.id for step in report.escalation] == ["notice", "agenda", "consequence", "council"]
    consequence, council = report.escalation[2:]
    assert consequence.do == (
        SetFields({"rating": Literal("red")}),
        Demand("written_statement"),
    )
    assert isinstance(council.do[0], Propose)
    assert council.condition is not None


def test_defaults_of_rolling_and_suspension(document):
    workflow = good(document)

    assert workflow.states["deferred"].timers[0].due.roll is Roll.NONE
    assert workflow.obligations["written_statement"].due.roll is Roll.NEXT
    assert workflow.obligations["written_statement"].shifts_on_suspend
    assert not workflow.obligations["bring_to_an_end"].shifts_on_suspend


def due_dates() -> dict[str, DueDate]:
    workflow = good(EVERYTHING, blocks=BLOCKS, others=OTHERS)
    timers = {each.id: each.due for each in workflow.states["doing"].timers}
    return timers | {key: each.due for key, each in workflow.obligations.items()}


def test_due_dates_have_six_forms():
    due = due_dates()

    assert due["a"].kind is DueKind.AFTER
    assert due["plain"].source == Literal(date(2026, 12, 31))
    assert (due["c"].kind, due["c"].part) == (DueKind.PART_OF_MONTH, "middle")
    assert (due["d"].full_days, due["d2"].day) == (4, 4)
    assert (due["e"].kind, due["e"].after) == (DueKind.DEEMED, Period(months=1))
    assert (due["kept"].kind, due["kept"].after) == (DueKind.RETENTION, Period(years=10))
    assert due["b"].at is not None
    assert due["b"].at.hour == 8


def test_an_ad_hoc_demand_carries_its_obligation():
    workflow = good(EVERYTHING, blocks=BLOCKS, others=OTHERS)
    demand = workflow.transitions[0].effects[4]

    assert isinstance(demand, Demand)
    assert demand.obligation == "made_up"
    made_up: Any = demand.ad_hoc
    assert made_up.owner == "lead"
    assert made_up.due.source_name == "demand"
    assert not made_up.shifts_on_suspend


def test_an_automatic_transition_has_no_event():
    workflow = good(EVERYTHING, blocks=BLOCKS, others=OTHERS)

    assert workflow.transitions[1].event is None
    assert workflow.transitions[1].when is not None


def test_literals_are_typed_for_their_place(document):
    document["transitions"][0]["set"] = {
        "starts_on": "2026-02-02",
        "ends_on": "= input.ends_on",
        "progress": 50.0,
        "title": "==x",
        "addressees": [{"organisation": "A", "kind": "regular", "consented_on": "2026-01-02"}],
    }

    values = good(document).transitions[0].set

    assert values["starts_on"] == Literal(date(2026, 2, 2))
    assert values["progress"] == Literal(50)
    assert type(values["progress"].value) is int
    assert values["title"] == Literal("=x")
    assert values["addressees"].value[0]["consented_on"] == date(2026, 1, 2)


def test_reading_a_text_and_parsing_are_one(document):
    assert load(json.dumps(document))[1] == []
    assert [each.code for each in load('{"a": 1, "a": 2}')[1]] == ["json-repeated-key"]


def test_parsing_twice_gives_the_same(document):
    document["transitions"][0]["guards"][0]["rule"] = "case.adressees"
    document["states"]["fixed"]["obligations"] = ["x", "y"]

    assert parse(document)[1] == parse(fresh(document))[1]


def test_the_document_is_left_alone(document):
    parse(document)
    before = fresh(EVERYTHING)
    parse(before, blocks=BLOCKS, others=OTHERS)

    assert document == MEASURE
    assert before == EVERYTHING


# ── Names ────────────────────────────────────────────────────────────────────────────────────

NAMES = [
    ("/initial", "proposd", "unknown-state", ""),
    ("/states/proposed/phase", "devlopment", "unknown-phase", ""),
    ("/states/proposed/obligations", ["decide_on_propsal"], "unknown-obligation", "/0"),
    ("/states/deferred/timers/0/event", "followup", "unknown-event", ""),
    ("/transitions/3/from", ["phase:developmnt"], "unknown-phase", "/0"),
    ("/transitions/1/from", ["proposed", "!defered"], "unknown-state", "/1"),
    ("/transitions/1/event", "defre", "unknown-event", ""),
    ("/transitions/1/to", "defered", "unknown-state", ""),
    ("/transitions/5/set", {"progres": 5}, "unknown-field", "/progres"),
    ("/transitions/12/effects/0/to", ["laed"], "unknown-role", "/0"),
    ("/transitions/12/effects/0/to", ["owner"], "unknown-role", "/0"),
    ("/transitions/12/effects/0/message", "stoped", "unknown-message", ""),
    ("/transitions/11/effects/0/body", "coordination", "unknown-body", ""),
    ("/transitions/11/effects/0/on/adopted", "stopp", "unknown-event", ""),
    ("/transitions/11/effects/0/on/postponed", "stopp", "unknown-event", ""),
    ("/transitions/11/effects/0/fallback", "laed", "unknown-role", ""),
    ("/events/fix/by", ["coordinatoin"], "unknown-role", "/0"),
    ("/events/report/input/rating/same_as", "ratng", "unknown-field", ""),
    ("/roles/lead/fallback", ["coordinatin"], "unknown-role", "/0"),
    ("/opening/by", ["coordinatin"], "unknown-role", "/0"),
    ("/suspension/by", ["coordinatin"], "unknown-role", "/0"),
    ("/suspension/asks", "steering_grup", "unknown-body", ""),
    ("/correction/by", ["coordinatin"], "unknown-role", "/0"),
    ("/public_in", ["phase:executon"], "unknown-phase", "/0"),
    ("/public_in", ["in_progress", "dnoe"], "unknown-state", "/1"),
    ("/confidential_field", "titel", "unknown-field", ""),
    ("/facts/running/in", ["in_progres"], "unknown-state", "/0"),
    ("/facts/running/where", {"ratng": "red"}, "unknown-field", "/ratng"),
    ("/fields/starts_on/required_in", ["phase:executon"], "unknown-phase", "/0"),
    ("/obligations/progress_report/owner", "laed", "unknown-role", ""),
    ("/obligations/progress_report/creditor", "laed", "unknown-role", ""),
    ("/obligations/progress_report/fulfilled_by", ["reprt"], "unknown-event", "/0"),
    ("/obligations/progress_report/fulfilled_by", [{"event": "reprt"}], "unknown-event",
     "/0/event"),
    ("/obligations/progress_report/blocks", ["finsh"], "unknown-event", "/0"),
    ("/obligations/progress_report/waiver", {"by": ["laed"]}, "unknown-role", "/by/0"),
    ("/obligations/progress_report/extension", {"by": ["laed"]}, "unknown-role", "/by/0"),
    ("/obligations/progress_report/escalation/2/do/1/obligation", "writen_statement",
     "unknown-obligation", ""),
    ("/messages/stopped/text/en", "{titel}", "unknown-placeholder", ""),
    ("/messages/stopped/text/en", "{title.__class__}", "unknown-placeholder", ""),
    ("/messages/stopped/text/de", "{title", "unknown-placeholder", ""),
    ("/transitions/1/effects", [{"do": "raise", "event": "stopp"}], "unknown-event", "/0/event"),
    ("/transitions/1/effects", [{"do": "raise", "event": "x", "on": "children.y"}],
     "unknown-children", "/0/on"),
    ("/transitions/1/effects", [{"do": "assign", "role": "laed", "to": None}], "unknown-role",
     "/0/role"),
    ("/transitions/1/effects", [{"do": "waive", "obligation": "reprt"}], "unknown-obligation",
     "/0/obligation"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "code", "below"), NAMES)
def test_a_name_that_nobody_declared_is_found_where_it_stands(document, path, value, code, below):
    put(document, path, value)

    finding = one(document)

    assert (finding.code, finding.where) == (code, path + below)
    assert finding.hint is not None


def test_a_repetition_in_hours_is_found(document):
    put(document, "/obligations/progress_report/repeat", {"every": "12 hours"})

    finding = one(document)

    assert (finding.code, finding.where) == ("period", "/obligations/progress_report/repeat/every")
    assert "6 months" in finding.hint.en


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("/scenarios/0/steps/0/event", "fixx", "unknown-event"),
        ("/scenarios/0/steps/0/as", "coordinatin", "unknown-role"),
        ("/scenarios/0/steps/0/expect/state", "propsed", "unknown-state"),
        ("/scenarios/0/given/fields/titel", "x", "unknown-field"),
        ("/scenarios/0/given/settings", {"max_parallel": "x"}, "wrong-value"),
        ("/scenarios/0/steps/0/expect/obligations", {"reprt": None}, "unknown-obligation"),
        ("/scenarios/0/steps/0/expect/obligations", {"vacancy:laed": None}, "unknown-role"),
        ("/scenarios/0/steps/0", {"advance": "one day"}, "period"),
    ],
)
def test_a_broken_scenario_is_found_and_does_not_spoil_the_workflow(document, path, value, code):
    put(document, path, value)

    workflow, [finding] = parse(document)

    assert finding.code == code
    assert finding.where.startswith(path)
    assert workflow is not None


@pytest.mark.parametrize("name", ["id", "state", "version", "in", "null"])
def test_names_that_rules_read_otherwise_are_taken(document, name):
    document["fields"][name] = document["fields"]["area"]

    assert (one(document).code, one(document).where) == ("reserved-name", f"/fields/{name}")


@pytest.mark.parametrize("name", ["suspend", "waive", "child_closed"])
def test_events_that_exist_anyway_are_taken(document, name):
    document["events"][name] = document["events"]["start"]

    assert one(document).code == "reserved-name"


def test_identifiers_are_given_once(document):
    document["transitions"][1]["id"] = "fix"
    document["transitions"][0]["guards"][1]["id"] = "R1-consent"
    document["obligations"]["progress_report"]["escalation"][1]["id"] = "notice"

    assert [(each.code, each.where) for each in wrong(document)] == [
        ("repeated-id", "/transitions/1/id"),
        ("repeated-id", "/transitions/0/guards/1/id"),
        ("repeated-id", "/obligations/progress_report/escalation/1/id"),
    ]


# ── Rules and values ─────────────────────────────────────────────────────────────────────────


def test_a_slip_in_a_rule_has_its_column(document):
    document["transitions"][5]["set"]["progress"] = "=  input.progres"

    finding = one(document)

    assert finding.where == "/transitions/5/set/progress"
    text = document["transitions"][5]["set"]["progress"]
    assert text[finding.column - 1 : finding.end_column - 1].strip(".") == "progres"


def test_columns_count_in_the_text_as_it_is_written(document):
    rule = "  case.progress == 'x'"
    document["transitions"][10]["guards"][0]["rule"] = rule

    finding = one(document)

    assert finding.where == "/transitions/10/guards/0/rule"
    assert finding.column is not None
    assert finding.column > 2


RULES = [
    # path, value; what is wrong
    ("/transitions/10/guards/0/rule", "case.progress"),  # not yes or no
    ("/transitions/0/guards/2/rule", "case.ends_on > input.starts_on"),  # may be null before
    ("/transitions/0/guards/0/rule", "facts.runing > 1"),
    ("/transitions/0/guards/0/rule", "settings.max > 1"),
    ("/transitions/0/guards/0/rule", "obligation.days_late > 1"),  # not here
    ("/transitions/0/guards/0/rule", "each.x"),
    ("/transitions/0/guards/0/rule", "has_role('laed')"),
    ("/transitions/0/guards/0/rule", "table('triage') == 'A'"),
    ("/transitions/5/set/progress", "= 'x'"),
    ("/transitions/5/set/rating", "= 'purple'"),
    ("/transitions/0/set/ends_on", "= case.ends_on"),  # required there, may be null here
    ("/obligations/progress_report/due/after", "= 6"),
    ("/obligations/progress_report/due/from", "= case.title"),
    ("/obligations/progress_report/due/from", "= today"),  # due dates read case and settings
    ("/obligations/progress_report/reminders", "= settings.max_parallel"),
    ("/obligations/progress_report/escalation/0/at", "= case.progress"),
    ("/obligations/progress_report/escalation/3/if", "obligation.missed >= 2"),
    ("/obligations/start_in_time/due/on", "= case.progress"),
    ("/states/in_progress/timers/0/on", "= case.title"),
]


@pytest.mark.parametrize(("path", "value"), RULES)
def test_rules_are_checked_for_their_place(document, path, value):
    put(document, path, value)

    findings = wrong(document)

    assert {each.where for each in findings} == {path}
    assert all(each.code.startswith("rule-") for each in findings)


VALUES = [
    ("/transitions/5/set/progress", 101, ""),
    ("/transitions/5/set/progress", "50", ""),
    ("/transitions/5/set/progress", None, ""),
    ("/transitions/5/set/rating", "purple", ""),
    ("/transitions/0/set/starts_on", "2026-02-30", ""),
    ("/transitions/0/set/starts_on", None, ""),  # required there
    ("/obligations/start_in_time/due/on", "soon", ""),
    ("/settings/max_parallel/default", "x", ""),
    ("/settings/report_reminders/default", ["sometime"], "/0"),
    ("/fields/rating/default", "purple", ""),
    ("/facts/running/where", {"rating": "purple"}, "/rating"),
]


@pytest.mark.parametrize(("path", "value", "below"), VALUES)
def test_literals_are_checked_for_their_place(document, path, value, below):
    put(document, path, value)

    finding = one(document)

    assert (finding.code, finding.where) == ("wrong-value", path + below)


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("/states/deferred/timers/0/after", "one year", "period"),
        ("/obligations/progress_report/repeat/every", "often", "period"),
        ("/obligations/progress_report/repeat/window", "= settings.x", "period"),
        ("/obligations/decide_on_proposal/reminders/0", "early", "rung"),
        ("/obligations/decide_on_proposal/escalation/0/at", "10 days", "rung"),
    ],
)
def test_periods_and_rungs_are_read_in_words(document, path, value, code):
    put(document, path, value)

    finding = one(document)

    assert (finding.code, finding.where) == (code, path)
    assert finding.hint is not None


def test_a_rule_inside_a_list_is_no_rule(document):
    document["transitions"][0]["set"]["addressees"] = [{"organisation": "= input.resolution"}]

    assert one(document).code == "rule-in-literal"


def test_a_field_required_where_the_rule_runs_is_never_null(document):
    document["transitions"][10]["guards"][0]["rule"] = "case.ends_on > case.starts_on"

    assert parse(document)[1] == []


def test_a_field_with_a_default_may_be_emptied_unless_it_is_required(document):
    document["fields"]["progress"]["required"] = False

    assert any(each.code.startswith("rule-") for each in wrong(document))


def test_rules_of_an_obligation_that_outlives_its_state_cannot_rely_on_it(document):
    rung = document["obligations"]["start_in_time"]["escalation"][0]
    rung["if"] = "case.ends_on > today"

    assert one(document).where == "/obligations/start_in_time/escalation/0/if"
    document["obligations"]["start_in_time"]["on_exit"] = "end"
    assert parse(document)[1] == []


def test_on_entry_the_input_of_any_event_may_be_missing(document):
    document["states"]["in_progress"]["set"] = {"progress": "= input.progress"}
    assert one(document).where == "/states/in_progress/set/progress"

    document["states"]["in_progress"]["set"] = {
        "progress": "= input.progress == null ? 0 : input.progress"
    }
    assert parse(document)[1] == []


# ── Other workflows ──────────────────────────────────────────────────────────────────────────


def everything() -> dict[str, Any]:
    return fresh(EVERYTHING)


def test_others_may_be_documents_outlines_or_workflows():
    parsed = {key: good(each) for key, each in OTHERS.items()}
    outlines = {key: outline_of(each) for key, each in OTHERS.items()}

    for others in (OTHERS, parsed, outlines):
        assert parse(EVERYTHING, blocks=BLOCKS, others=others)[1] == []


def test_without_others_nothing_is_known_of_them():
    document = everything()
    document["children"]["parts"]["fields"] = {"whatever": "= each.name"}

    assert parse(document, blocks=BLOCKS)[1] == []


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("/children/parts/workflow", "mesure", "unknown-workflow"),
        ("/children/parts/fields/titel", "x", "unknown-field"),
        ("/children/parts/fields/title", "= each.nam", "rule-unknown-field"),
        ("/children/parts/done/when", "children.parts.all(c, c.progres > 5)", "rule-unknown-field"),
        ("/children/parts/for_each", "= case.title", "rule-wrong-type"),
        ("/facts/any/exists", "mesure", "unknown-workflow"),
        ("/facts/any/in/0", "proposd", "unknown-state"),
        ("/facts/total/of", "costs", "unknown-field"),
        ("/facts/places/seats", "office", "unknown-body"),
        ("/transitions/0/effects/8/event", "tol", "unknown-event"),
        ("/transitions/0/effects/8/input/text", 5, "wrong-value"),
        ("/transitions/0/effects/9/workflow", "mesure", "unknown-workflow"),
        ("/transitions/0/effects/9/fields/titel", "x", "unknown-field"),
        ("/transitions/0/guards/0/rule", "parent.gaol == ''", "rule-unknown-field"),
        ("/tables/grade/rows/0", ["hihg", "A"], None),
    ],
)
def test_what_is_asked_of_others_is_checked(path, value, code):
    document = everything()
    put(document, path, value)

    finding = wrong(document, blocks=BLOCKS, others=OTHERS)[0]

    assert finding.where.startswith(path)
    assert code is None or finding.code == code


def test_facts_have_the_types_of_what_they_read():
    document = everything()
    for rule in (
        "facts.running > 0 && facts.any && facts.total >= 0",
        "facts.least == null || facts.least < 5",
        "facts.names.all(n, n.startsWith('A')) && size(facts.places) > 2",
        "facts.orgs.exists(o, o.name == 'Verein')",
        "parent.goal != '' && parent.state == 'open'",
    ):
        put(document, "/transitions/0/guards/0/rule", rule)
        assert parse(document, blocks=BLOCKS, others=OTHERS)[1] == [], rule
    put(document, "/transitions/0/guards/0/rule", "facts.least > 5")
    assert wrong(document, blocks=BLOCKS, others=OTHERS)


def test_children_without_end_are_found():
    document = everything()
    measure = fresh(MEASURE)
    measure["children"] = {"back": {"workflow": "everything", "opened_in": "fixed"}}

    found = wrong(document, blocks=BLOCKS, others={**OTHERS, "measure": measure})

    assert [(each.code, each.where) for each in found] == [
        ("children-cycle", "/children/parts/workflow")
    ]
    assert "everything → measure → everything" in found[0].message.en


def test_a_broken_neighbour_does_not_spoil_the_document():
    assert parse(EVERYTHING, blocks=BLOCKS, others={**OTHERS, "plan": {"states": 5}})[0]


# ── Blocks ───────────────────────────────────────────────────────────────────────────────────


def test_what_is_wrong_inside_a_block_is_said_where_it_is_used():
    blocks = fresh(BLOCKS)
    blocks["duty"]["obligation"]["due"] = {"on": "= case.starts_onn"}
    blocks["sending"]["event"]["bye"] = ["lead"]

    findings = wrong(EVERYTHING, blocks=blocks, others=OTHERS)

    assert [each.where for each in findings] == ["/events/send/use", "/obligations/used/use"]
    assert "/bye" in findings[0].message.en
    assert "/due/on" in findings[1].message.en


def test_a_missing_block_is_one_finding():
    blocks = {key: each for key, each in BLOCKS.items() if key != "duty"}

    finding = one(EVERYTHING, blocks=blocks, others=OTHERS)

    assert (finding.code, finding.where) == ("unknown-block", "/obligations/used/use")


def test_the_digest_is_that_of_the_expanded_document():
    plain = good(EVERYTHING, blocks=BLOCKS, others=OTHERS)
    blocks = fresh(BLOCKS)
    blocks["duty"]["obligation"]["binding"] = True

    assert "use" not in plain.source["obligations"]["used"]
    assert good(plain.source, others=OTHERS).digest == plain.digest
    assert good(EVERYTHING, blocks=blocks, others=OTHERS).digest != plain.digest


# ── All at once, whatever comes ──────────────────────────────────────────────────────────────


def test_shape_names_and_rules_are_found_in_one_go(document):
    put(document, "/transitions/0/form", 1)
    put(document, "/transitions/2/to", 5)
    put(document, "/transitions/4/guards/0/rule", "facts.runing > 1")
    put(document, "/transitions/6/event", "explane")
    put(document, "/fields/area/type", "txet")
    drop(document, "/opening")

    found = {(each.code, each.where) for each in wrong(document)}

    assert found == {
        ("unknown-key", "/transitions/0/form"),
        ("wrong-type", "/transitions/2/to"),
        ("rule-unknown-field", "/transitions/4/guards/0/rule"),
        ("unknown-event", "/transitions/6/event"),
        ("not-an-option", "/fields/area/type"),
        ("missing-key", ""),
    }


def test_what_is_broken_is_not_unknown_as_well(document):
    put(document, "/states/deferred/title", 5)
    put(document, "/events/fix/by", "coordination")

    assert {each.code for each in wrong(document)} == {"wrong-type"}


def test_a_newer_format_is_one_finding(document):
    document["format"] = 99

    assert one(document).code == "format-newer"


@pytest.mark.parametrize("strange", [None, 5, "x", [], {}, {"states": []}, {"states": {"a": 1}}])
def test_what_is_no_workflow_is_refused(strange):
    assert wrong(strange)


STRANGE = [None, True, 0, -1, 1e300, "", "=", "= ", "= (", "==", "x", "phase:x", "!x", [], [[]],
           [None], ["x", "x"], {}, {"": ""}, {"a": {"b": 1}}, "\0", "é" * 300, 10**30]  # fmt: skip


def mutated(document: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return a copy with some parts replaced, dropped, doubled or moved."""
    chance = random.Random(seed)  # noqa: S311 - mutations, no secrets
    document = fresh(document)
    for _ in range(chance.randint(1, 6)):
        holder, key = somewhere(document, chance)
        mutate(holder, key, chance)
        if not document:
            break
    return document


def somewhere(document: Any, chance: random.Random) -> tuple[Any, Any]:
    while True:
        keys = list(document) if isinstance(document, dict) else list(range(len(document)))
        key = chance.choice(keys)
        inner = document[key]
        if not (isinstance(inner, (dict, list)) and inner and chance.random() < 0.85):
            return document, key
        document = inner


def mutate(holder: Any, key: Any, chance: random.Random) -> None:
    action = chance.randrange(4)
    if action == 0:
        holder[key] = fresh({"x": chance.choice(STRANGE)})["x"]
    elif action == 1:
        del holder[key]
    elif action == 2 and isinstance(holder, dict):
        holder[chance.choice(["tilte", "x", "note", "Ä", "use", "if"])] = holder[key]
    elif isinstance(holder, list):
        holder.append(holder[key])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_parsing_is_total(seed):
    document = mutated(EVERYTHING if seed % 2 else MEASURE, seed)

    workflow, findings = parse(document, blocks=BLOCKS, others=OTHERS)

    bad = [each for each in findings if not each.where.startswith("/scenarios")]
    assert (workflow is None) == bool(bad)
    for each in findings:
        assert each.message.de
        assert each.message.en
        assert leads_to_a_known_place(each.where, document), each


def leads_to_a_known_place(where: str, document: Any) -> bool:
    """Return whether all but the last part of a pointer exists in the document."""
    try:
        at(document, where.rpartition("/")[0].replace("~1", "/"))
    except (KeyError, IndexError, TypeError, ValueError):
        return False
    return True


def large(document: dict[str, Any], rule: str) -> str:
    way = document["transitions"][0]
    guard = {"id": "g", "rule": rule, "message": {"de": "x", "en": "x"}}
    document["transitions"] = [
        {**way, "id": f"t{n}", "guards": [guard], "from": ["*", "!fixed"]} for n in range(400)
    ]
    return json.dumps(document)


@pytest.mark.parametrize("name", ["progress", "progres"])
def test_a_document_full_of_long_rules_is_answered_in_bounded_time(document, name):
    text = large(document, " && ".join([f"case.{name} == 100"] * 90))
    started = perf_counter()

    workflow, findings = load(text)

    assert workflow is None
    assert 0 < len(findings) <= MOST_FINDINGS + 1
    assert perf_counter() - started < 20


def test_a_document_of_ten_megabytes_is_not_read():
    assert [each.code for each in load("[" * 10_000_000)[1]] == ["json-too-large"]
