"""Data for other programs: the public plan, logs, drawings, workbooks."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from engine.documents.opendata.bpmn import to_bpmn
from engine.documents.opendata.plan import plan_as_csv, plan_as_json
from engine.services import exports, opendata
from engine.services.definitions import workflow_of
from engine.web.api.caller import Reading
from engine.web.api.parts import Named

router = APIRouter(prefix="/workflows", tags=["data"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(description: str, kind: str, schema: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": description, "content": {kind: {"schema": schema}}}}


_OBJECT, _TEXT = {"type": "object"}, {"type": "string"}


@router.get(
    "/{key}/plan",
    response_class=Response,
    responses=_file("The public cases with their public fields.", "application/json", _OBJECT),
)
def public_plan(caller: Reading, key: Named) -> Response:
    """Give the public cases of a workflow with their public fields, whoever asks."""
    plan = opendata.public_plan(caller.app, caller.tenant, key, caller.language)
    return Response(plan_as_json(plan), media_type="application/json")


@router.get(
    "/{key}/plan.csv",
    response_class=Response,
    responses=_file("The same, a row for each case.", "text/csv", _TEXT),
)
def public_rows(caller: Reading, key: Named) -> Response:
    """Give the public cases of a workflow as CSV, whoever asks."""
    plan = opendata.public_plan(caller.app, caller.tenant, key, caller.language)
    return Response(plan_as_csv(plan), media_type="text/csv; charset=utf-8")


@router.get(
    "/{key}/events",
    response_class=Response,
    responses=_file("An event log in OCEL 2.0.", "application/json", _OBJECT),
)
def event_log(caller: Reading, key: Named) -> Response:
    """Give what happened at the cases that the reader may see, as OCEL 2.0; nobody is named."""
    made = opendata.process_log(caller.app, caller.tenant, caller.reader, key, caller.language)
    return Response(made, media_type="application/json")


@router.get(
    "/{key}/bpmn",
    response_class=Response,
    responses=_file("The workflow as BPMN 2.0.", "application/xml", _TEXT),
)
def as_bpmn(caller: Reading, key: Named) -> Response:
    """Give the newest version of a workflow as BPMN 2.0 XML."""
    flow = workflow_of(caller.app, caller.tenant, caller.reader, key, None)
    return Response(to_bpmn(flow, caller.language), media_type="application/xml")


@router.get(
    "/{key}/cases.xlsx",
    response_class=Response,
    responses=_file("A workbook to be edited.", XLSX, _TEXT),
)
def as_workbook(caller: Reading, key: Named) -> Response:
    """Give the cases that the reader may see as a workbook; edited it is sent to `/lists`."""
    made = exports.export_cases(caller.app, caller.tenant, caller.reader, key, caller.language)
    return Response(made, media_type=XLSX)
