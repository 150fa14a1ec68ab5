"""The API of one town, put under ``/api/v1`` of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from engine.web.api import (
    calendars,
    cases,
    data,
    directory,
    keeping,
    links,
    lists,
    obligations,
    office,
    overview,
    papers,
    privacy,
    problems,
    reference,
    resolutions,
    settings,
    sittings,
    steering,
    tokens,
    town,
    webhooks,
    workflows,
)
from engine.web.api.caller import GUARDS
from engine.web.house import House

PREFIX = "/api/v1"
RESOURCES = (
    cases.router,
    links.router,
    obligations.router,
    directory.router,
    privacy.router,
    overview.router,
    steering.router,
    sittings.router,
    resolutions.router,
    workflows.router,
    settings.router,
    town.router,
    office.router,
    keeping.router,
    tokens.router,
    calendars.router,
    webhooks.router,
    lists.router,
    papers.router,
    data.router,
)
_DESCRIPTION = """
Everything that the pages can do, for programs.

**Who reads** sees what the person may see whose token it is; without a token, what everybody may
see. **Acting** needs a role, as on the pages: a refused event is answered with every unmet
condition at once. **Changing a case** takes its version: send the ETag as `If-Match`. **Whatever
must not happen twice** is posted with an `Idempotency-Key`: carried out once, answered alike again.
**Lists** are paged: follow `next`, or the `Link` header. **Errors** are problem documents (RFC
9457). **Languages**: `Accept-Language`, German or English.
"""
_SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token: `vbt_…`."},
    "session": {"type": "apiKey", "in": "cookie", "name": "verbindlich_session"},
}


def create_api(house: House) -> FastAPI:
    """Return the API over the same house as the pages."""
    app = FastAPI(
        title="Verbindlich",
        version="1",
        description=_DESCRIPTION.strip(),
        docs_url=None,
        redoc_url=None,
        servers=[{"url": PREFIX}],
        root_path_in_servers=False,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    )
    app.state.house = house
    problems.register(app)
    for router in RESOURCES:
        app.include_router(router, responses=problems.RESPONSES)
    app.include_router(reference.router, include_in_schema=False)
    _describe(app)
    return app


def _describe(app: FastAPI) -> None:
    """Complete the OpenAPI document: what a problem is, and where somebody has to be known."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made()
            parts = document.setdefault("components", {})
            parts.setdefault("schemas", {}).update(_problem_schemas())
            parts["securitySchemes"] = _SECURITY
            for route in api_routes(app):
                needed: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]
                operations = document["paths"][str(route.path_format)]
                for method in sorted(route.methods or ()):
                    operations[method.lower()]["security"] = (
                        needed if guard_of(route) else [*needed, {}]
                    )
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's documentation has it


def _problem_schemas() -> dict[str, Any]:
    """Return the schema of a problem with those that it is made of."""
    template = "#/components/schemas/{model}"
    schema = problems.Problem.model_json_schema(ref_template=template, mode="serialization")
    inner: dict[str, Any] = schema.pop("$defs", {})
    return {**inner, "Problem": schema}


def api_routes(app: FastAPI) -> list[RouteContext]:
    """Return the routes that the OpenAPI document describes."""
    found = iter_route_contexts(app.routes)
    return [each for each in found if getattr(each, "include_in_schema", False) and each.methods]


def guard_of(route: RouteContext) -> bool:
    """Return whether a route turns nobody away; every route has one way in."""
    found = [GUARDS[each] for each in _calls(route.dependant) if each in GUARDS]
    assert len(found) == 1, route.path  # noqa: S101 - a mistake of ours, shown by the tests
    return found[0]


def _calls(dependant: Dependant) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield each.call
        yield from _calls(each)
