"""The durable report on a real PostgreSQL: against its statements, and with a second process."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from bench.interleave import Spent, counted, interleave, interleave_all
from bench.replayed import Replay
from bench.report import EACH, record
from bench.rows import Row, Skipped, at_least, at_most, duration, speed
from bench.stage import Stage

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


def _town(server: PostgresServer, measures: int) -> tuple[str, list[str]]:
    url = server.create()
    with closing(Stage(url)) as stage:
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
