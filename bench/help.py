"""``verbindlich --help`` against a bare interpreter that imports click: whole processes."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from bench.interleave import Spent, interleave
from bench.rows import Row, at_most, duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.interleave import Slice


def measure(*, quick: bool) -> Iterator[Row]:
    """Compare the processor time of whole processes."""
    compared = interleave(
        _process("-m", "engine", "--help"),
        _process("-c", "import click"),
        slices=5 if quick else 25,
    )
    yield duration("verbindlich --help", compared, at_most(2.5), "against python -c 'import click'")


def _process(*arguments: str) -> Slice:
    def run() -> Spent:
        process = subprocess.Popen(
            [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, arguments
        return Spent(1, usage.ru_utime + usage.ru_stime)

    return run
