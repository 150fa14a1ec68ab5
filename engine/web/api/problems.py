"""Refusals and failures as problem documents (RFC 9457), in one place.

The type of a problem is made of the name of its error, so that programs can tell them apart.
"""

from __future__ import annotations

import re
import secrets
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from loguru import logger
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from engine import errors
from engine.errors import CaseError, EngineError
from engine.findings import Finding, Text
from engine.lifecycle.outcome import Reason
from engine.services.access_tokens import TokenUnknown
from engine.services.answers import Answer
from engine.web.api.language import language_of
from engine.web.api.methods import allowed_at
from engine.web.errors import place_of_log, status_of
from engine.web.security import protect

MEDIA_TYPE = "application/problem+json"


class Unmet(BaseModel):
    """One thing that stands against an event."""

    code: str = Field(examples=["guard"])
    message: str = Field(examples=["Jeder Adressat muss zugestimmt haben."])
    subject: str | None = Field(None, examples=["R1-consent"])
    explanation: dict[str, Any] | None = None
    """Every part of the condition with its value, as far as the reader may see it."""


class Wrong(BaseModel):
    """One thing that is wrong with what was sent."""

    pointer: str = Field(examples=["/body/input/ends_on"])
    detail: str


class Problem(BaseModel):
    """A refusal or a failure (RFC 9457)."""

    type: str = Field(examples=["urn:verbindlich:problem:event-refused"])
    title: str
    status: int = Field(examples=[409])
    detail: str
    instance: str
    hint: str | None = None
    reasons: list[Unmet] | None = None
    """Of a refused event: every unmet condition, all at once."""
    possible: list[str] | None = None
    """Of a refused event: what could be sent instead."""
    errors: list[Wrong] | None = None


class EventRefused(CaseError):
    """The event was refused: {why}."""

    de = "Das Ereignis wurde abgelehnt: {why}."

    answer: Answer


class CursorUnusable(errors.DefinitionError):
    """This is no cursor of ours. Begin without one, and take each from the page before."""

    de = "Das ist kein Blätterzeiger von hier. Ohne beginnen, dann den der vorigen Seite nehmen."


class TokenNeeded(errors.AccessDenied):
    """For this a token or a session is needed."""

    de = "Dafür ist ein Zugangsschlüssel oder eine Anmeldung nötig."


_OWN_STATUS: dict[type[Exception], HTTPStatus] = {
    CursorUnusable: HTTPStatus.BAD_REQUEST,
    TokenNeeded: HTTPStatus.UNAUTHORIZED,
    TokenUnknown: HTTPStatus.UNAUTHORIZED,
}
_TITLES = {
    HTTPStatus.BAD_REQUEST: Text(de="Nicht lesbar", en="Cannot be read"),
    HTTPStatus.UNAUTHORIZED: Text(de="Nicht angemeldet", en="Not signed in"),
    HTTPStatus.FORBIDDEN: Text(de="Nicht erlaubt", en="Not allowed"),
    HTTPStatus.NOT_FOUND: Text(de="Nicht gefunden", en="Not found"),
    HTTPStatus.METHOD_NOT_ALLOWED: Text(de="So nicht aufrufbar", en="Method not allowed"),
    HTTPStatus.CONFLICT: Text(de="Geht gerade nicht", en="Cannot be done now"),
    HTTPStatus.PRECONDITION_FAILED: Text(de="Inzwischen geändert", en="Changed meanwhile"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Text(de="Zu groß", en="Too large"),
    HTTPStatus.UNPROCESSABLE_ENTITY: Text(de="Passt nicht", en="Does not fit"),
    HTTPStatus.TOO_MANY_REQUESTS: Text(de="Zu viele Anfragen", en="Too many requests"),
}
_OTHER = Text(de="Etwas ist schiefgegangen", en="Something went wrong")
_NOT_FITTING = Text(
    de="Was gesendet wurde, passt nicht; jeder Fehler steht unter „errors“.",
    en="What was sent does not fit; every mistake stands under “errors”.",
)
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": title,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, title in (
        (400, "The request cannot be read."),
        (401, "A token or a session is needed, or the token opens nothing."),
        (403, "The reader may not do this."),
        (404, "There is no such thing, or the reader may not know of it."),
        (409, "The case does not allow it now, or a key was used for something else."),
        (412, "The case has changed since."),
        (413, "What was sent is larger than is read."),
        (422, "What was sent does not fit."),
        (429, "Too many requests."),
        (503, "The database does not answer."),
    )
}


