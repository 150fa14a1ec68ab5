"""For citizens: the plan and each part of it as far as it is public, and what became of an idea.

Everything here is read as nobody in particular, whoever looks at it, so that what is shown to
somebody who is signed in is what everybody sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from engine.definition.fields import Visibility
from engine.findings import Text
from engine.lifecycle.errors import CaseNotFound
from engine.services import cases, licensing, overviews, people, trace
from engine.services.access import NOBODY
from engine.services.case_lists import list_cases
from engine.services.definitions import newest_workflows, workflow_of
from engine.storage.queries.cases import CaseFilter, CaseLine
from engine.web import rates
from engine.web.arrival import Anybody, Inside, place_of
from engine.web.content import content_of
from engine.web.pages.overview import Naming, plans_of
from engine.web.pages.take_part import ways_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.definition.model import Workflow
    from engine.services.saying import Saying
    from engine.services.trace import Followed, Stop
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()
_LONGEST = 200
_MARKS = ("rating", "overruled_by", "progress", "area")


@router.get("/plan")
def plan(
    house: Inside,
    visitor: Anybody,
    workflow: str = "",
    area: Annotated[str, Query(max_length=_LONGEST)] = "",
    after: str = "",
) -> Response:
    """Show the public part of a plan, by area."""
    flows = plans_of(house)
    flow = flows.get(workflow) or next(iter(flows.values()), None)
    if flow is None:
        return house.templates.page("public_none", visitor, here="plan")
    wanted = CaseFilter(workflow=flow.key, area=area or None)
    lines, more = overviews.page_of(house.app, house.tenant, NOBODY, wanted, after)
    groups: dict[str, list[object]] = {}
    for line in sorted(lines, key=lambda each: (each.area or "", each.number)):
        groups.setdefault(line.area or "", []).append(line)
    saying = _saying(house, visitor)
    return house.templates.page(
        "public_plan",
        visitor,
        here="plan",
        flow=flow,
        others=[each for each in flows.values() if each is not flow],
        standing=overviews.standing(house.app, house.tenant, NOBODY, flow.key),
        groups=groups,
        licence=licensing.licence_of(house.app, house.tenant),
        area=area,
        more=more,
        naming=Naming(flow, saying),
        saying=saying,
        content=content_of(house, visitor, titles=_of_lines(lines)),
        now=house.app.now(),
    )


@router.get("/plan/{number}")
def part(house: Inside, visitor: Anybody, number: str) -> Response:
    """Show the public part of one case of a plan, in plain words."""
    shown = cases.show(house.app, house.tenant, NOBODY, number)
    case, flow, saying = shown.case, shown.workflow, _saying(house, visitor)
    overview = flow.overview
    marks = {part: case.data.get(getattr(overview, part) or "") for part in _MARKS}
    rating = marks["overruled_by"] or marks["rating"]
    came_from = trace.back(house.app, house.tenant, NOBODY, number).stops
    came_of = trace.forward(house.app, house.tenant, NOBODY, number).stops
    hidden = {getattr(overview, part) for part in _MARKS} | {"title"}
    return house.templates.page(
        "public_part",
        visitor,
        here="became" if flow.key in ways_of({flow.key: flow}) else "plan",
        case=case,
        flow=flow,
        rating=rating,
        progress=marks["progress"],
        facts=[
            (field, case.data[key])
            for key, field in flow.fields.items()
            if key not in hidden
            and field.visibility is Visibility.PUBLIC
            and case.data.get(key) not in (None, [], "")
        ],
        came_from=came_from,
        came_of=came_of,
        content=content_of(house, visitor, case.id, _titles((*came_from, *came_of))),
        naming=Naming(flow, saying),
        saying=saying,
    )


@router.get("/became")
def became(
    request: Request,
    house: Inside,
    visitor: Anybody,
    reference: Annotated[str, Query(max_length=_LONGEST)] = "",
    workflow: str = "",
    after: str = "",
) -> Response:
    """Tell what became of public contributions, and of any for whoever has its reference."""
    found, problem = None, None
    if reference.strip():
        house.rates.take(rates.LINK_BY_PLACE, "reference", place_of(request))
        try:
            found = trace.follow(house.app, house.tenant, reference.strip())
        except CaseNotFound:
            problem = _UNKNOWN
    flow = None
    if found is not None:
        key = found.start.workflow
        flow = workflow_of(house.app, house.tenant, NOBODY, key, None)
    ways = ways_of(newest_workflows(house.app, house.tenant))
    way = ways.get(workflow) or next(iter(ways.values()), None)
    lines, more = _brought_in(house, way, after) if way else ([], "")
    return house.templates.page(
        "public_became",
        visitor,
        status=200 if problem is None else 404,
        here="became",
        reference=reference,
        found=found,
        flow=flow,
        problem=problem,
        way=way,
        ways=ways,
        lines=lines,
        more=more,
        content=content_of(house, visitor, titles=[*_of_lines(lines), *_of_found(found)]),
        saying=_saying(house, visitor),
    )


def _brought_in(house: House, way: Workflow, after: str) -> tuple[list[CaseLine], str]:
    """Return a page of what was brought in and is public, and where the next one begins."""
    wanted = CaseFilter(workflow=way.key)
    lines = list_cases(
        house.app, house.tenant, NOBODY, wanted, limit=overviews.PAGE + 1, after=after
    )
    return lines[: overviews.PAGE], lines[overviews.PAGE - 1].id if lines[overviews.PAGE :] else ""


_UNKNOWN = Text(
    de="Zu diesem Kennzeichen ist nichts zu finden. Es steht auf der Eingangsbestätigung.",
    en="Nothing is found for this reference. It stands on the confirmation of receipt.",
)


def _of_lines(lines: Iterable[CaseLine]) -> list[tuple[str, str]]:
    return [(each.id, each.title) for each in lines]


def _of_found(found: Followed | None) -> list[tuple[str, str]]:
    return _titles((found.start, *found.trail.stops)) if found is not None else []


def _titles(stops: Iterable[Stop]) -> list[tuple[str, str]]:
    return [(each.case, each.title) for each in stops]


def _saying(house: House, visitor: Visitor) -> Saying:
    """Return how things are said, with the names that are public."""
    known = people.directory_of(house.app, house.tenant, NOBODY)
    bodies = {each.id: each.title.to(visitor.language) for each in known.bodies}
    return house.saying(visitor.language, {**bodies, **known.organisations}, is_public=True)
