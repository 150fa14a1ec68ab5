"""Definitions: checked, published, listed, compared, retired."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.definition.compare import compare
from engine.definition.parse import parse
from engine.errors import AccessDenied, DefinitionError
from engine.findings import Finding, Severity, Text, has_errors
from engine.lifecycle.case import WorkflowRef
from engine.services import workbench
from engine.services.access import (
    require_administrator,
    require_insider,
    viewer_in,
    viewer_of,
)
from engine.storage.errors import DefinitionNotFound
from engine.storage.queries import cases, definitions
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.definition.compare import Comparison
    from engine.definition.model import Workflow
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.workbench import Checked, Document
    from engine.storage.queries.definitions import Edition
    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit

STATES = {
    "draft": Text(de="Entwurf", en="draft"),
    "published": Text(de="veröffentlicht", en="published"),
    "retired": Text(de="zurückgezogen", en="retired"),
}
"""How a version stands, in words."""


class NotPublishable(DefinitionError):
    """The workflow {workflow} has {count} errors and cannot be published."""

    de = "Der Ablauf {workflow} hat {count} Fehler und kann nicht veröffentlicht werden."

    findings: tuple[Finding, ...]


class SecondPersonNeeded(AccessDenied):
    """Whoever drafted {workflow} must not publish it: this town asks for a second person."""

    de = "Wer {workflow} entworfen hat, darf ihn nicht veröffentlichen: zwei Personen sind nötig."


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a definition that was to be published."""

    edition: Edition
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """How many open cases of the older version stand in a state."""

    version: int
    state: str
    count: int


def publish(
    app: Application, tenant: str, reader: Reader, name: str, text: bytes, *, only_draft: bool
) -> Published:
    """Check a definition in every way, scenarios included, and publish it, or keep it as a draft.

    Raises: what ``publish_together`` raises.
    """
    return publish_together(app, tenant, reader, {name: text}, only_draft=only_draft)[0]


def publish_together(
    app: Application,
    tenant: str,
    reader: Reader,
    texts: Mapping[str, bytes],
    *,
    only_draft: bool = False,
) -> list[Published]:
    """Publish definitions that may refer to one another: all of them, or none.

    Raises:
        NotAdministrator: the reader does not keep the definitions.
        NotPublishable: one has errors; nothing was stored.
        AlreadyPublished: this version is published with another content.
        SecondPersonNeeded: the town asks for another person than the drafter.
    """
    _admit(app, tenant, reader)
    known = known_documents(app, tenant)
    checked = workbench.check(texts, known=known)
    sound = sound_ones(checked, known)
    with app.database.write(tenant, app.now()) as unit:
        return keep(app, unit, sound, reader.person, only_draft=only_draft)


def keep(
    app: Application,
    unit: Unit,
    sound: Iterable[tuple[Workflow, tuple[Finding, ...]]],
    by: str | None,
    *,
    only_draft: bool = False,
) -> list[Published]:
    """Publish what was found sound, in the caller's transaction.

    Raises: as ``publish_together``.
    """
    published = []
    for workflow, findings in sound:
        edition = definitions.draft(unit, workflow, by)
        if not only_draft:
            edition = _publish(app, unit, edition, by)
        published.append(Published(edition, findings))
    return published


def sound_ones(
    checked: list[Checked], known: Mapping[str, Document]
) -> list[tuple[Workflow, tuple[Finding, ...]]]:
    """Return definitions that nothing stands against, their scenarios played among one another.

    Raises:
        NotPublishable: one has errors.
    """
    return [_sound(each, checked, known) for each in checked]


def _sound(
    checked: Checked, together: list[Checked], known: Mapping[str, Document]
) -> tuple[Workflow, tuple[Finding, ...]]:
    """Return a definition that nothing stands against, with what was found all the same."""
    findings = checked.findings
    if checked.is_sound:
        findings += tuple(workbench.findings_of(workbench.try_out(checked, together, known)))
    if checked.workflow is None or has_errors(findings):
        count = sum(each.severity is Severity.ERROR for each in findings)
        refusal = NotPublishable(workflow=checked.source, count=count)
        refusal.findings = findings
        raise refusal
    return checked.workflow, findings


def _publish(app: Application, unit: Unit, edition: Edition, by: str | None) -> Edition:
    town = StorageWorld(unit, app.known).town
    is_same = by is None or edition.drafted_by == by
    if edition.state == "draft" and town.two_person_publish and is_same:
        raise SecondPersonNeeded(workflow=edition.key, wanted="publish", needed="second person")
    return definitions.publish(unit, edition.key, edition.version, by)


def publish_draft(app: Application, tenant: str, reader: Reader, key: str, version: int) -> Edition:
    """Publish a draft that was checked when it was drafted; raises NotAdministrator."""
    with app.database.write(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        return _publish(app, unit, definitions.edition(unit, key, version), reader.person)


def _admit(app: Application, tenant: str, reader: Reader) -> None:
    """Refuse whoever does not keep the definitions before the long work of checking them."""
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))


