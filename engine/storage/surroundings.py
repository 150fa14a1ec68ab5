"""What a step may read of the world, gathered in as few statements as can be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from engine.definition.effects import Expression, Literal
from engine.definition.values import convert_all, to_json
from engine.lifecycle.case import WorkflowRef
from engine.lifecycle.circumstances import Circumstances
from engine.lifecycle.codec import canonical, decode_data
from engine.lifecycle.facts import aggregate, asked_of_each
from engine.lifecycle.run import child_view, family_of, parent_view
from engine.lifecycle.seats import OF_BODIES, fact_of_bodies, of_body
from engine.rules.errors import RuleFailed
from engine.rules.rule import Rule, Surroundings
from engine.storage.metadata import table_of
from engine.storage.queries.counted import EVERYTHING, Counted, counted
from engine.storage.recipients import vacant_roles
from engine.storage.rows import case_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow
from engine.storage.tables.tenants import TenantRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from engine.definition.model import Fact, Workflow
    from engine.lifecycle.case import Case
    from engine.lifecycle.machine import Compiled
    from engine.storage.result import Rows
    from engine.storage.town import Town
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_TENANTS = table_of(TenantRow)
_LOCK = Statement(select(_TENANTS.c.id).where(of_tenant(_TENANTS)).with_for_update(key_share=True))
_PARENTS = Statement(
    select(_CASES).where(of_tenant(_CASES), _CASES.c.id.in_(bindparam("case_ids", expanding=True)))
)
_CHILDREN = Statement(
    select(_CASES)
    .where(of_tenant(_CASES), _CASES.c.parent_case.in_(bindparam("case_ids", expanding=True)))
    .order_by(_CASES.c.id)
)


@dataclass(frozen=True, slots=True)
class Around:
    """The case that is asked for, and that above one which is still to be opened."""

    case: Case | None
    parent: Case | None = None


class Gatherer:
    """Gathers circumstances inside one unit."""

    def __init__(
        self,
        unit: Unit,
        compiled: Callable[[WorkflowRef], Compiled],
        newest: Callable[[str], Compiled],
        flush: Callable[[], None],
        *,
        hold: bool,
    ) -> None:
        """Take the unit, the ways to definitions, and what stores everything put off.

        Where nothing is held nothing is locked: a transaction that only reads may not.
        """
        self._unit = unit
        self._compiled = compiled
        self._newest = newest
        self._flush = flush
        self._is_locked = unit.is_sqlite or not hold
        self._parents: dict[str, Case] = {}
        self._children: dict[str, list[Case]] = {}
        self._facts: dict[tuple[str, str], object] = {}
        """By workflow that is counted, and the statement with its values."""

    def prepare(self, cases: Sequence[Case]) -> None:
        """Read the parents and children of many cases in two statements at most."""
        parents = {each.parent.case for each in cases if each.parent} - self._parents.keys()
        mothers = {
            each.id for each in cases if self._compiled(each.workflow).workflow.children
        } - self._children.keys()
        if parents or mothers:
            self._flush()
        if parents:
            rows = self._unit.run(_PARENTS, case_ids=sorted(parents))
            self._parents |= {row.id: self._case(row) for row in rows}
        if mothers:
            self._children |= {each: [] for each in mothers}
            for row in self._unit.run(_CHILDREN, case_ids=sorted(mothers)):
                self._children[row.parent_case].append(self._case(row))

    def forget_parents(self, case_ids: Iterable[str]) -> None:
        """Read cases again that others lie below, because something was done in them."""
        if self._parents:
            for each in case_ids:
                self._parents.pop(each, None)

    def forget(self, case: Case) -> None:
        """Read again what a change of a case may have changed."""
        self.forget_parents((case.id,))
        if case.parent is not None:
            self._children.pop(case.parent.case, None)
        for key in [each for each in self._facts if each[0] == case.workflow.key]:
            del self._facts[key]

    def gather(
        self, town: Town, compiled: Compiled, around: Around, at: datetime, event: str | None
    ) -> Circumstances:
        """Return what a step may read.

        A fact that is declared with a lock makes this unit wait for every other one that holds
        the town's lock. Cases are locked before, and none after, so that nobody waits in a circle.
        """
        flow, today, case = compiled.workflow, town.today(at), around.case
        if case is not None and (case.parent is not None or flow.children):
            self.prepare((case,))
        settings = settings_of(town, flow, at)
        wanted = [flow.facts[name] for name in sorted(compiled.facts_for(event))]
        return Circumstances(
            at=at,
            today=today,
            calendar=town.calendar,
            rung_time=town.rung_time,
            grace=town.grace,
            settings=settings,
            facts=self._worked_out(town, flow, wanted, around, at) if wanted else {},
            parent=self._view_of_parent(around),
            children=self._views_of_children(flow, case),
            vacant=vacant_roles(town, flow.roles, case, today),
        )

    def _worked_out(
        self, town: Town, flow: Workflow, wanted: Sequence[Fact], around: Around, at: datetime
    ) -> dict[str, Any]:
        """Return the values of facts, those aside that cannot be worked out."""
        case = around.case
        names: dict[str, Any] = {
            "settings": settings_of(town, flow, at),
            "today": town.today(at),
            "now": at,
            "case": parent_view(case) if case else {},
        }
        surroundings = Surroundings(calendar=town.calendar, tables=flow.tables)
        family = family_of(case, around.parent)
        if any(each.lock for each in wanted) and not self._is_locked:
            self._unit.run(_LOCK)
            self._is_locked = True
        facts: dict[str, Any] = {}
        for fact in wanted:
            try:
                about = of_body(fact, flow.roles, names["case"])
                facts[fact.key] = self._fact(town, about, names, surroundings, family)
            except RuleFailed:
                continue  # whatever reads it fails, and so does not hold
        return facts

    def _view_of_parent(self, around: Around) -> Mapping[str, object] | None:
        parent = around.parent
        if around.case is not None and around.case.parent is not None:
            parent = self._parents.get(around.case.parent.case)
        return parent_view(parent) if parent is not None else None

    def _views_of_children(
        self, flow: Workflow, case: Case | None
    ) -> dict[str, list[Mapping[str, object]]]:
        """Return the children of the present entry by their declaration."""
        found: dict[str, list[Mapping[str, object]]] = {key: [] for key in flow.children}
        if case is None or not found:
            return found
        for child in self._children[case.id]:
            link = child.parent
            if link is not None and link.entry == case.entry and link.children in found:
                found[link.children].append(child_view(child))
        return found

    def _case(self, row: Any) -> Case:
        ref = WorkflowRef(row.workflow_key, row.workflow_version, row.workflow_digest)
        return case_of(row, self._compiled(ref).workflow.fields)

    def _fact(
        self,
        town: Town,
        fact: Fact,
        names: Mapping[str, Any],
        around: Surroundings,
        family: Mapping[str, str | None],
    ) -> object:
        if fact.kind == "organisations":
            return [{"id": key, "name": name} for key, name in sorted(town.organisations.items())]
        if fact.kind in OF_BODIES:
            return fact_of_bodies(fact, town.bodies, town.seats, names["today"])
        above = family[fact.among] or "" if fact.among is not None else None
        return self._counted(fact, names, around, above)

    def _counted(
        self, fact: Fact, names: Mapping[str, Any], around: Surroundings, above: str | None
    ) -> object:
        wheres = {
            name: canonical(to_json(_value(wanted, names, around)))
            for name, wanted in fact.where.items()
        }
        states = self._newest(fact.of).states_meant(fact.states) if fact.states else None
        meant = Counted(fact.of, states, wheres, above)
        if fact.which is not None or isinstance(fact.field, Rule):
            cases = [self._case(row) for row in self._ask(meant, EVERYTHING)]
            return asked_of_each(fact, cases, names, around)
        key = (fact.of, f"{fact.kind} {fact.field} {meant}")
        if key not in self._facts:
            self._facts[key] = self._aggregated(fact, fact.field, meant)
        return self._facts[key]

    def _ask(self, meant: Counted, read: str | None) -> Rows:
        """Ask the database, with everything stored so far."""
        self._flush()
        return counted(self._unit, meant, read)

    def _aggregated(self, fact: Fact, read: str | None, meant: Counted) -> object:
        found = self._ask(meant, read)
        if read is None:
            return aggregate(fact.kind, found.scalar_one(), [])
        known = self._newest(fact.of).workflow.fields
        declared = {read: known[read]} if read in known else {}
        values = [decode_data({read: json.loads(raw)}, declared)[read] for raw in found.scalars()]
        return aggregate(fact.kind, len(values), values)


def _value(wanted: Expression, names: Mapping[str, Any], around: Surroundings) -> object:
    return wanted.value if isinstance(wanted, Literal) else wanted.evaluate(names, around)


def settings_of(town: Town, flow: Workflow, at: datetime) -> dict[str, Any]:
    """Return the settings of a workflow that hold at a moment; what is not set is as declared."""
    today = town.today(at)
    known = town.typed_settings.get((flow.digest, today))
    if known is None:
        known = town.typed_settings[flow.digest, today] = _typed(town, flow, today)
    return known


def _typed(town: Town, flow: Workflow, today: date) -> dict[str, Any]:
    raw = town.settings_of(flow.key, today)
    declared = {key: each.field for key, each in flow.settings.items()}
    known = {key: value for key, value in raw.items() if key in declared}
    typed, _ = convert_all(declared, known, partial=True)
    return {key: typed.get(key, each.default) for key, each in declared.items()}
