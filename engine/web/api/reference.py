"""The reference of the API: for people, as plain HTML, and for trying out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from engine.web.api.views_reference import operations_of
from engine.web.arrival import Anybody
from engine.web.house import house_of

router = APIRouter()


@router.get("/reference")
def show_reference(request: Request, visitor: Anybody) -> Response:
    """Show every operation with its parameters, as a page."""
    document: dict[str, Any] = request.app.openapi()
    return house_of(request).templates.page(
        "api_reference", visitor, document=document, groups=operations_of(document)
    )


@router.get("/docs")
def show_docs(request: Request, visitor: Anybody) -> Response:
    """Show the same for trying out; needs scripts, none from elsewhere."""
    return house_of(request).templates.page("api_docs", visitor)
