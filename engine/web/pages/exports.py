"""Exports: the cases of a choice as a workbook to be edited and brought back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.services import exports, imports
from engine.services.definitions import newest_workflows
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.pages.cases import filter_of

router = APIRouter()
MOST = 10_000
"""Cases in one workbook."""
_LONGEST = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/exports/cases.xlsx")
def cases_as_workbook(  # noqa: PLR0913, PLR0917 - the filters of the address
    house: Inside,
    visitor: SignedIn,
    workflow: str = imports.MEASURE,
    state: str = "",
    text: Annotated[str, Query(max_length=_LONGEST)] = "",
    show: str = "open",
    rating: str = "",
    area: Annotated[str, Query(max_length=_LONGEST)] = "",
) -> Response:
    """Give the cases of a workflow that fit as .xlsx, as the list of cases would show them."""
    chosen = newest_workflows(house.app, house.tenant).get(workflow)
    wanted = filter_of(chosen, state, text, show)
    found = reading.case_lines(house, visitor, wanted, limit=MOST)
    ids = {each.id for each in found if rating in {"", each.rating} and area in {"", each.area}}
    made = exports.export_cases(
        house.app, house.tenant, visitor.reader, workflow, visitor.language, only=ids
    )
    plain = "".join(each for each in workflow if each.isascii() and each.isalnum())
    name = f'attachment; filename="{plain or "cases"}.xlsx"'
    return Response(made, media_type=XLSX, headers={"Content-Disposition": name})
