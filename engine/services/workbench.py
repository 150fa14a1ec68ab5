"""The workbench: definitions from texts, checked in every way before anybody relies on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine import resources
from engine.definition.diagram import to_dot, to_mermaid
from engine.definition.diagram_svg import page_svg
from engine.definition.effects import Open
from engine.definition.json_text import read_json
from engine.definition.lint import lint
from engine.definition.parse import parse
from engine.definition.places import deeds, values_in
from engine.definition.silence import prove_silence
from engine.documents.drawing import svg_of
from engine.documents.opendata.bpmn import to_bpmn
from engine.findings import Finding, Severity, Text, has_errors, pointer
from engine.lifecycle.machine import Compiled, compile_workflow
from engine.lifecycle.scenario import Coverage, Result, play_all

if TYPE_CHECKING:
    from pathlib import Path

    from engine.definition.model import Workflow

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """A document with what was found about it."""

    source: str
    """File name or key."""
    document: Document | None
    workflow: Workflow | None
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing stands against publishing it."""
        return self.workflow is not None and not has_errors(self.findings)


@dataclass(frozen=True, slots=True)
class Tested:
    """A workflow with how its scenarios went."""

    workflow: Workflow
    results: tuple[Result, ...]
    unvisited_states: tuple[str, ...]
    unvisited_transitions: tuple[str, ...]


def shipped_blocks() -> dict[str, Document]:
    """Return the blocks that come with the programme, by name."""
    return {path.stem: _must_read(path) for path in resources.block_files()}


def shipped_documents() -> dict[str, Document]:
    """Return the workflows that come with the programme, by key."""
    found = [_must_read(path) for path in resources.workflow_files()]
    return {str(each["key"]): each for each in found}


def shipped_texts() -> dict[str, bytes]:
    """Return the texts of the shipped workflows, by file name."""
    return {path.name: path.read_bytes() for path in resources.workflow_files()}


def text_of(document: Document) -> bytes:
    """Return a document as a text, for what reads texts."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def _must_read(path: Path) -> Document:
    document: Document = read_json(path.read_bytes())[0]
    return document


def check(
    texts: Mapping[str, bytes | str],
    *,
    blocks: Mapping[str, Document] | None = None,
    known: Mapping[str, Document] | None = None,
) -> list[Checked]:
    """Check documents with everything that can be found about them, scenarios aside.

    Args:
        texts: By file name; they may refer to one another.
        blocks: What ``use`` may name besides the shipped blocks.
        known: Further workflows that they may refer to, by key.
    """
    return _check({name: read_json(text) for name, text in texts.items()}, blocks, known)


def check_documents(
    documents: Mapping[str, Document], known: Mapping[str, Document] | None = None
) -> list[Checked]:
    """Check workflows that refer to one another and to known ones only, scenarios aside."""
    return _check({key: (each, []) for key, each in documents.items()}, None, known)


def parsed_documents(documents: Mapping[str, Document]) -> dict[str, Workflow]:
    """Return workflows that refer to one another, parsed; those that cannot be are left out."""
    blocks = shipped_blocks()
    found = (parse(each, blocks=blocks, others=documents)[0] for each in documents.values())
    return {each.key: each for each in found if each is not None}


def _check(
    read: Mapping[str, tuple[Any, list[Finding]]],
    blocks: Mapping[str, Document] | None,
    known: Mapping[str, Document] | None,
) -> list[Checked]:
    others = dict(known or {})
    others |= {
        str(document.get("key")): document
        for document, _ in read.values()
        if isinstance(document, Mapping)
    }
    all_blocks = {**shipped_blocks(), **(blocks or {})}
    parsed: dict[str, tuple[Document | None, Workflow | None, list[Finding]]] = {}
    for name, (document, findings) in read.items():
        if document is None or has_errors(findings):
            parsed[name] = (None, None, findings)
            continue
        workflow, more = parse(document, blocks=all_blocks, others=others)
        parsed[name] = (document, workflow, [*findings, *more])
    sound = [document for document, workflow, _ in parsed.values() if document and workflow]
    workflows = _parsed_others(known or {}, others, all_blocks, sound)
    workflows |= {each.key: each for _, each, _ in parsed.values() if each is not None}
    return [
        Checked(name, document, workflow, (*findings, *_linted(workflow, workflows)))
        for name, (document, workflow, findings) in parsed.items()
    ]


def _parsed_others(
    known: Mapping[str, Document],
    others: Mapping[str, Document],
    blocks: Mapping[str, Document],
    checked: Iterable[Document],
) -> dict[str, Workflow]:
    """Return, parsed, the known workflows that the checked ones have to do with."""
    met: set[str] = set()
    waiting = [each for document in checked for each in _mentioned(document)]
    while waiting:
        key = waiting.pop()
        if key not in met and key in known and others.get(key) is known[key]:
            met.add(key)
            waiting.extend(_mentioned(known[key]))
    found = (parse(known[key], blocks=blocks, others=others)[0] for key in sorted(met))
    return {each.key: each for each in found if each is not None}


def _mentioned(value: object) -> Iterator[str]:
    """Yield every text in a document, scenarios aside; keys of other workflows are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key != "scenarios":
                yield from _mentioned(each)
    elif isinstance(value, list):
        for each in value:
            yield from _mentioned(each)


