"""Letters become rows of the outbox, one for each person."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.deadlines.localtime import instant
from engine.lifecycle.codec import canonical, encode
from engine.storage.ids import new_id
from engine.storage.recipients import people_of

if TYPE_CHECKING:
    from datetime import datetime

    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case
    from engine.lifecycle.outcome import Letter
    from engine.storage.town import Town

DAILY = "daily"
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
        content = _content(letter)
        people = people_of(town, workflow.roles, case, letter.to, today)
        for person in people or (None,):
            key = _key(letter, content, case, person or letter.to)
            if key not in rows:
                rows[key] = {
                    **content,
                    "id": new_id(at),
                    "key": key,
                    "case_id": case.id,
                    "person": person,
                    "role": letter.to,
                    "at": at,
                    **_sending(town, person, at),
                }
    return list(rows.values())


def _content(letter: Letter) -> dict[str, Any]:
    encoded = encode(letter)
    return {
        "message": letter.message,
        "occurrence": letter.occurrence,
        "rung": letter.rung,
        "revision": letter.revision,
        "due_on": letter.due_on,
        "subject_title": encoded.get("subject_title"),
        "facts": encoded.get("facts", {}),
    }


def _key(letter: Letter, content: dict[str, Any], case: Case, person: str) -> str:
    """Return what makes a letter the same: rung and revision, else the event and the content."""
    if letter.rung is not None:
        about = f"{letter.occurrence}.{letter.revision}.{letter.rung}"
    else:
        words = canonical({name: str(each) for name, each in content.items()})
        about = f"{case.version}.{hashlib.sha256(words.encode()).hexdigest()[:16]}"
    return f"{case.id}.{about}.{letter.message}.{person}"


def _sending(town: Town, person: str | None, at: datetime) -> dict[str, Any]:
    """Return how and when a person's letter leaves: at once, or with the daily one."""
    if person is None:
        return _state("dead", None) | {"last_error": NOBODY}
    if town.rhythms.get(person, town.rhythm) != DAILY:
        return _state("queued", at)
    day = town.today(at)
    zone = town.calendar.zone
    leaves_at = instant(day, town.digest_time, zone)
    if leaves_at <= at:
        day += timedelta(days=1)
        leaves_at = instant(day, town.digest_time, zone)
    return _state("queued", leaves_at) | {"digest": f"{person}.{day.isoformat()}"}


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
