"""Every workflow that differs from a given one by one change of a kind that may do harm."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Raw = dict[str, Any]
Place = tuple[str | int, ...]

_CONDITION = "size(case.title) > 40"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A document and one change of it."""

    kind: str
    original: Raw
    place: Place
    value: object

    @property
    def where(self) -> str:
        """The place of the change."""
        return "/".join(map(str, self.place))

    @property
    def document(self) -> Raw:
        """The changed document."""
        changed = copy.deepcopy(self.original)
        _put(changed, self.place, self.value)
        return changed


def mutants(document: Raw) -> Iterator[Mutant]:
    """Yield every mutant of a document whose blocks are expanded and whose origins are states."""
    for kind, changes in _KINDS.items():
        for place, value in changes(document):
            yield Mutant(kind, document, place, value)


_GONE = object()


def _put(document: Any, place: Place, value: object) -> None:
    for key in place[:-1]:
        document = document[key]
    if value is _GONE:
        del document[place[-1]]
    elif place[-1] == "+":
        document.append(value)
    else:
        document[place[-1]] = value


Changes = Iterator[tuple[Place, object]]


def _holders(document: Raw) -> Iterator[tuple[Place, Raw]]:
    for section in ("states", "phases"):
        for key, each in document.get(section, {}).items():
            yield (section, key), each


def _drop_obligation(document: Raw) -> Changes:
    for place, holder in _holders(document):
        for index in range(len(holder.get("obligations", []))):
            yield (*place, "obligations", index), _GONE


def _rungs(document: Raw) -> Iterator[tuple[Place, Raw]]:
    for key, duty in document["obligations"].items():
        for index, rung in enumerate(duty.get("escalation", [])):
            yield ("obligations", key, "escalation", index), rung


def _drop_rung(document: Raw) -> Changes:
    for place, _ in _rungs(document):
        yield place, _GONE


def _drop_ladder(document: Raw) -> Changes:
    for key, duty in document["obligations"].items():
        if duty.get("escalation"):
            yield ("obligations", key, "escalation"), []


def _only_tell(document: Raw) -> Changes:
    for place, rung in _rungs(document):
        for index, effect in enumerate(rung["do"]):
            if effect["do"] in {"agenda", "propose", "demand"}:
                told = {"do": "notify", "to": ["owner"], "message": "overdue"}
                yield (*place, "do", index), told


def _conditional_rung(document: Raw) -> Changes:
    for place, rung in _rungs(document):
        yield (*place, "if"), _and(rung.get("if"))


def _conditional_ask(document: Raw) -> Changes:
    for place, rung in _rungs(document):
        for index, effect in enumerate(rung["do"]):
            if effect["do"] in {"agenda", "propose", "demand"}:
                yield (*place, "do", index, "if"), _and(effect.get("if"))


def _conditional_duty(document: Raw) -> Changes:
    for key, duty in document["obligations"].items():
        yield ("obligations", key, "when"), _and(duty.get("when"))


def _and(rule: str | None) -> str:
    return f"({rule}) && {_CONDITION}" if rule else _CONDITION


def _timers(document: Raw) -> Iterator[tuple[Place, Raw]]:
    for place, holder in _holders(document):
        for index, timer in enumerate(holder.get("timers", [])):
            yield (*place, "timers", index), timer


def _drop_timer(document: Raw) -> Changes:
    for place, _ in _timers(document):
        yield place, _GONE


def _conditional_timer(document: Raw) -> Changes:
    for place, _ in _timers(document):
        yield (*place, "if"), _CONDITION


def _other_event(document: Raw) -> Changes:
    for place, timer in _timers(document):
        for event in document["events"]:
            if event != timer["event"]:
                yield (*place, "event"), event


def _drop_transition(document: Raw) -> Changes:
    for index in range(len(document["transitions"])):
        yield ("transitions", index), _GONE


def _drop_origin(document: Raw) -> Changes:
    for index, each in enumerate(document["transitions"]):
        if len(each["from"]) > 1:
            for place in range(len(each["from"])):
                yield ("transitions", index, "from", place), _GONE


def _stay(document: Raw) -> Changes:
    for index, each in enumerate(document["transitions"]):
        if "to" in each:
            yield ("transitions", index, "to"), _GONE


def _lead_elsewhere(document: Raw) -> Changes:
    for index, each in enumerate(document["transitions"]):
        for key, state in document["states"].items():
            if "to" in each and key != each["to"] and not state.get("final"):
                yield ("transitions", index, "to"), key


def _guard(document: Raw) -> Changes:
    text = {"de": "Jetzt nicht.", "en": "Not now."}
    for index, each in enumerate(document["transitions"]):
        added = {"id": "added", "rule": _CONDITION, "message": text}
        yield ("transitions", index, "guards"), [*each.get("guards", []), added]


def _drop_effect(document: Raw) -> Changes:
    for index, each in enumerate(document["transitions"]):
        for place, effect in enumerate(each.get("effects", [])):
            if effect["do"] in {"agenda", "propose", "demand", "raise"}:
                yield ("transitions", index, "effects", place), _GONE


