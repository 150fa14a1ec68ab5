"""No shipped workflow asks of a person where she comes from, and numbers stand for groups."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from engine import resources

DOCUMENTS = {path.stem: json.loads(path.read_text("utf-8")) for path in resources.workflow_files()}
ORIGIN = re.compile(
    r"nationality|citizenship|religion|ethnic|gender|birth|origin_country|"
    r"staatsangehörigkeit|religion|geschlecht|geburt|herkunftsland|aufenthaltsstatus",
    re.IGNORECASE,
)
"""Words of fields that would tell of a person what nobody needs to know."""
GROUPED = {"event": "attendance", "survey": "groups"}
"""Where people are counted, with the list that counts them by group."""


def fields(node: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every declared field of a document, inputs and members of lists too."""
    for section in ("fields", "input", "of"):
        for key, each in node.get(section, {}).items():
            if isinstance(each, Mapping):
                yield key, each
                yield from fields(each)
    for each in node.get("events", {}).values():
        yield from fields(each)


@pytest.mark.parametrize("key", sorted(DOCUMENTS))
def test_no_field_asks_of_a_person_where_she_comes_from(key: str):
    asked = [
        name
        for name, each in fields(DOCUMENTS[key])
        if ORIGIN.search(name) or ORIGIN.search(json.dumps(each.get("title", {})))
    ]

    assert asked == []


@pytest.mark.parametrize(("key", "counted"), sorted(GROUPED.items()))
def test_people_are_counted_by_group(key: str, counted: str):
    members = DOCUMENTS[key]["fields"][counted]["of"]

    assert "group" in members
    assert not any(each.get("personal") for each in members.values())
