"""What happens at the same moment happens as if one had come after the other."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import bindparam, text

from engine.definition.parse import parse
from engine.services import clockwork, delivery, events, people, policy
from engine.services.access import AS_OPERATOR
from engine.services.intents import OpenCase, Who
from engine.storage.columns import UtcDateTime
from engine.storage.queries.directory import Person
from tests.live_town import CONCEPT, MEASURE, OFFICE, START, TOWN, LiveTown, publish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.channels.channel import Letter, Sender
    from engine.services.answers import Answer

ROUNDS = 50
REPORT = {"text": "Läuft.", "progress": 10, "rating": "green"}


@pytest.fixture
def town(database_url: str) -> Iterator[LiveTown]:
    found = LiveTown.founded(database_url)
    found.put_people([Person("lead", "Lead", "lead@town.example")])
    yield found
    found.app.database.close()


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Do things in threads of their own that start together; return what they return."""
    start = threading.Barrier(len(actions))

    def act(action: Callable[[], Any]) -> Any:
        start.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as threads:
        return [each.result() for each in [threads.submit(act, action) for action in actions]]


def rows(town: LiveTown, statement: str, **values: Any) -> list[tuple]:
    with town.app.database.connection() as connection:
        return [tuple(each) for each in connection.execute(text(statement), values)]


def deadlocks(town: LiveTown) -> int:
    """Return how often PostgreSQL had to break one; SQLite has a single writer."""
    if town.app.database.is_sqlite:
        return 0
    town.app.database.close()  # what a session has counted is seen after its end
    database = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    return rows(town, database)[0][0]


def fixed_measure(town: LiveTown) -> str:
    return town.open("measure", {**MEASURE, "progress": 100}, state="fixed")


def test_two_starts_at_once_never_pass_the_limit(town: LiveTown) -> None:
    policy.set_value(town.app, TOWN, AS_OPERATOR, "measure", "max_parallel", 1)
    waiting = [fixed_measure(town) for _ in range(2)]
    for _ in range(ROUNDS):
        waiting.append(fixed_measure(town))

        answers = at_once(*(_starter(town, each) for each in waiting))

        (started,) = [each for each in answers if each.accepted]
        refused = [reason.subject for each in answers for reason in each.reasons]
        assert refused == ["R7-capacity", "R7-capacity"]
        running = rows(town, "SELECT id FROM cases WHERE state = 'in_progress'")
        assert running == [(started.case,)]
        waiting.remove(started.case)
        finished = town.send(started.case, "finish")
        assert finished.accepted, finished.reasons
    assert deadlocks(town) == 0


def _starter(town: LiveTown, case: str) -> Callable[[], Answer]:
    return lambda: town.send(case, "start", who=Who(role="lead"))


def test_two_last_children_never_lose_the_join(town: LiveTown) -> None:
    for party in ("one", "two"):
        people.put_organisation(town.app, TOWN, AS_OPERATOR, party, party.title())
        people.give_role(town.app, TOWN, AS_OPERATOR, f"contact:{party}", "lead")
    parties = [{"organisation": "one"}, {"organisation": "two"}]
    for _ in range(ROUNDS):
        concept = town.open(
            "integration-concept", {**CONCEPT, "parties": parties}, state="reconciliation"
        )
        of_it = "SELECT id FROM cases WHERE parent_case = :concept"
        children = [case for (case,) in rows(town, of_it, concept=concept)]

        answers = at_once(*(_agreeing(town, each) for each in children))

        assert [each.accepted for each in answers] == [True, True]
        joined = "SELECT count(*) FROM events WHERE case_id = :case AND event = 'all_in'"
        assert rows(town, joined, case=concept) == [(1,)]
        state = "SELECT state FROM cases WHERE id = :case"
        assert rows(town, state, case=concept) == [("decision_paper",)]
    assert rows(town, "SELECT DISTINCT state FROM inbox") == [("done",)]
    assert deadlocks(town) == 0


def _agreeing(town: LiveTown, case: str) -> Callable[[], Answer]:
    return lambda: town.send(case, "agree", who=Who(person="lead"))


def words(title: str) -> dict[str, str]:
    return {"de": title, "en": title}


def talker(key: str, *, tells: str, parent: str | None = None) -> dict[str, Any]:
    """A workflow that passes on whatever it is told: ``talk`` here is ``listen`` there."""
    document: dict[str, Any] = {
        "format": 1,
        "key": key,
        "version": 1,
        "number": f"{key[0].upper()}-{{seq}}",
        "title": words(key),
        "fields": {"title": {"type": "text", "required": True, "title": words("Title")}},
        "roles": {"coordination": {"held_by": "tenant", "title": words("Office")}},
        "opening": {"by": ["coordination"]},
        "initial": "open",
        "states": {
            "open": {"title": words("Open"), "may_rest": {"reason": "It only talks"}},
            "over": {"title": words("Over"), "final": True, "outcome": "over"},
        },
        "events": {
            "talk": {"by": ["coordination"], "title": words("Talk")},
            "listen": {"by": ["engine"], "title": words("Listen")},
            "stop": {"by": ["coordination"], "title": words("Stop")},
        },
        "transitions": [
            {
                "id": "talk",
                "event": "talk",
                "from": ["open"],
                "effects": [{"do": "raise", "event": "listen", "on": tells}],
            },
            {"id": "listen", "event": "listen", "from": ["open"]},
            {"id": "stop", "event": "stop", "from": ["open"], "to": "over"},
        ],
    }
    if parent is not None:
        return {**document, "parent": parent}
    done = {"when": "children.pupils.all(p, p.closed)", "event": "stop"}
    document["children"] = {
        "pupils": {
            "workflow": "pupil",
            "opened_in": "open",
            "fields": {"title": "= case.title"},
            "done": done,
            "if_left": "keep",
        }
    }
    document["events"]["stop"]["by"] = ["engine"]
    return document


