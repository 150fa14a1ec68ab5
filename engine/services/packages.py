"""Packages of a town: taken, looked at, brought up to date without losing what is its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.definition.parse import parse
from engine.errors import DefinitionError, NotFound
from engine.findings import Text
from engine.lifecycle.seats import Body
from engine.services import definitions, inbox, packaging, policy, workbench
from engine.services.package_plan import Plan, flat, value_parts, workflow_parts
from engine.storage import seating
from engine.storage.queries import bodies, packages
from engine.storage.queries import definitions as editions
from engine.storage.queries.packages import Said, Taken
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.definition.model import Workflow
    from engine.definition.package import Package, PackageBody
    from engine.findings import Finding
    from engine.services.application import Application
    from engine.services.package_plan import PartPlan
    from engine.services.workbench import Document
    from engine.storage.unit import Unit


class PackageNotFound(NotFound):
    """Not found: the package {package}. There are: {known}."""

    de = "Nicht gefunden: das Paket {package}. Es gibt: {known}."


class NoPackageTaken(NotFound):
    """Not found: a package of this town. Take one first (package take)."""

    de = "Nicht gefunden: ein Paket dieser Stadt. Übernehmen Sie erst eines (package take)."


class AnotherPackage(DefinitionError):
    """This town works by the package {taken}, not by {wanted}."""

    de = "Diese Stadt arbeitet nach dem Paket {taken}, nicht nach {wanted}."


class PackageUnusable(DefinitionError):
    """The package {package} cannot be taken: {count} errors."""

    de = "Das Paket {package} kann nicht übernommen werden: {count} Fehler."

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A package that comes with the programme, as a list shows it."""

    key: str
    version: int
    title: Text
    description: Text
    workflows: tuple[str, ...]
    own: tuple[str, ...]
    """Workflows that differ from the shipped ones of the same key."""
    bodies: tuple[tuple[str, Text], ...]
    is_taken: bool
    version_taken: int | None

    @property
    def can_update(self) -> bool:
        """Whether the town has an older edition of it."""
        return self.version_taken is not None and self.version_taken < self.version


def shipped(key: str) -> Package:
    """Return a shipped package; raises PackageNotFound."""
    known = packaging.shipped_packages()
    if key not in known:
        raise PackageNotFound(package=key, known=", ".join(known))
    return known[key]


def taken(app: Application, tenant: str) -> Taken | None:
    """Return the package that a town works by."""
    with app.database.read(tenant, app.now()) as unit:
        return packages.present(unit)


def lines(app: Application | None, tenant: str | None) -> list[Line]:
    """Return the shipped packages, and which of them a town works by."""
    holds = taken(app, tenant) if app is not None and tenant is not None else None
    return [_line(each, holds) for each in packaging.shipped_packages().values()]


def _line(package: Package, holds: Taken | None) -> Line:
    is_taken = holds is not None and holds.said.key == package.key
    return Line(
        key=package.key,
        version=package.version,
        title=package.title,
        description=package.description,
        workflows=tuple(package.workflows),
        own=tuple(key for key, each in package.workflows.items() if each.is_own),
        bodies=tuple((key, each.title) for key, each in package.bodies.items()),
        is_taken=is_taken,
        version_taken=holds.said.version if is_taken and holds is not None else None,
    )


def said_by(package: Package) -> Said:
    """Return what a package says, with the blocks of its workflows put in."""
    blocks = workbench.shipped_blocks()
    documents = package.documents
    parsed = {key: parse(each, blocks=blocks, others=documents) for key, each in documents.items()}
    broken = [key for key, (flow, _) in parsed.items() if flow is None]
    if broken:
        refusal = PackageUnusable(package=package.key, count=len(broken))
        refusal.findings = tuple(each for key in broken for each in parsed[key][1])
        raise refusal
    return Said(
        key=package.key,
        version=package.version,
        title=package.title,
        workflows={key: dict(flow.source) for key, (flow, _) in parsed.items() if flow},
        bodies={key: _body_said(each) for key, each in package.bodies.items()},
        settings=package.settings,
    )


def _body_said(body: PackageBody) -> dict[str, Any]:
    return {
        "title": {"de": body.title.de, "en": body.title.en},
        "seats": body.seats,
        "kind": body.kind,
        "may": list(body.may),
    }


def _body_here(body: Body) -> dict[str, Any]:
    return {
        "title": {"de": body.title.de, "en": body.title.en},
        "seats": body.seats,
        "kind": body.kind,
        "may": list(body.mandate),
    }


