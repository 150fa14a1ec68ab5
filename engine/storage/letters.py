"""Letters become rows of the outbox, one for each person."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.deadlines.localtime import instant
from engine.definition.values import to_json
from engine.lifecycle.codec import canonical, encode_member
from engine.lifecycle.left import field_of
from engine.lifecycle.outcome import Letter
from engine.storage.ids import new_id
from engine.storage.recipients import people_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case
    from engine.storage.town import Town

DAILY = "daily"
THROUGH = "through:"
"""Before a role, as the rhythm of a person: her letters go to its holders, who hand them on."""
HAND_TO = "hand_to"
"""The fact of a letter that says to whom it is handed on."""
NOBODY = "nobody holds this role"


def outbox_rows(
    letters: tuple[Letter, ...], case: Case, workflow: Workflow, town: Town, at: datetime
) -> list[dict[str, Any]]:
    """Return what has to be sent; who gets the same through two roles gets it once.

    A letter that finds nobody is kept as a dead one, so that an administrator sees it.
    """
    today = town.today(at)
    rows: dict[str, dict[str, Any]] = {}
    for letter in letters:
        if field_of(letter.to) is not None:
            content = _content(letter)
            key = _key(letter, content, case, letter.to)
            rows[key] = {
                **content,
                "id": new_id(at),
                "key": key,
                "case_id": case.id,
                "person": None,
                "role": letter.to,
                "at": at,
                **_state("queued", at),
            }
            continue
        people = people_of(town, workflow.roles, case, letter.to, today) or (None,)
        for person, hand_to in _readers(town, workflow, case, people, today):
            content = _content(letter if hand_to is None else _to_hand_on(letter, hand_to))
            reader = person or letter.to
            key = _key(letter, content, case, reader if hand_to is None else f"{reader}>{hand_to}")
            if key not in rows:
                rows[key] = {
                    **content,
                    "id": new_id(at),
                    "key": key,
                    "case_id": case.id,
                    "person": person,
                    "role": letter.to,
                    "at": at,
                    **_sending(town, person, at, letter.due_on),
                }
    return list(rows.values())


def _readers(
    town: Town,
    workflow: Workflow,
    case: Case,
    people: Iterable[str | None],
    today: date,
) -> Iterator[tuple[str | None, str | None]]:
    """Yield who gets a letter, and to whom she hands it on.

    Whoever takes part without an account or an address is told by those who hold a role of her
    choosing, on paper or by word of mouth.
    """
    for person in people:
        rhythm = town.rhythms.get(person or "", "")
        if person is None or not rhythm.startswith(THROUGH):
            yield person, None
            continue
        role = rhythm.removeprefix(THROUGH)
        for each in people_of(town, workflow.roles, case, role, today) or (None,):
            yield each, person


def _to_hand_on(letter: Letter, person: str) -> Letter:
    return replace(letter, facts={**letter.facts, HAND_TO: person})


def _content(letter: Letter) -> dict[str, Any]:
    title = letter.subject_title
    return {
        "message": letter.message,
        "occurrence": letter.occurrence,
        "rung": letter.rung,
        "revision": letter.revision,
        "due_on": letter.due_on,
        "subject_title": None if title is None else encode_member(Letter, "subject_title", title),
        "facts": to_json(letter.facts),
    }


def _key(letter: Letter, content: dict[str, Any], case: Case, person: str) -> str:
    """Return what makes a letter the same: rung and revision, else the event and the content."""
    if letter.rung is not None:
        about = f"{letter.occurrence}.{letter.revision}.{letter.rung}"
    else:
        words = canonical({name: str(each) for name, each in content.items()})
        about = f"{case.version}.{hashlib.sha256(words.encode()).hexdigest()[:16]}"
    return f"{case.id}.{about}.{letter.message}.{person}"


def _sending(town: Town, person: str | None, at: datetime, due_on: date | None) -> dict[str, Any]:
    """Return how and when a person's letter leaves: at once, or with the daily one.

    What is still due leaves at once if the daily letter would come after its last day.
    """
    if person is None:
        return _state("dead", None) | {"last_error": NOBODY}
    if town.rhythms.get(person, town.rhythm) != DAILY:
        return _state("queued", at)
    today = town.today(at)
    leaves_on = today
    leaves_at = instant(leaves_on, town.digest_time, town.calendar.zone)
    if leaves_at <= at:
        leaves_on += timedelta(days=1)
        leaves_at = instant(leaves_on, town.digest_time, town.calendar.zone)
    if due_on is not None and today <= due_on < leaves_on:
        return _state("queued", at)
    return _state("queued", leaves_at) | {"digest": f"{person}.{leaves_on.isoformat()}"}


def _state(state: str, next_try_at: datetime | None) -> dict[str, Any]:
    return {
        "state": state,
        "next_try_at": next_try_at,
        "digest": None,
        "lease": None,
        "attempts": 0,
        "last_error": None,
        "sent_at": None,
    }
