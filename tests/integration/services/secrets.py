"""A town full of secrets, and what tells whether somebody was told one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from engine.definition.model import Workflow
from engine.findings import Text
from engine.rules.rule import Rule
from engine.services import cases, dead
from engine.services.access import AS_OPERATOR
from engine.storage.queries import directory
from engine.storage.queries.directory import Person
from tests.integration.services.stage import DAY, Stage, duty, words

if TYPE_CHECKING:
    from engine.storage.database import Database

PUBLIC, INTERNAL, CONFIDENTIAL = "kornblume", "holunder", "tollkirsche"
"""Words that stand in everything of their kind, so that they can be looked for."""
OPEN_CASE, INNER_CASE, CLOSED_CASE = "T-001", "T-002", "T-003"
"""A case that everybody may see, one for insiders, and a confidential one."""


def field(kind: str, shown: str | None, **more: Any) -> dict[str, Any]:
    found = {"type": kind, "title": words(kind), **more}
    return found | ({"visibility": shown} if shown else {})


SECRETIVE = duty(
    fields={
        "title": field("text", "public", required=True),
        "note": field("text", None),
        "secret": field("text", "confidential"),
        "citizen": field("text", "public", personal=True),
        "closed_doors": field("yes_no", None),
        "twin": field("case", "public"),
        "parts": field(
            "list",
            "public",
            required=True,
            default=[],
            of={
                "name": {"type": "text", "title": words("Name")},
                "price": field("text", "internal"),
                "doubt": field("text", "confidential"),
            },
        ),
    },
    public_in=["b"],
    confidential_field="closed_doors",
    events={
        "whisper": {
            "by": ["office", "lead"],
            "title": words("Whisper"),
            "input": {"said": field("text", None), "shout": field("text", "public")},
        },
        "knock": {"by": ["anyone"], "title": words("Knock")},
    },
    transitions=[
        {"id": "whisper", "event": "whisper", "from": ["*"], "set": {"secret": "= input.said"}},
        {
            "id": "knock",
            "event": "knock",
            "from": ["*"],
            "guards": [
                {
                    "id": "words",
                    "rule": "case.title == 'x' || case.note == 'x' || case.secret == 'x'",
                    "message": words("Say the words."),
                }
            ],
        },
    ],
)


def secret_town(database: Database) -> Stage:
    """Return a town with three cases, all of which keep something to themselves."""
    stage = Stage(database, SECRETIVE)
    with stage.unit() as unit:
        directory.put_person(unit, Person("gus", "Gus", f"{INTERNAL}@town.example"))
        directory.give_role(unit, "archive", "gus")
    told = {
        "title": f"{PUBLIC} title",
        "note": f"{INTERNAL} note",
        "secret": f"{CONFIDENTIAL} secret",
        "citizen": f"{CONFIDENTIAL} citizen",
        "parts": [{"name": PUBLIC, "price": f"{INTERNAL} price", "doubt": f"{CONFIDENTIAL} doubt"}],
    }
    shown = stage.opened(**told)
    inner = stage.opened(**{**told, "title": f"{INTERNAL} title"})
    hidden = stage.opened(**{**told, "title": f"{CONFIDENTIAL} title", "closed_doors": True})
    for case in (shown, inner, hidden):
        stage.do(case, "whisper", said=f"{CONFIDENTIAL} said", shout=PUBLIC)
        stage.do(case, "comment", text=f"{INTERNAL} comment")
        stage.send(case, "go", "ben")  # refused and logged
    for case, secret in ((shown, PUBLIC), (inner, INTERNAL), (hidden, CONFIDENTIAL)):
        stage.do(case, "translate", field="title", language="ar", translation=f"{secret} ar")
    stage.do(shown, "correct", fields={"twin": INNER_CASE}, reason=f"{INTERNAL} reason")
    for other in (inner, hidden):
        cases.link(stage.app, stage.tenant, AS_OPERATOR, shown, "depends_on", other)
    for case in (shown, hidden):
        stage.do(case, "go")
    stage.person("ben", address=f"{INTERNAL}@town.example")
    stage.post.fails = lambda _: ValueError(f"{INTERNAL} server")
    for moment in ("2026-02-02 08:00", "2026-03-02 08:00"):
        stage.at(moment).tick()
    for _ in range(20):
        stage.clock.advance(DAY)
        stage.deliver()
    assert dead.dead(stage.app, stage.tenant, AS_OPERATOR).letters
    return stage


def words_in(value: object) -> Iterator[str]:
    """Yield every text inside a value, however deep, also what its ``repr`` leaves out."""
    if isinstance(value, str | BaseException):
        yield str(value)
    elif not isinstance(value, Workflow | Rule):  # definitions are public
        for each in _parts(value):
            yield from words_in(each)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, Text):
        return (value.de, value.en)
    if isinstance(value, Mapping):
        return value.items()
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if is_dataclass(value):
        return [getattr(value, each.name) for each in fields(value)]
    return ()


def told(value: object, *secrets: str) -> list[str]:
    """Return the texts inside a value that tell one of the secrets."""
    return [each for each in words_in(value) if any(secret in each for secret in secrets)]
