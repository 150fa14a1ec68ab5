"""Requests: who owes something asks for more time, for somebody else, or for help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Text
from engine.lifecycle import obligations
from engine.lifecycle.concessions import not_owed, owed
from engine.lifecycle.outcome import Letter, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.lifecycle.draft import Draft
    from engine.lifecycle.reading import Reading

EXTENSION = "extension"
TOPICS: Mapping[str, Text] = {
    EXTENSION: Text(de="mehr Zeit", en="more time"),
    "delegation": Text(de="eine andere Zuständigkeit", en="somebody else to do it"),
    "help": Text(de="Unterstützung", en="support"),
}
"""What can be asked for."""


def request(draft: Draft, reading: Reading) -> list[Reason]:
    """Write to those who can grant it; the due date and the duty stay as they are."""
    found = owed(draft, reading.given)
    if found is None:
        return not_owed(str(reading.given["obligation"]))
    declared = obligations.definition_of(draft, found.obligation)
    topic = str(reading.given["topic"])
    asked = draft.workflow.correction_by
    if topic == EXTENSION and declared.extension is not None:
        asked = declared.extension.by
    if not asked:
        return [
            Reason(
                "request",
                Text(
                    de="Dieser Ablauf nennt niemanden, der das gewähren könnte.",
                    en="This workflow names nobody who could grant it.",
                ),
            )
        ]
    facts = {"topic": topic, "words": str(reading.given["text"])}
    draft.letters.extend(
        Letter(
            "request",
            role,
            occurrence=found.key,
            due_on=found.due_on,
            subject_title=declared.title,
            facts=facts,
        )
        for role in asked
    )
    return []


def by_debtor(draft: Draft, given: Mapping[str, object]) -> tuple[str, ...]:
    """Return who may ask: whoever owes it."""
    found = owed(draft, given)
    return (found.owner,) if found else ()
