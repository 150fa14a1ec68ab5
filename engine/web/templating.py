"""Templates: every text stands in both languages, in the place where it is shown.

``t('Deutsch', 'English')`` is a text of a page, ``words(text)`` one that was made elsewhere.
A test fails on a text that stands in a template by itself.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from engine.channels.wording import label
from engine.findings import Text
from engine.languages.catalogue import catalogues
from engine.languages.tags import direction, own_name
from engine.languages.tongue import Tongue
from engine.lifecycle.chronicle import title_of
from engine.services import telling
from engine.services.verdicts import verdict_lines
from engine.web.navigation import entries_for
from engine.web.speech import NOTE, Speech, by_lines

if TYPE_CHECKING:
    from jinja2.runtime import Context

    from engine.web.visitor import Visitor

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
STATIC = FOLDER / "static"


class Templates:
    """Turns values into pages."""

    def __init__(self, town: str, folder: Path | None = None) -> None:
        """Take the town's name, which every page shows, and the folder of its own catalogues.

        Raises:
            CatalogueUnreadable: one of the catalogues cannot be used.
        """
        self._catalogues = catalogues(folder)
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
            "fresh_key": partial(secrets.token_urlsafe, 12),
            "town": town,
            "event_title": telling.event_title,
            "role_title": telling.role_title,
            "title_of": title_of,
            "letter_label": label,
            "verdict_lines": verdict_lines,
            "own_name": own_name,
            "direction_of": direction,
        }
        self.environment.filters["paragraphs"] = _paragraphs

    def speech(self, language: str, order: tuple[str, ...]) -> Speech:
        """Return what pages say in a language, with the town's languages for what it lacks."""
        return Speech(Tongue(language, order, self._catalogues))

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
        speech = self.speech(visitor.language, visitor.languages)
        context = {
            "here": "",
            **values,
            "visitor": visitor,
            "language": visitor.language,
            "direction": direction(visitor.language),
            "speech": speech,
            "in_part": NOTE,
            "navigation": entries_for(visitor),
            "address": visitor.address,
        }
        text = self.environment.get_template(f"{name}.html").render(context)
        return HTMLResponse(speech.finished(text), status_code=status, headers=headers)


@pass_context
def _t(context: Context, de: str, en: str) -> str:
    """Return a text of a page in the visitor's language."""
    said: str = context["speech"].to(Text(de=de, en=en))
    return said


@pass_context
def _words(context: Context, text: Text | str | None) -> str:
    """Return a text that was made elsewhere in the visitor's language."""
    said: str = context["speech"].to(text)
    return said


def _paragraphs(text: str) -> Markup:
    """Return what somebody wrote with its paragraphs and line breaks."""
    whole, marked = by_lines(text)
    blocks = [each for each in whole.replace("\r\n", "\n").split("\n\n") if each.strip()]
    lines = [
        Markup("<br>").join(escape(marked(line)) for line in each.split("\n")) for each in blocks
    ]
    return Markup("").join(Markup("<p class='kern-body'>{}</p>").format(each) for each in lines)


@cache
def static_address(name: str) -> str:
    """Return the address of a file, which changes when its content does."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
