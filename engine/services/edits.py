"""Edits: a workbook that was exported comes back, and what was edited in it is carried out.

The workbook is compared with the same workbook made anew of the cases as they were: what differs
is an edit. What the town has changed meanwhile, too, is a conflict and stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.values import convert, to_json
from engine.documents.roundtrip.compare import (
    Cells,
    Edits,
    RowIn,
    about,
    by_case,
    compare_list,
    compare_row,
    list_rows,
    rows_in,
)
from engine.documents.workbooks.reading import read_workbook
from engine.findings import Finding, Severity, Text
from engine.lifecycle.errors import CaseNotFound
from engine.services import events
from engine.services.access import Sight, sight_of
from engine.services.desk import Desk, desk
from engine.services.exports import Bench
from engine.services.imports import Change, Unreadable, same
from engine.services.intents import SubmitEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.documents.roundtrip.book import Shape
    from engine.documents.workbooks.values import Workbook
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.imports import File


@dataclass(frozen=True, slots=True)
class EditedCase:
    """A case whose row was edited."""

    case: str
    number: str
    where: str
    version: int
    """Of the case as it is now."""
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Change, ...] = ()
    assigned: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Roles and their new holders."""


@dataclass(frozen=True, slots=True)
class EditPlan:
    """What a workbook would change."""

    workflow: str
    rows: int
    """How many cases stand in it."""
    edited: tuple[EditedCase, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class TakenEdit:
    """What became of the edits of a case."""

    edited: EditedCase
    refused: tuple[Text, ...] = ()


def read_edits(app: Application, tenant: str, reader: Reader, file: File) -> EditPlan | Unreadable:
    """Return what an exported and edited workbook would change, without changing it.

    Raises:
        WorkflowNotFound: the town has no longer published the workflow.
    """
    workbook, findings = read_workbook(file.content, file.name)
    if workbook is None:
        return Unreadable(tuple(findings))
    said = about(workbook)
    if "workflow" not in said:
        return Unreadable((_NO_EXPORT,))
    with desk(app, tenant, reader, said.get("language", "de")) as opened:
        bench = Bench(opened, opened.world.newest(said["workflow"]).workflow)
        shape = bench.shape
        rows, more = rows_in(workbook, shape)
        known, unknown = _known(opened, rows)
        compared = _Comparison(bench, shape, workbook, known)
        edited = compared.edited()
        lost = [_lost(each) for each in compared.lost_entries()]
        told = [one for _, each in edited for one in each]
        found = (*findings, *more, *unknown, *lost, *told)
        changed = tuple(each for each, _ in edited if each is not None)
        return EditPlan(said["workflow"], len(rows), changed, found)


_NO_EXPORT = Finding(
    "no-export",
    "",
    Text(
        de="Diese Arbeitsmappe wurde nicht von hier ausgegeben.",
        en="This workbook was not exported from here.",
    ),
    Text(
        de="Andere Listen nimmt „transfer import“ auf.", en="“transfer import” takes other lists."
    ),
)


def is_export(file: File) -> bool:
    """Return whether a file is a workbook that was exported from here."""
    workbook, _ = read_workbook(file.content, file.name)
    return workbook is not None and "workflow" in about(workbook)


def _known(opened: Desk, rows: list[RowIn]) -> tuple[list[RowIn], list[Finding]]:
    """Return the rows of cases that the reader may know of and that have come so far."""
    found, findings = [], []
    for row in rows:
        try:
            case = opened.world.load(row.case)
        except CaseNotFound:
            findings.append(_strange(row))
            continue
        flow = opened.flow(case.workflow)
        is_seen = sight_of(opened.viewer, flow, case) is not Sight.NOTHING
        if is_seen and 1 <= row.version <= case.version:
            found.append(row)
        else:
            findings.append(_strange(row))
    return found, findings


def _lost(where: str) -> Finding:
    return Finding(
        "row-unknown",
        where,
        Text(
            de="Zu dieser Nummer steht auf dem ersten Blatt kein Vorgang.",
            en="On the first sheet no case has this number.",
        ),
    )


def _strange(row: RowIn) -> Finding:
    return Finding(
        "case-unknown",
        row.where,
        Text(
            de="Diesen Vorgang gibt es hier nicht in diesem Stand.",
            en="There is no such case here at this version.",
        ),
    )


class _Comparison:
    """The workbook, and the same workbook unedited."""

    def __init__(self, bench: Bench, shape: Shape, workbook: Workbook, rows: list[RowIn]) -> None:
        self._bench, self._shape, self._rows = bench, shape, rows
        versions = {each.case: each.version for each in rows}
        content = bench.workbook([each.case for each in rows], versions)
        unedited, findings = read_workbook(content, "unedited.xlsx")
        assert unedited is not None, findings  # noqa: S101 - we have just written it
        self._unedited = by_case(rows_in(unedited, shape)[0])
        self._lists = {
            key: (list_rows(workbook, shape, key), list_rows(unedited, shape, key))
            for key in shape.lists
        }

    def edited(self) -> list[tuple[EditedCase | None, list[Finding]]]:
        return [self._case(row) for row in self._rows]

    def lost_entries(self) -> list[str]:
        """Return where entries of lists stand that belong to no row."""
        numbers = {self._bench.case(each.case).number for each in self._rows}
        return [
            next(iter(cells.values()))[1]
            for mine, _ in self._lists.values()
            for number, rows in mine.items()
            if number not in numbers
            for cells in rows
        ]

    def _case(self, row: RowIn) -> tuple[EditedCase | None, list[Finding]]:
        base = self._bench.case(row.case, row.version)
        edits = compare_row(self._shape, row.cells, self._unedited[row.case].cells)
        for key, (mine, before) in self._lists.items():
            entries: tuple[list[Cells], list[Cells]] = (
                mine.get(base.number, []),
                before.get(base.number, []),
            )
            compare_list(self._shape, key, *entries, edits)
        if not (edits.fields or edits.holders):
            return None, edits.findings
        return self._three_ways(row, edits, base.data, base.holders), edits.findings

    def _three_ways(
        self,
        row: RowIn,
        edits: Edits,
        base: Mapping[str, object],
        held: Mapping[str, tuple[str, ...]],
    ) -> EditedCase | None:
        now = self._bench.case(row.case)
        changes: list[Change] = []
        conflicts: list[Change] = []
        for key, after in edits.fields.items():
            standing, before = to_json(now.data.get(key)), to_json(base.get(key))
            wanted = to_json(convert(self._shape.workflow.fields[key], after)[0])
            if not same(standing, wanted):
                change = Change(key, standing, wanted)
                (changes if same(standing, before) else conflicts).append(change)
        assigned = []
        for role, after_held in edits.holders.items():
            present = tuple(now.holders.get(role, ()))
            if present == after_held:
                continue
            if present == tuple(held.get(role, ())):
                assigned.append((role, after_held))
            else:
                conflicts.append(Change(role, list(present), list(after_held)))
        if not (changes or conflicts or assigned):
            return None
        return EditedCase(
            case=row.case,
            number=now.number,
            where=row.where,
            version=now.version,
            changes=tuple(changes),
            conflicts=tuple(conflicts),
            assigned=tuple(assigned),
        )


def take_edits(
    app: Application,
    tenant: str,
    reader: Reader,
    plan: EditPlan,
    reason: str,
    *,
    progress: Callable[[int, int], None] = lambda done, of: None,  # noqa: ARG005 - nobody watches
) -> list[TakenEdit]:
    """Carry out what was edited, each case in a transaction of its own.

    Args:
        app: The application.
        tenant: The town.
        reader: Who corrects; the workflow says who may.
        plan: What was edited; a case that moved since then refuses.
        reason: Why it is corrected.
        progress: Told how many cases of how many are done.
    """
    done = []
    for each in taken_edits(app, tenant, reader, plan, reason):
        done.append(each)
        progress(len(done), len(plan.edited))
    return done


def taken_edits(
    app: Application, tenant: str, reader: Reader, plan: EditPlan, reason: str
) -> Iterator[TakenEdit]:
    """Carry out what was edited, and yield what became of each case as soon as it is done."""
    for each in plan.edited:
        yield TakenEdit(each, _carried_out(app, tenant, reader, each, reason))


def _carried_out(
    app: Application, tenant: str, reader: Reader, edited: EditedCase, reason: str
) -> tuple[Text, ...]:
    intents = []
    if edited.changes:
        fields = {each.field: each.after for each in edited.changes}
        given: dict[str, object] = {"reason": reason, "fields": fields}
        intents.append(
            SubmitEvent(tenant, edited.case, "correct", reader.who, given, edited.version)
        )
    for role, held in edited.assigned:
        given = {"role": role, "to": held[0] if held else None}
        intents.append(SubmitEvent(tenant, edited.case, "assign", reader.who, given))
    refused: list[Text] = []
    for each in intents:
        answer = events.send(app, each)
        refused += [] if answer.accepted else [one.message for one in answer.reasons]
    return tuple(refused)


def refusal(plan: EditPlan) -> bool:
    """Return whether something in the workbook could not be understood."""
    return any(each.severity is Severity.ERROR for each in plan.findings)
