"""The office desk: the workflows of a town, read, changed, checked and published."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from engine.findings import Text
from engine.services import definitions, drawings
from engine.services.definitions import NotPublishable, SecondPersonNeeded
from engine.services.rights import require_administrator
from engine.storage.errors import AlreadyPublished
from engine.web.arrival import Inside, SignedIn
from engine.web.going import go_to

if TYPE_CHECKING:
    from engine.definition.model import Workflow
    from engine.services.definitions import Trial
    from engine.storage.queries.definitions import Edition
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()
LONGEST = 1_000_000
"""Characters of a definition; the shipped ones have a tenth of that."""
BY_ITSELF = Text(de="von selbst", en="by itself")


@router.get("/office/workflows")
def show_all(house: Inside, visitor: SignedIn) -> Response:
    """Show every workflow with its newest version, and the drafts."""
    require_administrator(house.app, house.tenant, visitor.reader)
    editions = definitions.list_editions(house.app, house.tenant, visitor.reader)
    flows = definitions.newest_workflows(house.app, house.tenant)
    by_key: dict[str, list[Edition]] = {}
    for each in editions:
        by_key.setdefault(each.key, []).append(each)
    return house.templates.page(
        "office_workflows",
        visitor,
        here="office",
        tab="workflows",
        lines=sorted(
            ((flows.get(key), key, found) for key, found in by_key.items()),
            key=lambda line: line[0].title.to(visitor.language) if line[0] else line[1],
        ),
        saying=house.saying(visitor.language),
    )


@router.get("/office/workflows/{key}")
def show(house: Inside, visitor: SignedIn, key: str, done: str = "") -> Response:
    """Show one workflow: its versions, its states, what is owed in them."""
    return _page(house, visitor, key, done=done)


@router.get("/office/workflows/{key}/{version}.json")
def document(house: Inside, visitor: SignedIn, key: str, version: int) -> Response:
    """Hand out a version as a file."""
    require_administrator(house.app, house.tenant, visitor.reader)
    flow = definitions.workflow_of(house.app, house.tenant, visitor.reader, key, version)
    disposition = f'attachment; filename="{flow.key}-{flow.version}.json"'
    return Response(
        _written(dict(flow.source)),
        media_type="application/json",
        headers={"Content-Disposition": disposition},
    )


@router.get("/office/workflows/{key}/edit")
def edit(house: Inside, visitor: SignedIn, key: str) -> Response:
    """Show the definition to be changed, as the next version."""
    require_administrator(house.app, house.tenant, visitor.reader)
    flow = definitions.workflow_of(house.app, house.tenant, visitor.reader, key, None)
    found = definitions.list_editions(house.app, house.tenant, visitor.reader)
    newest = max(each.version for each in found if each.key == key)
    changed = {**flow.source, "version": newest + 1}
    return _editor(house, visitor, key, _written(changed))


@router.post("/office/workflows/{key}/edit")
def change(
    house: Inside,
    visitor: SignedIn,
    key: str,
    text: Annotated[str, Form(max_length=LONGEST)] = "",
    do: Annotated[str, Form()] = "check",
) -> Response:
    """Check what was changed, keep it as a draft, or publish it."""
    app, tenant, reader = house.app, house.tenant, visitor.reader
    require_administrator(app, tenant, reader)
    definitions.workflow_of(app, tenant, reader, key, None)
    if do not in {"draft", "publish"}:
        trial = definitions.try_out(app, tenant, reader, text.encode())
        return _editor(house, visitor, key, text, trial=trial)
    try:
        done = definitions.publish(
            app, tenant, reader, "workflow.json", text.encode(), only_draft=do == "draft"
        )
    except NotPublishable:
        trial = definitions.try_out(app, tenant, reader, text.encode())
        return _editor(house, visitor, key, text, trial=trial, is_refused=True)
    except (AlreadyPublished, SecondPersonNeeded) as refused:
        return _editor(house, visitor, key, text, problem=refused.text)
    return go_to(f"/office/workflows/{done.edition.key}?done={done.edition.state}")


@router.post("/office/workflows/{key}/{version}/publish")
def publish_draft(house: Inside, visitor: SignedIn, key: str, version: int) -> Response:
    """Publish a draft, as another person where the town asks for two."""
    try:
        definitions.publish_draft(house.app, house.tenant, visitor.reader, key, version)
    except SecondPersonNeeded as refused:
        return _page(house, visitor, key, problem=refused.text)
    return go_to(f"/office/workflows/{key}?done=published")


@router.post("/office/workflows/{key}/{version}/retire")
def retire(house: Inside, visitor: SignedIn, key: str, version: int) -> Response:
    """Let no new case begin with a version."""
    definitions.retire(house.app, house.tenant, visitor.reader, key, version)
    return go_to(f"/office/workflows/{key}?done=retired")


def _written(source: dict[str, object]) -> str:
    return json.dumps(source, ensure_ascii=False, indent=2)


def _page(
    house: House, visitor: Visitor, key: str, *, problem: Text | None = None, done: str = ""
) -> Response:
    app, tenant, reader = house.app, house.tenant, visitor.reader
    require_administrator(app, tenant, reader)
    found = definitions.list_editions(app, tenant, reader)
    versions = [each for each in found if each.key == key]
    published = [each.version for each in versions if each.state != "draft"]
    shown = max(published or [each.version for each in versions], default=None)
    flow = definitions.workflow_of(app, tenant, reader, key, shown)
    return house.templates.page(
        "office_workflow",
        visitor,
        status=HTTPStatus.OK if problem is None else HTTPStatus.FORBIDDEN,
        here="office",
        tab="workflows",
        flow=flow,
        versions=sorted(versions, key=lambda each: -each.version),
        states=definitions.STATES,
        ways=_ways_out(flow),
        drawing=drawings.diagram(flow, visitor.language, (), ""),
        problem=problem,
        done=done,
        saying=house.saying(visitor.language),
    )


def _ways_out(flow: Workflow) -> dict[str, list[tuple[Text, Text | None]]]:
    """Return by state what may happen there, and where that leads: None stays."""
    ways: dict[str, list[tuple[Text, Text | None]]] = {state: [] for state in flow.states}
    for each in flow.transitions:
        title = BY_ITSELF if each.event is None else flow.events[each.event].title
        to = flow.states[each.to].title if each.to is not None else None
        for origin in each.origins:
            if (title, to) not in ways[origin]:
                ways[origin].append((title, to))
    return ways


def _editor(  # noqa: PLR0913 - what the page may have to say
    house: House,
    visitor: Visitor,
    key: str,
    text: str,
    trial: Trial | None = None,
    problem: Text | None = None,
    *,
    is_refused: bool = False,
) -> Response:
    is_wrong = is_refused or problem is not None
    return house.templates.page(
        "office_workflow_edit",
        visitor,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK,
        here="office",
        tab="workflows",
        key=key,
        text=text,
        trial=trial,
        problem=problem,
        is_refused=is_refused,
    )
