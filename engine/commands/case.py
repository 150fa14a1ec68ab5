"""``verbindlich case``: cases opened, moved, shown and explained."""

from __future__ import annotations

import click

from engine.commands.parts import LazyGroup
from engine.commands.registry import Entry
from engine.findings import Text

_EVENTS = "engine.commands.case_events"
_BUILT_IN = "engine.commands.case_built_in"
_VIEWS = "engine.commands.case_views"
_PAST = "engine.commands.case_past"

VERBS: dict[str, Entry] = {
    "open": Entry(_EVENTS, "open_new", Text(de="einen Vorgang eröffnen", en="open a case")),
    "list": Entry(_VIEWS, "list_cases", Text(de="Vorgänge auflisten", en="list cases")),
    "show": Entry(
        _VIEWS,
        "show",
        Text(de="zeigen, wie es um einen Vorgang steht", en="show how a case stands"),
    ),
    "fire": Entry(_EVENTS, "fire", Text(de="ein Ereignis auslösen", en="send an event")),
    "why": Entry(
        _VIEWS,
        "why",
        Text(
            de="ob ein Ereignis möglich ist, mit jeder Bedingung",
            en="whether an event is possible, with every condition",
        ),
    ),
    "history": Entry(_PAST, "history", Text(de="zeigen, was geschah", en="show what happened")),
    "roadmap": Entry(
        "engine.commands.case_roadmap",
        "roadmap",
        Text(de="den Fahrplan zeigen", en="show the roadmap"),
    ),
    "suspend": Entry(
        _BUILT_IN, "suspend", Text(de="einen Vorgang aussetzen", en="let a case rest")
    ),
    "resume": Entry(
        _BUILT_IN, "resume", Text(de="einen Vorgang fortsetzen", en="let a case go on")
    ),
    "assign": Entry(_BUILT_IN, "assign", Text(de="eine Rolle vergeben", en="assign a role")),
    "correct": Entry(_BUILT_IN, "correct", Text(de="Felder berichtigen", en="correct fields")),
    "decide": Entry(
        _BUILT_IN,
        "decide",
        Text(
            de="festhalten, was ein Gremium beschlossen hat",
            en="record what a body decided",
        ),
    ),
    "note": Entry(
        _BUILT_IN,
        "note",
        Text(
            de="festhalten, dass ein Gremium zur Kenntnis nahm",
            en="record that a body took note",
        ),
    ),
    "comment": Entry(
        _BUILT_IN, "comment", Text(de="etwas anmerken", en="put a remark into the history")
    ),
    "summary": Entry(
        "engine.commands.case_summary",
        "summary",
        Text(de="eine Phase zum Weitergeben zusammenfassen", en="sum a phase up, to be passed on"),
    ),
    "link": Entry(
        _BUILT_IN,
        "link",
        Text(de="mit einem anderen Vorgang verknüpfen", en="link a case to another one"),
    ),
    "verify": Entry(
        _PAST,
        "verify",
        Text(
            de="prüfen, ob die Aufzeichnung unverändert ist",
            en="check that the record is unchanged",
        ),
    ),
}


@click.group(
    "case",
    cls=LazyGroup,
    entries=VERBS,
    words=Text(
        de="Vorgänge eröffnen, bewegen, ansehen und erklären.",
        en="Open, move, show and explain cases.",
    ),
)
def case() -> None:
    """Lead to the commands."""
