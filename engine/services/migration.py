"""Migration of running cases to another version: planned, tried dry, done case by case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.definition.migration import Plan, parse_plan
from engine.errors import DefinitionError
from engine.findings import Finding, Text
from engine.lifecycle.case import WorkflowRef
from engine.lifecycle.migration import MIGRATE, concerns, migrate
from engine.lifecycle.outcome import Refused
from engine.lifecycle.reasons import rule_failed
from engine.lifecycle.run import complete
from engine.rules.errors import RuleFailed
from engine.services import inbox
from engine.services.access import require_administrator, viewer_in
from engine.services.events import persist
from engine.storage.queries import cases
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.definitions import edition
from engine.storage.queries.visible import EVERYTHING
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Outcome
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.unit import Unit

PAGE = 200


class PlanUnusable(DefinitionError):
    """The migration plan has {count} errors."""

    de = "Der Migrationsplan hat {count} Fehler."

    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Migrated:
    """What became, or would become, of one case."""

    case: str
    number: str
    state: str
    new_state: str | None
    """None: it cannot go there."""
    reasons: tuple[Text, ...] = ()


def run(
    app: Application,
    tenant: str,
    reader: Reader,
    workflow: str,
    document: Mapping[str, Any],
    *,
    dry: bool,
) -> list[Migrated]:
    """Move the open cases of one version to another, each in a transaction of its own.

    Args:
        app: The application.
        tenant: The town.
        reader: Who wants it.
        workflow: Key of the workflow.
        document: ``{"from", "to", "states", "obligations", "set", "if"}``.
        dry: Only say what would become of each case.

    Raises:
        NotAdministrator: the reader does not keep the definitions.
        PlanUnusable: with findings; nothing was moved.
        DefinitionNotFound: there is no such version.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        require_administrator(viewer_in(app, unit, reader))
        old, new = _versions(app, unit, workflow, document)
        plan, findings = parse_plan(document, old.workflow, new.workflow)
        if plan is None:
            raise _unusable(findings)
        ids = list(_open_cases(unit, workflow, plan.source))
        if dry:
            world = StorageWorld(unit, app.known, hold=False)
            tried = [_one(world, plan, old, new, each, at) for each in ids]
            return [each[0] for each in tried if each is not None]
    done = []
    for each in ids:
        found = persist(partial(_move, app, tenant, plan, (old, new), each))
        if found is not None:
            done.append(found)
    inbox.deliver_due(app, tenant, at)
    return done


def _move(
    app: Application, tenant: str, plan: Plan, versions: tuple[Compiled, Compiled], case_id: str
) -> Migrated | None:
    at = app.now()
    with app.database.write(tenant, at) as unit:
        world = StorageWorld(unit, app.known)
        found = _one(world, plan, *versions, case_id, at)
        if found is None:
            return None
        outcome = complete(world, found[1], at)
        if isinstance(outcome, Refused):
            reasons = tuple(each.message for each in outcome.reasons)
            return replace(found[0], new_state=None, reasons=reasons)
        return found[0]


def _one(
    world: StorageWorld,
    plan: Plan,
    old: Compiled,
    new: Compiled,
    case_id: str,
    at: datetime,
) -> tuple[Migrated, Outcome] | None:
    case = world.load(case_id)
    circumstances = world.circumstances(old, case, at, None)
    outcome: Outcome
    try:
        if not concerns(plan, old, case, circumstances):
            return None
        outcome = migrate(plan, old, new, case, world.circumstances(new, case, at, None))
    except RuleFailed as failure:
        outcome = Refused(case, MIGRATE, (rule_failed(failure),))
    if isinstance(outcome, Refused):
        reasons = tuple(each.message for each in outcome.reasons)
        return Migrated(case.id, case.number, case.state, None, reasons), outcome
    return Migrated(case.id, case.number, case.state, outcome.after.state), outcome


def _open_cases(unit: Unit, workflow: str, version: int) -> Iterator[str]:
    after = ""
    while True:
        wanted = CaseFilter(workflow=workflow, is_open=True)
        lines = cases.case_lines(unit, EVERYTHING, wanted, unit.at, limit=PAGE, after=after)
        yield from (each.id for each in lines if each.workflow.version == version)
        if len(lines) < PAGE:
            return
        after = lines[-1].id


def _versions(
    app: Application, unit: Unit, workflow: str, document: Mapping[str, Any]
) -> tuple[Compiled, Compiled]:
    world = StorageWorld(unit, app.known, hold=False)
    numbers = [document.get("from"), document.get("to")]
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in numbers):
        text = Text(
            de="„from“ und „to“ müssen Versionsnummern sein.",
            en="“from” and “to” must be numbers of versions.",
        )
        raise _unusable([Finding("migration-plan", "", text)])
    old, new = (edition(unit, workflow, int(each or 0)) for each in numbers)
    return (
        world.compiled(WorkflowRef(old.key, old.version, old.digest)),
        world.compiled(WorkflowRef(new.key, new.version, new.digest)),
    )


def _unusable(findings: list[Finding]) -> PlanUnusable:
    error = PlanUnusable(count=len(findings))
    error.findings = tuple(findings)
    return error
