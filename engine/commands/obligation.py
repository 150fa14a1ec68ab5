"""``verbindlich obligation``: what is owed by whom, and why something was sent or not."""

from __future__ import annotations

import click

from engine.commands.parts import LazyGroup
from engine.commands.registry import Entry
from engine.findings import Text

_DUTIES = "engine.commands.duties"
_STORY = "engine.commands.duty_story"
_ACTS = "engine.commands.duty_acts"

VERBS: dict[str, Entry] = {
    "list": Entry(
        _DUTIES, "list_duties", Text(de="auflisten, was offen ist", en="list what is owed")
    ),
    "show": Entry(
        _STORY,
        "show",
        Text(de="eine Pflicht mit allen Stufen zeigen", en="show an obligation with all rungs"),
    ),
    "why": Entry(
        _STORY,
        "why",
        Text(
            de="warum etwas kam, übergangen wurde oder nicht fällig ist",
            en="why something was sent, overtaken, not met or is not due",
        ),
    ),
    "extend": Entry(_ACTS, "extend", Text(de="eine Frist verlängern", en="extend a deadline")),
    "waive": Entry(_ACTS, "waive", Text(de="eine Pflicht erlassen", en="waive an obligation")),
    "agenda": Entry(
        _DUTIES, "agenda", Text(de="was vor einem Gremium liegt", en="what stands before a body")
    ),
}


@click.group(
    "obligation",
    cls=LazyGroup,
    entries=VERBS,
    words=Text(
        de="Was geschuldet wird, wem es vorliegt und warum.",
        en="What is owed, before whom it stands, and why.",
    ),
)
def obligation() -> None:
    """Lead to the commands."""
