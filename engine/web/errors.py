"""Refusals and failures as pages, in one place.

An error takes the status of its nearest ancestor in the table; a test fails on one without.
"""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from loguru import logger
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from engine import errors
from engine.deadlines.errors import DeadlineError
from engine.findings import Text
from engine.storage.errors import Unstorable
from engine.web.arrival import address_of, asked_for, visitor_of
from engine.web.forms.uploading import FormTooLarge
from engine.web.house import house_of
from engine.web.rates import TooManyTries
from engine.web.security import protect
from engine.web.visitor import SignInNeeded, Visitor

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.responses import Response

STATUS: dict[type[Exception], HTTPStatus] = {
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.DefinitionError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.RuleError: HTTPStatus.UNPROCESSABLE_ENTITY,
    DeadlineError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.CaseError: HTTPStatus.CONFLICT,
    errors.AccessDenied: HTTPStatus.FORBIDDEN,
    FormTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooManyTries: HTTPStatus.TOO_MANY_REQUESTS,
    Unstorable: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.StorageError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.DeliveryError: HTTPStatus.BAD_GATEWAY,
    errors.SettingsError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.DocumentError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
_TITLES = {
    HTTPStatus.NOT_FOUND: Text(de="Nicht gefunden", en="Not found"),
    HTTPStatus.FORBIDDEN: Text(de="Das dürfen Sie nicht", en="You may not do this"),
    HTTPStatus.CONFLICT: Text(de="Das geht gerade nicht", en="This cannot be done now"),
    HTTPStatus.UNPROCESSABLE_ENTITY: Text(de="Das passt nicht", en="This does not fit"),
    HTTPStatus.BAD_REQUEST: Text(de="Das ist nicht lesbar", en="This cannot be read"),
    HTTPStatus.METHOD_NOT_ALLOWED: Text(de="So geht das nicht", en="Not like this"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Text(de="Das ist zu groß", en="This is too large"),
    HTTPStatus.TOO_MANY_REQUESTS: Text(de="Zu viele Versuche", en="Too many tries"),
    HTTPStatus.SERVICE_UNAVAILABLE: Text(
        de="Die Datenbank antwortet nicht", en="The database does not answer"
    ),
}
_OTHER = Text(de="Etwas ist schiefgegangen", en="Something went wrong")
_NO_PAGE = Text(
    de="Eine Seite mit dieser Adresse gibt es nicht, oder sie ist nicht für Sie bestimmt.",
    en="There is no page of this address, or it is not meant for you.",
)
_NO_METHOD = Text(
    de="So lässt sich diese Adresse nicht aufrufen.", en="This address cannot be called like this."
)
_NOT_READ = Text(
    de="Die Adresse oder das Formular enthält etwas, das nicht gelesen werden kann.",
    en="The address or the form holds something that cannot be read.",
)
_TOO_LARGE = Text(
    de="Das ist mehr, als hier auf einmal angenommen wird.",
    en="This is more than is taken here at once.",
)
_BY_STATUS = {
    HTTPStatus.BAD_REQUEST: _NOT_READ,
    HTTPStatus.METHOD_NOT_ALLOWED: _NO_METHOD,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _TOO_LARGE,
}


def status_of(error: type[Exception]) -> HTTPStatus:
    """Return the status of the nearest ancestor of an error that has one."""
    for ancestor in error.__mro__:
        if ancestor in STATUS:
            return STATUS[ancestor]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def place_of_log(request: Request) -> str:
    """Return which route a request has come to; its address may hold a secret, or forge a line."""
    return str(getattr(request.scope.get("route"), "path", "?"))


def register(app: FastAPI) -> None:
    """Let an application answer errors with pages."""
    app.add_exception_handler(SignInNeeded, _to_sign_in)
    app.add_exception_handler(errors.EngineError, _refused)
    app.add_exception_handler(HTTPException, _no_page)
    app.add_exception_handler(RequestValidationError, _not_read)
    app.add_exception_handler(Exception, _unexpected)


def _to_sign_in(request: Request, _: Exception) -> Response:
    """Send somebody to sign in and back; what was to be sent is a draft by now, or is lost."""
    return RedirectResponse(f"/sign-in?next={quote(address_of(request))}", HTTPStatus.SEE_OTHER)


def _refused(request: Request, error: Exception) -> Response:
    status = status_of(type(error))
    text = error.text if isinstance(error, errors.EngineError) else _OTHER
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.warning("{} {}: {}", request.method, place_of_log(request), error)
    hint = getattr(error, "hint", None)
    return _page(request, status, text, hint if isinstance(hint, Text) else None)


def _no_page(request: Request, error: Exception) -> Response:
    status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else 500)
    response = _page(request, status, _BY_STATUS.get(status, _NO_PAGE))
    response.headers.update((isinstance(error, HTTPException) and error.headers) or {})
    return response


def _not_read(request: Request, _: Exception) -> Response:
    return _page(request, HTTPStatus.UNPROCESSABLE_ENTITY, _NOT_READ)


def _unexpected(request: Request, error: Exception) -> Response:
    """Log an error under a number that can be told on the telephone; show nothing of it."""
    number = secrets.token_hex(4)
    place = place_of_log(request)
    logger.opt(exception=error).error("error {}: {} {}", number, request.method, place)
    text = Text(
        de=f"Der Fehler wurde unter der Nummer {number} festgehalten. Was Sie eingegeben haben, "
        "wurde nicht übernommen.",
        en=f"The error was recorded under the number {number}. What you entered was not taken.",
    )
    response = _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, text)
    protect(response.headers, request.url.scheme)  # this answer is given outside the middleware
    return response


def _page(request: Request, status: HTTPStatus, text: Text, hint: Text | None = None) -> Response:
    return house_of(request).templates.page(
        "error",
        _known_visitor(request),
        status=status,
        title=_TITLES.get(status, _OTHER),
        text=text,
        hint=hint,
    )


def _known_visitor(request: Request) -> Visitor:
    """Return the visitor, without asking a database that may be what failed."""
    if getattr(request.state, "visitor", None) is not None:
        return visitor_of(request)
    return Visitor(asked_for(request))
