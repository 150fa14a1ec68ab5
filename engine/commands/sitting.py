"""``verbindlich sitting``: sittings, their agendas, votes and what becomes of them."""

from __future__ import annotations

from engine.commands.parts import LazyGroup
from engine.commands.registry import Entry
from engine.findings import Text

_VIEWS = "engine.commands.sitting_views"
_ACTS = "engine.commands.sitting_acts"
_VOTES = "engine.commands.sitting_votes"

VERBS: dict[str, Entry] = {
    "plan": Entry(_ACTS, "plan", Text(de="eine Sitzung planen", en="plan a sitting")),
    "docket": Entry(
        _VIEWS,
        "docket",
        Text(de="was auf die nächste Sitzung gehört", en="what belongs on the next sitting"),
    ),
    "build": Entry(_ACTS, "build", Text(de="die Tagesordnung aufstellen", en="build the agenda")),
    "add": Entry(_ACTS, "add", Text(de="einen Punkt hinzufügen", en="add a point")),
    "agenda": Entry(_VIEWS, "agenda", Text(de="die Tagesordnung zeigen", en="show the agenda")),
    "invite": Entry(_ACTS, "invite", Text(de="einladen", en="invite")),
    "move": Entry(_ACTS, "move", Text(de="verlegen oder erneut einberufen", en="put off")),
    "open": Entry(
        _ACTS, "open_sitting", Text(de="mit den Anwesenden eröffnen", en="open with who has come")
    ),
    "vote": Entry(_VOTES, "vote", Text(de="abstimmen lassen", en="let a point be voted on")),
    "record": Entry(
        _VOTES, "record", Text(de="ein Ergebnis festhalten", en="record what was decided")
    ),
    "close": Entry(_ACTS, "close", Text(de="schließen", en="close")),
    "follow-up": Entry(
        _VIEWS,
        "follow_up",
        Text(de="Beschlusskontrolle", en="resolutions that are still to be carried out"),
    ),
    "promise": Entry(
        _ACTS,
        "promise",
        Text(de="eine mündliche Zusage festhalten", en="write down an oral promise"),
    ),
}

sitting = LazyGroup(
    name="sitting",
    entries=VERBS,
    words=Text(
        de="Sitzungen: Einladung, Tagesordnung, Abstimmung, Beschlusskontrolle, Zusagen.",
        en="Sittings: invitation, agenda, votes, follow-up, promises.",
    ),
)
