"""What no schema can say: that an identifier is given once, and that nothing is its own child."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition.value_words import short
from engine.findings import Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.definition.draft import Draft


def check_unique(draft: Draft, document: Mapping[str, Any]) -> None:
    """Report each identifier that is given twice where it has to be told apart."""
    for listed, at in _lists(document):
        seen: set[str] = set()
        for index, each in enumerate(listed):
            if each["id"] in seen:
                draft.report("repeated-id", f"{at}/{index}/id", *_repeated(each["id"]))
            seen.add(each["id"])


def _lists(document: Mapping[str, Any]) -> Iterator[tuple[Sequence[Mapping[str, Any]], str]]:
    yield document["transitions"], "/transitions"
    yield document["opening"].get("guards", []), "/opening/guards"
    for index, transition in enumerate(document["transitions"]):
        yield transition.get("guards", []), f"/transitions/{index}/guards"
    for section, part in (
        ("states", "timers"),
        ("phases", "timers"),
        ("obligations", "escalation"),
    ):
        for key, each in document.get(section, {}).items():
            yield each.get(part, []), pointer(section, key, part)


def check_children(draft: Draft) -> None:
    """Report a group of children whose cases would open cases of this workflow again."""
    own = draft.outline.key
    for key in draft.outline.children.keys() & draft.outline.admits.keys():
        draft.report("group-twice", pointer("admits", key), *_repeated(key))
    for key, workflow in draft.outline.children.items():
        way = _way_back(draft, workflow, own)
        if way:
            at = pointer("children", key, "workflow")
            draft.report("children-cycle", at, *_cycle([own, *way]))


def _way_back(draft: Draft, start: str, goal: str) -> list[str]:
    """Return the workflows from one to the other, each opening the next; nothing if none leads."""
    came_from: dict[str, str | None] = {start: None}
    waiting = [start]
    for here in waiting:
        if here == goal:
            return _walked(here, came_from)
        outline = draft.others.get(here)
        for child in outline.children.values() if outline else ():
            if child not in came_from:
                came_from[child] = here
                waiting.append(child)
    return []


def _walked(here: str | None, came_from: Mapping[str, str | None]) -> list[str]:
    way: list[str] = []
    while here is not None:
        way.append(here)
        here = came_from[here]
    return way[::-1]


def _repeated(name: str) -> tuple[Text, Text]:
    return (
        Text(
            de=f"Das Kennzeichen {short(name)} ist hier schon vergeben.",
            en=f"The identifier {short(name)} is given here already.",
        ),
        Text(de="Wählen Sie ein anderes.", en="Choose another one."),
    )


def _cycle(way: Sequence[str]) -> tuple[Text, Text]:
    words = " → ".join(way)
    return (
        Text(
            de=f"Die Vorgänge eröffnen einander als Kinder ohne Ende: {words}.",
            en=f"The cases open one another as children without end: {words}.",
        ),
        Text(
            de="Eröffnen Sie einen davon mit „open“, als Antwort auf ein Ereignis.",
            en="Open one of them with “open”, in answer to an event.",
        ),
    )
