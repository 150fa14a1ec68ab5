"""Rates: how often somebody may try what could be guessed or abused.

Counted in the memory of each process; several processes allow as many times more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from engine.errors import AccessDenied


class TooManyTries(AccessDenied):
    """Too many tries. Wait a few minutes and try again."""

    de = "Zu viele Versuche. Bitte warten Sie einige Minuten und versuchen Sie es dann noch einmal."


SIGN_IN_BY_PLACE = parse("30 per 5 minutes")
SIGN_IN_BY_ADDRESS = parse("8 per 5 minutes")
"""From one place; somebody else's tries keep nobody from signing in."""
SIGN_IN_FROM_ANYWHERE = parse("100 per 5 minutes")
"""For one address."""
LINK_BY_PLACE = parse("60 per 5 minutes")
API_BY_PLACE = parse("3000 per minute")
ACT_BY_PLACE = parse("60 per 5 minutes")


@dataclass(frozen=True, slots=True)
class Rates:
    """Counts tries."""

    limiter: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage())
    )

    def take(self, limit: RateLimitItem, what: str, whose: str) -> None:
        """Count a try; raises TooManyTries if there were too many."""
        if not self.limiter.hit(limit, what, whose):
            raise TooManyTries
