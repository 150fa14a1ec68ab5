"""Open data: the public plan, and what happened as a log for process mining."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition.fields import FieldType
from engine.definition.values import to_json
from engine.documents.opendata.licences import LICENCES
from engine.documents.opendata.ocel import LogEvent, LogObject, event_log
from engine.documents.opendata.plan import PublicCase, PublicPlan
from engine.lifecycle.marks import marks_of
from engine.services.access import NOBODY, Sight
from engine.services.desk import Desk, desk
from engine.services.shown import level_of
from engine.storage.queries import papers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.application import Application

CASE, BODY, ORGANISATION = "case", "body", "organisation"
_NO_ATTRIBUTES = frozenset(
    {FieldType.LIST, FieldType.LONGTEXT, FieldType.DOCUMENT, FieldType.PERSON}
)
"""Types of fields that say little as attributes of a log, or who somebody is."""


def public_plan(
    app: Application, tenant: str, workflow: str, language: str, area: str = ""
) -> PublicPlan:
    """Return the public cases of a workflow with their public fields, as everybody sees them.

    Args:
        app: The application.
        tenant: The town.
        workflow: Its key.
        language: Of the titles.
        area: Only the cases of an area, as the workflow's overview marks it; empty: all.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
    """
    with desk(app, tenant, NOBODY, language) as opened:
        flow = opened.world.newest(workflow).workflow
        columns = {
            key: opened.words(each.title)
            for key, each in flow.fields.items()
            if level_of(each) is Sight.PUBLIC
        }
        ids = papers.of_workflow(opened.unit, opened.viewer, workflow)
        cases = (opened.case(each) for each in ids)
        return PublicPlan(
            town=opened.world.town.title,
            workflow=workflow,
            title=opened.words(flow.title),
            made_at=opened.at,
            columns=columns,
            licence=LICENCES.get(opened.world.town.licence or ""),
            cases=tuple(
                _public(opened, each)
                for each in cases
                if area in {"", marks_of(opened.flow(each.workflow), each.data).area}
            ),
        )


def _public(opened: Desk, case: Case) -> PublicCase:
    names = opened.say.names
    return PublicCase(
        number=case.number,
        title=opened.title(case),
        state=case.state,
        state_title=opened.state(case),
        closed=case.is_closed,
        fields={key: to_json(value) for key, value in case.data.items()},
        organisations={
            role: tuple(names.get(each, each) for each in held)
            for role, held in case.holders.items()
        },
    )


def process_log(
    app: Application, tenant: str, reader: Reader, workflow: str, language: str
) -> bytes:
    """Return what happened at the cases of a workflow, as far as the reader may see it.

    Cases, organisations and bodies are the objects; nobody is named.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
    """
    with desk(app, tenant, reader, language) as opened:
        opened.world.newest(workflow)
        ids = papers.of_workflow(opened.unit, opened.viewer, workflow)
        cases = [opened.case(each) for each in ids]
        objects = [*_things(opened), *(_object(opened, each) for each in cases)]
        events = [one for each in cases for one in _events(opened, each)]
        return event_log(objects, events)


def _things(opened: Desk) -> Iterator[LogObject]:
    began = opened.world.unit.at
    for key, name in opened.world.town.organisations.items():
        yield LogObject(f"{ORGANISATION}:{key}", ORGANISATION, ((began, "name", name),))
    for key in opened.bodies:
        yield LogObject(f"{BODY}:{key}", BODY, ((began, "name", opened.body(key)),))


def _object(opened: Desk, case: Case) -> LogObject:
    flow = opened.flow(case.workflow)
    plain = {
        key
        for key, each in flow.fields.items()
        if each.type not in _NO_ATTRIBUTES and not each.personal
    }
    values: list[tuple[Any, str, Any]] = []
    for each in opened.history(case.id):
        if "state" in each.patch:
            values.append((each.at, "state", each.patch["state"]))
        data = each.patch.get("data", {})
        values += [
            (each.at, key, value)
            for key, value in data.items()
            if key in plain and value is not None
        ]
    related = [
        (f"{ORGANISATION}:{holder}", role) for role, held in case.holders.items() for holder in held
    ]
    return LogObject(case.number, flow.key, tuple(values), tuple(related))


def _events(opened: Desk, case: Case) -> Iterator[LogEvent]:
    bodies = set(opened.bodies)
    for each in opened.history(case.id):
        said = {"kind": each.kind, "state": each.patch.get("state")}
        values = {key: value for key, value in said.items() if value is not None}
        holders = each.patch.get("holders") or {}
        related = [(case.number, CASE)]
        related += [
            (f"{ORGANISATION}:{holder}", role) for role, held in holders.items() for holder in held
        ]
        items = (each.patch.get("items") or {}).values()
        asked = {str(one["body"]) for one in items if one and one.get("body") in bodies}
        related += [(f"{BODY}:{body}", BODY) for body in sorted(asked)]
        yield LogEvent(f"{case.number}/{each.seq}", each.event, each.at, values, tuple(related))
