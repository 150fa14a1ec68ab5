"""The web application: the pages of one town on an application of ours."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.routing import Mount

from engine.errors import SettingsError
from engine.services.access import NOBODY
from engine.services.locality import town_of
from engine.web import errors
from engine.web.api.app import PREFIX, create_api
from engine.web.arrival import LanguageMiddleware
from engine.web.heads import HeadMiddleware
from engine.web.house import House
from engine.web.largest import LimitMiddleware
from engine.web.pages import (
    account,
    account_access,
    act,
    bodies,
    calendar,
    capacity,
    case,
    cases,
    compare,
    coverage,
    data,
    duties,
    exports,
    gaps,
    invitation,
    new_case,
    office,
    office_bodies,
    office_deliveries,
    office_import,
    office_languages,
    office_messages,
    office_open_data,
    office_people,
    office_person,
    office_retention,
    office_settings,
    office_shares,
    office_templates,
    office_town,
    office_upload,
    office_webhooks,
    office_workflows,
    overview,
    papers,
    provider,
    public,
    report,
    sign_in,
    sitting,
    start,
    take_part,
    timeline,
    translations,
)
from engine.web.security import ProtectionMiddleware, refuse_elsewhere
from engine.web.static_files import KeptFiles
from engine.web.templating import STATIC, Templates

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from engine.services.application import Application


class AssetsMissing(SettingsError):
    """The styles of the pages are missing in {folder}. In a checkout: make {target}."""

    de = "In {folder} fehlen die Gestaltungsdateien der Seiten. Im Quelltext-Ordner: make {target}."


_ASSETS = "engine/web/static/vendor/LICENCES.txt"
THREADS = 3
"""So many requests of a process are worked at; the others wait their turn."""
PAGES = (
    start.router,
    sign_in.router,
    provider.router,
    invitation.router,
    account.router,
    account_access.router,
    duties.router,
    overview.router,
    compare.router,
    capacity.router,
    gaps.router,
    coverage.router,
    timeline.router,
    calendar.router,
    data.router,
    public.router,
    take_part.router,
    bodies.router,
    sitting.router,
    papers.router,
    exports.router,
    office.router,
    office_people.router,
    office_person.router,
    office_bodies.router,
    office_retention.router,
    office_shares.router,
    office_settings.router,
    office_messages.router,
    office_languages.router,
    office_open_data.router,
    office_deliveries.router,
    office_import.router,
    office_upload.router,
    office_webhooks.router,
    office_workflows.router,
    office_templates.router,
    office_town.router,
    cases.router,
    new_case.router,
    case.router,
    translations.router,
    act.router,
    report.router,
)
"""A router a screen; each path says whom it is for by its parameters."""


def create_app(application: Application, tenant: str) -> FastAPI:
    """Return the web application of a town.

    Raises:
        AssetsMissing: set-up has not been done.
        TenantNotFound: there is no such town.
        StorageError: the database refused.
        CatalogueUnreadable: a catalogue of a further language cannot be used.
    """
    if not (STATIC / "vendor").is_dir():
        raise AssetsMissing(folder=STATIC, target=_ASSETS)
    app = FastAPI(
        title="Verbindlich",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_few_at_a_time,
    )
    town = town_of(application, tenant, NOBODY)
    app.state.house = House(
        application,
        tenant,
        Templates(town.title, application.settings.languages),
        pages=tuple(_addresses_of_pages()),
    )
    for each in (LimitMiddleware, LanguageMiddleware, ProtectionMiddleware, HeadMiddleware):
        app.add_middleware(each)
    errors.register(app)
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
    app.router.routes.append(_api_of(app.state.house))
    for router in PAGES:
        app.include_router(router, dependencies=[Depends(_only_ours)])
    return app


@asynccontextmanager
async def _few_at_a_time(_: FastAPI) -> AsyncIterator[None]:
    """Let few threads work at a time: more would share one interpreter, and hold more memory."""
    current_default_thread_limiter().total_tokens = THREADS
    yield


def _addresses_of_pages() -> Iterator[re.Pattern[str]]:
    for router in PAGES:
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
                yield route.path_regex


async def _only_ours(request: Request) -> None:
    refuse_elsewhere(request)  # at once: another thread would only have to be waited for


def _api_of(house: House) -> Mount:
    """Return the API under its prefix, for whatever stands behind it, broken lines included."""
    mount = Mount(PREFIX, create_api(house), name="api")
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return mount
