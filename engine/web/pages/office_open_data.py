"""The office desk: under which licence everybody may use the open data of the town."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from engine.documents.opendata.licences import LICENCES
from engine.services import licensing
from engine.services.licensing import LicenceUnknown
from engine.services.rights import require_administrator
from engine.web.arrival import Inside, SignedIn
from engine.web.errors import status_of
from engine.web.going import go_to
from engine.web.pages.overview import plans_of

if TYPE_CHECKING:
    from engine.findings import Text
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()


@router.get("/office/open-data")
def show(house: Inside, visitor: SignedIn, done: str = "") -> Response:
    """Show the licences, and which one is chosen."""
    return _page(house, visitor, done=bool(done))


@router.post("/office/open-data")
def choose(
    house: Inside, visitor: SignedIn, licence: Annotated[str, Form(max_length=100)] = ""
) -> Response:
    """Name the licence; empty takes it back."""
    try:
        licensing.set_licence(house.app, house.tenant, visitor.reader, licence or None)
    except LicenceUnknown as refused:
        return _page(house, visitor, problem=refused.text)
    return go_to("/office/open-data?done=1")


def _page(
    house: House, visitor: Visitor, *, problem: Text | None = None, done: bool = False
) -> Response:
    require_administrator(house.app, house.tenant, visitor.reader)
    return house.templates.page(
        "office_open_data",
        visitor,
        status=200 if problem is None else status_of(LicenceUnknown),
        here="office",
        tab="open-data",
        licences=LICENCES.values(),
        chosen=licensing.licence_of(house.app, house.tenant),
        plans=plans_of(house),
        problem=problem,
        done=done,
    )
