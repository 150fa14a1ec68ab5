"""Every code of a finding is explained, and every explained code is used."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from engine.definition import lint_usage, names
from engine.definition.codes import CODES

ENGINE = Path(__file__).parents[3] / "engine"
NO_CODES = {"date-time", "x-beschreibung", "x-one-of"}
"""Words of that shape that mean something else."""


def said_in_the_code() -> set[str]:
    words = set[str]()
    for folder in ("rules", "definition"):
        for path in (ENGINE / folder).glob("*.py"):
            if not path.name.startswith(("codes", "compare")):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                words |= {node.value for node in ast.walk(tree) if _is_code(node)}
    put_together = {f"unknown-{kind}" for kind in names._KINDS}
    put_together |= {f"unused-{section.removesuffix('s')}" for section in lint_usage._KINDS}
    return words - NO_CODES | put_together | {"period", "rung"}


def _is_code(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z]+(-[a-z]+)+", node.value) is not None
    )


def test_every_code_is_explained_and_every_explained_code_is_used():
    assert said_in_the_code() ^ set(CODES) == set()


def test_every_explanation_is_a_sentence_in_both_languages():
    for code, text in CODES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert text.de.endswith(".")
        assert text.en.endswith(".")
        assert text.de != text.en
