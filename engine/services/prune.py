"""Pruning: what need not be kept is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.storage.queries import (
    drafts,
    inbox,
    outbox,
    receipts,
    refusals,
    sessions,
    uploads,
    webhooks,
)

if TYPE_CHECKING:
    from datetime import datetime

    from engine.services.application import Application

LETTERS_KEPT = timedelta(days=730)
"""Reminder log: two years (retention proposal of the field's data protection practice)."""
ENVELOPES_KEPT = timedelta(days=90)
SESSIONS_KEPT = timedelta(days=30)
"""After its end a session still tells whose draft a late form is."""
DRAFTS_KEPT = timedelta(days=90)


def prune(app: Application, tenant: str, at: datetime) -> int:
    """Forget what is old: letters, receipts, sessions, drafts, uploads and so on; how many."""
    with app.database.write(tenant, at) as unit:
        return (
            outbox.prune(unit, at - LETTERS_KEPT)
            + inbox.prune(unit, at - ENVELOPES_KEPT)
            + webhooks.prune(unit, at - ENVELOPES_KEPT)
            + receipts.prune(unit, at)
            + refusals.prune(unit, at)
            + sessions.prune(unit, at - SESSIONS_KEPT)
            + drafts.prune(unit, at - DRAFTS_KEPT)
            + uploads.prune(unit, at)
        )
