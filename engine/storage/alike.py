"""What a rung came to in one case, written down for others in which it comes to the same.

Whether it does is said by ``lifecycle/alike`` and by what ``claim_rungs`` puts together. What is
written here for another case is what ``event_rows`` and the rest would write, to the letter: it is
tried on the case that was decided, and given up where that was recorded in any other way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.lifecycle.case import Occurrence
from engine.lifecycle.codec import canonical, encode, text_writer
from engine.storage import chain
from engine.storage.changes import (
    case_change,
    fired_rows,
    moved_occurrences,
    occurrence_change,
)
from engine.storage.columns import Written
from engine.storage.ids import new_id
from engine.storage.records import event_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Step
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

    def __init__(self, unit: Unit, step: Step, after: Occurrence, letters: Sequence[Row]) -> None:
        """Take what was decided in one case.

        Args:
            unit: The transaction.
            step: What was done.
            after: The occurrence that it was done to, as it is now.
            letters: The rows of what is sent.
        """
        self._at = unit.at
        fired = after.fired[-1]
        history = [encode(each) for each in after.fired]
        self._said = {
            "fired": canonical(history),
            "next_at": None if after.next_at is None else canonical(encode(after)["next_at"]),
            "broken": None,
        }
        planned_at = canonical(encode(fired)["planned_at"])
        self._tail = f',"planned_at":{planned_at},"subject":'
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
        about = f"{step.after.id}.{after.key}"
        self._letters = [
            ({**each, **_documents(each)}, str(each["key"]).removeprefix(about)) for each in letters
        ]

    def of(self, row: Any) -> Alike:
        """Return what is written for another case; the row is one of ``claim_rungs``."""
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
                    "id": new_id(self._at),
                    "key": f"{case_id}.{name}{rest}",
                    "case_id": case_id,
                    "occurrence": name,
                }
                for letter, rest in self._letters
            ],
        )


def _documents(letter: Row) -> Row:
    """Return those columns of a letter that hold JSON, written once."""
    names = ("subject_title", "facts")
    return {name: Written(letter[name]) for name in names if letter[name] is not None}


def pattern_of(
    unit: Unit, compiled: Compiled, step: Step, letters: Sequence[Row], row: Any
) -> Pattern | None:
    """Return the pattern of what was decided in a case, if it gives back what was recorded there.

    Args:
        unit: The transaction.
        compiled: The definition.
        step: What was done there.
        letters: The rows of what is sent.
        row: The case as it was claimed.
    """
    ((before,), (after,)) = moved_occurrences(step.before, step.after)
    assert step.before is not None  # noqa: S101 - only a case that there is can be woken
    pattern = Pattern(unit, step, after, letters)
    told = pattern.of(row)
    event, payload = event_rows(step, compiled, unit.at, unit.tenant, row.head_hash)
    case = case_change(step.before, step.after, event["hash"], compiled.workflow)
    occurrence = occurrence_change(step.after.id, before, after)
    is_so = (
        payload is None
        and (told.event, [told.fired]) == (event, fired_rows(step))
        and (SPOKEN_CASE, told.case) == case
        and (SPOKEN_OCCURRENCE, told.occurrence) == occurrence
        and [_without_id(each) for each in told.letters] == [_without_id(each) for each in letters]
    )
    return pattern if is_so else None


def _without_id(letter: Row) -> Row:
    return {**letter, "id": None}
