"""Retention: how long a workflow keeps what it knows of people, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.deadlines.periods import Period
    from engine.findings import Text
    from engine.rules.rule import Rule

CLOSING = "closing"
OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Archive:
    """To whom it is offered before it goes, and how long an answer is waited for."""

    role: str
    wait: Period | Rule


@dataclass(frozen=True, slots=True)
class Retention:
    """Personal fields of a case that are kept for a while, for a purpose, and then erased."""

    key: str
    purpose: Text
    legal_basis: Text
    keep: Period | Rule
    """A period, or a rule that gives one in words (``= settings.x``)."""
    since: str
    """``closing``, ``opening``, or a date field of the case."""
    fields: tuple[str, ...]
    archive: Archive | None = None
