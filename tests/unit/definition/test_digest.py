from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.definition.digest import canonical, digest, without_remarks

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENT = json.loads(
    (Path(__file__).parents[2] / "data" / "measure_example.json").read_text(encoding="utf-8")
)


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(DOCUMENT)


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, each in items:
        if isinstance(each, (dict, list)) and each:
            yield from leaves(each, (*path, key))
        else:
            yield (*path, key)


def at(node: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        node = node[key]
    return node


def test_canonical_json_has_sorted_keys_no_blanks_and_composed_letters():
    assert canonical({"b": [1, 2.5], "a": "cafe\u0301"}) == '{"a":"café","b":[1,2.5]}'


def test_the_order_of_keys_and_blanks_do_not_matter(document):
    shuffled = dict(sorted(document.items(), reverse=True))

    assert digest(shuffled) == digest(document)
    assert digest(json.loads(json.dumps(document, indent=3))) == digest(document)


def test_the_order_of_a_list_matters(document):
    document["transitions"].reverse()

    assert digest(document) != digest(DOCUMENT)


def test_every_leaf_that_a_case_could_meet_matters(document):
    paths = [path for path in leaves(document) if path[0] not in {"$schema", "scenarios"}]
    for path in random.Random(1).sample(paths, 150):  # noqa: S311 - a sample, no secret
        changed = copy.deepcopy(document)
        at(changed, path[:-1])[path[-1]] = "something else"
        assert digest(changed) != digest(document), path


def test_scenarios_and_the_label_of_the_schema_do_not_matter(document):
    del document["scenarios"]
    document["$schema"] = "elsewhere"

    assert digest(document) == digest(DOCUMENT)


@pytest.mark.parametrize(
    "path",
    [
        (),
        ("states", "proposed"),
        ("states", "deferred", "timers", 0),
        ("events", "fix"),
        ("events", "fix", "input", "resolution"),
        ("fields", "addressees", "of", "kind"),
        ("transitions", 0),
        ("transitions", 0, "guards", 1),
        ("obligations", "progress_report", "due"),
        ("obligations", "progress_report", "escalation", 1, "do", 0),
    ],
)
def test_a_remark_does_not_matter(document, path):
    at(document, path)["note"] = "Only a remark."

    assert digest(document) == digest(DOCUMENT)


@pytest.mark.parametrize(
    "path",
    [
        ("fields",),
        ("events",),
        ("states",),
        ("events", "fix", "input"),
        ("fields", "addressees", "of"),
    ],
)
def test_what_is_called_note_is_no_remark(document, path):
    named = at(document, path)
    named["note"] = copy.deepcopy(next(iter(named.values())))

    assert digest(document) != digest(DOCUMENT)


def test_a_value_called_note_is_no_remark(document):
    document["transitions"][0]["set"]["note"] = "a"
    document["obligations"]["progress_report"]["escalation"][1]["do"][1]["values"]["note"] = "b"

    left = without_remarks(document)

    assert left["transitions"][0]["set"]["note"] == "a"
    rung = left["obligations"]["progress_report"]["escalation"][1]
    assert rung["do"][1]["values"]["note"] == "b"
