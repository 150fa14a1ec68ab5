"""The rules that the benchmark measures are right, and mean what they seem to mean."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from engine.rules.rule import compile_rule

if TYPE_CHECKING:
    import pytest

PATH = Path(__file__).parents[3] / "bench" / "rules_set.py"


def load(monkeypatch: pytest.MonkeyPatch) -> Any:
    spec = importlib.util.spec_from_file_location("rules_set", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "rules_set", module)  # dataclasses look themselves up
    spec.loader.exec_module(module)
    return module.load()


def test_ten_rules_that_come_out_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load(monkeypatch)
    assert len(rules.sources) == 10
    assert len(rules.over_lists) == 3
    facts = [rules.facts(Random(seed)) for seed in range(60)]  # noqa: S311
    assert all(len(each["case"]["addressees"]) == 50 for each in facts)
    for source in rules.sources.values():
        rule, findings = compile_rule(source, rules.scope)
        assert rule is not None, findings
        assert len({rule.evaluate(each) for each in facts}) > 1, source
