"""The words of the demo's summary."""

from __future__ import annotations

from engine.findings import Text

DAY = Text(de="%d.%m.%Y", en="%d %b %Y")
COLOURS = {
    "green": Text(de="grün", en="green"),
    "amber": Text(de="gelb", en="amber"),
    "red": Text(de="rot", en="red"),
    None: Text(de="ohne", en="none"),
}
SILENT = "–"
ESCALATES = "!"

INTRODUCTION = Text(
    de="{town}: erfundene Stadt, echter Katalog. {count} Maßnahmen, drei Berichtsrunden.",
    en="{town}: a fictional town, a real catalogue. {count} measures, three rounds of reports.",
)
MOVED = Text(
    de="Die Jahre sind um {years} verschoben, damit die letzte Runde eben erst war.",
    en="The years are moved on by {years}, so that the last round has only just been.",
)
WHAT = Text(de="Berichtsrunde", en="Round of reports")
DUE = Text(de="Berichte fällig am", en="reports due on")
REMINDERS = Text(de="Erinnerungen davor", en="reminders before")
REPORTS = Text(de="neue Berichte", en="new reports")
SILENCE = Text(de="kein neuer Bericht", en="no new report")
NOTICES = Text(de="Folge nach 3 Arbeitstagen: gemahnt", en="after 3 working days: overdue notice")
AGENDA = Text(de="nach 10: auf die Tagesordnung", en="after 10: on the agenda")
CONSEQUENCE = Text(
    de="nach 20: rot, Stellungnahme verlangt", en="after 20: red, statement demanded"
)
COUNCIL = Text(de="nach 40, beim zweiten Mal: vor den Rat", en="after 40, if twice: to the council")
RATED = Text(de="Bewertung am", en="rated on")
RATINGS = Text(de="grün/gelb/rot", en="green/amber/red")
ESCALATED = Text(de="WIEDER ROT OHNE BERICHT: eskaliert", en="RED AGAIN, NO REPORT: escalated")
STEERED = Text(de="beschlossen: nachsteuern", en="resolved: corrective action")
EXPLAINED = Text(de="Stellungnahmen abgegeben", en="statements handed in")
STILL_OPEN = Text(de="offen", en="open")

WHO_ESCALATED = Text(
    de="Rot und wieder rot ohne neuen Bericht, darum vor der Steuerungsgruppe: {count} von {all}"
    " (– kein neuer Bericht, ! eskaliert)",
    en="Red, and red again without a new report, so before the steering group: {count} of {all}"
    " (– no new report, ! escalated)",
)
ID = Text(de="Nr.", en="No.")
NUMBER = Text(de="Vorgang", en="Case")
TITLE = Text(de="Maßnahme", en="Measure")

PAGES = Text(
    de="Die Seiten stehen unter {address} (Ende mit Strg-C). Anmelden als:",
    en="The pages are at {address} (end with Ctrl-C). Sign in as:",
)
PASSWORD = Text(de="Kennwort für alle: {password}", en="Password for all: {password}")

NOW = Text(de="Stand heute, {day}:", en="As of today, {day}:")
BODIES = {
    "steering_group": Text(de="vor der Steuerungsgruppe:", en="before the steering group:"),
    "council": Text(de="vor dem Rat:", en="before the council:"),
}
PROPOSALS = {
    "red_again": Text(
        de="{count}-mal „Rot ohne neuen Bericht: nachsteuern?“ ({ids})",
        en="{count} times “Red without a new report: take corrective action?” ({ids})",
    ),
    "stop": Text(
        de="{count}-mal „Maßnahme einstellen?“, zwei Berichte in Folge fehlen ({ids})",
        en="{count} times “Stop the measure?”, two reports running are missing ({ids})",
    ),
}
WAITING = {
    "progress_report": Text(
        de="{count} Berichte, die noch fehlen", en="{count} reports that are still missing"
    ),
    "written_statement": Text(
        de="{count} verlangte Stellungnahmen, die noch fehlen",
        en="{count} demanded statements that are still missing",
    ),
}
DONE = Text(
    de="{count} Punkte, die inzwischen erledigt sind: nur noch zur Kenntnis zu nehmen",
    en="{count} items that have been settled since: only to be noted",
)
LETTERS = Text(
    de="{messages} Nachrichten gingen in {letters} Briefen hinaus; sie liegen in {outbox}.",
    en="{messages} messages left in {letters} letters; they are in {outbox}.",
)
SOURCE = Text(
    de="Katalog und Bewertungen: {source}, {licence}",
    en="Catalogue and ratings: {source}, {licence}",
)
LOOK = Text(de="Zum Ansehen:", en="To look into it:")
COMMANDS = (
    ("case list --workflow measure", Text(de="alle Maßnahmen", en="all measures")),
    ("case show {number}", Text(de="eine, die eskaliert ist", en="one that escalated")),
    ("case history {number}", Text(de="was mit ihr geschah", en="what happened to it")),
    (
        "case why {number} finish --as coordination",
        Text(de="warum sie nicht abgenommen wird", en="why it cannot be accepted as done"),
    ),
    (
        "obligation why {number}/progress_report",
        Text(de="wer wann gemahnt wurde, und warum", en="who was reminded when, and why"),
    ),
    ("obligation list --overdue", Text(de="alles Überfällige", en="everything overdue")),
)

RED_AGAIN = Text(de="wieder rot ohne Bericht", en="red again, no report")
REPLAYED = Text(
    de="{escalated} von {count} Maßnahmen eskaliert: {ids}",
    en="{escalated} of {count} measures escalated: {ids}",
)
SETTING_UP = Text(
    de="Die Stadt wird eingerichtet, ihre Abläufe werden geprüft und veröffentlicht …",
    en="The town is set up, its workflows are checked and published …",
)
YEARS = Text(de="Die Jahre vergehen", en="The years go by")
REPLACE = Text(
    de="In {where} liegt ein früherer Lauf der Demo. Ersetzen?",
    en="There is an earlier run of the demo in {where}. Replace it?",
)
REPLACED = Text(
    de="Der frühere Lauf der Demo in {where} wird ersetzt.",
    en="The earlier run of the demo in {where} is replaced.",
)
