"""Imports: what a list would do to a town, row by row. Reading only; ``taking`` carries it out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from engine.definition.values import convert_all, to_json
from engine.documents.lists.reading import ListRead, Reading, read_list
from engine.documents.lists.targets import REFERENCE
from engine.documents.workbooks.reading import read_workbook
from engine.services.access import require_acting, viewer_in, viewer_of
from engine.services.row_keys import keys_of, same_rows
from engine.services.row_names import Names
from engine.storage.queries import transfer
from engine.storage.queries.directory import organisations, people
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.definition.model import Workflow
    from engine.documents.lists.lines import Line
    from engine.findings import Finding
    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.transfer import Profile, TakenRow

MEASURE = "measure"


class Act(StrEnum):
    """What becomes of a row."""

    OPEN = "open"
    """A new case."""
    CHANGE = "change"
    """A case that is there is corrected."""
    SAME = "same"
    """Nothing has changed since it was taken last."""
    NOT_TAKEN = "not_taken"
    """It lacks what a case cannot do without."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came."""

    name: str
    """The ending says what it should be."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """A value of a case that the list says otherwise."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Planned:
    """A row and what it would do."""

    act: Act
    line: Line
    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    """As JSON, names of organisations replaced by their ids."""
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids by role."""
    case: str | None = None
    number: str | None = None
    version: int | None = None
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Change, ...] = ()
    """What both the list and the town have changed since: left as the town has it."""
    assigned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Roles that get another holder."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list would do."""

    name: str
    """Of the list: rows are recognised again under it."""
    workflow: str
    read: ListRead
    rows: tuple[Planned, ...]
    new_organisations: Mapping[str, str]
    """Ids and names of those that would be added to the directory."""
    gone: tuple[str, ...]
    """Numbers of cases whose row is no longer in the list; nothing happens to them."""

    def count(self, act: Act) -> int:
        """Return how many rows do something."""
        return sum(each.act is act for each in self.rows)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that is no workbook."""

    findings: tuple[Finding, ...]


def plan(
    app: Application,
    tenant: str,
    reader: Reader,
    file: File,
    profile: Profile,
    *,
    progress: Callable[[int, int], None] = lambda done, of: None,  # noqa: ARG005 - nobody watches
) -> Plan | Unreadable:
    """Return what a file would do, without doing it.

    Args:
        app: The application.
        tenant: The town.
        reader: Who asks; one who may act in all cases of the workflow.
        file: The list.
        profile: How it is read, and under which name its rows are recognised.
        progress: Told how many rows of how many are read.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
        NotYourWorkflow: the reader may not act in its cases.
    """
    workbook, findings = read_workbook(file.content, file.name)
    if workbook is None:
        return Unreadable(tuple(findings))
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        require_acting(viewer_of(world, reader, at), profile.workflow)
        flow = world.newest(profile.workflow).workflow
        known = organisations(unit)
        reading = Reading(
            workflow=flow,
            after=world.town.today(at),
            told=profile.columns,
            defaults=profile.defaults,
            sheets=profile.sheets,
            known=tuple(known.values()),
            progress=progress,
        )
        read = read_list(workbook, reading)
        names = Names(known, {each.id: each.name or "" for each in people(unit)})
        planner = _Planner(world, flow, names, transfer.taken_rows(unit, profile.name))
        rows = planner.rows(read.lines)
        return Plan(
            name=profile.name,
            workflow=profile.workflow,
            read=replace(read, findings=(*findings, *read.findings)),
            rows=rows,
            new_organisations=names.new,
            gone=planner.gone(rows),
        )


def profiles(app: Application, tenant: str, reader: Reader) -> list[Profile]:
    """Return how lists of this town are read, of the workflows that the reader acts in."""
    with app.database.read(tenant, app.now()) as unit:
        viewer = viewer_in(app, unit, reader)
        return [
            each
            for each in transfer.profiles(unit)
            if viewer.sees_all or each.workflow in viewer.workflows
        ]


def keep_profile(app: Application, tenant: str, reader: Reader, profile: Profile) -> None:
    """Keep how a list is read, for the next time; raises NotYourWorkflow."""
    with app.database.write(tenant, app.now()) as unit:
        require_acting(viewer_in(app, unit, reader), profile.workflow)
        transfer.put_profile(unit, profile)


class _Planner:
    """Compares lines with what was taken before and with the cases as they stand."""

    def __init__(
        self, world: StorageWorld, flow: Workflow, names: Names, taken: Sequence[TakenRow]
    ) -> None:
        self._world, self._flow, self._names = world, flow, names
        self._taken = {each.key: each for each in taken}
        self._by_reference = (
            transfer.case_ids_by(world.unit, flow.key, REFERENCE)
            if REFERENCE in flow.fields
            else {}
        )

    def rows(self, lines: Sequence[Line]) -> tuple[Planned, ...]:
        keys = keys_of(lines)
        renamed = same_rows(lines, keys, self._taken)
        return tuple(
            self._row(line, renamed.get(key, key)) for line, key in zip(lines, keys, strict=True)
        )

    def gone(self, rows: Sequence[Planned]) -> tuple[str, ...]:
        seen = {each.key for each in rows}
        lost = [each for key, each in self._taken.items() if key not in seen]
        return tuple(self._world.load(each.case).number for each in lost)

    def _row(self, line: Line, key: str) -> Planned:
        if not line.can_be_taken:
            return Planned(Act.NOT_TAKEN, line, key)
        fields, _ = convert_all(
            self._flow.fields, self._names.in_fields(self._flow.fields, line.fields), partial=True
        )
        planned = Planned(
            act=Act.OPEN,
            line=line,
            key=key,
            fields=to_json(fields),
            holders={role: self._names.ids(held) for role, held in line.holders.items()},
        )
        taken = self._taken.get(key)
        if taken is not None:
            return self._again(planned, taken, self._world.load(taken.case))
        known = self._by_reference.get(line.number or "")
        return self._joined(planned, self._world.load(known)) if known else planned

    def _again(self, planned: Planned, taken: TakenRow, case: Case) -> Planned:
        """Compare with what the row said last time: only what it says otherwise now counts."""
        silent = {each: None for each in taken.fields if each not in planned.fields}
        said = {**silent, **planned.fields}
        wanted = {each: value for each, value in said.items() if value != taken.fields.get(each)}
        roles = {
            role: held
            for role, held in planned.holders.items()
            if list(held) != list(taken.holders.get(role, ()))
        }
        return self._compared(planned, case, wanted, taken.fields, roles)

    def _joined(self, planned: Planned, case: Case) -> Planned:
        """Compare with a case of the same number that did not come from this list."""
        untouched = {
            key: to_json(each.default if each.default is not None else None)
            for key, each in self._flow.fields.items()
        }
        return self._compared(planned, case, planned.fields, untouched, planned.holders)

    def _compared(
        self,
        planned: Planned,
        case: Case,
        wanted: Mapping[str, Any],
        base: Mapping[str, Any],
        roles: Mapping[str, tuple[str, ...]],
    ) -> Planned:
        changes: list[Change] = []
        conflicts: list[Change] = []
        for key, after in wanted.items():
            standing = to_json(case.data.get(key))
            value = self._silence(key) if after is None else after
            if same(standing, value):
                continue
            said = base.get(key)
            before = self._silence(key) if said is None else said
            change = Change(key, standing, value)
            (changes if same(standing, before) else conflicts).append(change)
        assigned = {
            role: held for role, held in roles.items() if tuple(case.holders.get(role, ())) != held
        }
        is_same = not (changes or assigned or conflicts)
        return replace(
            planned,
            act=Act.SAME if is_same else Act.CHANGE,
            case=case.id,
            number=case.number,
            version=case.version,
            changes=tuple(changes),
            conflicts=tuple(conflicts),
            assigned=assigned,
        )

    def _silence(self, key: str) -> Any:
        """Return what a field holds that nothing is said of."""
        declared = self._flow.fields.get(key)
        return to_json(declared.default) if declared is not None else None


def same(one: Any, other: Any) -> bool:
    """Return whether two values say the same; members that say nothing do not count."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(same(one.get(key), other.get(key)) for key in one.keys() | other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)
