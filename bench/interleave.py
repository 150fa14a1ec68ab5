"""Interleaved slices: ours, theirs, ours, theirs, in one process, and the ratio of each pair.

Single figures wander with whatever else the machine does; the ratio of two slices that ran one
right after the other hardly does. A slice is a function that works, and returns how many
operations that was and how long they took.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
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
    """Run slices of two in turn."""
    (compared,) = interleave_all(ours, [theirs], slices=slices)
    return compared


def interleave_all(ours: Slice, others: Sequence[Slice], *, slices: int) -> list[Compared]:
    """Run slices of several in turn; who goes first changes, so that a drift favours nobody."""
    gc.collect()
    gc.freeze()  # what was imported and set up so far is not gone through again and again
    everybody = [ours, *others]
    for each in everybody:
        each()
    rounds = []
    for index in range(slices):
        order = list(enumerate(everybody))
        taken = {place: run() for place, run in (reversed(order) if index % 2 else order)}
        rounds.append(taken)
    return [
        Compared(tuple((taken[0], taken[place]) for taken in rounds))
        for place in range(1, len(everybody))
    ]


def repeated(operation: Callable[[], object], *, seconds: float, clock: Clock) -> Slice:
    """Return a slice that repeats an operation for about so many seconds."""
    operations = max(1, round(seconds / _trial(operation, clock)))

    def run() -> Spent:
        start = clock()
        for _ in range(operations):
            operation()
        return Spent(operations, clock() - start)

    return run


def counted(operation: Callable[[], object], operations: int, *, clock: Clock = WALL) -> Slice:
    """Return a slice of so many operations."""

    def run() -> Spent:
        start = clock()
        for _ in range(operations):
            operation()
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
