"""Webhooks against a real receiver; and everywhere they do not go."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from engine.channels.webhook import (
    AddressInside,
    AddressRefused,
    Post,
    ReceiverFailed,
    ReceiverGone,
    WebhookSender,
    fresh_secret,
)
from tests.receiver import Receiver, receiving

if TYPE_CHECKING:
    from collections.abc import Iterator

INSIDE = WebhookSender(may_go_inside=True)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def post(url: str, secret: str) -> Post:
    now = datetime.now(UTC)  # receivers refuse what is older than five minutes
    return Post("msg_1", url, secret, '{"type": "größer"}', now)


def test_the_reference_library_takes_it(receiver: Receiver) -> None:
    secret = fresh_secret()
    INSIDE.send(post(receiver.url, secret))
    ((headers, body),) = receiver.got
    assert Webhook(secret).verify(body, headers) == {"type": "größer"}
    with pytest.raises(WebhookVerificationError):
        Webhook(fresh_secret()).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"type", b"kind"), headers)
    assert json.loads(body)
    assert headers["host"] in receiver.url


@pytest.mark.parametrize(
    ("status", "error"), [(500, ReceiverFailed), (404, ReceiverFailed), (410, ReceiverGone)]
)
def test_what_is_not_taken_is_told(receiver: Receiver, status: int, error: type[Exception]) -> None:
    receiver.status = status
    with pytest.raises(error) as caught:
        INSIDE.send(post(receiver.url, fresh_secret()))
    assert caught.value.permanent is (error is ReceiverGone)


def test_a_redirection_is_not_followed(receiver: Receiver) -> None:
    with receiving() as other:
        receiver.status, receiver.location = 307, other.url
        with pytest.raises(ReceiverFailed):
            INSIDE.send(post(receiver.url, fresh_secret()))
        assert other.got == []


def test_nobody_there_is_tried_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(ReceiverFailed):
            INSIDE.send(post(url, fresh_secret()))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a00:1]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254/latest/meta-data",
        "100.64.0.1",
        "0",
        "[fe80::1]",
        "[fd00::1]",
        "224.0.0.1",
    ],
)
def test_they_do_not_go_inside(host: str) -> None:
    url = f"https://{host}/"
    for act in (WebhookSender().check, lambda url: WebhookSender().send(post(url, fresh_secret()))):
        with pytest.raises(AddressInside):
            act(url)


@pytest.mark.parametrize(
    "url", ["http://{}/", "ftp://{}/", "https://", "https://a@{}/", "//x", "https://{}:x/"]
)
def test_what_is_no_address_for_them(url: str) -> None:
    with pytest.raises(AddressRefused):
        WebhookSender().check(url.format("1.1.1.1"))


def test_a_name_that_also_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: Any, **__: Any) -> list[Any]:
        places = ("1.1.1.1", "127.0.0.1")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in places]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises(AddressInside):
        WebhookSender().check("https://two-faced.example/")


def test_the_connection_goes_to_what_was_looked_at(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that means another place the second time it is asked for cannot lead inside."""
    real, asked = socket.getaddrinfo, []

    def found(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        if host == "changing.example":
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        return real(host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    url = receiver.url.replace("127.0.0.1", "changing.example")
    INSIDE.send(post(url, fresh_secret()))
    assert asked == ["changing.example"]
    assert receiver.got[0][0]["host"] in url
