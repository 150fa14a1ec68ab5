"""Changes of bodies, of their seats, and of who sits on them. Each reaches every process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.people import BodyRow, RoleHolderRow, SeatRow
from engine.storage.touching import touch
from engine.storage.upsert import upsert

if TYPE_CHECKING:
    from engine.lifecycle.seats import Body, Seat
    from engine.storage.unit import Unit

_BODIES = table_of(BodyRow)
_SEATS = table_of(SeatRow)
_HOLDERS = table_of(RoleHolderRow)

_PUT_BODY = Statement(upsert(BodyRow))
_BIND = Statement(
    update(_BODIES)
    .where(of_tenant(_BODIES), _BODIES.c.id == bindparam("body"))
    .values(case_id=bindparam("case"))
)
_PUT_SEAT = Statement(upsert(SeatRow))
_BODY_OF_SEAT = Statement(
    select(_SEATS.c.body).where(of_tenant(_SEATS), _SEATS.c.id == bindparam("seat"))
)
_END_SEAT = Statement(
    update(_SEATS)
    .where(of_tenant(_SEATS), _SEATS.c.id == bindparam("seat"))
    .values(valid_until=bindparam("last_day"))
)
_END_HOLDINGS = Statement(
    update(_HOLDERS)
    .where(of_tenant(_HOLDERS), _HOLDERS.c.seat == bindparam("of_seat"))
    .where((_HOLDERS.c.valid_until.is_(None)) | (_HOLDERS.c.valid_until > bindparam("last_day")))
    .values(valid_until=bindparam("last_day"))
)
_HELD = Statement(
    select(_HOLDERS)
    .where(of_tenant(_HOLDERS), _HOLDERS.c.role == bindparam("body"))
    .order_by(_HOLDERS.c.id)
)
_FORGET = Statement(
    update(_HOLDERS)
    .where(of_tenant(_HOLDERS), _HOLDERS.c.holder == bindparam("of_holder"))
    .values(given_because=None, ended_because=None)
)


@dataclass(frozen=True, slots=True)
class Held:
    """That somebody sits in a body, has sat there or will, with the reasons."""

    id: str
    holder: str
    function: str
    seat: str | None
    valid_from: date | None
    valid_until: date | None
    given_because: str | None
    ended_because: str | None

    def holds_on(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


def put_body(unit: Unit, body: Body) -> None:
    """Add a body, or overwrite the one of that id."""
    unit.run(
        _PUT_BODY,
        id=body.id,
        title_de=body.title.de,
        title_en=body.title.en,
        seats=body.seats,
        kind=body.kind,
        mandate=list(body.mandate),
        valid_from=body.valid_from,
        valid_until=body.valid_until,
        procedure=dict(body.procedure),
        case_id=body.case,
    )
    touch(unit)


def bind_body(unit: Unit, body: str, case_id: str) -> None:
    """Say which case a body's life is."""
    unit.run(_BIND, body=body, case=case_id)
    touch(unit)


def put_seat(unit: Unit, seat: Seat) -> None:
    """Add a seat, or overwrite the one of that id; who holds it stays."""
    unit.run(
        _PUT_SEAT,
        id=seat.id,
        body=seat.body,
        function=seat.function,
        title_de=seat.title.de if seat.title else None,
        title_en=seat.title.en if seat.title else None,
        stands_for=[list(each) for each in seat.stands_for],
        voting=seat.voting,
        valid_from=None if seat.valid_from == date.min else seat.valid_from,
        valid_until=None if seat.valid_until == date.max else seat.valid_until,
    )
    touch(unit)


def body_of_seat(unit: Unit, seat: str) -> str | None:
    """Return the body that a seat belongs to; None: there is no such seat."""
    body: str | None = unit.run(_BODY_OF_SEAT, seat=seat).scalar_one_or_none()
    return body


def end_seat(unit: Unit, seat: str, last_day: date) -> None:
    """Let a seat end with a day, and with it whoever holds it."""
    unit.run(_END_SEAT, seat=seat, last_day=last_day)
    leave_seat(unit, seat, last_day)


def leave_seat(unit: Unit, seat: str, last_day: date) -> None:
    """Let whoever holds a seat hold it no longer than a day."""
    unit.run(_END_HOLDINGS, of_seat=seat, last_day=last_day)
    touch(unit)


def held_in(unit: Unit, body: str) -> list[Held]:
    """Return who sits in a body, has sat there or will, in the order in which it was entered."""
    return [
        Held(
            id=row.id,
            holder=row.holder,
            function=row.function,
            seat=row.seat,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            given_because=row.given_because,
            ended_because=row.ended_because,
        )
        for row in unit.run(_HELD, body=body)
    ]


def forget_reasons(unit: Unit, holder: str) -> None:
    """Forget why somebody held what she held."""
    unit.run(_FORGET, of_holder=holder)
