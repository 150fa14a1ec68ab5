"""What a file would do, by what it is taken for, as values that are kept between the steps."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.services import edits, imports, settling
from engine.services.imports import Act, Unreadable
from engine.services.upload_values import (
    Checked,
    ColumnSeen,
    Detail,
    Difference,
    Kind,
    SheetSeen,
    Told,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.documents.lists.mapping import SheetMapping
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.edits import EditedCase, EditPlan
    from engine.services.imports import Change, File, Plan, Planned
    from engine.services.settling import Settled, Settling


def planned(
    app: Application, tenant: str, reader: Reader, kind: Kind, file: File, told: Told
) -> Plan | Settling | EditPlan | Unreadable:
    """Return what a file would do, by what it is taken for, without doing it.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
        NotYourWorkflow: the reader may not act in its cases.
        NotAdministrator: the reader does not keep the directory.
    """
    if kind is Kind.LIST:
        return imports.plan(app, tenant, reader, file, told.profile)
    if kind is Kind.DIRECTORY:
        return settling.settle(app, tenant, reader, file, told.columns, is_dry=True)
    return edits.read_edits(app, tenant, reader, file)


def checked(plan: Plan | Settling | EditPlan | Unreadable) -> tuple[Checked, list[Detail]]:
    """Return what is kept of a plan: on the whole, and of each row."""
    if isinstance(plan, Unreadable):
        return Checked(findings=plan.findings, is_readable=False), []
    if isinstance(plan, imports.Plan):
        return _of_list(plan), [row_of(each) for each in plan.rows]
    if isinstance(plan, settling.Settling):
        rows = [entry_of(each) for each in plan.rows]
        sheets = _sheets(plan.read.mappings)
        return Checked(sheets, plan.read.findings, lines=len(rows)), rows
    return Checked(findings=plan.findings, lines=plan.rows), [edited_of(e) for e in plan.edited]


def _of_list(plan: Plan) -> Checked:
    read = plan.read
    return Checked(
        sheets=_sheets(read.mappings),
        findings=read.findings,
        rows=dict(read.rows),
        lines=len(read.lines),
        binding=sum(each.is_binding for each in read.lines),
        lacking=dict(read.missing),
        needed=dict(Counter(key for each in read.lines for key in each.needs)),
        new=tuple(plan.new_organisations.values()),
        gone=plan.gone,
    )


def _sheets(mappings: Iterable[SheetMapping]) -> tuple[SheetSeen, ...]:
    return tuple(
        SheetSeen(
            each.sheet,
            each.layout.last_row,
            tuple(
                ColumnSeen(
                    number=one.number,
                    letters=one.name,
                    heading=one.heading,
                    target=one.target,
                    certainty=one.certainty,
                    filled=one.filled,
                    samples=one.samples,
                )
                for one in each.columns
            ),
        )
        for each in mappings
    )


def row_of(row: Planned) -> Detail:
    """Return what is kept of a row of a list."""
    line = row.line
    stays = row.conflicts and not (row.changes or row.assigned)
    return Detail(
        act=Act.NOT_TAKEN.value if stays else row.act.value,
        where=line.where,
        sheet=line.sheet,
        row=line.row,
        number=line.number,
        title=line.title,
        case=row.number,
        missing=line.missing,
        findings=line.findings,
        changes=(
            *map(_difference, row.changes),
            *(Difference(role, None, ", ".join(held)) for role, held in row.assigned.items()),
        ),
        conflicts=tuple(map(_difference, row.conflicts)),
    )


def entry_of(row: Settled) -> Detail:
    """Return what is kept of a row of a directory."""
    entry = row.entry
    act = Act.OPEN if row.done else Act.SAME if entry.says_something else Act.NOT_TAKEN
    names = (entry.person, entry.address, entry.organisation, entry.body)
    return Detail(
        act=act.value,
        where=entry.where,
        title=", ".join(dict.fromkeys(each for each in names if each)),
        findings=entry.findings,
        does=row.done,
        refused=row.refused,
    )


def edited_of(row: EditedCase) -> Detail:
    """Return what is kept of a case that was edited in a workbook."""
    changes = (
        *map(_difference, row.changes),
        *(Difference(role, None, ", ".join(held)) for role, held in row.assigned),
    )
    act = Act.CHANGE if changes else Act.NOT_TAKEN
    conflicts = tuple(map(_difference, row.conflicts))
    return Detail(
        act=act.value,
        where=row.where,
        number=row.number,
        case=row.number,
        changes=changes,
        conflicts=conflicts,
    )


def _difference(change: Change) -> Difference:
    return Difference(change.field, change.before, change.after)
