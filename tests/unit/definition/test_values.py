from __future__ import annotations

import json
from datetime import UTC, date, datetime
from timeit import repeat
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from engine.definition.fields import Field, FieldType
from engine.definition.input_schema import json_schema_of
from engine.definition.limits import TIMESTAMP
from engine.definition.values import convert, convert_all, to_json
from engine.findings import Text

NAME = Text(de="Name", en="Name")


def field(type_: str, **more: Any) -> Field:
    return Field("it", FieldType(type_), NAME, **more)


COLOURS = {"red": Text(de="rot", en="red"), "grün": Text(de="grün", en="green")}
ENTRY = {
    "who": Field("who", FieldType.ORGANISATION, NAME, required=True),
    "on": Field("on", FieldType.DATE, NAME),
}


@pytest.mark.parametrize(
    ("type_", "raw", "typed"),
    [
        ("text", "Spra\u0063hcafe\u0301", "Sprachcafé"),
        ("text", "  ", None),
        ("text", "a\x01b\u202ec\ufdd0d\ufeffe", "abcde"),
        ("text", "a\x0bb\u2028c\td\ne", "a\nb\nc\td\ne"),
        ("text", "\x02\ufdd1 ", None),
        ("text", "نص \u200fعربي\u200d", "نص \u200fعربي\u200d"),
        ("text", None, None),
        ("integer", 12, 12),
        ("integer", 12.0, 12),
        ("integer", -(2**63), -(2**63)),
        ("percent", 100, 100),
        ("money", 1250, 1250),
        ("number", 3, 3.0),
        ("number", 2.5, 2.5),
        ("yes_no", False, False),
        ("date", "2026-02-28", date(2026, 2, 28)),
        ("timestamp", "2026-03-31T09:00:00+02:00", datetime(2026, 3, 31, 7, tzinfo=UTC)),
        ("timestamp", "2026-03-31T09:00Z", datetime(2026, 3, 31, 9, tzinfo=UTC)),
        ("organisation", "Verein A", "Verein A"),
        ("period", "6 months", "6 months"),
        ("rungs", ["14 days before", "on the day"], ["14 days before", "on the day"]),
    ],
)
def test_what_is_taken(type_, raw, typed):
    value, problems = convert(field(type_), raw)

    assert problems == []
    assert value == typed
    assert type(value) is type(typed)


@pytest.mark.parametrize(
    ("type_", "raw"),
    [
        ("text", 5),
        ("text", "a\0b"),
        ("text", "\ud800"),
        ("text", "x" * 10_001),
        ("longtext", "x" * 100_001),
        ("integer", True),
        ("integer", 1.5),
        ("integer", "12"),
        ("integer", 2**63),
        ("integer", float("inf")),
        ("percent", 101),
        ("percent", -1),
        ("money", 12.5),
        ("number", float("nan")),
        ("number", float("inf")),
        ("number", 10**400),
        ("number", False),
        ("yes_no", 1),
        ("yes_no", "true"),
        ("date", "2026-02-30"),
        ("date", "20260228"),
        ("date", "2026-W01-1"),
        ("date", "2026-02-28T00:00:00Z"),
        ("date", "２０２６-02-28"),
        ("timestamp", "2026-03-31T09:00:00"),
        ("timestamp", "2026-03-31"),
        ("timestamp", "0001-01-01T00:00:00+14:00"),
        ("organisation", "x" * 201),
        ("list", {}),
        ("period", "next week"),
        ("period", ""),
        ("rungs", "14 days before"),
        ("rungs", [1]),
    ],
)
def test_what_is_refused(type_, raw):
    value, problems = convert(field(type_), raw, "/here")

    assert value is None
    assert [each.path for each in problems] == ["/here"]
    assert problems[0].message.de
    assert problems[0].message.en


def test_each_wrong_rung_has_its_place():
    _, problems = convert(field("rungs"), ["on the day", "sometime", "never"])

    assert [each.path for each in problems] == ["/1", "/2"]


def test_a_choice_takes_its_options_and_offers_the_nearest():
    colour = field("choice", options=COLOURS)

    assert convert(colour, "red") == ("red", [])
    [problem] = convert(colour, "rde")[1]
    assert "red" in problem.message.en
    assert "Did you mean “red”?" in problem.message.en
    assert convert(colour, ["red"])[1]


def test_bounds_of_a_number():
    limited = field("integer", minimum=2, maximum=5)

    assert convert(limited, 2)[1] == []
    assert convert(limited, 5)[1] == []
    assert "2 to 5" in convert(limited, 6)[1][0].message.en
    assert convert(field("percent", minimum=-10, maximum=300), 101)[1]


def test_a_list_reports_every_entry():
    raw = [{"who": "A", "on": "2026-01-01"}, {"on": "soon"}, {"who": "B", "kindd": 1}, 5]

    value, problems = convert(field("list", of=ENTRY), raw)

    assert value is None
    assert [each.path for each in problems] == ["/1/who", "/1/on", "/2/kindd", "/3"]


def test_entries_of_a_list_have_all_their_members():
    value, problems = convert(field("list", of=ENTRY), [{"who": "A"}])

    assert problems == []
    assert value == [{"who": "A", "on": None}]


