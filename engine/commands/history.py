"""Recorded events, refusals and messages of a case, told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.channels.wording import label
from engine.commands.output import Table
from engine.commands.saying import NOTHING, moment, saying
from engine.findings import Text
from engine.services import telling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.commands.call import Call
    from engine.definition.model import Workflow
    from engine.services.cases import Past
    from engine.services.saying import Saying
    from engine.storage.queries.history import Recorded
    from engine.storage.queries.outbox import Delivery

_LONGEST = 90


def told(
    call: Call, recorded: Recorded, workflow: Workflow, names: Mapping[str, str]
) -> tuple[str, str, str]:
    """Return what happened, by whom, and what was said with it."""
    words = saying(call, names)
    return (
        call.words(telling.what(recorded, workflow)),
        telling.actor_name(words, recorded.actor, workflow),
        _with_it(call, words, recorded, workflow),
    )


def _with_it(call: Call, words: Saying, recorded: Recorded, workflow: Workflow) -> str:
    parts = []
    if recorded.is_erased:
        parts.append(call.words(Text(de="Persönliches ist gelöscht", en="personal part erased")))
    parts += [f"{field}: {each}" for field, each in telling.said_with(words, recorded, workflow)]
    parts += telling.notes_of(words, recorded)
    line = "; ".join(parts)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def refusals_table(call: Call, past: Past, names: Mapping[str, str]) -> Table | None:
    """Return what was refused at a case, None if nothing was."""
    if not past.refusals:
        return None
    columns = (
        Text(de="Abgelehnt am", en="Refused on"),
        Text(de="Was", en="What"),
        Text(de="Wer", en="Who"),
        Text(de="Warum", en="Why"),
    )
    return Table(
        columns,
        [
            (
                moment(call, each.at),
                call.words(telling.event_title(each.event, past.workflow)),
                telling.actor_name(saying(call, names), each.actor, past.workflow),
                " ".join(call.words(one.message) for one in each.reasons),
            )
            for each in past.refusals
        ],
    )


def letters_table(call: Call, past: Past) -> Table | None:
    """Return the messages about a case, None if there are none."""
    if not past.letters:
        return None
    columns = (
        Text(de="Nachricht", en="Message"),
        Text(de="Worum es geht", en="About"),
        Text(de="An", en="To"),
        Text(de="Stand", en="Standing"),
        Text(de="Wann", en="When"),
    )
    return Table(columns, [_letter(call, each) for each in past.letters])


def _letter(call: Call, each: Delivery) -> tuple[str, ...]:
    about = each.letter.subject_title
    return (
        call.words(label(each.letter.message)),
        call.words(about) if about else NOTHING,
        each.name or each.letter.to,
        letter_standing(call, each),
        moment(call, each.sent_at or each.at),
    )


def letter_standing(call: Call, each: Delivery) -> str:
    """Return how it stands with a letter, with what went wrong last."""
    standing = telling.LETTER_STATES.get(each.state)
    words = call.words(standing) if standing else each.state
    return f"{words}: {each.last_error}" if each.last_error else words
