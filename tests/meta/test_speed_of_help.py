"""``verbindlich --help`` takes at most 2.5 times of a bare interpreter that imports click."""

from __future__ import annotations

import os
import subprocess
import sys

ROUNDS = 7


def seconds_of_processor(*arguments: str) -> float:
    """Return the processor time, which other work on the machine does not lengthen."""
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_utime + usage.ru_stime


def test_help_is_fast() -> None:
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(seconds_of_processor("-c", "import click"))
        ours.append(seconds_of_processor("-m", "engine", "--help"))
    assert min(ours) <= 2.5 * min(bare)
