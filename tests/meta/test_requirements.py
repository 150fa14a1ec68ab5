"""Every requirement is accounted for, and what is named as showing it is there."""

from __future__ import annotations

import ast
import json
import re
import warnings
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import pytest

from engine import resources
from engine.services import requirements as service
from engine.services.requirements import RequirementUnclear, Standing, requirements
from tests.meta.checkout import ROOT

COUNTS = {"MM": 33, "RF": 31, "MI": 36, "KL": 40, "LK": 46}
"""How many requirements each published process came to."""
ALL = requirements()
REFERENCES = sorted({each for one in ALL for each in one.shown})


def test_all_186_are_accounted_for() -> None:
    wanted = {
        f"{key}-{number:02d}" for key, count in COUNTS.items() for number in range(1, count + 1)
    }

    assert len(wanted) == 186
    assert {each.id for each in ALL} == wanted
    assert len(ALL) == 186


def test_at_most_twelve_are_no_software_and_say_why() -> None:
    without = [each for each in ALL if each.standing is Standing.NO_SOFTWARE]

    assert len(without) <= 12
    assert all(each.why and len(each.why.de) > 20 and len(each.why.en) > 20 for each in without)


def test_what_is_open_says_what_is_missing() -> None:
    left = [each for each in ALL if each.standing is Standing.OPEN]

    if left:
        warnings.warn(f"{len(left)} open: {', '.join(each.id for each in left)}", stacklevel=1)
    assert all(each.why and len(each.why.en) > 10 for each in left)


def test_every_text_is_there_in_both_languages_and_only_once() -> None:
    for language in ("de", "en"):
        texts = [each.text.to(language) for each in ALL]
        assert len(set(texts)) == len(texts)
        assert all(len(text) > 20 for text in texts)


@pytest.mark.parametrize("reference", REFERENCES)
def test_what_is_named_is_there(reference: str) -> None:
    if reference.startswith("tests/"):
        file, _, name = reference.partition("::")
        assert name in names_of(file), reference
    else:
        place, _, title = reference.partition(": ")
        assert title in titles_of(place), reference


@cache
def names_of(file: str) -> frozenset[str]:
    """Return the tests of a file as pytest names them, without parameters."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    found = {each.name for each in tree.body if is_test(each)}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{each.name}" for each in node.body if is_test(each)}
    return frozenset(found)


def is_test(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")


@cache
def titles_of(place: str) -> frozenset[str]:
    """Return the titles of the scenarios of a workflow or of a package's stories."""
    folder, name = PurePosixPath(place).parent.name, PurePosixPath(place).name
    read = resources.package_text if folder == "packages" else resources.workflow_text
    document: dict[str, Any] = json.loads(read(name))
    return frozenset(each["title"] for each in document["scenarios"])


def test_a_reference_has_one_of_the_two_forms() -> None:
    form = re.compile(r"tests/[\w/]+\.py::(\w+::)?test_\w+|(packages/)?[a-z-]+: .+")

    assert [each for each in REFERENCES if not form.fullmatch(each)] == []


@pytest.mark.parametrize(
    "text",
    [
        '[MM-01]\nde = "a"\nen = "b"\n',
        '[MM-01]\nde = "a"\nen = "b"\nshown = ["x"]\nopen = {de = "c", en = "d"}\n',
        '[XX-01]\nde = "a"\nen = "b"\nshown = ["x"]\n',
    ],
)
def test_one_that_does_not_say_how_it_stands_is_refused(text: str, monkeypatch) -> None:
    monkeypatch.setattr(service.resources, "requirements_text", lambda: text)

    with pytest.raises(RequirementUnclear):
        requirements()
