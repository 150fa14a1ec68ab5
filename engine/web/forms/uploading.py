"""Uploading: a form with a file, within bounds, as a route asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from engine.documents.workbooks.refused import LARGEST_FILE
from engine.errors import AccessDenied
from engine.services.imports import File
from engine.web.arrival import SignedIn
from engine.web.largest import let_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Message

LARGEST_FORM = LARGEST_FILE + 500_000
"""Bytes of a form with its file."""
_ALLOWANCE = 1_000_000
"""Above what is taken, so that the refusal says what may be sent here."""
_MEGABYTE = 1_000_000


class FormTooLarge(AccessDenied):
    """This file is too large: {most} megabytes are taken at most."""

    de = "Diese Datei ist zu groß: höchstens {most} Megabyte werden angenommen."


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What was filled in, and the file."""

    entries: Mapping[str, str]
    file: File | None


async def _uploaded(request: Request, _: SignedIn) -> Uploaded:
    """Return a form with its file, of somebody who is known; raises FormTooLarge."""
    if int(request.headers.get("content-length") or 0) > LARGEST_FORM:
        raise _too_large()
    let_in(request, LARGEST_FORM + _ALLOWANCE)
    form = await _counted(request).form(max_files=1, max_fields=50)
    entries = {key: value for key, value in form.items() if isinstance(value, str)}
    given = next((each for each in form.values() if isinstance(each, UploadFile)), None)
    if given is None or not given.filename:
        return Uploaded(entries, None)
    name = given.filename.replace("\\", "/").rpartition("/")[2]
    file = File(name, await given.read(LARGEST_FILE + 1))
    await form.close()
    return Uploaded(entries, file)


def _counted(request: Request) -> Request:
    """Return a request that ends with a refusal where it becomes too large."""
    size = 0

    async def receive() -> Message:
        nonlocal size
        message = await request.receive()
        size += len(message.get("body", b""))
        if size > LARGEST_FORM:
            raise _too_large()
        return message

    return Request(request.scope, receive)


def _too_large() -> FormTooLarge:
    return FormTooLarge(most=LARGEST_FILE // _MEGABYTE)


Uploading = Annotated[Uploaded, Depends(_uploaded)]
"""A form with a file; nothing is read of somebody who has not signed in."""
