"""Workers are killed at random moments while everything falls due: nothing lost, nothing twice."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import bindparam, text

from engine.channels.identity import stable_id
from engine.services import people
from engine.services.access import AS_OPERATOR
from engine.storage.columns import UtcDateTime
from engine.storage.queries.directory import Person
from tests.live_town import CONCEPT, MAIL_FROM, MEASURE, START, TOWN, LiveTown
from tests.smtp_server import received_ids, server_process
from tests.workers import Job, SharedClock, crew

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.workers import Crew

SEED = 20260302
MEASURES = 2_000
LEADS = 100
CONCEPTS = 15
PARTIES = ("council_of_migrants", "registry_office", "welfare_associations")
KILLS_A_DAY = 27
"""More than a hundred in all."""
DROP_RATE = 0.05
SPEED = 600
"""A lease on letters, 15 minutes, ends after a second and a half."""
PATIENCE_SECONDS = 240
WORKERS = {"sqlite": 2, "postgresql+psycopg": 3}
"""On SQLite one ticks and one waits for its lease to end."""
MOMENTS = [
    datetime(2026, 2, 2, 9, tzinfo=UTC),  # reminder: 20 working days before
    datetime(2026, 2, 23, 9, tzinfo=UTC),  # reminder: 5 working days before
    datetime(2026, 3, 5, 9, tzinfo=UTC),  # notice: 3 working days after
    datetime(2026, 3, 10, 9, tzinfo=UTC),  # the parties' time is up; the last overviews leave
]
RUNGS = ("reminder:20 working days before", "reminder:5 working days before", "escalation:notice")
"""What each measure must have gone through, and each of it once."""
WORK_LEFT = text(
    "SELECT (SELECT count(*) FROM occurrences WHERE next_at <= :at)"
    " + (SELECT count(*) FROM cases WHERE next_at <= :at)"
    " + (SELECT count(*) FROM inbox WHERE next_try_at <= :at)"
    " + (SELECT count(*) FROM outbox WHERE next_try_at <= :at)"
).bindparams(bindparam("at", type_=UtcDateTime()))
LETTERS = """
    SELECT coalesce(digest, outbox.key), digest IS NULL, address, number FROM outbox
    JOIN cases ON cases.tenant = outbox.tenant AND cases.id = outbox.case_id
    JOIN persons ON persons.tenant = outbox.tenant AND persons.id = outbox.person
    ORDER BY number
"""
NUMBER_OF_A_CASE = re.compile(r"\b[A-Z]+-[0-9-]*[0-9]")


@dataclass(frozen=True)
class Scene:
    """A town in which everything is about to fall due, and those who do the work."""

    town: LiveTown
    clock: SharedClock
    crew: Crew
    maildir: Path

    def rows(self, statement: str) -> list[tuple]:
        with self.town.app.database.connection() as connection:
            return [tuple(each) for each in connection.execute(text(statement))]

    def work_left(self, until: datetime) -> int:
        """Count what is due, also what is leased or put off for a few hours."""
        with self.town.app.database.read(TOWN, until) as unit:
            count: int = unit.connection.execute(WORK_LEFT, {"at": until}).scalar_one()
        return count


def in_batches(count: int, size: int = 250) -> Iterator[range]:
    return (range(first, min(first + size, count)) for first in range(0, count, size))


def found_a_town(url: str) -> None:
    """A tenth of the leads get each letter at once, the others one overview a day."""
    town = LiveTown.founded(url)
    town.put_people(
        Person(
            f"lead{number}",
            f"Lead {number}",
            f"lead{number}@town.example",
            rhythm="at_once" if number % 10 == 0 else "daily",
        )
        for number in range(LEADS)
    )
    for party in PARTIES:
        people.put_organisation(town.app, TOWN, AS_OPERATOR, party, party.title())
        people.give_role(town.app, TOWN, AS_OPERATOR, f"contact:{party}", "lead0")
    for batch in in_batches(MEASURES):
        town.open_many(
            "measure",
            "fixed",
            [({**MEASURE, "rank": each + 1}, {"lead": (f"lead{each % LEADS}",)}) for each in batch],
        )
    parties = [{"organisation": each} for each in PARTIES]
    concept = {**CONCEPT, "statements_until": "2026-03-09", "parties": parties}
    town.open_many("integration-concept", "reconciliation", [(concept, {})] * CONCEPTS)
    town.app.database.close()


def test_nothing_is_lost_and_nothing_happens_twice(database_url: str, tmp_path: Path) -> None:
    found_a_town(database_url)
    clock = SharedClock(tmp_path / "clock", SPEED)
    clock.move_to(START)
    maildir = tmp_path / "mail"
    with server_process(maildir, seed=SEED, drop_after_data_rate=DROP_RATE) as port:
        job = Job(database_url, clock, port)
        with crew(job, WORKERS[urlsplit(database_url).scheme]) as workers:
            scene = Scene(job.town(), clock, workers, maildir)
            let_it_all_fall_due(scene)

    assert scene.crew.kills >= 100
    no_letter_is_left_or_dead(scene)
    every_rung_stands_in_the_database_once(scene)
    every_message_arrived_under_one_id(scene)
    every_join_happened_once(scene)
    assert scene.town.discrepancies() == []
    scene.town.app.database.close()


def let_it_all_fall_due(scene: Scene) -> None:
    """Move the clock from day to day; on each day kill when random parts of the work are done."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable, no secret
    pause, begun = threading.Event(), time.monotonic()
    for moment in MOMENTS:
        scene.clock.move_to(moment)
        evening = moment + timedelta(hours=10)
        left = at_first = scene.work_left(evening)
        parts = sorted(chance.random() for _ in range(KILLS_A_DAY))
        while left:
            assert time.monotonic() - begun < PATIENCE_SECONDS, f"the work does not end: {left}"
            if parts and left <= at_first * parts[-1]:
                parts.pop()
                pause.wait(chance.uniform(0, 0.1))
                scene.crew.replace(chance.randrange(9))
            pause.wait(0.02)
            left = scene.work_left(evening)
        for _ in parts:
            scene.crew.replace(chance.randrange(9))


