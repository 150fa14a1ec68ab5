"""A paper as accessible PDF (PDF/UA-1), set by Typst.

A sign that no font has would make it inaccessible, and Typst refuses the whole paper. So that one
emoji in a title does not keep a committee from its paper, such signs are replaced, and the foot of
the page says so.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import typst

from engine.documents.papers.finding import TemplateUnusable, template_text
from engine.findings import Text

if TYPE_CHECKING:
    from pathlib import Path

    from engine.documents.papers.model import Paper

STANDARD: Final = "ua-1"
STAND_IN = "□"
_FOOT = Text(
    de=f"{STAND_IN}: ein Zeichen, das es in der Schrift dieses Papiers nicht gibt",
    en=f"{STAND_IN}: a sign that the font of this paper does not have",
)
_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_TOUCHED_UP = "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*"
"""Variants and tones of skin: no signs of their own."""
_JOINER = "\u200d"
_TRIES = 8
"""So often are signs replaced; each time all that are named are."""
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
    lacking: set[str] = set()
    for _ in range(_TRIES):
        try:
            return _set(text, fonts, paper, lacking)
        except (typst.TypstError, RuntimeError) as error:
            found = _lacking_in(error) - lacking
            if not found:
                raise TemplateUnusable(file=name, problem=f"{error}.") from error
            lacking |= found
    raise TemplateUnusable(file=name, problem=", ".join(sorted(lacking)))


def _set(text: str, fonts: typst.Fonts, paper: Paper, lacking: set[str]) -> bytes:
    if lacking:
        foot = " · ".join(each for each in (paper.footer, _FOOT.to(paper.language)) if each)
        paper = replace(paper, footer=foot)
    said = json.dumps(paper.as_json(), ensure_ascii=False)
    return typst.compile(
        text.encode(),
        font_paths=fonts,
        format="pdf",
        sys_inputs={"paper": _replaced(said, lacking)},
        pdf_standards=[STANDARD],
        timestamp=int(paper.made_at.timestamp()),
    )


def _lacking_in(error: Exception) -> set[str]:
    """Return the signs that no font has, as far as an error names them."""
    said = str(getattr(error, "diagnostic", error))
    named = "".join(
        _ESCAPED.sub(lambda code: chr(int(code[1], 16)), each) for each in _LACKING.findall(said)
    )
    return {each for each in named if not each.isascii()}


def _replaced(said: str, lacking: set[str]) -> str:
    """Return a text with what stands in for signs; for one that is made of several only once."""
    if not lacking:
        return said
    sign = f"[{re.escape(''.join(sorted(lacking)))}]{_TOUCHED_UP}"
    return re.sub(f"{sign}(?:{_JOINER}{sign})*", "?" if STAND_IN in lacking else STAND_IN, said)
