"""``verbindlich plan``: the plan as a tree, as of a day, compared, and what hangs in the air."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.moments import Day
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument, option
from engine.commands.plan_method import method
from engine.commands.saying import day
from engine.findings import Text
from engine.services import plan as services
from engine.services import plan_past
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from engine.services.plan import Element
    from engine.services.plan_past import Difference, Snapshot

_LACKS = {
    "above": Text(de="gehört zu nichts", en="belongs under nothing"),
    "parts": Text(de="nichts gehört dazu", en="nothing belongs under it"),
    "source": Text(de="stammt aus nichts", en="comes from nothing"),
    "indicators": Text(de="nichts misst es", en="nothing measures it"),
}
_NUMBER = Text(de="Nummer", en="Number")
_TITLE = Text(de="Titel", en="Title")
_STATE = Text(de="Stand", en="State")


@click.group(
    "plan",
    cls=Group,
    words=Text(
        de="Der Plan als Ganzes: was zu was gehört, wie er stand, was sich geändert hat.",
        en="The plan as a whole: what belongs under what, how it stood, what has changed.",
    ),
)
def plan() -> None:
    """Lead to the commands."""


plan.add_command(method)


@plan.command(
    "show",
    cls=TownCommand,
    words=Text(
        de="Zeigt Leitbild, Leitlinien, Handlungsfelder, Ziele und Maßnahmen als Baum.",
        en="Shows vision, guidelines, fields of action, goals and measures as a tree.",
    ),
)
@option(
    "--under",
    metavar="NUMBER",
    words=Text(de="Nur, was unter diesem Vorgang steht.", en="Only what stands under this case."),
)
@option(
    "--on",
    type=Day(),
    words=Text(de="Stattdessen der Stand an diesem Tag.", en="Instead how it stood on this day."),
)
@pass_call
def show(call: Call, under: str | None, on: date | None) -> None:
    """Print the plan, now or as it stood."""
    if on is not None:
        found = plan_past.as_of(call.application, call.tenant, call.reader, on)
        answer(call, {"on": on, "cases": [_snapshot(each) for each in found]}, _then(call, found))
        return
    tops = services.tree(call.application, call.tenant, call.reader, under)
    lines = [line for each in tops for line in _lines(call, each, 0)]
    nothing = [] if lines else [Text(de="Der Plan ist leer.", en="The plan is empty.")]
    answer(call, {"plan": [_element(each) for each in tops]}, *lines, *nothing)


@plan.command(
    "orphans",
    cls=TownCommand,
    words=Text(
        de="Zeigt, was in der Luft hängt: ohne Ziel, ohne Maßnahme, ohne Herkunft, ohne Indikator.",
        en="Shows what hangs in the air: without goal, measure, origin or indicator.",
    ),
)
@pass_call
def orphans(call: Call) -> None:
    """Print what belongs nowhere or comes from nowhere."""
    found = services.orphans(call.application, call.tenant, call.reader)
    document = [
        {"number": each.line.number, "title": each.line.title, "lacks": each.lacks}
        for each in found
    ]
    rows = [(each.line.number, each.line.title, call.words(_LACKS[each.lacks])) for each in found]
    told = Table((_NUMBER, _TITLE, Text(de="Was fehlt", en="What is missing")), rows)
    nothing = Text(de="Nichts hängt in der Luft.", en="Nothing hangs in the air.")
    answer(call, {"orphans": document}, told if rows else nothing)


@plan.command(
    "compare",
    cls=TownCommand,
    words=Text(
        de="Zeigt, was sich zwischen zwei Tagen geändert hat.",
        en="Shows what has changed between two days.",
    ),
)
@argument("first", type=Day(), words=Text(de="Der eine Tag.", en="One day."))
@argument("last", type=Day(), words=Text(de="Der andere Tag.", en="The other day."))
@pass_call
def compare(call: Call, first: date, last: date) -> None:
    """Print what is new or another one."""
    found = plan_past.compare(call.application, call.tenant, call.reader, (first, last))
    document = {"from": min(first, last), "to": max(first, last),
                "differences": [_difference(each) for each in found]}  # fmt: skip
    rows = [row for each in found for row in _changed(call, each)]
    columns = (_NUMBER, _TITLE, Text(de="Was", en="What"), Text(de="Vorher", en="Before"),
               Text(de="Nachher", en="After"))  # fmt: skip
    nothing = Text(
        de=f"Zwischen {day(call, first)} und {day(call, last)} hat sich nichts geändert.",
        en=f"Nothing has changed between {day(call, first)} and {day(call, last)}.",
    )
    answer(call, document, Table(columns, rows) if rows else nothing)


def _lines(call: Call, element: Element, depth: int) -> Iterator[str]:
    line = element.line
    order = f"{line.data['order']} " if line.data.get("order") else ""
    kind, state = call.words(element.kind_title), call.words(element.state_title)
    yield f"{'  ' * depth}{order}{line.title} ({kind}, {line.number}: {state})"
    for each in element.parts:
        yield from _lines(call, each, depth + 1)


def _element(element: Element) -> dict[str, object]:
    line = element.line
    return {
        "number": line.number,
        "title": line.title,
        "workflow": line.workflow.key,
        "kind": plain(element.kind_title),
        "state": line.state,
        "values": plain(dict(line.data)),
        "above": list(element.above),
        "related": list(element.related),
        "parts": [_element(each) for each in element.parts],
    }


def _snapshot(each: Snapshot) -> dict[str, object]:
    return {
        "number": each.number,
        "title": each.title,
        "workflow": each.workflow.key,
        "state": each.state,
        "values": plain(dict(each.values)),
    }


def _then(call: Call, found: Sequence[Snapshot]) -> Table | Text:
    if not found:
        return Text(de="Da gab es noch nichts.", en="There was nothing yet.")
    rows = [(each.number, each.title, call.words(each.state_title)) for each in found]
    return Table((_NUMBER, _TITLE, _STATE), rows)


def _difference(each: Difference) -> dict[str, object]:
    return {
        "number": each.after.number,
        "title": each.after.title,
        "is_new": each.is_new,
        "state": {"before": each.before.state if each.before else None, "after": each.after.state},
        "changes": [plain(one) for one in each.changes],
    }


def _changed(call: Call, each: Difference) -> Iterator[tuple[str, ...]]:
    number, title = each.after.number, each.after.title
    state = call.words(each.after.state_title)
    if each.before is None:
        yield number, title, call.words(Text(de="neu", en="new")), "", state
        return
    if each.has_moved:
        yield number, title, call.words(_STATE), call.words(each.before.state_title), state
    for one in each.changes:
        yield number, title, call.words(one.title), _short(one.before), _short(one.after)


def _short(value: object) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


_LONGEST = 60
