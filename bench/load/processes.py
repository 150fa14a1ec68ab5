"""Processes of the bench's own, each ended by its number whatever happens."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.load.client import Account

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.load.client import Order

STATUS = "/proc/{pid}/status"
_GRACE_S = 20


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs."""

    address: str
    pid: int

    def peak_megabytes(self) -> float:
        """Return the most memory that it ever held."""
        lines = Path(STATUS.format(pid=self.pid)).read_text(encoding="ascii").splitlines()
        peak = next(line for line in lines if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1000


@contextmanager
def pages(url: str) -> Iterator[Served]:
    """Serve the pages of a town as everybody does, the clock apart."""
    command = ["-m", "engine", "serve", "--database", url, "--no-clock", "--port", "0", "--json"]
    with _running(command) as process:
        yield Served(_address(process), process.pid)


@contextmanager
def bare(url: str, paths: Sequence[str], tokens: Sequence[str]) -> Iterator[Served]:
    """Serve the same pages by the bare framework from memory."""
    given = json.dumps([list(paths), list(tokens)])
    with _running(["-m", "bench.load.bare", url, given]) as process:
        yield Served(_address(process), process.pid)


class Client:
    """A process that carries out orders."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Take one that waits for them."""
        self._process = process

    def carry_out(self, order: Order) -> Account:
        """Return what came of an order."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        return Account(**json.loads(self._process.stdout.readline()))


@contextmanager
def client() -> Iterator[Client]:
    """Run a client."""
    with _running(["-m", "bench.load.client"]) as process:
        yield Client(process)


@contextmanager
def _running(arguments: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_GRACE_S)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "a server has ended before it began"
    address = json.loads(line)["address"]
    assert isinstance(address, str)
    return address
