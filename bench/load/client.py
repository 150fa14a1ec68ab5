"""A process that asks for pages over many connections at a time: an order a line, an account each.

HTTP/1.1 by hand, since a library would take longer to ask than the server to answer.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.interleave import WALL

PATIENCE_S = 60.0
"""A page that takes longer is an error."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for."""

    address: str
    path: str
    tokens: tuple[str, ...]
    """Of the people who ask, in turn."""
    connections: int
    seconds: float
    posts: tuple[tuple[str, str, dict[str, str]], ...] = ()
    """What is written beside it over connections of its own: token, path and form."""
    writers: int = 0


@dataclass(slots=True)
class Account:
    """What came of it."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    """Of each page, in seconds."""
    written: int = 0
    size: int = 0
    """Of a page, in bytes."""
    errors: list[str] = field(default_factory=list)


class _Connection:
    """One connection that is kept open."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 0
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, head: str, body: bytes = b"") -> tuple[int, int]:
        """Return the status and the size of an answer."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        host = f"Host: {self._host}:{self._port}\r\n"
        writer.write(f"{head}{host}\r\n".encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        size = int(headers.get("content-length", 0))
        await reader.readexactly(size)
        return int(lines[0].split()[1]), size

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


def _get(path: str, token: str) -> str:
    return f"GET {path} HTTP/1.1\r\nCookie: verbindlich_session={token}\r\n"


def _post(path: str, token: str, size: int) -> str:
    return (
        f"POST {path} HTTP/1.1\r\nCookie: verbindlich_session={token}\r\n"
        f"Sec-Fetch-Site: same-origin\r\nContent-Length: {size}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
    )


async def _look(order: Order, account: Account, place: int, until: float) -> None:
    connection = _Connection(order.address)
    tokens = order.tokens
    turn = place
    try:
        while (start := WALL()) < until:
            head = _get(order.path, tokens[turn % len(tokens)])
            turn += 1
            status, size = await asyncio.wait_for(connection.ask(head), PATIENCE_S)
            account.latencies.append(WALL() - start)
            account.size = max(account.size, size)
            if status != 200:
                account.errors.append(f"{order.path}: {status}")
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        account.errors.append(f"{order.path}: {error!r}")
    finally:
        connection.close()


async def _write(order: Order, account: Account, place: int, until: float) -> None:
    connection = _Connection(order.address)
    turn = place
    try:
        while WALL() < until and turn < len(order.posts):
            token, path, form = order.posts[turn]
            turn += order.writers
            body = urlencode(form).encode()
            head = _post(path, token, len(body))
            status, _ = await asyncio.wait_for(connection.ask(head, body), PATIENCE_S)
            account.written += 1
            if status not in (200, 303):
                account.errors.append(f"POST {path}: {status}")
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        account.errors.append(f"POST: {error!r}")
    finally:
        connection.close()


async def _carry_out(order: Order) -> Account:
    account, start = Account(), WALL()
    until = start + order.seconds
    lookers = [_look(order, account, place, until) for place in range(order.connections)]
    writers = [_write(order, account, place, until) for place in range(order.writers)]
    await asyncio.gather(*lookers, *writers)
    account.seconds = WALL() - start
    return account


def main() -> None:
    """Carry out the orders on the standard input, one after the other."""
    for line in sys.stdin:
        given: dict[str, Any] = json.loads(line)
        account = asyncio.run(_carry_out(Order(**given)))
        print(json.dumps(asdict(account)), flush=True)


if __name__ == "__main__":
    main()
