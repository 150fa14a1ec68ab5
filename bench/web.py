"""The pages under load: 100 connections, a town of 1,000 cases and one of 100,000.

People of different roles and seats look at the overview and at their duties, over HTTP, through
the real server. The slices of both towns and of the bare framework, which renders the same
templates from values kept in memory, are interleaved. Then some write while the others look.
"""

from __future__ import annotations

import statistics
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.interleave import Compared, Spent
from bench.load import processes
from bench.load.client import Account, Order
from bench.load.town import Crowded, build, reports_of
from bench.rows import Row, Skipped, at_least, at_most, duration, speed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.load.processes import Client, Served

PATHS = {"overview": "/overview", "duties": "/duties"}
CONNECTIONS, WRITERS = 100, 4
FEW = 1_000
OURS, SMALL, BARE = "ours", "small", "bare"
MOST_MEGABYTES = 200


@dataclass(frozen=True, slots=True)
class _Size:
    cases: int
    rounds: int
    seconds: float
    """Of a slice."""


@dataclass(slots=True)
class _Tally:
    """What happened in all slices."""

    requests: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, account: Account) -> None:
        self.requests += len(account.latencies) + account.written
        self.errors += account.errors

    def row(self, what: str) -> Row:
        note = f"of {self.requests:,} answers"
        if self.errors:
            note += f": {self.errors[0]}"
        return Row(what, len(self.errors), "errors", at_most(0), note=note)


def measure(*, quick: bool) -> Iterator[Row]:
    """Measure on SQLite, then on a PostgreSQL of the bench's own where there is one."""
    if not Path(processes.STATUS.format(pid="self")).exists():
        reason = "this system does not tell the memory of a process under /proc"
        raise Skipped(reason)
    size = _Size(10_000, 2, 2.0) if quick else _Size(100_000, 3, 4.0)
    with tempfile.TemporaryDirectory(prefix="verbindlich-bench-") as folder:
        yield from _on(
            "SQLite", f"sqlite:///{folder}/large.db", f"sqlite:///{folder}/small.db", size
        )
    with _postgresql() as urls:
        yield from _on("PostgreSQL", *urls, replace(size, rounds=size.rounds - 1))


@contextmanager
def _postgresql() -> Iterator[tuple[str, str]]:
    try:
        from tests import databases  # noqa: PLC0415 - an installed package has no tests
    except ImportError as missing:
        raise Skipped(str(missing)) from None
    if not databases.postgres_is_available():
        raise Skipped(databases.HOW_TO_GET_IT)
    with databases.postgres_server(durable=True) as server:
        yield server.create(), server.create()


def _on(where: str, large_url: str, small_url: str, size: _Size) -> Iterator[Row]:
    large, small = build(large_url, size.cases), build(small_url, FEW)
    with ExitStack() as stack:
        enter = stack.enter_context
        servers = {
            OURS: enter(processes.pages(large.url)),
            SMALL: enter(processes.pages(small.url)),
        }
        tokens = tuple(large.sessions.values())
        servers[BARE] = enter(processes.bare(large.url, list(PATHS.values()), tokens))
        people = {OURS: tokens, BARE: tokens, SMALL: tuple(small.sessions.values())}
        client = enter(processes.client())
        tally = _Tally()
        for name, path in PATHS.items():
            orders = {
                whose: Order(server.address, path, people[whose], CONNECTIONS, size.seconds)
                for whose, server in servers.items()
            }
            yield from _rows(f"{name} on {where}", _slices(client, orders, size, tally), large)
        yield tally.row(f"{CONNECTIONS} connections on {where}")
        yield _beside_writers(where, client, servers[OURS], large, size)
        megabytes = servers[OURS].peak_megabytes()
        note = f"most while all this happened, {large.cases:,} cases"
        yield Row(f"web process on {where}", megabytes, "MB", at_most(MOST_MEGABYTES), note=note)


def _slices(
    client: Client, orders: dict[str, Order], size: _Size, tally: _Tally
) -> list[dict[str, Account]]:
    """Carry out the orders in turn, once before it counts."""
    for order in orders.values():
        tally.add(client.carry_out(replace(order, seconds=size.seconds / 2)))
    rounds = []
    for number in range(size.rounds):
        names = list(orders)[:: -1 if number % 2 else 1]
        accounts = {name: client.carry_out(orders[name]) for name in names}
        rounds.append(accounts)
        for account in accounts.values():
            tally.add(account)
    return rounds


def _rows(name: str, rounds: list[dict[str, Account]], large: Crowded) -> Iterator[Row]:
    late = Compared(tuple((_p95(each[OURS]), _p95(each[SMALL])) for each in rounds))
    counts = f"{large.cases:,} cases, {large.obligations:,} obligations"
    yield duration(f"{name}: p95", late, at_most(2), f"{counts}; against {FEW:,} cases")
    rates = Compared(tuple((_rate(each[OURS]), _rate(each[BARE])) for each in rounds))
    per_second = statistics.median(
        len(each[OURS].latencies) / each[OURS].seconds for each in rounds
    )
    kilobytes = max(each[OURS].size for each in rounds) / 1000
    note = f"{per_second:.0f}/s, pages of up to {kilobytes:.0f} kB; against the bare framework"
    yield speed(f"{name}: requests", rates, at_least(0.5), note)


def _p95(account: Account) -> Spent:
    return Spent(1, statistics.quantiles(account.latencies, n=20)[-1])


def _rate(account: Account) -> Spent:
    return Spent(len(account.latencies), account.seconds)


def _beside_writers(where: str, client: Client, server: Served, town: Crowded, size: _Size) -> Row:
    """Let some write reports and drafts while the others look."""
    tally = _Tally()
    posts = tuple(reports_of(town))
    for path in PATHS.values():
        order = Order(
            server.address,
            path,
            tuple(town.sessions.values()),
            CONNECTIONS,
            size.seconds,
            posts,
            WRITERS,
        )
        account = client.carry_out(order)
        tally.add(account)
        assert account.written, "nobody has written"
    return tally.row(f"{WRITERS} who write beside {CONNECTIONS} who look on {where}")
