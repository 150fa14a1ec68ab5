"""What is told of a list: how it is understood, what it would do, what it has done."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from engine.commands.output import Table, findings_document, findings_lines
from engine.documents.lists.bindingness import title_of
from engine.documents.lists.targets import IGNORED
from engine.findings import Severity, Text
from engine.services.imports import Act

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.commands.call import Call
    from engine.findings import Finding
    from engine.services.imports import Plan, Planned
    from engine.services.taking import TakenLine

SHOWN_ROWS = 40
SHOWN_FINDINGS = 40
ACTS = {
    Act.OPEN: Text(de="neu", en="new"),
    Act.CHANGE: Text(de="geändert", en="changed"),
    Act.SAME: Text(de="unverändert", en="unchanged"),
    Act.NOT_TAKEN: Text(de="nicht übernommen", en="not taken"),
}


def told_plan(call: Call, plan: Plan) -> Iterator[Table | Text | str]:
    """Yield how a list is understood and what it would do."""
    yield _columns(call, plan)
    yield _missing(call, plan)
    yield _rows(call, plan)
    yield from _more(len(plan.rows))
    yield from _findings(call, plan)
    yield from _sums(plan)
    if plan.rows:
        yield Text(
            de="Nur geprüft, nichts geändert. Übernehmen: --take --as ROLLE.",
            en="Only checked, nothing changed. Take it over: --take --as ROLE.",
        )


def told_done(call: Call, plan: Plan, done: Sequence[TakenLine]) -> Iterator[Table | Text | str]:
    """Yield what became of a list."""
    yield from _findings(call, plan)
    for each in done:
        where = each.planned.line.where
        for reason in each.refused:
            yield Text(de=f"{where}: {reason.de}", en=f"{where}: {reason.en}")
        for one in each.planned.conflicts:
            yield _conflict(each.planned, one.field, one.before, one.after)
    yield from _sums(plan)
    refused = sum(bool(each.refused) for each in done)
    if refused:
        yield Text(de=f"Abgelehnt: {refused} Zeilen.", en=f"Refused: {refused} rows.")


def _conflict(row: Planned, field: str, standing: Any, wanted: Any) -> Text:
    return Text(
        de=f"{row.line.where}: {row.number} {field} bleibt „{standing}“: im Vorgang inzwischen "
        f"geändert; die Liste sagt „{wanted}“.",
        en=f"{row.line.where}: {row.number} {field} stays “{standing}”: changed in the case "
        f"meanwhile; the list says “{wanted}”.",
    )


def _columns(call: Call, plan: Plan) -> Table:
    columns = (
        Text(de="Blatt", en="Sheet"),
        Text(de="Spalte", en="Column"),
        Text(de="Überschrift", en="Heading"),
        Text(de="wird zu", en="becomes"),
        Text(de="Einträge", en="Entries"),
        Text(de="sicher", en="sure"),
    )
    never = call.words(Text(de="(nicht übernommen)", en="(not taken)"))
    rows = [
        (
            mapping.sheet,
            each.name,
            each.heading,
            never if each.target == IGNORED else each.target,
            each.filled,
            "" if each.target == IGNORED else f"{min(each.certainty, 1.0):.0%}",
        )
        for mapping in plan.read.mappings
        for each in mapping.columns
    ]
    return Table(columns, rows)


def _missing(call: Call, plan: Plan) -> Table:
    columns = (Text(de="Es fehlt", en="Missing"), Text(de="Zeilen", en="Rows"))
    counted = plan.read.missing
    return Table(columns, [(call.words(title_of(key)), counted[key]) for key in counted])


def _rows(call: Call, plan: Plan) -> Table:
    columns = (
        Text(de="Stelle", en="Place"),
        Text(de="Nummer", en="Number"),
        Text(de="Titel", en="Title"),
        Text(de="wird", en="will be"),
        Text(de="Es fehlt, um verbindlich zu sein", en="Lacks to be binding"),
    )
    rows = [
        (
            each.line.where,
            each.line.number,
            each.line.title,
            " ".join(part for part in (call.words(ACTS[each.act]), each.number) if part),
            ", ".join(call.words(title_of(one.key)) for one in each.line.missing),
        )
        for each in islice(plan.rows, SHOWN_ROWS)
    ]
    return Table(columns, rows)


def _more(rows: int) -> Iterator[Text]:
    if rows > SHOWN_ROWS:
        more = rows - SHOWN_ROWS
        yield Text(
            de=f"… und {more} weitere Zeilen; alle schreibt --report DATEI.xlsx.",
            en=f"… and {more} more rows; --report FILE.xlsx writes them all.",
        )


def all_findings(plan: Plan) -> list[Finding]:
    """Return everything that is to be said, what weighs most first."""
    found = [*plan.read.findings, *(one for each in plan.read.lines for one in each.findings)]
    order = [Severity.ERROR, Severity.WARNING, Severity.INFO]
    return sorted(found, key=lambda each: order.index(each.severity))


def _findings(call: Call, plan: Plan) -> Iterator[Text | str]:
    found = all_findings(plan)
    yield from findings_lines(call, found[:SHOWN_FINDINGS])
    if len(found) > SHOWN_FINDINGS:
        more = len(found) - SHOWN_FINDINGS
        yield Text(de=f"… und {more} weitere Hinweise.", en=f"… and {more} more notes.")


def _sums(plan: Plan) -> Iterator[Text]:
    counted = {act: plan.count(act) for act in Act}
    yield Text(
        de=", ".join(f"{counted[act]} {words.de}" for act, words in ACTS.items()) + ".",
        en=", ".join(f"{counted[act]} {words.en}" for act, words in ACTS.items()) + ".",
    )
    if plan.new_organisations:
        listed = ", ".join(plan.new_organisations.values())
        yield Text(de=f"Neu im Verzeichnis: {listed}.", en=f"New in the directory: {listed}.")
    if plan.gone:
        listed = ", ".join(plan.gone)
        yield Text(
            de=f"Nicht mehr in der Liste, aber weiter in der Stadt: {listed}.",
            en=f"No longer in the list, but still in the town: {listed}.",
        )


def plan_document(plan: Plan) -> dict[str, Any]:
    """Return a plan as JSON."""
    return {
        "list": plan.name,
        "workflow": plan.workflow,
        "columns": [
            {"sheet": mapping.sheet, "column": each.name, "heading": each.heading,
             "target": each.target, "certainty": each.certainty, "filled": each.filled}
            for mapping in plan.read.mappings
            for each in mapping.columns
        ],
        "rows": plan.read.rows,
        "counts": {act.value: plan.count(act) for act in Act},
        "missing": dict(plan.read.missing),
        "lines": [_line(each) for each in plan.rows],
        "findings": findings_document(all_findings(plan)),
        "new_organisations": dict(plan.new_organisations),
        "gone": list(plan.gone),
    }  # fmt: skip


def _line(row: Planned) -> dict[str, Any]:
    return {
        "where": row.line.where,
        "key": row.key,
        "number": row.line.number,
        "title": row.line.title,
        "act": row.act.value,
        "case": row.number,
        "fields": dict(row.fields),
        "holders": dict(row.holders),
        "status": row.line.status,
        "missing": [
            {"what": each.key, "where": each.where, "has_column": each.has_column}
            for each in row.line.missing
        ],
        "changes": list(row.changes),
        "conflicts": list(row.conflicts),
    }


def done_document(plan: Plan, done: Sequence[TakenLine]) -> dict[str, Any]:
    """Return what became of a list as JSON."""
    return {
        **plan_document(plan),
        "done": [
            {
                "where": each.planned.line.where,
                "case": each.number,
                "act": each.planned.act.value,
                "refused": list(each.refused),
            }
            for each in done
        ],
    }
