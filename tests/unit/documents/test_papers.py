"""One paper, several renderings: all say the same, and each can be read by everybody."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from engine.documents.papers.finding import TemplateUnusable
from engine.documents.papers.model import Cell, Entry, Paper, Section, Table, Tone, plain_row
from engine.documents.papers.rendering import Form, rendered, template
from tests.unit.documents.pdf_tags import tags_of

if TYPE_CHECKING:
    from pathlib import Path

NASTY = 'Café „Mitte“ <b>#x</b> *y* $z$ {{ 1+1 }} \\ @a [b] =SUM(1) & "q"'
PAPER = Paper(
    kind="sitting",
    title="Vorlage für die Sitzung: Steuerungsgruppe",
    subtitle="Sitzung am 15.12.2026",
    language="de",
    made_at=datetime(2026, 11, 27, 9, tzinfo=UTC),
    town="Musterstadt",
    facts=(("Überfällig", "2"), ("Zu entscheiden", "1")),
    sections=(
        Section(
            "Überfällig",
            "Was fehlt",
            tables=(
                Table(
                    "Überfällige Pflichten",
                    ("Nummer", "Vorgang", "Ampel"),
                    (
                        plain_row("M-0001", NASTY, "x"),
                        (Cell("M-0002"), Cell("Lotsen"), Cell("■ im Verzug", Tone.BAD)),
                    ),
                    (1, 4, 2),
                ),
            ),
        ),
        Section(
            "Zu entscheiden",
            entries=(
                Entry(
                    "M-0003 Einstellen?",
                    (("Stand", "In Umsetzung"),),
                    ("Erste Zeile\nZweite Zeile",),
                    "Die Maßnahme wird eingestellt.",
                ),
            ),
        ),
        Section("Neu", nothing="Nichts ist hinzugekommen."),
    ),
    footer="Musterstadt · erstellt am 27.11.2026",
    resolution_label="Beschlussvorschlag",
)
SAID = (
    "Vorlage für die Sitzung: Steuerungsgruppe",
    "Überfällige Pflichten",
    "M-0002",
    "■ im Verzug",
    "M-0003 Einstellen?",
    "Zweite Zeile",
    "Beschlussvorschlag",
    "Die Maßnahme wird eingestellt.",
    "Nichts ist hinzugekommen.",
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag + "".join(f" {key}={value}" for key, value in attrs if key == "scope"))


def page_words(page: bytes) -> _Words:
    parser = _Words()
    parser.feed(page.decode())
    return parser


def word_text(document: bytes) -> str:
    opened = docx.Document(io.BytesIO(document))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in opened.paragraphs), *cells])


def pdf_text(pdf: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 - for the text of one file

    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_all_renderings_say_the_same() -> None:
    page = " ".join(page_words(rendered(PAPER, Form.HTML)).words)
    word = word_text(rendered(PAPER, Form.WORD))
    pdf = re.sub(r"\s+", " ", pdf_text(rendered(PAPER, Form.PDF)))
    for each in SAID:
        assert each in page
        assert each in word
        assert each in pdf


def test_what_looks_like_markup_is_only_text() -> None:
    assert NASTY in "".join(page_words(rendered(PAPER, Form.HTML)).words)
    assert NASTY in word_text(rendered(PAPER, Form.WORD))
    assert "{{ 1+1 }}" in pdf_text(rendered(PAPER, Form.PDF))


def test_the_pdf_is_tagged_for_everybody() -> None:
    tags = tags_of(rendered(PAPER, Form.PDF))
    assert tags.is_marked
    assert tags.shows_title
    assert (tags.part, tags.language, tags.title) == ("1", "de", PAPER.title)
    assert tags.headings == ["H1", "H1", "H2", "H1"]
    assert tags.counts["Table"] == 1
    assert tags.counts["TH"] == 3
    assert tags.scopes == {"/Column": 3}
    assert tags.counts["TD"] == 6
    assert tags.counts["Caption"] == 1
    assert tags.loose_rows == 0


def test_the_pdf_of_a_day_is_always_the_same() -> None:
    assert rendered(PAPER, Form.PDF) == rendered(PAPER, Form.PDF)


def test_a_sign_that_no_font_has_keeps_nobody_from_the_paper() -> None:
    title = "Fest 👩\u200d👩\u200d👧 🎉 欢迎 \ufdd0 مرحبا"
    pages = pypdf.PdfReader(
        io.BytesIO(rendered(replace(PAPER, title=title, footer="Fuß"), Form.PDF))
    ).pages
    told = pages[0].extract_text()
    assert "Fest □ □ □□" in " ".join(told.split())
    assert "Fuß · □: ein Zeichen, das es in der Schrift dieses Papiers nicht gibt" in told
    assert "□" not in pypdf.PdfReader(io.BytesIO(rendered(PAPER, Form.PDF))).pages[0].extract_text()


def test_signs_that_files_cannot_hold_are_left_out() -> None:
    odd = replace(PAPER, title="Ein\x01laufen\x7f", footer="a\x02b")
    even = replace(PAPER, title="Einlaufen", footer="ab")
    assert rendered(odd, Form.PDF) == rendered(even, Form.PDF)
    assert word_text(rendered(odd, Form.WORD)) == word_text(rendered(even, Form.WORD))


def test_the_word_file_has_headings_repeated_table_heads_and_a_language() -> None:
    opened = docx.Document(io.BytesIO(rendered(PAPER, Form.WORD)))
    styles = [each.style.name for each in opened.paragraphs if "Heading" in each.style.name]
    assert styles == ["Heading 1", "Heading 1", "Heading 2", "Heading 1"]
    head = opened.tables[0].rows[0]._tr.trPr
    assert head.find(qn("w:tblHeader")) is not None
    assert opened.core_properties.title == PAPER.title
    assert opened.core_properties.language == "de"
    assert opened.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "de-DE"


def test_the_page_needs_nothing_else_and_has_scopes() -> None:
    page = rendered(PAPER, Form.HTML)
    assert b"http" not in page
    assert b"<script" not in page
    tags = page_words(page).tags
    assert tags.count("th scope=col") == 3
    assert tags.count("th scope=row") == 2
    assert b'<html lang="de">' in page


def test_json_holds_the_whole_paper() -> None:
    assert json.loads(rendered(PAPER, Form.JSON))["sections"][2]["is_empty"] is True


def test_a_town_replaces_templates(tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("Briefkopf {{ paper.town }}")
    own.add_paragraph("{{ body }}")
    own.add_paragraph("Gruß")
    own.save(str(tmp_path / "paper.docx"))
    (tmp_path / "sitting.html").write_text("<p>{{ paper.title }}</p>")
    (tmp_path / "sitting.typ").write_text(
        '#set document(title: "Eigen")\n#set text(lang: "de")\n= Eigen'
    )
    word = word_text(rendered(PAPER, Form.WORD, tmp_path))
    assert word.startswith("Briefkopf Musterstadt\nÜberfällig")
    assert word.index("Nichts ist hinzugekommen.") < word.index("Gruß")
    assert rendered(PAPER, Form.HTML, tmp_path).startswith(b"<p>Vorlage")
    assert "Eigen" in pdf_text(rendered(PAPER, Form.PDF, tmp_path))


@pytest.mark.parametrize(
    ("form", "name", "text"),
    [
        (Form.HTML, "paper.html", "{{ paper.nothing }}"),
        (Form.HTML, "paper.html", "{% for %}"),
        (Form.PDF, "paper.typ", "#let x ="),
        (Form.PDF, "paper.typ", "= Ohne Titel"),
        (Form.PDF, "paper.typ", '#image("/etc/passwd")'),
        (Form.WORD, "paper.docx", "kein Word"),
    ],
)
def test_a_faulty_template_is_told(tmp_path: Path, form: Form, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(TemplateUnusable, match=name):
        rendered(PAPER, form, tmp_path)


def test_our_templates_are_given_to_be_changed(tmp_path: Path) -> None:
    for form, name in (
        (Form.WORD, "paper.docx"),
        (Form.PDF, "paper.typ"),
        (Form.HTML, "paper.html"),
    ):
        text = template(form)
        assert text is not None
        (tmp_path / name).write_bytes(text)
        assert len(rendered(PAPER, form, tmp_path)) > 1000
    assert template(Form.JSON) is None
