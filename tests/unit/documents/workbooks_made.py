"""Workbooks as towns keep them, made anew for each test: different in shape, messy on purpose."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from html import escape
from typing import Any

import xlsxwriter

Rows = list[list[Any]]


def xlsx(sheets: dict[str, Rows], merges: dict[str, list[str]] | None = None) -> bytes:
    """Return rows as .xlsx; merged ranges keep the value of their first cell."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for merge in (merges or {}).get(name, []):
            sheet.merge_range(merge, "")
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(y, x, value)
                elif value is not None:
                    sheet.write(y, x, value)
    book.close()
    return file.getvalue()


def csv_text(rows: Rows, delimiter: str = ";") -> str:
    def cell(value: Any) -> str:
        text = "" if value is None else str(value)
        quoted = any(sign in text for sign in (delimiter, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "\r\n".join(delimiter.join(map(cell, row)) for row in rows) + "\r\n"


_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods(sheets: dict[str, Rows], more: str = "") -> bytes:
    """Return rows as .ods, empty rows repeated at the end as LibreOffice writes them."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}'
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        f"{more}</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    parts = {"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest}
    return packed(parts)


def _ods_row(row: list[Any]) -> str:
    return "<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>"


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}">'
            f"<text:p>{value:%d.%m.%Y}</text:p></table:table-cell>"
        )
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    lines = "".join(f"<text:p>{escape(each)}</text:p>" for each in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def packed(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, text, stored)
    return file.getvalue()


# -- lists in the shapes in which they come --------------------------------------------------

PLAIN = xlsx(
    {
        "Maßnahmen": [
            ["Nr.", "Maßnahme", "Handlungsfeld", "Federführung", "Beginn", "Ende", "Kosten",
             "Indikator", "Konsequenz", "Adressaten", "Zugestimmt am"],
            ["1", "Sprachcafé in jedem Stadtteil", "Sprache", "Stadtbibliothek", date(2026, 2, 1),
             date(2027, 12, 31), "5.000 €", "Treffen im Jahr", "Stellungnahme", "Stadtbibliothek",
             date(2026, 1, 15)],
            ["2", "Elternlotsen", "Bildung", "Schulamt", "Mitte Mai 2026", "2. Halbjahr 2027",
             "ca. 10 T€", None, None, "Schulamt", None],
            ["3", "Begegnungsfest", "Begegnung", "N.N.", None, "laufend", "kostenneutral",
             "Gäste", "bitte warten", None, None],
        ]
    }
)  # fmt: skip
"""One sheet, headings in the first row; only the first row is binding."""

TITLED = xlsx(
    {
        "Katalog": [
            ["Maßnahmenkatalog zum Integrationskonzept", *[None] * 6],
            ["Stand: 1. November 2026", *[None] * 6],
            [],
            ["Verantwortlich", "Titel der Maßnahme", "Lfd. Nr.", "Zeitraum", None, "Stand", "Prio"],
            [None, None, None, "Beginn", "Ende", None, None],
            ["Handlungsfeld 1: Sprache", *[None] * 6],
            ["VHS; Jobcenter", "Kurse am Abend", "1.1", "ab 1. März 2026", "31.12.2027",
             "in Umsetzung", "hoch"],
            ["Amt für Jugend, Familie und Soziales", "Lesepaten", "1.2", 46150, "Q4 2027",
             "geplant", 2],
            ["Handlungsfeld 2: Wohnen", *[None] * 6],
            ["Wohnungsamt / Sozialamt", "Wohnlotsen", "2.1", "2026", "2028", "irgendwie", "gering"],
            ["Summe", None, 3, None, None, None, None],
        ]
    },
    {"Katalog": ["A1:G1", "A2:G2", "D4:E4", "A6:G6", "A9:G9"]},
)  # fmt: skip
"""Merged titles, two rows of headings in another order, sections in merged rows, a sum."""

BY_FIELD = xlsx(
    {
        "Deckblatt": [["Integrationskonzept"], ["Musterstadt 2026"]],
        "Bildung": [["Nr", "Maßnahme", "Zuständigkeit", "Termin"],
                    ["HF1-Z1-M1", "Sprachpaten", "Schulamt", "Ende 2026"],
                    ["HF1-Z1-M2", "Hausaufgabenhilfe", "Jugendamt\nSchulamt", "Mitte Mai"]],
        "Gesundheit": [["Nr", "Maßnahme", "Zuständigkeit", "Termin"],
                       ["HF2-Z1-M3", "Dolmetscherpool", "Gesundheitsamt", "31.02.2027"],
                       [None, None, "Gesundheitsamt", "2027"]],
    }
)  # fmt: skip
"""A sheet for each field of action, a cover sheet, a day that there is not, a row without title."""

MERGED = xlsx(
    {
        "Tabelle1": [
            ["Handlungsfeld", "Ziel", "Maßnahmen", "Wer?", "Bis wann?", "Umsetzungsstand"],
            [
                "Arbeit",
                "Zugang erleichtern",
                "Praktikumsbörse",
                "Jobcenter",
                "30.06.2027",
                "laufend",
            ],
            [None, None, "Bewerbungstraining", "VHS", "12/2027", "verzögert / fehlt"],
            [None, "Anerkennung", "Beratung zur Anerkennung", "Kammer", "2028", "erledigt"],
            ["Teilhabe", "Mitwirken", "Beirat stärken", "Hauptamt", "Frühjahr 2027", "?"],
        ]
    },
    {"Tabelle1": ["A2:A4", "B2:B3"]},
)
"""Cells merged downwards, questions as headings, a column for goals."""

CATALOGUE_CSV = csv_text(
    [
        ["Ü-Nr", "Maßnahme", "Feld", "Prio", "Ampel", "Sachstand"],
        ["Ü1", "Mehr Personal für die Koordination", "Übergreifend", "5", "grün", "besetzt"],
        ["B2", "Beratung; auch abends", "Bauen", "hoch", "gelb", "kein neuer Sachstand"],
        ["G3", 'Netzwerk "Betriebe"', "Gewerbe", "mittel", "rot", ""],
    ]
).encode("cp1252")
"""As an old program exports it: cp1252, semicolons, ratings in German colours."""

OPEN_DOCUMENT = ods(
    {
        "Maßnahmen": [
            ["Titel", "Handlungsfeld", "Träger", "Laufzeit", "Budget", "Erfolgsindikator"],
            [
                "Nachbarschaftstreff",
                "Wohnen",
                "Verein Brücke e. V.",
                "2026 – 2028",
                12000,
                "Treffen",
            ],
            [
                "Wegweiser",
                "Information",
                "Stadt Neustadt",
                "1.1.2026 bis 31.12.2026",
                "0,5 VZÄ",
                None,
            ],
            [
                "Mentoring",
                "Arbeit",
                "Jobcenter, VHS",
                "unbefristet",
                "5.000 – 8.000 EUR/Jahr",
                "Paare",
            ],
        ]
    }
)
"""From LibreOffice, without numbers."""

SHAPES = {
    "plain.xlsx": PLAIN,
    "titled.xlsx": TITLED,
    "by_field.xlsx": BY_FIELD,
    "merged.xlsx": MERGED,
    "catalogue.csv": CATALOGUE_CSV,
    "open.ods": OPEN_DOCUMENT,
}
