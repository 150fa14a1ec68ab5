"""Templates of papers: fetched, changed in Word, brought back, reset."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from engine.documents.papers.rendering import MEDIA_TYPES, Form
from engine.findings import Text
from engine.services import paper_templates
from engine.services.rights import require_administrator
from engine.web.arrival import Inside, SignedIn
from engine.web.forms.uploading import Uploading
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import Visitor

router = APIRouter()
_NO_FILE = Text(de="Bitte eine Datei auswählen.", en="Please choose a file.")


@router.get("/office/templates")
def show(house: Inside, visitor: SignedIn, done: str = "") -> Response:
    """Show which template holds for which paper."""
    return _page(house, visitor, done=done)


@router.get("/office/templates/{kind}.docx")
def fetch(house: Inside, visitor: SignedIn, kind: str) -> Response:
    """Give the template that holds, to be changed."""
    made = paper_templates.content(house.app, house.tenant, visitor.reader, kind)
    said = {"Content-Disposition": f'attachment; filename="{kind}.docx"'}
    return Response(made, media_type=MEDIA_TYPES[Form.WORD], headers=said)


@router.post("/office/templates/{kind}")
def put(house: Inside, visitor: SignedIn, uploading: Uploading, kind: str) -> Response:
    """Let a template hold, if a paper can be made with it."""
    require_administrator(house.app, house.tenant, visitor.reader)
    if uploading.file is None:
        return _page(house, visitor, problem=_NO_FILE)
    app, tenant, reader = house.app, house.tenant, visitor.reader
    try:
        paper_templates.put(app, tenant, reader, kind, uploading.file)
    except paper_templates.TemplateRefused as refused:
        return _page(house, visitor, problem=refused.text)
    return go_to("/office/templates?done=taken")


@router.post("/office/templates/{kind}/reset")
def reset(house: Inside, visitor: SignedIn, kind: str) -> Response:
    """Let ours hold again."""
    paper_templates.reset(house.app, house.tenant, visitor.reader, kind)
    return go_to("/office/templates?done=reset")


def _page(
    house: House, visitor: Visitor, *, done: str = "", problem: Text | None = None
) -> Response:
    return house.templates.page(
        "office_templates",
        visitor,
        status=HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        here="office",
        tab="templates",
        kinds=paper_templates.KINDS,
        own=paper_templates.own(house.app, house.tenant, visitor.reader),
        done=done,
        problem=problem,
        saying=house.saying(visitor.language),
    )
