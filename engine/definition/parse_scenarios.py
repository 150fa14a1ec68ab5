"""Scenarios: the names in them are those of the workflow, so that a slip is found at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.deadlines.periods import parse_period
from engine.definition.model import ANYONE, ENGINE, PUBLIC
from engine.definition.names import BUILT_IN_EVENTS, BUILT_IN_MESSAGES
from engine.definition.values import convert_all
from engine.errors import DefinitionError
from engine.findings import Text, pointer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.definition.declare import Raw
    from engine.definition.draft import Draft

_VACANCY = "vacancy:"
"""Before a role: the duty to fill it."""
_ACTORS = (ENGINE, ANYONE, PUBLIC)


def check_scenarios(draft: Draft, raw: Sequence[Raw]) -> None:
    """Report every name in the scenarios that nobody declared, and every wrong setting."""
    for index, scenario in enumerate(raw):
        at = pointer("scenarios", index)
        _given(draft, scenario["given"], f"{at}/given")
        for number, step in enumerate(scenario.get("steps", [])):
            _step(draft, step, f"{at}/steps/{number}")
        _expected(draft, scenario.get("expect", {}), f"{at}/expect")


def _given(draft: Draft, raw: Raw, at: str) -> None:
    draft.known("state", raw.get("state"), f"{at}/state")
    draft.roles(raw.get("vacant", []), f"{at}/vacant")
    _actor(draft, raw, at)
    _parent(draft, raw.get("parent"), f"{at}/parent")
    for key in raw.get("fields", {}):
        draft.known("field", key, f"{at}/fields{pointer(key)}")
    settings = {key: each.field for key, each in draft.outline.settings.items()}
    _, problems = convert_all(settings, raw.get("settings", {}), partial=True)
    for each in problems:
        draft.report("wrong-value", f"{at}/settings{each.path}", each.message)
    _expected(draft, raw.get("expect", {}), f"{at}/expect")


def _parent(draft: Draft, raw: Raw | None, at: str) -> None:
    if raw is None:
        return
    if draft.outline.parent is None:
        draft.report("scenario-parent", at, _NO_PARENT)
    seen = draft.others.get(draft.outline.parent or "")
    if seen is None:
        return
    draft.known_among("state", raw["state"], seen.places.phase_of, f"{at}/state")
    for key in raw.get("fields", {}):
        draft.known_among("field", key, seen.fields, f"{at}/fields{pointer(key)}")


_NO_PARENT = Text(
    de="Dieser Ablauf nennt keinen parent, unter dem der Vorgang eröffnet werden könnte.",
    en="This workflow names no parent below which the case could be opened.",
)


def _actor(draft: Draft, raw: Raw, at: str) -> None:
    if "as" in raw:
        draft.known_among("role", raw["as"], {*draft.declared["role"], *_ACTORS}, f"{at}/as")


def _step(draft: Draft, raw: Raw, at: str) -> None:
    child = raw.get("child")
    if child is not None:
        below = draft.declared["children"] | draft.declared["admission"]
        draft.known_among("children", child, below, f"{at}/child")
    if "open" in raw:
        draft.known("admission", raw["open"], f"{at}/open")
        _actor(draft, raw, at)
    if "event" in raw and child is None:
        events = draft.declared["event"] | BUILT_IN_EVENTS
        draft.known_among("event", raw["event"], events, f"{at}/event")
        _actor(draft, raw, at)
    if "advance" in raw and not raw["advance"][:4].isdigit():
        _advance(draft, raw["advance"], f"{at}/advance")
    _expected(draft, raw.get("expect", {}), f"{at}/expect")


def _advance(draft: Draft, words: str, at: str) -> None:
    try:
        parse_period(words)
    except DefinitionError as malformed:
        draft.malformed("period", malformed, at)


def _expected(draft: Draft, raw: Raw, at: str) -> None:
    draft.known("state", raw.get("state"), f"{at}/state")
    for name in raw.get("obligations", {}):
        _duty(draft, name, f"{at}/obligations{pointer(name)}")
    for name in raw.get("fields", {}):
        draft.known("field", name, f"{at}/fields{pointer(name)}")
    below = draft.declared["children"] | draft.declared["admission"]
    for name in raw.get("children", {}):
        draft.known_among("children", name, below, f"{at}/children{pointer(name)}")
    for index, body in enumerate(raw.get("agenda", [])):
        draft.known("body", body, f"{at}/agenda/{index}")
    for index, each in enumerate(raw.get("sent", [])):
        where = f"{at}/sent/{index}"
        messages = draft.declared["message"] | BUILT_IN_MESSAGES
        draft.known_among("message", each["message"], messages, f"{where}/message")
        draft.known_among("role", each["to"], draft.declared["role"], f"{where}/to")


def _duty(draft: Draft, name: str, at: str) -> None:
    if name.startswith(_VACANCY):
        draft.known("role", name.removeprefix(_VACANCY), at)
    else:
        draft.known("obligation", name, at)
