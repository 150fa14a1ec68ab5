"""``verbindlich case list|show|why``: how cases stand, and what could happen to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.commands.acting import Acting, by_somebody
from engine.commands.call import Call, pass_call
from engine.commands.case_events import CASE, object_in
from engine.commands.case_sheet import sheet, ways_on
from engine.commands.exits import ExitCode
from engine.commands.outcome import reason_lines, reasons_document, verdict_document
from engine.commands.output import Table, answer
from engine.commands.parts import TownCommand, argument, option
from engine.commands.people_named import holder_id, names_of
from engine.commands.saying import NOTHING, last_day
from engine.findings import Text
from engine.services import case_lists, cases
from engine.services.definitions import workflow_of
from engine.services.people import directory_of
from engine.services.plain import plain
from engine.storage.queries.cases import CaseFilter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.model import Workflow
    from engine.lifecycle.why import Why
    from engine.storage.queries.cases import CaseLine

_COLUMNS = (
    Text(de="Nummer", en="Number"),
    Text(de="Titel", en="Title"),
    Text(de="Zustand", en="State"),
    Text(de="Nächste Frist", en="Next due"),
    Text(de="Überfällig", en="Overdue"),
)


@click.command(
    "list",
    cls=TownCommand,
    words=Text(
        de="Listet Vorgänge auf, in der Reihenfolge, in der sie eröffnet wurden.",
        en="Lists cases in the order in which they were opened.",
    ),
)
@option("--workflow", metavar="KEY", words=Text(de="Nur dieses Ablaufs.", en="Only of this one."))
@option(
    "--state",
    "states",
    multiple=True,
    words=Text(de="Nur in diesem Zustand; mehrmals möglich.", en="Only in this state; repeatable."),
)
@option(
    "--open/--closed",
    "is_open",
    default=None,
    words=Text(de="Nur laufende, nur beendete.", en="Only open ones, only closed ones."),
)
@option(
    "--overdue",
    is_flag=True,
    words=Text(de="Nur, wo etwas überfällig ist.", en="Only where something is overdue."),
)
@option(
    "--text",
    default="",
    words=Text(de="Teil der Nummer oder des Titels.", en="Part of the number or title."),
)
@option(
    "--holder",
    metavar="ID",
    words=Text(
        de="Nur, wo diese Person oder Organisation eine Rolle hat.",
        en="Only where this person or organisation holds a role.",
    ),
)
@option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=100,
    show_default=True,
    words=Text(de="Höchstens so viele.", en="So many at most."),
)
@option(
    "--after",
    metavar="CASE",
    words=Text(de="Weiter nach diesem Vorgang.", en="Go on after this case."),
)
@pass_call
def list_cases(
    call: Call, /, *, holder: str | None, limit: int, after: str | None, **wanted: Any
) -> None:
    """Print a page of cases."""
    app, tenant = call.application, call.tenant
    holders = (holder_id(directory_of(app, tenant, call.reader), holder),) if holder else ()
    chosen = CaseFilter(
        workflow=wanted["workflow"],
        states=wanted["states"],
        is_open=wanted["is_open"],
        is_overdue=wanted["overdue"],
        text=wanted["text"],
        holders=holders,
    )
    begin = cases.find(app, tenant, call.reader, after) if after else ""
    lines = case_lists.list_cases(app, tenant, call.reader, chosen, limit=limit + 1, after=begin)
    more, lines = len(lines) > limit, lines[:limit]
    document = {"cases": [plain(each) for each in lines], "more": more}
    answer(call, document, *_list_parts(call, lines, more=more))


def _list_parts(
    call: Call, lines: Sequence[CaseLine], *, more: bool
) -> Iterator[Table | Text | str]:
    if call.as_json:
        return
    if not lines:
        yield Text(de="Keine Vorgänge.", en="No cases.")
        return
    flows: dict[tuple[str, int], Workflow] = {}
    for each in lines:
        ref = (each.workflow.key, each.workflow.version)
        if ref not in flows:
            flows[ref] = workflow_of(call.application, call.tenant, call.reader, *ref)
    yield Table(
        _COLUMNS,
        [
            (
                each.number,
                each.title or NOTHING,
                call.words(
                    flows[each.workflow.key, each.workflow.version].states[each.state].title
                ),
                NOTHING if each.closed_at else last_day(call, each.due_at),
                each.overdue or "",
            )
            for each in lines
        ],
    )
    if more:
        last = lines[-1].number
        yield Text(de=f"Weiter mit --after {last}", en=f"Go on with --after {last}")


@click.command(
    "show",
    cls=TownCommand,
    words=Text(
        de="Zeigt, wie es um einen Vorgang steht: Felder, was geschuldet wird, was vor Gremien "
        "liegt, und was jetzt möglich ist.",
        en="Shows how a case stands: fields, what is owed, what stands before bodies, and what is "
        "possible now.",
    ),
)
@argument("name", metavar="CASE", words=CASE)
@by_somebody
@pass_call
def show(call: Call, name: str, acting: Acting) -> None:
    """Print everything about a case."""
    is_somebody = acting.role is not None or acting.person is not None
    reader = acting.reader(call) if is_somebody else call.reader
    shown = cases.show(call.application, call.tenant, reader, name)
    document = {
        **plain(shown.case),
        "title": shown.case.data.get("title"),
        "state_title": plain(shown.workflow.states[shown.case.state].title),
        "possible": [
            {"event": event, "by": list(by)}
            for event, by in ways_on(shown)
            if not is_somebody or event in shown.possible
        ],
        "links": [{"case": one, "type": kind, "other": two} for one, kind, two in shown.links],
    }
    answer(call, document, *(() if call.as_json else sheet(call, shown, names_of(call))))


@click.command(
    "why",
    cls=TownCommand,
    words=Text(
        de="Sagt, ob ein Ereignis jetzt möglich ist, und zeigt jede Bedingung mit ihrem Wert.",
        en="Says whether an event is possible now and shows every condition with its value.",
    ),
)
@argument("name", metavar="CASE", words=CASE)
@argument("event", words=Text(de="Das Ereignis.", en="The event."))
@option(
    "--input",
    "source",
    metavar="JSON|FILE",
    default="{}",
    words=Text(de="Was dazu gesagt würde.", en="What would be said with it."),
)
@by_somebody
@pass_call
def why(call: Call, name: str, event: str, source: str, acting: Acting) -> None:
    """Print every condition; exit 3 if the event would be refused."""
    told, case = cases.explain(
        call.application, call.tenant, acting.reader(call), name, event, object_in(source)
    )
    document = {
        "case": case.number,
        "event": event,
        "possible": told.possible,
        "reasons": reasons_document(told.reasons),
        "conditions": [
            {"transition": key, "conditions": [verdict_document(each) for each in verdicts]}
            for key, verdicts in told.conditions
        ],
    }
    answer(call, document, *_why_lines(call, told, case.number))
    if not told.possible:
        call.finish(ExitCode.REFUSED)


def _why_lines(call: Call, told: Why, number: str) -> Iterator[str]:
    if told.possible:
        text = Text(
            de=f"{told.event} ist bei {number} jetzt möglich.",
            en=f"{told.event} is possible now at {number}.",
        )
    else:
        text = Text(
            de=f"{told.event} würde bei {number} jetzt abgelehnt:",
            en=f"{told.event} would be refused now at {number}:",
        )
    yield call.words(text)
    shown = {verdict.id for _, verdicts in told.conditions for verdict in verdicts}
    yield from reason_lines(
        call,
        (each for each in told.reasons if each.verdict is None or each.verdict.id not in shown),
    )
    for key, verdicts in told.conditions:
        if verdicts:
            yield call.words(Text(de=f"Bedingungen für „{key}“:", en=f"Conditions of “{key}”:"))
        messages = {each.subject: each.message for each in told.reasons if each.verdict}
        for each in verdicts:
            yield f"  {'✓' if each.holds else '✗'} {each.id}"
            if not each.holds and each.id in messages:
                yield f"      {call.words(messages[each.id])}"
            yield from (f"      {line}" for line in each.explain().lines(call.language))