def test_missing_values_become_their_default_or_null():
    fields = {
        "a": field("text", required=True),
        "b": field("percent", required=True, default=0),
        "c": field("date"),
    }

    assert convert_all(fields, {"a": "x"}) == ({"a": "x", "b": 0, "c": None}, [])
    assert convert_all(fields, {"c": None}, partial=True) == ({"c": None}, [])


def test_what_is_required_may_be_neither_missing_nor_blank_nor_null():
    fields = {"a": field("text", required=True), "b": field("percent", required=True, default=0)}

    for raw in ({}, {"a": None}, {"a": " \n"}, {"a": "\x02\u202e"}):
        assert [each.path for each in convert_all(fields, raw)[1]] == ["/a"]
    assert [each.path for each in convert_all(fields, {"b": None}, partial=True)[1]] == ["/b"]


def test_an_unknown_key_is_reported_with_the_nearest_known():
    [problem] = convert_all({"progress": field("percent")}, {"progres": 5})[1]

    assert problem.path == "/progres"
    assert "Did you mean “progress”?" in problem.message.en


@pytest.mark.parametrize("raw", [None, [], "x", 5])
def test_only_an_object_holds_values(raw):
    typed, problems = convert_all({}, raw)

    assert typed == {}
    assert [each.path for each in problems] == [""]


def test_values_go_back_to_json():
    typed = {
        "on": date(2026, 2, 1),
        "at": datetime(2026, 2, 1, 8, 30, tzinfo=UTC),
        "list": [{"x": 1.5, "y": None}],
    }

    assert to_json(typed) == {
        "on": "2026-02-01",
        "at": "2026-02-01T08:30:00Z",
        "list": [{"x": 1.5, "y": None}],
    }


def test_fields_that_look_alike_keep_their_own_plan():
    for top in (10, 20, 30):
        fields = {"n": field("integer", maximum=top)}
        assert convert_all(fields, {"n": top})[1] == []
        assert convert_all(fields, {"n": top + 1})[1]


def test_an_input_of_three_fields_is_converted_fast():
    fields = {
        "text": field("text", required=True),
        "progress": field("percent", required=True),
        "rating": field("choice", required=True, options=COLOURS),
    }
    raw = {"text": "Es geht voran.", "progress": 40, "rating": "red"}

    seconds = min(repeat(lambda: convert_all(fields, raw), number=500, repeat=5)) / 500

    assert seconds < 30e-6  # measured 2 µs; room for a busy machine


# ── The JSON Schema of an input says the same as the conversion ──────────────────────────────

CHECKER = FormatChecker(formats=["date"])


@CHECKER.checks("date-time", raises=(ValueError, OverflowError))
def _is_instant(value: object) -> bool:
    if not isinstance(value, str):
        return True
    if not TIMESTAMP.fullmatch(value):
        return False
    datetime.fromisoformat(value).astimezone(UTC)
    return True


TYPES = [type_ for type_ in FieldType if type_ not in {FieldType.PERIOD, FieldType.RUNGS}]


@st.composite
def fields_of(draw: st.DrawFn, depth: int = 1) -> dict[str, Field]:
    made: dict[str, Field] = {}
    for key in draw(st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3)):
        types = TYPES if depth else [each for each in TYPES if each is not FieldType.LIST]
        type_ = draw(st.sampled_from(types))
        made[key] = Field(
            key,
            type_,
            NAME,
            required=draw(st.booleans()),
            options=COLOURS if type_ is FieldType.CHOICE else {},
            of=draw(fields_of(depth - 1)) if type_ is FieldType.LIST else {},
            minimum=draw(st.sampled_from([None, 1])) if type_ is FieldType.INTEGER else None,
        )
    return made


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-200, 200),
    st.sampled_from([2**63, -(2**63) - 1, 2**63 - 1, 12.0, 1.5, -0.0, 1e308]),
    st.sampled_from(["red", "grün", "", " ", "\n", "x", "a\0", "\0", "2026-02-28", "2026-02-30"]),
    st.sampled_from(["2026-03-31T09:00:00Z", "2026-03-31T25:00:00Z", "2026-W01-1", "2026-02-28\n"]),
    st.sampled_from(["y" * 201, "y" * 10_001]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)
OBJECTS = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), SCALARS, max_size=4)
INPUTS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.one_of(SCALARS, st.lists(st.one_of(OBJECTS, SCALARS), max_size=3), OBJECTS),
    max_size=4,
)


@settings(max_examples=400, deadline=None)
@given(fields_of(), INPUTS)
def test_the_schema_of_an_input_agrees_with_the_conversion(fields, raw):
    schema = json_schema_of(fields)
    Draft202012Validator.check_schema(schema)

    _, problems = convert_all(fields, raw)

    valid = Draft202012Validator(schema, format_checker=CHECKER).is_valid(raw)
    assert valid == (not problems), json.dumps(schema)


@settings(max_examples=200, deadline=None)
@given(fields_of(), INPUTS)
def test_what_was_converted_is_taken_again_as_json(fields, raw):
    typed, problems = convert_all(fields, raw)
    if not problems:
        assert convert_all(fields, json.loads(json.dumps(to_json(typed)))) == (typed, [])
