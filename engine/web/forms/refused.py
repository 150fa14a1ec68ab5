"""Refused: what stands against a form, at its fields and above it, and what would help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.definition.model import Workflow
from engine.definition.places import fields_set
from engine.findings import Text
from engine.lifecycle.builtin import EVENTS
from engine.lifecycle.outcome import Reason
from engine.services.answers import Answer


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that stands against an event, with its values and what would help."""

    message: Text
    lines: Sequence[str]
    """Every part of the rule with its value."""
    helps: Sequence[str]
    """Events that could change it and that the visitor may send."""


def errors_by_path(reasons: Iterable[Reason]) -> dict[str, list[Text]]:
    """Return what is wrong with what was filled in, by JSON pointer."""
    found: dict[str, list[Text]] = {}
    for each in reasons:
        if is_about_a_field(each):
            found.setdefault(each.subject or "", []).append(_without_path(each))
    return found


def messages_of(answer: Answer) -> list[Text]:
    """Return everything that stood against something, each once."""
    return list(dict.fromkeys(each.message for each in answer.reasons))


def is_about_a_field(reason: Reason) -> bool:
    """Return whether a reason is about what was filled in, not about the case."""
    return (reason.subject or "").startswith("/")


def _without_path(reason: Reason) -> Text:
    """Return the message without the path before it, which the form shows by its place."""
    before = f"{reason.subject}: "
    return Text(
        de=reason.message.de.removeprefix(before), en=reason.message.en.removeprefix(before)
    )


def conditions_of(
    reasons: Iterable[Reason], workflow: Workflow, possible: Sequence[str], language: str
) -> list[Condition]:
    """Return what stands against an event beyond its fields."""
    return [
        Condition(
            message=each.message,
            lines=tuple(each.verdict.explain().lines(language)) if each.verdict else (),
            helps=_helps(each, workflow, possible),
        )
        for each in reasons
        if not is_about_a_field(each)
    ]


def _helps(reason: Reason, workflow: Workflow, possible: Sequence[str]) -> tuple[str, ...]:
    """Return the events that set what a condition reads, or do what has to be done first."""
    owed = workflow.obligations.get(reason.subject or "")
    if reason.code == "blocked" and owed is not None:
        ways = [each.event for each in owed.fulfilled_by]
        return tuple(each for each in ways if each in possible)
    if reason.verdict is None:
        return ()
    read = {path[1] for path in reason.verdict.rule.references if path[0] == "case" and path[1:]}
    setting = _setters(workflow)
    helps = [each for each in possible if read & setting.get(each, frozenset())]
    if read and "correct" in possible:
        helps.append("correct")
    return tuple(dict.fromkeys(helps))


def _setters(workflow: Workflow) -> Mapping[str, frozenset[str]]:
    """Return which fields each event changes."""
    found: dict[str, frozenset[str]] = {}
    for each in workflow.transitions:
        if each.event is not None and each.event not in EVENTS:
            found[each.event] = (
                found.get(each.event, frozenset()) | fields_set(each) | frozenset(each.set)
            )
    return found
