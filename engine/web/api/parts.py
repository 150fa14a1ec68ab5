"""Parts of requests and answers that many resources share."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Header, Path, Query, Request, Response
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from engine.web.api.problems import CursorUnusable

T = TypeVar("T")
_LINE = r"^[^\x00-\x1f\x7f]*$"
_NAME = r"^[^\x00-\x1f\x7f/\\?#.][^\x00-\x1f\x7f/\\?#]*$"


def _only_text(value: object) -> object:
    """Refuse numbers, which would be taken as days since 1970."""
    if isinstance(value, str | date):
        return value
    message = "a day is written YYYY-MM-DD"
    raise ValueError(message)


def _well_formed(value: str) -> str:
    """Refuse halves of characters and NUL, which no database takes."""
    if "\0" in value or any("\ud800" <= each <= "\udfff" for each in value):
        message = "a character is broken"
        raise ValueError(message)
    return value


def _all_well_formed(value: Any) -> Any:
    """Refuse the same in whatever names something, at any depth; what it names is asked later."""
    if isinstance(value, dict):
        for key, member in value.items():
            _well_formed(key)
            _all_well_formed(member)
    elif isinstance(value, list):
        for member in value:
            _all_well_formed(member)
    return value


Json = Annotated[dict[str, Any], AfterValidator(_all_well_formed)]
Whole = AfterValidator(_well_formed)
Day = Annotated[date, BeforeValidator(_only_text)]
Line = Annotated[str, Field(max_length=200, pattern=_LINE), Whole]
Address = Annotated[
    str, Field(max_length=200, pattern=r"^[^@\x00-\x20\x7f-\xa0]+@[^@\x00-\x20\x7f-\xa0]+$")
]
Key = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
CaseName = Annotated[
    str,
    Path(
        min_length=1,
        max_length=64,
        pattern=_NAME,
        description="Id or number of the case.",
        examples=["M-0001"],
    ),
    Whole,
]
Named = Annotated[
    str,
    Path(
        min_length=1,
        max_length=64,
        pattern=_NAME,
        description="Its id.",
        examples=["steering_group"],
    ),
    Whole,
]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[
    str | None, Query(max_length=200, description="From the page before: its “next”.")
]
_IfMatch = Annotated[
    str | None,
    Header(
        pattern=r'^("[0-9]{1,9}"|\*)$',
        description="The ETag of the case as it was read.",
        examples=['"3"'],
    ),
]
KEY = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=100,
        pattern=r"^[A-Za-z0-9_.:-]+$",
        description="The same order under the same key is carried out once.",
    ),
]


class Model(BaseModel):
    """Something that is sent to us: nothing undeclared in it."""

    model_config = ConfigDict(extra="forbid")


class ToldOnce(BaseModel):
    """An answer that is told only now: with a secret, or with what stands in somebody's list."""


class Page(BaseModel, Generic[T]):
    """A part of a list."""

    items: list[T]
    next: str | None = Field(None, description="The cursor of the next page; null on the last one.")


def cursor_of(value: str | int) -> str:
    """Return where a page ended, for the next one to begin."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _begin(cursor: str) -> Any:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (binascii.Error, UnicodeError, ValueError, RecursionError) as error:
        raise CursorUnusable from error


def after_id(cursor: str | None) -> str:
    """Return the id that a page begins after; raises CursorUnusable."""
    if cursor is None:
        return ""
    found = _begin(cursor)
    if not isinstance(found, str) or not found.isalnum():
        raise CursorUnusable
    return found


def offset_of(cursor: str | None) -> int:
    """Return how many entries a page leaves out; raises CursorUnusable."""
    if cursor is None:
        return 0
    found = _begin(cursor)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 2**31:
        raise CursorUnusable
    return found


def link_next(request: Request, response: Response, cursor: str | None) -> str | None:
    """Say in a header too where a list goes on; return the cursor."""
    if cursor is not None:
        asked = [each for each in request.query_params.multi_items() if each[0] != "cursor"]
        query = urlencode([*asked, ("cursor", cursor)])
        response.headers["Link"] = f'<{request.url.path}?{query}>; rel="next"'
    return cursor


@dataclass(frozen=True, slots=True)
class Once:
    """On what somebody relies who changes a case."""

    version: int | None
    """The version that the case still has to have; None: any."""
    key: str | None
    """The same order under the same key is carried out once."""


def _version(if_match: _IfMatch = None) -> int | None:
    """Return which version a case still has to have."""
    is_any = if_match is None or if_match == "*"
    return None if is_any else int(str(if_match).strip('"'))


Version = Annotated[int | None, Depends(_version)]


def _once(version: Version, idempotency_key: IdempotencyKey = None) -> Once:
    """Return what the headers say."""
    return Once(version, idempotency_key)


OnlyOnce = Annotated[Once, Depends(_once)]


def etag(response: Response, version: int | None) -> None:
    """Say which version of a case is answered with."""
    if version is not None:
        response.headers["ETag"] = f'"{version}"'
