"""Fresh databases for tests: SQLite files, and a real PostgreSQL server of the tests' own.

The server is ``TEST_DATABASE_URL`` if that is set, else one started from the PostgreSQL programs
of this machine, in a folder of its own, reachable through a socket there only.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

HOW_TO_GET_IT = (
    "PostgreSQL is missing, so its half of the tests is skipped · PostgreSQL fehlt, seine Hälfte "
    "der Tests entfällt: apt-get install postgresql, or set TEST_DATABASE_URL"
)
_FAST = ("--fsync=off", "--synchronous_commit=off", "--full_page_writes=off")
_QUIET = ("--max_connections=100", "--shared_buffers=64MB", "--autovacuum=off")


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server that databases can be created on."""

    url: str
    """Address of a database on it that may be connected to for administration."""

    def create(self, template: str = "template1") -> str:
        """Create a database of a new name and return its address."""
        name = f"verbindlich_{uuid4().hex}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def drop(self, url: str) -> None:
        """Remove a database, whoever may still be connected."""
        self._run(f"DROP DATABASE IF EXISTS {name_of(url)} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        address = self.url.replace("+psycopg", "")
        with closing(psycopg.connect(address, autocommit=True)) as connection:
            connection.execute(statement)


def name_of(url: str) -> str:
    """Return the name of the database in an address."""
    return urlsplit(url).path.removeprefix("/")


def postgres_is_available() -> bool:
    """Return whether tests can have a PostgreSQL."""
    return bool(os.environ.get("TEST_DATABASE_URL")) or _programs() is not None


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Run a server; ``durable`` for tests that kill it, otherwise speed wins over safety."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield PostgresServer(given.replace("postgresql://", "postgresql+psycopg://", 1))
        return
    programs = _programs()
    assert programs is not None, HOW_TO_GET_IT
    folder = Path(tempfile.mkdtemp(prefix="verbindlich-postgres-"))
    options: dict[str, Any] = {"cwd": folder, "stdin": subprocess.DEVNULL, **_owner(folder)}
    initdb = [programs / "initdb", "-D", "data", "-U", "tests", "-A", "trust", "-E", "UTF8"]
    postgres = [programs / "postgres", "-D", "data", "-k", folder, "--listen_addresses="]
    try:
        subprocess.run(
            [*initdb, "--locale=C", "-N"], check=True, stdout=subprocess.DEVNULL, **options
        )
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [*postgres, *_QUIET, *(() if durable else _FAST)], stderr=log, **options
            )
        try:
            url = f"postgresql+psycopg://tests@/postgres?host={folder}"
            _wait_until_it_answers(server, url)
            yield PostgresServer(url)
        finally:
            server.send_signal(signal.SIGINT)  # ends the sessions that are still open
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_it_answers(server: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(600):
        with suppress(psycopg.OperationalError):
            psycopg.connect(url.replace("+psycopg", "")).close()
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=0.05)
            break
    pytest.fail("PostgreSQL did not start")


def _programs() -> Path | None:
    """Return the folder of the newest PostgreSQL on this machine."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(debian, key=lambda each: float(each.parts[-3]))
    found = str(newest[-1]) if newest else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _owner(folder: Path) -> dict[str, Any]:
    """Hand the folder to an account that may run PostgreSQL: root must not."""
    if os.geteuid() != 0:
        return {}
    names = {each.pw_name for each in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
