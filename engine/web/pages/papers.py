"""Papers: for a sitting, of a plan, of one case, of a body, each as page, PDF and Word."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from engine.documents.papers.rendering import MEDIA_TYPES, Form
from engine.errors import NotFound
from engine.services import case_paper, method_paper, reports, sittings
from engine.services.access import Reader
from engine.services.paper_templates import written
from engine.services.sitting_paper import Sitting, sitting_paper
from engine.web.arrival import Inside, SignedIn
from engine.web.house import House
from engine.web.pages.bodies import day_in
from engine.web.visitor import Visitor

if TYPE_CHECKING:
    from engine.documents.papers.model import Paper

router = APIRouter()
_A_YEAR = timedelta(days=365)
_EARLIEST = date(1970, 1, 1)
_FORMS = {"pdf": Form.PDF, "docx": Form.WORD}


class NoSuchForm(NotFound):
    """Not found: a paper as {form}. There are: html, pdf, docx."""

    de = "Nicht gefunden: ein Papier als {form}. Es gibt: html, pdf, docx."


@router.get("/papers/sittings/{number}.{form}")
def for_sitting(house: Inside, visitor: SignedIn, number: str, form: str) -> Response:
    """Give the paper for a sitting."""
    wanted = sitting_named(house, visitor.reader, number)
    paper = sitting_paper(house.app, house.tenant, visitor.reader, wanted, visitor.language)
    return _given(house, visitor, paper, number, form)


def sitting_named(house: House, reader: Reader, number: str) -> Sitting:
    """Return whose sitting it is and when; raises CaseNotFound."""
    case = sittings.sitting_named(house.app, house.tenant, reader, number)
    held_on = case.data["held_on"]
    on = held_on if isinstance(held_on, date) else date.fromisoformat(str(held_on))
    return Sitting(str(case.data["body"]), on)


@router.get("/papers/progress/{workflow}.{form}")
def of_plan(
    house: Inside, visitor: SignedIn, workflow: str, form: str, since: str = ""
) -> Response:
    """Give the progress report of a plan, compared with a day; a year ago if none is said."""
    day = _since(house, visitor, since)
    paper = reports.progress_report(
        house.app, house.tenant, visitor.reader, workflow, visitor.language, since=day
    )
    return _given(house, visitor, paper, f"{workflow}-progress", form)


@router.get("/papers/catalogue/{workflow}.{form}")
def by_addressee(house: Inside, visitor: SignedIn, workflow: str, form: str) -> Response:
    """Give the catalogue of a plan, by addressee."""
    paper = reports.catalogue(house.app, house.tenant, visitor.reader, workflow, visitor.language)
    return _given(house, visitor, paper, f"{workflow}-catalogue", form)


@router.get("/papers/cases/{name}.{form}")
def of_case(house: Inside, visitor: SignedIn, name: str, form: str) -> Response:
    """Give the sheet of one case."""
    paper = case_paper.case_sheet(house.app, house.tenant, visitor.reader, name, visitor.language)
    return _given(house, visitor, paper, name, form)


@router.get("/papers/resolutions/{key}.{form}")
def of_body(house: Inside, visitor: SignedIn, key: str, form: str, since: str = "") -> Response:
    """Give what became of the resolutions of a body since a day, by default for a year."""
    paper = case_paper.resolution_control(
        house.app,
        house.tenant,
        visitor.reader,
        key,
        visitor.language,
        since=_since(house, visitor, since),
    )
    return _given(house, visitor, paper, f"{key}-resolutions", form)


@router.get("/papers/method.{form}")
def of_method(house: Inside, visitor: SignedIn, form: str, since: str = "") -> Response:
    """Give who met when and with what result; nobody is named."""
    paper = method_paper.method_report(
        house.app, house.tenant, visitor.reader, visitor.language, since=day_in(since)
    )
    return _given(house, visitor, paper, "method", form)


def _since(house: House, visitor: Visitor, said: str) -> date:
    """Return the day that is compared with, a year ago if none is said."""
    day = day_in(said)
    if day is None:
        return house.saying(visitor.language).today(house.app.now()) - _A_YEAR
    return max(day, _EARLIEST)


def _given(house: House, visitor: Visitor, paper: Paper, name: str, form: str) -> Response:
    if form == "html":
        return house.templates.page(
            "paper", visitor, paper=paper, address_of=visitor.address.rpartition(".html")[0]
        )
    wanted = _FORMS.get(form)
    if wanted is None:
        raise NoSuchForm(form=form)
    plain = "".join(each if each.isascii() and each.isalnum() else "-" for each in name)
    return Response(
        written(house.app, house.tenant, paper, wanted),
        media_type=MEDIA_TYPES[wanted],
        headers={"Content-Disposition": f'attachment; filename="{plain}.{form}"'},
    )
