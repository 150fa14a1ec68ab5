"""Spoken: what everybody may read of a workflow, for those who translate it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.effects import Tell
from engine.definition.fields import Visibility
from engine.definition.model import PUBLIC
from engine.definition.places import deeds, values_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.definition.fields import Field
    from engine.definition.model import Workflow
    from engine.findings import Text


def public_texts(workflow: Workflow) -> tuple[Text, ...]:
    """Return the texts of a workflow that everybody may be shown or written, each once."""
    found = [workflow.title, *_of_fields(_public_fields(workflow))]
    found += [each.help for each in _asked(workflow) if each.help is not None]
    for key in _states(workflow):
        state = workflow.states[key]
        found += [state.title] if state.help is None else [state.title, state.help]
    if workflow.public_in:
        found += [each.title for each in workflow.roles.values() if each.held_by == "case"]
    if PUBLIC in workflow.opened_by:
        found += [each.message for each in workflow.opening_guards]
        found += [each for each in (workflow.opening_title, workflow.opening_help) if each]
    for key in dict.fromkeys(each.message for each in values_in(deeds(workflow), Tell)):
        found += [workflow.messages[key].subject, workflow.messages[key].text]
    return tuple({each.de: each for each in found}.values())


def _public_fields(workflow: Workflow) -> Iterator[Field]:
    """Yield the fields that are shown to everybody, or asked of everybody."""
    asked = {each.key for each in _asked(workflow)}
    for key, each in workflow.fields.items():
        is_shown = bool(workflow.public_in) and each.visibility is Visibility.PUBLIC
        if is_shown or key in asked:
            yield each


def _asked(workflow: Workflow) -> list[Field]:
    """Return what the public is asked when it opens a case."""
    if PUBLIC not in workflow.opened_by:
        return []
    return [workflow.fields[key] for key in workflow.asked_at_opening]


def _states(workflow: Workflow) -> Iterable[str]:
    """Return the states that are told to everybody: public ones, and where one's own begins."""
    begun = workflow.states if PUBLIC in workflow.opened_by else ()
    return dict.fromkeys([*workflow.public_in, *begun])


def _of_fields(fields: Iterable[Field]) -> Iterator[Text]:
    for each in fields:
        yield each.title
        yield from each.options.values()
        yield from _of_fields(
            member
            for member in each.of.values()
            if member.visibility is not Visibility.CONFIDENTIAL
        )
