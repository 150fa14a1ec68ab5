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
    "package": Entry(
        "engine.commands.package",
        "package",
        Text(
            de="wie eine Stadt arbeitet: übernehmen, erneuern",
            en="how a town works: take, bring up to date",
        ),
    ),
    "case": Entry(
        "engine.commands.case",
        "case",
        Text(de="Vorgänge eröffnen, bewegen, erklären", en="open, move and explain cases"),
    ),
    "plan": Entry(
        "engine.commands.plan",
        "plan",
        Text(
            de="der Plan als Baum, zu einem Tag, im Vergleich",
            en="the plan as a tree, as of a day, compared",
        ),
    ),
    "draw": Entry(
        "engine.commands.draw",
        "lots",
        Text(de="losen, von jedem wiederholbar", en="draw lots that anybody can repeat"),
    ),
    "trace": Entry(
        "engine.commands.trace",
        "trace",
        Text(
            de="woher etwas kommt und was daraus wurde",
            en="where something comes from and what became of it",
        ),
    ),
    "obligation": Entry(
        "engine.commands.obligation",
        "obligation",
        Text(de="was geschuldet wird, und warum", en="what is owed, and why"),
    ),
    "people": Entry(
        "engine.commands.people",
        "people",
        Text(de="Personen, Gremien und Rollen", en="people, bodies and roles"),
    ),
    "licence": Entry(
        "engine.commands.licence",
        "licence",
        Text(
            de="unter welcher Lizenz die offenen Daten stehen",
            en="under which licence the open data is",
        ),
    ),
    "language": Entry(
        "engine.commands.language",
        "language",
        Text(
            de="Sprachen der Seiten und ihre Kataloge",
            en="languages of the pages and their catalogues",
        ),
    ),
    "priority": Entry(
        "engine.commands.priority",
        "priority",
        Text(de="wer als Nächstes kommt, und warum", en="who is next in line, and why"),
    ),
    "district": Entry(
        "engine.commands.district",
        "district",
        Text(de="wie die Gemeinden mitwirken", en="how the municipalities take part"),
    ),
    "share": Entry(
        "engine.commands.share",
        "share",
        Text(
            de="anderen Städten und Beratenden etwas zeigen",
            en="show something to other towns and advisers",
        ),
    ),
    "retention": Entry(
        "engine.commands.retention",
        "retention",
        Text(
            de="was über Personen aufbewahrt wird, und wie lange",
            en="what is kept of people, and how long",
        ),
    ),
    "token": Entry(
        "engine.commands.token",
        "token",
        Text(de="Zugangsschlüssel für Programme", en="tokens for programs"),
    ),
    "body": Entry(
        "engine.commands.body",
        "body",
        Text(de="Gremien: Sitze, Besetzung, was fehlt", en="bodies: seats, holders, gaps"),
    ),
    "sitting": Entry(
        "engine.commands.sitting",
        "sitting",
        Text(
            de="Sitzungen, Abstimmungen, Beschlusskontrolle, Zusagen",
            en="sittings, votes, follow-up, promises",
        ),
    ),
    "town": Entry(
        "engine.commands.town",
        "town",
        Text(
            de="die Stadt: eigene Tage, Stunden, Sammelpost",
            en="the town: own days, hours, daily mail",
        ),
    ),
    "setting": Entry(
        "engine.commands.setting",
        "setting",
        Text(
            de="Vorgaben der Stadt setzen und ausprobieren", en="set and preview the town's policy"
        ),
    ),
    "report": Entry(
        "engine.commands.report",
        "report",
        Text(de="Vorlagen und Berichte als Word und PDF", en="papers and reports, Word and PDF"),
    ),
    "transfer": Entry(
        "engine.commands.transfer",
        "transfer",
        Text(de="Listen aus Excel hinein und hinaus", en="lists from Excel in and out"),
    ),
    "tick": Entry(
        "engine.commands.clock",
        "tick",
        Text(de="einmal tun, was fällig ist", en="do once what is due"),
    ),
    "run": Entry("engine.commands.clock", "run", Text(de="die Uhr führen", en="run the clock")),
    "serve": Entry(
        "engine.commands.serve",
        "serve",
        Text(de="die Seiten anbieten und die Uhr führen", en="serve the pages and run the clock"),
    ),
    "deliveries": Entry(
        "engine.commands.deliveries",
        "deliveries",
        Text(de="Unzustellbares, und Probesendungen", en="what could not be delivered, and tests"),
    ),
    "doctor": Entry(
        "engine.commands.doctor",
        "doctor",
        Text(de="sagen, ob etwas nicht stimmt", en="say whether anything is wrong"),
    ),
    "db": Entry(
        "engine.commands.db",
        "db",
        Text(
            de="die Datenbank erneuern, prüfen, sichern", en="upgrade, check, back up the database"
        ),
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
