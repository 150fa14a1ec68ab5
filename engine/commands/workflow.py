"""``verbindlich workflow``: definitions checked, tried out, shown, published and migrated."""

from __future__ import annotations

import click

from engine.commands.parts import LazyGroup
from engine.commands.registry import Entry
from engine.findings import Text

_CHECKS = "engine.commands.workflow_checks"
_VERSIONS = "engine.commands.workflow_versions"
_VIEWS = "engine.commands.workflow_views"

VERBS: dict[str, Entry] = {
    "lint": Entry(
        _CHECKS,
        "lint",
        Text(
            de="prüfen: Form, Namen, Regeln, Lücken, Schweigen",
            en="check: shape, names, rules, gaps, silence",
        ),
    ),
    "test": Entry(
        _CHECKS,
        "test",
        Text(de="die Szenarien spielen", en="play the scenarios"),
    ),
    "show": Entry(_VIEWS, "show", Text(de="in Worten zeigen", en="show in words")),
    "diagram": Entry(
        _VIEWS,
        "diagram",
        Text(de="zeichnen: DOT, SVG oder Mermaid", en="draw: DOT, SVG or Mermaid"),
    ),
    "simulate": Entry(
        _VIEWS,
        "run_ahead",
        Text(
            de="einen Vorgang Tag für Tag vorausspielen",
            en="play a case ahead, day by day",
        ),
    ),
    "publish": Entry(
        _VERSIONS, "publish", Text(de="prüfen und veröffentlichen", en="check and publish")
    ),
    "list": Entry(_VERSIONS, "list_editions", Text(de="Fassungen auflisten", en="list versions")),
    "diff": Entry(
        _VERSIONS, "diff", Text(de="zwei Fassungen vergleichen", en="compare two versions")
    ),
    "migrate": Entry(
        _VERSIONS,
        "migrate",
        Text(
            de="laufende Vorgänge in eine andere Fassung überführen",
            en="move running cases to another version",
        ),
    ),
    "retire": Entry(
        _VERSIONS, "retire", Text(de="eine Fassung zurückziehen", en="retire a version")
    ),
}


@click.group(
    "workflow",
    cls=LazyGroup,
    entries=VERBS,
    words=Text(
        de="Abläufe prüfen, ausprobieren, ansehen, veröffentlichen.",
        en="Check, try out, look at and publish workflows.",
    ),
)
def workflow() -> None:
    """Lead to the commands."""
