"""Taking part: events with their registration, and whatever else the public may bring in.

What can be brought in, and what is asked, the workflows say: by whom a case may be opened, below
which other cases, and which fields its opening asks for.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from engine.definition.fields import FieldType, Visibility
from engine.definition.model import PUBLIC
from engine.lifecycle.errors import WorkflowNotFound
from engine.services import cases, events, people, trace
from engine.services.access import NOBODY
from engine.services.case_lists import list_cases
from engine.services.definitions import newest_workflows, workflow_of
from engine.services.intents import OpenCase, Who
from engine.storage.queries.cases import CaseFilter
from engine.web import rates
from engine.web.arrival import Anybody, Inside, place_of
from engine.web.content import content_of
from engine.web.forms.asking import choices_of
from engine.web.forms.entries import raw_of
from engine.web.forms.filling import STAY, Filling
from engine.web.forms.refused import conditions_of, errors_by_path
from engine.web.forms.widgets import Filled, widgets_of
from engine.web.going import go_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.fields import Field
    from engine.definition.model import Workflow
    from engine.services.answers import Answer
    from engine.services.cases import Shown
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()
_MOST = 200
_LONG = (FieldType.LONGTEXT, FieldType.LIST, FieldType.DOCUMENT)


@dataclass(frozen=True, slots=True)
class Way:
    """Something that the public may bring in, by itself or below a case."""

    flow: Workflow
    parent: Shown | None = None

    @property
    def fields(self) -> Mapping[str, Field]:
        """What is asked for."""
        return {key: self.flow.fields[key] for key in self.flow.asked_at_opening}


@router.get("/take-part")
def show(house: Inside, visitor: Anybody) -> Response:
    """Show the events that are public, and what else can be brought in."""
    flows = newest_workflows(house.app, house.tenant)
    offering = [each for each in flows.values() if _admitted(flows, each)]
    found = [
        (flow, line, _facts(flow, line.data, is_short=True))
        for flow in offering
        for line in list_cases(
            house.app,
            house.tenant,
            NOBODY,
            CaseFilter(workflow=flow.key, is_open=True),
            limit=_MOST,
        )
    ]
    return house.templates.page(
        "take_part",
        visitor,
        here="take-part",
        found=found,
        ways=ways_of(flows).values(),
        content=content_of(house, visitor, titles=((line.id, line.title) for _, line, _ in found)),
        saying=house.saying(visitor.language, is_public=True),
    )


@router.get("/take-part/at/{number}")
def at_case(house: Inside, visitor: Anybody, number: str) -> Response:
    """Show an event, and the form by which one takes part in it."""
    return _page(house, visitor, _below(house, number), {})


@router.post("/take-part/at/{number}")
def take_at_case(
    request: Request, house: Inside, visitor: Anybody, filling: Filling, number: str
) -> Response:
    """Take somebody's registration."""
    return _take(request, house, visitor, filling, _below(house, number))


@router.get("/take-part/with/{workflow}")
def with_workflow(house: Inside, visitor: Anybody, workflow: str) -> Response:
    """Show the form of something that anybody may bring in."""
    return _page(house, visitor, _alone(house, workflow), {})


@router.post("/take-part/with/{workflow}")
def take_with_workflow(
    request: Request, house: Inside, visitor: Anybody, filling: Filling, workflow: str
) -> Response:
    """Take what somebody brings in."""
    return _take(request, house, visitor, filling, _alone(house, workflow))


@router.get("/take-part/received/{reference}")
def received(request: Request, house: Inside, visitor: Anybody, reference: str) -> Response:
    """Confirm what somebody has brought in, to whoever has its reference; raises CaseNotFound."""
    house.rates.take(rates.LINK_BY_PLACE, "reference", place_of(request))
    found = trace.follow(house.app, house.tenant, reference)
    start = found.start
    flow = workflow_of(house.app, house.tenant, NOBODY, start.workflow, None)
    return house.templates.page(
        "taken_part",
        visitor,
        here="take-part",
        start=start,
        state=flow.states.get(start.state),
        is_alone=flow.parent is None,
        parent=found.parent,
    )


