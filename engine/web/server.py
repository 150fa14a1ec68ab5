"""The server: uvicorn, on one address, until it is told to stop."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from typing import TYPE_CHECKING

import uvicorn

from engine.errors import SettingsError
from engine.web.heap import share_one_heap

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

_BACKLOG = 2048
_TURN_S = 0.03
"""So long a thread may keep the interpreter while others want it: a page is made by then.

At the usual 5 ms pages are made by turns, each with what the processor had at hand for another
one: under load that cost a tenth of the time.
"""


class AddressTaken(SettingsError):
    """Nothing can be served at {host}:{port}: {reason}. Take another --port."""

    de = "Unter {host}:{port} lässt sich nichts anbieten: {reason}. Bitte einen anderen --port."


class Place:
    """An address that has been taken hold of: whoever calls waits until somebody serves there."""

    def __init__(self, host: str, port: int) -> None:
        """Take hold of the address; port 0 is any free one.

        Raises:
            AddressTaken: somebody else has it, or it is not ours.
        """
        self.socket = _bound(host, port)
        self.host, self.port = self.socket.getsockname()[:2]

    @property
    def url(self) -> str:
        """Where the pages are."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


class Server:
    """Pages at an address."""

    def __init__(self, app: FastAPI, place: Place) -> None:
        """Take what is served, and where."""
        self._socket = place.socket
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, backlog=_BACKLOG
        )
        self._server = uvicorn.Server(config)

    def run(self, on_stop: Callable[[], None] | None = None) -> None:
        """Serve until the process is asked to end.

        Args:
            on_stop: Called when it is over, to end what runs beside it.
        """
        share_one_heap()
        sys.setswitchinterval(_TURN_S)
        gc.freeze()  # what is loaded by now stays, and need not be looked through again and again
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _has_been_heard)
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()
            if on_stop is not None:
                on_stop()

    def stop(self) -> None:
        """Come to an end; may be called from another thread."""
        self._server.should_exit = True


def _has_been_heard(_: int, __: object) -> None:
    """Do nothing: uvicorn stops by a signal and then raises it once more, for us."""


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(_BACKLOG)
    except OSError as error:
        raise AddressTaken(host=host, port=port, reason=error.strerror or str(error)) from error
    return found
