"""Events: the only way in which anybody changes a case. One transaction each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from loguru import logger

from engine.errors import CaseError, StorageError
from engine.lifecycle.circumstances import Incoming
from engine.lifecycle.errors import CaseNotFound
from engine.lifecycle.outcome import Accepted, Refused
from engine.lifecycle.run import open_new, submit
from engine.services import inbox
from engine.services.access import actor_for
from engine.services.answers import Answer, answer_of, from_receipt, to_receipt
from engine.services.refusals import log_refusals
from engine.services.shown_answers import knows, refusal_shown
from engine.storage.errors import DatabaseBusy, KeyTaken
from engine.storage.queries.cases import case_named
from engine.storage.queries.receipts import Receipt, find_receipt, keep_receipt
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
        is_own = intent.event in compiled.workflow.events
        if not is_own and not knows(world, intent.who, case):
            raise CaseNotFound(case=intent.case)
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
        CaseNotFound: there is no such case to open it below.
        KeyReused: the key stands for another intent.
        StorageError: the database refused; nothing was changed.
    """

    def decide(world: StorageWorld, at: datetime) -> Decision:
        compiled = world.newest(intent.workflow)
        parent = _parent(world, intent)
        actor = actor_for(world, compiled, None, intent.who, at, intent.fields)
        opened = open_new(
            world,
            intent.workflow,
            intent.fields,
            actor,
            at,
            holders=intent.holders,
            state=intent.state,
            parent=parent,
        )
        return opened, actor

    return _in_one_transaction(app, intent, decide)


def _parent(world: StorageWorld, intent: OpenCase) -> str | None:
    """Return the case to open one below; whoever opens it has to know of it."""
    if intent.parent is None:
        return None
    parent = case_named(world.unit, intent.parent)
    if not knows(world, intent.who, world.load(parent)):
        raise CaseNotFound(case=intent.parent)
    return parent


class _TurnedDown(Exception):
    """Takes back whatever a refused intent has touched, the number of a new case for instance."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What is known of an intent once its transaction is over."""

    answer: Answer
    outcome: Outcome | None = None
    actor: Actor | None = None
    world: StorageWorld | None = None


def _in_one_transaction(app: Application, intent: SubmitEvent | OpenCase, decide: Decide) -> Answer:
    at = app.now()
    done = persist(partial(_attempt, app, intent, decide, at))
    try:
        _follow_up(app, intent.tenant, done, at)
    except StorageError as error:
        # What was decided is stored; the ticks deliver what waits.
        logger.warning("after {}: {}", done.answer.events or "a refusal", error)
    return done.answer


def _attempt(
    app: Application, intent: SubmitEvent | OpenCase, decide: Decide, at: datetime
) -> _Done:
    try:
        with app.database.write(intent.tenant, at) as unit:
            if (known := _known(intent, unit)) is not None:
                return _Done(known)
            world = StorageWorld(unit, app.known)
            outcome, actor = decide(world, at)
            answer = answer_of(outcome)
            if isinstance(outcome, Refused):
                answer = refusal_shown(world, intent.who, outcome, answer)
                raise _TurnedDown  # noqa: TRY301 - it is what rolls back
            if intent.key is not None:
                receipt = Receipt(intent.digest(), to_receipt(answer))
                keep_receipt(unit, intent.who.name, intent.key, receipt, at + RECEIPTS_KEPT)
    except _TurnedDown:
        pass
    return _Done(answer, outcome, actor, world)


def _follow_up(app: Application, tenant: str, done: _Done, at: datetime) -> None:
    """Log what was refused; deliver what was sent to other cases, or waited for this one."""
    if done.world is not None and done.actor is not None:
        log_refusals(app, tenant, done.world, done.actor.id)
    if not isinstance(done.outcome, Accepted):
        return
    before, after = done.outcome.before, done.outcome.after
    if before is not None and before.pause is not None and after.pause is None:
        inbox.deliver_waiting(app, tenant, after.id, at)
    elif done.outcome.envelopes:
        inbox.deliver_due(app, tenant, at)


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
