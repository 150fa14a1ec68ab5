"""``verbindlich obligation list|agenda``: what is owed, and what stands before bodies."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from engine.commands.call import Call, pass_call
from engine.commands.moments import Day
from engine.commands.output import Table, answer
from engine.commands.parts import TownCommand, argument, option
from engine.commands.people_named import names_of, person_id
from engine.commands.saying import NOTHING, day, moment, standing
from engine.deadlines.localtime import end_of_day
from engine.findings import Text
from engine.lifecycle.chronicle import title_of
from engine.services import cases, obligations
from engine.services.definitions import workflow_of
from engine.services.owners import owners_of
from engine.services.people import directory_of
from engine.services.plain import plain
from engine.storage.queries.duties import DutyFilter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.model import Workflow
    from engine.storage.queries.duties import Concern, Duty, Matter

_COLUMNS = (
    Text(de="Fällig am", en="Due on"),
    Text(de="Stand", en="Standing"),
    Text(de="Was", en="What"),
    Text(de="Wer", en="Who"),
    Text(de="Vorgang", en="Case"),
    Text(de="Pflicht", en="Obligation"),
)


@click.command(
    "list",
    cls=TownCommand,
    words=Text(
        de="Listet auf, was geschuldet wird, das Dringendste zuerst.",
        en="Lists what is owed, the most urgent first.",
    ),
)
@option("--case", "case_name", metavar="CASE", words=Text(de="Nur dieses.", en="Only of this one."))
@option("--workflow", metavar="KEY", words=Text(de="Nur dieses Ablaufs.", en="Only of this one."))
@option("--role", words=Text(de="Nur dieser Rolle.", en="Only of this role."))
@option(
    "--person",
    metavar="ID",
    words=Text(
        de="Nur, was diese Person schuldet, auch als Vertretung.",
        en="Only what this person owes, also as a deputy.",
    ),
)
@option("--overdue", is_flag=True, words=Text(de="Nur Überfälliges.", en="Only what is overdue."))
@option(
    "--undated",
    is_flag=True,
    words=Text(de="Nur, was kein Datum hat.", en="Only what has no date."),
)
@option("--until", type=Day(), words=Text(de="Nur Fälliges bis dahin.", en="Only due by then."))
@option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=200,
    show_default=True,
    words=Text(de="Höchstens so viele.", en="So many at most."),
)
@pass_call
def list_duties(call: Call, /, *, limit: int, **given: Any) -> None:
    """Print what is owed."""
    app, tenant = call.application, call.tenant
    found = obligations.list_duties(app, tenant, call.reader, _wanted(call, given), limit=limit)
    document = {
        "obligations": [
            {
                **plain(each.occurrence),
                "key": each.occurrence.key,
                "overdue": each.occurrence.is_overdue(app.now()),
                "case": plain(each.case),
            }
            for each in found
        ]
    }
    answer(call, document, *(() if call.as_json else _parts(call, found)))


def _wanted(call: Call, given: dict[str, Any]) -> DutyFilter:
    app, tenant = call.application, call.tenant
    person, case, until = given["person"], given["case_name"], given["until"]
    who = person_id(directory_of(app, tenant, call.reader), person) if person else None
    return DutyFilter(
        owners=owners_of(app, tenant, call.reader, who) if who else None,
        role=given["role"],
        workflow=given["workflow"],
        case=cases.find(app, tenant, call.reader, case) if case else None,
        overdue_at=app.now() if given["overdue"] else None,
        due_until=_after(call, until) if until else None,
        is_undated=given["undated"],
    )


def _after(call: Call, until: Any) -> datetime:
    """Return a moment after the last instant of a day: what is due on it counts."""
    return end_of_day(until, call.place.calendar.zone) + timedelta(microseconds=1)


def _parts(call: Call, found: Sequence[Duty]) -> Iterator[Table | Text]:
    if not found:
        yield Text(de="Nichts.", en="Nothing.")
        return
    flows = _flows(call, [each.case for each in found])
    at = call.application.now()
    rows = []
    for each in found:
        flow, duty = flows[each.case.workflow.digest], each.occurrence
        role = flow.roles.get(duty.owner)
        rows.append(
            (
                day(call, duty.due_on),
                standing(call, duty, at),
                call.words(title_of(duty.obligation, flow)),
                call.words(role.title) if role else duty.owner,
                f"{each.case.number} {each.case.title}".strip(),
                f"{each.case.number}/{duty.key}",
            )
        )
    yield Table(_COLUMNS, rows)


def _flows(call: Call, concerns: Sequence[Concern]) -> dict[str, Workflow]:
    refs = {each.workflow.digest: each.workflow for each in concerns}
    return {
        digest: workflow_of(call.application, call.tenant, call.reader, ref.key, ref.version)
        for digest, ref in refs.items()
    }


@click.command(
    "agenda",
    cls=TownCommand,
    words=Text(
        de="Zeigt, was offen vor einem Gremium liegt, das Älteste zuerst.",
        en="Shows what stands open before a body, what has waited longest first.",
    ),
)
@argument("body", words=Text(de="Das Gremium: seine Rolle.", en="The body: its role."))
@pass_call
def agenda(call: Call, body: str) -> None:
    """Print proposals and agenda items."""
    found = obligations.agenda(call.application, call.tenant, call.reader, body)
    document = {"items": [{**plain(each.item), "case": plain(each.case)} for each in found]}
    answer(call, document, *_agenda_parts(call, found, body))


def _agenda_parts(call: Call, found: Sequence[Matter], body: str) -> Iterator[Table | Text]:
    if call.as_json:
        return
    if not found:
        known = names_of(call).get(body, body)
        yield Text(de=f"{known}: nichts liegt vor.", en=f"{known}: nothing stands before it.")
        return
    columns = (
        Text(de="Seit", en="Since"),
        Text(de="Vorgang", en="Case"),
        Text(de="Was", en="What"),
        Text(de="Art", en="Kind"),
        Text(de="Antwort", en="Answer"),
    )
    yield Table(
        columns,
        [
            (
                moment(call, each.item.opened_at),
                f"{each.case.number} {each.case.title}".strip() or NOTHING,
                call.words(each.item.title),
                call.words(_KINDS[each.item.kind.value]),
                _how(each),
            )
            for each in found
        ],
    )


_KINDS = {
    "proposal": Text(de="Vorschlag", en="proposal"),
    "agenda": Text(de="Tagesordnung", en="agenda"),
}


def _how(matter: Matter) -> str:
    """Return the command by which the body's answer is recorded."""
    item = matter.item
    if item.kind.value == "proposal":
        return f"case decide {matter.case.number} {item.key} {'|'.join(item.on)}"
    return f"case note {matter.case.number} {item.key or item.number}"
