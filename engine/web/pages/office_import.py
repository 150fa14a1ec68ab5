"""Lists from Excel: a file is brought here, and so is an export that was edited."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.findings import Text
from engine.services import imports, rights, uploads
from engine.services.upload_values import Kind, Told
from engine.web.arrival import Inside, SignedIn
from engine.web.forms.uploading import Uploading
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import Visitor

if TYPE_CHECKING:
    from engine.definition.model import Workflow
    from engine.services.imports import File
    from engine.storage.queries.transfer import Profile

router = APIRouter()
PEOPLE = "@people"
"""What a list is of, besides workflows."""
_LONGEST = 80
_NO_FILE = Text(de="Bitte eine Datei auswählen.", en="Please choose a file.")


@router.get("/office/import")
def show(
    house: Inside, visitor: SignedIn, again: Annotated[str, Query(max_length=_LONGEST)] = ""
) -> Response:
    """Ask for a list."""
    return _page(house, visitor, again=again)


@router.post("/office/import")
def bring(house: Inside, visitor: SignedIn, uploading: Uploading) -> Response:
    """Keep a list and look at it."""
    flows = importable(house, visitor)
    if uploading.file is None:
        return _page(house, visitor, problem=_NO_FILE)
    of = uploading.entries.get("of", "")
    kind = Kind.DIRECTORY if of == PEOPLE else Kind.LIST
    if kind is Kind.LIST and of not in flows:
        of = next(iter(flows), imports.MEASURE)
    told = _told(house, visitor, uploading.entries.get("list", ""), of, uploading.file)
    return _kept(house, visitor, kind, uploading.file, told)


@router.get("/office/round-trip")
def show_round_trip(house: Inside, visitor: SignedIn) -> Response:
    """Explain the way out to Excel and back."""
    return _round_trip(house, visitor)


@router.post("/office/round-trip")
def bring_back(house: Inside, visitor: SignedIn, uploading: Uploading) -> Response:
    """Keep an export that was edited and compare it with what it was."""
    rights.importable(house.app, house.tenant, visitor.reader)
    if uploading.file is None:
        return _round_trip(house, visitor, problem=_NO_FILE)
    told = Told(uploading.file.name[:_LONGEST])
    return _kept(house, visitor, Kind.EDITS, uploading.file, told)


def importable(house: House, visitor: Visitor) -> dict[str, Workflow]:
    """Return the workflows that the visitor may take lists into; none for the directory alone.

    Raises:
        NothingToTake: she may take no list at all.
    """
    try:
        return rights.importable(house.app, house.tenant, visitor.reader)
    except rights.NothingToTake:
        if not visitor.is_administrator:
            raise
        return {}


def _told(house: House, visitor: Visitor, name: str, of: str, file: File) -> Told:
    """Return how a list is read: as it was kept under its name, else by its headings alone."""
    name = " ".join(name.split())[:_LONGEST] or file.name.rpartition(".")[0][:_LONGEST] or "Liste"
    if of == PEOPLE:
        return Told(name)
    known = {each.name: each for each in _profiles(house, visitor)}
    kept = known.get(name)
    if kept is None or kept.workflow != of:
        return Told(name, of)
    return Told(name, of, kept.columns, kept.defaults, tuple(kept.sheets))


def _profiles(house: House, visitor: Visitor) -> list[Profile]:
    return imports.profiles(house.app, house.tenant, visitor.reader)


def _kept(house: House, visitor: Visitor, kind: Kind, file: File, told: Told) -> Response:
    upload = uploads.receive(house.app, house.tenant, visitor.reader, kind, file, told)
    return go_to(f"/office/import/{upload.id}")


def _page(
    house: House, visitor: Visitor, *, problem: Text | None = None, again: str = ""
) -> Response:
    flows = importable(house, visitor)
    profiles = _profiles(house, visitor)
    chosen = next((each.workflow for each in profiles if each.name == again), imports.MEASURE)
    return house.templates.page(
        "office_import",
        visitor,
        status=HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        here="office" if visitor.is_administrator else "cases",
        tab="import",
        flows=flows,
        people=PEOPLE,
        profiles=profiles,
        again=again,
        chosen=chosen,
        problem=problem,
        waiting=uploads.waiting(house.app, house.tenant, visitor.reader),
        saying=house.saying(visitor.language),
    )


def _round_trip(house: House, visitor: Visitor, problem: Text | None = None) -> Response:
    return house.templates.page(
        "office_round_trip",
        visitor,
        status=HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        here="office" if visitor.is_administrator else "cases",
        tab="round-trip",
        flows=rights.importable(house.app, house.tenant, visitor.reader),
        problem=problem,
    )
