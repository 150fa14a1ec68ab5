"""A mail server for tests, on the loopback, in a thread or as a process of its own.

As a process it plays the unreliable server of the outside world:

    python -m tests.smtp_server --maildir DIR --drop-after-data-rate 0.1 --seed 1

It prints its port in one line. Whatever it accepts, it writes down before it answers: the
Message-ID becomes a line in DIR/received.txt, the message a file in DIR/new. It ends by SIGTERM or
when the process that started it has gone.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import queue
import random
import signal
import subprocess
import sys
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from aiosmtpd.smtp import Envelope, Session

HOST = "127.0.0.1"
OK = "250 OK"
RECEIVED = "received.txt"
ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 10


@dataclass
class Received:
    """A message as it came in."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message_id(self) -> str:
        """The Message-ID, in its angle brackets."""
        return str(message_from_bytes(self.content)["Message-ID"])


@dataclass
class Script:
    """Accepts everything, but answers a command first with what it is told to.

    ``DROP`` closes the connection without an answer, ``HANG`` gives none.
    """

    mail: deque[str] = field(default_factory=deque)
    rcpt: deque[str] = field(default_factory=deque)
    data: deque[str] = field(default_factory=deque)
    received: list[Received] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(  # noqa: N802 - the name and shape are aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        del server, envelope
        session.host_name = hostname
        self.connections += 1
        return answers

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del session
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._answer(server, self.mail)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del session, options
        envelope.rcpt_tos.append(address)
        return await self._answer(server, self.rcpt)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del session
        if not self.data or not self.data[0][:1].isdigit():
            self.take(Received(envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return await self._answer(server, self.data)

    def take(self, message: Received) -> None:
        """Keep a message for good."""
        self.received.append(message)

    async def _answer(self, server: SMTP, script: deque[str]) -> str:
        answer = script.popleft() if script else OK
        if answer == "HANG":
            await asyncio.Event().wait()
        if answer == "DROP":
            server.transport.abort()
        return answer


class Archive(Script):
    """Writes down what it accepts, and drops connections at random moments."""

    def __init__(
        self, directory: Path, seed: int, after_data_rate: float, before_data_rate: float
    ) -> None:
        super().__init__()
        self._directory = directory
        self._random = random.Random(seed)  # noqa: S311 - repeatable, no secret
        self._after_data_rate = after_data_rate
        self._before_data_rate = before_data_rate
        (directory / "new").mkdir(parents=True, exist_ok=True)

    def take(self, message: Received) -> None:
        """Write the message down before it is answered; the id comes last."""
        name = message.message_id.strip("<>").partition("@")[0]
        (self._directory / "new" / f"{name}.eml").write_bytes(message.content)
        with (self._directory / RECEIVED).open("a", encoding="ascii") as book:
            book.write(message.message_id + "\n")

    async def _answer(self, server: SMTP, script: deque[str]) -> str:
        rate = self._after_data_rate if script is self.data else self._before_data_rate
        if self._random.random() < rate:
            server.transport.abort()
        return OK


def received_ids(directory: Path) -> list[str]:
    """Return the Message-IDs that a server process accepted, in the order of arrival."""
    book = directory / RECEIVED
    return book.read_text(encoding="ascii").splitlines() if book.exists() else []


@contextmanager
def listening(
    protocol: Callable[[asyncio.AbstractEventLoop], Any], tls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Serve a protocol in a thread of its own, and give its port."""
    started: queue.Queue[tuple[int, Callable[[], object]]] = queue.Queue()

    async def serve() -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        server = await loop.create_server(lambda: protocol(loop), HOST, 0, ssl=tls)
        started.put((port_of(server), lambda: loop.call_soon_threadsafe(stop.set)))
        await stop.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    port, stop = started.get(timeout=PATIENCE_SECONDS)
    try:
        yield port
    finally:
        stop()
        thread.join(PATIENCE_SECONDS)


def port_of(server: asyncio.Server) -> int:
    """Return where a server listens."""
    port: int = server.sockets[0].getsockname()[1]
    return port


@contextmanager
def serving(script: Script, *, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[int]:
    """Serve a script over real SMTP, and give its port; ``options`` are aiosmtpd's."""
    with listening(lambda loop: SMTP(script, loop=loop, hostname="test", **options), tls) as port:
        yield port


@contextmanager
def server_process(
    maildir: Path, *, seed: int = 1, drop_after_data_rate: float = 0.0, port: int = 0
) -> Iterator[int]:
    """Run the server as a process of its own, and give its port."""
    command = [sys.executable, "-m", "tests.smtp_server", "--maildir", str(maildir)]
    command += ["--seed", str(seed), "--port", str(port)]
    command += ["--drop-after-data-rate", str(drop_after_data_rate), "--while-stdin-is-open"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


async def _serve(archive: Archive, port: int, *, while_stdin_is_open: bool) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(
        lambda: SMTP(archive, loop=loop, hostname="test", enable_SMTPUTF8=True), HOST, port
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if while_stdin_is_open:
        loop.add_reader(sys.stdin, lambda: os.read(sys.stdin.fileno(), 1024) or stop.set())
    print(port_of(server), flush=True)  # noqa: T201 - its one output
    await stop.wait()
    server.close()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--maildir", type=Path, required=True)
    parser.add_argument("--drop-after-data-rate", type=float, default=0.0)
    parser.add_argument("--drop-before-data-rate", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--while-stdin-is-open", action="store_true")
    given = parser.parse_args()
    archive = Archive(
        given.maildir, given.seed, given.drop_after_data_rate, given.drop_before_data_rate
    )
    asyncio.run(_serve(archive, given.port, while_stdin_is_open=given.while_stdin_is_open))


if __name__ == "__main__":
    main()
