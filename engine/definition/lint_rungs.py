"""Lint of ladders: the order of reminders and of the rungs of an escalation."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from engine.deadlines.ladder import Direction, Rung, parse_rung, rung_text
from engine.definition.condition_terms import path_of
from engine.definition.conditions import exclude
from engine.errors import EngineError
from engine.findings import Finding, Severity, Text, pointer
from engine.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.duties import Escalation, Obligation
    from engine.definition.model import Workflow


def findings(workflow: Workflow) -> Iterator[Finding]:
    """Yield what is wrong with the moments of reminders and rungs."""
    for key, setting in workflow.settings.items():
        default = setting.field.default
        if isinstance(default, list | tuple) and _reminds(workflow, key):
            yield from _late(pointer("settings", key, "default"), _read(default))
    for key, duty in workflow.obligations.items():
        at = pointer("obligations", key)
        if isinstance(duty.reminders, tuple):
            yield from _late(f"{at}/reminders", duty.reminders)
            yield from _doubled(f"{at}/reminders", duty.reminders)
        yield from _early(at, duty)
        yield from _same_moment(at, duty)


def _reminds(workflow: Workflow, setting: str) -> bool:
    return any(
        isinstance(each.reminders, Rule) and path_of(each.reminders) == ("settings", setting)
        for each in workflow.obligations.values()
    )


def _read(default: list[object] | tuple[object, ...]) -> tuple[Rung, ...]:
    found: list[Rung] = []
    for each in default:
        if isinstance(each, Rung):
            found.append(each)
        elif isinstance(each, str):
            try:
                found.append(parse_rung(each))
            except EngineError:
                continue  # parse has said so
    return tuple(found)


def _late(at: str, reminders: tuple[Rung, ...]) -> Iterator[Finding]:
    for index, each in enumerate(reminders):
        if each.direction is Direction.AFTER:
            yield Finding(
                "reminder-after-due",
                f"{at}/{index}",
                Text(
                    de="Eine Erinnerung kommt vor der Fälligkeit oder am Tag selbst.",
                    en="A reminder comes before the due date or on the day.",
                ),
                Text(
                    de="Was danach geschieht, gehört in „escalation“.",
                    en="What happens afterwards belongs into “escalation”.",
                ),
            )


def _doubled(at: str, reminders: tuple[Rung, ...]) -> Iterator[Finding]:
    for index, each in enumerate(reminders):
        if each in reminders[:index]:
            yield _same(f"{at}/{index}", each)


def _early(at: str, duty: Obligation) -> Iterator[Finding]:
    for index, each in enumerate(duty.escalation):
        if isinstance(each.at, Rung) and each.at.direction is not Direction.AFTER:
            yield Finding(
                "rung-before-due",
                f"{at}/escalation/{index}/at",
                Text(
                    de="Eine Stufe der Eskalation kommt nach der Fälligkeit.",
                    en="A rung of the escalation comes after the due date.",
                ),
                Text(
                    de="Was davor geschieht, gehört in „reminders“.",
                    en="What happens before belongs into “reminders”.",
                ),
            )


def _same_moment(at: str, duty: Obligation) -> Iterator[Finding]:
    for (_, first), (index, second) in combinations(enumerate(duty.escalation), 2):
        if isinstance(second.at, Rung) and first.at == second.at and not _apart(first, second):
            yield _same(f"{at}/escalation/{index}/at", second.at)


def _apart(first: Escalation, second: Escalation) -> bool:
    if first.condition is None or second.condition is None:
        return False
    return exclude([first.condition], [second.condition])


def _same(where: str, at: Rung) -> Finding:
    words = rung_text(at)
    return Finding(
        "rungs-at-once",
        where,
        Text(
            de=f"Zwei Stufen haben denselben Zeitpunkt ({words.de}).",
            en=f"Two rungs have the same moment ({words.en}).",
        ),
        Text(
            de="Fassen Sie sie zusammen, rücken Sie sie auseinander oder geben Sie ihnen "
            "Bedingungen, die einander ausschließen.",
            en="Join them, move them apart, or give them conditions that exclude each other.",
        ),
        Severity.WARNING,
    )
