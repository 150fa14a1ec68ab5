"""The office desk: webhooks are registered, looked at, tried again, ended."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from engine.channels.webhook import WebhookSender
from engine.services import people, webhooks
from engine.services.access import AS_OPERATOR
from engine.storage.metadata import table_of
from engine.storage.tables.programs import WebhookMessageRow
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown

PAGE = "/office/webhooks"
OUTSIDE = "https://[2606:4700:4700::1111]/hook"


@pytest.fixture
def admin(client: Client, town: SmallTown) -> Client:
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    return client.sign_in("office")


def known(town: SmallTown) -> list[str]:
    return [each.url for each in webhooks.list_webhooks(town.app, town.tenant, AS_OPERATOR)]


def test_an_address_is_registered_and_its_secret_shown_once(admin: Client, town: SmallTown) -> None:
    shown = admin.post(PAGE, data={"url": OUTSIDE, "topics": "funding.call, measure.red"}).text
    secret = re.search(r'<code class="secret">([^<]+)</code>', shown)
    assert secret
    assert secret[1] not in admin.get(PAGE).text
    assert known(town) == [OUTSIDE]
    assert "funding.call, measure.red" in plain(admin.get(PAGE).text)
    (ending,) = re.findall(r'action="(/office/webhooks/[^"]+/end)"', admin.get(PAGE).text)
    assert "Beendet" in admin.post(ending).text
    assert known(town) == []


@pytest.mark.parametrize(
    "url", ["", "http://127.0.0.1/x", "ftp://a.example", "javascript:alert(1)"]
)
def test_an_address_that_leads_inside_or_nowhere_is_refused(
    admin: Client, town: SmallTown, url: str
) -> None:
    answer = admin.post(PAGE, data={"url": url, "topics": "t"})
    assert answer.status_code == 422
    assert "nicht eingetragen" in answer.text
    assert 'value="t"' in answer.text
    assert known(town) == []


def test_what_was_given_up_is_told_and_tried_again(admin: Client, town: SmallTown) -> None:
    app = replace(town.app, webhooks=WebhookSender(may_go_inside=True))
    kept, _ = webhooks.register(app, town.tenant, AS_OPERATOR, "https://127.0.0.1:9/x")
    message = {
        "tenant": town.tenant,
        "id": "msg_1",
        "webhook": kept.id,
        "topic": "measure.red",
        "payload": {"type": "measure.red"},
        "at": town.app.now(),
        "state": "dead",
        "attempts": 8,
        "last_error": "Nobody answers.",
    }
    with town.app.database.connection() as connection:
        connection.execute(insert(table_of(WebhookMessageRow)), message)
        connection.commit()
    told = plain(admin.get(PAGE).text)
    assert "aufgegeben" in told
    assert "Nobody answers." in told
    assert "noch einmal versucht" in plain(admin.post(f"{PAGE}/{kept.id}/retry").text)
    (after,) = webhooks.messages(town.app, town.tenant, AS_OPERATOR, kept.id)
    assert after.state == "queued"
