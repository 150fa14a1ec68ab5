"""Time is an argument: a clock is handed in, never asked from the operating system elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant as an aware UTC datetime."""

    @property
    def is_virtual(self) -> bool:
        """Whether this clock is moved by hand, so that jumps are meant."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


class SystemClock:
    """The clock of the operating system."""

    is_virtual = False

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that may ask


class VirtualClock:
    """A clock for scenarios, simulations, tests and the demo: it stands until it is moved."""

    is_virtual = True

    def __init__(self, at: datetime) -> None:
        """Start at an aware instant."""
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Stand at another aware instant."""
        self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move forward."""
        self._at += by
