"""``verbindlich serve`` offers the pages and runs the clock, until it is told to stop."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 60


def verbindlich(folder: Path, *arguments: str) -> list[str]:
    database = f"sqlite:///{folder / 'town.db'}"
    return [sys.executable, "-m", "engine", *arguments, "--database", database, "--json"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    command = verbindlich(
        tmp_path,
        "init",
        "--title",
        "Musterstadt",
        "--state",
        "NW",
        "--municipality",
        "Minden",
        "--yes",
    )
    subprocess.run(command, check=True, capture_output=True)
    return tmp_path


@pytest.mark.parametrize("more", [(), ("--no-clock",)])
def test_the_pages_are_served_until_the_process_is_ended(
    folder: Path, more: tuple[str, ...]
) -> None:
    command = verbindlich(folder, "serve", "--port", "0", *more)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            address = json.loads(server.stdout.readline())["address"]
            with urllib.request.urlopen(f"{address}/sign-in", timeout=SECONDS) as answer:  # noqa: S310
                assert "Musterstadt" in answer.read().decode()
        finally:
            server.send_signal(signal.SIGTERM)
        _, told = server.communicate(timeout=SECONDS)
    assert server.returncode == 0, told


def test_an_address_that_is_taken_is_told(folder: Path) -> None:
    command = verbindlich(folder, "serve", "--host", "192.0.2.1")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 8
    assert "192.0.2.1:8000" in json.loads(done.stderr)["error"]["message"]


def test_somebody_is_invited_by_a_link(folder: Path) -> None:
    added = verbindlich(folder, "people", "add", "Erika Beispiel", "--address", "e@town.example")
    subprocess.run(added, check=True, capture_output=True)
    command = verbindlich(folder, "people", "invite", "e@town.example")
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS)
    assert json.loads(done.stdout)["link"].startswith("/invitation/")
