"""``verbindlich body``: who sits where, what is lacking, how it votes."""

from __future__ import annotations

from engine.commands.parts import LazyGroup
from engine.commands.registry import Entry
from engine.findings import Text

_VIEWS = "engine.commands.body_views"
_ACTS = "engine.commands.body_acts"

VERBS: dict[str, Entry] = {
    "list": Entry(_VIEWS, "list_bodies", Text(de="Gremien auflisten", en="list bodies")),
    "show": Entry(
        _VIEWS,
        "show",
        Text(
            de="Sitze, Besetzung und was daran fehlt",
            en="seats, who holds them and what is lacking",
        ),
    ),
    "add": Entry(
        _ACTS, "add", Text(de="ein Gremium eintragen oder ändern", en="enter or change a body")
    ),
    "found": Entry(
        _ACTS,
        "found",
        Text(de="seinen Vorgang eröffnen", en="open the case that its life is"),
    ),
    "seat": Entry(_ACTS, "seat", Text(de="einen Sitz einrichten", en="set up a seat")),
    "fill": Entry(_ACTS, "fill", Text(de="einen Sitz besetzen", en="fill a seat")),
    "vacate": Entry(_ACTS, "vacate", Text(de="einen Sitz frei machen", en="vacate a seat")),
}

body = LazyGroup(
    name="body",
    entries=VERBS,
    words=Text(
        de="Gremien: Sitze, wer sie innehat, was fehlt, wie abgestimmt wird.",
        en="Bodies: seats, who holds them, what is lacking, how they vote.",
    ),
)
