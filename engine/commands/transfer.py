"""``verbindlich transfer``: lists in, lists out."""

from __future__ import annotations

from engine.commands.parts import LazyGroup
from engine.commands.registry import Entry
from engine.findings import Text

VERBS = {
    "import": Entry(
        "engine.commands.transfer_import",
        "import_list",
        Text(
            de="eine Liste aus Excel prüfen und übernehmen",
            en="check a list from Excel and take it over",
        ),
    ),
    "people": Entry(
        "engine.commands.transfer_people",
        "people",
        Text(
            de="Personen, Organisationen, Gremien aus einer Liste",
            en="people, organisations, bodies from a list",
        ),
    ),
    "export": Entry(
        "engine.commands.transfer_export",
        "export_cases",
        Text(
            de="Vorgänge zum Bearbeiten in Excel ausgeben",
            en="write cases to be edited in Excel",
        ),
    ),
    "open-data": Entry(
        "engine.commands.transfer_data",
        "open_data",
        Text(de="den öffentlichen Plan als JSON oder CSV", en="the public plan as JSON or CSV"),
    ),
    "event-log": Entry(
        "engine.commands.transfer_data",
        "event_log",
        Text(de="was geschah, für Process Mining (OCEL 2.0)", en="what happened, as OCEL 2.0"),
    ),
    "profiles": Entry(
        "engine.commands.transfer_import",
        "profiles",
        Text(de="wie Listen gelesen werden", en="how lists are read"),
    ),
}

transfer = LazyGroup(
    name="transfer",
    entries=VERBS,
    words=Text(de="Listen hinein und hinaus.", en="Lists in, lists out."),
)
