"""What a step may read of the world, gathered in as few statements as can be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from engine.definition.effects import Literal
from engine.definition.values import convert_all, to_json
from engine.lifecycle.case import WorkflowRef
from engine.lifecycle.circumstances import Circumstances
from engine.lifecycle.codec import canonical, decode_data
from engine.lifecycle.memory import aggregate, states_of
from engine.lifecycle.run import child_view, parent_view
from engine.rules.errors import RuleFailed
from engine.rules.rule import Surroundings
from engine.storage.json_member import json_member
from engine.storage.metadata import table_of
from engine.storage.recipients import vacant_roles
from engine.storage.rows import case_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow
from engine.storage.tables.people import BodyRow
from engine.storage.tables.tenants import TenantRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from engine.definition.model import Fact, Workflow
    from engine.lifecycle.case import Case
    from engine.lifecycle.machine import Compiled
    from engine.storage.town import Town
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_TENANTS = table_of(TenantRow)
_BODIES = table_of(BodyRow)
_LOCK = Statement(select(_TENANTS.c.id).where(of_tenant(_TENANTS)).with_for_update(key_share=True))
_PARENT = Statement(select(_CASES).where(of_tenant(_CASES), _CASES.c.id == bindparam("case_id")))
_CHILDREN = Statement(
    select(_CASES)
    .where(
        of_tenant(_CASES),
        _CASES.c.parent_case == bindparam("case_id"),
        _CASES.c.parent_entry == bindparam("entry"),
    )
    .order_by(_CASES.c.id)
)
_SEATS = Statement(
    select(_BODIES.c.seats).where(of_tenant(_BODIES), _BODIES.c.id == bindparam("body"))
)


class Gatherer:
    """Gathers circumstances inside one unit."""

    def __init__(
        self,
        unit: Unit,
        compiled: Callable[[WorkflowRef], Compiled],
        newest: Callable[[str], Compiled],
    ) -> None:
        """Take the unit and the ways to definitions."""
        self._unit = unit
        self._compiled = compiled
        self._newest = newest
        self._is_locked = unit.is_sqlite

    def gather(
        self, town: Town, compiled: Compiled, case: Case | None, at: datetime, event: str | None
    ) -> Circumstances:
        """Return what a step may read.

        A fact that is declared with a lock makes this unit wait for every other one that holds
        the town's lock. Cases are locked before, and none after, so that nobody waits in a circle.
        """
        flow, today = compiled.workflow, town.today(at)
        settings = settings_of(town, flow, at)
        names: dict[str, Any] = {"settings": settings, "today": today, "now": at}
        names["case"] = parent_view(case) if case else {}
        around = Surroundings(calendar=town.calendar, tables=flow.tables)
        wanted = [flow.facts[name] for name in sorted(compiled.facts_for(event))]
        if any(each.lock for each in wanted) and not self._is_locked:
            self._unit.run(_LOCK)
            self._is_locked = True
        facts: dict[str, Any] = {}
        for fact in wanted:
            try:
                facts[fact.key] = self._fact(town, fact, names, around)
            except RuleFailed:
                continue  # whatever reads it fails, and so does not hold
        return Circumstances(
            at=at,
            today=today,
            calendar=town.calendar,
            rung_time=town.rung_time,
            grace=town.grace,
            settings=settings,
            facts=facts,
            parent=self._parent(case),
            children=self._children(flow, case),
            vacant=vacant_roles(town, flow.roles, case, today),
        )

    def _parent(self, case: Case | None) -> Mapping[str, object] | None:
        if case is None or case.parent is None:
            return None
        row = self._unit.run(_PARENT, case_id=case.parent.case).one_or_none()
        return parent_view(self._case(row)) if row is not None else None

    def _children(self, flow: Workflow, case: Case | None) -> dict[str, list[Mapping[str, object]]]:
        found: dict[str, list[Mapping[str, object]]] = {key: [] for key in flow.children}
        if case is None or not found:
            return found
        for row in self._unit.run(_CHILDREN, case_id=case.id, entry=case.entry):
            if row.parent_children in found:
                found[row.parent_children].append(child_view(self._case(row)))
        return found

    def _case(self, row: Any) -> Case:
        ref = WorkflowRef(row.workflow_key, row.workflow_version, row.workflow_digest)
        return case_of(row, self._compiled(ref).workflow.fields)

    def _fact(
        self, town: Town, fact: Fact, names: Mapping[str, Any], around: Surroundings
    ) -> object:
        if fact.kind == "organisations":
            return [{"id": key, "name": name} for key, name in sorted(town.organisations.items())]
        if fact.kind == "seats":
            seats = self._unit.run(_SEATS, body=fact.of).scalar_one_or_none()
            return seats if seats is not None else len(town.holders_of(fact.of, names["today"]))
        flow = self._newest(fact.of).workflow
        conditions = [of_tenant(_CASES), _CASES.c.workflow_key == fact.of]
        if fact.states:
            states = states_of(fact.states, {key: each.phase for key, each in flow.states.items()})
            conditions.append(_CASES.c.state.in_(sorted(states)))
        for name, wanted in fact.where.items():
            value = wanted.value if isinstance(wanted, Literal) else wanted.evaluate(names, around)
            conditions.append(json_member(_CASES.c.data, name) == canonical(to_json(value)))
        if fact.field is None:
            count = self._unit.run(Statement(select(func.count()).where(*conditions))).scalar_one()
            return aggregate(fact.kind, count, [])
        member = json_member(_CASES.c.data, fact.field)
        raws = self._unit.run(Statement(select(member).where(*conditions).order_by(_CASES.c.id)))
        declared = {fact.field: flow.fields[fact.field]} if fact.field in flow.fields else {}
        values = [
            decode_data({fact.field: json.loads(raw)}, declared)[fact.field]
            for raw in raws.scalars()
        ]
        return aggregate(fact.kind, len(values), values)


def settings_of(town: Town, flow: Workflow, at: datetime) -> dict[str, Any]:
    """Return the settings of a workflow that hold at a moment; what is not set is as declared."""
    raw = town.settings_of(flow.key, town.today(at))
    declared = {key: each.field for key, each in flow.settings.items()}
    known = {key: value for key, value in raw.items() if key in declared}
    typed, _ = convert_all(declared, known, partial=True)
    return {key: typed.get(key, each.default) for key, each in declared.items()}
