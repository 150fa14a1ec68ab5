"""Between cases: what one case sends reaches the other, once, whatever comes in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.lifecycle.builtin import MOST_HOPS
from engine.services import cases, dead, inbox
from engine.services.access import AS_OPERATOR
from tests.integration.services.stage import DAY, Stage, merged, thing, words

if TYPE_CHECKING:
    from engine.storage.database import Database

GO = {"do": "raise", "event": "go", "on": "children"}


def mother(**parts: Any) -> dict[str, Any]:
    """Return a workflow with one child, which it calls."""
    return merged(
        thing(
            key="mother",
            number="M-{seq}",
            children={
                "child": {
                    "workflow": "child",
                    "opened_in": "a",
                    "if_left": "keep",
                    "for_each": "= [1]",
                    "fields": {"title": "= case.title"},
                }
            },
            events={"call": {"by": ["office"], "title": words("Call")}},
            transitions=[{"id": "call", "event": "call", "from": ["*"], "effects": [GO]}],
        ),
        parts,
    )


def child(**parts: Any) -> dict[str, Any]:
    return merged(thing(key="child", number="C-{seq}", parent="mother"), parts)


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database, mother(), child())


@pytest.fixture
def pair(stage: Stage) -> tuple[str, str]:
    """Ids of a mother and her child."""
    return stage.opened("mother"), stage.cases("child")[0].id


def test_the_event_arrives_right_after_the_commit(stage: Stage, pair: tuple[str, str]) -> None:
    one, other = pair
    answer = stage.do(one, "call")

    assert answer.state == "a"
    assert stage.case(other).state == "b"
    assert cases.past(stage.app, "town", AS_OPERATOR, other).events[-1].actor is None


def test_it_arrives_once(stage: Stage, pair: tuple[str, str]) -> None:
    one, other = pair
    stage.do(one, "call")

    assert stage.knock() == 0
    assert stage.happened(other) == ["open", "go"]


def test_a_process_that_died_before_is_made_up_for_by_the_clock(
    stage: Stage, pair: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    monkeypatch.setattr(inbox, "deliver_due", lambda *_: 0)
    stage.do(one, "call")
    assert stage.case(other).state == "a"
    monkeypatch.undo()

    assert stage.knock() == 1
    assert stage.case(other).state == "b"


class TestSuspended:
    """A target that rests takes nothing, and gets it when it goes on."""

    @pytest.fixture(autouse=True)
    def _suspended(self, stage: Stage, pair: tuple[str, str]) -> None:
        stage.do(pair[1], "suspend", reason="Umbau", until="2026-06-01")
        stage.do(pair[0], "call")

    def test_it_waits(self, stage: Stage, pair: tuple[str, str]) -> None:
        for _ in range(40):
            stage.clock.advance(DAY)
            assert stage.knock() == 0

        assert stage.case(pair[1]).state == "a"
        assert cases.past(stage.app, "town", AS_OPERATOR, pair[1]).refusals == ()
        assert dead.dead(stage.app, "town", AS_OPERATOR).envelopes == ()

    def test_it_is_delivered_at_resume(self, stage: Stage, pair: tuple[str, str]) -> None:
        stage.clock.advance(10 * DAY)
        stage.knock()
        stage.do(pair[1], "resume")

        assert stage.case(pair[1]).state == "b"
        assert "refused_elsewhere" not in stage.happened(pair[0])


class TestRefusedThere:
    """A target may refuse; both know."""

    @pytest.fixture(autouse=True)
    def _refused(self, stage: Stage, pair: tuple[str, str]) -> None:
        stage.do(pair[0], "call")
        stage.do(pair[0], "call")  # the child is in b by now

    def test_the_target_has_it_in_its_log(self, stage: Stage, pair: tuple[str, str]) -> None:
        refusals = cases.past(stage.app, "town", AS_OPERATOR, pair[1]).refusals

        assert [(each.event, each.actor) for each in refusals] == [("go", None)]
        assert stage.happened(pair[1]) == ["open", "go"]

    def test_the_sender_has_it_in_its_history(self, stage: Stage, pair: tuple[str, str]) -> None:
        told = cases.past(stage.app, "town", AS_OPERATOR, pair[0]).events[-1]

        assert told.event == "refused_elsewhere"
        assert (told.input["case"], told.input["event"]) == (pair[1], "go")
        assert told.input["reason"]

    def test_the_office_is_written_to(self, stage: Stage, pair: tuple[str, str]) -> None:
        assert stage.letters(pair[0]) == [("refused_elsewhere", "ada")]
        stage.deliver()
        item = stage.post.letters[0].items[0]
        assert "go" in item.text
        assert item.number == "M-1"

    def test_it_is_not_tried_again(self, stage: Stage, pair: tuple[str, str]) -> None:
        stage.clock.advance(DAY)
        assert stage.knock() == 0
        assert len(cases.past(stage.app, "town", AS_OPERATOR, pair[1]).refusals) == 1


def test_cases_that_answer_each_other_come_to_an_end(stage: Stage) -> None:
    back = {"do": "raise", "event": "pong", "on": "parent"}
    forth = {"do": "raise", "event": "ping", "on": "children"}
    ping, pong = ({name: {"by": ["office"], "title": words(name)}} for name in ("ping", "pong"))
    stage.publish(
        mother(
            version=2,
            events=pong,
            transitions=[{"id": "pong", "event": "pong", "from": ["*"], "effects": [forth]}],
        ),
        child(
            version=2,
            events=ping,
            transitions=[{"id": "ping", "event": "ping", "from": ["*"], "effects": [back]}],
        ),
    )
    case = stage.opened("mother")

    stage.do(case, "pong")

    assert stage.happened(case).count("pong") == MOST_HOPS // 2 + 1
    assert "refused_elsewhere" in stage.happened(case) + stage.happened(stage.cases("child")[0].id)
    other = stage.cases("child")[0].id
    last = [cases.past(stage.app, "town", AS_OPERATOR, each).refusals for each in (case, other)]
    assert [each.reasons[0].code for found in last for each in found] == ["loop"]


class TestPoison:
    """An envelope that cannot be opened stops nobody, is seen and can be tried again."""

    @pytest.fixture
    def poisoned(
        self, pair: tuple[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> pytest.MonkeyPatch:
        deliver = inbox.deliver

        def fails(world: Any, target: str, *rest: Any) -> Any:
            if target == pair[1]:
                raise KeyError(target)
            return deliver(world, target, *rest)

        monkeypatch.setattr(inbox, "deliver", fails)
        return monkeypatch

    @pytest.mark.usefixtures("poisoned")
    def test_the_sender_is_none_the_worse(self, stage: Stage, pair: tuple[str, str]) -> None:
        assert stage.send(pair[0], "call").accepted
        healthy = stage.opened("mother", title="Andere")
        stage.do(healthy, "call")
        assert [each.state for each in stage.cases("child")] == ["a", "b"]

    @pytest.mark.usefixtures("poisoned")
    def test_it_is_tried_later_and_later_and_then_dead(
        self, stage: Stage, pair: tuple[str, str]
    ) -> None:
        stage.do(pair[0], "call")
        for _ in range(inbox.MOST_ATTEMPTS - 1):
            assert dead.dead(stage.app, "town", AS_OPERATOR).envelopes == ()
            stage.clock.advance(inbox.LONGEST_RETRY)
            stage.knock()

        found = dead.dead(stage.app, "town", AS_OPERATOR).envelopes
        assert [(each.envelope.event, each.attempts) for each in found] == [("go", 12)]
        assert pair[1] in str(found[0].last_error)

    def test_once_mended_it_can_be_sent_again(
        self, stage: Stage, pair: tuple[str, str], poisoned: pytest.MonkeyPatch
    ) -> None:
        self.test_it_is_tried_later_and_later_and_then_dead(stage, pair)
        poisoned.undo()

        assert stage.knock() == 0
        assert dead.retry(stage.app, "town", AS_OPERATOR, ()) == 1
        assert dead.retry(stage.app, "town", AS_OPERATOR, ()) == 0
        assert stage.knock() == 1
        assert stage.case(pair[1]).state == "b"


def test_a_child_that_is_done_moves_its_mother(stage: Stage) -> None:
    children = mother()["children"]["child"]
    done = {"when": "children.child.all(c, c.closed)", "event": "go"}
    stage.publish(mother(version=2, children={"child": {**children, "done": done}}), child())
    case = stage.opened("mother")

    stage.do(stage.cases("child")[0].id, "end")

    assert stage.case(case).state == "b"
