"""What could not be delivered: seen and tried again by an administrator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.lifecycle.left import field_of
from engine.services.access import require_administrator, viewer_in
from engine.storage.queries import inbox, outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.inbox import Arrival
    from engine.storage.queries.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Dead:
    """What is not tried any more, and how much of everything there is."""

    letters: tuple[Delivery, ...]
    envelopes: tuple[Arrival, ...]
    counts: dict[str, int]
    """Letters by state."""


def dead(app: Application, tenant: str, reader: Reader, *, limit: int = 100) -> Dead:
    """Return dead letters and envelopes; raises NotAdministrator."""
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        return Dead(
            tuple(_without_field(each) for each in outbox.dead_letters(unit, limit)),
            tuple(inbox.dead_envelopes(unit)),
            dict(outbox.delivery_counts(unit)),
        )


def _without_field(each: Delivery) -> Delivery:
    """Return a letter without the address that stands in a personal field of its case."""
    return each if field_of(each.letter.to) is None else replace(each, address=None)


def retry(app: Application, tenant: str, reader: Reader, ids: Sequence[str]) -> int:
    """Queue dead letters and envelopes again, all of them without ids; return how many.

    A letter that found nobody cannot be sent; its duty shows that the role is vacant.

    Raises:
        NotAdministrator: the reader does not keep the deliveries.
    """
    at = app.now()
    with app.database.write(tenant, at) as unit:
        require_administrator(viewer_in(app, unit, reader))
        chosen = list(ids)
        if not chosen:
            chosen = [each.id for each in outbox.dead_letters(unit, limit=10_000)]
            chosen += [each.id for each in inbox.dead_envelopes(unit)]
        if not chosen:
            return 0
        return outbox.retry(unit, chosen, at) + inbox.retry(unit, chosen, at)