def every_rung_stands_in_the_database_once(scene: Scene) -> None:
    fired = scene.rows(
        "SELECT cases.id, rung, result FROM fired_rungs JOIN cases"
        " ON cases.tenant = fired_rungs.tenant AND cases.id = fired_rungs.case_id"
        " WHERE workflow_key = 'measure'"
    )
    measures = scene.rows("SELECT id FROM cases WHERE workflow_key = 'measure'")
    assert len(measures) == MEASURES
    assert Counter(fired) == Counter(
        (each, rung, "fired") for (each,) in measures for rung in RUNGS
    )
    events = scene.rows("SELECT case_id, seq FROM events WHERE kind = 'rung'")
    assert len(events) == len(set(events))


def no_letter_is_left_or_dead(scene: Scene) -> None:
    left = "SELECT state, key, next_try_at, attempts, last_error FROM outbox WHERE state <> 'sent'"
    assert scene.rows(left) == []


def every_message_arrived_under_one_id(scene: Scene) -> None:
    """Each letter of its own under the id of its key, each day's overview under one id."""
    messages: dict[tuple[str, bool], list[str]] = defaultdict(list)
    to: dict[tuple[str, bool], str] = {}
    for name, is_alone, address, number in scene.rows(LETTERS):
        messages[name, bool(is_alone)].append(number)
        to[name, bool(is_alone)] = address
    arrived = Counter(received_ids(scene.maildir))
    domain = MAIL_FROM.partition("@")[2]
    alone = {
        f"<{stable_id('verbindlich', 'letter', name, domain)}>"
        for name, is_alone in messages
        if is_alone
    }
    assert alone <= arrived.keys()
    assert len(arrived) == len(messages)
    assert sum(arrived.values()) > len(arrived), "nothing was ever repeated: was anything hit?"
    expected = Counter((to[each], frozenset(numbers)) for each, numbers in messages.items())
    assert Counter(contents_at_the_server(scene.maildir)) == expected


def contents_at_the_server(maildir: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield of each message whom it went to and which cases it names."""
    for path in (maildir / "new").iterdir():
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        words = message["Subject"] + message.get_body(("plain",)).get_content()
        (_, address) = parseaddr(message["To"])
        yield address, frozenset(NUMBER_OF_A_CASE.findall(words))


def every_join_happened_once(scene: Scene) -> None:
    joined = scene.rows("SELECT case_id FROM events WHERE event = 'all_in'")
    concepts = scene.rows("SELECT id, state FROM cases WHERE workflow_key = 'integration-concept'")
    assert sorted(joined) == sorted((each,) for each, _ in concepts)
    assert {state for _, state in concepts} == {"decision_paper"}
    assert len(concepts) == CONCEPTS
