"""The overview of a plan: traffic lights, what is overdue, and everything in one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from engine.services import comparison, overviews
from engine.services.capacity import glance
from engine.services.coverage import MUNICIPALITY
from engine.services.definitions import newest_workflows
from engine.storage.queries.cases import CaseFilter
from engine.web import reading
from engine.web.arrival import Inside, SignedIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Workflow
    from engine.findings import Text
    from engine.services.saying import Saying
    from engine.storage.queries.cases import CaseLine
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()
_SHOWN = {"open": True, "overdue": True, "closed": False}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; empty is anything."""

    workflow: str = ""
    text: str = ""
    area: str = ""
    rating: str = ""
    priority: str = ""
    owner: str = ""
    show: str = "open"

    @property
    def is_any(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.area or self.rating or self.priority or self.owner)

    def wanted(self, flow: Workflow) -> CaseFilter:
        """Return what is looked for among the cases of a workflow."""
        options = list(priorities_of(flow))
        return CaseFilter(
            workflow=flow.key,
            is_open=_SHOWN.get(self.show, True),
            is_overdue=self.show == "overdue",
            text=self.text,
            holders=(self.owner,) if self.owner else (),
            rating=self.rating or None,
            area=self.area or None,
            priority=options.index(self.priority) if self.priority in options else None,
        )

    def address(self, **other: str) -> str:
        """Return the address of this choice with something else in it."""
        return f"/overview?{self.query(**other)}"

    def query(self, **other: str) -> str:
        """Return this choice as part of an address, with something else in it."""
        asked = {name: getattr(self, name) for name in self.__slots__} | other
        return urlencode({name: value for name, value in asked.items() if value})


async def filters_of(  # noqa: PLR0913 - the parts of an address
    *,
    workflow: str = "",
    text: Annotated[str, Query(max_length=_LONGEST)] = "",
    area: Annotated[str, Query(max_length=_LONGEST)] = "",
    rating: str = "",
    priority: str = "",
    owner: str = "",
    show: str = "open",
) -> Filters:
    """Return what the address asks for; at once, since a thread of its own would be waited for."""
    return Filters(workflow, text, area, rating, priority, owner, show)


Asked = Annotated[Filters, Depends(filters_of)]


@router.get("/overview")
def show(house: Inside, visitor: SignedIn, filters: Asked, after: str = "") -> Response:
    """Show how a plan stands, and its cases, the most urgent first."""
    with house.look():
        seen = _seen(house, visitor, filters, after)
    if seen is None:
        return house.templates.page("overview_none", visitor, here="overview")
    return house.templates.page(
        "overview",
        visitor,
        here="overview",
        turns=comparison.Turn,
        filters=filters,
        is_filtered=filters.is_any,
        now=house.app.now(),
        **seen,
    )


def _seen(house: House, visitor: Visitor, filters: Filters, after: str) -> dict[str, Any] | None:
    """Return what the visitor sees of a plan; None where there is none."""
    flows = plans_of(house)
    flow = flows.get(filters.workflow) or next(iter(flows.values()), None)
    if flow is None:
        return None
    app, tenant, reader = house.app, house.tenant, visitor.reader
    lines, more = overviews.page_of(app, tenant, reader, filters.wanted(flow), after)
    saying = reading.saying(house, visitor)
    return {
        "flow": flow,
        "others": [(each.key, each.title) for each in flows.values() if each is not flow],
        "standing": overviews.standing(app, tenant, reader, flow.key),
        "glances": comparison.since_sittings(app, tenant, reader, flow.key),
        "limits": glance(app, tenant, reader, flow.key),
        "lines": lines,
        "more": filters.address(workflow=flow.key, after=more) if more else None,
        "address_for": _addresses(filters, flow),
        "owners": owners_in(house, visitor),
        "has_dates": bool(flow.overview.starts and flow.overview.ends),
        "is_district": is_district(house),
        "naming": Naming(flow, saying),
        "saying": saying,
    }


def plans_of(house: House) -> dict[str, Workflow]:
    """Return the workflows whose cases are looked at together, by key."""
    flows = newest_workflows(house.app, house.tenant)
    found = [each for each in flows.values() if each.overview.rating or each.overview.area]
    return {each.key: each for each in sorted(found, key=lambda each: not each.overview.rating)}


def is_district(house: House) -> bool:
    """Return whether municipalities take part in the plan."""
    return MUNICIPALITY in newest_workflows(house.app, house.tenant)


def priorities_of(flow: Workflow) -> Mapping[str, Text]:
    """Return the priorities that a workflow knows, the most urgent first."""
    field = flow.fields.get(flow.overview.priority or "")
    return field.options if field is not None else {}


def owners_in(house: House, visitor: Visitor) -> list[tuple[str, str]]:
    """Return the organisations of the town by name, for choosing one."""
    return list(reading.names(house, visitor).organisations.items())


@dataclass(frozen=True, slots=True)
class Naming:
    """What the marks of a workflow's cases are called."""

    flow: Workflow
    saying: Saying

    @property
    def ratings(self) -> Mapping[str, Text]:
        """The traffic lights that the workflow knows."""
        field = self.flow.fields.get(self.flow.overview.rating or "")
        return field.options if field is not None else {}

    @property
    def priorities(self) -> Mapping[str, Text]:
        """The priorities that the workflow knows, the most urgent first."""
        return priorities_of(self.flow)

    def area(self, key: str) -> str:
        """Return the title of an area."""
        return self.saying.value(self.flow.fields.get(self.flow.overview.area or ""), key)

    def priority(self, line: CaseLine) -> str:
        """Return the title of a case's priority, empty without one."""
        titles = list(self.priorities.values())
        if line.priority is None or line.priority >= len(titles):
            return ""
        return self.saying.words(titles[line.priority])

    def state(self, line: CaseLine) -> str:
        """Return the title of the state that a case is in."""
        state = self.flow.states.get(line.state)
        return self.saying.words(state.title) if state is not None else line.state

    def lead(self, line: CaseLine) -> str:
        """Return who holds the roles of a case."""
        held = [each for holders in line.holders.values() for each in holders]
        return ", ".join(dict.fromkeys(self.saying.name(each) for each in held))


def _addresses(filters: Filters, flow: Workflow) -> object:
    def address_for(**other: str) -> str:
        return f"{Filters(workflow=flow.key, show=filters.show).address(**other)}#list"

    return address_for
