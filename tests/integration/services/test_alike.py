"""Rungs that only speak, decided once for many cases: told apart from all others to the letter.

The same town lives through the same weeks twice: once with every case woken by itself, once as
the clock does it. Whatever stands in the database afterwards is the same, hashes included.
"""

from __future__ import annotations

import random
import shutil
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from engine.lifecycle.errors import CaseNotFound
from engine.storage import alike
from engine.storage.database import Database
from engine.storage.metadata import METADATA
from engine.storage.store import StorageWorld
from tests.databases import name_of
from tests.integration.services.stage import DAY, NOTICE, START, Stage, duty, thing, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TABLES = {
    "events": ["case_id", "seq"],
    "cases": ["id"],
    "occurrences": ["case_id", "obligation", "series", "number"],
    "fired_rungs": ["case_id", "obligation", "series", "number", "revision", "rung"],
    "outbox": ["key"],
    "items": ["case_id", "kind", "key", "number"],
}
"""What is compared, and in which order."""
LEADS = [("ben",), ("ben",), ("ben",), ("cem",), ("dora",), ("eva", "ben"), ()]
"""Ben leads the most; nobody leads some."""
UNTIL = {"type": "date", "title": words("Until")}
EVERYBODY = {"do": "notify", "to": ["owner", "office", "creditor"], "message": "overdue"}


def recurring() -> dict[str, Any]:
    """Return a thing that owes a report every twenty days, and says so in several ways.

    It moves on by itself on a day that differs from case to case.
    """
    return duty(
        key="recurring",
        owed={
            "repeat": {"every": "20 days"},
            "extension": {"by": ["office"], "times": 2},
            "escalation": [
                {"id": "notice", "at": "1 day after", "do": [EVERYBODY]},
                {"id": "asked", "at": "2 days after", "if": "case.progress < 50", "do": [NOTICE]},
                {
                    "id": "partly",
                    "at": "3 days after",
                    "do": [{**NOTICE, "if": "case.progress < 50"}],
                },
            ],
        },
        fields={"until": UNTIL},
        transitions=[
            {
                "id": "on",
                "from": ["b"],
                "to": "a",
                "when": "case.until != null && today > case.until",
            },
        ],
        states={"b": {"title": words("B"), "obligations": ["report"]}},
    )


def moving() -> dict[str, Any]:
    """Return a thing whose due date and ladder hang on its fields."""
    return duty(
        key="moving",
        owed={
            "due": {"on": "= case.until"},
            "reminders": ["3 days before"],
            "escalation": [
                {"id": "late", "at": "= case.progress < 50 ? '1 day after' : '4 days after'"}
                | {"do": [NOTICE]}
            ],
        },
        fields={"until": UNTIL},
        transitions=[
            {"id": "until", "event": "until", "from": ["*"], "set": {"until": "= input.until"}}
        ],
        events={"until": {"by": ["office"], "title": words("Until"), "input": {"until": UNTIL}}},
    )


def timed() -> dict[str, Any]:
    """Return a thing with a timer beside its report."""
    document = duty(key="timed")
    timer = {"id": "week", "from": "entry", "after": "21 days", "event": "tick"}
    document["states"]["a"] = {**document["states"]["a"], "timers": [timer]}
    return document


def founded(database: Database) -> None:
    """Let a town begin, with people who get their letters in different ways."""
    extendable = duty(owed={"extension": {"by": ["office"]}})
    stage = Stage(database, extendable, recurring(), moving(), timed(), thing(key="silent"))
    stage.person("cem", rhythm="daily")
    stage.person("dora", rhythm="through:office")
    for place in range(14):
        led = {"holders": {"lead": LEADS[place % len(LEADS)]}, "progress": place % 2 * 80}
        until = f"2026-02-{8 + place % 3 * 6:02}"
        stage.opened("thing", **led)
        stage.opened("timed", **led)
        stage.opened("moving", **led, **({"until": until} if place % 4 else {}))
        stage.opened("recurring", **led, until=until, state="b" if place % 4 else "a")


