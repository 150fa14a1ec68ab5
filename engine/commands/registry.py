"""The nouns of the command line: where each lives and what the list of commands says of it.

``verbindlich --help`` reads this table alone; a noun's module is imported when it is called.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.findings import Text


class Entry(NamedTuple):
    """A noun that is not imported yet."""

    module: str
    attribute: str
    words: Text


NOUNS: dict[str, Entry] = {
    "init": Entry(
        "engine.commands.init",
        "init",
        Text(de="Datenbank und Stadt einrichten", en="set up a database and a town"),
    ),
    "workflow": Entry(
        "engine.commands.workflow",
        "workflow",
        Text(
            de="Abläufe prüfen, ausprobieren, veröffentlichen",
            en="check, try out and publish workflows",
        ),
    ),
    "case": Entry(
        "engine.commands.case",
        "case",
        Text(de="Vorgänge eröffnen, bewegen, erklären", en="open, move and explain cases"),
    ),
    "rule": Entry(
        "engine.commands.rule",
        "rule",
        Text(de="Regeln prüfen und auswerten", en="check and evaluate rules"),
    ),
    "deadline": Entry(
        "engine.commands.deadline",
        "deadline",
        Text(de="Fristen berechnen und nachprüfen", en="compute and verify deadlines"),
    ),
    "demo": Entry(
        "engine.commands.demo",
        "demo",
        Text(
            de="eine erfundene Stadt zum Ausprobieren bauen",
            en="build a fictional town to try out",
        ),
    ),
}
