"""Cases become JSON and come back exactly."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definition.fields import Field, FieldType
from engine.findings import Text
from engine.lifecycle.case import (
    Broken,
    Case,
    Fired,
    Item,
    ItemKind,
    Occurrence,
    ParentLink,
    Pause,
    RungResult,
    Status,
    Timer,
    WorkflowRef,
)
from engine.lifecycle.codec import (
    canonical,
    decode,
    decode_case,
    decode_data,
    encode,
    encode_data,
    text_writer,
)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
counts = st.integers(0, 10**6)
days = st.dates()
instants = st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)).map(  # noqa: DTZ001 - made aware right here
    lambda each: each.replace(tzinfo=UTC)
)
texts = st.builds(
    Text, words, words, st.dictionaries(words.filter(lambda tag: tag not in {"de", "en"}), words)
)
fired = st.builds(Fired, words, counts, instants, instants, st.sampled_from(RungResult))
broken = st.builds(Broken, words, counts, words, instants)
occurrences = st.builds(
    Occurrence,
    obligation=words,
    series=counts,
    number=counts,
    opened_at=instants,
    owner=words,
    revision=counts,
    anchor_on=st.none() | days,
    nominal_on=st.none() | days,
    due_on=st.none() | days,
    due_at=st.none() | instants,
    window_at=st.none() | instants,
    status=st.sampled_from(Status),
    settled_at=st.none() | instants,
    reason=st.none() | words,
    fired=st.lists(fired, max_size=2).map(tuple),
    broken=st.none() | broken,
    next_at=st.none() | instants,
    extended=counts,
    extended_to=st.none() | st.tuples(days, days, instants),
    followed=st.booleans(),
    history=words,
    last_fulfilled_on=st.none() | days,
)
items = st.builds(
    Item,
    kind=st.sampled_from(ItemKind),
    key=words,
    number=counts,
    body=words,
    title=texts,
    opened_at=instants,
    on=st.dictionaries(words, words, max_size=2),
    fallback=st.none() | words,
    reported=st.booleans(),
    postponed=counts,
    outcome=st.none() | words,
    resolution=st.none() | words,
    settled_at=st.none() | instants,
)
FIELDS = {
    "text": Field("text", FieldType.TEXT, Text("", "")),
    "number": Field("number", FieldType.NUMBER, Text("", "")),
    "day": Field("day", FieldType.DATE, Text("", "")),
    "moment": Field("moment", FieldType.TIMESTAMP, Text("", "")),
    "yes": Field("yes", FieldType.YES_NO, Text("", "")),
    "list": Field(
        "list",
        FieldType.LIST,
        Text("", ""),
        of={
            "day": Field("day", FieldType.DATE, Text("", "")),
            "name": Field("name", FieldType.TEXT, Text("", "")),
        },
    ),
}
data = st.fixed_dictionaries(
    {
        "text": st.none() | words,
        "number": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "day": st.none() | days,
        "moment": st.none() | instants,
        "yes": st.none() | st.booleans(),
        "list": st.none()
        | st.lists(
            st.fixed_dictionaries({"day": st.none() | days, "name": st.none() | words}), max_size=2
        ),
    }
)
pauses = st.builds(Pause, instants, instants, words, st.none() | instants)
timers = st.builds(Timer, words, words, words, st.none() | instants, st.none() | instants)
cases = st.builds(
    Case,
    id=words,
    workflow=st.builds(WorkflowRef, words, counts, words),
    number=words,
    state=words,
    data=data,
    version=counts,
    opened_at=instants,
    opened_on=days,
    entered_at=instants,
    phase_entered_at=instants,
    entry=counts,
    closed_at=st.none() | instants,
    outcome=st.none() | words,
    holders=st.dictionaries(words, st.lists(words, max_size=2).map(tuple), max_size=2),
    occurrences=st.lists(occurrences, max_size=2).map(tuple),
    timers=st.lists(timers, max_size=2).map(tuple),
    items=st.lists(items, max_size=2).map(tuple),
    items_count=counts,
    pauses=st.lists(pauses, max_size=2).map(tuple),
    parent=st.none() | st.builds(ParentLink, words, words, counts),
)


def through_text(value: Any) -> Any:
    return json.loads(canonical(value))


@settings(max_examples=150, deadline=None)
@given(cases)
def test_a_case_comes_back(case: Case) -> None:
    assert decode_case(through_text(encode(case)), FIELDS) == case


@settings(max_examples=100, deadline=None)
@given(occurrences, items)
def test_its_parts_come_back(occurrence: Occurrence, item: Item) -> None:
    assert decode(Occurrence, through_text(encode(occurrence))) == occurrence
    assert decode(Item, through_text(encode(item))) == item


@settings(max_examples=100, deadline=None)
@given(cases)
def test_the_canonical_text_is_the_same_again(case: Case) -> None:
    text = canonical(encode(case))

    assert canonical(json.loads(text)) == text


def test_what_says_nothing_is_not_written() -> None:
    plain = Occurrence("a", 1, 1, datetime(2026, 1, 1, tzinfo=UTC), "lead")

    assert encode(plain) == {
        "obligation": "a",
        "series": 1,
        "number": 1,
        "opened_at": "2026-01-01T00:00:00Z",
        "owner": "lead",
        "revision": 1,
        "status": "open",
    }


def test_what_is_missing_is_null_and_what_is_unknown_stays() -> None:
    read = decode_data({"day": "2026-03-01", "gone": 5}, FIELDS)

    assert read["day"] == date(2026, 3, 1)
    assert read["text"] is None
    assert read["gone"] == 5
    assert encode_data(read)["day"] == "2026-03-01"


@pytest.mark.parametrize("broken", [float("nan"), float("inf"), {1, 2}])
def test_what_is_no_json_is_refused(broken: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        canonical({"a": broken})


@given(occurrences)
def test_what_is_written_in_one_go_is_the_canonical_text(occurrence: Occurrence) -> None:
    assert text_writer(Occurrence)(occurrence) == canonical(encode(occurrence))


@given(items)
def test_members_of_any_kind_are_written_in_one_go(item: Item) -> None:
    assert text_writer(Item)(item) == canonical(encode(item))


@given(occurrences, occurrences)
def test_members_may_be_handed_over_as_text(one: Occurrence, other: Occurrence) -> None:
    known = encode(other)
    names = ("fired", "next_at", "extended_to")
    given = {name: canonical(known[name]) if name in known else None for name in names}
    mixed = {name: each for name, each in encode(one).items() if name not in names}
    mixed |= {name: known[name] for name in names if name in known}

    assert text_writer(Occurrence, frozenset(names))(one, **given) == canonical(mixed)