def lived(database: Database, seed: int) -> dict[str, list[Any]]:
    """Let weeks go by in which people do this and that; return what stands in the tables then."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    stage = Stage.reopened(database)
    ids = sorted(
        each.id for kind in ("thing", "recurring", "moving", "timed") for each in stage.cases(kind)
    )
    for _ in range(18):
        stage.clock.advance(DAY * chance.choice([1, 2, 2, 3, 9]))
        for case in chance.sample(ids, 4):
            something(stage, case, chance)
        while stage.tick().done:
            pass
    return {each: rows(database, each) for each in TABLES}


def something(stage: Stage, case: str, chance: random.Random) -> None:
    """Do something at a case, if it may be done."""
    do: list[Callable[[], object]] = [
        lambda: stage.send(case, "report", "ben", progress=chance.randrange(100)),
        lambda: stage.send(case, "go"),
        lambda: stage.send(case, "assign", role="lead", to=chance.choice(["ben", "cem", None])),
        lambda: stage.send(case, "until", until="2026-03-01"),
        lambda: stage.send(case, "extend", obligation="report", by="5 days", reason="„Ferien“"),
        lambda: stage.send(case, "suspend", until="2026-02-20", reason="Umbau"),
        lambda: stage.send(case, "resume"),
    ]
    with suppress(CaseNotFound):  # Ben does not know of those that others lead
        chance.choice(do)()


def rows(database: Database, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table in order; letters without their ids, which are drawn by lot."""
    table = METADATA.tables[name]
    columns = [each for each in table.c if name != "outbox" or each.name != "id"]
    order = [table.c[each] for each in TABLES[name]]
    with database.connection() as connection:
        found = connection.execute(select(*columns).order_by(*order)).mappings().all()
    return [dict(each) for each in found]


def woken_by_itself(_world: StorageWorld, _outcome: object, found: list[Any]) -> list[str]:
    """Stand in for ``repeat``: nothing is alike."""
    return [each.case_id for each in found[1:]]


@pytest.fixture
def twins(
    database_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[str, str]]:
    """The addresses of two databases with the same town in them."""
    with closing(Database(database_url)) as database:
        founded(database)
    if database_url.startswith("sqlite"):
        shutil.copy(database_url.removeprefix("sqlite:///"), tmp_path / "twin.db")
        yield database_url, f"sqlite:///{tmp_path / 'twin.db'}"
        return
    server = request.getfixturevalue("postgres")
    twin = server.create(template=name_of(database_url))
    yield database_url, twin
    server.drop(twin)


@pytest.mark.parametrize("seed", [1, 2])
def test_whether_cases_are_woken_one_by_one_or_alike_comes_to_the_same(
    twins: tuple[str, str], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_is, one_by_one = twins
    repeated = [0]
    repeat = StorageWorld.repeat

    def counting(world: StorageWorld, outcome: Any, found: list[Any]) -> list[str]:
        left = repeat(world, outcome, found)
        repeated[0] += len(found) - 1 - len(left)
        return left

    monkeypatch.setattr(StorageWorld, "repeat", counting)
    with closing(Database(as_it_is)) as database:
        found = lived(database, seed)
    monkeypatch.setattr(StorageWorld, "repeat", woken_by_itself)
    with closing(Database(one_by_one)) as database:
        expected = lived(database, seed)

    assert repeated[0] >= 20
    for name in TABLES:
        assert found[name] == expected[name], name
    rungs = {each["event"] for each in found["events"] if each["kind"] in {"rung", "due"}}
    assert {"reminder:10 days before", "escalation:notice", "escalation:agenda", "due"} <= rungs


def test_what_would_not_be_recorded_to_the_letter_is_not_repeated(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever changes how events are recorded, and forgets this way, gets the slow way."""
    monkeypatch.setattr(alike, "_write", lambda _row, **_given: "{}")
    stage = Stage(database)
    ids = [stage.opened() for _ in range(3)]

    stage.clock.move_to(START + 22 * DAY)
    assert stage.tick().done == 3

    bodies = [stage.case(each).occurrences[0].fired[0].rung for each in ids]
    assert bodies == ["reminder:10 days before"] * 3
    recorded = [each for each in rows(database, "events") if each["kind"] == "rung"]
    assert len(recorded) == 3
    assert all('"planned_at"' in each["body"] and '"due_on"' in each["body"] for each in recorded)
