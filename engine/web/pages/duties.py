"""My duties: what somebody owes, by when, what happens if not, and what blocks her."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.findings import Text
from engine.services.board import MOST, Owed
from engine.storage.queries.duties import Concern
from engine.web import reading
from engine.web.arrival import Inside, SignedIn

router = APIRouter()
_FARTHEST = 100_000
_SOON = timedelta(days=28)
_GROUPS = {
    "overdue": Text(de="Überfällig", en="Overdue"),
    "soon": Text(de="In den nächsten vier Wochen", en="In the next four weeks"),
    "later": Text(de="Später", en="Later"),
    "undated": Text(de="Noch ohne Termin", en="No date yet"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What is done by one and the same: an obligation of a case, owed once or several times."""

    owed: Owed
    """The oldest."""
    later: list[Owed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Card:
    """A case with what is owed in it."""

    case: Concern
    lines: list[Line] = field(default_factory=list)


@router.get("/duties")
def show(
    house: Inside, visitor: SignedIn, skip: Annotated[int, Query(ge=0, le=_FARTHEST)] = 0
) -> Response:
    """Show what the visitor owes, the most urgent first."""
    with house.look():
        owed, saying = reading.board_of(house, visitor, skip), reading.saying(house, visitor)
    now = house.app.now()
    groups: dict[str, list[Owed]] = {key: [] for key in _GROUPS}
    for each in owed:
        groups[_group_of(each, now)].append(each)
    return house.templates.page(
        "duties",
        visitor,
        here="duties",
        groups=[
            (key, _GROUPS[key], found, _cards(found)) for key, found in groups.items() if found
        ],
        count=len(owed),
        skip=skip,
        more=f"/duties?skip={skip + MOST}" if len(owed) == MOST else None,
        saying=saying,
        now=now,
    )


def _group_of(owed: Owed, now: datetime) -> str:
    due_at = owed.duty.occurrence.due_at
    if due_at is None:
        return "undated"
    if owed.is_overdue:
        return "overdue"
    return "soon" if due_at <= now + _SOON else "later"


def _cards(found: Iterable[Owed]) -> list[Card]:
    """Return what is owed case by case, in the order of the most urgent."""
    cards: dict[str, Card] = {}
    lines: dict[tuple[str, str], Line] = {}
    for each in found:
        case, key = each.duty.case, each.duty.occurrence.obligation
        card = cards.setdefault(case.id, Card(case))
        line = lines.get((case.id, key))
        if line is None:
            line = lines[case.id, key] = Line(each)
            card.lines.append(line)
        else:
            line.later.append(each)
    return list(cards.values())