def plan(app: Application, tenant: str, package: Package, *, fresh: bool = False) -> Plan:
    """Return what taking an edition of a package would change; nothing is stored.

    Args:
        app: The application.
        tenant: The town.
        package: The edition.
        fresh: Whether the town takes its first package, rather than a newer edition of its own.

    Raises:
        NoPackageTaken: there is none that could be brought up to date.
        AnotherPackage: the town works by another one.
        PackageUnusable: a workflow of it cannot even be read.
    """
    new = said_by(package)
    with app.database.read(tenant, app.now()) as unit:
        holds = packages.present(unit)
        _agree(holds, new, fresh=fresh)
        old = holds.said if holds is not None else None
        parts = _parts(app, unit, old, new)
        numbers = _highest(unit)
    known = definitions.known_documents(app, tenant)
    documents = {
        each.name: _numbered(each, numbers, new)
        for each in parts
        if each.kind == "workflow" and each.is_done
    }
    sound, findings = _tried(documents, known)
    before = old.version if old is not None else None
    return Plan(new, before, tuple(parts), findings, sound)


def _agree(holds: Taken | None, new: Said, *, fresh: bool) -> None:
    if holds is None and not fresh:
        raise NoPackageTaken
    if holds is not None and (fresh or holds.said.key != new.key):
        raise AnotherPackage(taken=holds.said.key, wanted=new.key)


def _parts(app: Application, unit: Unit, old: Said | None, new: Said) -> list[PartPlan]:
    world = StorageWorld(unit, app.known, hold=False)
    today = world.town.today(unit.at)
    local = {
        ref.key: editions.document(unit, ref.key, ref.version) for ref in world.town.newest.values()
    }
    set_here = {key: world.town.settings_of(key, today) for key in (*new.workflows, *local)}
    bodies = {each.id: _body_here(each) for each in seating.bodies(unit)}
    old_bodies = old.bodies if old is not None else {}
    old_settings = flat(old.settings) if old is not None else {}
    return [
        *workflow_parts(old, new, local),
        *value_parts("body", old_bodies, new.bodies, bodies),
        *value_parts("setting", old_settings, flat(new.settings), flat(set_here)),
    ]


def _highest(unit: Unit) -> dict[str, int]:
    """Return the highest version of each workflow, drafts and retired ones included."""
    found: dict[str, int] = {}
    for each in editions.editions(unit):
        found[each.key] = max(each.version, found.get(each.key, 0))
    return found


def _numbered(part: PartPlan, numbers: Mapping[str, int], new: Said) -> dict[str, Any]:
    version = int(new.workflows[part.name]["version"])
    return {**part.value, "version": max(version, numbers.get(part.name, 0) + 1)}


def _tried(
    documents: Mapping[str, Document], known: Mapping[str, Document]
) -> tuple[tuple[tuple[Workflow, tuple[Finding, ...]], ...], tuple[Finding, ...]]:
    """Return the workflows with what was found about them, and what was found by its place."""
    checked = workbench.check_documents(documents, known)
    found: list[Finding] = []
    sound = []
    for each in checked:
        findings = each.findings
        if each.is_sound:
            findings += tuple(workbench.findings_of(workbench.try_out(each, checked, known)))
        if each.workflow is not None:
            sound.append((each.workflow, findings))
        found += [finding.below(f"/workflows/{each.source}") for finding in findings]
    return tuple(sound), tuple(found)


def take(app: Application, tenant: str, package: Package, by: str | None = None) -> Plan:
    """Let a town work by a package: publish its workflows, make its bodies, set its settings.

    All of it, or nothing. Workflows that the town has published already under the same key get a
    newer version.

    Raises:
        AnotherPackage: it works by one already.
        PackageUnusable: something stands against it; nothing was stored.
        SecondPersonNeeded: the town asks for another person than the drafter.
    """
    return _carry_out(app, tenant, plan(app, tenant, package, fresh=True), by)


def update(app: Application, tenant: str, package: Package, by: str | None = None) -> Plan:
    """Bring a town to another edition of its package; what the town changed itself stays.

    Raises: what ``plan`` and ``take`` raise.
    """
    return _carry_out(app, tenant, plan(app, tenant, package), by)


def _carry_out(app: Application, tenant: str, made: Plan, by: str | None) -> Plan:
    if not made.is_sound:
        errors = [each for each in made.findings if each.severity == "error"]
        refusal = PackageUnusable(package=made.said.key, count=len(errors))
        refusal.findings = made.findings
        raise refusal
    at = app.now()
    with app.database.write(tenant, at) as unit:
        definitions.keep(app, unit, made.workflows, by)
        _put_bodies(unit, [each for each in made.parts if each.kind == "body" and each.is_done])
        for each in made.parts:
            if each.kind == "setting" and each.is_done:
                workflow, _, name = each.name.rpartition(".")
                policy.put(app, unit, (workflow, name, each.value), by=by)
        packages.take(unit, made.said, by)
    inbox.deliver_due(app, tenant, at)
    return made


def _put_bodies(unit: Unit, parts: Iterable[PartPlan]) -> None:
    present = {each.id: each for each in seating.bodies(unit)}
    for each in parts:
        title = Text(de=each.value["title"]["de"], en=each.value["title"]["en"])
        body = replace(
            present.get(each.name, Body(each.name, title)),
            title=title,
            seats=each.value["seats"],
            kind=each.value["kind"],
            mandate=tuple(each.value["may"]),
        )
        bodies.put_body(unit, body)
