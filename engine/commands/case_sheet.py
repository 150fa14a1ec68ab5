"""The sheet of a case: everything about it, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands.output import Table
from engine.commands.saying import NOTHING, day, last_day, moment, standing, value
from engine.definition.model import ENGINE as ENGINE_ROLE
from engine.findings import Text
from engine.lifecycle.builtin import EVENTS
from engine.lifecycle.chronicle import title_of
from engine.services import cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.commands.call import Call
    from engine.lifecycle.case import Case
    from engine.services.cases import Shown

Part = Table | Text | str


def sheet(call: Call, shown: Shown, names: Mapping[str, str]) -> Iterator[Part]:
    """Yield the parts of the sheet."""
    yield from _head(call, shown)
    yield ""
    yield _fields(call, shown, names)
    for part in (
        _duties(call, shown),
        _matters(call, shown),
        _timers(call, shown),
        _ways_table(call, shown),
    ):
        if part is not None:
            yield ""
            yield part
    yield ""
    yield from _foot(call, shown, names)


def _head(call: Call, shown: Shown) -> Iterator[str]:
    case, flow = shown.case, shown.workflow
    title = case.data.get("title")
    yield f"{case.number}  {title if isinstance(title, str) else call.words(flow.title)}"
    state = flow.states[case.state]
    since = moment(call, case.entered_at)
    yield call.words(
        Text(
            de=f"Zustand: {state.title.de}, seit {since}",
            en=f"State: {state.title.en}, since {since}",
        )
    )
    if case.is_closed:
        at = moment(call, case.closed_at)
        yield call.words(Text(de=f"Beendet am {at}", en=f"Closed on {at}"))
    yield from _pause(call, case)
    yield call.words(
        Text(
            de=f"Ablauf: {flow.title.de} ({flow.key}, Fassung {flow.version}); "
            f"Stand {case.version}; Kennung {case.id}",
            en=f"Workflow: {flow.title.en} ({flow.key}, version {flow.version}); "
            f"case version {case.version}; id {case.id}",
        )
    )


def _pause(call: Call, case: Case) -> Iterator[str]:
    if case.pause is not None:
        until = last_day(call, case.pause.until_at)
        yield call.words(
            Text(
                de=f"Ausgesetzt bis {until}: {case.pause.reason}",
                en=f"Suspended until {until}: {case.pause.reason}",
            )
        )


def _fields(call: Call, shown: Shown, names: Mapping[str, str]) -> Table:
    return Table(
        (Text(de="Feld", en="Field"), Text(de="Wert", en="Value")),
        [
            (call.words(field.title), value(call, field, shown.case.data.get(key), names))
            for key, field in shown.workflow.fields.items()
            if shown.case.data.get(key) not in (None, [], "") and key != "title"
        ],
    )


def _duties(call: Call, shown: Shown) -> Table | None:
    if not shown.case.occurrences:
        return None
    flow, at = shown.workflow, call.application.now()
    columns = (
        Text(de="Geschuldet", en="Owed"),
        Text(de="Wer", en="Who"),
        Text(de="Fällig am", en="Due on"),
        Text(de="Stand", en="Standing"),
        Text(de="Name", en="Name"),
    )
    return Table(
        columns,
        [
            (
                call.words(title_of(each.obligation, flow)),
                role_title(call, shown, each.owner),
                day(call, each.due_on),
                standing(call, each, at),
                each.key,
            )
            for each in shown.case.occurrences
        ],
    )


def _matters(call: Call, shown: Shown) -> Table | None:
    if not shown.case.items:
        return None
    columns = (
        Text(de="Vor einem Gremium", en="Before a body"),
        Text(de="Gremium", en="Body"),
        Text(de="Seit", en="Since"),
        Text(de="Name", en="Name"),
        Text(de="Was gesagt werden kann", en="What can be said"),
    )
    return Table(
        columns,
        [
            (
                call.words(each.title),
                role_title(call, shown, each.body),
                moment(call, each.opened_at),
                each.key or each.number,
                _ways(call, each.kind.value, each.on),
            )
            for each in shown.case.items
        ],
    )


def _ways(call: Call, kind: str, on: Mapping[str, str]) -> str:
    if kind == "proposal":
        return f"case decide: {', '.join(on)}"
    return call.words(
        Text(de="case note, wenn erledigt", en="case note, once done"),
    )


def _timers(call: Call, shown: Shown) -> Table | None:
    if not shown.case.timers:
        return None
    events = shown.workflow.events
    unarmed = Text(de="noch kein Datum", en="no date yet")
    return Table(
        (Text(de="Von selbst geschieht", en="Happens by itself"), Text(de="Am", en="On")),
        [
            (
                call.words(events[each.event].title) if each.event in events else each.event,
                moment(call, each.next_at) if each.due_at else call.words(unarmed),
            )
            for each in shown.case.timers
            if each.next_at is not None or each.due_at is None
        ],
    )


def _foot(call: Call, shown: Shown, names: Mapping[str, str]) -> Iterator[str]:
    for role, holders in shown.case.holders.items():
        listed = ", ".join(names.get(each, each) for each in holders) or NOTHING
        yield f"{role_title(call, shown, role)} ({role}): {listed}"
    for one, kind, two in shown.links:
        other, way = (two, f"{kind} →") if one == shown.case.id else (one, f"← {kind}")
        number = cases.show(call.application, call.tenant, call.reader, other).case.number
        yield f"{way} {number}"


def _ways_table(call: Call, shown: Shown) -> Table | None:
    columns = (
        Text(de="Möglich ist", en="Possible now"),
        Text(de="Ereignis", en="Event"),
        Text(de="Als (--as)", en="As (--as)"),
    )
    rows = [(_event_title(call, shown, key), key, ", ".join(by)) for key, by in ways_on(shown)]
    return Table(columns, rows) if rows else None


def ways_on(shown: Shown) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the events that people could send now, conditions not asked, with who may."""
    if shown.case.is_closed:
        return
    if shown.case.pause is not None:
        yield "resume", shown.workflow.suspension_by
        return
    leading = {
        each.event for each in shown.workflow.transitions if shown.case.state in each.origins
    }
    for key, event in shown.workflow.events.items():
        by = tuple(role for role in event.by if role != ENGINE_ROLE)
        if key in leading and by:
            yield key, by


def _event_title(call: Call, shown: Shown, key: str) -> str:
    declared = shown.workflow.events.get(key)
    title = declared.title if declared else EVENTS[key].title if key in EVENTS else None
    return call.words(title) if title else key


def role_title(call: Call, shown: Shown, role: str) -> str:
    """Return what a role of a case's workflow is called."""
    declared = shown.workflow.roles.get(role)
    return call.words(declared.title) if declared else role
