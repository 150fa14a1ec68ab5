"""Events: the only way in which anybody changes a case. One transaction each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from engine.errors import CaseError
from engine.lifecycle.circumstances import Incoming
from engine.lifecycle.outcome import Accepted
from engine.lifecycle.run import open_new, submit
from engine.services import inbox
from engine.services.access import actor_for
from engine.services.answers import Answer, answer_of, from_receipt, to_receipt
from engine.storage.errors import DatabaseBusy, KeyTaken
from engine.storage.queries.receipts import Receipt, find_receipt, keep_receipt
from engine.storage.queries.refusals import keep_refusals
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from datetime import datetime

    from engine.lifecycle.circumstances import Actor
    from engine.lifecycle.outcome import Outcome
    from engine.services.application import Application
    from engine.services.intents import OpenCase, SubmitEvent
    from engine.storage.unit import Unit

ATTEMPTS = 5
"""So often is a transaction begun anew that another one stood in the way of."""
RECEIPTS_KEPT = timedelta(days=30)
T = TypeVar("T")
Decision = tuple["Outcome", "Actor"]
Decide = Callable[[StorageWorld, "datetime"], Decision]


class KeyReused(CaseError):
    """The idempotency key “{key}” was used for another intent before. Use a fresh one."""

    de = "Der Idempotenzschlüssel „{key}“ gehört zu einem anderen Auftrag. Nehmen Sie einen neuen."


def send(app: Application, intent: SubmitEvent) -> Answer:
    """Send an event to a case and deliver what it says to other cases.

    A known idempotency key is answered as the first time; what was refused may be sent again
    under the same key.

    Raises:
        CaseNotFound: there is no such case in this town.
        KeyReused: the key stands for another intent.
        StorageError: the database refused; nothing was changed.
    """

    def decide(world: StorageWorld, at: datetime) -> Decision:
        case = world.load(intent.case)
        compiled = world.compiled(case.workflow)
        actor = actor_for(world, compiled, case, intent.who, at)
        incoming = Incoming(
            intent.event, actor, intent.input, expected_version=intent.expected_version
        )
        return submit(world, intent.case, incoming, at), actor

    return _in_one_transaction(app, intent, decide)


def open_case(app: Application, intent: OpenCase) -> Answer:
    """Open a case of the newest version of a workflow.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
        KeyReused: the key stands for another intent.
        StorageError: the database refused; nothing was changed.
    """

    def decide(world: StorageWorld, at: datetime) -> Decision:
        compiled = world.newest(intent.workflow)
        actor = actor_for(world, compiled, None, intent.who, at)
        opened = open_new(
            world,
            intent.workflow,
            intent.fields,
            actor,
            at,
            holders=intent.holders,
            state=intent.state,
        )
        return opened, actor

    return _in_one_transaction(app, intent, decide)


def _in_one_transaction(app: Application, intent: SubmitEvent | OpenCase, decide: Decide) -> Answer:
    at = app.now()

    def attempt() -> Answer:
        with app.database.write(intent.tenant, at) as unit:
            if (known := _known(intent, unit)) is not None:
                return known
            world = StorageWorld(unit, app.known)
            outcome, actor = decide(world, at)
            answer = answer_of(outcome)
            if intent.key is not None and answer.accepted:
                receipt = Receipt(intent.digest(), to_receipt(answer))
                keep_receipt(unit, intent.who.name, intent.key, receipt, at + RECEIPTS_KEPT)
        log_refusals(app, intent.tenant, world, actor.id)
        if isinstance(outcome, Accepted) and outcome.envelopes:
            inbox.deliver_due(app, intent.tenant, at)
        return answer

    return persist(attempt)


def _known(intent: SubmitEvent | OpenCase, unit: Unit) -> Answer | None:
    """Return the answer of the first time, None if the intent is new."""
    if intent.key is None:
        return None
    receipt = find_receipt(unit, intent.who.name, intent.key)
    if receipt is None:
        return None
    if receipt.intent_digest != intent.digest():
        raise KeyReused(key=intent.key)
    return from_receipt(receipt.answer)


def persist(attempt: Callable[[], T]) -> T:
    """Begin a transaction anew that another one stood in the way of."""
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt()
        except (DatabaseBusy, KeyTaken):
            continue
    return attempt()


def log_refusals(app: Application, tenant: str, world: StorageWorld, actor: str | None) -> None:
    """Log what was refused, in a transaction of its own."""
    if world.refused:
        with app.database.write(tenant, world.unit.at) as unit:
            keep_refusals(unit, world.refused, actor)
