"""What workflows publish leaves for programs elsewhere, once, and is not lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from standardwebhooks import Webhook

from engine.channels.webhook import Post, WebhookSender
from engine.services import clockwork, delivery, webhooks
from engine.services.access import AS_OPERATOR
from engine.services.webhooks import WebhookNotFound, WebhookUnusable
from tests.integration.services.stage import Stage, thing
from tests.receiver import Receiver, receiving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.storage.database import Database

PUBLISHING = thing(
    transitions=[
        {
            "id": "loud",
            "event": "report",
            "from": ["b"],
            "effects": [{"do": "publish", "topic": "thing.moved"}],
        }
    ],
    states={
        "b": {
            "title": {"de": "B", "en": "B"},
            "effects": [{"do": "publish", "topic": "thing.begun"}],
        }
    },
)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def stage(database: Database) -> Stage:
    stage = Stage(database, PUBLISHING)
    stage.app = replace(stage.app, webhooks=WebhookSender(may_go_inside=True))
    return stage


def told(stage: Stage) -> int:
    return clockwork.programs(stage.app, "holder").done


def test_what_is_published_arrives_once_signed(stage: Stage, receiver: Receiver) -> None:
    hook, secret = webhooks.register(stage.app, "town", AS_OPERATOR, receiver.url)
    case = stage.opened()
    stage.do(case, "go")
    assert (told(stage), told(stage)) == (1, 0)
    ((headers, body),) = receiver.got
    assert secret not in str(receiver.got)
    said = json.loads(body)
    assert said["type"] == "thing.begun"
    assert said["data"] == {
        "case": case, "number": "T-001", "workflow": "thing", "state": "b", "version": 2,
    }  # fmt: skip
    assert "Sprachcafé" not in body.decode()
    signed = Webhook(secret).sign(headers["webhook-id"], stage.app.now(), body.decode())
    assert headers["webhook-signature"] == signed
    (kept,) = webhooks.messages(stage.app, "town", AS_OPERATOR, hook.id)
    assert (kept.state, kept.id) == ("sent", headers["webhook-id"])


def test_only_what_was_asked_for_and_nothing_of_a_refusal(stage: Stage, receiver: Receiver) -> None:
    webhooks.register(stage.app, "town", AS_OPERATOR, receiver.url, ["thing.moved"])
    case = stage.opened()
    stage.do(case, "go")
    stage.send(case, "report", "ben", progress=900)
    assert told(stage) == 0
    assert receiver.got == []


def test_nobody_is_registered(stage: Stage) -> None:
    stage.do(stage.opened(), "go")
    assert told(stage) == 0


def test_what_is_not_taken_is_tried_again_under_the_same_id_and_then_left(
    stage: Stage, receiver: Receiver
) -> None:
    hook, _ = webhooks.register(stage.app, "town", AS_OPERATOR, receiver.url)
    stage.do(stage.opened(), "go")
    receiver.status = 500
    for _ in range(delivery.MOST_ATTEMPTS + 1):
        told(stage)
        told(stage)  # not before its time
        stage.clock.advance(delivery.LONGEST_RETRY)
    assert len(receiver.got) == delivery.MOST_ATTEMPTS
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    (kept,) = webhooks.messages(stage.app, "town", AS_OPERATOR, hook.id)
    assert (kept.state, kept.last_error) == (
        "dead",
        "The receiver did not take the message, it will be tried again: HTTP 500.",
    )
    receiver.status = 204
    assert webhooks.retry(stage.app, "town", AS_OPERATOR, hook.id) == 1
    assert told(stage) == 1


def test_whoever_dies_while_sending_lets_another_one_send(stage: Stage, receiver: Receiver) -> None:
    webhooks.register(stage.app, "town", AS_OPERATOR, receiver.url)
    stage.do(stage.opened(), "go")

    class Dying(WebhookSender):
        def send(self, post: Post) -> None:
            del post
            raise KeyboardInterrupt

    dead = replace(stage.app, webhooks=Dying())
    with pytest.raises(KeyboardInterrupt):
        webhooks.deliver_due(dead, "town", stage.app.now())
    assert told(stage) == 0
    stage.clock.advance(delivery.LEASE + timedelta(seconds=1))
    assert told(stage) == 1


def test_a_webhook_ends(stage: Stage, receiver: Receiver) -> None:
    hook, _ = webhooks.register(stage.app, "town", AS_OPERATOR, receiver.url)
    stage.do(stage.opened(), "go")
    webhooks.end(stage.app, "town", AS_OPERATOR, hook.id)
    told(stage)
    assert receiver.got == []
    stage.do(stage.opened(), "go")
    assert len(webhooks.messages(stage.app, "town", AS_OPERATOR, hook.id)) == 1
    with pytest.raises(WebhookNotFound):
        webhooks.end(stage.app, "town", AS_OPERATOR, hook.id)


def test_towns_tell_their_own(stage: Stage, receiver: Receiver) -> None:
    other = Stage(stage.app.database, PUBLISHING, tenant="zweite")
    webhooks.register(stage.app, "town", AS_OPERATOR, receiver.url)
    other.do(other.opened(), "go")
    assert told(stage) == 0
    assert webhooks.list_webhooks(other.app, "zweite", AS_OPERATOR) == []


def test_an_address_inside_is_not_even_registered(stage: Stage, receiver: Receiver) -> None:
    careful = replace(stage.app, webhooks=WebhookSender())
    with pytest.raises(WebhookUnusable, match="inside"):
        webhooks.register(careful, "town", AS_OPERATOR, receiver.url.replace("http:", "https:"))
    assert webhooks.list_webhooks(stage.app, "town", AS_OPERATOR) == []
