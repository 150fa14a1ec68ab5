"""Webhooks: addresses that an administrator registers, and what they are told of.

What a workflow publishes is written in the same transaction as the event that does it, and leaves
as letters do: leased, sent outside any transaction, marked once the receiver has taken it.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from engine.channels.webhook import Post, fresh_secret
from engine.errors import DeliveryError, NotFound, SettingsError
from engine.services.access import require_administrator, viewer_in
from engine.services.delivery import BATCH, LEASE, Delivered, retry_at
from engine.storage.ids import new_id
from engine.storage.queries import webhooks as queries
from engine.storage.queries.webhooks import Webhook

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from engine.channels.webhook import WebhookSender
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.webhooks import Claimed, Message


class WebhookNotFound(NotFound):
    """Not found: the webhook {webhook}."""

    de = "Nicht gefunden: der Webhook {webhook}."


class WebhookUnusable(SettingsError):
    """{problem} It cannot be registered."""

    de = "{problem} Sie lässt sich nicht eintragen."


def register(
    app: Application, tenant: str, reader: Reader, url: str, topics: Collection[str] = ()
) -> tuple[Webhook, str]:
    """Let an address be told of topics; return it with the secret, which is shown once.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
        WebhookUnusable: it is no address that messages can go to, or leads inside this network.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        require_administrator(viewer_in(app, unit, reader))
    try:
        app.webhooks.check(url)
    except DeliveryError as error:
        raise WebhookUnusable(problem=error.text) from error
    webhook, secret = Webhook(new_id(at), url, tuple(topics), reader.person, at), fresh_secret()
    with app.database.write(tenant, at) as unit:
        queries.register(unit, webhook, secret)
    return webhook, secret


def list_webhooks(app: Application, tenant: str, reader: Reader) -> list[Webhook]:
    """Return the addresses that are told of something; raises NotAdministrator."""
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        return queries.webhooks(unit)


def end(app: Application, tenant: str, reader: Reader, webhook: str) -> None:
    """Tell an address nothing any more.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
        WebhookNotFound: there is none of that id.
    """
    with app.database.write(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        if not queries.end(unit, webhook, unit.at):
            raise WebhookNotFound(webhook=webhook)


def messages(app: Application, tenant: str, reader: Reader, webhook: str) -> list[Message]:
    """Return what an address was told or is to be told; raises NotAdministrator."""
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        return queries.messages_of(unit, webhook)


def retry(app: Application, tenant: str, reader: Reader, webhook: str) -> int:
    """Try the dead messages to an address again; return how many; raises NotAdministrator."""
    with app.database.write(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        return queries.retry(unit, webhook, unit.at)


def deliver_due(app: Application, tenant: str, at: datetime) -> Delivered:
    """Send what is due to a town's webhooks."""
    total = Counter[str]()
    while True:
        with app.database.write(tenant, app.now()) as unit:
            claimed = queries.claim(unit, at, BATCH, LEASE)
        if not claimed.messages:
            return Delivered(total["sent"], total["failed"], total["dead"])
        total.update(_deliver(app, tenant, claimed))


def _deliver(app: Application, tenant: str, claimed: Claimed) -> Iterator[str]:
    for message in claimed.messages:
        if app.now() >= claimed.until:
            return  # somebody else may have the rest by now
        error = _hand_over(app.webhooks, message, app.now())
        with app.database.write(tenant, app.now()) as unit:
            if error is None:
                queries.mark_sent(unit, [message.id], claimed.token, unit.at)
                yield "sent"
                continue
            again = retry_at(error, message.attempts, unit.at)
            queries.mark_failed(unit, [message.id], claimed.token, str(error), again)
        yield "dead" if again is None else "failed"


def _hand_over(sender: WebhookSender, message: Message, at: datetime) -> DeliveryError | None:
    if message.is_ended:
        return WebhookEnded()
    body = json.dumps(message.payload, ensure_ascii=False, separators=(",", ":"))
    try:
        sender.send(Post(message.id, message.url, message.secret, body, at))
    except DeliveryError as error:
        return error
    return None


class WebhookEnded(DeliveryError):
    """The webhook has been taken away."""

    de = "Der Webhook ist nicht mehr eingetragen."
    permanent = True
