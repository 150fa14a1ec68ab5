from __future__ import annotations

from typing import Any

from engine.definition.blocks import LARGEST, expand

WORDS = {"de": "Bericht", "en": "Report"}


def block(body: dict[str, Any], *parameters: str, kind: str = "obligation", **more: Any) -> Any:
    return {
        "format": 1,
        "key": "b",
        "title": WORDS,
        "parameters": {name: {"title": WORDS} for name in parameters} | more,
        kind: body,
    }


def using(name: str, **more: Any) -> dict[str, Any]:
    return {"obligations": {"report": {"use": name, **more}}}


REPORT = block(
    {
        "owner": "{owner}",
        "due": {"from": "entry", "after": "{after}"},
        "when": "case.priority == '{priority}'",
        "fulfilled_by": ["{event}"],
        "title": {"de": "{number} steht so da", "en": "{number} stays"},
    },
    "owner",
    "after",
    "event",
    priority={"title": WORDS, "default": "high"},
)
WITH = {"owner": "lead", "after": "6 months", "event": "report"}


def test_parameters_are_put_in():
    expanded = expand(using("report", **{"with": WITH}), {"report": REPORT})

    assert expanded.findings == []
    assert expanded.used_at == {"/obligations/report"}
    assert expanded.document["obligations"]["report"] == {
        "owner": "lead",
        "due": {"from": "entry", "after": "6 months"},
        "when": "case.priority == 'high'",
        "fulfilled_by": ["report"],
        "title": {"de": "{number} steht so da", "en": "{number} stays"},
    }


def test_a_parameter_alone_keeps_its_type():
    given = {**WITH, "event": {"event": "report", "if": "input.progress > 0"}}

    expanded = expand(using("report", **{"with": given}), {"report": REPORT})

    assert expanded.document["obligations"]["report"]["fulfilled_by"] == [given["event"]]


def test_own_keys_win_as_a_whole():
    raw = using("report", **{"with": WITH, "due": {"on": "= case.ends_on"}, "binding": True})

    said = expand(raw, {"report": REPORT}).document["obligations"]["report"]

    assert said["due"] == {"on": "= case.ends_on"}
    assert said["binding"] is True
    assert said["owner"] == "lead"


def test_what_uses_no_block_stays_as_it_is():
    document = {"obligations": {"a": {"owner": "x"}}, "states": 5, "events": None}

    expanded = expand(document, {})

    assert expanded.document == document
    assert expanded.parts == {}


def test_an_unknown_block_is_found():
    [finding] = expand(using("reprot"), {"report": REPORT}).findings

    assert finding.code == "unknown-block"
    assert finding.where == "/obligations/report/use"
    assert "Did you mean “report”?" in finding.hint.en


def test_missing_and_unknown_parameters_are_found():
    given = {"owner": "lead", "afer": "6 months", "event": "report"}

    findings = expand(using("report", **{"with": given}), {"report": REPORT}).findings

    assert [(each.code, each.where) for each in findings] == [
        ("unknown-parameter", "/obligations/report/with/afer"),
        ("missing-parameter", "/obligations/report/use"),
    ]
    assert "after" in findings[0].hint.en


def test_a_block_of_another_kind_is_found():
    [finding] = expand({"events": {"e": {"use": "report"}}}, {"report": REPORT}).findings

    assert finding.code == "block-kind"
    assert finding.where == "/events/e/use"


def test_a_broken_block_is_found_where_it_is_used():
    broken = {**REPORT, "paramters": {}}

    [finding] = expand(using("report", **{"with": WITH}), {"report": broken}).findings

    assert finding.code == "block-broken"
    assert finding.where == "/obligations/report/use"
    assert "paramters" in finding.message.en


def test_a_block_may_use_a_block():
    outer = block({"use": "inner", "with": {"owner": "{who}"}, "binding": True}, "who")
    inner = block({"owner": "{owner}", "binding": False}, "owner")

    expanded = expand(using("outer", **{"with": {"who": "lead"}}), {"outer": outer, "inner": inner})

    assert expanded.findings == []
    assert expanded.document["obligations"]["report"] == {"owner": "lead", "binding": True}


def test_circles_are_found():
    blocks = {"a": block({"use": "b"}), "b": block({"use": "c"}), "c": block({"use": "a"})}

    [finding] = expand(using("a"), blocks).findings

    assert finding.code == "block-cycle"
    assert "a → b → c → a" in finding.message.en


def test_blocks_nest_within_bounds():
    blocks = {f"b{n}": block({"use": f"b{n + 1}"}) for n in range(50)}

    [finding] = expand(using("b0"), blocks).findings

    assert finding.code == "block-too-deep"


def test_blocks_cannot_blow_up_a_document():
    big = block({"help": WORDS, "reminders": ["on the day"] * 5000})
    document = {"obligations": {f"o{n}": {"use": "big"} for n in range(100)}}

    expanded = expand(document, {"big": big})

    assert [each.code for each in expanded.findings] == ["block-too-large"]
    brought = sum(
        len(each.get("reminders") or []) for each in expanded.document["obligations"].values()
    )
    assert brought <= LARGEST + 5000
