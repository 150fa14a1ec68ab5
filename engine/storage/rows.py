"""From rows to values and back. Rows never leave this floor."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from engine.lifecycle.case import (
    Broken,
    Case,
    Fired,
    Item,
    ItemKind,
    Occurrence,
    ParentLink,
    Pause,
    Status,
    Timer,
    WorkflowRef,
)
from engine.lifecycle.codec import (
    decode,
    decode_data,
    decode_member,
    encode,
    encode_data,
    encode_member,
)
from engine.lifecycle.exposure import exposure_of
from engine.lifecycle.marks import Marks, marks_of
from engine.lifecycle.replay import item_order, occurrence_order
from engine.lifecycle.written import differences_of, function_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from engine.definition.fields import Field
    from engine.definition.model import Workflow

Row = dict[str, Any]


def case_values(case: Case, head_hash: str, workflow: Workflow) -> Row:
    """Return the columns of a case."""
    documents = {name: write(getattr(case, name)) for name, write in _DOCUMENTS.items()}
    return {
        **_plain_values(case),
        **_derived_values(case, workflow),
        **documents,
        "head_hash": head_hash,
        "clock_failures": 0,
        "clock_retry_at": None,
        "clock_error": None,
    }


def case_changes(before: Case, after: Case, head_hash: str, workflow: Workflow) -> Row:
    """Return those columns of a case that an event has changed; what the clock failed at aside.

    A document that is still the same is not written again.
    """
    if before.workflow != after.workflow:  # then the same data may mean something else
        return case_values(after, head_hash, workflow)
    changes = _changed_single(before, after)
    for members, calculate in _CALCULATED:
        if members(before) != members(after):
            changes |= _differing(calculate(before), calculate(after))
    changes |= _changed_for_lists(before, after, workflow)
    for name, write in _DOCUMENTS.items():
        known, value = getattr(before, name), getattr(after, name)
        if value is not known and value != known:
            changes[name] = write(value)
    changes["head_hash"] = head_hash
    return changes


_DOCUMENTS: Mapping[str, Callable[[Any], Any]] = {
    "data": encode_data,
    "holders": lambda holders: {role: list(held) for role, held in holders.items()},
    "timers": lambda timers: [encode(each) for each in timers],
    "pauses": lambda pauses: [encode(each) for each in pauses],
}
"""Columns that hold JSON, by the members of a case that have the same names."""


def _differing(before: Row, after: Row) -> Row:
    return {name: value for name, value in after.items() if value != before[name]}


_SINGLE = (
    "id",
    "number",
    "state",
    "version",
    "opened_at",
    "opened_on",
    "entered_at",
    "phase_entered_at",
    "entry",
    "closed_at",
    "outcome",
    "items_count",
)
"""Columns that hold members of a case as they are."""
_single = attrgetter(*_SINGLE)
_changed_single = differences_of(_SINGLE)


def _of_workflow(case: Case) -> Row:
    ref = case.workflow
    return {
        "workflow_key": ref.key,
        "workflow_version": ref.version,
        "workflow_digest": ref.digest,
    }


def _of_parent(case: Case) -> Row:
    parent = case.parent
    return {
        "parent_case": parent.case if parent else None,
        "parent_children": parent.children if parent else None,
        "parent_entry": parent.entry if parent else None,
    }


_CALCULATED: Sequence[tuple[Callable[[Case], Any], Callable[[Case], Row]]] = (
    (attrgetter("workflow"), _of_workflow),
    (attrgetter("parent"), _of_parent),
    (attrgetter("items"), lambda case: {"items_open": len(case.items)}),
    (attrgetter("closed_at", "pauses", "timers"), lambda case: {"next_at": case.next_timer_at}),
)
"""Columns that are worked out, by the members of a case that they hang on."""


def _plain_values(case: Case) -> Row:
    """Return the columns that hold single values."""
    values = dict(zip(_SINGLE, _single(case), strict=True))
    for _, calculate in _CALCULATED:
        values |= calculate(case)
    return values


def _derived_values(case: Case, workflow: Workflow) -> Row:
    """Return the columns that lists are sorted, filtered and searched by."""
    return {
        **_of_marks(marks_of(workflow, case.data)),
        "exposure": exposure_of(workflow, case).value,
        "search": _search(case),
        "unheld": _unheld(case, workflow),
    }


def _changed_for_lists(before: Case, after: Case, workflow: Workflow) -> Row:
    """Return those of these columns that an event has changed."""
    changes: Row = {}
    if before.data is not after.data:
        old, new = marks_of(workflow, before.data), marks_of(workflow, after.data)
        if old != new:
            changes = _differing(_of_marks(old), _of_marks(new))
        if title_in(before.data) != title_in(after.data):
            changes["search"] = _search(after)
    if before.data is not after.data or before.state != after.state:
        exposure = exposure_of(workflow, after)
        if exposure is not exposure_of(workflow, before):
            changes["exposure"] = exposure.value
    if before.holders is not after.holders:
        changes["unheld"] = _unheld(after, workflow)
    return changes


def _of_marks(marks: Marks) -> Row:
    return {"rating": marks.rating, "area": marks.area, "priority": marks.priority}


def _search(case: Case) -> str:
    return f"{case.number} {title_in(case.data)}".casefold()


def _unheld(case: Case, workflow: Workflow) -> str | None:
    """Return the roles that cases hold and nobody holds in this one."""
    roles = workflow.roles.items()
    found = [role for role, each in roles if each.held_by == "case" and not case.holders.get(role)]
    return " ".join(found) or None


def title_in(data: Mapping[str, Any]) -> str:
    """Return what a case is called: its field ``title``, if it has one."""
    title = data.get("title")
    return title if isinstance(title, str) else ""


def ref_of(row: Any) -> WorkflowRef:
    """Return the definition that the row of a case names; always the same value for the same."""
    return _ref(row.workflow_key, row.workflow_version, row.workflow_digest)


_ref = lru_cache(maxsize=4096)(WorkflowRef)


def case_of(
    row: Any,
    declared: Mapping[str, Field],
    occurrences: Iterable[Occurrence] = (),
    items: Iterable[Item] = (),
) -> Case:
    """Return a case with what is open in it."""
    parent = row.parent_case
    return Case(
        id=row.id,
        workflow=ref_of(row),
        number=row.number,
        state=row.state,
        data=decode_data(row.data, declared),
        version=row.version,
        opened_at=row.opened_at,
        opened_on=row.opened_on,
        entered_at=row.entered_at,
        phase_entered_at=row.phase_entered_at,
        entry=row.entry,
        closed_at=row.closed_at,
        outcome=row.outcome,
        holders=holders_of(row.holders),
        occurrences=tuple(sorted(occurrences, key=occurrence_order)),
        timers=tuple(decode(Timer, each) for each in row.timers),
        items=tuple(sorted(items, key=item_order)),
        items_count=row.items_count,
        pauses=tuple(decode(Pause, each) for each in row.pauses),
        parent=ParentLink(parent, row.parent_children, row.parent_entry) if parent else None,
    )


def holders_of(raw: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Return who holds which role of a case."""
    return {role: tuple(held) for role, held in raw.items()}


