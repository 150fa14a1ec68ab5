"""Why a file is not read: findings about the file as a whole."""

from __future__ import annotations

from engine.findings import Finding, Severity, Text

LARGEST_FILE = 20_000_000
"""Bytes of a file as it comes."""
LARGEST_UNPACKED = 120_000_000
"""Bytes of everything in a file together."""
MOST_PARTS = 2_000
MOST_ELEMENTS = 6_000_000
"""XML elements of one sheet."""
MOST_ROWS = 50_000
MOST_COLUMNS = 400
MOST_CELLS = 3_000_000
"""Rows by columns of one sheet, up to its last filled cell."""


class FileRefused(Exception):
    """A file is not read; never leaves this package."""

    def __init__(self, finding: Finding) -> None:
        """Keep the finding."""
        super().__init__(finding.code)
        self.finding = finding


def refused(message: Text, hint: Text | None = None, *, code: str, where: str = "") -> FileRefused:
    """Return the refusal of a file."""
    return FileRefused(Finding(code, where, message, hint, Severity.ERROR))


def wrong_extension(name: str, is_really: Text) -> FileRefused:
    """Refuse a file that is not what its name says."""
    return refused(
        Text(
            de=f"Die Datei heißt {name}, ist aber {is_really.de}.",
            en=f"The file is called {name} but is {is_really.en}.",
        ),
        Text(
            de="In der Tabellenkalkulation als .xlsx, .ods oder .csv speichern.",
            en="Save it as .xlsx, .ods or .csv in the spreadsheet program.",
        ),
        code="wrong-extension",
    )


def too_large(what: Text, most: int, where: str = "") -> FileRefused:
    """Refuse a file that would take too much memory or time."""
    return refused(
        Text(
            de=f"Zu groß: mehr als {most:,} {what.de}.".replace(",", "."),
            en=f"Too large: more than {most:,} {what.en}.",
        ),
        Text(
            de="Leere Zeilen und Spalten löschen oder die Liste auf mehrere Dateien verteilen.",
            en="Delete empty rows and columns, or split the list into several files.",
        ),
        where=where,
        code="too-large",
    )


def damaged(name: str) -> FileRefused:
    """Refuse a file that cannot be unpacked or parsed."""
    return refused(
        Text(de=f"Die Datei {name} ist beschädigt.", en=f"The file {name} is damaged."),
        Text(
            de="In der Tabellenkalkulation öffnen und neu speichern.",
            en="Open it in the spreadsheet program and save it again.",
        ),
        code="damaged",
    )


def has_entities(part: str) -> FileRefused:
    """Refuse a file whose XML declares a document type: that is where entities come from."""
    return refused(
        Text(
            de=f"Der Teil {part} der Datei enthält eine Dokumenttyp-Angabe; so etwas schreibt "
            "keine Tabellenkalkulation, es kann fremde Dateien einbinden.",
            en=f"The part {part} of the file declares a document type; no spreadsheet program "
            "writes that, and it can pull in other files.",
        ),
        code="external-entities",
    )
