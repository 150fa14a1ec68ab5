"""Papers: for a sitting, of a plan, of one case, each as accessible PDF and as Word."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from engine.documents.papers.rendering import MEDIA_TYPES, Form, rendered
from engine.errors import NotFound
from engine.services import case_paper, reports, sittings
from engine.services.sitting_paper import Sitting, sitting_paper
from engine.web.arrival import Inside, SignedIn
from engine.web.pages.bodies import day_in

if TYPE_CHECKING:
    from engine.documents.papers.model import Paper
    from engine.web.house import House

router = APIRouter()
_A_YEAR = timedelta(days=365)
_FORMS = {"pdf": Form.PDF, "docx": Form.WORD}


class NoSuchForm(NotFound):
    """Not found: a paper as {form}. There are: pdf, docx."""

    de = "Nicht gefunden: ein Papier als {form}. Es gibt: pdf, docx."


@router.get("/papers/sittings/{number}.{form}")
def for_sitting(house: Inside, visitor: SignedIn, number: str, form: str) -> Response:
    """Give the paper for a sitting."""
    app, tenant, reader = house.app, house.tenant, visitor.reader
    case = sittings.sitting_named(app, tenant, reader, number)
    held_on = case.data["held_on"]
    on = held_on if isinstance(held_on, date) else date.fromisoformat(str(held_on))
    wanted = Sitting(str(case.data["body"]), on)
    return _given(house, sitting_paper(app, tenant, reader, wanted, visitor.language), number, form)


@router.get("/papers/progress/{workflow}.{form}")
def of_plan(
    house: Inside, visitor: SignedIn, workflow: str, form: str, since: str = ""
) -> Response:
    """Give the progress report of a plan, compared with a day; a year ago if none is said."""
    day = day_in(since)
    if day is None:
        day = house.saying(visitor.language).today(house.app.now()) - _A_YEAR
    paper = reports.progress_report(
        house.app, house.tenant, visitor.reader, workflow, visitor.language, since=day
    )
    return _given(house, paper, f"{workflow}-progress", form)


@router.get("/papers/catalogue/{workflow}.{form}")
def by_addressee(house: Inside, visitor: SignedIn, workflow: str, form: str) -> Response:
    """Give the catalogue of a plan, by addressee."""
    paper = reports.catalogue(house.app, house.tenant, visitor.reader, workflow, visitor.language)
    return _given(house, paper, f"{workflow}-catalogue", form)


@router.get("/papers/cases/{name}.{form}")
def of_case(house: Inside, visitor: SignedIn, name: str, form: str) -> Response:
    """Give the sheet of one case."""
    paper = case_paper.case_sheet(house.app, house.tenant, visitor.reader, name, visitor.language)
    return _given(house, paper, name, form)


def _given(house: House, paper: Paper, name: str, form: str) -> Response:
    wanted = _FORMS.get(form)
    if wanted is None:
        raise NoSuchForm(form=form)
    plain = "".join(each if each.isascii() and each.isalnum() else "-" for each in name)
    return Response(
        rendered(paper, wanted, house.app.settings.templates),
        media_type=MEDIA_TYPES[wanted],
        headers={"Content-Disposition": f'attachment; filename="{plain}.{form}"'},
    )
