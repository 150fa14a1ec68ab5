"""Delivery in trouble: nobody to write to, a server that is down, slow or uncertain."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from engine.channels.email import build_email
from engine.channels.errors import DeliveryRefused, DeliveryUnknown, ServerUnreachable
from engine.services import dead, delivery, people, sending
from engine.services.access import AS_OPERATOR
from engine.services.delivery import Delivered
from engine.storage.queries import erasure, outbox
from engine.storage.tables.mail import OutboxRow
from tests.integration.services.mail import REMINDED, reminded, round_of, states
from tests.integration.services.stage import Stage, duty

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.channels.channel import Letter


def refused(**facts: Any) -> Callable[[Letter], Exception]:
    return lambda _: DeliveryRefused(answer="550 unknown user", **facts)


def down(_: Letter) -> Exception:
    return ServerUnreachable(host="mail", port=25, problem="refused")


class TestNobody:
    """A letter that can reach nobody is dead at once, and seen."""

    def test_without_an_address(self, stage: Stage) -> None:
        stage.person("ben", address=None)
        reminded(stage)

        assert round_of(stage) == Delivered(dead=1)
        found = dead.dead(stage.app, "town", AS_OPERATOR).letters
        assert [(each.person, each.last_error) for each in found] == [
            ("ben", "The person has no address (any more).")
        ]

    def test_with_an_address_at_last_it_can_be_sent(self, stage: Stage) -> None:
        self.test_without_an_address(stage)
        stage.person("ben", address="ben@new.example")

        assert dead.retry(stage.app, "town", AS_OPERATOR, ()) == 1
        assert round_of(stage) == Delivered(sent=1)
        assert stage.post.letters[0].to_address == "ben@new.example"

    def test_an_erased_person_is_written_to_no_more(self, stage: Stage) -> None:
        reminded(stage)
        with stage.unit() as unit:
            erasure.erase_person(unit, "ben", "on request", "ada")

        assert round_of(stage) == Delivered(dead=1)
        assert stage.post.letters == []

    def test_a_role_that_nobody_fills(self, stage: Stage) -> None:
        stage.publish(duty(version=2, owed={"owner": "group"}))
        for each in people.directory_of(stage.app, "town", AS_OPERATOR).seats:
            people.end_role(stage.app, "town", AS_OPERATOR, each.id, date(2026, 1, 11))
        reminded(stage)

        assert states(stage) == {"dead": 1}
        assert dead.retry(stage.app, "town", AS_OPERATOR, ()) == 0


class TestFailure:
    """A server that is down, slow or uncertain."""

    def test_later_and_later_and_then_dead(self, stage: Stage) -> None:
        reminded(stage)
        stage.post.fails = down
        for _ in range(delivery.MOST_ATTEMPTS - 1):
            assert round_of(stage) == Delivered(failed=1)
            assert round_of(stage) == Delivered()
            stage.clock.advance(delivery.LONGEST_RETRY)

        assert round_of(stage) == Delivered(dead=1)
        letter = dead.dead(stage.app, "town", AS_OPERATOR).letters[0]
        assert letter.attempts == delivery.MOST_ATTEMPTS
        assert "mail:25" in str(letter.last_error)

    def test_refused_for_good_is_not_tried_again(self, stage: Stage) -> None:
        reminded(stage)
        stage.post.fails = refused()

        assert round_of(stage) == Delivered(dead=1)

    def test_a_dead_letter_can_be_sent_again(self, stage: Stage) -> None:
        self.test_refused_for_good_is_not_tried_again(stage)
        stage.post.fails = lambda _: None
        letter = dead.dead(stage.app, "town", AS_OPERATOR).letters[0]

        assert dead.retry(stage.app, "town", AS_OPERATOR, ["none"]) == 0
        assert dead.retry(stage.app, "town", AS_OPERATOR, [letter.id]) == 1
        assert round_of(stage) == Delivered(sent=1)

    def test_one_refused_does_not_stop_the_others(self, stage: Stage) -> None:
        stage.opened(title="Eins")
        stage.opened(title="Zwei", holders={"lead": ("eva",)})
        stage.at(REMINDED).tick()
        stage.post.fails = lambda letter: refused()(letter) if letter.to_name == "Ben" else None

        assert round_of(stage) == Delivered(sent=1, dead=1)
        assert stage.post.letters[0].to_name == "Eva"

    def test_an_odd_letter_does_not_stop_the_others(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reminded(stage, "Eins", "Zwei")
        item_of = delivery.item_of

        def odd(each: Any, *rest: Any) -> Any:
            if each.case_title == "Eins":
                raise KeyError(each)
            return item_of(each, *rest)

        monkeypatch.setattr(delivery, "item_of", odd)

        assert round_of(stage) == Delivered(sent=1, failed=1)
        assert stage.post.letters[0].items[0].title == "Zwei"

    def test_what_is_unknown_is_sent_again_under_the_same_name(self, stage: Stage) -> None:
        reminded(stage)
        stage.post.fails, stage.post.accepts_and_fails = lambda _: DeliveryUnknown(), True
        assert round_of(stage) == Delivered(failed=1)
        stage.post.fails = lambda _: None
        stage.clock.advance(delivery.FIRST_RETRY)

        assert round_of(stage) == Delivered(sent=1)
        assert len(stage.post.letters) == 2
        assert len({build_email(each).message_id for each in stage.post.letters}) == 1

    def test_the_letters_of_a_process_that_died_are_sent_by_another(self, stage: Stage) -> None:
        reminded(stage)
        with stage.unit() as unit:
            claimed = outbox.claim(unit, stage.app.now(), 10, delivery.LEASE)
        assert len(claimed.deliveries) == 1
        assert round_of(stage) == Delivered()
        stage.clock.advance(delivery.LEASE)

        assert round_of(stage.another()) == Delivered(sent=1)
        assert stage.post.letters[0].key == claimed.deliveries[0].key

    def test_a_slow_server_does_not_lose_us_the_lease(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The lease of a later batch counts from when it is claimed, not from the tick."""
        monkeypatch.setattr(delivery, "BATCH", 1)
        reminded(stage, "Eins", "Zwei", "Drei")
        ends = select(OutboxRow.next_try_at).where(col(OutboxRow.state) == "leased")

        def slow(_: Letter) -> None:
            with stage.unit() as unit:
                assert unit.connection.execute(ends).scalar_one() > stage.app.now()
            stage.clock.advance(delivery.LEASE - timedelta(seconds=1))

        stage.post.fails = slow

        assert round_of(stage) == Delivered(sent=3)

    def test_without_a_channel_letters_wait(self, stage: Stage) -> None:
        reminded(stage)
        object.__setattr__(stage.app, "channel", None)

        assert round_of(stage) == Delivered()
        assert states(stage) == {"queued": 1}
        with pytest.raises(sending.NoChannel):
            sending.send_test(stage.app, "town", AS_OPERATOR, "me@town.example", "de")