def ways_of(flows: Mapping[str, Workflow]) -> dict[str, Workflow]:
    """Return what anybody may bring in by itself, by key."""
    return {
        key: each for key, each in flows.items() if PUBLIC in each.opened_by and each.parent is None
    }


def _admitted(flows: Mapping[str, Workflow], flow: Workflow) -> list[Workflow]:
    """Return what the public may open below the cases of a workflow."""
    below = [flows.get(each.workflow) for each in flow.admits.values()]
    return [each for each in below if each is not None and PUBLIC in each.opened_by]


def _below(house: House, number: str) -> Way:
    """Return the way of taking part in a public case; raises CaseNotFound, WorkflowNotFound."""
    shown = cases.show(house.app, house.tenant, NOBODY, number)
    flows = newest_workflows(house.app, house.tenant)
    found = _admitted(flows, shown.workflow)
    if not found:
        raise WorkflowNotFound(workflow=number)
    return Way(found[0], shown)


def _alone(house: House, workflow: str) -> Way:
    flow = ways_of(newest_workflows(house.app, house.tenant)).get(workflow)
    if flow is None:
        raise WorkflowNotFound(workflow=workflow)
    return Way(flow)


def _is_open(way: Way) -> bool:
    if way.parent is None:
        return True
    admissions = way.parent.workflow.admits.values()
    return any(
        each.workflow == way.flow.key and way.parent.case.state in each.states
        for each in admissions
    )


def _take(request: Request, house: House, visitor: Visitor, filling: Filling, way: Way) -> Response:
    house.rates.take(rates.ACT_BY_PLACE, "take part", place_of(request))
    if filling.get("do") == STAY:
        return _page(house, visitor, way, filling)
    fields = raw_of(way.fields, filling, house.saying(visitor.language).zone)
    if way.flow.opening_language is not None:
        fields = {**fields, way.flow.opening_language: visitor.language}
    intent = OpenCase(
        tenant=house.tenant,
        workflow=way.flow.key,
        fields=fields,
        who=Who(is_public=True),
        key=filling.get("key") or None,
        parent=way.parent.case.id if way.parent is not None else None,
    )
    answer = events.open_case(house.app, intent)
    if not answer.accepted:
        return _page(house, visitor, way, filling, refusal=answer)
    return go_to(f"/take-part/received/{answer.case}")


def _page(
    house: House,
    visitor: Visitor,
    way: Way,
    entries: Mapping[str, str],
    *,
    refusal: Answer | None = None,
) -> Response:
    reasons = refusal.reasons if refusal else ()
    errors = errors_by_path(reasons)
    known = people.directory_of(house.app, house.tenant, NOBODY)
    entries = entries or {key: str(each.default) for key, each in _filled(way).items()}
    case = way.parent.case if way.parent is not None else None
    return house.templates.page(
        "take_part_in",
        visitor,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
        here="take-part",
        way=way,
        case=case,
        is_open=_is_open(way),
        facts=_facts(way.parent.workflow, case.data) if way.parent and case else [],
        widgets=widgets_of(way.fields, Filled(entries, errors, choices_of(known))),
        errors=errors,
        conditions=conditions_of(reasons, way.flow, (), visitor.language),
        key=secrets.token_urlsafe(12),
        content=content_of(house, visitor, case.id if case is not None else None),
        saying=house.saying(visitor.language, dict(known.organisations), is_public=True),
    )


def _filled(way: Way) -> dict[str, Field]:
    return {key: each for key, each in way.fields.items() if isinstance(each.default, str | int)}


def _facts(
    flow: Workflow, data: Mapping[str, object], *, is_short: bool = False
) -> list[tuple[Field, object]]:
    """Return what everybody may know of a case, in the order of its workflow.

    Args:
        flow: Its workflow.
        data: Its fields.
        is_short: Only what can be said in a word or two.
    """
    return [
        (field, data[key])
        for key, field in flow.fields.items()
        if field.visibility is Visibility.PUBLIC
        and key != "title"
        and data.get(key) not in (None, [], "")
        and not (is_short and field.type in _LONG)
    ]
