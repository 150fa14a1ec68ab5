"""What a rung came to in one case, written down for others in which it comes to the same.

Whether it does is said by ``lifecycle/alike`` and by what ``claim_rungs`` puts together. What is
written here for another case is what ``event_rows`` and the rest would write, to the letter: it is
tried on the case that was decided, and given up where that was recorded in any other way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.lifecycle.alike import is_common
from engine.lifecycle.case import Occurrence
from engine.lifecycle.codec import canonical, encode, from_canonical, text_writer
from engine.lifecycle.frozen import replace
from engine.storage import chain
from engine.storage.changes import (
    case_change,
    fired_rows,
    moved_occurrences,
    occurrence_change,
)
from engine.storage.columns import Written
from engine.storage.ids import ids_at
from engine.storage.letters import outbox_rows
from engine.storage.recipients import vacant_roles
from engine.storage.records import event_rows
from engine.storage.rows import holders_of

if TYPE_CHECKING:
    from engine.lifecycle.case import Case
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Accepted
    from engine.storage.town import Town
    from engine.storage.unit import Unit

Row = dict[str, Any]

SPOKEN_CASE = frozenset({"version", "head_hash"})
"""The columns of a case that a rung changes which only speaks."""
SPOKEN_OCCURRENCE = frozenset({"fired", "next_at"})

_write = text_writer(Occurrence, frozenset({"fired", "next_at", "extended_to", "broken"}))


class Alike(NamedTuple):
    """The rows of one case: of its event, its rung, its letters, and what changes of the rest."""

    event: Row
    fired: Row
    case: Row
    """The key of the case, ``case_id`` and ``old_version``, and its new values, ``new_...``."""
    occurrence: Row
    """Like that of the case; its key is ``old_...``."""
    letters: list[Row]


class Pattern:
    """One rung for many cases: what is the same in all, once, and what differs, for each."""

    def __init__(self, unit: Unit, town: Town, compiled: Compiled, outcome: Accepted) -> None:
        """Take what was decided in one case.

        Args:
            unit: The transaction.
            town: Where.
            compiled: The definition.
            outcome: What ``is_common`` says may hold for others.
        """
        (step,) = outcome.steps
        _, (after,) = moved_occurrences(step.before, step.after)
        fired, history = after.fired[-1], [encode(each) for each in after.fired]
        self._unit, self._town, self._roles = unit, town, compiled.workflow.roles
        self._workflow = compiled.workflow
        self._case, self._owner, self._sent = step.after, after.owner, outcome.letters
        self._said = {
            "fired": canonical(history),
            "next_at": None if after.next_at is None else canonical(encode(after)["next_at"]),
            "broken": None,
        }
        self._tail = f',"planned_at":{canonical(encode(fired)["planned_at"])},"subject":'
        self._event: Row = {
            "tenant": unit.tenant,
            "at": unit.at,
            "event": step.event,
            "kind": step.kind,
            "actor": step.actor.id,
            "transition": step.transition,
            "payload_digest": None,
        }
        self._fired: Row = {
            "revision": fired.revision,
            "rung": fired.rung,
            "result": fired.result.value,
            "planned_at": fired.planned_at,
            "at": fired.at,
        }
        self._occurrence: Row = {"new_fired": Written(history), "new_next_at": after.next_at}
        self._about = f"{step.after.id}.{after.key}"
        self._ids = ids_at(unit.at)
        self._letters: dict[str, list[tuple[Row, str]] | None] = {}

    def _letters_for(self, holders: str) -> list[tuple[Row, str]] | None:
        """Return the letters where these people hold the roles of a case, worked out once.

        With each stands the last part of its key. None where nobody has the role that owes.
        """
        if holders not in self._letters:
            case = replace(self._case, holders=holders_of(from_canonical(holders)))
            today = self._town.today(self._unit.at)
            is_vacant = self._owner in vacant_roles(self._town, self._roles, case, today)
            self._letters[holders] = None if is_vacant else self._letters_of(case)
        return self._letters[holders]

    def _letters_of(self, case: Case) -> list[tuple[Row, str]]:
        rows = outbox_rows(self._sent, case, self._workflow, self._town, self._unit.at)
        return [
            ({**each, **_documents(each)}, str(each["key"]).removeprefix(self._about))
            for each in rows
        ]

    def of(self, row: Any) -> Alike | None:
        """Return what is written for a case of ``claim_rungs``.

        None where nobody has the role that owes: somebody else may have to be told of that.
        """
        letters = self._letters_for(row.holders)
        if letters is None:
            return None
        case_id, seq = row.case_id, row.version + 1
        obligation, series, number = row.obligation, row.series, row.number
        name = f"{obligation}.{series}.{number}"
        quoted = canonical(name)
        owed = _write(row, extended_to=row.extended_to, **self._said)
        event = {
            **self._event,
            "case_id": case_id,
            "seq": seq,
            "previous_hash": row.head_hash,
            "body": f'{{"patch":{{"occurrences":{{{quoted}:{owed}}},"version":{seq}}}'
            f"{self._tail}{quoted}}}",
        }
        event["hash"] = chain.event_hash(event)
        return Alike(
            event,
            {
                **self._fired,
                "case_id": case_id,
                "obligation": obligation,
                "series": series,
                "number": number,
                "event_seq": seq,
            },
            {
                "case_id": case_id,
                "old_version": row.version,
                "new_version": seq,
                "new_head_hash": event["hash"],
            },
            {
                **self._occurrence,
                "old_case_id": case_id,
                "old_obligation": obligation,
                "old_series": series,
                "old_number": number,
            },
            [
                {
                    **letter,
                    "id": next(self._ids),
                    "key": f"{case_id}.{name}{rest}",
                    "case_id": case_id,
                    "occurrence": name,
                }
                for letter, rest in letters
            ],
        )


def _documents(letter: Row) -> Row:
    """Return those columns of a letter that hold JSON, written once."""
    names = ("subject_title", "facts")
    return {name: Written(letter[name]) for name in names if letter[name] is not None}


def pattern_of(
    unit: Unit, town: Town, compiled: Compiled, outcome: Accepted, row: Any
) -> Pattern | None:
    """Return what a wake came to as a pattern for other cases.

    None if it may come to something else there, or was recorded in another way than the pattern
    would write it.

    Args:
        unit: The transaction.
        town: Where.
        compiled: The definition.
        outcome: What waking a case came to.
        row: The same case as it was claimed.
    """
    if not is_common(compiled, outcome):
        return None
    pattern = Pattern(unit, town, compiled, outcome)
    told = pattern.of(row)
    return (
        pattern if told is not None and _is_recorded(told, unit, town, compiled, outcome) else None
    )


def _is_recorded(
    told: Alike, unit: Unit, town: Town, compiled: Compiled, outcome: Accepted
) -> bool:
    """Return whether rows are those that were recorded of an outcome, new ids aside."""
    (step,) = outcome.steps
    ((before,), (after,)) = moved_occurrences(step.before, step.after)
    previous_hash = told.event["previous_hash"]
    event, payload = event_rows(step, compiled, unit.at, unit.tenant, previous_hash)
    assert outcome.before is not None  # noqa: S101 - nothing is woken that is not there
    moved = case_change(outcome.before, outcome.after, event["hash"], compiled.workflow)
    letters = outbox_rows(outcome.letters, step.after, compiled.workflow, town, unit.at)
    return (
        payload is None
        and (told.event, [told.fired]) == (event, fired_rows(step))
        and (SPOKEN_CASE, told.case) == moved
        and (SPOKEN_OCCURRENCE, told.occurrence) == occurrence_change(step.after.id, before, after)
        and [_without_id(each) for each in told.letters] == [_without_id(each) for each in letters]
    )


def _without_id(letter: Row) -> Row:
    return {**letter, "id": None}
