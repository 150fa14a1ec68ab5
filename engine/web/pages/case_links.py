"""What a case is connected with: its parent, its children, where it came from, what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.findings import Text
from engine.lifecycle.errors import CaseNotFound
from engine.services.cases import Shown
from engine.storage.queries.cases import CaseFilter, CaseLine
from engine.web import reading
from engine.web.house import House
from engine.web.visitor import Visitor

_MOST_CHILDREN = 200
_OUT = {
    "parent": Text(de="Teil von", en="Part of"),
    "source": Text(de="Hervorgegangen aus", en="Came out of"),
    "bundled_into": Text(de="Aufgegangen in", en="Bundled into"),
    "depends_on": Text(de="Hängt ab von", en="Depends on"),
    "transferred_from": Text(de="Übernommen aus", en="Transferred from"),
    "supersedes": Text(de="Ersetzt", en="Supersedes"),
}
_IN = {
    "source": Text(de="Daraus hervorgegangen", en="What came out of it"),
    "bundled_into": Text(de="Hierin aufgegangen", en="Bundled into this"),
    "depends_on": Text(de="Davon hängen ab", en="What depends on it"),
    "transferred_from": Text(de="Weitergegeben an", en="Transferred to"),
    "supersedes": Text(de="Ersetzt durch", en="Superseded by"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """Another case, and how this one is connected with it."""

    how: Text
    number: str
    title: str
    state: Text


def links_of(house: House, visitor: Visitor, shown: Shown) -> list[Link]:
    """Return everything that the case is connected with and the visitor may know of."""
    case = shown.case
    found: list[Link] = []
    if case.parent is not None:
        found += _link(house, visitor, case.parent.case, _OUT["parent"])
    for one, kind, other in shown.links:
        if kind == "parent":
            continue  # told by the cases themselves
        outward = one == case.id
        named = (_OUT if outward else _IN).get(kind) or Text(de=kind, en=kind)
        found += _link(house, visitor, other if outward else one, named)
    below = reading.case_lines(house, visitor, CaseFilter(parent=case.id), limit=_MOST_CHILDREN)
    return found + [_child(house, visitor, each) for each in below]


def _link(house: House, visitor: Visitor, case_id: str, how: Text) -> list[Link]:
    try:
        other = reading.case_shown(house, visitor, case_id)
    except CaseNotFound:
        return []
    title = other.case.data.get("title")
    state = other.workflow.states[other.case.state].title
    return [Link(how, other.case.number, title if isinstance(title, str) else "", state)]


def _child(house: House, visitor: Visitor, line: CaseLine) -> Link:
    flow = reading.workflow(house, visitor, line.workflow.key, line.workflow.version)
    how = Text(de=f"Teilvorgang: {flow.title.de}", en=f"Case below it: {flow.title.en}")
    return Link(how, line.number, line.title, flow.states[line.state].title)
