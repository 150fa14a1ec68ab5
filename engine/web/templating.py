"""Templates: every text stands in both languages, in the place where it is shown.

``t('Deutsch', 'English')`` is a text of a page, ``words(text)`` one that was made elsewhere.
A test fails on a text that stands in a template by itself.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from engine.channels.wording import label
from engine.findings import Text
from engine.lifecycle.chronicle import title_of
from engine.services import telling
from engine.services.verdicts import verdict_lines
from engine.web.navigation import entries_for

if TYPE_CHECKING:
    from jinja2.runtime import Context

    from engine.web.visitor import Visitor

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
STATIC = FOLDER / "static"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ku", "ps", "ur"})


class Templates:
    """Turns values into pages."""

    def __init__(self, town: str) -> None:
        """Take the town's name, which every page shows."""
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals |= {
            "t": _t,
            "words": _words,
            "static": static_address,
            "town": town,
            "event_title": telling.event_title,
            "role_title": telling.role_title,
            "title_of": title_of,
            "letter_label": label,
            "verdict_lines": verdict_lines,
        }
        self.environment.filters["paragraphs"] = _paragraphs

    def page(
        self,
        name: str,
        visitor: Visitor,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        **values: Any,
    ) -> HTMLResponse:
        """Return a page for a visitor.

        Args:
            name: The template, without its ending.
            visitor: Who looks at it.
            status: Of the answer.
            headers: Of the answer.
            values: What it shows; ``here`` is the entry of the navigation that it belongs to.
        """
        base = visitor.language.partition("-")[0]
        context = {
            "here": "",
            **values,
            "visitor": visitor,
            "language": visitor.language,
            "direction": "rtl" if base in RIGHT_TO_LEFT else "ltr",
            "navigation": entries_for(visitor),
            "address": visitor.address,
        }
        text = self.environment.get_template(f"{name}.html").render(context)
        return HTMLResponse(text, status_code=status, headers=headers)


@pass_context
def _t(context: Context, de: str, en: str) -> str:
    """Return a text of a page in the visitor's language."""
    return Text(de=de, en=en).to(context["language"])


@pass_context
def _words(context: Context, text: Text | str | None) -> str:
    """Return a text that was made elsewhere in the visitor's language."""
    return text.to(context["language"]) if isinstance(text, Text) else text or ""


def _paragraphs(text: str) -> Markup:
    """Return what somebody wrote with its paragraphs and line breaks."""
    blocks = [each for each in text.replace("\r\n", "\n").split("\n\n") if each.strip()]
    lines = [Markup("<br>").join(escape(line) for line in each.split("\n")) for each in blocks]
    return Markup("").join(Markup("<p class='kern-body'>{}</p>").format(each) for each in lines)


@cache
def static_address(name: str) -> str:
    """Return the address of a file, which changes when its content does."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
