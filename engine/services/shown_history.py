"""What a sight leaves of what happened at a case, and of what conditions have read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.definition.effects import SetFields
from engine.definition.places import values_in
from engine.rules.rule import Rule
from engine.services.access import Sight
from engine.services.shown import level_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.definition.model import Workflow
    from engine.lifecycle.outcome import Reason, Verdict
    from engine.lifecycle.why import Why
    from engine.services.shown import Filter
    from engine.storage.queries.history import Recorded

Paths = frozenset[tuple[str, ...]]
_OF_OTHERS = (("children",), ("parent",))
"""What rules read of other cases, which have readers of their own."""
_OF_THE_TOWN = (("facts",), ("settings",), ("obligation",), ("actor",))


def hidden_paths(workflow: Workflow, sight: Sight) -> Paths:
    """Return what rules may have read that must not be told with a sight."""
    if sight is Sight.CONFIDENTIAL:
        return frozenset()
    found = {("case", key) for key, each in workflow.fields.items() if level_of(each) > sight}
    found |= {("facts", key) for key, each in workflow.facts.items() if each.kind == "list"}
    found |= {
        ("input", key) for event in workflow.events for key in inputs_hidden(workflow, event, sight)
    }
    return frozenset({*found, *hidden_elsewhere(sight)})


def hidden_elsewhere(sight: Sight) -> Paths:
    """Return what rules may have read beyond the case itself that must not be told."""
    inside = _OF_OTHERS if sight < Sight.CONFIDENTIAL else ()
    return frozenset(inside if sight >= Sight.INTERNAL else (*inside, *_OF_THE_TOWN))


def inputs_hidden(workflow: Workflow, event: str, sight: Sight) -> frozenset[str]:
    """Return the inputs of an event that must not be told: as they are declared, or go into."""
    declared = workflow.events.get(event)
    if declared is None:
        return frozenset()
    hidden = {key for key, each in declared.input.items() if level_of(each) > sight}
    for transition in workflow.transitions:
        if transition.event == event:
            assigned = [transition.set, *(each.values for each in values_in(transition, SetFields))]
            for values in assigned:
                hidden |= {
                    path[1]
                    for key, value in values.items()
                    if level_of(workflow.fields[key]) > sight and isinstance(value, Rule)
                    for path in value.references
                    if path[0] == "input" and len(path) > 1
                }
    return frozenset(hidden)


def verdict_shown(verdict: Verdict, hidden: Paths) -> Verdict:
    """Return a verdict that tells nothing hidden."""
    return verdict.without(hidden) if hidden else verdict


def reasons_shown(reasons: Iterable[Reason], hidden: Paths) -> tuple[Reason, ...]:
    """Return reasons whose values tell nothing hidden."""
    return tuple(
        replace(each, verdict=verdict_shown(each.verdict, hidden)) if each.verdict else each
        for each in reasons
    )


def why_shown(told: Why, hidden: Paths) -> Why:
    """Return the answer to "why not?" without hidden values."""
    return replace(
        told,
        reasons=reasons_shown(told.reasons, hidden),
        conditions=tuple(
            (key, tuple(verdict_shown(each, hidden) for each in verdicts))
            for key, verdicts in told.conditions
        ),
    )


def events_shown(events: Iterable[Recorded], shown: Filter) -> tuple[Recorded, ...]:
    """Return the history as it is seen; the public sees how the case came to public states."""
    if shown.sight is Sight.CONFIDENTIAL:
        return tuple(_referring(each, shown) for each in events)
    if shown.sight is Sight.INTERNAL:
        hidden = hidden_paths(shown.workflow, shown.sight)
        return tuple(_for_insiders(each, shown, hidden) for each in events)
    public = shown.workflow.public_in
    return tuple(_for_all(each, shown) for each in events if each.patch.get("state") in public)


def _referring(each: Recorded, shown: Filter) -> Recorded:
    """Return an event without what it says of cases that the reader must not know of."""
    parent = each.patch.get("parent")
    patch = dict(each.patch)
    if isinstance(parent, Mapping) and not shown.knows(str(parent["case"])):
        del patch["parent"]
    if "data" in patch:
        patch["data"] = shown.values(shown.workflow.fields, patch["data"])
    return replace(each, patch=patch, input=_input(each, shown))


def _for_insiders(each: Recorded, shown: Filter, hidden: Paths) -> Recorded:
    details = dict(each.details)
    if "verdicts" in details:
        details["verdicts"] = [_without_secrets(one, hidden) for one in details["verdicts"]]
    return replace(_referring(each, shown), details=details)


def _for_all(each: Recorded, shown: Filter) -> Recorded:
    patch = {"state": each.patch["state"]}
    return replace(
        each,
        actor=None,
        input=_input(each, shown) if each.event in shown.workflow.events else {},
        patch=patch,
        details={},
    )


def _input(each: Recorded, shown: Filter) -> dict[str, Any]:
    """Return what was said with an event; with a built-in one by the fields of the case."""
    flow, declared = shown.workflow, shown.workflow.events.get(each.event)
    if declared is not None:
        hidden = inputs_hidden(flow, each.event, shown.sight)
        said = shown.values(declared.input, each.input)
        return {key: value for key, value in said.items() if key not in hidden}
    found: dict[str, Any] = {}
    for key, value in each.input.items():
        if key in flow.fields:
            found |= shown.values(flow.fields, {key: value})
        elif key == "fields" and isinstance(value, Mapping):
            found[key] = shown.values(flow.fields, value)
        else:
            found[key] = value
    return found


def _without_secrets(verdict: Mapping[str, Any], hidden: Paths) -> dict[str, Any]:
    """Return a recorded verdict, without how it came about where its rule names what is hidden."""
    source = str(verdict.get("why", {}).get("rule", ""))
    names = "|".join(re.escape(".".join(path)) for path in hidden)
    if hidden and (re.search(rf"\b(?:{names})\b", source) or "table(" in source):
        return {key: each for key, each in verdict.items() if key != "why"}
    return dict(verdict)
