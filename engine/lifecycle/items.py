"""What stands before bodies: agenda items and proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Text
from engine.lifecycle.case import Item, ItemKind, Occurrence
from engine.lifecycle.frozen import replace
from engine.lifecycle.outcome import Letter
from engine.lifecycle.seats import body_meant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.effects import Propose
    from engine.lifecycle.draft import Draft

ADOPTED = "adopted"
FALLS_BACK: Mapping[str, str] = {"adopted_with_changes": ADOPTED}
"""Outcomes that mean another one where a proposal does not name them."""
STAYS_OPEN = frozenset({"postponed", "referred_back", "recommended", "noted"})
"""Outcomes that decide nothing: the proposal comes before the next sitting, or the next body."""
OUTCOME_TITLES: Mapping[str, Text] = {
    "adopted": Text(de="beschlossen", en="adopted"),
    "adopted_with_changes": Text(de="geändert beschlossen", en="adopted with changes"),
    "rejected": Text(de="abgelehnt", en="rejected"),
    "postponed": Text(de="vertagt", en="postponed"),
    "referred_back": Text(de="zurückverwiesen", en="referred back"),
    "recommended": Text(de="empfohlen", en="recommended"),
    "noted": Text(de="zur Kenntnis genommen", en="noted"),
}
OUTCOMES = tuple(OUTCOME_TITLES)


def put_on_agenda(
    draft: Draft, key: str, role: str, title: Text, occurrence: Occurrence | None
) -> None:
    """Put an item on a body's agenda; one that stands open there for the same is joined.

    Without a ``key`` it is about nothing that could be reported as done: the body has only to deal
    with it and note that.
    """
    body = body_meant(draft.workflow.roles, role, draft.data)
    for item in draft.items:
        if _is_same(item, key, body, title):
            if item.reported and occurrence is not None:
                draft.items[draft.items.index(item)] = replace(item, reported=False)
            return
    number = draft.items_count + 1
    _add(draft, Item(ItemKind.AGENDA, key, number, body, title, draft.at, reported=not key))
    draft.letters.append(_asked(role, title, occurrence))


def _is_same(item: Item, key: str, body: str, title: Text) -> bool:
    if item.kind is not ItemKind.AGENDA or item.key != key or item.body != body:
        return False
    return bool(key) or item.title == title


def put_proposal(draft: Draft, effect: Propose) -> None:
    """Put a proposal before a body; an open one of the same id is joined."""
    if find_proposal(draft, effect.id) is not None:
        return
    body = body_meant(draft.workflow.roles, effect.body, draft.data)
    _add(
        draft,
        Item(
            kind=ItemKind.PROPOSAL,
            key=effect.id,
            number=draft.items_count + 1,
            body=body,
            title=effect.title,
            opened_at=draft.at,
            on=effect.on,
            fallback=effect.fallback,
        ),
    )
    draft.letters.append(_asked(effect.body, effect.title, None))


def _add(draft: Draft, item: Item) -> None:
    draft.items.append(item)
    draft.items_count += 1
    draft.stamp += 1


def hand_on(draft: Draft, item: Item, body: str) -> None:
    """Put a proposal before the next body, which decides on what this one recommends."""
    draft.items[draft.items.index(item)] = replace(item, body=body)
    draft.letters.append(_asked(body, item.title, None))
    draft.stamp += 1


def _asked(body: str, title: Text, occurrence: Occurrence | None) -> Letter:
    return Letter(
        message="asked",
        to=body,
        occurrence=occurrence.key if occurrence else None,
        subject_title=title,
    )


def find_proposal(draft: Draft, key: str) -> Item | None:
    """Return the open proposal of an id."""
    return next(
        (each for each in draft.items if each.kind is ItemKind.PROPOSAL and each.key == key), None
    )


def event_of(item: Item, outcome: str) -> str | None:
    """Return the event that an outcome raises; None if it decides nothing."""
    return item.on.get(outcome) or item.on.get(FALLS_BACK.get(outcome, ""))


def withdraw_proposals(draft: Draft) -> None:
    """Take open proposals away from their bodies because the case is over."""
    for item in [each for each in draft.items if each.kind is ItemKind.PROPOSAL]:
        draft.settle_item(item, replace(item, outcome="withdrawn", settled_at=draft.at))
