"""Intents: what somebody wants, as a value, before anything has been asked or done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.lifecycle.codec import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Who:
    """Who wants it: a person by id, or an operator who acts in a role of her choosing."""

    person: str | None = None
    """Id of a person of the town; her roles are looked up."""
    role: str | None = None
    """For operators at the command line, who answer for the whole database."""
    is_public: bool = False
    """Nobody in particular."""
    is_operator: bool = False
    """Said at the command line, where everything may be seen."""

    @property
    def name(self) -> str:
        """What idempotency keys are told apart by."""
        if self.is_public:
            return "public"
        return self.person or f"operator:{self.role}"


ENGINE = Who()
"""The engine itself."""


@dataclass(frozen=True, slots=True)
class SubmitEvent:
    """An event for a case."""

    tenant: str
    case: str
    event: str
    who: Who
    input: Mapping[str, object] = field(default_factory=dict)
    expected_version: int | None = None
    key: str | None = None
    """Idempotency key: the same intent under the same key is done once."""

    def digest(self) -> str:
        """Return what makes it another intent."""
        return _digest(self.case, self.event, self.input)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A new case of a workflow."""

    tenant: str
    workflow: str
    fields: Mapping[str, object]
    who: Who
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    state: str | None = None
    """For a case that was running before it was taken over."""
    parent: str | None = None
    """Id or number of the case below which it is opened."""
    key: str | None = None
    """Idempotency key."""

    def digest(self) -> str:
        """Return what makes it another intent."""
        return _digest(self.workflow, "open", self.fields, self.holders, self.state, self.parent)


def _digest(*parts: object) -> str:
    return hashlib.sha256(canonical(list(parts)).encode()).hexdigest()