def check(app: Application, tenant: str, reader: Reader, text: bytes) -> tuple[Finding, ...]:
    """Return everything that is found about a definition, scenarios included; nothing is stored.

    Raises:
        NotAdministrator: the reader does not keep the definitions.
    """
    return _examined(app, tenant, reader, text)[1]


def _examined(
    app: Application, tenant: str, reader: Reader, text: bytes
) -> tuple[Workflow | None, tuple[Finding, ...]]:
    _admit(app, tenant, reader)
    known = known_documents(app, tenant)
    (checked,) = workbench.check({"workflow.json": text}, known=known)
    if not checked.is_sound:
        return checked.workflow, checked.findings
    tested = workbench.try_out(checked, [checked], known)
    return checked.workflow, (*checked.findings, *workbench.findings_of(tested))


@dataclass(frozen=True, slots=True)
class Trial:
    """What would come of a definition if it were published."""

    findings: tuple[Finding, ...]
    workflow: Workflow | None
    """None where it cannot be read."""
    compared: Comparison | None = None
    """With the newest published version, if there is one."""
    affected: tuple[Affected, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing stands against publishing it."""
        return self.workflow is not None and not has_errors(self.findings)


def try_out(app: Application, tenant: str, reader: Reader, text: bytes) -> Trial:
    """Return everything found about a definition, and what it changes; nothing is stored.

    Raises:
        NotAdministrator: the reader does not keep the definitions.
    """
    workflow, findings = _examined(app, tenant, reader, text)
    old = newest_workflows(app, tenant).get(workflow.key) if workflow else None
    if workflow is None or old is None:
        return Trial(findings, workflow)
    compared, affected = difference(app, tenant, reader, old, workflow)
    touched = tuple(each for each in affected if each.state in compared.states)
    return Trial(findings, workflow, compared, touched)


def known_documents(app: Application, tenant: str) -> dict[str, Document]:
    """Return the workflows that a definition of the town may refer to: shipped, then its own."""
    known = workbench.shipped_documents()
    with app.database.read(tenant, app.now()) as unit:
        for each in definitions.editions(unit):
            if each.state == "published":
                known[each.key] = definitions.document(unit, each.key, each.version)
    return known


def list_editions(app: Application, tenant: str, reader: Reader) -> list[Edition]:
    """Return all versions of all workflows; drafts, and who made which, insiders see."""
    with app.database.read(tenant, app.now()) as unit:
        found = definitions.editions(unit)
        if _is_inside(viewer_in(app, unit, reader)):
            return found
    return [
        replace(each, drafted_by=None, published_by=None) for each in found if each.state != "draft"
    ]


def _is_inside(viewer: Viewer) -> bool:
    return viewer.sees_all or viewer.is_insider


def retire(app: Application, tenant: str, reader: Reader, key: str, version: int) -> None:
    """Let no new case begin with a version; running ones go on; raises NotAdministrator."""
    with app.database.write(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        definitions.retire(unit, key, version)


def workflow_of(
    app: Application, tenant: str, reader: Reader, key: str, version: int | None
) -> Workflow:
    """Return a version of a workflow, the newest published one without a number.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
        DefinitionNotFound: there is no such version, or it is a draft and the reader no insider.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        if version is None:
            return world.newest(key).workflow
        edition = definitions.edition(unit, key, version)
        if edition.state != "draft":
            return world.compiled(WorkflowRef(key, version, edition.digest)).workflow
        if not _is_inside(viewer_of(world, reader, unit.at)):
            raise DefinitionNotFound(name=key, version=version)
        document = definitions.document(unit, key, version)
    found, findings = parse(document)
    if found is None:
        raise NotPublishable(workflow=key, count=len(findings))
    return found


def newest_workflows(app: Application, tenant: str) -> dict[str, Workflow]:
    """Return the newest published version of every workflow of a town, by key."""
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        return {key: world.newest(key).workflow for key in sorted(world.town.newest)}


def difference(
    app: Application, tenant: str, reader: Reader, old: Workflow, new: Workflow
) -> tuple[Comparison, list[Affected]]:
    """Return what changed between two versions, and which open cases of the town it touches.

    Raises:
        OnlyInsiders: how many cases there are is not for everybody.
    """
    with app.database.read(tenant, app.now()) as unit:
        require_insider(viewer_in(app, unit, reader))
        counts = cases.case_counts(unit)
    affected = [
        Affected(version, state, count)
        for key, version, state, count in counts
        if (key, version) == (old.key, old.version) and not _is_final(old, state)
    ]
    return compare(old, new), affected


def _is_final(workflow: Workflow, state: str) -> bool:
    declared = workflow.states.get(state)
    return declared is not None and declared.final
