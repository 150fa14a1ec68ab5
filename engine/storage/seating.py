"""Who sits where: bodies with their seats and holders, as they are read for a town."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.findings import Text
from engine.lifecycle.seats import Body, Holding, Seat
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.people import BodyRow, RoleHolderRow, SeatRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.storage.unit import Unit

_BODIES = table_of(BodyRow)
_SEATS = table_of(SeatRow)
_HOLDERS = table_of(RoleHolderRow)

_ALL_BODIES = Statement(select(_BODIES).where(of_tenant(_BODIES)).order_by(_BODIES.c.id))
_ALL_SEATS = Statement(select(_SEATS).where(of_tenant(_SEATS)).order_by(_SEATS.c.body, _SEATS.c.id))
_SEATED = Statement(select(_HOLDERS).where(of_tenant(_HOLDERS)).order_by(_HOLDERS.c.id))


def bodies(unit: Unit) -> list[Body]:
    """Return all bodies."""
    return [_body(row) for row in unit.run(_ALL_BODIES)]


def _body(row: Any) -> Body:
    return Body(
        id=row.id,
        title=Text(de=row.title_de, en=row.title_en),
        seats=row.seats,
        kind=row.kind,
        mandate=tuple(row.mandate),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        procedure=row.procedure,
        case=row.case_id,
    )


def seats(unit: Unit, known: Collection[str]) -> dict[str, tuple[Seat, ...]]:
    """Return the seats of the known bodies, past and future ones included.

    Whoever sits in a body without a seat of her own counts as a seat that stands for nothing; who
    only deputises does not.
    """
    of_seat: dict[str, list[Holding]] = defaultdict(list)
    loose: list[Any] = []
    for row in unit.run(_SEATED):
        if row.seat is not None:
            of_seat[row.seat].append(holding_of(row))
        elif row.function != "deputy":
            loose.append(row)
    found: dict[str, list[Seat]] = defaultdict(list)
    for row in unit.run(_ALL_SEATS):
        found[row.body].append(_seat(row, tuple(of_seat.get(row.id, ()))))
    for row in loose:
        if row.role in known:
            found[row.role].append(_own_seat(row))
    return {body: tuple(each) for body, each in found.items()}


def _seat(row: Any, holdings: tuple[Holding, ...]) -> Seat:
    title = None if row.title_de is None else Text(de=row.title_de, en=row.title_en)
    return Seat(
        id=row.id,
        body=row.body,
        function=row.function,
        title=title,
        stands_for=tuple((kind, name) for kind, name in row.stands_for),
        voting=row.voting,
        holdings=holdings,
        valid_from=row.valid_from or date.min,
        valid_until=row.valid_until or date.max,
    )


def _own_seat(row: Any) -> Seat:
    function = "chair" if row.function == "chair" else "member"
    held = holding_of(row)
    return Seat(
        id=row.id,
        body=row.role,
        function=function,
        holdings=(held,),
        valid_from=held.valid_from,
        valid_until=held.valid_until,
    )


def holding_of(row: Any) -> Holding:
    """Return who holds it from when to when."""
    since, until = row.valid_from or date.min, row.valid_until or date.max
    return Holding(row.holder, row.function, since, until)
