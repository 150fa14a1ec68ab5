from __future__ import annotations

import json
from time import perf_counter
from typing import Any

import pytest

from engine.definition.limits import MOST_FINDINGS
from engine.definition.schema import BLOCK, Gapped, check, original, usable_part
from tests.unit.definition.documents import BLOCKS, EVERYTHING, MEASURE, at, drop, fresh, put


@pytest.fixture
def document() -> dict[str, Any]:
    return fresh(MEASURE)


def test_good_documents_have_no_findings():
    assert check(MEASURE) == []
    assert check(EVERYTHING) == []
    for block in BLOCKS.values():
        assert check(block, BLOCK) == []


CASES = [
    # path, value, code, where, part of the English message or hint
    ("/states/fixed/tilte", {}, "unknown-key", "/states/fixed/tilte", "Did you mean “title”?"),
    ("/states/fixed/title", 5, "wrong-type", "/states/fixed/title", "an object"),
    ("/states/fixed/title", {"de": "x"}, "missing-key", "/states/fixed/title", "“en”"),
    ("/states/Fixed", {"title": {"de": "x", "en": "x"}}, "bad-name", "/states/Fixed",
     "small letter"),
    ("/states/done/obligations", ["x"], "out-of-bounds", "/states/done/obligations", "empty"),
    ("/states/fixed/outcome", "x", "misplaced-key", "/states/fixed/outcome", "other keys"),
    ("/fields/area/type", "txet", "not-an-option", "/fields/area/type", "“text”"),
    ("/fields/area/options", {"a": {"de": "a", "en": "a"}}, "not-an-option", "/fields/area/type",
     "choice"),
    ("/fields/area/maximum", 5, "not-an-option", "/fields/area/type", "integer"),
    ("/fields/rating/options", {}, "out-of-bounds", "/fields/rating/options", "empty"),
    ("/fields/title/title/latin!", "x", "bad-name", "/fields/title/title/latin!", "BCP 47"),
    ("/number", "M", "wrong-form", "/number", "{seq}"),
    ("/number", "M-{seq:04d}\n{x}", "wrong-form", "/number", "{seq}"),
    ("/key", "measure\n", "wrong-form", "/key", "small letters"),
    ("/format", 2, "not-an-option", "/format", "has to be “1”"),
    ("/version", 0, "out-of-bounds", "/version", "At least 1"),
    ("/version", True, "wrong-type", "/version", "whole number"),
    ("/opening/by", [], "out-of-bounds", "/opening/by", "empty"),
    ("/transitions/0/when", "true", "misplaced-key", "/transitions/0/when", "other keys"),
    ("/transitions/11/effects/0/do", "propse", "not-an-option", "/transitions/11/effects/0/do",
     "Did you mean “propose”?"),
    ("/transitions/11/effects/0/bdy", "x", "unknown-key", "/transitions/11/effects/0/bdy",
     "“body”"),
    ("/transitions/11/effects/0/on", {"adopted": "stop"}, "missing-key",
     "/transitions/11/effects/0/on", "“rejected”"),
    ("/obligations/start_in_time/due", {"after": "x", "every": 1}, "unknown-key",
     "/obligations/start_in_time/due/every", "counting"),
    ("/obligations/start_in_time/due", {"from": "entry"}, "missing-key",
     "/obligations/start_in_time/due", "after, on, part_of_month"),
    ("/obligations/start_in_time/due", {"before": "= x", "full_days": 1, "day": 1},
     "misplaced-key", "/obligations/start_in_time/due/day", "other keys"),
    ("/obligations/start_in_time/window", "2 months", "unknown-key",
     "/obligations/start_in_time/window", "belongs into “repeat”"),
    ("/obligations/start_in_time/fulfilled_by/0", {"if": "x"}, "missing-key",
     "/obligations/start_in_time/fulfilled_by/0", "“event”"),
    ("/obligations/start_in_time/fulfilled_by/0", 7, "wrong-type",
     "/obligations/start_in_time/fulfilled_by/0", "a text"),
    ("/obligations/start_in_time/reminders", "14 days before", "wrong-form",
     "/obligations/start_in_time/reminders", "begins with ="),
    ("/facts/running", {"cuont": "measure"}, "missing-key", "/facts/running", "count, exists"),
    ("/scenarios/0/place/state", "XX", "not-an-option", "/scenarios/0/place/state", "NW"),
    ("/scenarios/0/steps/0", {"expect": {}}, "missing-key", "/scenarios/0/steps/0",
     "event, open, advance, proposal"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "code", "where", "words"), CASES)
