"""The clock's work: timers and rungs that are due, in batches; one write path, two sizes."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from engine.errors import StorageError
from engine.lifecycle.run import wake_case
from engine.services import inbox
from engine.services.events import persist
from engine.services.refusals import log_refusals
from engine.storage.queries import due
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from engine.services.application import Application
    from engine.storage.queries.due import Cursor, Kind
    from engine.storage.unit import Unit

    Claim = Callable[[Unit, datetime, int, Cursor], tuple[list[Kind], Cursor | None]]

BATCH = 250
"""So many cases are woken in one transaction."""
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(days=1)


def sweep(
    app: Application,
    tenant: str,
    at: datetime,
    *,
    hold: bool = False,
    may_go_on: Callable[[], bool] = lambda: True,
) -> int:
    """Wake every case of a town at which something is due; return how many were woken.

    Catches up in one go after downtime: a case is woken again until nothing of it is due.

    Args:
        app: The application.
        tenant: The town.
        at: The moment of the tick.
        hold: Only remind, because the clock cannot be trusted.
        may_go_on: Asked before each batch; what is left when it says no is for another process.
    """
    woken = 0
    for claim in (due.claim_timers, due.claim_rungs):
        since: Cursor | None = due.START
        while since is not None and may_go_on():
            ids, since = persist(partial(_batch, app, tenant, at, claim, since, hold))
            woken += len(ids)
    if woken:
        inbox.deliver_due(app, tenant, at)
    return woken


def _batch(
    app: Application, tenant: str, at: datetime, claim: Claim, since: Cursor, hold: bool
) -> tuple[list[str], Cursor | None]:
    """Wake a batch in one transaction; if one case fails, each in a transaction of its own."""
    ids: list[str] = []
    following: Cursor | None = None
    try:
        with app.database.write(tenant, at) as unit:
            kinds, following = claim(unit, at, BATCH, since)
            ids = [row.case_id for kind in kinds for row in kind]
            world = StorageWorld(unit, app.known)
            world.load_many([kind[0].case_id for kind in kinds])
            for kind in kinds:
                _wake_kind(world, kind, at, hold=hold)
    except StorageError:
        raise
    except Exception:
        if not ids:
            raise
        _one_by_one(app, tenant, at, ids, hold=hold)
        return ids, following
    log_refusals(app, tenant, world, None)
    return ids, following


def _wake_kind(world: StorageWorld, kind: Kind, at: datetime, *, hold: bool) -> None:
    """Wake cases of one kind: the first, and those of the others where it may come to more."""
    outcome = wake_case(world, kind[0].case_id, at, hold=hold)
    others = world.repeat(outcome, kind)
    world.load_many(others)
    for each in others:
        wake_case(world, each, at, hold=hold)


def _one_by_one(
    app: Application, tenant: str, at: datetime, ids: Sequence[str], *, hold: bool
) -> None:
    for each in ids:
        try:
            with app.database.write(tenant, at) as unit:
                world = StorageWorld(unit, app.known)
                wake_case(world, each, at, hold=hold)
            log_refusals(app, tenant, world, None)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - one bad case must not stop the clock
            _put_off(app, tenant, at, each, str(error) or repr(error))


def _put_off(app: Application, tenant: str, at: datetime, case_id: str, error: str) -> None:
    """Pass a case over for a while at which the clock fails, so that it stops nobody else."""
    with app.database.write(tenant, at) as unit:
        failures = due.put_off(unit, case_id, at + FIRST_RETRY, error)
        if failures > 1:
            wait = min(FIRST_RETRY * 2 ** min(failures - 1, 10), LONGEST_RETRY)
            due.put_off(unit, case_id, at + wait, error)
