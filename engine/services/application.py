"""The application: everything that use cases need, chosen once and handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.channels.webhook import WebhookSender
from engine.services.shelves import Lately, Shelves
from engine.storage.known import Known

if TYPE_CHECKING:
    from datetime import datetime

    from engine.channels.channel import Channel
    from engine.clock import Clock
    from engine.settings import Settings
    from engine.storage.database import Database

MOST_LINES = 2_000
"""So many lines of cases, of 4 kB each, are kept at least, and twice as many at most."""


@dataclass(frozen=True, slots=True)
class Application:
    """One process of Verbindlich."""

    settings: Settings
    database: Database
    clock: Clock
    channel: Channel | None
    """Where letters go; None: they stay in the outbox."""
    known: Known = field(default_factory=Known)
    webhooks: WebhookSender = field(default_factory=WebhookSender)
    """Sends what workflows publish to programs elsewhere."""
    shelves: Shelves = field(default_factory=Shelves)
    """What was worked out for people's duties."""
    lines: Lately[Any] = field(default_factory=partial(Lately, MOST_LINES))
    """Cases as they were shown in lists."""

    def now(self) -> datetime:
        """Return the present instant of this application's clock."""
        return self.clock.now()
