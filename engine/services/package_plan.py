"""Plans: what an edition of a package would change in a town, part by part, before it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.definition.merge import MISSING, Conflict, merged
from engine.findings import Finding, Text, has_errors, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.definition.model import Workflow
    from engine.storage.queries.packages import Said

_APART = frozenset({"$schema", "version"})
"""Keys that tell editions apart without saying anything."""


@dataclass(frozen=True, slots=True)
class PartPlan:
    """What becomes of one workflow, body or setting."""

    kind: str
    """workflow, body or setting."""
    name: str
    action: str
    """``add``, ``take`` (the new one), ``merge`` (the new one with what the town changed),
    ``keep`` (the town's), ``same`` or ``leave`` (no longer part of the package)."""
    value: Any = None
    """The document, body or value to be put; None where nothing is to be done."""
    taken: tuple[str, ...] = ()
    """Where the package's word is taken, as JSON pointers."""
    kept: tuple[str, ...] = ()
    """Where the town's own word stays."""
    findings: tuple[Finding, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether something is to be put."""
        return self.action in {"add", "take", "merge"}


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that taking an edition of a package means for a town."""

    said: Said
    version_before: int | None
    """Of the same package as the town has it; None: it has none."""
    parts: tuple[PartPlan, ...]
    findings: tuple[Finding, ...] = ()
    """About the workflows as they would be, scenarios included."""
    workflows: tuple[tuple[Workflow, tuple[Finding, ...]], ...] = ()
    """What is to be published."""

    @property
    def conflicts(self) -> tuple[Finding, ...]:
        """Where both sides changed the same thing; the town's stands."""
        return tuple(finding for each in self.parts for finding in each.findings)

    @property
    def is_sound(self) -> bool:
        """Whether nothing stands against carrying it out."""
        return not has_errors(self.findings)


def workflow_parts(
    old: Said | None, new: Said, local: Mapping[str, Mapping[str, Any]]
) -> Iterator[PartPlan]:
    """Yield what becomes of each workflow.

    Args:
        old: What the package said when the town took it.
        new: What it says now.
        local: The newest published documents of the town.
    """
    if old is None:
        for key, document in new.workflows.items():
            yield _first(key, document, local.get(key))
        return
    for key in dict.fromkeys((*new.workflows, *old.workflows)):
        yield _workflow(key, old.workflows.get(key), new.workflows.get(key), local.get(key))


def _first(key: str, new: Mapping[str, Any], local: Mapping[str, Any] | None) -> PartPlan:
    """Return what becomes of a workflow in a town that takes its first package."""
    if local is None:
        return PartPlan("workflow", key, "add", new)
    return PartPlan("workflow", key, "same" if _plain(new) == _plain(local) else "take", new)


def _workflow(
    key: str,
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
    local: Mapping[str, Any] | None,
) -> PartPlan:
    if new is None:
        return PartPlan("workflow", key, "leave")
    if local is None:
        return PartPlan("workflow", key, "add" if old is None else "keep", new)
    if old is None:
        finding = Conflict(pointer("workflows", key), MISSING, new, local).finding
        same = _plain(new) == _plain(local)
        return PartPlan("workflow", key, "keep", findings=() if same else (finding,))
    found = merged(_plain(old), _plain(new), _plain(local))
    below = pointer("workflows", key)
    conflicts = tuple(each.finding.below(below) for each in found.conflicts)
    if not found.taken:
        action = "keep" if found.kept or conflicts else "same"
        return PartPlan("workflow", key, action, kept=found.kept, findings=conflicts)
    action = "merge" if found.kept or conflicts else "take"
    return PartPlan("workflow", key, action, found.document, found.taken, found.kept, conflicts)


def _plain(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in document.items() if key not in _APART}


def value_parts(
    kind: str, old: Mapping[str, Any], new: Mapping[str, Any], local: Mapping[str, Any]
) -> Iterator[PartPlan]:
    """Yield what becomes of bodies or settings, by name; each is taken or kept as a whole."""
    for name in dict.fromkeys((*new, *old)):
        yield _value(
            kind, name, (old.get(name, MISSING), new.get(name, MISSING), local.get(name, MISSING))
        )


def _value(kind: str, name: str, three: tuple[Any, Any, Any]) -> PartPlan:
    old, new, local = three
    if new is MISSING:
        return PartPlan(kind, name, "leave")
    if new == local:
        return PartPlan(kind, name, "same")
    if local is MISSING and old is MISSING:
        return PartPlan(kind, name, "add", new)
    if local == old:
        return PartPlan(kind, name, "take", new)
    if new == old:
        return PartPlan(kind, name, "keep")
    conflict = Conflict(pointer(f"{kind}s", *name.split(".")), old, new, local).finding
    return PartPlan(kind, name, "keep", findings=(conflict,))


ACTIONS: Mapping[str, Text] = {
    "add": Text(de="neu", en="new"),
    "take": Text(de="wird übernommen", en="is taken"),
    "merge": Text(de="wird übernommen, Eigenes bleibt", en="is taken, own changes stay"),
    "keep": Text(de="bleibt, wie die Stadt es hat", en="stays as the town has it"),
    "same": Text(de="unverändert", en="unchanged"),
    "leave": Text(de="gehört nicht mehr zum Paket, bleibt", en="no longer part, stays"),
}
"""What an action means, in words."""


def flat(settings: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return settings by ``WORKFLOW.NAME``."""
    return {
        f"{workflow}.{name}": value
        for workflow, values in settings.items()
        for name, value in values.items()
    }


def in_order(parts: Sequence[PartPlan]) -> list[PartPlan]:
    """Return what is to be done first, what stays after it."""
    return sorted(parts, key=lambda each: list(ACTIONS).index(each.action))
