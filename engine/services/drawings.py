"""Drawings: the diagram of a case's workflow, with the way that the case has come."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.definition.diagram import to_dot
from engine.documents.drawing import NotDrawn, svg_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.definition.model import Workflow
    from engine.services.cases import Past

_MOST_KEPT = 256
_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_FIRST_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_SIZE = re.compile(r'<svg width="(\d+)pt" height="(\d+)pt"')


def states_visited(past: Past) -> list[tuple[str, int]]:
    """Return the states that a case has been in, in order, each with its event's number."""
    found: list[tuple[str, int]] = []
    for each in past.events:
        state = each.patch.get("state")
        if isinstance(state, str) and (not found or found[-1][0] != state):
            found.append((state, each.seq))
    return found


def diagram(workflow: Workflow, language: str, visited: Iterable[str], current: str) -> str | None:
    """Return the diagram as SVG to be put into a page; None where there is no Graphviz.

    The SVG names itself to those who cannot see it and brings no style of its own.
    """
    dot = to_dot(workflow, language, visited=frozenset(visited), current=current)
    return _drawn(dot)


@lru_cache(maxsize=_MOST_KEPT)
def _drawn(dot: str) -> str | None:
    try:
        drawn = svg_of(dot)
    except NotDrawn:
        return None
    inline = _HEAD.sub("", drawn)
    inline = _FIRST_TITLE.sub("", inline)
    return _SIZE.sub(r'<svg aria-hidden="true" focusable="false" width="\1" height="\2"', inline, 1)
