"""What a case is connected with: its parent, its children, where it came from, what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition.model import Workflow
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
        if outward:
            found += _link(house, visitor, other, _OUT.get(kind) or _field(shown.workflow, kind))
        else:
            found += _link(house, visitor, one, _IN.get(kind))
    below = reading.case_lines(house, visitor, CaseFilter(parent=case.id), limit=_MOST_CHILDREN)
    return found + [_child(house, visitor, each) for each in below]


def _field(flow: Workflow, link: str) -> Text:
    """Return the title of the field that makes a link, which says how cases are connected."""
    titles = (each.title for each in flow.fields.values() if each.link == link)
    return next(titles, Text(de="Verknüpft mit", en="Connected with"))


def _link(house: House, visitor: Visitor, case_id: str, how: Text | None) -> list[Link]:
    """Return the link to a case; what leads here and has no name is named by what it is."""
    try:
        other = reading.case_shown(house, visitor, case_id)
    except CaseNotFound:
        return []
    flow, title = other.workflow, other.case.data.get("title")
    told = title if isinstance(title, str) else ""
    return [Link(how or flow.title, other.case.number, told, flow.states[other.case.state].title)]


def _child(house: House, visitor: Visitor, line: CaseLine) -> Link:
    flow = reading.workflow(house, visitor, line.workflow.key, line.workflow.version)
    how = Text(de=f"Teilvorgang: {flow.title.de}", en=f"Case below it: {flow.title.en}")
    return Link(how, line.number, line.title, flow.states[line.state].title)
