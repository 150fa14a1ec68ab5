"""A paper in the form that is wanted."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.documents.papers.page import html_of

if TYPE_CHECKING:
    from pathlib import Path

    from engine.documents.papers.model import Paper


class Form(StrEnum):
    """How a paper can be had."""

    HTML = "html"
    PDF = "pdf"
    WORD = "docx"
    JSON = "json"


MEDIA_TYPES = {
    Form.HTML: "text/html; charset=utf-8",
    Form.PDF: "application/pdf",
    Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.JSON: "application/json",
}


def rendered(
    paper: Paper, form: Form, folder: Path | None = None, own_word: bytes | None = None
) -> bytes:
    """Return a paper in a form.

    Args:
        paper: The paper.
        form: How it is wanted.
        folder: Where the installation keeps its own templates.
        own_word: The town's own Word template, which goes before those of the folder.

    Raises:
        TemplateUnusable: the town's template is faulty.
    """
    paper = paper.in_plain_text()
    if form is Form.PDF:
        from engine.documents.papers.pdf import pdf_of  # noqa: PLC0415 - one of them is needed

        return pdf_of(paper, folder)
    if form is Form.WORD:
        from engine.documents.papers.word import word_of  # noqa: PLC0415 - one of them is needed

        return word_of(paper, folder, own_word)
    if form is Form.JSON:
        return json.dumps(paper.as_json(), ensure_ascii=False, indent=2).encode()
    return html_of(paper, folder)


def template(form: Form) -> bytes | None:
    """Return our template of a form, to be changed by a town; None where there is none."""
    from engine.documents.papers.finding import our_template  # noqa: PLC0415
    from engine.documents.papers.word import default_template  # noqa: PLC0415

    if form is Form.WORD:
        return default_template()
    endings = {Form.HTML: "html", Form.PDF: "typ"}
    return our_template(endings[form]).encode() if form in endings else None
