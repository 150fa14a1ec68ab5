"""What every workflow has: correct, assign, comment, attach, extend, waive, request."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.lifecycle.case import Status

T = {"de": "X", "en": "X"}


def owing(thing: Any, **parts: Any) -> dict[str, Any]:
    duty = {
        "owner": "lead",
        "title": T,
        "due": {"from": "entry", "after": "14 days"},
        "fulfilled_by": ["report"],
        "extension": {"by": ["office"], "times": 2},
        "waiver": {"by": ["office"]},
        **parts,
    }
    return thing(  # type: ignore[no-any-return]
        states={"a": {"title": T, "obligations": ["report"]}}, obligations={"report": duty}
    )


def test_a_correction_changes_fields_with_a_reason(stage: Any, thing: Any) -> None:
    played = stage(thing()).open()
    assert played.refuse("correct", fields={"progress": 4}) == ["input"]
    assert played.refuse("correct", "lead", reason="x", fields={"progress": 4}) == ["role"]
    outcome = played.do("correct", reason="typo", fields={"progress": 4, "name": "y"})
    assert outcome.steps[0].input["reason"] == "typo"
    assert (played.case.data["progress"], played.case.data["name"]) == (4, "y")


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"progress": 101}, ["input"]),
        ({"progres": 1}, ["input"]),
        ({"name": None}, ["input"]),
        ({"starts_on": "2026-02-30", "progress": "x"}, ["input", "input"]),
        ("all of them", ["input"]),
    ],
)
def test_a_correction_is_checked_like_any_input(
    stage: Any, thing: Any, fields: Any, codes: list[str]
) -> None:
    assert stage(thing()).open().refuse("correct", reason="x", fields=fields) == codes


def test_roles_of_the_case_are_assigned_others_are_not(stage: Any, thing: Any) -> None:
    played = stage(thing()).open()
    played.do("assign", role="lead", to="person:b")
    assert played.case.holders["lead"] == ("person:b",)
    for role in ("office", "group", "nobody"):
        assert played.refuse("assign", role=role, to="person:b") == ["input"]


def test_who_owes_that_a_role_is_filled_may_fill_it(stage: Any, thing: Any) -> None:
    document = owing(thing, reminders=["5 days before"])
    document["roles"]["deputy"] = {"held_by": "tenant", "title": T}
    document["roles"]["lead"]["fallback"] = ["deputy", "office"]
    played = stage(document)
    played.world.vacant = frozenset({"lead"})
    played.open()
    played.do("assign", role="lead")
    played.until("2026-01-25")
    vacancy = played.owed("vacancy:lead")[0]
    assert vacancy.owner == "deputy"
    assert ("2026-01-21", "vacant", "deputy") in played.sent()
    played.do("assign", role="lead")  # to nobody: still vacant
    assert len(played.owed("vacancy:lead")) == 1
    played.do("assign", "deputy", role="lead", to="person:b")
    assert played.settled("vacancy:lead")[0].status is Status.FULFILLED


def test_fallbacks_come_in_their_order(stage: Any, thing: Any) -> None:
    document = owing(thing, reminders=["5 days before"])
    document["roles"]["deputy"] = {"held_by": "tenant", "title": T}
    document["roles"]["lead"]["fallback"] = ["deputy", "office"]
    played = stage(document)
    played.world.vacant = frozenset({"lead", "deputy"})
    played.open()
    played.do("assign", role="lead")
    assert played.until("2026-01-25").owed("vacancy:lead")[0].owner == "office"


def test_comments_and_documents_are_for_everybody_also_afterwards(stage: Any, thing: Any) -> None:
    played = stage(thing()).open()
    played.do("end")
    played.do("comment", "lead", text="well done")
    played.do("attach", "lead", document="file-1")
    assert played.refuse("comment", "lead", text=" ") == ["input"]
    assert played.case.version == 4


def test_an_extension_adds_to_the_old_end(stage: Any, thing: Any) -> None:
    """26 January is a Monday; the nominal end of 14 days is 26 January too."""
    for reading, due_on in (
        ("from_old_end", date(2026, 2, 2)),
        ("from_rolled_end", date(2026, 2, 2)),
    ):
        document = owing(thing, extension={"by": ["office"], "times": 1, "reading": reading})
        played = stage(document).open()
        played.do("extend", obligation="report", by="1 week", reason="ill")
        assert played.owed("report")[0].due_on == due_on


def test_the_two_readings_of_an_extension_differ_where_the_old_end_was_rolled(
    stage: Any, thing: Any
) -> None:
    """12 days from 12 January end on Saturday, the 24th; rolled to Monday, the 26th."""
    for reading, due_on in (
        ("from_old_end", date(2026, 1, 29)),
        ("from_rolled_end", date(2026, 2, 2)),
    ):
        extension = {"by": ["office"], "times": 1, "reading": reading}
        due = {"from": "entry", "after": "12 days"}
        played = stage(owing(thing, due=due, extension=extension)).open()
        by = "5 days" if reading == "from_old_end" else "1 week"
        played.do("extend", obligation="report", by=by, reason="ill")
        assert played.owed("report")[0].due_on == due_on


@pytest.mark.parametrize(
    ("by", "codes"),
    [
        ("0 days", ["extension"]),
        ("soon", ["input"]),
        ("99999 years", ["rule"]),
        ("99999 hours", None),
    ],
)
def test_extensions_of_strange_lengths(stage: Any, thing: Any, by: str, codes: Any) -> None:
    played = stage(owing(thing)).open()
    if codes is None:
        played.do("extend", obligation="report", by=by, reason="x")
    else:
        assert played.refuse("extend", obligation="report", by=by, reason="x") == codes


def test_an_extension_keeps_the_hour_and_the_window(stage: Any, thing: Any) -> None:
    due = {"from": "entry", "after": "14 days", "time": "12:00"}
    played = stage(owing(thing, due=due)).open()
    played.do("extend", obligation="report", by="1 week", reason="ill")
    assert played.owed("report")[0].due_at == played.moment("2026-02-02 12:00")
    due = {"from": "= case.starts_on", "after": "6 months"}
    document = owing(thing, due=due, repeat={"every": "6 months", "window": "2 months"})
    played = stage(document).open(starts_on="2026-01-12")
    window_at = played.owed("report")[0].window_at
    played.do("extend", obligation="report", by="3 months", reason="ill")
    assert played.owed("report")[0].window_at == window_at


def test_what_is_not_owed_can_neither_be_extended_nor_waived(stage: Any, thing: Any) -> None:
    played = stage(owing(thing)).open()
    played.do("go")
    given = {"obligation": "report", "reason": "x"}
    assert played.refuse("extend", "office", by="1 week", **given) == ["role"]
    assert played.refuse("waive", "office", **given) == ["role"]


def test_extending_what_is_long_past_may_come_too_late(stage: Any, thing: Any) -> None:
    played = stage(owing(thing)).open().until("2026-03-01")
    given = {"obligation": "report", "reason": "x"}
    assert played.refuse("extend", by="1 week", **given) == ["extension"]
    played.do("extend", by="3 months", **given)
    assert played.owed("report")[0].due_on == date(2026, 4, 27)


def test_waiving_needs_a_reason_and_the_right(stage: Any, thing: Any) -> None:
    played = stage(owing(thing)).open()
    assert played.refuse("waive", obligation="report") == ["input"]
    assert played.refuse("waive", "lead", obligation="report", reason="x") == ["role"]
    played.do("waive", obligation="report", reason="not needed")
    waived = played.settled("report")[0]
    assert (waived.status, waived.reason) == (Status.WAIVED, "not needed")


@pytest.mark.parametrize("topic", ["extension", "delegation", "help"])
def test_whoever_owes_may_ask_and_nothing_else_changes(stage: Any, thing: Any, topic: str) -> None:
    played = stage(owing(thing)).open()
    due_on = played.owed("report")[0].due_on
    played.do("request", "lead", obligation="report", topic=topic, text="the hall is closed")
    assert played.sent() == [("2026-01-12", "request", "office")]
    assert played.owed("report")[0].due_on == due_on
    given = {"obligation": "report", "topic": topic, "text": "x"}
    assert played.refuse("request", "group", **given) == ["role"]


def test_a_request_needs_something_owed_and_a_reason(stage: Any, thing: Any) -> None:
    played = stage(owing(thing)).open()
    given = {"obligation": "report", "topic": "extension", "text": " "}
    assert played.refuse("request", "lead", **given) == ["input"]
    given = {"obligation": "repot", "topic": "extension", "text": "x"}
    assert played.refuse("request", "lead", **given) == ["role"]


def test_a_request_that_nobody_could_grant_is_refused(stage: Any, thing: Any) -> None:
    document = owing(thing)
    del document["correction"]
    played = stage(document).open()
    given = {"obligation": "report", "text": "x"}
    assert played.refuse("request", "lead", topic="help", **given) == ["request"]
    played.do("request", "lead", topic="extension", **given)
