"""The ticks of the clock: what is done again and again, how often, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.services import clockwork

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.services.application import Application
    from engine.services.clockwork import Round


@dataclass(frozen=True, slots=True)
class Tick:
    """One service call that is repeated."""

    name: str
    every: timedelta
    """Well below the lease of the elected process, so that it stays elected."""
    do: Callable[[Application, str], Round]
    patience: timedelta
    """Whatever takes longer has got stuck."""


TICKS = (
    Tick("rungs", timedelta(seconds=30), clockwork.rungs, timedelta(minutes=30)),
    Tick("inbox", timedelta(seconds=30), clockwork.envelopes, timedelta(minutes=30)),
    Tick("deliveries", timedelta(seconds=30), clockwork.letters, timedelta(hours=1)),
    Tick("webhooks", timedelta(seconds=30), clockwork.programs, timedelta(hours=1)),
    Tick("pruning", timedelta(hours=1), clockwork.pruning, timedelta(minutes=30)),
)
