"""Answers: what doors are told of an intent, the same again when its key comes twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.findings import Text
from engine.lifecycle.outcome import Accepted, Outcome, Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an intent."""

    accepted: bool
    case: str | None = None
    number: str | None = None
    state: str | None = None
    version: int | None = None
    events: tuple[str, ...] = ()
    """The events of all steps that were taken, in order."""
    notes: tuple[Text, ...] = ()
    """What there is to say besides."""
    reasons: tuple[Reason, ...] = ()
    possible: tuple[str, ...] = ()
    """Of a refusal: what could be sent instead."""
    is_repeated: bool = False
    """Whether it is the answer of the first time."""


def answer_of(outcome: Outcome) -> Answer:
    """Return what to tell of an outcome."""
    if isinstance(outcome, Refused):
        return _of_refusal(outcome)
    return _of_acceptance(outcome)


def _of_refusal(refused: Refused) -> Answer:
    case = refused.case
    return Answer(
        accepted=False,
        case=case.id if case else None,
        number=case.number if case else None,
        state=case.state if case else None,
        version=case.version if case else None,
        reasons=refused.reasons,
        possible=refused.possible,
    )


def _of_acceptance(accepted: Accepted) -> Answer:
    case = accepted.after
    return Answer(
        accepted=True,
        case=case.id,
        number=case.number,
        state=case.state,
        version=case.version,
        events=tuple(step.event for step in accepted.steps),
        notes=tuple(note for step in accepted.steps for note in step.notes),
    )


def to_receipt(answer: Answer) -> dict[str, Any]:
    """Return an acceptance as JSON."""
    return {
        "case": answer.case,
        "number": answer.number,
        "state": answer.state,
        "version": answer.version,
        "events": list(answer.events),
        "notes": [{"de": each.de, "en": each.en} for each in answer.notes],
    }


def from_receipt(receipt: Mapping[str, Any]) -> Answer:
    """Return the acceptance that a receipt tells of."""
    return Answer(
        accepted=True,
        case=receipt["case"],
        number=receipt["number"],
        state=receipt["state"],
        version=receipt["version"],
        events=tuple(receipt["events"]),
        notes=tuple(Text(**each) for each in receipt["notes"]),
        is_repeated=True,
    )
