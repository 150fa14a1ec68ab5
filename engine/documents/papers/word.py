"""A paper as Word: a template with the town's letterhead, filled, and the body put in its place."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import docx
import jinja2
from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.documents.papers.finding import TemplateUnusable, find_template
from engine.documents.papers.model import Tone

if TYPE_CHECKING:
    from pathlib import Path

    from engine.documents.papers.model import Cell, Entry, Paper, Section, Table

BODY = "⟦body⟧"
"""Marks the place of the body once the template is filled; in the template: ``{{ body }}``."""
_FILLS = {Tone.GOOD: "DCEFDC", Tone.WARN: "FFF0C2", Tone.BAD: "F8D7D4", Tone.IDLE: "E8E8E8"}
CELL_SIZE = Pt(9)
_HEAD_FILL = "E3EAF2"
_FAULTS = (jinja2.TemplateError, OpcError, zipfile.BadZipFile, ValueError, KeyError, OSError)
"""What a template that is none, or a faulty one, ends in."""
_LOCALES = {"de": "de-DE", "en": "en-GB"}
_ENVIRONMENT = ImmutableSandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)


def word_of(paper: Paper, folder: Path | None = None, own_word: bytes | None = None) -> bytes:
    """Return a paper as .docx.

    Args:
        paper: The paper.
        folder: Where the installation keeps its own templates.
        own_word: The town's own template, which goes before those of the folder.

    Raises:
        TemplateUnusable: the town's template is faulty.
    """
    own = find_template(folder, paper.kind, "docx")
    name = own.name if own is not None and own_word is None else "paper.docx"
    template = own_word or (own.read_bytes() if own is not None else default_template())
    try:
        filled = DocxTemplate(io.BytesIO(template))
        filled.render({"paper": paper.as_json(), "body": BODY}, jinja_env=_ENVIRONMENT)
        file = io.BytesIO()
        filled.save(file)
        document = docx.Document(io.BytesIO(file.getvalue()))
    except _FAULTS as error:
        raise TemplateUnusable(file=name, problem=f"{error}.") from error
    _Body(document, paper).write()
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def default_template() -> bytes:
    """Return our template: to be filled, or to be changed by a town in its own Word."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    document.add_paragraph("{{ paper.town }}")
    document.add_paragraph("{{ paper.title }}", style="Title")
    document.add_paragraph("{{ paper.subtitle }}", style="Subtitle")
    document.add_paragraph("{%p for fact in paper.facts %}")
    document.add_paragraph("{{ fact[0] }}: {{ fact[1] }}").paragraph_format.space_after = Pt(2)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{{ body }}")
    foot = section.footer.paragraphs[0]
    foot.text = "{{ paper.footer }} · "
    _count_pages(foot)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _count_pages(paragraph: Any) -> None:
    """Put the number of the page into a line."""
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        paragraph.add_run()._r.append(element)  # noqa: SLF001 - python-docx knows no fields


class _Body:
    """Writes the sections of a paper at the place that the template marks."""

    def __init__(self, document: Any, paper: Paper) -> None:
        self._document, self._paper = document, paper
        places = [each for each in document.paragraphs if BODY in each.text]
        self._place = places[0] if places else document.add_paragraph()

    def write(self) -> None:
        properties = self._document.core_properties
        properties.title, properties.author = self._paper.title, self._paper.town
        properties.language = self._paper.language
        properties.created = self._paper.made_at.replace(tzinfo=None)
        self._speak()
        for each in self._paper.sections:
            self._section(each)
        element = self._place._element  # noqa: SLF001 - python-docx has no other way to remove it
        element.getparent().remove(element)

    def _speak(self) -> None:
        """Say in which language the document is."""
        run = self._document.styles["Normal"].element.get_or_add_rPr()
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), _LOCALES.get(self._paper.language, self._paper.language))
        run.append(language)

    def _add(self, text: str, style: str | None = None) -> Any:
        return self._place.insert_paragraph_before(text, style)

    def _section(self, section: Section) -> None:
        self._add(section.heading, "Heading 1")
        if section.intro:
            self._add(section.intro)
        if section.is_empty:
            self._add(section.nothing)
        for each in section.tables:
            if each.rows:
                self._table(each)
        for entry in section.entries:
            self._entry(entry)

    def _entry(self, entry: Entry) -> None:
        self._add(entry.heading, "Heading 2")
        for label, value in entry.facts:
            line = self._add("")
            line.add_run(f"{label}: ").bold = True
            line.add_run(value)
            line.paragraph_format.space_after = Pt(1)
        for text in entry.texts:
            self._add(text)
        if entry.resolution:
            line = self._add("")
            line.add_run(f"{self._paper.resolution_label}: ").bold = True
            line.add_run(entry.resolution)
            line.paragraph_format.left_indent = Cm(0.6)
            line.paragraph_format.keep_together = True

    def _table(self, table: Table) -> None:
        caption = self._add(table.caption)
        caption.paragraph_format.keep_with_next = True
        made = self._document.add_table(rows=1, cols=len(table.columns))
        made.style = "Table Grid"
        for cell, text in zip(made.rows[0].cells, table.columns, strict=True):
            _say(cell, text).bold = True
            _fill(cell, _HEAD_FILL)
        _mark(made.rows[0], "w:tblHeader")
        for row in table.rows:
            _fill_row(made.add_row(), row)
        _widen(made, table.widths)
        self._place._element.addprevious(made._element)  # noqa: SLF001 - to move it to its place
        self._add("")


def _fill_row(row: Any, cells: tuple[Cell, ...]) -> None:
    _mark(row, "w:cantSplit")
    for cell, said in zip(row.cells, cells, strict=True):
        _say(cell, said.text)
        if said.tone in _FILLS:
            _fill(cell, _FILLS[said.tone])


def _say(cell: Any, text: str) -> Any:
    """Write a text into a cell and return it as a run."""
    run = cell.paragraphs[0].add_run(text)
    run.font.size = CELL_SIZE
    cell.paragraphs[0].paragraph_format.space_after = Pt(1)
    return run


def _widen(table: Any, widths: tuple[int, ...]) -> None:
    if len(widths) != len(table.columns):
        return
    whole = Cm(16.6)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = int(whole * width / sum(widths))


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no other way


def _fill(cell: Any, colour: str) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001 - python-docx has no other way
