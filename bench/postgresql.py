"""On a real PostgreSQL: the durable report, and the clock.

The report against its statements and with a second process, due rungs against APScheduler's jobs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from bench.clock import wake
from bench.interleave import Spent, counted, interleave, interleave_all
from bench.replayed import Replay
from bench.report import EACH, record
from bench.rivals.apscheduler_jobs import fire
from bench.rows import Row, Skipped, at_least, at_most, duration, speed
from bench.stage import Stage
from engine.storage.known import Known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.databases import PostgresServer

WARM_UP = 10
"""Reports that a process sends before the clock starts."""


def measure(*, quick: bool) -> Iterator[Row]:
    """Run a server of the bench's own, as durable as it comes."""
    try:
        from tests import databases  # noqa: PLC0415 - an installed package has no tests
    except ImportError as missing:
        raise Skipped(str(missing)) from None
    if not databases.postgres_is_available():
        raise Skipped(databases.HOW_TO_GET_IT)
    with databases.postgres_server(durable=True) as server:
        yield _against_statements(server, slices=4 if quick else 30)
        yield _two_processes(server, each=50 if quick else 300, slices=2 if quick else 6)
        yield _due(server, rungs=100 if quick else 1_000, slices=2 if quick else 6)


def _against_statements(server: PostgresServer, slices: int) -> Row:
    origin, cases = _town(server, (slices + 1) * EACH)
    with closing(Stage(server.create(_name(origin)))) as stage:
        recorded = record(stage, cases)
    with (
        closing(Stage(server.create(_name(origin)))) as again,
        closing(Stage(origin)) as stage,
    ):
        waiting = iter(cases)
        (compared,) = interleave_all(
            counted(lambda: stage.report(next(waiting)), EACH),
            [counted(Replay(again.database, recorded).step, EACH)],
            slices=slices,
        )
    note = "against its statements through Core"
    return duration("a report on PostgreSQL", compared, at_most(1.5), note)


def _two_processes(server: PostgresServer, each: int, slices: int) -> Row:
    origin, cases = _town(server, 2 * (each + WARM_UP))

    def run(processes: int) -> Spent:
        url = server.create(_name(origin))
        shares = [cases[place::processes] for place in range(processes)]
        spent = _reported(url, shares)
        server.drop(url)
        return spent

    compared = interleave(lambda: run(2), lambda: run(1), slices=slices)
    note = "against one process"
    return speed("reports of two processes on PostgreSQL", compared, at_least(1), note)


def _due(server: PostgresServer, rungs: int, slices: int) -> Row:
    """Measure due rungs; APScheduler's store is as it comes."""
    known = Known()
    origin, _ = _town(server, rungs, known)

    def ours() -> Spent:
        url = server.create(_name(origin))
        spent = wake(url, known, rungs)
        server.drop(url)
        return spent

    def theirs() -> Spent:
        url = server.create()
        spent = fire(url, rungs)
        server.drop(url)
        return spent

    compared = interleave(ours, theirs, slices=slices)
    note = "against a no-op job of APScheduler on the same server"
    return speed("a due rung on PostgreSQL", compared, at_least(4), note)


def _town(
    server: PostgresServer, measures: int, known: Known | None = None
) -> tuple[str, list[str]]:
    url = server.create()
    with closing(Stage(url, known)) as stage:
        stage.build()
        return url, stage.open_measures(measures)


def _name(url: str) -> str:
    from tests.databases import name_of  # noqa: PLC0415 - there by now

    return name_of(url)


def _reported(url: str, shares: list[list[str]]) -> Spent:
    """Let each process report its share, all from the same moment on."""
    command = [sys.executable, "-m", "bench.reporter", url, str(WARM_UP)]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in shares
    ]
    for worker, share in zip(workers, shares, strict=True):
        _tell(worker, json.dumps(share))
    for worker in workers:
        assert _hear(worker) == "ready"
    for worker in workers:
        _tell(worker, "go")
    took = max(float(_hear(worker)) for worker in workers)
    for worker in workers:
        worker.communicate(timeout=30)
    return Spent(sum(len(share) - WARM_UP for share in shares), took)


def _tell(worker: subprocess.Popen[str], line: str) -> None:
    assert worker.stdin is not None
    worker.stdin.write(line + "\n")
    worker.stdin.flush()


def _hear(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline().strip()