def _once(document: Raw) -> Changes:
    for key, duty in document["obligations"].items():
        if "repeat" in duty:
            yield ("obligations", key, "repeat"), _GONE


def _some_times(document: Raw) -> Changes:
    for key, duty in document["obligations"].items():
        if "repeat" in duty:
            yield ("obligations", key, "repeat", "times"), 2
            yield ("obligations", key, "repeat", "until"), _CONDITION


def _waivable(document: Raw) -> Changes:
    for key, duty in document["obligations"].items():
        if "waiver" not in duty:
            yield ("obligations", key, "waiver"), {"by": [duty["owner"]]}


def _not_fulfilled(document: Raw) -> Changes:
    for key, duty in document["obligations"].items():
        for index in range(len(duty.get("fulfilled_by", []))):
            yield ("obligations", key, "fulfilled_by", index), _GONE


def _fulfilled_by_any(document: Raw) -> Changes:
    for key, duty in document["obligations"].items():
        for event in document["events"]:
            if event not in duty.get("fulfilled_by", []):
                yield ("obligations", key, "fulfilled_by", "+"), event


def _undated(document: Raw) -> Changes:
    for key, field in document["fields"].items():
        if field["type"] == "date":
            if "required_in" in field:
                yield ("fields", key, "required_in"), _GONE
            if field.get("required"):
                yield ("fields", key, "required"), False


def _proposals(document: Raw) -> Iterator[tuple[Place, Raw]]:
    for place, rung in _rungs(document):
        for index, effect in enumerate(rung["do"]):
            if effect["do"] == "propose":
                yield (*place, "do", index), effect
    for index, each in enumerate(document["transitions"]):
        for number, effect in enumerate(each.get("effects", [])):
            if effect["do"] == "propose":
                yield ("transitions", index, "effects", number), effect


def _other_outcome(document: Raw) -> Changes:
    for place, proposal in _proposals(document):
        for outcome, chosen in proposal["on"].items():
            for event in document["events"]:
                if event != chosen:
                    yield (*place, "on", outcome), event


def _no_outcome(document: Raw) -> Changes:
    for place, proposal in _proposals(document):
        for outcome in proposal["on"]:
            yield (*place, "on", outcome), _GONE


def _no_body(document: Raw) -> Changes:
    for key, role in document["roles"].items():
        if role["held_by"] == "body":
            yield ("roles", key, "held_by"), "tenant"


def _suspended_for_ever(document: Raw) -> Changes:
    if "suspension" in document:
        yield ("suspension", "asks"), _GONE
        yield ("suspension", "asks"), document["suspension"]["by"][0]


def _no_end(document: Raw) -> Changes:
    for key, state in document["states"].items():
        if state.get("final"):
            changed = {k: v for k, v in state.items() if k not in {"final", "outcome"}}
            yield ("states", key), changed


def _by_nobody(document: Raw) -> Changes:
    for key, event in document["events"].items():
        if event["by"] != ["engine"]:
            yield ("events", key, "by"), ["engine"]


def _block(document: Raw) -> Changes:
    for key, duty in document["obligations"].items():
        for event in document["events"]:
            if event not in duty.get("blocks", []):
                yield ("obligations", key, "blocks"), [*duty.get("blocks", []), event]


def _no_leaving(document: Raw) -> Changes:
    for key in document["obligations"]:
        yield ("obligations", key, "on_exit"), "refuse"


_KINDS = {
    "an obligation is dropped from a state": _drop_obligation,
    "a rung is dropped": _drop_rung,
    "a ladder is dropped": _drop_ladder,
    "a rung only tells": _only_tell,
    "a rung gets a condition": _conditional_rung,
    "an asking effect gets a condition": _conditional_ask,
    "an obligation gets a condition": _conditional_duty,
    "a timer is dropped": _drop_timer,
    "a timer gets a condition": _conditional_timer,
    "a timer raises another event": _other_event,
    "a transition is dropped": _drop_transition,
    "a transition loses an origin": _drop_origin,
    "a transition stays": _stay,
    "a transition leads elsewhere": _lead_elsewhere,
    "a transition gets a guard": _guard,
    "an effect of a transition is dropped": _drop_effect,
    "a duty no longer repeats": _once,
    "a duty repeats some times": _some_times,
    "a duty can be waived": _waivable,
    "an event no longer fulfils": _not_fulfilled,
    "another event fulfils too": _fulfilled_by_any,
    "a date may be missing": _undated,
    "an outcome raises another event": _other_outcome,
    "an outcome is not provided for": _no_outcome,
    "a body becomes an office": _no_body,
    "a suspension asks no body": _suspended_for_ever,
    "an end is no end": _no_end,
    "an event is left to the engine": _by_nobody,
    "an obligation blocks an event": _block,
    "an obligation refuses the exit": _no_leaving,
}
