"""The port to the world: what running to completion needs, and nothing more.

Two implementations are held to one conformance suite: memory (scenarios, simulation, silence
proof) and storage. A world is opened for one transaction; what ``write`` was given is complete
when that transaction commits, or gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from engine.lifecycle.case import Case, ParentLink, WorkflowRef
    from engine.lifecycle.circumstances import Circumstances
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Accepted, Opening, Refused


class World(Protocol):
    """Cases, definitions and surroundings of one tenant inside one transaction."""

    def compiled(self, ref: WorkflowRef) -> Compiled:
        """Return the definition that a case is pinned to."""

    def newest(self, key: str) -> Compiled:
        """Return the newest published version of a workflow; raises WorkflowNotFound."""

    def load(self, case_id: str) -> Case:
        """Return a case, held for this transaction; raises CaseNotFound."""

    def circumstances(
        self,
        compiled: Compiled,
        case: Case | None,
        at: datetime,
        event: str | None,
        parent: Case | None = None,
    ) -> Circumstances:
        """Gather what the step may read: only the facts that this event's rules name.

        ``event`` None is the clock; ``parent`` is that of a case still to be opened. Declared
        locks are taken before the facts are read.
        """

    def new_case(self, compiled: Compiled, at: datetime) -> tuple[str, str]:
        """Return a fresh case id and the next number of the workflow's pattern."""

    def write(self, accepted: Accepted) -> None:
        """Store the steps, occurrences, items, letters and envelopes of one outcome.

        Envelopes become inbox rows of their targets, delivered after the commit.
        """

    def write_opened(
        self, accepted: Accepted, opening: Opening | None, opener: Case | None
    ) -> None:
        """Store a newly opened case and its link to the case that opened it."""

    def refuse(self, refused: Refused, at: datetime) -> None:
        """Keep a refusal for the log, in a transaction of its own once this one is over."""

    def targets(self, source: Case, target: str) -> list[str]:
        """Return the ids of the open cases that an envelope is for.

        ``target`` is ``parent``, ``children`` (of the present and earlier entries),
        ``children.ID``, a link type, or the id or number of a case.
        """

    def resolve(self, name: str) -> str | None:
        """Return the id of the case that a field names by id or number, None if there is none."""

    def link(self, case_id: str, kind: str, other_id: str) -> None:
        """Link a case to another one; the same link is kept once."""

    def unlink(self, case_id: str, kind: str, other_id: str) -> None:
        """End a link."""

    def link_of(self, opening: Opening, opener: Case) -> ParentLink | None:
        """Return the parent link of a child to be opened, None for a mere link."""
