"""The inbox: events from case to case, each delivered in a transaction of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.lifecycle.builtin import REFUSED_ELSEWHERE
from engine.lifecycle.errors import CaseNotFound
from engine.lifecycle.outcome import Envelope, Refused
from engine.lifecycle.run import deliver, refused_there
from engine.services.refusals import log_refusals
from engine.storage.queries import inbox
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from datetime import datetime

    from engine.services.application import Application
    from engine.storage.queries.inbox import Arrival

BATCH = 100
MOST_ATTEMPTS = 12
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)
WHILE_SUSPENDED = timedelta(hours=1)
"""How often an envelope knocks at a case that is suspended."""
SUSPENDED = "suspended"
"""Code of the reason that is no refusal for good."""


def deliver_due(app: Application, tenant: str, at: datetime) -> int:
    """Deliver what waits in the inboxes of a town's cases; return how many were delivered.

    Deliveries may bring forth further envelopes; they are delivered too.
    """
    delivered = 0
    since = inbox.START
    while True:
        with app.database.read(tenant, at) as unit:
            ids, following = inbox.due(unit, at, BATCH, since)
        fresh = sum(_deliver_one(app, tenant, each, at) for each in ids)
        delivered += fresh
        if following is not None:
            since = following
        elif fresh:
            since = inbox.START
        else:
            return delivered


def deliver_waiting(app: Application, tenant: str, case_id: str, at: datetime) -> int:
    """Deliver what has waited for a case to be resumed, and whatever else is due."""
    with app.database.write(tenant, at) as unit:
        inbox.wake(unit, case_id)
    return deliver_due(app, tenant, at)


def _deliver_one(app: Application, tenant: str, arrival_id: str, at: datetime) -> bool:
    """Deliver one envelope; return whether its target has answered."""
    try:
        with app.database.write(tenant, at) as unit:
            arrival = inbox.hold(unit, arrival_id)
            if arrival is None:
                return False
            world = StorageWorld(unit, app.known)
            outcome = deliver(world, arrival.envelope.target, arrival.envelope, at, arrival_id)
            if not isinstance(outcome, Refused):
                inbox.settle(unit, arrival_id)
                return True
            if SUSPENDED in {each.code for each in outcome.reasons}:
                inbox.wait(unit, arrival_id, at + WHILE_SUSPENDED)
                return False
            _refuse(world, arrival, outcome)
            inbox.settle(unit, arrival_id, "; ".join(each.message.de for each in outcome.reasons))
    except CaseNotFound as error:
        _put_off(app, tenant, arrival_id, at, str(error), attempts=MOST_ATTEMPTS)
        return False
    except Exception as error:  # noqa: BLE001 - one bad envelope must not stop the others
        _put_off(app, tenant, arrival_id, at, str(error) or repr(error), attempts=0)
        return False
    log_refusals(app, tenant, world, None)
    return True


def _refuse(world: StorageWorld, arrival: Arrival, refused: Refused) -> None:
    """Let the sender know, by an envelope of its own, that it was refused."""
    if arrival.source is None or arrival.envelope.event == REFUSED_ELSEWHERE:
        return
    answer = refused_there(refused, arrival.envelope.target)
    envelope = Envelope(arrival.source, answer.event, answer.input)
    world.send(envelope, key=f"refused.{arrival.key}", source=None)


def _put_off(
    app: Application, tenant: str, arrival_id: str, at: datetime, error: str, *, attempts: int
) -> None:
    with app.database.write(tenant, at) as unit:
        arrival = inbox.hold(unit, arrival_id)
        if arrival is None:
            return
        tries = max(arrival.attempts + 1, attempts)
        wait = min(FIRST_RETRY * 2 ** min(tries, 10), LONGEST_RETRY)
        retry_at = at + wait if tries < MOST_ATTEMPTS else None
        inbox.fail(unit, arrival_id, error, retry_at)