def refused(answer: Answer) -> EventRefused:
    """Return the error that tells of a refused event with every reason."""
    why = Text(
        de=" ".join(each.message.de for each in answer.reasons).removesuffix("."),
        en=" ".join(each.message.en for each in answer.reasons).removesuffix("."),
    )
    error = EventRefused(why=why)
    error.answer = answer
    return error


def problem_status(error: Exception) -> HTTPStatus:
    """Return the status of an error."""
    if isinstance(error, EventRefused):
        return _status_of_refusal(error.answer)
    for kind, status in _OWN_STATUS.items():
        if isinstance(error, kind):
            return status
    return status_of(type(error))


def _status_of_refusal(answer: Answer) -> HTTPStatus:
    codes = {each.code for each in answer.reasons}
    if "version" in codes:
        return HTTPStatus.PRECONDITION_FAILED
    if codes == {"role"}:
        return HTTPStatus.FORBIDDEN
    if codes <= {"input", "data", "state"}:
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.CONFLICT


def register(app: FastAPI) -> None:
    """Let an application answer errors with problem documents."""
    app.add_exception_handler(EngineError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _not_fitting)
    app.add_exception_handler(Exception, _unexpected)


def _refused(request: Request, error: Exception) -> Response:
    status, language = problem_status(error), language_of(request)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.warning("{} {}: {}", request.method, place_of_log(request), error)
    more: dict[str, Any] = {}
    hint = getattr(error, "hint", None)
    if isinstance(hint, Text):
        more["hint"] = hint.to(language)
    if isinstance(error, EventRefused):
        more["reasons"] = [_unmet(each, language) for each in error.answer.reasons]
        more["possible"] = list(error.answer.possible)
    if findings := getattr(error, "findings", ()):
        more["errors"] = [_wrong(each, language) for each in findings]
    headers = {"WWW-Authenticate": "Bearer"} if status is HTTPStatus.UNAUTHORIZED else None
    text = error.text if isinstance(error, EngineError) else _OTHER
    return _problem(request, status, text, type(error).__name__, more, headers)


def _http(request: Request, error: Exception) -> Response:
    code = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict((isinstance(error, HTTPException) and error.headers) or {})
    status = HTTPStatus(code)
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(allowed_at(request))
    return _problem(request, status, _TITLES.get(status, _OTHER), status.name, {}, headers)


def _not_fitting(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    wrong = [
        {"pointer": "".join(f"/{part}" for part in each["loc"]), "detail": str(each["msg"])}
        for each in found
    ]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _problem(request, status, _NOT_FITTING, "NotFitting", {"errors": wrong})


def _unexpected(request: Request, error: Exception) -> Response:
    number = secrets.token_hex(4)
    place = place_of_log(request)
    logger.opt(exception=error).error("error {}: {} {}", number, request.method, place)
    text = Text(
        de=f"Der Fehler wurde unter der Nummer {number} festgehalten.",
        en=f"The error was recorded under the number {number}.",
    )
    response = _problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, text, "Unexpected", {})
    protect(response.headers, request.url.scheme)  # this answer is given outside the middleware
    return response


def _problem(
    request: Request,
    status: HTTPStatus,
    text: Text,
    name: str,
    more: dict[str, Any],
    headers: dict[str, str] | None = None,
) -> Response:
    language = language_of(request)
    content = {
        "type": f"urn:verbindlich:problem:{_kebab(name)}",
        "title": _TITLES.get(status, _OTHER).to(language),
        "status": status.value,
        "detail": text.to(language),
        "instance": request.url.path,
        **more,
    }
    return JSONResponse(
        content,
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"Content-Language": language, **(headers or {})},
    )


def _kebab(name: str) -> str:
    if name.isupper():
        return name.lower().replace("_", "-")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def _unmet(reason: Reason, language: str) -> dict[str, Any]:
    explanation = reason.verdict.explain().to_json() if reason.verdict else None
    return {
        "code": reason.code,
        "message": reason.message.to(language),
        "subject": reason.subject,
        "explanation": explanation,
    }


def _wrong(finding: Finding, language: str) -> dict[str, Any]:
    return {"pointer": finding.where, "detail": finding.message.to(language)}
