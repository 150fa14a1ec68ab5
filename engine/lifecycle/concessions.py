"""Concessions: a due date is extended, or what is owed is waived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.deadlines.due import Reading as ExtensionReading
from engine.deadlines.due import extend
from engine.deadlines.periods import parse_period
from engine.findings import Text
from engine.lifecycle import obligations
from engine.lifecycle.case import Status
from engine.lifecycle.duedates import at_hour
from engine.lifecycle.ladder import due_as_value
from engine.lifecycle.outcome import Reason
from engine.lifecycle.step import open_followers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.lifecycle.case import Occurrence
    from engine.lifecycle.draft import Draft
    from engine.lifecycle.reading import Reading


def _refuse(code: str, de: str, en: str, subject: str | None = None) -> list[Reason]:
    return [Reason(code, Text(de=de, en=en), subject)]


def owed(draft: Draft, given: Mapping[str, object]) -> Occurrence | None:
    """Return the occurrence that an input names by obligation or by full key: the oldest."""
    wanted = given.get("obligation")
    return next((o for o in draft.occurrences if wanted in (o.obligation, o.key)), None)


def extend_due(draft: Draft, reading: Reading) -> list[Reason]:
    """Put off what is owed by a period, as often as the obligation allows it."""
    found = owed(draft, reading.given)
    due = due_as_value(found) if found else None
    if found is None or due is None:
        return not_owed(str(reading.given["obligation"]))
    declared = obligations.definition_of(draft, found.obligation).extension
    if declared is None or found.extended >= declared.times:
        times = declared.times if declared else 0
        return _refuse(
            "extension",
            f"Verlängert werden darf höchstens {times}-mal; geschehen: {found.extended}-mal.",
            f"May be extended {times} times at most; done {found.extended} times.",
        )
    by = parse_period(str(reading.given["by"]))
    kind = (
        ExtensionReading.FROM_ROLLED_END
        if declared.from_rolled_end
        else ExtensionReading.FROM_OLD_END
    )
    calendar = draft.circumstances.calendar
    when = obligations.definition_of(draft, found.obligation).due
    new = extend(due, by, reading=kind, roll=when.roll, calendar=calendar)
    new = new if by.is_hours else at_hour(new, when, calendar)
    if new.at <= due.at:
        return _refuse(
            "extension",
            f"Um „{reading.given['by']}“ verlängert, endet die Frist nicht später als bisher.",
            f"Extended by “{reading.given['by']}”, the deadline ends no later than before.",
            "/by",
        )
    if new.at <= draft.at:
        return _refuse(
            "extension",
            f"Auch verlängert läge die Frist in der Vergangenheit ({new.on:%d.%m.%Y}).",
            f"Even extended the deadline would lie in the past ({new.on:%d %b %Y}).",
        )
    reason = str(reading.given["reason"])
    obligations.put_off(draft, found, new, reading, reason=reason, counts=True)
    return []


def waive(draft: Draft, reading: Reading) -> list[Reason]:
    """Let go of what is owed; what recurs goes on with the next occurrence."""
    found = owed(draft, reading.given)
    if found is None:
        return not_owed(str(reading.given["obligation"]))
    obligations.settle(draft, found, Status.WAIVED, str(reading.given["reason"]))
    if not found.followed:
        draft.followers.append((found, Status.WAIVED))
    open_followers(draft, reading)
    return []


def not_owed(key: str) -> list[Reason]:
    """Say that something is not owed here."""
    return _refuse(
        "obligation",
        f"„{key}“ ist hier nicht offen.",
        f"“{key}” is not owed here.",
        "/obligation",
    )


def by_extension(draft: Draft, given: Mapping[str, object]) -> tuple[str, ...]:
    """Return who may extend what an input names."""
    found = owed(draft, given)
    declared = obligations.definition_of(draft, found.obligation).extension if found else None
    return declared.by if declared else ()


def by_waiver(draft: Draft, given: Mapping[str, object]) -> tuple[str, ...]:
    """Return who may waive what an input names."""
    found = owed(draft, given)
    return obligations.definition_of(draft, found.obligation).waiver if found else ()
