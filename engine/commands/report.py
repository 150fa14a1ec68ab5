"""``verbindlich report``: papers and reports, to read, to print, to send."""

from __future__ import annotations

from engine.commands.parts import LazyGroup
from engine.commands.registry import Entry
from engine.findings import Text

_MODULE = "engine.commands.report_papers"
_PLAN = "engine.commands.report_plan"
VERBS = {
    "sitting": Entry(
        _MODULE,
        "sitting",
        Text(de="die Vorlage für eine Sitzung", en="the paper for a sitting"),
    ),
    "progress": Entry(
        _PLAN,
        "progress",
        Text(de="wie der Plan steht, mit Vergleich", en="how the plan stands, compared"),
    ),
    "sheet": Entry(_PLAN, "sheet", Text(de="das Blatt eines Vorgangs", en="the sheet of a case")),
    "catalogue": Entry(_PLAN, "catalogue", Text(de="wer was zu tun hat", en="who has to do what")),
    "resolutions": Entry(
        _PLAN,
        "resolutions",
        Text(de="was aus Beschlüssen geworden ist", en="what became of resolutions"),
    ),
    "method": Entry(
        _PLAN,
        "method",
        Text(de="wer wann mit welchem Ergebnis zusammenkam", en="who met when, with what result"),
    ),
    "template": Entry(
        _MODULE,
        "write_template",
        Text(de="eine Vorlage zum Anpassen schreiben", en="write a template to be adapted"),
    ),
}

report = LazyGroup(
    name="report",
    entries=VERBS,
    words=Text(
        de="Vorlagen und Berichte als Seite, Word oder barrierefreies PDF.",
        en="Papers and reports as page, Word or accessible PDF.",
    ),
)
