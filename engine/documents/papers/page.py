"""A paper as one HTML page that needs nothing else: to read, to print, to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.documents.papers.finding import TemplateUnusable, template_text

if TYPE_CHECKING:
    from pathlib import Path

    from engine.documents.papers.model import Paper

_ENVIRONMENT = ImmutableSandboxedEnvironment(
    autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
)


def html_of(paper: Paper, folder: Path | None = None) -> bytes:
    """Return a paper as HTML.

    Args:
        paper: The paper.
        folder: Where the town keeps its own templates.

    Raises:
        TemplateUnusable: the town's template is faulty.
    """
    text, name = template_text(folder, paper.kind, "html")
    try:
        page = _ENVIRONMENT.from_string(text).render(paper=paper.as_json())
    except (jinja2.TemplateError, TypeError) as error:
        raise TemplateUnusable(file=name, problem=f"{error}.") from error
    return page.encode()
