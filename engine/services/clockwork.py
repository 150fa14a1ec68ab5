"""The clock's ticks: one round over all towns, by one elected process where only one may write.

On SQLite one process is elected by a lease; on PostgreSQL any number may sweep, since each passes
over the cases that another one holds. A clock that jumps is not trusted with consequences before a
person has confirmed it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from loguru import logger

from engine.errors import EngineError
from engine.services import delivery, inbox, policy, prune, retention, webhooks
from engine.services.sweep import sweep
from engine.storage.queries import clock
from engine.storage.queries.towns import town_ids

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from engine.services.application import Application

TICKER = "ticker"
LEASE = timedelta(seconds=90)
LARGEST_JUMP = timedelta(days=14)
"""A clock that goes forward by more than this between two ticks is asked about."""
SMALLEST_STEP_BACK = timedelta(minutes=5)
"""Less is what a time server corrects."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a tick did."""

    name: str
    done: int = 0
    skipped: str | None = None
    """Why nothing was done: another process ticks."""
    is_holding: bool = False
    """Whether consequences are held because of a jump of the clock."""
    failures: tuple[str, ...] = field(default=())


def rungs(app: Application, holder: str) -> Round:
    """Bring settings that hold from today to their cases; then do what is due at them."""
    hold = _guard(app)
    mandate = _Mandate(app, holder)

    def one(tenant: str, at: datetime) -> int:
        policy.apply_due(app, tenant, at)
        return sweep(app, tenant, at, hold=hold, may_go_on=mandate.lasts)

    return _round(app, holder, "rungs", one, hold=hold)


def envelopes(app: Application, holder: str) -> Round:
    """Deliver events from case to case that a process left behind."""
    return _round(app, holder, "inbox", lambda tenant, at: inbox.deliver_due(app, tenant, at))


def letters(app: Application, holder: str) -> Round:
    """Hand over the letters of the outbox."""
    return _round(
        app, holder, "deliveries", lambda tenant, at: delivery.deliver_due(app, tenant, at).sent
    )


def programs(app: Application, holder: str) -> Round:
    """Tell webhooks what workflows have published."""
    return _round(
        app, holder, "webhooks", lambda tenant, at: webhooks.deliver_due(app, tenant, at).sent
    )


def pruning(app: Application, holder: str) -> Round:
    """Forget what need not be kept; erase what may no longer be, unless the clock is doubted."""
    hold = _guard(app)

    def one(tenant: str, at: datetime) -> int:
        erased = 0 if hold else retention.apply_due(app, tenant, at)
        return erased + prune.prune(app, tenant, at)

    return _round(app, holder, "pruning", one, hold=hold)


def _round(
    app: Application,
    holder: str,
    name: str,
    one: Callable[[str, datetime], int],
    *,
    hold: bool = False,
) -> Round:
    """Do a tick for every town; what fails in one town does not keep it from the others."""
    started = app.now()
    if app.database.is_sqlite and not _is_elected(app, holder, started):
        return Round(name, skipped="another process ticks")
    done = 0
    failures = []
    with app.database.connection() as connection:
        tenants = town_ids(connection)
    mandate = _Mandate(app, holder)
    for tenant in tenants:
        if not mandate.lasts():
            failures.append("another process ticks now")
            break
        try:
            done += one(tenant, app.now())
        except Exception as error:  # noqa: BLE001 - one bad town must not stop the others
            reason = str(error) if isinstance(error, EngineError) else repr(error)
            failures.append(f"{tenant}: {reason}")
            logger.error("tick {} failed for town {}: {}", name, tenant, reason)
    took = int((app.now() - started).total_seconds() * 1000)
    tick = clock.Tick(name, started, took, done, "; ".join(failures) or None)
    with app.database.connection() as connection:
        clock.record_tick(connection, tick)
    return Round(name, done, is_holding=hold, failures=tuple(failures))


class _Mandate:
    """The right to tick, renewed while a tick takes long."""

    def __init__(self, app: Application, holder: str) -> None:
        """Count from now; the holder has just been elected."""
        self._app = app
        self._holder = holder
        self._renewed_at = app.now()

    def lasts(self) -> bool:
        """Return whether the tick may go on: always where any number of processes may."""
        at = self._app.now()
        if not self._app.database.is_sqlite or at - self._renewed_at < LEASE / 3:
            return True
        self._renewed_at = at
        return _is_elected(self._app, self._holder, at)


def _is_elected(app: Application, holder: str, at: datetime) -> bool:
    with app.database.connection() as connection:
        return clock.elect(connection, TICKER, holder, at, LEASE) is not None


def _guard(app: Application) -> bool:
    """Return whether consequences are held; note a jump since the last tick."""
    at = app.now()
    with app.database.connection() as connection:
        last = clock.ticks(connection).get("rungs")
        if last is not None and not app.clock.is_virtual and _has_jumped(last.at, at):
            if not clock.open_jumps(connection):
                logger.warning("the clock jumped from {} to {}: consequences held", last.at, at)
                clock.note_jump(connection, last.at, at)
            return True
        return bool(clock.open_jumps(connection)) and not app.clock.is_virtual


def _has_jumped(last_at: datetime, at: datetime) -> bool:
    return at < last_at - SMALLEST_STEP_BACK or at > last_at + LARGEST_JUMP


def confirm_clock(app: Application, by: str) -> int:
    """Say that the clock is right; consequences go on. Returns how many jumps were confirmed."""
    with app.database.connection() as connection:
        return clock.confirm_jumps(connection, by, app.now())


def step_down(app: Application, holder: str) -> None:
    """Let another process tick at once."""
    with app.database.connection() as connection:
        clock.release(connection, TICKER, holder, app.now())
