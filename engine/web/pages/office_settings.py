"""Settings of the workflows: what holds, what a value would change, and since when."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from engine.definition.fields import Field, FieldType
from engine.errors import NotFound
from engine.findings import Text
from engine.lifecycle.chronicle import title_of
from engine.services import policy
from engine.services.definitions import newest_workflows
from engine.services.policy import SettingUnusable
from engine.services.reaching import Moved
from engine.web.arrival import Inside, SignedIn
from engine.web.errors import status_of
from engine.web.forms.entries import raw_of
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import Visitor

router = APIRouter()
_LONGEST = 2000


class NoSuchSetting(NotFound):
    """Not found: the setting {name} of {workflow}."""

    de = "Nicht gefunden: die Einstellung {name} von {workflow}."


@router.get("/office/settings")
def show_all(house: Inside, visitor: SignedIn, changed: str = "") -> Response:
    """Show every setting with the value that holds today."""
    flows = newest_workflows(house.app, house.tenant)
    lines = policy.list_settings(house.app, house.tenant, visitor.reader, None)
    saying = house.saying(visitor.language)
    return house.templates.page(
        "office_settings",
        visitor,
        here="office",
        tab="settings",
        changed=changed,
        groups=[
            (flow, [each for each in lines if each.workflow == key])
            for key, flow in flows.items()
            if flow.settings
        ],
        value_of=lambda line, value: saying.value(
            flows[line.workflow].settings[line.name].field, value
        ),
        saying=saying,
    )


@router.get("/office/settings/{workflow}/{name}")
def form(house: Inside, visitor: SignedIn, workflow: str, name: str) -> Response:
    """Ask for another value."""
    return _page(house, visitor, workflow, name)


@router.post("/office/settings/{workflow}/{name}")
def change(  # noqa: PLR0913, PLR0917 - what the form says
    house: Inside,
    visitor: SignedIn,
    workflow: str,
    name: str,
    value: Annotated[str, Form(max_length=_LONGEST)] = "",
    since: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "preview",
) -> Response:
    """Show what a value would change, or let it hold from a day on."""
    field = _field(house, workflow, name)
    raw = raw_value(field, value, house.saying(visitor.language).zone)
    given = {"value": value, "since": since}
    try:
        valid_from = date.fromisoformat(since) if since else None
    except ValueError:
        return _page(house, visitor, workflow, name, given=given, problem=_NO_DAY)
    app, tenant, reader = house.app, house.tenant, visitor.reader
    try:
        if do == "set":
            policy.set_value(app, tenant, reader, workflow, name, raw, valid_from=valid_from)
            return go_to(f"/office/settings?changed={name}")
        preview = policy.preview(app, tenant, reader, workflow, name, raw)
    except SettingUnusable as unusable:
        return _page(house, visitor, workflow, name, given=given, problem=unusable.text)
    return _page(house, visitor, workflow, name, given=given, preview=preview)


_NO_DAY = Text(de="Das ist kein Tag des Kalenders.", en="This is no day of the calendar.")


def raw_value(field: Field, written: str, zone: str) -> Any:
    """Return what was written for a setting as raw JSON: rungs a line each, periods in words."""
    if field.type is FieldType.RUNGS:
        return [line.strip() for line in written.splitlines() if line.strip()]
    if field.type is FieldType.PERIOD:
        return written.strip()
    return raw_of({field.key: field}, {field.key: written}, zone).get(field.key)


def _field(house: House, workflow: str, name: str) -> Field:
    flow = newest_workflows(house.app, house.tenant).get(workflow)
    if flow is None or name not in flow.settings:
        raise NoSuchSetting(name=name, workflow=workflow)
    return flow.settings[name].field


def _page(  # noqa: PLR0913 - what the page may have to say
    house: House,
    visitor: Visitor,
    workflow: str,
    name: str,
    *,
    given: dict[str, str] | None = None,
    problem: Text | None = None,
    preview: tuple[list[Moved], int] | None = None,
) -> Response:
    field = _field(house, workflow, name)
    lines = policy.list_settings(house.app, house.tenant, visitor.reader, workflow)
    line = next(each for each in lines if each.name == name)
    flow = newest_workflows(house.app, house.tenant)[workflow]
    saying = house.saying(visitor.language)
    present = line.present
    if field.type is FieldType.RUNGS and isinstance(present, list):
        present = "\n".join(str(each) for each in present)
    return house.templates.page(
        "office_setting",
        visitor,
        status=200 if problem is None else status_of(SettingUnusable),
        here="office",
        tab="settings",
        flow=flow,
        field=field,
        line=line,
        given=given or {"value": "" if present is None else str(present), "since": ""},
        problem=problem,
        preview=preview,
        value_of=lambda value: saying.value(field, value),
        title_of=lambda each: title_of(each.obligation, flow),
        saying=saying,
    )
