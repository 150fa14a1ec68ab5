"""Expectations of a scenario compared with what was played."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.definition.values import to_json
from engine.findings import Text
from engine.lifecycle.case import ItemKind, Occurrence, Status
from engine.lifecycle.outcome import Outcome, Refused
from engine.lifecycle.seats import body_meant

if TYPE_CHECKING:
    from engine.lifecycle.case import Case
    from engine.lifecycle.theatre import Theatre


@dataclass(frozen=True, slots=True)
class Played:
    """What can be compared after a step."""

    theatre: Theatre
    case_id: str | None
    outcome: Outcome | None
    letters: int
    """So many letters had been written before the step."""

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        return self.theatre.world.load(self.case_id or "")


def differences(expected: Mapping[str, Any], played: Played) -> Iterator[Text]:
    """Yield what is other than expected."""
    for key, wanted in expected.items():
        compare = _COMPARE.get(key)
        if compare is None:
            yield _text(f"unbekannte Erwartung „{key}“", f"unknown expectation “{key}”")
            continue
        yield from compare(wanted, played)


def _text(de: str, en: str) -> Text:
    return Text(de=de, en=en)


def _other(what_de: str, what_en: str, wanted: object, found: object) -> Text:
    return _text(
        f"{what_de}: erwartet {wanted!r}, gefunden {found!r}",
        f"{what_en}: expected {wanted!r}, found {found!r}",
    )


def _state(wanted: str, played: Played) -> Iterator[Text]:
    if played.case.state != wanted:
        yield _other("Zustand", "state", wanted, played.case.state)


def _outcome(wanted: str, played: Played) -> Iterator[Text]:
    if played.case.outcome != wanted:
        yield _other("Ergebnis", "outcome", wanted, played.case.outcome)


def _refused(wanted: list[str], played: Played) -> Iterator[Text]:
    outcome = played.outcome
    if not isinstance(outcome, Refused):
        yield _text(
            f"sollte abgelehnt werden ({', '.join(wanted)}), wurde aber angenommen",
            f"should be refused ({', '.join(wanted)}) but was accepted",
        )
        return
    found = {each.code for each in outcome.reasons}
    found |= {each.subject for each in outcome.reasons if each.subject}
    if not set(wanted) <= found:
        yield _other("Ablehnungsgründe", "reasons of refusal", wanted, sorted(found))


def _obligations(wanted: Mapping[str, Any], played: Played) -> Iterator[Text]:
    for key, each in wanted.items():
        conditions = each if isinstance(each, Mapping) else {"due": each}
        found = _occurrences(key, conditions.get("occurrence"), played)
        if not found:
            yield _other(f"Pflicht {key}", f"obligation {key}", conditions, None)
            continue
        seen = [_shown(one, played) for one in found]
        if not any(_agrees(conditions, one) for one in seen):
            yield _other(f"Pflicht {key}", f"obligation {key}", dict(conditions), seen)


def _occurrences(key: str, number: int | None, played: Played) -> list[Occurrence]:
    case = played.case
    found = [*case.occurrences, *played.theatre.world.settled[case.id]]
    return [
        each
        for each in found
        if each.obligation == key and (number is None or each.number == number)
    ]


def _shown(each: Occurrence, played: Played) -> dict[str, Any]:
    status = each.status.value
    overdue = each.status is Status.OPEN and each.is_overdue(played.theatre.now)
    return {
        "due": to_json(each.due_on),
        "status": status,
        "overdue": overdue,
        "occurrence": each.number,
        "revision": each.revision,
    }


def _agrees(conditions: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    for name, wanted in conditions.items():
        if name == "status" and wanted == "overdue":
            if not shown["overdue"]:
                return False
        elif shown.get(name) != wanted:
            return False
    return True


def _sent(wanted: list[Mapping[str, Any]], played: Played) -> Iterator[Text]:
    letters = played.theatre.world.letters[played.letters :]
    found = [{"message": each.message, "to": each.to} for _, __, each in letters]
    for each in wanted:
        if not any(all(one.get(k) == v for k, v in each.items()) for one in found):
            yield _other("Nachricht", "message", dict(each), found)


def _agenda(wanted: list[str], played: Played) -> Iterator[Text]:
    case = played.case
    bodies = {each.body for each in case.items if each.kind is ItemKind.AGENDA}
    roles, data = played.theatre.world.compiled(case.workflow).workflow.roles, case.data
    meant = {body_meant(roles, each, data): each for each in roles}
    found = {meant.get(each, each) for each in bodies}
    if set(wanted) != found and not (wanted and set(wanted) <= found):
        yield _other("Tagesordnung", "agenda", wanted, sorted(found))


def _proposals(wanted: list[str], played: Played) -> Iterator[Text]:
    found = {each.key for each in played.case.items if each.kind is ItemKind.PROPOSAL}
    if set(wanted) != found:
        yield _other("offene Vorschläge", "open proposals", sorted(wanted), sorted(found))


def _fields(wanted: Mapping[str, Any], played: Played) -> Iterator[Text]:
    data = played.case.data
    for name, value in wanted.items():
        found = to_json(data.get(name))
        if found != value:
            yield _other(f"Feld {name}", f"field {name}", value, found)


def _children(wanted: Mapping[str, Mapping[str, int]], played: Played) -> Iterator[Text]:
    cases = played.theatre.world.children_of(played.case_id or "")
    for key, counts in wanted.items():
        found = Counter(each.state for each in cases if each.parent and each.parent.children == key)
        for state, number in counts.items():
            if found[state] != number:
                yield _other(f"Teilvorgänge {key}", f"children {key}", dict(counts), dict(found))
                break


_COMPARE: Mapping[str, Callable[[Any, Played], Iterator[Text]]] = {
    "state": _state,
    "outcome": _outcome,
    "refused": _refused,
    "obligations": _obligations,
    "sent": _sent,
    "agenda": _agenda,
    "proposals": _proposals,
    "fields": _fields,
    "children": _children,
}
EXPECTATIONS = frozenset(_COMPARE)
"""What a scenario may expect."""
