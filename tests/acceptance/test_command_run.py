"""The clock as a process: it starts, is asked to stop, is killed, and stays small."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_MEGABYTES = 120


def command(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "cli.py"), *arguments]


@pytest.fixture
def environment(empty_database_url: str) -> dict[str, str]:
    found = {"LANG": "C.UTF-8", "VERBINDLICH_DATABASE_URL": empty_database_url}
    init = command("init", "--title", "Neustadt", "--state", "NW", "--yes", "--no-workflows")
    subprocess.run(init, env=found, check=True, capture_output=True)
    return found


def started(environment: dict[str, str]) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        command("run", "--every", "0.5"),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("The clock runs, every 0.5 s")
    return process


def doctor(environment: dict[str, str]) -> str:
    return subprocess.run(
        command("doctor"), env=environment, capture_output=True, text=True, check=False
    ).stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_clock_ticks_stays_small_and_stops_when_asked(environment, number: int) -> None:
    process = started(environment)
    try:
        assert "✓ clock: Last tick 0 minutes ago" in doctor(environment)
        status = Path(f"/proc/{process.pid}/status")
        if status.exists():
            peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
            assert peak is not None
            assert int(peak[1]) / 1024 < MOST_MEGABYTES
    finally:
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out.endswith("The clock has stopped.\n")
    assert err == ""


def test_a_killed_clock_is_followed_by_the_next_one(environment) -> None:
    first = started(environment)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate(timeout=60)
    second = started(environment)
    second.terminate()
    second.communicate(timeout=60)
    assert second.returncode == 0
