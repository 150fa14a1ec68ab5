"""Interleaved slices: ours, theirs, ours, theirs, in one process, and the ratio of each pair.

Single figures wander with whatever else the machine does; the ratio of two slices that ran one
right after the other hardly does. A slice is a function that works, and returns how many
operations that was and how long they took.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]
WALL: Clock = time.perf_counter
"""What passes outside: for whatever waits for disks, servers and other processes."""
PROCESSOR: Clock = time.thread_time
"""What this thread computes, which other work on the machine does not lengthen."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one slice took."""

    operations: int
    seconds: float

    @property
    def each_us(self) -> float:
        """Microseconds an operation took."""
        return self.seconds / self.operations * 1e6


Slice = Callable[[], Spent]


@dataclass(frozen=True, slots=True)
class Compared:
    """Slices of ours and theirs, pair by pair."""

    pairs: tuple[tuple[Spent, Spent], ...]

    @property
    def ours_us(self) -> float:
        """Median of what one of our operations took."""
        return statistics.median(ours.each_us for ours, _ in self.pairs)

    @property
    def theirs_us(self) -> float:
        """Median of what one of their operations took."""
        return statistics.median(theirs.each_us for _, theirs in self.pairs)

    def times_as_fast(self) -> list[float]:
        """Return, for each pair, how many of ours fit into one of theirs."""
        return [theirs.each_us / ours.each_us for ours, theirs in self.pairs]

    def times_as_long(self) -> list[float]:
        """Return, for each pair, how many of theirs fit into one of ours."""
        return [ours.each_us / theirs.each_us for ours, theirs in self.pairs]


def interleave(ours: Slice, theirs: Slice, *, slices: int) -> Compared:
    """Run slices in turn; who goes first changes, so that a drift favours nobody."""
    ours()
    theirs()
    pairs = []
    for index in range(slices):
        if index % 2:
            second = theirs()
            pairs.append((ours(), second))
        else:
            pairs.append((ours(), theirs()))
    return Compared(tuple(pairs))


def repeated(operation: Callable[[], object], *, seconds: float, clock: Clock) -> Slice:
    """Return a slice that repeats an operation for about so many seconds."""
    operations = max(1, round(seconds / _trial(operation, clock)))

    def run() -> Spent:
        start = clock()
        for _ in range(operations):
            operation()
        return Spent(operations, clock() - start)

    return run


def once(operation: Callable[[], int], *, clock: Clock) -> Slice:
    """Return a slice of one call, which says how many operations it was."""

    def run() -> Spent:
        start = clock()
        operations = operation()
        return Spent(operations, clock() - start)

    return run


def _trial(operation: Callable[[], object], clock: Clock) -> float:
    """Return about how many seconds an operation takes."""
    operations = 1
    while True:
        start = clock()
        for _ in range(operations):
            operation()
        passed = clock() - start
        if passed > 0.005:
            return passed / operations
        operations *= 4
