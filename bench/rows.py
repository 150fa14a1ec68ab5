"""What a measurement says, against which target."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.interleave import Compared


class Skipped(Exception):
    """Why something cannot be measured here."""


@dataclass(frozen=True, slots=True)
class Target:
    """A limit from below or from above."""

    limit: float
    is_least: bool

    def holds(self, measured: float) -> bool:
        """Return whether a figure keeps it."""
        return measured >= self.limit if self.is_least else measured <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {self.limit:g}"


def at_least(limit: float) -> Target:
    """Return a target that is missed by less."""
    return Target(limit, is_least=True)


def at_most(limit: float) -> Target:
    """Return a target that is missed by more."""
    return Target(limit, is_least=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement."""

    what: str
    measured: float
    """What the target is about: a ratio, a number of statements, seconds, megabytes."""
    unit: str
    target: Target | None = None
    spread: tuple[float, float] | None = None
    """The middle half of the ratios."""
    ours_us: float | None = None
    theirs_us: float | None = None
    note: str = ""

    @property
    def is_held(self) -> bool | None:
        """Whether the target is kept; None: there is none."""
        return None if self.target is None else self.target.holds(self.measured)


def speed(what: str, compared: Compared, target: Target | None, note: str = "") -> Row:
    """Return how many times as fast ours is."""
    return _ratio(what, compared, compared.times_as_fast(), "× as fast", target, note)


def duration(what: str, compared: Compared, target: Target | None, note: str = "") -> Row:
    """Return how many times as long ours takes."""
    return _ratio(what, compared, compared.times_as_long(), "× the time", target, note)


def _ratio(
    what: str,
    compared: Compared,
    ratios: Sequence[float],
    unit: str,
    target: Target | None,
    note: str,
) -> Row:
    middle = statistics.median(ratios)
    low, _, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else [middle] * 3
    ours, theirs = compared.ours_us, compared.theirs_us
    return Row(what, middle, unit, target, (low, high), ours, theirs, note)
