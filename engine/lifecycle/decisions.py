"""What bodies answer: outcomes of proposals, and agenda items noted as done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Text
from engine.lifecycle.case import Item, ItemKind
from engine.lifecycle.frozen import replace
from engine.lifecycle.items import OUTCOMES, STAYS_OPEN, event_of, find_proposal, hand_on
from engine.lifecycle.outcome import Letter, Reason
from engine.lifecycle.seats import body_meant
from engine.lifecycle.step import take_raised

if TYPE_CHECKING:
    from engine.lifecycle.draft import Draft
    from engine.lifecycle.reading import Reading


def record_outcome(draft: Draft, reading: Reading) -> list[Reason]:
    """Record what a body decided on a proposal and raise the event that follows from it.

    Postponed, referred back and noted decide nothing: the proposal comes before the next sitting.
    Recommended decides nothing either: it goes on to the next body, where one is named.
    While the case is suspended the outcome waits for its resumption.
    """
    key, outcome = str(reading.given["proposal"]), str(reading.given["outcome"])
    resolution = reading.given.get("resolution")
    item = find_proposal(draft, key)
    if item is None:
        return _refuse(
            f"Ein offener Vorschlag „{key}“ liegt nicht vor.",
            f"There is no open proposal “{key}”.",
            "/proposal",
        )
    if item.outcome is not None:
        return _refuse(
            f"Über „{key}“ ist schon entschieden ({item.outcome}); das wartet auf die Fortsetzung.",
            f"“{key}” is decided already ({item.outcome}); that waits for the resumption.",
            "/proposal",
        )
    if outcome not in OUTCOMES:
        known = ", ".join(OUTCOMES)
        return _refuse(
            f"„{outcome}“ ist kein Ergebnis; möglich: {known}.",
            f"“{outcome}” is no outcome; possible: {known}.",
            "/outcome",
        )
    decided = replace(item, outcome=outcome, resolution=str(resolution) if resolution else None)
    if outcome in STAYS_OPEN and event_of(item, outcome) is None:
        still = replace(decided, outcome=None, postponed=item.postponed + 1)
        _put(draft, item, still)
        following = reading.given.get("next_body")
        if outcome == "recommended" and following is not None:
            hand_on(draft, still, str(following))
        return []
    if draft.pause is not None:
        _put(draft, item, decided)
        return []
    settled = _settle(draft, item, decided)
    draft.end_step_of(reading, subject=f"proposal:{key}")
    follow_outcome(draft, settled)
    return []


def follow_outcome(draft: Draft, decided: Item) -> None:
    """Let the case do what follows from a decided proposal, and tell who has to know."""
    event = event_of(decided, decided.outcome or "")
    moved_on = draft.closed_at is not None
    if event is not None and not moved_on:
        given = _said_with(draft, event, decided)
        moved_on = bool(take_raised(draft, event, given, subject=f"proposal:{decided.key}"))
    title, facts = decided.title, {"outcome": decided.outcome, "body": decided.body}
    told = [role for role, each in draft.workflow.roles.items() if each.held_by == "case"]
    if moved_on and decided.fallback is not None and decided.fallback not in told:
        told.append(decided.fallback)
    draft.letters.extend(Letter("decided", role, subject_title=title, facts=facts) for role in told)


def _said_with(draft: Draft, event: str, decided: Item) -> dict[str, object]:
    """Return the resolution as input, where the event asks for one."""
    asks = "resolution" in draft.workflow.events[event].input
    return {"resolution": decided.resolution} if asks and decided.resolution else {}


def settle_waiting(draft: Draft) -> list[Item]:
    """Settle the proposals whose outcomes came while the case was suspended; return them."""
    waiting = [
        each for each in draft.items if each.kind is ItemKind.PROPOSAL and each.outcome is not None
    ]
    return [_settle(draft, each, each) for each in waiting]


def _settle(draft: Draft, item: Item, decided: Item) -> Item:
    settled = replace(decided, settled_at=draft.at)
    draft.settle_item(item, settled)
    return settled


def note_item(draft: Draft, reading: Reading) -> list[Reason]:
    """Take an agenda item off the list once it is reported done and the body has noted it."""
    wanted = str(reading.given["item"])
    found = [
        each
        for each in draft.items
        if each.kind is ItemKind.AGENDA and wanted in (each.key, str(each.number))
    ]
    if not found:
        return _refuse(
            f"Ein Punkt „{wanted}“ steht auf keiner Tagesordnung.",
            f"No item “{wanted}” stands on an agenda.",
            "/item",
        )
    roles, data = draft.workflow.roles, draft.data
    sits_in = {body_meant(roles, each, data) for each in reading.actor.roles}
    mine = [each for each in found if each.body in sits_in] or found
    reported = next((each for each in mine if each.reported), None)
    if reported is None:
        return _refuse(
            "Der Punkt ist noch nicht als erledigt gemeldet; er bleibt stehen.",
            "The item has not been reported done yet; it stays.",
            "/item",
        )
    draft.settle_item(reported, replace(reported, outcome="noted", settled_at=draft.at))
    return []


def _put(draft: Draft, old: Item, new: Item) -> None:
    draft.items[draft.items.index(old)] = new


def _refuse(de: str, en: str, subject: str) -> list[Reason]:
    return [Reason("input", Text(de=de, en=en), subject)]
