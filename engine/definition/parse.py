"""Parse: a document becomes a workflow, or findings that say what is wrong with it, all at once.

What the schema refuses is taken out and the rest is read on, so that one pass finds shape, names,
types, rules and values. Pointers always lead into the document as it was handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.definition import outline as outlines
from engine.definition.assemble import assemble
from engine.definition.draft import Draft
from engine.definition.json_text import read_json
from engine.definition.model import Workflow
from engine.definition.outline import Outline
from engine.definition.schema import bounded
from engine.definition.scopes import Scopes
from engine.definition.shaping import at_home, declared, follows_from, lost_names, shape
from engine.findings import Finding, Severity

if TYPE_CHECKING:
    from engine.definition.blocks import Documents

Other = Workflow | Outline | Mapping[str, Any]
"""Another workflow that this one refers to: parsed, in outline, or as its document."""


def load(
    text: str | bytes,
    *,
    blocks: Documents | None = None,
    others: Mapping[str, Other] | None = None,
) -> tuple[Workflow | None, list[Finding]]:
    """Read a text and parse it; see ``parse``."""
    document, findings = read_json(text)
    if findings:
        return None, findings
    return parse(document, blocks=blocks, others=others)


def parse(
    document: Any,
    *,
    blocks: Documents | None = None,
    others: Mapping[str, Other] | None = None,
) -> tuple[Workflow | None, list[Finding]]:
    """Return the workflow that a document says, and everything that is wrong with it.

    Args:
        document: The document as JSON.
        blocks: What ``use`` may name, by name.
        others: The workflows that it may refer to, by key. With none at hand, references to
            other workflows are taken as they are and what they give is of any type.

    Returns:
        No workflow, if a finding makes it unusable. A broken scenario does not.
    """
    blocks = blocks or {}
    shaped, findings = shape(document, blocks)
    if shaped is None:
        return None, findings
    outline, about_outline = outlines.outline(shaped.document)
    seen = _Neighbours(outline, others or {}, blocks)
    scopes = Scopes(outline, seen)
    draft = Draft(outline, scopes, seen, declared(shaped.document, document), about_outline)
    workflow = assemble(draft, shaped.document)
    lost = lost_names(document, shaped)
    homely = [at_home(each, shaped, document) for each in draft.findings]
    findings += [each for each in homely if not follows_from(lost, each, document)]
    return (None if _unusable(findings) else workflow), bounded(list(dict.fromkeys(findings)))


def outline_of(document: Any, *, blocks: Documents | None = None) -> Outline | None:
    """Return what other workflows see of a document; nothing if too much is wrong with it.

    For parsing many documents that refer to one another, make each outline once.
    """
    if isinstance(document, Mapping):
        document = {key: each for key, each in document.items() if key != "scenarios"}
    shaped, _ = shape(document, blocks or {})
    return None if shaped is None else outlines.outline(shaped.document)[0]


class _Neighbours(Mapping[str, Outline]):
    """The outlines of other workflows, each made when something refers to it."""

    def __init__(self, own: Outline, others: Mapping[str, Other], blocks: Documents) -> None:
        self._others = {**others, own.key: own}
        self._blocks = blocks
        self._made: dict[str, Outline | None] = {}

    def __getitem__(self, key: str) -> Outline:
        if key not in self._made:
            self._made[key] = _outline(self._others[key], self._blocks)
        made = self._made[key]
        if made is None:
            raise KeyError(key)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._others)

    def __len__(self) -> int:
        return len(self._others)


def _outline(other: Other, blocks: Documents) -> Outline | None:
    if isinstance(other, Outline):
        return other
    if isinstance(other, Workflow):
        return outlines.of_workflow(other)
    return outline_of(other, blocks=blocks)


def _unusable(findings: list[Finding]) -> bool:
    return any(
        each.severity is Severity.ERROR and not each.where.startswith("/scenarios")
        for each in findings
    )
