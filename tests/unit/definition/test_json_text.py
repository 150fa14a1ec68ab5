from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definition.json_text import read_json

BACKSLASH = "\\"


def codes(text: str | bytes) -> list[str]:
    value, findings = read_json(text)
    assert (value is None) == bool(findings)
    return [each.code for each in findings]


def test_json_is_read():
    assert read_json('{"a": [1, 2.5, "ü", null, true]}') == ({"a": [1, 2.5, "ü", None, True]}, [])


def test_a_byte_order_mark_is_passed_over():
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == ({"a": 1}, [])
    assert read_json('\ufeff{"a": 1}') == ({"a": 1}, [])


def test_keys_written_twice_are_all_found_with_their_place():
    _, findings = read_json('{"states": {"a": {"x": 1, "x": 2}, "a": {}}, "b/c": {"k": 1, "k": 1}}')

    assert {each.where for each in findings} == {"/states/a", "/b~1c/k"}
    _, findings = read_json('[{"a": 1}, {"b": {"x": 1, "x": 2, "y": 0}}]')
    assert [(each.code, each.where) for each in findings] == [("json-repeated-key", "/1/b/x")]


@pytest.mark.parametrize(
    "text", ["", "  ", "{", '{"a": }', "[1,]", "{'a': 1}", '{"a": 1} x', "tru"]
)
def test_malformed_text_is_a_finding(text):
    assert codes(text) == ["json-malformed"]


def test_a_malformed_text_is_located():
    [finding] = read_json('{\n  "a": 1\n  "b": 2\n}')[1]

    assert "line 3" in finding.message.en
    assert "Zeile 3" in finding.message.de
    assert finding.column == 3


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 5000, "-" + "1" * 401]
)
def test_numbers_beyond_all_measure_are_findings(number):
    assert codes(f'{{"a": {number}}}') == ["json-number"]


def test_large_numbers_that_python_can_read_are_left_to_the_schema():
    assert read_json("[123456789012345678901234567890]")[1] == []


@pytest.mark.parametrize(
    "text",
    [
        f'{{"a": "{BACKSLASH}ud800"}}',
        f'{{"{BACKSLASH}udfff": 1}}',
        f'["x{BACKSLASH}ud800y"]',
    ],
)
def test_halves_of_characters_are_findings(text):
    assert codes(text) == ["json-broken-character"]
    for each in read_json(text)[1]:
        (each.where + each.message.de + each.message.en).encode()


def test_whole_characters_written_in_halves_are_fine():
    assert read_json(f'["{BACKSLASH}ud83d{BACKSLASH}ude00"]') == (["😀"], [])


def test_not_utf8_is_located():
    [finding] = read_json('{"a": 1,\n"b": "ü"}'.encode("latin-1"))[1]

    assert finding.code == "json-not-utf8"
    assert "line 2" in finding.message.en


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 61 + "]" * 61])
def test_deep_nesting_is_a_finding(text):
    assert codes(text) == ["json-too-deep"]


def test_brackets_in_texts_are_no_nesting():
    assert read_json(json.dumps(["[" * 1000, '"[' * 100]))[1] == []


def test_a_large_document_is_not_even_read():
    assert codes("[" + "1," * 5_000_000 + "1]") == ["json-too-large"]
    assert codes(b" " * 10_000_000) == ["json-too-large"]


def test_too_many_values_are_a_finding():
    assert codes(json.dumps([0] * 100_000)) == ["json-too-large"]


def test_findings_are_bounded():
    text = "[" + ",".join('{"a": 1, "a": 2}' for _ in range(5000)) + "]"

    assert len(read_json(text)[1]) <= 60


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.binary(), st.text('{}[]",:\\u0d8aeE-+.19ntf ', max_size=60)))
def test_reading_is_total(text):
    value, findings = read_json(text)
    assert value is None or not findings
    for each in findings:
        (each.where + each.message.de + each.message.en).encode()
