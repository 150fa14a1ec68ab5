"""What Graphviz draws, made fit for a page: named, readable aloud, without fonts of its own."""

from __future__ import annotations

import re
from html import escape

_PROLOGUE = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
_ROOT = re.compile(r"<svg\b([^>]*)>")
_TITLE = re.compile(r"<title>.*?</title>\s*", re.DOTALL)
_FONT = re.compile(r'font-family="[^"]*"')
_SIZE = re.compile(r'\s(?:width|height|role|aria-[a-z]+)="[^"]*"')
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)


def page_svg(drawn: str, title: str, font: str = "inherit") -> str:
    """Return a drawing as it goes into a page.

    The names that Graphviz gives to nodes and edges are taken out: what they say is written in
    the picture. The ids of states (``state-KEY``) stay.

    Args:
        drawn: What Graphviz wrote as SVG.
        title: Of the whole picture, in the language of the page.
        font: The family of all texts.
    """
    svg = _COMMENT.sub("", _TITLE.sub("", _PROLOGUE.sub("", drawn)))
    svg = _FONT.sub(lambda _: f'font-family="{escape(font)}"', svg)
    return _ROOT.sub(lambda found: _root(found.group(1), title), svg, count=1)


def _root(attributes: str, title: str) -> str:
    kept = _SIZE.sub("", attributes).strip()
    name = escape(title)
    return f'<svg role="img" aria-label="{name}" {kept}>\n<title>{name}</title>'
