"""Workflows with one seeded defect: the proof and lint find them, and accuse no sound one.

The defects are generated, not chosen: every change of some thirty kinds at every place where it
fits. Whether a changed workflow is really defective is judged by brute force (``nobody_acts``),
which shares nothing with the proof.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.definition.effects import Raise
from engine.definition.lint import lint
from engine.definition.parse import parse
from engine.definition.places import values_in
from engine.definition.silence import prove_silence
from engine.findings import Severity
from tests.property.nobody_acts import Play
from tests.property.one_change import mutants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.model import Workflow
    from engine.findings import Finding
    from tests.property.one_change import Mutant

SHIPPED = Path(__file__).parents[2] / "workflows"
SEED = 2026
WANTED = {"integration-concept": 18, "measure": 18, "statement": 9, "yearly-evaluation": 9}
"""Defective workflows to be judged, 54 in all."""
FALSE_ALARMS_AT_MOST = 0.1
"""Of the changed workflows in which brute force finds nothing wrong."""

Raw = dict[str, Any]


def _read(folder: Path) -> dict[str, Raw]:
    paths = sorted(folder.glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


@cache
def shipped() -> dict[str, Workflow]:
    documents, blocks = _read(SHIPPED), _read(SHIPPED / "blocks")
    found: dict[str, Workflow] = {}
    for key, document in documents.items():
        workflow, findings = parse(document, blocks=blocks, others=documents)
        assert workflow is not None, (key, findings)
        found[key] = workflow
    return found


def others_than(key: str) -> dict[str, Workflow]:
    return {name: each for name, each in shipped().items() if name != key}


def expanded(workflow: Workflow) -> Raw:
    """The document with its blocks in place and the states of every origin written out."""
    document: Raw = json.loads(json.dumps(workflow.source))
    for raw, transition in zip(document["transitions"], workflow.transitions, strict=True):
        raw["from"] = list(transition.origins)
    return {**document, "scenarios": []}


def defects(workflow: Workflow, others: dict[str, Workflow]) -> list[str]:
    """What brute force finds wrong: silence first of all, but also what can never be."""
    raised = frozenset(each.event for each in values_in(tuple(others.values()), Raise))
    play = Play(workflow, raised_by_others=raised)
    found = [f"{key} is a trap" for key in play.traps()]
    found += [f"{key} cannot be reached" for key in play.unreachable()]
    found += [f"{key} is never owed" for key in play.never_owed()]
    found += [f"{key} cannot be fulfilled" for key in play.hopeless()]
    if not found:
        found += [f"{each.state} is silent after {each.told}" for each in play.silences()]
    return found


def accusations(workflow: Workflow, others: dict[str, Workflow]) -> list[Finding]:
    return [*lint(workflow, others), *prove_silence(workflow)]


@dataclass(slots=True)
class Count:
    """What came of the changed workflows."""

    refused: int = 0
    defective: int = 0
    missed: list[str] = field(default_factory=list)
    fine: int = 0
    accused: list[str] = field(default_factory=list)

    def note(self, mutant: Mutant, truth: list[str], findings: list[Finding]) -> None:
        name = f"{mutant.kind} ({mutant.where})"
        if truth:
            self.defective += 1
            if not findings:
                self.missed.append(f"{name}: {truth[0]}")
            return
        self.fine += 1
        silent = [each for each in findings if each.code.startswith("silence-")]
        if silent:
            self.accused.append(f"{name}: {silent[0].message.en}")


def in_turn(workflow: Workflow) -> Iterator[Mutant]:
    """One mutant of each kind after another, each kind in an order of chance."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    kinds: dict[str, list[Mutant]] = {}
    for each in mutants(expanded(workflow)):
        kinds.setdefault(each.kind, []).append(each)
    for each in kinds.values():
        chance.shuffle(each)
    order = sorted(kinds)
    chance.shuffle(order)
    while any(kinds.values()):
        for kind in order:
            if kinds[kind]:
                yield kinds[kind].pop()


def judged(key: str, wanted: int) -> Count:
    """Judge changed workflows until enough of them were defective."""
    count = Count()
    others = others_than(key)
    for mutant in in_turn(shipped()[key]):
        workflow, _ = parse(mutant.document, others=shipped())
        if workflow is None:
            count.refused += 1
            continue
        count.note(mutant, defects(workflow, others), accusations(workflow, others))
        if count.defective == wanted:
            break
    return count


@pytest.mark.parametrize("key", sorted(WANTED))
def test_a_shipped_workflow_is_not_accused(key: str):
    assert accusations(shipped()[key], others_than(key)) == []


@pytest.mark.parametrize("key", sorted(WANTED))
def test_brute_force_finds_nothing_wrong_with_a_shipped_workflow(key: str):
    assert defects(shipped()[key], others_than(key)) == []


@pytest.mark.parametrize("key", sorted(WANTED))
def test_seeded_defects_are_found(key: str):
    count = judged(key, WANTED[key])
    assert count.defective == WANTED[key]
    assert count.missed == []
    assert len(count.accused) <= max(1, FALSE_ALARMS_AT_MOST * count.fine), count.accused


def test_there_are_defects_of_many_kinds():
    kinds = {each.kind for key in WANTED for each in mutants(expanded(shipped()[key]))}
    assert len(kinds) >= 25
    assert sum(WANTED.values()) >= 50


def test_a_finding_that_stops_publishing_is_an_error():
    document = expanded(shipped()["measure"])
    document["states"]["fixed"]["obligations"] = []
    workflow, _ = parse(document, others=shipped())
    assert workflow is not None
    silent = [each for each in prove_silence(workflow) if each.code == "silence-entry"]
    assert [each.where for each in silent] == ["/states/fixed"]
    assert silent[0].severity is Severity.ERROR
