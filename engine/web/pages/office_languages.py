"""The office desk: which languages the pages offer, and how much of each is there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from engine.languages.catalogue import catalogues
from engine.languages.tags import own_name
from engine.languages.template import missing
from engine.services import locality, rights
from engine.services.locality import LanguagesUnusable
from engine.web.arrival import Inside, SignedIn
from engine.web.errors import status_of
from engine.web.going import go_to
from engine.web.wording import letter_words, public_words

if TYPE_CHECKING:
    from pathlib import Path

    from engine.findings import Text
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Line:
    """A language that can be offered."""

    tag: str
    name: str
    percent: int
    """How much of what pages and letters say is translated."""
    is_offered: bool


@router.get("/office/languages")
def show(house: Inside, visitor: SignedIn, done: str = "") -> Response:
    """Show the languages on offer in their order, and those that could be."""
    return _page(house, visitor, done=bool(done))


@router.post("/office/languages")
def offer(
    house: Inside,
    visitor: SignedIn,
    tags: Annotated[str, Form(max_length=_LONGEST)] = "",
) -> Response:
    """Say which languages are offered, in the order in which they stand in."""
    wanted = tags.replace(",", " ").split()
    try:
        locality.offer_languages(house.app, house.tenant, visitor.reader, wanted)
    except LanguagesUnusable as refused:
        return _page(house, visitor, tags=tags, problem=refused.text)
    return go_to("/office/languages?done=1")


def _page(
    house: House,
    visitor: Visitor,
    *,
    tags: str | None = None,
    problem: Text | None = None,
    done: bool = False,
) -> Response:
    rights.require_administrator(house.app, house.tenant, visitor.reader)
    offered = locality.languages_of(house.app, house.tenant)
    folder = house.app.settings.languages
    others = sorted(set(catalogues(folder)) - set(offered), key=own_name)
    return house.templates.page(
        "office_languages",
        visitor,
        status=200 if problem is None else status_of(LanguagesUnusable),
        here="office",
        tab="languages",
        lines=[_line(tag, folder, offered) for tag in (*offered, *others)],
        tags=" ".join(offered) if tags is None else tags,
        problem=problem,
        done=done,
    )


def _line(tag: str, folder: Path | None, offered: tuple[str, ...]) -> Line:
    return Line(tag, own_name(tag), _percent(tag, folder), tag in offered)


@cache
def _percent(tag: str, folder: Path | None) -> int:
    if tag in {"de", "en"}:
        return 100
    said = (*public_words(), *letter_words())
    return 100 - 100 * len(missing(said, catalogues(folder).get(tag))) // len(said)
