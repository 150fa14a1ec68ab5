"""Votes of a body counted by its procedure."""

from __future__ import annotations

from dataclasses import dataclass

from engine.findings import Text
from engine.lifecycle.procedure import Abstention, Majority, Procedure, Tie

ADOPTED, REJECTED = "adopted", "rejected"


@dataclass(frozen=True, slots=True)
class Ballot:
    """The votes on one motion."""

    yes: int
    no: int
    abstentions: int = 0
    invalid: int = 0
    chair: bool | None = None
    """How the chair voted; None: not at all, or she has no vote. It is among the others."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a vote comes to."""

    outcome: str
    """adopted or rejected."""
    is_unanimous: bool
    reason: Text


@dataclass(frozen=True, slots=True)
class Invalid:
    """Why votes cannot be what was counted."""

    reasons: tuple[Text, ...]


def count(procedure: Procedure, ballot: Ballot, entitled: int) -> Result | Invalid:
    """Return what a vote comes to, or why it cannot have gone like that.

    Args:
        procedure: The body's.
        ballot: The votes.
        entitled: Those present with a vote, without whoever is excluded for a conflict of interest.
    """
    against = _wrong(procedure, ballot, entitled)
    if against:
        return Invalid(tuple(against))
    is_adopted, how = _decided(procedure, ballot, entitled)
    is_unanimous = ballot.yes > 0 and ballot.no == ballot.abstentions == ballot.invalid == 0
    votes = Text(
        de=f"{ballot.yes} Ja, {ballot.no} Nein, {ballot.abstentions} Enthaltungen: ",
        en=f"{ballot.yes} yes, {ballot.no} no, {ballot.abstentions} abstentions: ",
    )
    reason = Text(de=votes.de + how.de, en=votes.en + how.en)
    return Result(ADOPTED if is_adopted else REJECTED, is_unanimous, reason)


def _wrong(procedure: Procedure, ballot: Ballot, entitled: int) -> list[Text]:
    numbers = (ballot.yes, ballot.no, ballot.abstentions, ballot.invalid)
    found = []
    if any(each < 0 for each in numbers):
        found.append(Text(de="Eine Stimmenzahl ist negativ.", en="A number of votes is negative."))
    if sum(numbers) > entitled:
        found.append(
            Text(
                de=f"Es sind {sum(numbers)} Stimmen, aber nur {entitled} durften abstimmen.",
                en=f"There are {sum(numbers)} votes, but only {entitled} were entitled to vote.",
            )
        )
    if procedure.abstention is Abstention.FORBIDDEN and ballot.abstentions:
        found.append(
            Text(
                de="In diesem Gremium darf sich niemand der Stimme enthalten.",
                en="In this body nobody may abstain.",
            )
        )
    cast = ballot.yes if ballot.chair else ballot.no
    if ballot.chair is not None and cast == 0:
        found.append(
            Text(
                de="Die Stimme des Vorsitzes ist nicht unter den gezählten.",
                en="The chair's vote is not among those counted.",
            )
        )
    return found


def _decided(procedure: Procedure, ballot: Ballot, entitled: int) -> tuple[bool, Text]:
    if procedure.majority is Majority.NOBODY_AGAINST:
        if ballot.yes and not ballot.no:
            return True, Text(de="niemand ist dagegen.", en="nobody is against it.")
        return False, Text(de="kein Einvernehmen.", en="there is no consensus.")
    if procedure.majority is Majority.PRESENT and 2 * ballot.yes <= entitled:
        return False, Text(
            de="nicht die Mehrheit der Anwesenden.", en="no majority of those present."
        )
    if ballot.yes > ballot.no:
        return True, Text(de="mit Mehrheit angenommen.", en="adopted by a majority.")
    if ballot.yes < ballot.no or ballot.yes == 0:
        return False, Text(de="keine Mehrheit.", en="no majority.")
    return _tied(procedure, ballot)


def _tied(procedure: Procedure, ballot: Ballot) -> tuple[bool, Text]:
    if procedure.tie is Tie.CHAIR_DECIDES and ballot.chair is not None:
        if ballot.chair:
            return True, Text(
                de="bei Stimmengleichheit gibt der Vorsitz den Ausschlag: angenommen.",
                en="in a tie the chair's vote decides: adopted.",
            )
        return False, Text(
            de="bei Stimmengleichheit gibt der Vorsitz den Ausschlag: abgelehnt.",
            en="in a tie the chair's vote decides: rejected.",
        )
    return False, Text(de="bei Stimmengleichheit abgelehnt.", en="rejected in a tie.")
