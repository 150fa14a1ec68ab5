"""What people write into forms: whatever it is, it can be told what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.definition.fields import Field, FieldType
from engine.definition.values import convert
from engine.findings import Text
from engine.web.forms.entries import raw_of, rows_of

SIMPLE = [each for each in FieldType if each is not FieldType.LIST]


def field(kind: FieldType) -> Field:
    return Field("it", kind, Text(de="Es", en="It"))


@settings(max_examples=60)
@given(kind=st.sampled_from(SIMPLE), written=st.text(max_size=30))
@example(FieldType.MONEY, "inf")
@example(FieldType.MONEY, "nan")
@example(FieldType.MONEY, "9" * 400)
@example(FieldType.INTEGER, "9" * 5000)
@example(FieldType.TIMESTAMP, "0001-01-01T00:00")
@example(FieldType.TIMESTAMP, "9999-12-31T23:59")
@example(FieldType.DATE, "31.02.2026")
def test_whatever_is_written_is_read_or_left_to_be_refused(kind: FieldType, written: str) -> None:
    entries = {"it": written, "it.amount": written, "it.unit": "weeks"}
    raw = raw_of({"it": field(kind)}, entries, "Europe/Berlin").get("it")
    _, problems = convert(field(kind), raw)
    assert all(each.message.de for each in problems)


@pytest.mark.parametrize("row", ["²", "٣", "-1", "9" * 5000, "x", ""])
def test_what_is_no_number_of_a_row_makes_none(row: str) -> None:
    assert rows_of({f"list.{row}.member": "1", "list.7.member": "2"}, "list") == [7]
