"""Drawings: DOT becomes SVG by Graphviz, from the wheel ``graphviz-pure`` or from the machine."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from functools import lru_cache

from engine.errors import DocumentError

PROGRAMS = ("graphviz-pure", "dot")
LONGEST_SECONDS = 20.0


class NotDrawn(DocumentError):
    """The diagram could not be drawn: {reason}. Take the form dot or mermaid, or the table."""

    de = (
        "Das Diagramm ließ sich nicht zeichnen: {reason}. Nehmen Sie dot, mermaid oder die Tabelle."
    )


def svg_of(dot: str) -> str:
    """Return a DOT text as the SVG that Graphviz draws.

    Raises:
        NotDrawn: there is no Graphviz, or it refused or took too long.
    """
    program = _program()
    if program is None:
        raise NotDrawn(reason="Graphviz")
    try:
        drawn = subprocess.run(  # noqa: S603 - our own program, and the text goes to its input
            [program, "-Tsvg"],
            input=dot.encode(),
            capture_output=True,
            timeout=LONGEST_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise NotDrawn(reason=type(error).__name__) from error
    return drawn.stdout.decode()


@lru_cache(maxsize=1)
def _program() -> str | None:
    scripts = sysconfig.get_path("scripts")
    for name in PROGRAMS:
        found = shutil.which(name, path=scripts) or shutil.which(name)
        if found is not None:
            return found
    return None
