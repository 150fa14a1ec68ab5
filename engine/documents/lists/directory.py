"""Lists of people, organisations and bodies: each row says who there is and who sits where."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.documents.lists.cells import number_in, text_of
from engine.documents.lists.mapping import SheetMapping, ignored_columns, map_sheet, unknown_wishes
from engine.documents.lists.normal import normal, says_nothing
from engine.documents.lists.rows import RowKind, rows_of
from engine.documents.lists.targets import IGNORED, Target
from engine.documents.workbooks.values import Place
from engine.findings import Finding, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.documents.lists.rows import Row
    from engine.documents.workbooks.values import Workbook

PERSON, FIRST, LAST, ADDRESS = "person", "first_name", "last_name", "address"
ORGANISATION, BODY, FUNCTION, SEATS, ROLE = "organisation", "body", "function", "seats", "role"
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_HEADINGS = {
    PERSON: (Text(de="Person", en="Person"), ("name|ansprechperson|ansprechpartner|kontaktperson"
             "|ansprechpartnerin|vor und nachname|mitglied|mitglieder|kontakt")),
    FIRST: (Text(de="Vorname", en="First name"), "vorname"),
    LAST: (Text(de="Nachname", en="Last name"), "nachname|familienname"),
    ADDRESS: (Text(de="E-Mail", en="Address"), "e mail|email|mail|mailadresse|e mail adresse"),
    ORGANISATION: (Text(de="Organisation", en="Organisation"), ("institution|einrichtung|traeger"
                   "|amt|dienststelle|verein|behoerde|organisationen|fachbereich")),
    BODY: (Text(de="Gremium", en="Body"), "gremien|ausschuss|gruppe|arbeitskreis"),
    FUNCTION: (Text(de="Funktion", en="Function"), "funktion im gremium|sitz|mitgliedschaft"),
    SEATS: (Text(de="Sitze", en="Seats"), "anzahl sitze|zahl der sitze|mitgliederzahl"),
    ROLE: (Text(de="Rolle", en="Role"), "rolle in der stadt|aufgabe"),
    IGNORED: (Text(de="wird nicht übernommen", en="is not taken"), ""),
}  # fmt: skip
_FUNCTIONS = {
    "chair": ("vorsitz", "vorsitzende", "vorsitzender", "leitung", "chair"),
    "deputy": ("stellvertretung", "stellvertretend", "stellv", "vertretung", "deputy"),
}


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A row of a directory, as it is understood."""

    where: str
    person: str | None = None
    address: str | None = None
    organisation: str | None = None
    body: str | None = None
    function: str = "holder"
    """``holder``, ``chair`` or ``deputy``."""
    seats: int | None = None
    role: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether it names anybody or anything."""
        return any((self.person, self.address, self.organisation, self.body))


@dataclass(frozen=True, slots=True)
class DirectoryRead:
    """What a workbook says about who there is."""

    mappings: tuple[SheetMapping, ...]
    entries: tuple[DirectoryEntry, ...]
    findings: tuple[Finding, ...]


def directory_targets() -> dict[str, Target]:
    """Return what columns of a directory may become."""
    return {
        key: Target(
            key,
            title,
            None,
            frozenset({normal(title.de), normal(title.en), *words.split("|")} - {""}),
        )
        for key, (title, words) in _HEADINGS.items()
    }


def read_directory(workbook: Workbook, told: Mapping[str, str]) -> DirectoryRead:
    """Return who there is by a workbook.

    Args:
        workbook: The file.
        told: Heading or letters of a column to what it is.
    """
    targets = directory_targets()
    mappings, entries, findings = [], [], []
    for sheet in workbook.sheets:
        mapping = map_sheet(sheet, targets, told, fewest=1)
        if mapping is None:
            rows = sum(map(bool, sheet.rows))
            findings += [_not_a_directory(sheet.name, rows)] if rows else []
            continue
        mappings.append(mapping)
        findings += ignored_columns(mapping)
        entries += [
            _entry(mapping, row)
            for row in rows_of(sheet, mapping)
            if row.kind in {RowKind.ENTRY, RowKind.SECTION}
        ]
    findings += unknown_wishes(told, mappings, targets)
    return DirectoryRead(tuple(mappings), tuple(entries), tuple(findings))


def _not_a_directory(sheet: str, rows: int) -> Finding:
    return Finding(
        "sheet-not-understood",
        sheet,
        Text(
            de=f"Auf dem Blatt mit {rows} Zeilen stehen weder Personen noch Organisationen noch "
            "Gremien.",
            en=f"The sheet with {rows} rows holds neither people nor organisations nor bodies.",
        ),
        severity=Severity.WARNING,
    )


def _entry(mapping: SheetMapping, row: Row) -> DirectoryEntry:
    said: dict[str, str] = {}
    places: dict[str, str] = {}
    for column in mapping.columns:
        value = row.values.get(column.number)
        text = " ".join(text_of(value).split())
        if column.target != IGNORED and text and not says_nothing(text):
            said[column.target] = text[:200]
            places[column.target] = str(Place(mapping.sheet, row.number, column.number))
    where = str(Place(mapping.sheet, row.number, 1))
    findings: list[Finding] = []
    address = _address(said.get(ADDRESS), places.get(ADDRESS, where), findings)
    whole = " ".join(said[key] for key in (FIRST, LAST) if key in said)
    seats = number_in(said[SEATS]) if SEATS in said else None
    entry = DirectoryEntry(
        where=where,
        person=said.get(PERSON) or whole or None,
        address=address,
        organisation=said.get(ORGANISATION),
        body=said.get(BODY),
        function=_function(said.get(FUNCTION, "")),
        seats=int(seats) if seats is not None and float(seats).is_integer() else None,
        role=said.get(ROLE),
    )
    if not entry.says_something:
        findings.append(_says_nothing(where))
    return replace(entry, findings=tuple(findings))


def _address(text: str | None, where: str, findings: list[Finding]) -> str | None:
    if text is None:
        return None
    found = _ADDRESS.findall(text)
    if len(found) != 1:
        message = Text(
            de=f"„{text[:60]}“ ist keine E-Mail-Adresse.", en=f"“{text[:60]}” is no address."
        )
        findings.append(Finding("address-not-understood", where, message))
        return None
    return str(found[0])


def _function(text: str) -> str:
    plain = normal(text)
    for key in ("deputy", "chair"):
        if any(word in plain.split() or plain.startswith(word) for word in _FUNCTIONS[key]):
            return key
    return "holder"


def _says_nothing(where: str) -> Finding:
    return Finding(
        "row-says-nothing",
        where,
        Text(
            de="Die Zeile nennt weder Person noch Organisation noch Gremium.",
            en="The row names neither person nor organisation nor body.",
        ),
    )