def test_parent_and_child_moving_at_once_never_deadlock(town: LiveTown) -> None:
    documents = [
        talker("teacher", tells="children"),
        talker("pupil", tells="parent", parent="teacher"),
    ]
    with town.app.database.write(TOWN, START) as unit:
        for each in documents:
            workflow, findings = parse(each, others={one["key"]: one for one in documents})
            assert workflow is not None, findings
            publish(unit, workflow)
    teacher = town.open("teacher", {"title": "A"})
    ((pupil,),) = rows(town, "SELECT id FROM cases WHERE parent_case = :case", case=teacher)

    for _ in range(ROUNDS):
        answers = at_once(*(_talking(town, each) for each in (teacher, pupil, teacher, pupil)))
        assert all(each.accepted for each in answers)
    clockwork.envelopes(town.app, "sweeper")

    happened = Counter(rows(town, "SELECT case_id, event FROM events"))
    for case in (teacher, pupil):
        assert happened[case, "talk"] == happened[case, "listen"] == 2 * ROUNDS
    assert rows(town, "SELECT DISTINCT state FROM inbox") == [("done",)]
    assert town.discrepancies() == []
    assert deadlocks(town) == 0


def _talking(town: LiveTown, case: str) -> Callable[[], Answer]:
    return lambda: town.send(case, "talk")


def test_the_same_key_at_once_is_done_once(town: LiveTown) -> None:
    case = town.open("measure", MEASURE, state="in_progress")
    for number in range(ROUNDS):

        def report(key: str = f"report {number}") -> Answer:
            return town.send(case, "report", REPORT, key=key)

        answers = at_once(report, report, report)
        assert all(each.accepted for each in answers)
        assert {each.version for each in answers} == {number + 2}
        assert sorted(each.is_repeated for each in answers) == [False, True, True]

    opening = OpenCase(TOWN, "measure", MEASURE, OFFICE, key="the same")
    opened = at_once(*[lambda: events.open_case(town.app, opening)] * 3)
    assert len({each.case for each in opened}) == 1
    assert rows(town, "SELECT count(*) FROM cases") == [(2,)]


def test_of_two_that_saw_the_same_version_one_is_refused(town: LiveTown) -> None:
    case = town.open("measure", MEASURE, state="in_progress")
    for version in range(1, ROUNDS + 1):

        def report(version: int = version) -> Answer:
            return town.send(case, "report", REPORT, expected_version=version)

        one, other = sorted(at_once(report, report), key=lambda each: each.accepted)
        assert other.accepted
        assert [each.code for each in one.reasons] == ["version"]
    assert town.discrepancies() == []


AGAIN = text(
    "UPDATE outbox SET state = 'queued', next_try_at = :at, attempts = 0, digest = digest || '+'"
).bindparams(bindparam("at", type_=UtcDateTime()))


@dataclass
class Pigeonhole:
    """A channel that keeps what it is given."""

    name: str = "pigeonhole"
    letters: list[Letter] = field(default_factory=list)

    @contextmanager
    def batch(self) -> Iterator[Sender]:
        yield self

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)


def test_several_that_send_at_once_give_nobody_two_overviews(
    town: LiveTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 5)
    names = [f"daily{number}" for number in range(12)]
    town.put_people(
        Person(each, each.title(), f"{each}@town.example", rhythm="daily") for each in names
    )
    measures = [({**MEASURE, "starts_on": "2026-02-09"}, {"lead": (each,)}) for each in names * 4]
    town.open_many("measure", "fixed", measures)
    town.clock.advance(timedelta(days=1))
    clockwork.rungs(town.app, "sweeper")
    for _ in range(ROUNDS):
        town.clock.advance(timedelta(days=1))
        with town.app.database.connection() as connection:
            connection.execute(AGAIN, {"at": town.app.now()})
        channel = Pigeonhole()
        sending = town.with_parts(channel=channel)

        at_once(*[lambda app=sending.app: delivery.deliver_due(app, TOWN, app.now())] * 3)
        delivery.deliver_due(sending.app, TOWN, town.app.now())  # what they passed over

        assert sorted(each.to_name for each in channel.letters) == sorted(map(str.title, names))
        assert {len(each.items) for each in channel.letters} == {4}
