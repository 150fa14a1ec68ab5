"""The world in memory: for scenarios, simulation and proofs, through the same port as storage."""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from engine.deadlines.calendars import Calendar, Place, calendar_for
from engine.deadlines.localtime import local_date
from engine.definition.effects import Literal
from engine.lifecycle.case import Case, Item, Occurrence, ParentLink, WorkflowRef
from engine.lifecycle.circumstances import Circumstances
from engine.lifecycle.errors import CaseNotFound, WorkflowNotFound
from engine.lifecycle.facts import aggregate, asked_of_each
from engine.lifecycle.numbering import number_of
from engine.lifecycle.run import child_view, family_of, parent_view
from engine.lifecycle.seats import OF_BODIES, fact_of_bodies, of_body
from engine.rules.errors import RuleFailed
from engine.rules.rule import Rule, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.definition.model import Fact
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Accepted, Envelope, Letter, Opening, Refused, Step
    from engine.lifecycle.seats import Body, Seat


NO_MOMENT = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One step in the order in which the whole world saw it."""

    at: datetime
    step: Step


@dataclass
class MemoryWorld:
    """Cases of one tenant in memory."""

    definitions: Mapping[str, Compiled]
    place: Place
    settings: dict[str, dict[str, object]] = field(default_factory=dict)
    """By workflow: settings that differ from their defaults."""
    vacant: frozenset[str] = frozenset()
    bodies: dict[str, Body] = field(default_factory=dict)
    seats: dict[str, list[Seat]] = field(default_factory=dict)
    """By body."""
    organisations: list[dict[str, str]] = field(default_factory=list)
    """With id and name."""
    rung_time: time = time(8)
    cases: dict[str, Case] = field(default_factory=dict)
    history: list[Recorded] = field(default_factory=list)
    letters: list[tuple[datetime, str, Letter]] = field(default_factory=list)
    """(sent at, case id, letter)."""
    refusals: list[Refused] = field(default_factory=list)
    settled: dict[str, list[Occurrence]] = field(default_factory=lambda: defaultdict(list))
    settled_items: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    links: list[tuple[str, str, str]] = field(default_factory=list)
    """(from case, link type, to case)."""
    inbox: deque[tuple[str, str, Envelope]] = field(default_factory=deque)
    """(source, target, envelope)."""
    _at: datetime = NO_MOMENT
    _heap: list[tuple[datetime, str]] = field(default_factory=list)
    _children_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def calendar(self) -> Calendar:
        """The calendar of the place."""
        return calendar_for(self.place)

    def compiled(self, ref: WorkflowRef) -> Compiled:
        """Return the definition that a case is pinned to."""
        return self.newest(ref.key)

    def newest(self, key: str) -> Compiled:
        """Return a workflow by key."""
        found = self.definitions.get(key)
        if found is None:
            raise WorkflowNotFound(workflow=key)
        return found

    def load(self, case_id: str) -> Case:
        """Return a case."""
        found = self.cases.get(case_id)
        if found is None:
            raise CaseNotFound(case=case_id)
        return found

    def circumstances(
        self,
        compiled: Compiled,
        case: Case | None,
        at: datetime,
        event: str | None,
        parent: Case | None = None,
    ) -> Circumstances:
        """Gather what a step may read."""
        flow = compiled.workflow
        if case is not None and case.parent is not None:
            parent = self.cases.get(case.parent.case)
        calendar = self.calendar
        own = self.settings.get(flow.key, {})
        settings = {key: own.get(key, each.field.default) for key, each in flow.settings.items()}
        wanted = compiled.facts_for(event)
        today = local_date(at, calendar.zone)
        names = {"settings": settings, "today": today, "now": at, "case": {}}
        if case is not None and wanted:
            names["case"] = parent_view(case)
        return Circumstances(
            at=at,
            today=today,
            calendar=calendar,
            rung_time=self.rung_time,
            settings=settings,
            facts=self._facts(compiled, names, wanted, family_of(case, parent)),
            parent=parent_view(parent) if parent is not None else None,
            children=self._children(compiled, case) if flow.children else {},
            vacant=self.vacant,
        )

    def _children(
        self, compiled: Compiled, case: Case | None
    ) -> dict[str, list[Mapping[str, object]]]:
        found: dict[str, list[Mapping[str, object]]] = {
            key: [] for key in compiled.workflow.children
        }
        if case is None:
            return found
        for each in self.children_of(case.id):
            link = each.parent
            if link is not None and link.entry == case.entry and link.children in found:
                found[link.children].append(child_view(each))
        return found

    def children_of(self, case_id: str) -> list[Case]:
        """Return the children of a case, of all its entries, in the order of their opening."""
        return [self.cases[each] for each in self._children_of.get(case_id, ())]

    def _facts(
        self,
        compiled: Compiled,
        names: Mapping[str, Any],
        wanted: Iterable[str],
        family: Mapping[str, str | None],
    ) -> dict[str, object]:
        """Return facts by key; one whose rule fails is not there, so that what reads it fails."""
        flow = compiled.workflow
        around = Surroundings(calendar=self.calendar, tables=flow.tables)
        facts = {}
        for key in wanted:
            with suppress(RuleFailed):
                fact = of_body(flow.facts[key], flow.roles, names["case"])
                facts[key] = self._fact(fact, names, around, family)
        return facts

    def _fact(
        self,
        fact: Fact,
        names: Mapping[str, Any],
        around: Surroundings,
        family: Mapping[str, str | None],
    ) -> object:
        if fact.kind == "organisations":
            return self.organisations
        if fact.kind in OF_BODIES:
            return fact_of_bodies(fact, self.bodies, self.seats, names["today"])
        where = {
            name: wanted.value if isinstance(wanted, Literal) else wanted.evaluate(names, around)
            for name, wanted in fact.where.items()
        }
        among: Iterable[Case] = self.cases.values()
        if fact.among is not None:
            among = self.children_of(family[fact.among] or "")
        found = [each for each in among if self._counts(fact, where, each)]
        if fact.which is not None or isinstance(fact.field, Rule):
            return asked_of_each(fact, found, names, around)
        values = [each.data.get(fact.field) for each in found] if fact.field else []
        return aggregate(fact.kind, len(found), values)

    def _counts(self, fact: Fact, where: Mapping[str, object], case: Case) -> bool:
        if case.workflow.key != fact.of:
            return False
        if fact.states and case.state not in self.newest(fact.of).states_meant(fact.states):
            return False
        return all(case.data.get(name) == wanted for name, wanted in where.items())

    def new_case(self, compiled: Compiled, at: datetime) -> tuple[str, str]:
        """Return a fresh case id and the next number."""
        flow = compiled.workflow
        self._numbers[flow.key] += 1
        count = self._numbers[flow.key]
        day = local_date(at, self.calendar.zone)
        return f"{flow.key}-{count}", number_of(flow.number, count, day)

    def write(self, accepted: Accepted) -> None:
        """Keep an outcome."""
        case = accepted.after
        self.cases[case.id] = case
        for step in accepted.steps:
            at = step.after.opened_at if step.before is None else self._at
            self.history.append(Recorded(at, step))
            self.settled[case.id].extend(step.settled)
            self.settled_items[case.id].extend(step.settled_items)
        self.letters.extend((self._at, case.id, each) for each in accepted.letters)
        for envelope in accepted.envelopes:
            for target in self.targets(case, envelope.target):
                self.inbox.append((case.id, target, envelope))
        self._schedule(case)

    def stand_at(self, at: datetime) -> None:
        """Say at what moment the following writes happen."""
        self._at = at

    def write_opened(
        self, accepted: Accepted, opening: Opening | None, opener: Case | None
    ) -> None:
        """Keep a new case and its link."""
        case = accepted.after
        if case.parent is not None:
            self._children_of[case.parent.case].append(case.id)
        elif opening is not None and opener is not None:
            self.links.append((case.id, opening.link, opener.id))
        self.write(accepted)

    def refuse(self, refused: Refused, at: datetime) -> None:
        """Keep a refusal."""
        del at
        self.refusals.append(refused)

    def targets(self, source: Case, target: str) -> list[str]:
        """Return the ids of the open cases that an envelope is for."""
        if target == "parent":
            found: Iterable[str] = [source.parent.case] if source.parent else []
        elif target == "children" or target.startswith("children."):
            key = target.partition(".")[2]
            found = [
                each.id
                for each in self.children_of(source.id)
                if each.parent is not None and key in ("", each.parent.children)
            ]
        elif self.resolve(target) in self.cases:
            found = [self.resolve(target) or target]
        else:
            found = [to for one, kind, to in self.links if one == source.id and kind == target]
            found += [one for one, kind, to in self.links if to == source.id and kind == target]
        return [each for each in found if each in self.cases and not self.cases[each].is_closed]

    def resolve(self, name: str) -> str | None:
        """Return the id of a case; one that the story does not tell of is taken to be there."""
        numbered = (each.id for each in self.cases.values() if each.number == name)
        return name if name in self.cases else next(numbered, name)

    def link(self, case_id: str, kind: str, other_id: str) -> None:
        """Keep a link."""
        if (case_id, kind, other_id) not in self.links:
            self.links.append((case_id, kind, other_id))

    def unlink(self, case_id: str, kind: str, other_id: str) -> None:
        """End a link."""
        if (case_id, kind, other_id) in self.links:
            self.links.remove((case_id, kind, other_id))

    def link_of(self, opening: Opening, opener: Case) -> ParentLink | None:
        """Return the parent link of a child."""
        if opening.children is None:
            return None
        return ParentLink(opener.id, opening.children, opener.entry)

    def _schedule(self, case: Case) -> None:
        moment = next_at(case)
        if moment is not None:
            heapq.heappush(self._heap, (moment, case.id))

    def next_due(self) -> tuple[datetime, str] | None:
        """Return the earliest moment at which the clock has to look at a case, and the case."""
        while self._heap:
            moment, case_id = self._heap[0]
            if next_at(self.cases[case_id]) == moment:
                return moment, case_id
            heapq.heappop(self._heap)
        return None


def next_at(case: Case) -> datetime | None:
    """Return when the clock has to look at a case next."""
    moments = [each.next_at for each in case.occurrences if each.next_at is not None]
    timer = case.next_timer_at
    if timer is not None:
        moments.append(timer)
    return min(moments, default=None)
