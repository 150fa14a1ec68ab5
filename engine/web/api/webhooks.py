"""Webhooks: what is told to programs elsewhere, signed (Standard Webhooks)."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from engine.services import webhooks
from engine.storage.queries.webhooks import Message, Webhook
from engine.web.api.caller import Office
from engine.web.api.once import OnceRoute
from engine.web.api.parts import Model, Named, ToldOnce

router = APIRouter(prefix="/webhooks", tags=["webhooks"], route_class=OnceRoute)
Topic = Annotated[str, Field(max_length=100, pattern=r"^[a-z][a-z0-9_.-]*$")]


class WebhookEntry(BaseModel):
    """An address that is told of topics."""

    id: str
    url: str = Field(examples=["https://register.town.example/verbindlich"])
    topics: list[str] = Field(description="Empty: all of them.", examples=[["funding.call"]])
    created_at: datetime

    @classmethod
    def of(cls, webhook: Webhook) -> WebhookEntry:
        """Return what is said of a webhook."""
        return cls(
            id=webhook.id,
            url=webhook.url,
            topics=list(webhook.topics),
            created_at=webhook.created_at,
        )


class NewWebhook(Model):
    """An address that shall be told of topics."""

    url: Annotated[
        str,
        Field(
            max_length=500,
            pattern=r"^https?://[!-~]+$",
            examples=["https://register.town.example/verbindlich"],
        ),
    ]
    topics: Annotated[list[Topic], Field(max_length=50, default_factory=list)]


class FreshWebhook(ToldOnce):
    """A webhook; the secret that its messages are signed with is shown this once."""

    secret: str
    kept: WebhookEntry


class MessageEntry(BaseModel):
    """What a webhook was told, or is to be told."""

    id: str
    topic: str
    payload: dict[str, Any]
    at: datetime
    state: str
    attempts: int
    last_error: str | None
    sent_at: datetime | None

    @classmethod
    def of(cls, message: Message) -> MessageEntry:
        """Return what is said of a message."""
        return cls(
            id=message.id,
            topic=message.topic,
            payload=dict(message.payload),
            at=message.at,
            state=message.state,
            attempts=message.attempts,
            last_error=message.last_error,
            sent_at=message.sent_at,
        )


class Requeued(BaseModel):
    """How many messages are tried again."""

    count: int


@router.get("")
def list_webhooks(caller: Office) -> list[WebhookEntry]:
    """List the addresses that are told of something."""
    found = webhooks.list_webhooks(caller.app, caller.tenant, caller.reader)
    return [WebhookEntry.of(each) for each in found]


@router.post("", status_code=HTTPStatus.CREATED)
def register_webhook(caller: Office, body: NewWebhook) -> FreshWebhook:
    """Let an address be told of what workflows publish; addresses inside are refused."""
    kept, secret = webhooks.register(
        caller.app, caller.tenant, caller.reader, body.url, body.topics
    )
    return FreshWebhook(secret=secret, kept=WebhookEntry.of(kept))


@router.delete("/{webhook}", status_code=HTTPStatus.NO_CONTENT)
def end_webhook(caller: Office, webhook: Named) -> None:
    """Tell an address nothing any more."""
    webhooks.end(caller.app, caller.tenant, caller.reader, webhook)


@router.get("/{webhook}/messages")
def list_messages(caller: Office, webhook: Named) -> list[MessageEntry]:
    """List what a webhook was told, and what it is to be told."""
    found = webhooks.messages(caller.app, caller.tenant, caller.reader, webhook)
    return [MessageEntry.of(each) for each in found]


@router.post("/{webhook}/retry")
def retry_messages(caller: Office, webhook: Named) -> Requeued:
    """Try dead messages again."""
    return Requeued(count=webhooks.retry(caller.app, caller.tenant, caller.reader, webhook))
