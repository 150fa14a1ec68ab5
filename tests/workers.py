"""Clock workers in processes of their own, to be killed at any moment, and the clock they share.

    python -m tests.workers DATABASE CLOCK SPEED MAIL_PORT

starts a nursery: it imports and compiles everything once, then forks a worker for each line
``hire`` that it reads, and for each line ``kill 0`` kills that worker and prints how it ended.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from engine.lifecycle.machine import compile_workflow
from engine.services import clockwork, delivery, sweep
from engine.settings import MailServer
from engine.storage.known import Known
from tests.live_town import LiveTown, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
# Small batches: more moments at which something is half done.
CASES_AT_ONCE = 40
LETTERS_AT_ONCE = 8
_PAUSE_SECONDS = 0.02


class SharedClock:
    """A clock in a file that all processes read; from where it was set it runs ``speed`` fast.

    So leases end and retries come due within seconds, while the days pass when the test says so.
    """

    is_virtual = True

    def __init__(self, path: Path, speed: int) -> None:
        self.path = path
        self.speed = speed

    def now(self) -> datetime:
        """Return the present instant."""
        at, since = self.path.read_text(encoding="ascii").split()
        passed = time.monotonic() - float(since)  # the same in every process of the machine
        return datetime.fromisoformat(at) + timedelta(seconds=passed * self.speed)

    def move_to(self, at: datetime) -> None:
        """Let everybody be at another instant, and go on from there."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(f"{at.isoformat()} {time.monotonic()}", encoding="ascii")
        fresh.replace(self.path)


@dataclass(frozen=True)
class Job:
    """Where workers find what they work on."""

    database_url: str
    clock: SharedClock
    mail_port: int

    def town(self) -> LiveTown:
        """Open the town as a process of the real thing would."""
        server = MailServer("127.0.0.1", self.mail_port)
        return LiveTown.at(self.database_url, self.clock, mail_server=server)


class Crew:
    """Workers, and how many of them were killed."""

    def __init__(self, nursery: subprocess.Popen[str]) -> None:
        self._nursery = nursery
        self._size = 0
        self.kills = 0

    def hire(self) -> None:
        """Start a worker."""
        assert self._ask("hire") == "hired"
        self._size += 1

    def replace(self, index: int) -> None:
        """Kill a worker where it stands, and start another one."""
        ended = self._ask(f"kill {index % self._size}")
        assert ended == str(-signal.SIGKILL), f"a worker ended by itself: {ended}"
        self.kills += 1
        self._size -= 1
        self.hire()

    def _ask(self, order: str) -> str:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(order + "\n")
        self._nursery.stdin.flush()
        return self._nursery.stdout.readline().strip()


@contextmanager
def crew(job: Job, size: int) -> Iterator[Crew]:
    """Let workers work on a job, and kill them all in the end."""
    command = [sys.executable, "-m", "tests.workers", job.database_url, str(job.clock.path)]
    command += [str(job.clock.speed), str(job.mail_port)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT, text=True) as nursery:
        found = Crew(nursery)
        for _ in range(size):
            found.hire()
        yield found


def work(job: Job, known: Known) -> None:
    """Tick until killed."""
    delivery.BATCH, sweep.BATCH = LETTERS_AT_ONCE, CASES_AT_ONCE
    town = job.town().with_parts(known=known)
    holder, idle = f"worker {os.getpid()}", threading.Event()
    while True:
        ticks = (clockwork.rungs, clockwork.envelopes, clockwork.letters)
        rounds = [tick(town.app, holder) for tick in ticks]
        if complaints := [each for one in rounds for each in one.failures]:
            raise AssertionError(complaints)
        if not any(each.done for each in rounds):
            idle.wait(_PAUSE_SECONDS)


class Nursery:
    """Forks workers and kills them; it knows them as its children, so it never kills another."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._known = Known()
        for workflow in shipped().values():
            compiled = compile_workflow(workflow)
            self._known.definitions._compiled[workflow.digest] = compiled
        self._workers: list[int] = []

    def hire(self) -> str:
        """Fork a worker."""
        worker = os.fork()
        if worker == 0:
            try:
                work(self._job, self._known)
            except BaseException:  # noqa: BLE001 - it must not go on as a second nursery
                traceback.print_exc()
            os._exit(1)
        self._workers.append(worker)
        return "hired"

    def kill(self, index: int) -> str:
        """Kill a worker; return how it ended, which may have been before."""
        worker = self._workers.pop(index)
        os.kill(worker, signal.SIGKILL)
        _, status = os.waitpid(worker, 0)
        return str(os.waitstatus_to_exitcode(status))

    def serve(self) -> None:
        """Take orders until whoever gives them has gone."""
        for line in sys.stdin:
            order, *rest = line.split()
            answer = self.hire() if order == "hire" else self.kill(int(rest[0]))
            print(answer, flush=True)  # noqa: T201 - its one output
        while self._workers:
            self.kill(0)


if __name__ == "__main__":
    url, path, speed, port = sys.argv[1:]
    Nursery(Job(url, SharedClock(Path(path), int(speed)), int(port))).serve()
