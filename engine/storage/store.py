"""The world in the database: the port that running to completion needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from engine.lifecycle.case import ParentLink
from engine.lifecycle.codec import encode_data
from engine.lifecycle.errors import CaseNotFound, WorkflowNotFound
from engine.lifecycle.frozen import replace
from engine.lifecycle.numbering import number_of
from engine.lifecycle.outcome import Accepted
from engine.storage.alike import pattern_of
from engine.storage.chain import FIRST
from engine.storage.ids import new_id
from engine.storage.letters import outbox_rows
from engine.storage.loading import Found, read_case, read_cases
from engine.storage.metadata import table_of
from engine.storage.queries.cases import find_case
from engine.storage.queries.webhooks import message_rows
from engine.storage.statement import Statement, of_tenant
from engine.storage.surroundings import Around, Gatherer
from engine.storage.tables.cases import CaseRow, LinkRow
from engine.storage.tables.tenants import CounterRow
from engine.storage.town import read_town, stamp_of
from engine.storage.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from engine.definition.fields import Field
    from engine.lifecycle.case import Case, WorkflowRef
    from engine.lifecycle.circumstances import Circumstances
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Envelope, Opening, Outcome, Refused
    from engine.storage.known import Known
    from engine.storage.town import Town
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_LINKS = table_of(LinkRow)
_COUNTERS = table_of(CounterRow)

_NEXT_NUMBER = Statement(
    insert(_COUNTERS)
    .values(name=bindparam("name"), value=1)
    .on_conflict_do_update(index_elements=["tenant", "name"], set_={"value": _COUNTERS.c.value + 1})
    .returning(_COUNTERS.c.value)
)
_UNLINK = Statement(
    delete(_LINKS).where(
        of_tenant(_LINKS),
        _LINKS.c.case_id == bindparam("case"),
        _LINKS.c.type == bindparam("type"),
        _LINKS.c.other_id == bindparam("other"),
    )
)
_OPEN_CASES = (
    select(_CASES.c.id).where(of_tenant(_CASES), _CASES.c.closed_at.is_(None)).order_by(_CASES.c.id)
)
_IF_OPEN = Statement(_OPEN_CASES.where(_CASES.c.id == bindparam("target")))
_CHILDREN = Statement(_OPEN_CASES.where(_CASES.c.parent_case == bindparam("source")))
_CHILDREN_OF = Statement(
    _OPEN_CASES.where(
        _CASES.c.parent_case == bindparam("source"),
        _CASES.c.parent_children == bindparam("key"),
    )
)


def _linked(one: str, other: str) -> Select[Any]:
    return select(_LINKS.c[other]).where(
        of_tenant(_LINKS),
        _LINKS.c[one] == bindparam("source"),
        _LINKS.c.type == bindparam("type"),
    )


_LINKED = Statement(
    _OPEN_CASES.where(
        or_(
            _CASES.c.id.in_(_linked("case_id", "other_id")),
            _CASES.c.id.in_(_linked("other_id", "case_id")),
        )
    )
)


class StorageWorld:
    """The cases, definitions and surroundings of a town inside one unit.

    Writing is put off until the unit commits or until something is read that it would change.
    """

    def __init__(self, unit: Unit, known: Known, *, hold: bool = True) -> None:
        """Open the world for a unit.

        Args:
            unit: The transaction.
            known: What the process remembers.
            hold: Lock the cases that are loaded; False where nothing will be written.
        """
        self.unit = unit
        self._known = known
        self._hold = hold
        self._held: dict[str, Found] = {}
        self._repeated: set[str] = set()
        """Cases that have changed without being loaded."""
        self._stamp: int | None = None
        self._changed_town: Town | None = None
        self._writer = Writer(unit)
        self._gatherer = Gatherer(unit, self.compiled, self.newest, self._writer.flush, hold=hold)
        self.refused: list[Refused] = []
        """What was refused: to be logged in a transaction of its own."""
        unit.before_commit.append(self._writer.flush)

    # -- definitions and town ---------------------------------------------------------------

    @property
    def town(self) -> Town:
        """The town as it is in this transaction."""
        if self._changed_town is not None:
            return self._changed_town
        if self._stamp is None:
            self._stamp = stamp_of(self.unit)
        return self._known.town(self.unit, self._stamp)

    def look_again(self) -> None:
        """Read the town anew, because this unit has changed something about it.

        Other units, and this process after the commit, learn it by the stamp.
        """
        self._changed_town = read_town(self.unit)

    def compiled(self, ref: WorkflowRef) -> Compiled:
        """Return the definition that a case is pinned to."""
        return self._known.definitions.compiled(self.unit, ref)

    def newest(self, key: str) -> Compiled:
        """Return the newest published version of a workflow; raises WorkflowNotFound."""
        ref = self.town.newest.get(key)
        if ref is None:
            raise WorkflowNotFound(workflow=key)
        return self.compiled(ref)

    def taken_up(self, workflow: str, states: Collection[str], added: str | None) -> int:
        """Return how many cases there are, or what a field of them adds up to; see ``Known``."""
        return self._known.taken_up(self.unit, workflow, states, added)

    def _declared(self, ref: WorkflowRef) -> Mapping[str, Field]:
        return self.compiled(ref).workflow.fields

    # -- reading ----------------------------------------------------------------------------

    def load(self, case_id: str) -> Case:
        """Return a case, held for this transaction; raises CaseNotFound."""
        known = self._held.get(case_id)
        if known is None:
            self._store_repeated([case_id])
            known = read_case(self.unit, case_id, self._declared, hold=self._hold)
            if known is None:
                raise CaseNotFound(case=case_id)
            self._keep(known)
        return known.case

    def load_many(self, case_ids: Sequence[str]) -> list[Case]:
        """Load cases with what their steps will read, in a constant number of statements.

        Ids that there are not are left out.
        """
        missing = [each for each in case_ids if each not in self._held]
        self._store_repeated(missing)
        for found in read_cases(self.unit, missing, self._declared, hold=self._hold):
            self._keep(found)
        cases = [self._held[each].case for each in case_ids if each in self._held]
        self._gatherer.prepare(cases)
        return cases

    def _store_repeated(self, case_ids: Sequence[str]) -> None:
        """Store what was put off before cases are read that it has changed."""
        if not self._repeated.isdisjoint(case_ids):
            self._repeated.clear()
            self._writer.flush()

    def _keep(self, found: Found) -> None:
        self._held[found.case.id] = found
        self._stamp = found.town_stamp

    def circumstances(
        self,
        compiled: Compiled,
        case: Case | None,
        at: datetime,
        event: str | None,
        parent: Case | None = None,
    ) -> Circumstances:
        """Gather what the step may read: only the facts that this event's rules name."""
        return self._gatherer.gather(self.town, compiled, Around(case, parent), at, event)

    def targets(self, source: Case, target: str) -> list[str]:
        """Return the ids of the open cases that an envelope is for."""
        self._writer.flush()
        run = self.unit.run
        found: Iterable[str]
        if target == "parent":
            parent = source.parent
            found = run(_IF_OPEN, target=parent.case).scalars() if parent else ()
        elif target == "children":
            found = run(_CHILDREN, source=source.id).scalars()
        elif target.startswith("children."):
            key = target.removeprefix("children.")
            found = run(_CHILDREN_OF, source=source.id, key=key).scalars()
        else:
            linked = run(_LINKED, source=source.id, type=target).scalars().all()
            found = linked or run(_IF_OPEN, target=self.resolve(target) or target).scalars()
        return list(found)

    def link_of(self, opening: Opening, opener: Case) -> ParentLink | None:
        """Return the parent link of a child to be opened, None for a mere link."""
        if opening.children is None:
            return None
        return ParentLink(opener.id, opening.children, opener.entry)

    def new_case(self, compiled: Compiled, at: datetime) -> tuple[str, str]:
        """Return a fresh case id and the next number; workflows of one pattern share a series."""
        day, pattern = self.town.today(at), compiled.workflow.number
        series = f"{pattern} {day.year}" if "year" in pattern else pattern
        count: int = self.unit.run(_NEXT_NUMBER, name=series).scalar_one()
        return new_id(at), number_of(pattern, count, day)

    # -- writing ----------------------------------------------------------------------------

    def flush(self) -> None:
        """Store now what was put off until the commit."""
        self._writer.flush()

    def write(self, accepted: Accepted) -> None:
        """Store the steps, occurrences, items, letters and envelopes of one outcome."""
        case = accepted.after
        compiled = self.compiled(case.workflow)
        known = self._held.get(case.id)
        head = self._writer.take(accepted, compiled, known.head_hash if known else FIRST)
        self._held[case.id] = Found(case, head, self.town.stamp)
        self._gatherer.forget(case)
        if accepted.letters:
            self._writer.add(
                "outbox",
                outbox_rows(accepted.letters, case, compiled.workflow, self.town, self.unit.at),
            )
        if accepted.topics and self.town.webhooks:
            self._writer.add(
                "webhook_messages", message_rows(accepted.topics, case, self.town, self.unit.at)
            )
        for index, envelope in enumerate(accepted.envelopes):
            for target in self.targets(case, envelope.target):
                key = f"{case.id}.{case.version}.{index}.{target}"
                self.send(replace(envelope, target=target), key=key, source=case.id)

    def repeat(self, outcome: Outcome, rows: Sequence[Any]) -> list[str]:
        """Store for cases of a kind what waking the first came to.

        Returns those of the others where it may come to something else.

        Args:
            outcome: What waking the first case came to.
            rows: Cases of one kind as ``claim_rungs`` found them, that one first.
        """
        first, *others = rows
        pattern = None
        if others and isinstance(outcome, Accepted):
            compiled = self.compiled(outcome.after.workflow)
            pattern = pattern_of(self.unit, self.town, compiled, outcome, first)
        if pattern is None:
            return [each.case_id for each in others]
        found = {each.case_id: pattern.of(each) for each in others}
        alike = {case_id: each for case_id, each in found.items() if each is not None}
        self._writer.repeat(alike.values())
        self._repeated |= alike.keys()
        self._gatherer.forget_parents(alike)
        return [case_id for case_id in found if case_id not in alike]

    def write_opened(
        self, accepted: Accepted, opening: Opening | None, opener: Case | None
    ) -> None:
        """Store a newly opened case and its link to the case that opened it."""
        if opening is not None and opener is not None and opening.children is None:
            self.link(accepted.after.id, opening.link, opener.id)
        self.write(accepted)

    def send(self, envelope: Envelope, *, key: str, source: str | None) -> None:
        """Put an event into the inbox of the case of its target; the same key is put there once."""
        at = self.unit.at
        row = {
            "id": new_id(at),
            "key": key,
            "target": envelope.target,
            "event": envelope.event,
            "input": encode_data(envelope.input),
            "source": source,
            "hops": envelope.hops,
            "at": at,
            "state": "queued",
            "next_try_at": at,
            "attempts": 0,
            "last_error": None,
        }
        self._writer.add("inbox", [row])

    def resolve(self, name: str) -> str | None:
        """Return the id of the case of that id or number, None if there is none."""
        self._writer.flush()
        return find_case(self.unit, name)

    def unlink(self, case_id: str, kind: str, other_id: str) -> None:
        """End a link."""
        self._writer.flush()
        self.unit.run(_UNLINK, case=case_id, type=kind, other=other_id)

    def link(self, case_id: str, kind: str, other_id: str) -> None:
        """Link a case to another one."""
        row = {"case_id": case_id, "type": kind, "other_id": other_id, "at": self.unit.at}
        self._writer.add("links", [row])

    def refuse(self, refused: Refused, at: datetime) -> None:
        """Keep a refusal for the log."""
        del at
        self.refused.append(refused)
