"""Once: what is posted under an Idempotency-Key is carried out once, and answered alike again.

For every POST that is not an event of a case; of those the receipt is part of the transaction.
An answer that holds a secret, or what stands in somebody's list, is not kept: it is told once, and
the repetition says so.
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from loguru import logger

from engine.errors import CaseError, StorageError
from engine.services import orders
from engine.web.api.caller import caller_of
from engine.web.api.parts import KEY, IdempotencyKey, ToldOnce

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

_KEPT = ("content-type", "etag", "location")


class SecretTold(CaseError):
    """This order has been carried out; its answer holds what is told only once.

    Look at what was made, or take it back and order anew under a fresh key.
    """

    de = (
        "Dieser Auftrag ist ausgeführt; seine Antwort enthält, was nur einmal genannt wird. Bitte "
        "das Angelegte ansehen oder zurücknehmen und unter einem neuen Schlüssel neu anlegen."
    )


def _key_said(idempotency_key: IdempotencyKey = None) -> None:
    """Check the header, and describe it."""
    del idempotency_key


class OnceRoute(APIRoute):
    """A route whose orders are carried out once under a key."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        """Take the header in where something is posted."""
        if "POST" in (more.get("methods") or ()):
            more["dependencies"] = [*(more.get("dependencies") or ()), Depends(_key_said)]
        super().__init__(path, endpoint, **more)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answer = super().get_route_handler()
        model = self.response_model
        is_secret = isinstance(model, type) and issubclass(model, ToldOnce)

        async def once(request: Request) -> Response:
            key = request.headers.get("idempotency-key", "")
            if request.method != "POST" or not KEY.fullmatch(key):
                return await answer(request)
            digest = _digest(request, await request.body())
            caller = await run_in_threadpool(caller_of, request)
            order = (caller.app, caller.tenant, caller.reader.who, key)
            known = await run_in_threadpool(orders.begin, *order, digest)
            if known is not None:
                return _again(known)
            try:
                made = await answer(request)
            except BaseException:
                await run_in_threadpool(orders.given_up, *order)
                raise
            try:
                await run_in_threadpool(orders.done, *order, _kept(made, is_secret=is_secret))
            except StorageError as error:
                logger.warning("after an order that was carried out: {}", error)
            return made

        return once


def _digest(request: Request, body: bytes) -> str:
    """Return what makes it another order."""
    asked = f"{request.method} {request.url.path}?{request.url.query}\n"
    return hashlib.sha256(asked.encode() + body).hexdigest()


def _kept(made: Response, *, is_secret: bool) -> dict[str, Any]:
    body = "" if is_secret else bytes(made.body).decode()
    headers = {name: made.headers[name] for name in _KEPT if name in made.headers}
    return {"status": made.status_code, "headers": headers, "body": body, "secret": is_secret}


def _again(known: Any) -> Response:
    if known.get("secret"):
        raise SecretTold
    headers = {**known["headers"], "Idempotent-Replayed": "true"}
    body = known["body"] if known["status"] != HTTPStatus.NO_CONTENT else None
    return Response(body, known["status"], headers)
