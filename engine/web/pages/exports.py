"""Exports: the cases of a choice as a workbook to be edited and brought back."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from engine.services import exports, imports
from engine.services.definitions import newest_workflows
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.pages.cases import filter_of
from engine.web.pages.overview import Asked

router = APIRouter()
MOST = 10_000
"""Cases in one workbook."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/exports/cases.xlsx")
def cases_as_workbook(
    house: Inside, visitor: SignedIn, filters: Asked, state: str = ""
) -> Response:
    """Give the cases of a workflow that fit as .xlsx, as the lists of cases would show them."""
    workflow = filters.workflow or imports.MEASURE
    chosen = newest_workflows(house.app, house.tenant).get(workflow)
    wanted = filter_of(chosen, state, filters.text, filters.show)
    if chosen is not None:
        marked = filters.wanted(chosen)
        wanted = replace(
            wanted,
            holders=marked.holders,
            rating=marked.rating,
            area=marked.area,
            priority=marked.priority,
        )
    found = reading.case_lines(house, visitor, wanted, limit=MOST)
    ids = {each.id for each in found}
    made = exports.export_cases(
        house.app, house.tenant, visitor.reader, workflow, visitor.language, only=ids
    )
    plain = "".join(each for each in workflow if each.isascii() and each.isalnum())
    name = f'attachment; filename="{plain or "cases"}.xlsx"'
    return Response(made, media_type=XLSX, headers={"Content-Disposition": name})
