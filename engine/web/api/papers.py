"""Papers: as values, as page, as accessible PDF, as Word."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from engine.documents.papers.rendering import MEDIA_TYPES, Form
from engine.services import case_paper, method_paper, reports
from engine.services.paper_templates import written
from engine.services.sitting_paper import sitting_paper
from engine.web.api.caller import Caller, Reading
from engine.web.api.parts import CaseName, Day, Named
from engine.web.pages.papers import sitting_named

if TYPE_CHECKING:
    from engine.documents.papers.model import Paper

router = APIRouter(prefix="/papers", tags=["papers"])
EARLIEST = date(1970, 1, 1)
_A_YEAR = timedelta(days=365)
As = Annotated[
    Literal["json", "html", "pdf", "docx"],
    Query(alias="as", description="As values, page to print, accessible PDF (PDF/UA-1) or Word."),
]
Since = Annotated[
    Day | None,
    Query(
        description="The day that is compared with; a year ago if left out.",
        examples=["2026-01-01"],
    ),
]
_TEXT = {"schema": {"type": "string"}}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The paper.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["kind", "title", "sections"],
                    "properties": {"kind": {"type": "string"}, "title": {"type": "string"}},
                },
                "example": {"kind": "progress", "title": "Sachstandsbericht", "sections": []},
            },
            **{
                MEDIA_TYPES[each].partition(";")[0]: _TEXT for each in Form if each is not Form.JSON
            },
        },
    }
}


@router.get("/progress/{key}", response_class=Response, responses=ANSWERS)
def progress(caller: Reading, key: Named, since: Since = None, form: As = "json") -> Response:
    """Give the progress report of a plan, compared with a day."""
    paper = reports.progress_report(
        caller.app, caller.tenant, caller.reader, key, caller.language, since=_day(caller, since)
    )
    return _given(caller, paper, form)


@router.get("/catalogue/{key}", response_class=Response, responses=ANSWERS)
def catalogue(caller: Reading, key: Named, form: As = "json") -> Response:
    """Give the catalogue of a plan, by addressee."""
    paper = reports.catalogue(caller.app, caller.tenant, caller.reader, key, caller.language)
    return _given(caller, paper, form)


@router.get("/method", response_class=Response, responses=ANSWERS)
def method(caller: Reading, since: Since = None, form: As = "json") -> Response:
    """Give who met when and with what result; nobody is named."""
    paper = method_paper.method_report(
        caller.app, caller.tenant, caller.reader, caller.language, since=since
    )
    return _given(caller, paper, form)


@router.get("/cases/{case}", response_class=Response, responses=ANSWERS)
def sheet(caller: Reading, case: CaseName, form: As = "json") -> Response:
    """Give the sheet of a case."""
    paper = case_paper.case_sheet(caller.app, caller.tenant, caller.reader, case, caller.language)
    return _given(caller, paper, form)


@router.get("/sittings/{case}", response_class=Response, responses=ANSWERS)
def for_sitting(caller: Reading, case: CaseName, form: As = "json") -> Response:
    """Give the paper for a sitting, by the number of the sitting."""
    wanted = sitting_named(caller.house, caller.reader, case)
    paper = sitting_paper(caller.app, caller.tenant, caller.reader, wanted, caller.language)
    return _given(caller, paper, form)


@router.get("/resolutions/{body_id}", response_class=Response, responses=ANSWERS)
def resolutions(
    caller: Reading, body_id: Named, since: Since = None, form: As = "json"
) -> Response:
    """Give what became of the resolutions of a body."""
    paper = case_paper.resolution_control(
        caller.app,
        caller.tenant,
        caller.reader,
        body_id,
        caller.language,
        since=_day(caller, since),
    )
    return _given(caller, paper, form)


def _day(caller: Caller, since: date | None) -> date:
    if since is None:
        return caller.house.saying(caller.language).today(caller.app.now()) - _A_YEAR
    return max(since, EARLIEST)


def _given(caller: Caller, paper: Paper, form: str) -> Response:
    wanted = Form(form)
    made = written(caller.app, caller.tenant, paper, wanted)
    return Response(made, media_type=MEDIA_TYPES[wanted])