def test_each_slip_is_one_finding_where_it_is(document, path, value, code, where, words):
    put(document, path, value)

    [finding] = check(document)

    assert (finding.code, finding.where) == (code, where)
    told = f"{finding.message.en} {finding.hint.en if finding.hint else ''}"
    assert words in told
    assert finding.message.de != finding.message.en


def test_an_ad_hoc_duty_needs_its_due_date(document):
    document["transitions"][11]["effects"] = [
        {"do": "demand", "obligation": "x", "title": {"de": "x", "en": "x"}, "owner": "lead"}
    ]

    assert {each.code for each in check(document)} == {"missing-key"}
    assert all("“due”" in each.message.en for each in check(document))


def test_everything_wrong_is_said_at_once_in_the_order_of_the_document(document):
    for path, value, *_ in CASES[:2]:
        put(document, path, value)
    drop(document, "/events/fix/title")
    put(document, "/obligations/progress_report/bindign", 1)

    assert [each.where for each in check(document)] == [
        "/states/fixed/title",
        "/states/fixed/tilte",
        "/events/fix",
        "/obligations/progress_report/bindign",
    ]


@pytest.mark.parametrize("document", [None, [], "text", 5, True])
def test_a_document_that_is_no_object_is_one_finding(document):
    assert [(each.code, each.where) for each in check(document)] == [("wrong-type", "")]


def test_findings_are_bounded(document):
    document["states"] = {f"S{n}": 5 for n in range(190)}
    document["events"] = {f"E{n}": 5 for n in range(290)}

    findings = check(document)

    assert len(findings) == MOST_FINDINGS + 1
    assert findings[-1].code == "many-more"


def test_many_unknown_keys_do_not_take_long(document):
    document.update({f"k{n}": n for n in range(30_000)})
    started = perf_counter()

    findings = check(document)

    assert 1 <= len(findings) <= MOST_FINDINGS
    assert perf_counter() - started < 5


def test_a_large_good_document_is_checked_in_bounded_time(document):
    many = document["transitions"][0]
    document["transitions"] = [{**many, "id": f"t{n}"} for n in range(600)]
    started = perf_counter()

    assert check(document) == []
    assert perf_counter() - started < 10


def test_what_is_wrong_is_taken_out_and_the_rest_kept(document):
    put(document, "/transitions/2/form", 5)
    put(document, "/transitions/4/from", "fixed")
    put(document, "/states/deferred/timers/0/after", 7)

    left, findings = usable_part(document)

    assert len(findings) == 3
    assert check(left) == []
    ids = [each["id"] for each in left["transitions"]]
    assert ids == [each["id"] for each in MEASURE["transitions"] if each["id"] != "start"]
    assert left["states"]["deferred"]["timers"] == []
    assert json.dumps(document["states"]) != json.dumps(left["states"])


def test_pointers_into_what_is_left_lead_back_into_the_document(document):
    put(document, "/transitions/0/event", 5)
    put(document, "/transitions/3/event", 5)
    put(document, "/transitions/6/guards", [{}])

    left, _ = usable_part(document)

    for index, each in enumerate(left["transitions"]):
        back = original(f"/transitions/{index}/id", left)
        assert at(document, back) == each["id"]
    assert isinstance(left["transitions"], Gapped)


def test_missing_parts_of_a_document_are_stood_in_for(document):
    for part in ("opening", "roles", "title"):
        del document[part]
    stubs = {"opening": {"by": ["engine"]}, "roles": {}, "title": {"de": "?", "en": "?"}}

    left, findings = usable_part(document, stubs=stubs)

    assert {each.code for each in findings} == {"missing-key"}
    assert left["opening"] == {"by": ["engine"]}
    assert left["states"] == MEASURE["states"]


def test_nothing_is_left_where_nothing_can_be_read(document):
    del document["states"]

    assert usable_part(document)[0] is None
    assert usable_part(5)[0] is None
