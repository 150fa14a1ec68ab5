"""A paper as accessible PDF (PDF/UA-1), set by Typst."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import typst

from engine.documents.papers.finding import TemplateUnusable, template_text

if TYPE_CHECKING:
    from pathlib import Path

    from engine.documents.papers.model import Paper

STANDARD: Final = "ua-1"
FONTS = "fonts"
"""Folder beside a town's templates in which its own fonts lie (.ttf, .otf)."""


def pdf_of(paper: Paper, folder: Path | None = None) -> bytes:
    """Return a paper as PDF; typst refuses whatever would not be accessible.

    Args:
        paper: The paper.
        folder: Where the town keeps its own templates, and its fonts below.

    Raises:
        TemplateUnusable: the town's template is faulty.
    """
    text, name = template_text(folder, paper.kind, "typ")
    has_fonts = folder is not None and (folder / FONTS).is_dir()
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[folder / FONTS] if folder and has_fonts else []
    )
    try:
        return typst.compile(
            text.encode(),
            font_paths=fonts,
            format="pdf",
            sys_inputs={"paper": json.dumps(paper.as_json(), ensure_ascii=False)},
            pdf_standards=[STANDARD],
            timestamp=int(paper.made_at.timestamp()),
        )
    except (typst.TypstError, RuntimeError) as error:
        raise TemplateUnusable(file=name, problem=f"{error}.") from error
