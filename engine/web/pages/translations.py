"""Translating: what is public of a case, field by field, in each language that the town offers."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from engine.languages.tags import direction, own_name
from engine.lifecycle.translating import TRANSLATE, fingerprint, translatable
from engine.services import events, translations
from engine.services.intents import SubmitEvent
from engine.services.locality import town_of
from engine.services.telling import actor_name
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.forms.filling import Filling
from engine.web.forms.refused import messages_of
from engine.web.going import go_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.findings import Text
    from engine.services.cases import Shown
    from engine.services.translations import Found, Translation
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Row:
    """A text of the case with its translation."""

    key: str
    title: Text
    original: str
    is_long: bool
    found: Translation | None
    entry: str
    """What stands in the form."""

    @property
    def version(self) -> str:
        """Which version of the original stands beside the form."""
        return fingerprint(self.original)


@dataclass(frozen=True, slots=True)
class Choice:
    """A language with how much is translated into it."""

    tag: str
    name: str
    done: int


@router.get("/cases/{name}/translations")
def show(house: Inside, visitor: SignedIn, name: str, to: str = "") -> Response:
    """Show the texts of a case beside their translations into a language."""
    shown = reading.case_shown(house, visitor, name)
    return _page(house, visitor, shown, _wanted(house, visitor, to))


@router.post("/cases/{name}/translations")
def keep(house: Inside, visitor: SignedIn, filling: Filling, name: str) -> Response:
    """Keep the translations that are new, changed, or confirmed after the original changed."""
    shown = reading.case_shown(house, visitor, name)
    to = _wanted(house, visitor, filling.get("to", ""))
    found = _found(house, visitor, shown)
    refused: list[Text] = []
    for row in list(_rows(shown, found, to, filling)):
        given = _given(row, to, filling)
        if given is None:
            continue
        intent = SubmitEvent(house.tenant, shown.case.id, TRANSLATE, visitor.who, given)
        answer = events.send(house.app, intent)
        refused += [] if answer.accepted else messages_of(answer)
    if refused:
        return _page(house, visitor, shown, to, filling, refused)
    return go_to(f"/cases/{shown.case.number}/translations?to={to}")


def _given(row: Row, to: str, filling: Mapping[str, str]) -> dict[str, object] | None:
    """Return what is to be recorded of a row, None if there is nothing new."""
    if row.key not in filling:
        return None
    text, is_reviewed = filling[row.key].strip(), f"{row.key}.reviewed" in filling
    of = filling.get(f"{row.key}.original") or row.version
    if row.found is None:
        is_new = bool(text)
    else:
        is_same = text == row.found.text and is_reviewed == row.found.is_reviewed
        is_new = not (is_same and row.found.is_current)
    if not is_new:
        return None
    return {
        "field": row.key,
        "language": to,
        "translation": text or None,
        "is_reviewed": is_reviewed,
        "original": of,
    }


def _wanted(house: House, visitor: Visitor, to: str) -> str:
    """Return the language to translate into; at first the first one that is not the town's."""
    offered = _offered(house, visitor)
    return to if to in offered else next(iter(offered), "en")


def _offered(house: House, visitor: Visitor) -> list[str]:
    own = town_of(house.app, house.tenant, visitor.reader).language
    return [each for each in visitor.languages if each != own]


def _found(house: House, visitor: Visitor, shown: Shown) -> Found:
    return translations.of_case(house.app, house.tenant, visitor.reader, shown.case.id)


def _rows(shown: Shown, found: Found, to: str, filling: Mapping[str, str]) -> Iterator[Row]:
    for key, field in translatable(shown.workflow).items():
        original = shown.case.data.get(key)
        if isinstance(original, str) and original:
            known = found.get(key, {}).get(to)
            entry = filling.get(key, known.text if known else "")
            yield Row(key, field.title, original, field.type.value == "longtext", known, entry)


def _page(
    house: House,
    visitor: Visitor,
    shown: Shown,
    to: str,
    filling: Mapping[str, str] | None = None,
    refused: list[Text] | None = None,
) -> Response:
    found, saying = _found(house, visitor, shown), reading.saying(house, visitor)
    title = shown.case.data.get("title")
    rows = list(_rows(shown, found, to, filling or {}))
    return house.templates.page(
        "translations",
        visitor,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK,
        here="cases",
        case=shown.case,
        case_title=title if isinstance(title, str) else saying.words(shown.workflow.title),
        back=f"/cases/{shown.case.number}",
        own=town_of(house.app, house.tenant, visitor.reader).language,
        to=to,
        to_name=own_name(to),
        to_direction=direction(to),
        choices=[
            Choice(tag, own_name(tag), sum(tag in found.get(row.key, {}) for row in rows))
            for tag in _offered(house, visitor)
        ],
        rows=rows,
        may=bool(reading.roles(house, visitor, shown) & set(shown.workflow.correction_by)),
        refused=refused or [],
        saying=saying,
        actor=lambda who: actor_name(saying, who, shown.workflow),
    )
