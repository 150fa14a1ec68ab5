"""The plan as a whole: what belongs under what, and what hangs in the air.

What belongs under what is said by links ``part_of`` between cases, whatever their workflows:
vision, guidelines, fields, goals, measures. A case may belong under several; it is shown under
the lowest of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.lifecycle.links import Way, kind_of
from engine.services.access import viewer_of
from engine.services.shown_lines import shown_lines
from engine.storage.queries import cases as queries
from engine.storage.queries.cases import CaseFilter
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.definition.model import Workflow
    from engine.findings import Text
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.cases import CaseLine
    from engine.storage.unit import Unit

PART_OF = "part_of"
SOURCE = "source"
PAGE = 500


@dataclass(frozen=True, slots=True)
class Element:
    """A case of the plan with what belongs under it."""

    line: CaseLine
    workflow: Workflow
    parts: tuple[Element, ...] = ()
    above: tuple[str, ...] = ()
    """Numbers of the cases that it belongs under."""
    related: tuple[str, ...] = ()
    """Numbers of the cases that it works together with or depends on."""

    @property
    def state_title(self) -> Text:
        """Where it stands."""
        return self.workflow.states[self.line.state].title

    @property
    def kind_title(self) -> Text:
        """What it is: the title of its field ``kind``, else of its workflow."""
        kind = self.workflow.fields.get("kind")
        chosen = kind.options.get(str(self.line.data.get("kind"))) if kind else None
        return chosen or self.workflow.title


@dataclass(frozen=True, slots=True)
class Orphan:
    """A case that hangs in the air."""

    line: CaseLine
    workflow: Workflow
    lacks: str
    """``above``: it belongs under nothing; ``parts``: nothing belongs under it; ``source``: it
    comes from nothing; ``indicators``: nothing measures it."""


def tree(
    app: Application, tenant: str, reader: Reader, root: str | None = None
) -> tuple[Element, ...]:
    """Return the plan, or what stands under one case, as far as the reader may see it.

    Args:
        app: The application.
        tenant: The town.
        reader: Who reads.
        root: Id or number of the case to begin with; None: all that belong under nothing.
    """
    with app.database.read(tenant, app.now()) as unit:
        plan = _read(app, unit, reader)
    if root is not None:
        return tuple(plan.element(each) for each in plan.lines if root in {each, plan.number(each)})
    return tuple(plan.element(each) for each in plan.in_order(plan.tops))


def orphans(app: Application, tenant: str, reader: Reader) -> tuple[Orphan, ...]:
    """Return the open cases of the plan that hang in the air, as far as the reader may see it."""
    with app.database.read(tenant, app.now()) as unit:
        plan = _read(app, unit, reader)
    return tuple(
        Orphan(plan.lines[each], plan.flows[each], lacks)
        for each in plan.in_order(plan.lines)
        if plan.lines[each].closed_at is None
        for lacks in plan.lacking(each)
    )


@dataclass(slots=True)
class _Plan:
    lines: dict[str, CaseLine]
    flows: dict[str, Workflow]
    above: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)
    related: dict[str, list[str]] = field(default_factory=dict)
    has_source: set[str] = field(default_factory=set)

    def number(self, case: str) -> str:
        return self.lines[case].number

    @property
    def tops(self) -> list[str]:
        """Return what belongs under nothing."""
        return [each for each in self.lines if not self.above.get(each)]

    def in_order(self, cases: Iterable[str]) -> list[str]:
        """Return cases as the plan numbers them, then by their own numbers."""
        return sorted(cases, key=lambda each: (_order(self.lines[each]), self.number(each)))

    def element(self, case: str, way: tuple[str, ...] = ()) -> Element:
        nearest = [
            each
            for each in self.parts.get(case, ())
            if each not in way and case in self.nearest(each)
        ]
        return Element(
            line=self.lines[case],
            workflow=self.flows[case],
            parts=tuple(self.element(each, (*way, case)) for each in self.in_order(nearest)),
            above=tuple(self.number(each) for each in self.above.get(case, ())),
            related=tuple(self.number(each) for each in self.related.get(case, ())),
        )

    def nearest(self, case: str) -> set[str]:
        """Return those above a case that do not stand above another one of them."""
        above = set(self.above.get(case, ()))
        return above - {far for each in above for far in self._ancestors(each)}

    def _ancestors(self, case: str) -> set[str]:
        found: set[str] = set()
        waiting = list(self.above.get(case, ()))
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting.extend(self.above.get(each, ()))
        return found - {case}

    def lacking(self, case: str) -> Iterator[str]:
        flow, data = self.flows[case], self.lines[case].data
        kinds = _kinds_of(flow)
        parts = self.parts.get(case)
        if PART_OF in kinds and not self.above.get(case) and not parts:
            yield "above"
        if PART_OF in kinds and self._is_inner(flow.key) and not parts and self.above.get(case):
            yield "parts"
        if SOURCE in kinds and case not in self.has_source and not data.get(SOURCE):
            yield "source"
        if "indicators" in flow.fields and data.get("indicators") == []:
            yield "indicators"

    def _is_inner(self, workflow: str) -> bool:
        return any(self.flows[each].key == workflow for each, parts in self.parts.items() if parts)


def _read(app: Application, unit: Unit, reader: Reader) -> _Plan:
    world = StorageWorld(unit, app.known, hold=False)
    viewer = viewer_of(world, reader, unit.at)
    plan = _Plan({}, {})
    for key, ref in sorted(world.town.followed.items()):
        if PART_OF not in _kinds_of(world.compiled(ref).workflow):
            continue
        after = ""
        wanted = CaseFilter(workflow=key)
        while page := queries.case_lines(unit, viewer, wanted, unit.at, limit=PAGE, after=after):
            after = page[-1].id
            for line in shown_lines(world, viewer, page):
                plan.lines[line.id] = line
                plan.flows[line.id] = world.compiled(line.workflow).workflow
    _link(plan, queries.links_among(unit, sorted(plan.lines)))
    return plan


def _link(plan: _Plan, links: Sequence[tuple[str, str, str]]) -> None:
    for one, key, other in links:
        way = kind_of(key).way
        if way is Way.BACK and one in plan.lines:
            plan.has_source.add(one)
        if way is Way.FORWARD and other in plan.lines:
            plan.has_source.add(other)
        if one not in plan.lines or other not in plan.lines:
            continue
        if key == PART_OF:
            plan.above.setdefault(one, []).append(other)
            plan.parts.setdefault(other, []).append(one)
        elif way is Way.ACROSS:
            plan.related.setdefault(one, []).append(other)
            plan.related.setdefault(other, []).append(one)


def _kinds_of(flow: Workflow) -> set[str]:
    """Return the kinds of links that the fields of a workflow make."""
    fields = list(flow.fields.values())
    members = [member for each in fields for member in each.of.values()]
    return {each.link for each in (*fields, *members) if each.link is not None}


def _order(line: CaseLine) -> tuple[object, ...]:
    """Return what a number in the plan is sorted by: 2.10 after 2.9, none at the end."""
    given: Mapping[str, object] = line.data
    words = str(given.get("order") or "").split(".")
    if words == [""]:
        return (1,)
    return (0, *((0, int(each), "") if each.isdigit() else (1, 0, each) for each in words))
