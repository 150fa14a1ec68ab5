"""What is recorded of a step: the event row, and its personal part apart."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.definition.values import to_json
from engine.lifecycle.codec import canonical, encode_data
from engine.lifecycle.keeping import ERASE
from engine.lifecycle.replay import patch
from engine.storage import chain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.definition.fields import Field
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Step, Verdict

Row = dict[str, Any]


def event_rows(
    step: Step, compiled: Compiled, at: datetime, tenant: str, previous_hash: str
) -> tuple[Row, Row | None]:
    """Return the row of an event and of its personal part, None without one."""
    secret = personal_fields(compiled)
    if step.event == ERASE:
        # The parts before it go: what is left of them is said again.
        left = {name: step.after.data.get(name) for name in secret}
        restated = encode_data({name: value for name, value in left.items() if value is not None})
    else:
        restated = {}
    changes = patch(step)
    data, personal_data = _split(changes.pop("data", {}) | restated, secret)
    given = to_json(step.input)
    personal_input: Row = {}
    if given:
        given, personal_input = _split(given, _personal_input(given, compiled, step.event))
    case_id, seq = step.after.id, step.after.version
    head: Row = {
        "tenant": tenant,
        "case_id": case_id,
        "seq": seq,
        "at": at,
        "event": step.event,
        "kind": step.kind,
        "actor": step.actor.id,
        "transition": step.transition,
        "payload_digest": None,
        "previous_hash": previous_hash,
    }
    if data:
        changes["data"] = data
    hidden = _hidden(compiled, step.event) if step.verdicts else frozenset()
    head["body"] = canonical(_body(step, changes, given, hidden))
    payload_row = None
    if personal_data or personal_input:
        payload = canonical({"data": personal_data, "input": personal_input})
        salt = chain.new_salt()
        payload_row = {"case_id": case_id, "seq": seq, "salt": salt, "payload": payload}
        head["payload_digest"] = chain.payload_digest(salt, payload)
    return head | {"hash": chain.event_hash(head)}, payload_row


def personal_fields(compiled: Compiled) -> frozenset[str]:
    """Return the fields of a case that are erasable."""
    return _personal(compiled)


@lru_cache(maxsize=1024)
def _personal(compiled: Compiled) -> frozenset[str]:
    return _personal_of(compiled.workflow.fields)


def _personal_of(fields: Mapping[str, Field]) -> frozenset[str]:
    return frozenset(key for key, each in fields.items() if each.is_personal)


def _split(values: Row, secret: frozenset[str]) -> tuple[Row, Row]:
    """Return the values that may stay and those that must be erasable."""
    if secret.isdisjoint(values):
        return values, {}
    plain = {key: each for key, each in values.items() if key not in secret}
    return plain, {key: each for key, each in values.items() if key in secret}


def _personal_input(given: Row, compiled: Compiled, event: str) -> frozenset[str]:
    """Return which input is erasable: by its own fields, of a built-in event by the case's."""
    if event in compiled.workflow.events:
        return _personal_in(compiled, event)
    secret = personal_fields(compiled)
    return frozenset(
        key
        for key, each in given.items()
        if key in secret or (isinstance(each, dict) and not secret.isdisjoint(each))
    )


@lru_cache(maxsize=4096)
def _personal_in(compiled: Compiled, event: str) -> frozenset[str]:
    return _personal_of(compiled.workflow.events[event].input)


@lru_cache(maxsize=4096)
def _hidden(compiled: Compiled, event: str) -> frozenset[tuple[str, ...]]:
    """Return the paths whose values an explanation must not show."""
    paths = {("case", key) for key in personal_fields(compiled)}
    if event in compiled.workflow.events:
        paths |= {("input", key) for key in _personal_in(compiled, event)}
    return frozenset(paths)


def _body(step: Step, changes: Row, given: Row, hidden: frozenset[tuple[str, ...]]) -> Row:
    body: Row = {"patch": changes}
    if given:
        body["input"] = given
    if step.verdicts:
        body["verdicts"] = [_verdict(each, hidden) for each in step.verdicts]
    if step.subject is not None:
        body["subject"] = step.subject
    if step.planned_at is not None:
        body["planned_at"] = to_json(step.planned_at)
    if step.notes:
        body["notes"] = [{"de": each.de, "en": each.en} for each in step.notes]
    return body


def _verdict(verdict: Verdict, hidden: frozenset[tuple[str, ...]]) -> Row:
    return {
        "id": verdict.id,
        "holds": verdict.holds,
        "why": verdict.explain().to_json(hidden),
    }
