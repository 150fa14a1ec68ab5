"""What an event changed, recorded as a patch; and the case as the sum of its patches.

Replay folds what was recorded and never decides anew: rules, laws and code may have changed since.
"""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from engine.lifecycle.case import Case, Item, Occurrence
from engine.lifecycle.codec import Json, decode_case, encode, encode_data, encode_member
from engine.lifecycle.frozen import replace
from engine.lifecycle.written import differences_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from engine.definition.fields import Field
    from engine.lifecycle.outcome import Step

T = TypeVar("T")
_WHOLE = tuple(
    each.name for each in fields(Case) if each.name not in {"data", "occurrences", "items"}
)

_whole = attrgetter(*_WHOLE)
_changed_in_whole = differences_of(_WHOLE)


def occurrence_order(occurrence: Occurrence) -> tuple[str, int, int]:
    """Return what the open occurrences of a stored case are sorted by."""
    return occurrence.obligation, occurrence.series, occurrence.number


def item_key(item: Item) -> str:
    """Return the name of an item inside its case."""
    return f"{item.kind}.{item.key}.{item.number}"


def item_order(item: Item) -> tuple[int, str]:
    """Return what the open items of a stored case are sorted by."""
    return item.number, item_key(item)


def in_order(case: Case) -> Case:
    """Return the case as it comes out of the store: occurrences and items sorted."""
    return replace(
        case,
        occurrences=tuple(sorted(case.occurrences, key=occurrence_order)),
        items=tuple(sorted(case.items, key=item_order)),
    )


def patch(step: Step) -> Json:
    """Return the members of the case that a step changed, as JSON.

    Field values stand under ``data`` by their keys. Of ``occurrences`` and ``items`` each changed
    one stands under its key, null once it has left the case; what it was last stands in
    ``settled`` and ``settled_items``. Any other null takes a member back to its default.
    """
    before, after = step.before, step.after
    if before is None:
        whole = dict(zip(_WHOLE, _whole(after), strict=True))
        data = encode_data({key: each for key, each in after.data.items() if each is not None})
    else:
        whole = _changed_in_whole(before, after)
        data = _changed_data(before.data, after.data, step.touched)
    changed: Json = {name: encode_member(Case, name, value) for name, value in whole.items()}
    if data:
        changed["data"] = data
    for name, key_of in _KEYED.items():
        old, new = getattr(before, name, ()), getattr(after, name)
        if inner := _changed_members(old, new, key_of):
            changed[name] = inner
    for name, settled in (("settled", step.settled), ("settled_items", step.settled_items)):
        if settled:
            changed[name] = [encode(each) for each in settled]
    return changed


_KEYED: Mapping[str, Callable[[Any], str]] = {
    "occurrences": lambda occurrence: str(occurrence.key),
    "items": item_key,
}


def _changed_data(
    before: Mapping[str, object], after: Mapping[str, object], touched: Iterable[str]
) -> Json:
    """Return the field values that differ; keys that are gone (after a migration) become null."""
    changed = {key: after.get(key) for key in touched}
    return encode_data({key: each for key, each in changed.items() if before.get(key) != each})


def _changed_members(
    before: Sequence[Any], after: Sequence[Any], key_of: Callable[[Any], str]
) -> Json:
    gone, come = apart(before, after)
    if not gone and not come:
        return {}
    old, new = ({key_of(each): each for each in some} for some in (gone, come))
    changed: Json = dict.fromkeys(old.keys() - new.keys())
    return changed | {key: encode(each) for key, each in new.items() if old.get(key) != each}


def apart(before: Sequence[T], after: Sequence[T]) -> tuple[list[T], list[T]]:
    """Return what is left of both without the values that are the very same in the other."""
    if before is after:
        return [], []
    old, new = set(map(id, before)), set(map(id, after))
    return [each for each in before if id(each) not in new], [
        each for each in after if id(each) not in old
    ]


def fold(
    patches: Iterable[Mapping[str, Any]], declared: Callable[[str], Mapping[str, Field]]
) -> Case:
    """Return the case that a history adds up to.

    Args:
        patches: Of the events of one case, in their order.
        declared: Digest of a definition to its fields.
    """
    whole: Json = {}
    data: Json = {}
    keyed: dict[str, Json] = {name: {} for name in _KEYED}
    for each in patches:
        whole |= {name: each[name] for name in _WHOLE if name in each}
        data |= each.get("data", {})
        for name, members in keyed.items():
            members.update(each.get(name, {}))
    said = {name: value for name, value in whole.items() if value is not None}
    present = {name: [each for each in members.values() if each] for name, members in keyed.items()}
    fields_of_case = declared(whole["workflow"]["digest"])
    known = {key: each for key, each in data.items() if key in fields_of_case or each is not None}
    return in_order(decode_case({**said, **present, "data": known}, fields_of_case))
