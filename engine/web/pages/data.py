"""Data for other programs: the public plan for everybody, logs and drawings for whoever may."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from engine.documents.opendata.bpmn import to_bpmn
from engine.documents.opendata.plan import plan_as_csv, plan_as_json
from engine.services import licensing, opendata
from engine.services.definitions import newest_workflows, workflow_of
from engine.web import rates
from engine.web.arrival import Anybody, Inside, SignedIn, place_of
from engine.web.house import House
from engine.web.pages.overview import plans_of

if TYPE_CHECKING:
    from engine.documents.opendata.plan import PublicPlan

router = APIRouter()
PUBLIC = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
}
"""Every program of every address may read what everybody may see."""
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the public plan is wanted; empty is anything."""

    workflow: str = ""
    area: Annotated[str, Query(max_length=200)] = ""


@router.get("/plan.json")
def plan_json(
    house: Inside, visitor: Anybody, request: Request, asked: Annotated[Asked, Depends()]
) -> Response:
    """Give the public plan as JSON."""
    return _public(house, request, visitor.language, asked, "json")


@router.get("/plan.csv")
def plan_csv(
    house: Inside, visitor: Anybody, request: Request, asked: Annotated[Asked, Depends()]
) -> Response:
    """Give the public plan as CSV."""
    return _public(house, request, visitor.language, asked, "csv")


@router.get("/data")
def show(house: Inside, visitor: SignedIn) -> Response:
    """Show what there is for other programs."""
    return house.templates.page(
        "data",
        visitor,
        here="overview",
        plans=plans_of(house),
        flows=newest_workflows(house.app, house.tenant),
        licence=licensing.licence_of(house.app, house.tenant),
    )


@router.get("/data/{workflow}/events.jsonocel")
def event_log(house: Inside, visitor: SignedIn, workflow: str) -> Response:
    """Give what happened at the cases that the visitor may see, as OCEL 2.0."""
    made = opendata.process_log(house.app, house.tenant, visitor.reader, workflow, visitor.language)
    return _file(made, "application/json", f"{workflow}.jsonocel")


@router.get("/data/{workflow}/workflow.bpmn")
def drawing(house: Inside, visitor: SignedIn, workflow: str) -> Response:
    """Give a workflow as BPMN 2.0 XML."""
    flow = workflow_of(house.app, house.tenant, visitor.reader, workflow, None)
    made = to_bpmn(flow, visitor.language).encode()
    return _file(made, "application/xml", f"{workflow}.bpmn")


def _file(content: bytes, kind: str, name: str) -> Response:
    plain = "".join(
        each if each.isascii() and (each.isalnum() or each == ".") else "-" for each in name
    )
    said = {"Content-Disposition": f'attachment; filename="{plain}"'}
    return Response(content, media_type=kind, headers=said)


def _public(house: House, request: Request, language: str, asked: Asked, form: str) -> Response:
    house.rates.take(rates.LINK_BY_PLACE, "open-data", place_of(request))
    key = asked.workflow or next(iter(plans_of(house)), "")
    plan = opendata.public_plan(house.app, house.tenant, key, language, asked.area)
    headers = {**PUBLIC, "ETag": etag_of(plan, form), "Vary": "Accept-Language, Cookie"}
    if plan.licence is not None:
        # A row of CSV has no place for it; RFC 8288 has one for every form.
        headers["Link"] = f'<{plan.licence.uri}>; rel="license"'
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if form == "csv":
        said = {"Content-Disposition": f'inline; filename="{plan.workflow}.csv"'}
        return Response(
            plan_as_csv(plan), media_type="text/csv; charset=utf-8", headers=headers | said
        )
    return Response(plan_as_json(plan), media_type="application/json", headers=headers)


def etag_of(plan: PublicPlan, form: str) -> str:
    """Return what changes with what the plan says, not with when it was asked for."""
    content = plan_as_json(replace(plan, made_at=_FIRST))
    return f'"{form}-{hashlib.sha256(content).hexdigest()[:32]}"'
