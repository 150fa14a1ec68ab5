"""Cases: a list with filters that stand in the address."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.definition.model import Workflow
from engine.services.definitions import newest_workflows
from engine.storage.queries.cases import CaseFilter, CaseLine
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.house import House
from engine.web.visitor import Visitor

router = APIRouter()
PAGE = 60
_LONGEST = 200


@router.get("/cases")
def list_cases(  # noqa: PLR0913, PLR0917 - the filters of the address
    house: Inside,
    visitor: SignedIn,
    workflow: str = "",
    state: str = "",
    text: Annotated[str, Query(max_length=_LONGEST)] = "",
    show: str = "open",
    after: str = "",
) -> Response:
    """Show the cases that fit, a page at a time."""
    flows = newest_workflows(house.app, house.tenant)
    chosen = flows.get(workflow)
    states = chosen.states if chosen is not None else {}
    wanted = filter_of(chosen, state, text, show)
    found = reading.case_lines(house, visitor, wanted, limit=PAGE + 1, after=after)
    lines = found[:PAGE]
    filters = {"workflow": workflow, "state": state, "text": text, "show": show}
    more = urlencode({**filters, "after": lines[-1].id}) if len(found) > PAGE else None
    return house.templates.page(
        "cases",
        visitor,
        here="cases",
        lines=lines,
        openable=reading.openable(house, visitor),
        may_take=reading.may_take(house, visitor),
        flows=flows,
        states=states,
        filters=filters,
        more=more,
        is_first=not after,
        titles=_titles(house, visitor, lines),
        saying=reading.saying(house, visitor),
        now=house.app.now(),
    )


def filter_of(flow: Workflow | None, state: str, text: str, show: str) -> CaseFilter:
    """Return what is looked for by the filters of an address."""
    return CaseFilter(
        workflow=flow.key if flow is not None else None,
        states=(state,) if flow is not None and state in flow.states else (),
        is_open={"open": True, "overdue": True, "closed": False}.get(show),
        is_overdue=show == "overdue",
        text=text,
    )


def _titles(
    house: House, visitor: Visitor, lines: list[CaseLine]
) -> dict[tuple[str, int], Workflow]:
    """Return the workflows of the versions that the cases are pinned to."""
    return {
        ref: reading.workflow(house, visitor, *ref)
        for ref in {(each.workflow.key, each.workflow.version) for each in lines}
    }
