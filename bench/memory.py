"""The memory of the clock: ``verbindlich run`` beside a town of 54 measures."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bench.rows import Row, Skipped, at_most
from bench.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

MEASURES = 54
STATUS = "/proc/{pid}/status"


def measure(*, quick: bool) -> Iterator[Row]:
    """Let the clock run for a while and ask the kernel for the most it ever held."""
    if not Path(STATUS.format(pid="self")).exists():
        reason = "this system does not tell the memory of a process under /proc"
        raise Skipped(reason)
    seconds = 5 if quick else 20
    with tempfile.TemporaryDirectory(prefix="verbindlich-bench-") as folder:
        url = f"sqlite:///{folder}/town.db"
        with closing(Stage(url)) as stage:
            stage.build()
            stage.open_measures(MEASURES)
        clock = subprocess.Popen(
            [sys.executable, "-m", "engine", "--database", url, "run", "--every", "1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            with suppress(subprocess.TimeoutExpired):
                clock.wait(seconds)
                raise AssertionError(clock.returncode)
            megabytes = _peak_kilobytes(clock.pid) / 1000
        finally:
            clock.terminate()
            clock.wait(30)
    note = f"most within {seconds} s, with {MEASURES} measures"
    yield Row("verbindlich run", megabytes, "MB", at_most(120), note=note)


def _peak_kilobytes(pid: int) -> int:
    lines = Path(STATUS.format(pid=pid)).read_text(encoding="ascii").splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1])
