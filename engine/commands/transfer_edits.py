"""A workbook that was exported comes back: what was edited in it is shown, then carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.commands.exits import ExitCode
from engine.commands.output import Table, answer, findings_document, findings_lines, watched
from engine.errors import DocumentError
from engine.findings import Text
from engine.services import edits
from engine.services.imports import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.commands.acting import Acting
    from engine.commands.call import Call
    from engine.findings import Finding
    from engine.services.edits import EditPlan, TakenEdit
    from engine.services.imports import File

_TAKING = Text(de="Übernehmen", en="Taking over")
_COLUMNS = (
    Text(de="Stelle", en="Place"),
    Text(de="Vorgang", en="Case"),
    Text(de="Feld", en="Field"),
    Text(de="bisher", en="so far"),
    Text(de="künftig", en="from now on"),
    Text(de="Bemerkung", en="Note"),
)
_CONFLICT = Text(de="inzwischen geändert, bleibt", en="changed meanwhile, stays")
_LONGEST = 60


class ListUnreadable(DocumentError):
    """The file {name} cannot be read as a list."""

    de = "Die Datei {name} ist nicht als Liste lesbar."

    findings: tuple[Finding, ...] = ()


def unreadable(name: str, told: Unreadable) -> ListUnreadable:
    """Return the error of a file that is no list, with its findings."""
    error = ListUnreadable(name=name)
    error.findings = told.findings
    return error


def take_back(call: Call, file: File, acting: Acting, given: Mapping[str, Any]) -> None:
    """Show what was edited in an exported workbook; with ``--take`` carry it out."""
    app, tenant = call.application, call.tenant
    if not given["take"]:
        plan = _plan(call, file, edits.read_edits(app, tenant, call.reader, file))
        answer(call, _document(plan, ()), *_parts(call, plan))
    else:
        reader = acting.reader(call)
        plan = _plan(call, file, edits.read_edits(app, tenant, reader, file))
        with watched(call, _TAKING) as progress:
            done = edits.take_edits(app, tenant, reader, plan, given["reason"], progress=progress)
        answer(call, _document(plan, done), *_told(call, plan, done))
        if any(each.refused for each in done):
            call.finish(ExitCode.FINDINGS)
    if edits.refusal(plan) or any(each.conflicts for each in plan.edited):
        call.finish(ExitCode.FINDINGS)


def _plan(call: Call, file: File, read: EditPlan | Unreadable) -> EditPlan:
    del call
    if isinstance(read, Unreadable):
        raise unreadable(file.name, read)
    return read


def _parts(call: Call, plan: EditPlan) -> Iterator[Table | Text | str]:
    if plan.edited:
        yield Table(_COLUMNS, list(_rows(call, plan)))
    yield from findings_lines(call, plan.findings)
    yield _sum(plan)
    if plan.edited:
        yield Text(
            de="Nur geprüft, nichts geändert. Übernehmen: --take --as ROLLE.",
            en="Only checked, nothing changed. Take it over: --take --as ROLE.",
        )


def _rows(call: Call, plan: EditPlan) -> Iterator[tuple[object, ...]]:
    for each in plan.edited:
        for change in each.changes:
            yield (each.where, each.number, change.field, _short(change.before),
                   _short(change.after), None)  # fmt: skip
        for role, held in each.assigned:
            yield each.where, each.number, role, None, ", ".join(held), None
        for change in each.conflicts:
            yield (each.where, each.number, change.field, _short(change.before),
                   _short(change.after), call.words(_CONFLICT))  # fmt: skip


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _sum(plan: EditPlan) -> Text:
    count = len(plan.edited)
    return Text(
        de=f"{plan.rows} Vorgänge, {count} bearbeitet.", en=f"{plan.rows} cases, {count} edited."
    )


def _told(call: Call, plan: EditPlan, done: Sequence[TakenEdit]) -> Iterator[Table | Text | str]:
    if plan.edited:
        yield Table(_COLUMNS, list(_rows(call, plan)))
    yield from findings_lines(call, plan.findings)
    for each in done:
        for reason in each.refused:
            number = each.edited.number
            yield Text(de=f"{number}: {reason.de}", en=f"{number}: {reason.en}")
    yield _sum(plan)


def _document(plan: EditPlan, done: Sequence[TakenEdit]) -> dict[str, Any]:
    return {
        "workflow": plan.workflow,
        "cases": plan.rows,
        "edited": list(plan.edited),
        "findings": findings_document(plan.findings),
        "refused": {each.edited.number: list(each.refused) for each in done if each.refused},
    }
