"""Templates of papers: those of the town, where it has its own, else ours.

A town's folder may hold ``paper.typ``, ``paper.html`` and ``paper.docx`` for all papers, and for
one kind of paper a file of its name: ``sitting.docx``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engine.errors import DocumentError

_OURS = Path(__file__).parent / "templates"
FOR_ALL = "paper"


class TemplateUnusable(DocumentError):
    """The template {file} cannot be used: {problem}"""  # noqa: D415 - the problem ends itself

    de = "Die Vorlage {file} ist nicht verwendbar: {problem}"


def find_template(folder: Path | None, kind: str, ending: str) -> Path | None:
    """Return the town's template for a kind of paper, else that for all; None if it has none."""
    for name in (kind, FOR_ALL):
        file = folder / f"{name}.{ending}" if folder is not None else None
        if file is not None and file.is_file():
            return file
    return None


@cache
def our_template(ending: str) -> str:
    """Return the template that comes with the programme."""
    return (_OURS / f"{FOR_ALL}.{ending}").read_text(encoding="utf-8")


def template_text(folder: Path | None, kind: str, ending: str) -> tuple[str, str]:
    """Return a template that is text, and where it is from."""
    own = find_template(folder, kind, ending)
    if own is None:
        return our_template(ending), f"{FOR_ALL}.{ending}"
    try:
        return own.read_text(encoding="utf-8"), own.name
    except UnicodeDecodeError as error:
        raise TemplateUnusable(file=own.name, problem=f"UTF-8: {error.reason}.") from error
