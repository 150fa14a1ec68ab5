"""A small sound workflow, and changes to it: one question, answered before a board."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.definition.parse import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Workflow

Raw = dict[str, Any]

_SOUND: Raw = {
    "format": 1,
    "key": "question",
    "version": 1,
    "number": "Q-{seq:04d}",
    "title": {"de": "Anfrage", "en": "Question"},
    "fields": {
        "title": {"type": "text", "required": True, "title": {"de": "Titel", "en": "Title"}},
    },
    "roles": {
        "office": {"held_by": "tenant", "title": {"de": "Amt", "en": "Office"}},
        "board": {"held_by": "body", "title": {"de": "Beirat", "en": "Board"}},
    },
    "opening": {"by": ["office"]},
    "initial": "asked",
    "states": {
        "asked": {"obligations": ["answer"], "title": {"de": "Gestellt", "en": "Asked"}},
        "closed": {
            "final": True,
            "outcome": "achieved",
            "title": {"de": "Beantwortet", "en": "Answered"},
        },
    },
    "events": {
        "answer": {"by": ["office"], "title": {"de": "Antworten", "en": "Answer"}},
    },
    "transitions": [{"id": "answer", "event": "answer", "from": ["asked"], "to": "closed"}],
    "obligations": {
        "answer": {
            "owner": "office",
            "title": {"de": "Antwort geben", "en": "Give an answer"},
            "due": {"from": "entry", "after": "1 month"},
            "fulfilled_by": ["answer"],
            "reminders": ["5 working days before"],
            "escalation": [
                {
                    "id": "agenda",
                    "at": "10 working days after",
                    "do": [{"do": "agenda", "body": "board"}],
                }
            ],
        }
    },
    "correction": {"by": ["office"]},
    "scenarios": [],
}

AGENDA: Raw = {"do": "agenda", "body": "board"}


def plan(*changes: Mapping[str, Any]) -> Raw:
    """Return the small workflow with changes: objects are joined, None deletes, else replaced."""
    document = copy.deepcopy(_SOUND)
    for each in changes:
        _join(document, each)
    return document


def _join(into: Raw, change: Mapping[str, Any]) -> None:
    for key, value in change.items():
        if value is None:
            into.pop(key, None)
        elif isinstance(value, dict) and isinstance(into.get(key), dict):
            _join(into[key], value)
        else:
            into[key] = copy.deepcopy(value)


def read(*changes: Mapping[str, Any]) -> Workflow:
    """Return the changed workflow; it parses without a finding."""
    return read_document(plan(*changes))


def read_document(document: Mapping[str, Any]) -> Workflow:
    """Return a workflow; it parses without a finding."""
    workflow, findings = parse(document)
    assert workflow is not None, [(each.code, each.where, each.message.en) for each in findings]
    return workflow


def measure() -> Raw:
    """Return the example of the format, a measure."""
    path = Path(__file__).parents[2] / "data" / "measure_example.json"
    document: Raw = json.loads(path.read_text(encoding="utf-8"))
    return document


def named(title: str) -> dict[str, str]:
    """Return a title that is the same in both languages."""
    return {"de": title, "en": title}


def state(title: str, **rest: object) -> Raw:
    """Return a state."""
    return {"title": named(title), **rest}


def event(title: str, *by: str) -> Raw:
    """Return an event, of the engine if nobody is named."""
    return {"by": list(by) or ["engine"], "title": named(title)}


def step(event: str | None, origin: str | list[str], to: str | None = None, **rest: object) -> Raw:
    """Return a transition."""
    found: Raw = {"id": f"{event}-{to}", "from": [origin] if isinstance(origin, str) else origin}
    found |= {"event": event} if event else {}
    found |= {"to": to} if to else {}
    return {**found, **rest}


def guard(rule: str) -> Raw:
    """Return a guard."""
    return {"id": "guard", "rule": rule, "message": named("Not now.")}


def rung(at: str, *do: Raw, **rest: object) -> Raw:
    """Return a rung of an escalation."""
    return {"id": f"at_{at.replace(' ', '_')}", "at": at, "do": list(do), **rest}


def duty(**rest: object) -> Raw:
    """Return an obligation of the office that ends before the board."""
    return {
        "owner": "office",
        "title": named("Duty"),
        "due": {"from": "entry", "after": "1 month"},
        "fulfilled_by": ["answer"],
        "escalation": [rung("10 working days after", AGENDA)],
        **rest,
    }


def proposal(adopted: str = "accept", rejected: str = "refuse", **rest: object) -> Raw:
    """Return a proposal to the board."""
    return {
        "do": "propose",
        "id": "stop",
        "body": "board",
        "title": named("Stop?"),
        "on": {"adopted": adopted, "rejected": rejected},
        **rest,
    }
