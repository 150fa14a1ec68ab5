"""A database that fails at any statement: the state is as before or complete, and all comes right.

An undisturbed week is played first. Then, week by week and each with cases of its own, the same is
done with a fault at the first statement, the second, the third … until there is none any more.
After each fault histories are whole; after another try every week comes to the same end.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sqlalchemy import event, text

from engine.errors import EngineError
from engine.services import clockwork, people, policy
from engine.services.access import AS_OPERATOR
from engine.services.intents import Who
from engine.storage.queries.directory import Person
from tests.live_town import CONCEPT, MEASURE, TOWN, LiveTown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from engine.channels.channel import Letter, Sender

FIRST_TUESDAY = datetime(2026, 2, 3, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
FEWEST_STATEMENTS = 40
MOST_STATEMENTS = 200
"""Of one week; so many the test looks for before it gives up."""
LONG_ENOUGH = 250
"""After so many days every ladder has come to its end."""
LONGER_THAN_ANY_LEASE = timedelta(minutes=20)
PARTY = Who(person="lead")


class Ended(BaseException):
    """The process comes to its end, whatever it was about to do."""


def end(_: Connection) -> Callable[[], None]:
    raise Ended


def interrupt(connection: Connection) -> Callable[[], None]:
    """Let SQLite fail in the midst of the next statement that takes it more than a few steps."""
    driver: Any = connection.connection.driver_connection
    answers = chain([1], repeat(0))
    driver.set_progress_handler(lambda: next(answers), 10)
    return lambda: driver.set_progress_handler(None, 0)


def fill_the_disk(connection: Connection) -> Callable[[], None]:
    """Let SQLite get no further page."""
    driver: Any = connection.connection.driver_connection
    (pages,) = driver.execute("PRAGMA page_count").fetchone()
    driver.execute(f"PRAGMA max_page_count = {pages}")
    return lambda: driver.execute("PRAGMA max_page_count = 1000000")


def cut_the_connection(connection: Connection) -> Callable[[], None]:
    """Let PostgreSQL end the session, as a restart would."""
    driver: Any = connection.connection.driver_connection
    address = connection.engine.url.set(drivername="postgresql").render_as_string(
        hide_password=False
    )
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", [driver.info.backend_pid])
    return lambda: None


FAULTS = {
    "the process ends": (end, ("sqlite", "postgresql")),
    "a statement is interrupted": (interrupt, ("sqlite",)),
    "the disk is full": (fill_the_disk, ("sqlite",)),
    "the connection is cut": (cut_the_connection, ("postgresql",)),
}


@dataclass
class Saboteur:
    """Counts statements and commits, and strikes at one of them."""

    town: LiveTown
    strike: Callable[[Connection], Callable[[], None]]
    count: int = 0
    struck: bool = False

    @contextmanager
    def at_work(self, moment: int) -> Iterator[None]:
        """Be there meanwhile; strike just before the statement of a number, 0: never."""
        undo: list[Callable[[], None]] = []
        self.count, self.struck = 0, False

        def come(connection: Connection, *_: Any) -> None:
            self.count += 1
            if self.count == moment:
                self.struck = True
                undo.append(self.strike(connection))

        engine = self.town.app.database.engine
        names = ("before_cursor_execute", "commit")
        for name in names:
            event.listen(engine, name, come)
        try:
            yield
        finally:
            for name in names:
                event.remove(engine, name, come)
            for each in undo:
                each()


@dataclass
class Mailbox:
    """A channel that keeps the keys of what it took: they become the Message-IDs."""

    name: str = "mailbox"
    keys: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def batch(self) -> Iterator[Sender]:
        yield self

    def send(self, letter: Letter) -> None:
        self.keys[letter.key] += 1


@dataclass(frozen=True)
class Week:
    """What falls due in one week: a measure that nobody starts, a last answer, and its concept."""

    measure: str
    concept: str
    child: str

    @property
    def cases(self) -> tuple[str, ...]:
        return (self.measure, self.concept, self.child)


def prepared(database_url: str) -> tuple[LiveTown, Mailbox]:
    """Found a town in which a letter to its lead waits for the evening."""
    mailbox = Mailbox()
    town = LiveTown.founded(database_url).with_parts(channel=mailbox)
    town.put_people([Person("lead", "Lead", "lead@town.example")])
    people.put_organisation(town.app, TOWN, AS_OPERATOR, "party", "Party")
    people.give_role(town.app, TOWN, AS_OPERATOR, "contact:party", "lead")
    policy.set_value(town.app, TOWN, AS_OPERATOR, "measure", "decision_reminders", [])
    return town, mailbox


def open_week(town: LiveTown, number: int) -> Week:
    due_on = (FIRST_TUESDAY + number * WEEK).date().isoformat()
    lead = {"lead": ("lead",)}
    measure = town.open("measure", {**MEASURE, "starts_on": due_on}, state="fixed", holders=lead)
    fields = {
        **CONCEPT,
        "statements_until": "2027-12-01",
        "parties": [{"organisation": "party"}],
    }
    concept = town.open("integration-concept", fields, state="reconciliation")
    with town.app.database.connection() as connection:
        child = "SELECT id FROM cases WHERE parent_case = :concept"
        found = connection.execute(text(child), {"concept": concept}).scalar_one()
    return Week(measure, concept, found)


def live(town: LiveTown, week: Week) -> None:
    """The party answers, which ends the reconciliation; the measure is found not to have begun."""
    with suppress(EngineError):
        town.send(week.child, "agree", who=PARTY, key="agree " + week.child)
    tick(town)


def tick(town: LiveTown) -> None:
    for each in (clockwork.rungs, clockwork.envelopes, clockwork.letters):
        with suppress(EngineError):
            each(town.app, "ticker")


def come_right(town: LiveTown, week: Week) -> None:
    """Repeat the same later on, undisturbed."""
    for _ in range(2):
        town.clock.advance(LONGER_THAN_ANY_LEASE)
        live(town, week)


def let_days_pass(town: LiveTown, days: int) -> None:
    for _ in range(days):
        town.clock.advance(timedelta(days=1))
        tick(town)


def account_of(town: LiveTown, week: Week) -> dict[str, list[tuple]]:
    """What has become of a week, without ids and moments."""
    statements = {
        "case": "SELECT state, version FROM cases WHERE id = :case",
        "events": "SELECT seq, event, kind, transition FROM events WHERE case_id = :case",
        "owed": "SELECT obligation, number, status FROM occurrences WHERE case_id = :case",
        "rungs": "SELECT obligation, rung, result FROM fired_rungs WHERE case_id = :case",
        "letters": "SELECT message, person, rung, state FROM outbox WHERE case_id = :case",
        "envelopes": "SELECT event, state FROM inbox WHERE target = :case",
    }
    with town.app.database.connection() as connection:
        return {
            f"{name} {number}": sorted(
                map(tuple, connection.execute(text(statement), {"case": case})), key=repr
            )
            for name, statement in statements.items()
            for number, case in enumerate(week.cases)
        }


@pytest.mark.parametrize("fault", FAULTS)
def test_as_before_or_complete(fault: str, database_url: str) -> None:
    strike, kinds = FAULTS[fault]
    if not database_url.startswith(kinds):
        pytest.skip("not a fault of this database")
    town, mailbox = prepared(database_url)
    saboteur = Saboteur(town, strike)
    weeks: list[Week] = []
    for number in range(MOST_STATEMENTS):
        weeks.append(open_week(town, number))
        town.clock.move_to(FIRST_TUESDAY + number * WEEK + timedelta(days=3))
        with suppress(Ended), saboteur.at_work(number):
            live(town, weeks[-1])
        assert town.discrepancies(weeks[-1].cases) == [], number
        come_right(town, weeks[-1])
        let_days_pass(town, 6)
        if number > FEWEST_STATEMENTS and not saboteur.struck:
            break
    else:
        pytest.fail("there is no end of statements")
    let_days_pass(town, LONG_ENOUGH)

    first, *others = [account_of(town, each) for each in weeks]
    for number, each in enumerate(others, start=1):
        assert each == first, number
    assert town.letter_counts().keys() == {"sent"}
    with town.app.database.connection() as connection:
        keys = connection.execute(text("SELECT key FROM outbox")).scalars().all()
    assert mailbox.keys.keys() == set(keys)
    town.app.database.close()