def read(name: str, text: bytes | None, known: Mapping[str, Document]) -> Checked:
    """Return one workflow, parsed but not linted: ``name`` is a known key if there is no text."""
    document, findings = (known[name], []) if text is None else read_json(text)
    if document is None or has_errors(findings):
        return Checked(name, None, None, tuple(findings))
    workflow, more = parse(document, blocks=shipped_blocks(), others=known)
    return Checked(name, document, workflow, (*findings, *more))


def ready(checked: Checked, known: Mapping[str, Document]) -> dict[str, Compiled]:
    """Return a workflow that was read, ready to play."""
    assert checked.workflow is not None  # noqa: S101 - the caller has looked
    return compiled_set(checked.workflow, known.values(), shipped_blocks())


def draw(workflow: Workflow, form: str, language: str) -> str:
    """Return a workflow as ``dot``, ``svg``, ``mermaid`` or ``bpmn``."""
    if form == "mermaid":
        return to_mermaid(workflow, language)
    if form == "bpmn":
        return to_bpmn(workflow, language)
    dot = to_dot(workflow, language)
    return dot if form == "dot" else page_svg(svg_of(dot), workflow.title.to(language))


def _linted(workflow: Workflow | None, others: Mapping[str, Workflow]) -> list[Finding]:
    if workflow is None:
        return []
    return [*lint(workflow, others), *prove_silence(workflow)]


def compiled_set(
    workflow: Workflow,
    others: Iterable[Document],
    blocks: Mapping[str, Document],
    *,
    parsed: Mapping[str, Workflow] | None = None,
) -> dict[str, Compiled]:
    """Return a workflow ready to play, with those that it opens, counts or belongs to.

    Args:
        workflow: The workflow.
        others: What it may name, as documents.
        blocks: What ``use`` may name in them.
        parsed: Those of the others that need not be parsed again, by key.
    """
    known = {str(each["key"]): each for each in others}
    ready = parsed or {}
    found = {workflow.key: compile_workflow(workflow)}
    waiting = sorted(_named(workflow))
    while waiting:
        key = waiting.pop()
        if key in found or key not in known:
            continue
        other = ready[key] if key in ready else parse(known[key], blocks=blocks, others=known)[0]
        if other is not None:
            found[key] = compile_workflow(other)
            waiting.extend(_named(other))
    return found


def _named(workflow: Workflow) -> set[str]:
    names = {each.workflow for each in workflow.children.values()}
    names |= {each.workflow for each in workflow.admits.values()}
    names |= {each.workflow for each in values_in(deeds(workflow), Open)}
    names |= {workflow.parent} if workflow.parent else set()
    of_bodies = {"seats", "body", "bodies"}
    names |= {each.of for each in workflow.facts.values() if each.kind not in of_bodies}
    return names


def try_out(checked: Checked, together: Iterable[Checked], known: Mapping[str, Document]) -> Tested:
    """Play the scenarios of a checked workflow among those that it was checked with."""
    assert checked.workflow is not None  # noqa: S101 - the caller has looked
    usable = [each for each in together if each.workflow is not None]
    parsed = {each.workflow.key: each.workflow for each in usable if each.workflow is not None}
    others = dict(known)
    others |= {str(each.document["key"]): each.document for each in usable if each.document}
    definitions = compiled_set(checked.workflow, others.values(), shipped_blocks(), parsed=parsed)
    return test(checked.workflow, definitions)


def test(workflow: Workflow, definitions: Mapping[str, Compiled]) -> Tested:
    """Play the scenarios that a workflow carries."""
    coverage = Coverage()
    results = play_all(definitions, workflow.key, coverage)
    states, transitions = coverage.missing(workflow)
    return Tested(workflow, tuple(results), tuple(states), tuple(transitions))


def findings_of(tested: Tested) -> list[Finding]:
    """Return failed scenarios as errors and what no scenario visits as warnings."""
    found = [
        Finding(
            "scenario-fails",
            pointer("scenarios", index),
            Text(
                de=f"Szenario „{result.title}“, Schritt {failure.step}: {failure.message.de}",
                en=f"Scenario “{result.title}”, step {failure.step}: {failure.message.en}",
            ),
        )
        for index, result in enumerate(tested.results)
        for failure in result.failures
    ]
    found += [_unvisited("state", "Zustand", "states", key) for key in tested.unvisited_states]
    ids = [each.id for each in tested.workflow.transitions]
    found += [
        _unvisited("transition", "Übergang", "transitions", key, ids.index(key))
        for key in tested.unvisited_transitions
    ]
    return found


def _unvisited(en: str, de: str, section: str, key: str, index: int | None = None) -> Finding:
    return Finding(
        f"scenario-misses-{en}",
        pointer(section, key if index is None else index),
        Text(
            de=f"Kein Szenario kommt durch den {de} „{key}“.",
            en=f"No scenario comes through the {en} “{key}”.",
        ),
        severity=Severity.WARNING,
    )
