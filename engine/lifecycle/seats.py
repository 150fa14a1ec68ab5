"""Bodies and their seats as values, and as rules read them on a day.

A seat belongs to a function, not to a person: it says what it stands for, and its holders come
and go with the days on which they hold it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from engine.findings import Text
from engine.rules.errors import RuleFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.definition.model import Fact, Role

SEATS_CHANGED = "seats_changed"
"""The event that a body's case gets, in the same transaction, when who sits in it changes."""
HOLDER, DEPUTY, CHAIR, MEMBER = "holder", "deputy", "chair", "member"
OF_BODIES = frozenset({"seats", "body", "bodies"})
"""Kinds of facts about bodies."""
KINDS = (
    "council",
    "committee",
    "steering_group",
    "accompanying_committee",
    "advisory_board",
    "working_group",
)
"""What a body can be."""
MANDATES = ("decide", "recommend", "accompany")
"""What a body may be there for."""
STANDS_FOR: Mapping[str, str] = {
    "field": "fields",
    "organisation": "organisations",
    "council_group": "council_groups",
    "municipality": "municipalities",
    "group": "groups",
}
"""What a seat can stand for, and where rules find it: a field of action, an organisation, a group
of the council, a municipality, or a group such as ``migrants``, ``administration``,
``volunteers``."""


@dataclass(frozen=True, slots=True)
class Holding:
    """That somebody holds a role or a seat, for a while. Both days are included."""

    holder: str
    """Id of a person or of an organisation."""
    function: str = HOLDER
    """``holder``, ``chair`` or ``deputy``."""
    valid_from: date = date.min
    valid_until: date = date.max

    def holds_on(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return self.valid_from <= day <= self.valid_until


@dataclass(frozen=True, slots=True)
class Seat:
    """One place in a body."""

    id: str
    body: str
    function: str = MEMBER
    """``member``, ``chair``, ``reporter`` or whatever the body calls it."""
    title: Text | None = None
    """The office that it goes with, for instance head of the youth office."""
    stands_for: tuple[tuple[str, str], ...] = ()
    """Pairs of a kind (a key of ``STANDS_FOR``) and a name."""
    voting: bool = True
    holdings: tuple[Holding, ...] = field(default=(), hash=False)
    valid_from: date = date.min
    valid_until: date = date.max

    def is_there_on(self, day: date) -> bool:
        """Return whether the seat exists on a day."""
        return self.valid_from <= day <= self.valid_until

    def holding_on(self, day: date, *, deputy: bool = False) -> Holding | None:
        """Return who holds it on a day, or who deputises; None if nobody does."""
        return next(
            (
                each
                for each in self.holdings
                if each.holds_on(day) and (each.function == DEPUTY) is deputy
            ),
            None,
        )

    def names_of(self, kind: str) -> list[str]:
        """Return the names that it stands for, of one kind."""
        return [name for each, name in self.stands_for if each == kind]


@dataclass(frozen=True, slots=True)
class Body:
    """A group of people that decides, recommends or accompanies; its id is its members' role."""

    id: str
    title: Text
    seats: int | None = None
    """How many members it has by law or statute; None: as many as have a vote."""
    kind: str = "steering_group"
    mandate: tuple[str, ...] = ("decide",)
    """Out of ``MANDATES``."""
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day."""
    procedure: Mapping[str, object] = field(default_factory=dict, hash=False)
    """How it votes and is invited, as ``engine.lifecycle.procedure`` reads it; empty: the law."""
    case: str | None = None
    """Id of the case that its life is."""

    @property
    def decides(self) -> bool:
        """Whether it may decide, rather than only recommend or accompany."""
        return "decide" in self.mandate

    def is_there_on(self, day: date) -> bool:
        """Return whether it exists on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


def body_meant(roles: Mapping[str, Role], role: str, data: Mapping[str, object]) -> str:
    """Return the body that a role stands for in a case: that of its name, or of a field."""
    declared = roles.get(role)
    if declared is None or declared.named_by is None:
        return role
    return str(data.get(declared.named_by) or "")


def seats_on(seats: Iterable[Seat], day: date) -> list[Mapping[str, object]]:
    """Return the seats that there are on a day, as rules read them."""
    return [_as_rules_read(each, day) for each in seats if each.is_there_on(day)]


def _as_rules_read(seat: Seat, day: date) -> Mapping[str, object]:
    holding, deputy = seat.holding_on(day), seat.holding_on(day, deputy=True)
    last = None if holding is None else min(holding.valid_until, seat.valid_until)
    return {
        "id": seat.id,
        "role": seat.function,
        "voting": seat.voting,
        "vacant": holding is None,
        "holder": holding.holder if holding else None,
        "deputy": deputy.holder if deputy else None,
        "until_on": None if last == date.max else last,
        **{plural: seat.names_of(kind) for kind, plural in STANDS_FOR.items()},
    }


def body_on(body: Body, seats: Iterable[Seat], day: date) -> Mapping[str, object]:
    """Return a body as rules read it on a day."""
    known = list(seats)
    return {
        "id": body.id,
        "title": body.title.de,
        "kind": body.kind,
        "decides": body.decides,
        "members": body.seats,
        "chair": chair_on(known, day),
        "changes_on": changes_on(known, day),
    }


def chair_on(seats: Iterable[Seat], day: date) -> str | None:
    """Return who presides on a day."""
    for seat in seats:
        holding = seat.holding_on(day) if seat.is_there_on(day) else None
        if holding is not None and CHAIR in (seat.function, holding.function):
            return holding.holder
    return None


def changes_on(seats: Iterable[Seat], day: date) -> date | None:
    """Return the last day before the next one on which somebody comes or goes by date alone."""
    ends = [end for seat in seats for end in _ends_of(seat) if day <= end < date.max]
    return min(ends, default=None)


def _ends_of(seat: Seat) -> Iterator[date]:
    terms = [(each.valid_from, each.valid_until) for each in seat.holdings]
    for since, until in ((seat.valid_from, seat.valid_until), *terms):
        yield until
        if since > date.min:
            yield since - timedelta(days=1)


def bodies_on(
    bodies: Mapping[str, Body], seats: Mapping[str, Iterable[Seat]], kind: str, day: date
) -> list[Mapping[str, object]]:
    """Return the bodies of a kind (``*``: of any) that there are on a day, as rules read them."""
    return [
        body_on(each, seats.get(key, ()), day)
        for key, each in sorted(bodies.items())
        if kind in (each.kind, "*") and each.is_there_on(day)
    ]


def of_body(fact: Fact, roles: Mapping[str, Role], data: Mapping[str, object]) -> Fact:
    """Return a fact about a role's body with the body that is meant in a case."""
    if fact.kind not in {"seats", "body"}:
        return fact
    return replace(fact, of=body_meant(roles, fact.of, data))


def fact_of_bodies(
    fact: Fact, bodies: Mapping[str, Body], seats: Mapping[str, Iterable[Seat]], day: date
) -> object:
    """Return a fact about bodies as rules read it on a day.

    Raises:
        RuleFailed: there is no such body; whatever reads the fact does not hold.
    """
    of = fact.of
    if fact.kind == "seats":
        return seats_on(seats.get(of, ()), day)
    if fact.kind == "bodies":
        return bodies_on(bodies, seats, of, day)
    if of not in bodies:
        unknown = Text(de=f"das Gremium „{of}“ gibt es nicht", en=f"there is no body “{of}”")
        raise RuleFailed(code="no_such_body", message=unknown)
    return body_on(bodies[of], seats.get(of, ()), day)
