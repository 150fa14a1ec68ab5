"""Several at once: nobody passes a limit, nothing is lost, nobody waits in a circle."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, TypeVar

from engine.lifecycle.outcome import Accepted, Refused
from engine.storage.errors import RETRYABLE, KeyTaken
from engine.storage.ids import new_id
from engine.storage.queries import history, receipts
from tests.integration.storage.stage import START, Stage, accepted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.lifecycle.outcome import Outcome

T = TypeVar("T")
ROUNDS = 6


def at_once(actions: Sequence[Callable[[], T]]) -> list[T]:
    """Run actions in threads that begin together."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], T]) -> T:
        barrier.wait(timeout=30)
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions, timeout=60))


def persistent(stage: Stage, case: str, event: str, **given: object) -> Callable[[], Outcome]:
    """Send an event, again where another transaction stood in the way."""

    def send() -> Outcome:
        for _ in range(9):
            try:
                return stage.send(case, event, **given)
            except RETRYABLE:
                continue
        return stage.send(case, event, **given)

    return send


def test_two_starts_never_pass_the_limit(stage: Stage) -> None:
    for _ in range(ROUNDS):
        cases = [stage.open().id for _ in range(4)]

        outcomes = at_once([persistent(stage, each, "start") for each in cases])

        assert sorted(type(each) is Refused for each in outcomes) == [False, False, True, True]
        for each in cases:
            accepted(stage.send(each, "close"))


def test_events_at_one_case_queue_up(stage: Stage) -> None:
    case = stage.open()

    outcomes = at_once([persistent(stage, case.id, "tell", weight=n) for n in range(6)])

    assert all(isinstance(each, Accepted) for each in outcomes)
    with stage.unit() as unit:
        events = history.history_of(unit, case.id)
        assert history.chain_break(unit, case.id) is None
    assert [each.seq for each in events] == list(range(1, 8))
    assert sorted(each.input["weight"] for each in events[1:]) == [0, 1, 2, 3, 4, 5]


def test_numbers_are_given_out_once(stage: Stage) -> None:
    cases = at_once([stage.open for _ in range(6)])

    assert sorted(each.number for each in cases) == [f"P-2026-{n:02d}" for n in range(1, 7)]


def test_cases_that_link_to_each_other_do_not_deadlock(stage: Stage) -> None:
    one, two = stage.open().id, stage.open().id

    def link(case: str, other: str) -> Callable[[], None]:
        def act() -> None:
            with stage.world() as world:
                accepted(stage.submit(world, case, "tell"))
                world.link(case, "depends_on", other)

        return act

    for _ in range(ROUNDS):
        at_once([link(one, two), link(two, one)])

    assert stage.load(one).version == stage.load(two).version == ROUNDS + 1


def test_parent_and_child_moving_at_once_do_not_deadlock(stage: Stage) -> None:
    for _ in range(ROUNDS):
        parent = stage.open(parties=[{"name": "A"}])
        accepted(stage.send(parent.id, "ask"))
        with stage.world() as world:
            (child,) = world.targets(world.load(parent.id), "children")

        outcomes = at_once(
            [persistent(stage, parent.id, "close"), persistent(stage, child, "answer")]
        )

        assert all(isinstance(each, Accepted) for each in outcomes)


def test_one_of_two_equal_requests_gets_the_key(stage: Stage) -> None:
    case = stage.open()

    def ask() -> bool:
        try:
            with stage.world() as world:
                if receipts.find_receipt(world.unit, "ada", "k") is not None:
                    return False
                accepted(stage.submit(world, case.id, "tell"))
                receipts.keep_receipt(world.unit, "ada", "k", receipts.Receipt("d", {}), START)
        except KeyTaken:
            return False
        return True

    assert sorted(at_once([ask, ask, ask])) == [False, False, True]
    assert stage.load(case.id).version == 2


def test_ids_are_unique_and_in_order() -> None:
    given = [new_id(START) for _ in range(2000)]

    assert len(set(given)) == 2000
    assert given == sorted(given)
    assert {len(each) for each in given} == {20}
    assert new_id(START) < new_id(START.replace(year=2027))