def occurrence_values(case_id: str, each: Occurrence) -> Row:
    """Return the columns of an occurrence."""
    values: Row = _occurrence(each)
    values["case_id"] = case_id
    return values


def occurrence_changes(before: Occurrence, after: Occurrence) -> Row:
    """Return those columns of an occurrence that differ, by the names of its members."""
    changed = _changed_in_occurrence(before, after)
    return {
        name: _WRITTEN[name](value) if name in _WRITTEN else value
        for name, value in changed.items()
    }


_OCCURRENCE = tuple(each.name for each in fields(Occurrence))
_changed_in_occurrence = differences_of(_OCCURRENCE)
_WRITTEN: Mapping[str, Callable[[Any], Any]] = {
    "status": str,
    "fired": lambda fired: [encode(each) for each in fired] or None,
    "broken": lambda broken: encode(broken) if broken else None,
    "extended_to": partial(encode_member, Occurrence, "extended_to"),
}


def _writing() -> Callable[[Any], Row]:
    """Return what makes the columns of an occurrence that are called like its members."""
    parts = [f"{n!r}: {n}(each.{n})" if n in _WRITTEN else f"{n!r}: each.{n}" for n in _OCCURRENCE]
    return function_of(["each"], [f"return {{{', '.join(parts)}}}"], _WRITTEN)


_occurrence = _writing()


_READ: Mapping[str, Callable[[Any], Any]] = {
    "status": {each.value: each for each in Status}.__getitem__,
    "fired": lambda raw: tuple([decode(Fired, each) for each in raw]) if raw else (),
    "broken": lambda raw: decode(Broken, raw) if raw else None,
    "extended_to": partial(decode_member, Occurrence, "extended_to"),
}


def _reading() -> Callable[[Any], Occurrence]:
    """Return what makes an occurrence of a row whose columns are called like its members."""
    parts = [f"{name}(row.{name})" if name in _READ else f"row.{name}" for name in _OCCURRENCE]
    lines = [f"return Occurrence({', '.join(parts)})"]
    return function_of(["row"], lines, {"Occurrence": Occurrence, **_READ})


occurrence_of = _reading()
"""Return an occurrence."""


def item_values(case_id: str, each: Item) -> Row:
    """Return the columns of an item."""
    return {
        "case_id": case_id,
        "kind": each.kind.value,
        "key": each.key,
        "number": each.number,
        "body": each.body,
        "title": encode_member(Item, "title", each.title),
        "opened_at": each.opened_at,
        "outcomes": dict(each.on),
        "fallback": each.fallback,
        "reported": each.reported,
        "postponed": each.postponed,
        "outcome": each.outcome,
        "resolution": each.resolution,
        "settled_at": each.settled_at,
    }


def item_of(row: Any) -> Item:
    """Return an item."""
    return Item(
        kind=ItemKind(row.kind),
        key=row.key,
        number=row.number,
        body=row.body,
        title=decode_member(Item, "title", row.title),
        opened_at=row.opened_at,
        on=row.outcomes,
        fallback=row.fallback,
        reported=row.reported,
        postponed=row.postponed,
        outcome=row.outcome,
        resolution=row.resolution,
        settled_at=row.settled_at,
    )
