"""Lint of children: a join that can never hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.conditions import Worlds
from engine.findings import Finding, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.model import Children
    from engine.definition.moves import Moves


def findings(moves: Moves) -> Iterator[Finding]:
    """Yield what is wrong with the joins of children."""
    for key, children in moves.workflow.children.items():
        at = pointer("children", key)
        if moves.workflow.states[children.opened_in].final:
            yield _never(f"{at}/opened_in", _OPENED_LATE)
        elif children.done_event is not None:
            if not _may_hold(children):
                yield _never(f"{at}/done/when", _NEVER_TRUE)
            elif not moves.transitions(children.opened_in, children.done_event):
                title = moves.workflow.events[children.done_event].title
                state = moves.workflow.states[children.opened_in].title
                yield _never(
                    f"{at}/done/event",
                    Text(
                        de=f"„{title.de}“ hat in „{state.de}“ keinen Übergang",
                        en=f"“{title.en}” has no transition in “{state.en}”",
                    ),
                )


_OPENED_LATE = Text(
    de="in einem Endzustand werden keine Kinder mehr eröffnet",
    en="in a final state no children are opened any more",
)
_NEVER_TRUE = Text(de="die Bedingung ist nie wahr", en="the condition is never true")


def _may_hold(children: Children) -> bool:
    if children.done_when is None:
        return True
    worlds = Worlds([children.done_when])
    return not worlds.is_small or any(worlds.hold([children.done_when], each) for each in worlds)


def _never(where: str, why: Text) -> Finding:
    return Finding(
        "join-never",
        where,
        Text(
            de=f"Die Kinder führen nie zusammen: {why.de}.",
            en=f"The children never join: {why.en}.",
        ),
        Text(
            de="Ohne Zusammenführung wartet der Vorgang für immer.",
            en="Without a join the case waits for ever.",
        ),
    )
