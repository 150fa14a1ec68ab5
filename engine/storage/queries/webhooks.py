"""Webhooks: who is told of what, and the messages that have to leave.

Messages are claimed under a lease, sent outside, then marked, as letters are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, insert, select, update

from engine.storage.ids import new_id
from engine.storage.metadata import table_of
from engine.storage.queries.leasing import Lease, Leasing, new_lease
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.programs import WebhookMessageRow, WebhookRow
from engine.storage.touching import touch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from engine.lifecycle.case import Case
    from engine.storage.town import Town
    from engine.storage.unit import Unit

_WEBHOOKS = table_of(WebhookRow)
_MESSAGES = table_of(WebhookMessageRow)
_REGISTER = Statement(insert(_WEBHOOKS))
_ALL = Statement(
    select(_WEBHOOKS)
    .where(of_tenant(_WEBHOOKS), _WEBHOOKS.c.ended_at.is_(None))
    .order_by(_WEBHOOKS.c.id)
)
_END = Statement(
    update(_WEBHOOKS)
    .where(
        of_tenant(_WEBHOOKS), _WEBHOOKS.c.id == bindparam("webhook"), _WEBHOOKS.c.ended_at.is_(None)
    )
    .values(ended_at=bindparam("moment"))
)
_QUEUE = Leasing(_MESSAGES)
_CLAIM = _QUEUE.claiming(
    select(_MESSAGES.c.id)
    .where(_QUEUE.due)
    .order_by(_MESSAGES.c.next_try_at)
    .limit(bindparam("limit"))
)
_WITH_HOOK = (
    select(_MESSAGES, _WEBHOOKS.c.url, _WEBHOOKS.c.secret, _WEBHOOKS.c.ended_at)
    .join(
        _WEBHOOKS,
        and_(_WEBHOOKS.c.tenant == _MESSAGES.c.tenant, _WEBHOOKS.c.id == _MESSAGES.c.webhook),
    )
    .where(of_tenant(_MESSAGES))
    .order_by(_MESSAGES.c.id)
)
_BY_ID = Statement(_WITH_HOOK.where(_MESSAGES.c.id.in_(bindparam("ids", expanding=True))))
_LATEST = Statement(
    _WITH_HOOK.where(_MESSAGES.c.webhook == bindparam("of_webhook")).limit(bindparam("limit"))
)
_DEAD = and_(of_tenant(_MESSAGES), _MESSAGES.c.state == "dead")
_COUNT_DEAD = Statement(select(func.count()).select_from(_MESSAGES).where(_DEAD))
_RETRY = Statement(
    update(_MESSAGES)
    .where(_DEAD, _MESSAGES.c.webhook == bindparam("of_webhook"))
    .values(state="queued", next_try_at=bindparam("moment"), attempts=0)
)
mark_sent = _QUEUE.mark_sent
mark_failed = _QUEUE.mark_failed
prune = _QUEUE.prune


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told of topics."""

    id: str
    url: str
    topics: tuple[str, ...]
    """Empty: all of them."""
    created_by: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """Something that a webhook is told."""

    id: str
    webhook: str
    url: str
    secret: str
    topic: str
    payload: Mapping[str, Any]
    at: datetime
    state: str
    attempts: int
    last_error: str | None
    sent_at: datetime | None
    is_ended: bool
    """Whether the webhook has been taken away meanwhile."""


@dataclass(frozen=True, slots=True)
class Claimed(Lease):
    """Messages that are ours to send until the lease ends."""

    messages: tuple[Message, ...] = ()


def register(unit: Unit, webhook: Webhook, secret: str) -> None:
    """Let an address be told of topics."""
    unit.run(
        _REGISTER,
        id=webhook.id,
        url=webhook.url,
        topics=list(webhook.topics),
        secret=secret,
        created_by=webhook.created_by,
        created_at=webhook.created_at,
        ended_at=None,
    )
    touch(unit)


def webhooks(unit: Unit) -> list[Webhook]:
    """Return the addresses that are told of something."""
    return [
        Webhook(row.id, row.url, tuple(row.topics), row.created_by, row.created_at)
        for row in unit.run(_ALL)
    ]


def end(unit: Unit, webhook: str, at: datetime) -> bool:
    """Tell an address nothing any more; return whether it was told."""
    ended = unit.run(_END, webhook=webhook, moment=at).rowcount == 1
    touch(unit)
    return ended


def message_rows(
    topics: Iterable[str], case: Case, town: Town, at: datetime
) -> list[dict[str, Any]]:
    """Return what webhooks have to be told of a case; of its content nothing but how it stands."""
    return [
        {
            "id": f"msg_{new_id(at)}",
            "webhook": webhook,
            "topic": topic,
            "payload": {
                "type": topic,
                "timestamp": at.isoformat(),
                "data": {
                    "case": case.id,
                    "number": case.number,
                    "workflow": case.workflow.key,
                    "state": case.state,
                    "version": case.version,
                },
            },
            "at": at,
            "state": "queued",
            "next_try_at": at,
            "lease": None,
            "attempts": 0,
            "last_error": None,
            "sent_at": None,
        }
        for topic in topics
        for webhook, wanted in town.webhooks.items()
        if not wanted or topic in wanted
    ]


def claim(unit: Unit, at: datetime, limit: int, lease: timedelta) -> Claimed:
    """Lease the messages that were due at a moment; commit before anything is sent."""
    held = new_lease(unit, lease)
    claimed = {"moment": at, "token": held.token, "until": held.until}
    ids = [row.id for row in unit.run(_CLAIM, limit=limit, **claimed)]
    if not ids:
        return Claimed(held.token, held.until)
    messages = tuple(_message(row) for row in unit.run(_BY_ID, ids=ids))
    return Claimed(held.token, held.until, messages)


def messages_of(unit: Unit, webhook: str, limit: int = 100) -> list[Message]:
    """Return what a webhook was told or is to be told."""
    return [_message(row) for row in unit.run(_LATEST, of_webhook=webhook, limit=limit)]


def dead_count(unit: Unit) -> int:
    """Return how many messages are not tried any more."""
    count: int = unit.run(_COUNT_DEAD).scalar_one()
    return count


def retry(unit: Unit, webhook: str, at: datetime) -> int:
    """Queue the dead messages of a webhook again; return how many."""
    return unit.run(_RETRY, of_webhook=webhook, moment=at).rowcount


def _message(row: Any) -> Message:
    return Message(
        id=row.id,
        webhook=row.webhook,
        url=row.url,
        secret=row.secret,
        topic=row.topic,
        payload=row.payload,
        at=row.at,
        state=row.state,
        attempts=row.attempts,
        last_error=row.last_error,
        sent_at=row.sent_at,
        is_ended=row.ended_at is not None,
    )
