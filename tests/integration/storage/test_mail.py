"""Letters and envelopes: enqueued once, leased, sent, tried again, dead, seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from engine.lifecycle.outcome import Accepted, Envelope, Letter
from engine.storage.queries import directory, inbox, outbox, towns
from engine.storage.town import CONTACT
from tests.integration.storage.stage import DAY, PROFILE, START, Stage, accepted

if TYPE_CHECKING:
    from engine.storage.queries.outbox import Claim

MINUTE = timedelta(minutes=1)
LEASE = 5 * MINUTE


def claim(stage: Stage, at: datetime, limit: int = 100) -> Claim:
    with stage.unit(at) as unit:
        return outbox.claim(unit, at, limit, LEASE)


def recipients(found: Claim) -> list[str | None]:
    return sorted(each.person or "" for each in found.deliveries)


@pytest.fixture
def told(stage: Stage) -> str:
    """A case about which lead and board have been written to."""
    case = stage.open(title="Radweg", holders={"lead": ("ben",)})
    accepted(stage.send(case.id, "tell"))
    return case.id


class TestRecipients:
    """The people behind a role."""

    def test_holders_members_and_deputies_get_a_letter(self, stage: Stage, told: str) -> None:
        found = claim(stage, START)

        assert recipients(found) == ["ben", "cem", "dora"]
        one = found.deliveries[0]
        assert (one.letter.message, one.case_id, one.case_title) == ("told", told, "Radweg")
        assert (one.case_number, one.address) == ("P-2026-01", f"{one.person}@town.example")

    def test_whoever_steps_in_for_a_vacant_role(self, stage: Stage) -> None:
        accepted(stage.send(stage.open().id, "tell"))

        assert recipients(claim(stage, START)) == ["ada", "cem", "dora"]

    def test_the_contacts_of_an_organisation(self, stage: Stage) -> None:
        with stage.unit() as unit:
            directory.put_organisation(unit, "vhs", "Volkshochschule")
            directory.put_organisation(unit, "mute", "Nobody speaks for it")
            directory.give_role(unit, CONTACT + "vhs", "ben")
        case = stage.open(holders={"lead": ("vhs", "mute")})
        accepted(stage.send(case.id, "tell"))

        assert recipients(claim(stage, START)) == ["ben", "cem", "dora"]

    def test_who_has_two_of_the_roles_gets_one_letter(self, stage: Stage) -> None:
        case = stage.open(holders={"lead": ("cem",)})
        accepted(stage.send(case.id, "tell"))

        assert recipients(claim(stage, START)) == ["cem", "dora"]

    def test_the_same_event_twice_is_two_letters(self, stage: Stage, told: str) -> None:
        accepted(stage.send(told, "tell"))

        assert recipients(claim(stage, START)) == ["ben", "ben", "cem", "cem", "dora", "dora"]

    def test_a_seat_counts_on_its_days_only(self, stage: Stage) -> None:
        with stage.unit() as unit:
            seat = directory.give_role(unit, "board", "ben", valid_from=(START + DAY).date())
            assert directory.end_role(unit, seat, (START + 2 * DAY).date())
            assert not directory.end_role(unit, "none", START.date())
        case = stage.open(holders={"lead": ("ada",)})
        for days in (0, 1, 2, 3):
            accepted(stage.send(case.id, "tell", START + days * DAY))

        assert recipients(claim(stage, START + 9 * DAY)).count("ben") == 2

    def test_a_letter_for_nobody_is_dead_and_seen(self, stage: Stage) -> None:
        case = stage.open()
        with stage.world() as world:
            outcome = accepted(stage.submit(world, case.id, "put"))
        with stage.world() as world:
            letters = (Letter("told", "nobody"), Letter("told", "person:ben"))
            after = world.load(case.id)
            world.write(Accepted(after, after, (), letters=letters))
        assert outcome.after.version == after.version

        assert "ben" in recipients(claim(stage, START))
        with stage.unit() as unit:
            (dead,) = [each for each in outbox.dead_letters(unit) if each.letter.to == "nobody"]
            assert dead.person is None
            assert outbox.retry(unit, [dead.id], START) == 0


class TestRhythm:
    """At once, or one message a day."""

    def test_a_daily_reader_gets_the_day_in_one(self, stage: Stage) -> None:
        with stage.unit() as unit:
            ben = directory.find_person(unit, "ben")
            directory.put_person(
                unit, directory.Person("ben", ben.name, ben.address, rhythm="daily")
            )
        case = stage.open(holders={"lead": ("ben",)})
        for hours in (0, 1):
            accepted(stage.send(case.id, "tell", START + hours * DAY / 24))

        others = claim(stage, START + DAY / 2)
        assert "ben" not in recipients(others)
        with stage.unit() as unit:
            outbox.mark_sent(unit, [each.id for each in others.deliveries], others.token, START)
        found = claim(stage, START + DAY, limit=1)
        assert recipients(found) == ["ben", "ben"]
        assert {each.digest for each in found.deliveries} == {"ben.2026-01-13"}

    def test_the_town_sets_what_people_did_not(self, stage: Stage, told: str) -> None:
        with stage.unit() as unit:
            towns.change_town(unit, towns.Profile(PROFILE.title, PROFILE.place, rhythm="daily"))
        accepted(stage.send(told, "tell"))

        assert len(claim(stage, START).deliveries) == 3
        assert len(claim(stage, START + DAY).deliveries) == 6


class TestLease:
    """A letter is sent by one, and not forgotten if that one dies."""

    @pytest.mark.usefixtures("told")
    def test_leased_letters_are_nobody_elses(self, stage: Stage) -> None:
        first = claim(stage, START)

        assert claim(stage, START + MINUTE).deliveries == ()
        again = claim(stage, START + LEASE)
        assert {each.key for each in again.deliveries} == {each.key for each in first.deliveries}
        assert {each.attempts for each in again.deliveries} == {2}

    @pytest.mark.usefixtures("told")
    def test_who_lost_the_lease_can_no_longer_mark(self, stage: Stage) -> None:
        first = claim(stage, START)
        second = claim(stage, START + LEASE)
        ids = [each.id for each in second.deliveries]

        with stage.unit() as unit:
            assert outbox.mark_sent(unit, ids, first.token, START) == 0
            assert outbox.mark_failed(unit, ids, first.token, "late", None) == 0
            assert outbox.mark_sent(unit, ids, second.token, START + LEASE) == 3
        assert claim(stage, START + DAY).deliveries == ()

    @pytest.mark.usefixtures("told")
    def test_a_failure_is_tried_again_later(self, stage: Stage) -> None:
        found = claim(stage, START, limit=1)
        (one,) = found.deliveries
        with stage.unit() as unit:
            outbox.mark_failed(unit, [one.id], found.token, "busy", START + DAY)

        assert one.id not in [each.id for each in claim(stage, START + DAY / 2).deliveries]
        (again,) = [each for each in claim(stage, START + DAY).deliveries if each.id == one.id]
        assert (again.last_error, again.attempts) == ("busy", 2)

    def test_dead_letters_are_seen_and_can_be_tried_again(self, stage: Stage, told: str) -> None:
        found = claim(stage, START)
        ids = [each.id for each in found.deliveries]
        with stage.unit() as unit:
            outbox.mark_failed(unit, ids, found.token, "no such mailbox", None)
        with stage.unit() as unit:
            assert outbox.delivery_counts(unit) == {"dead": 3}
            assert [each.id for each in outbox.dead_letters(unit, limit=2)] == ids[:2]
            assert [each.id for each in outbox.dead_letters(unit, after=ids[1])] == ids[2:]
            assert outbox.retry(unit, ids[:1], START + DAY) == 1
        assert [each.id for each in claim(stage, START + DAY).deliveries] == ids[:1]
        with stage.unit() as unit:
            assert len(outbox.deliveries_of(unit, told)) == 3

    @pytest.mark.usefixtures("told")
    def test_sent_letters_are_pruned(self, stage: Stage) -> None:
        found = claim(stage, START)
        ids = [each.id for each in found.deliveries]
        with stage.unit() as unit:
            outbox.mark_sent(unit, ids[:2], found.token, START)
            assert outbox.prune(unit, START) == 0
            assert outbox.prune(unit, START + MINUTE) == 2
            assert outbox.delivery_counts(unit) == {"leased": 1}

    @pytest.mark.usefixtures("told")
    def test_two_processes_never_claim_the_same(self, stage: Stage) -> None:
        if stage.database.is_sqlite:
            pytest.skip("on SQLite one process writes at a time")
        with stage.unit() as one:
            mine = outbox.claim(one, START, 2, LEASE)
            theirs = claim(stage, START)
        assert sorted(recipients(mine) + recipients(theirs)) == ["ben", "cem", "dora"]


class TestInbox:
    """Events from case to case."""

    def send(self, stage: Stage, key: str, event: str = "tell") -> None:
        with stage.world() as world:
            world.send(Envelope("target", event, {"a": 1}), key=key, source="source")

    def test_the_same_key_arrives_once(self, stage: Stage) -> None:
        for key in ("a", "a", "b"):
            self.send(stage, key)

        with stage.unit() as unit:
            ids, more = inbox.due(unit, START, 10)
            arrivals = [inbox.hold(unit, each) for each in ids]
        assert more is None
        assert [each.key for each in arrivals if each] == ["a", "b"]
        assert arrivals[0] is not None
        assert arrivals[0].envelope.input == {"a": 1}

    def test_paging(self, stage: Stage) -> None:
        for key in "abc":
            self.send(stage, key)
        with stage.unit() as unit:
            first, since = inbox.due(unit, START, 2)
            assert since is not None
            rest, end = inbox.due(unit, START, 2, since)
        assert (len(set(first + rest)), end) == (3, None)

    def test_what_is_settled_is_gone(self, stage: Stage) -> None:
        self.send(stage, "a")
        with stage.unit() as unit:
            ((arrival,), _) = inbox.due(unit, START, 10)
            inbox.settle(unit, arrival, "closed")
            assert inbox.due(unit, START + DAY, 10) == ([], None)
            assert inbox.hold(unit, arrival) is None
            assert inbox.prune(unit, START) == 0
            assert inbox.prune(unit, START + DAY) == 1

    def test_what_fails_is_tried_again_and_dies_at_last(self, stage: Stage) -> None:
        self.send(stage, "a")
        with stage.unit() as unit:
            ((arrival,), _) = inbox.due(unit, START, 10)
            inbox.fail(unit, arrival, "boom", START + DAY)
            assert inbox.due(unit, START, 10) == ([], None)
            assert inbox.due(unit, START + DAY, 10)[0] == [arrival]
            inbox.fail(unit, arrival, "boom", None)
            (dead,) = inbox.dead_envelopes(unit)
            assert (dead.attempts, dead.last_error) == (2, "boom")
            assert inbox.retry(unit, [arrival], START) == 1
            assert inbox.due(unit, START, 10)[0] == [arrival]

    def test_an_arrival_is_held_by_one(self, stage: Stage) -> None:
        if stage.database.is_sqlite:
            pytest.skip("on SQLite one process writes at a time")
        self.send(stage, "a")
        with stage.unit() as one:
            ((arrival,), _) = inbox.due(one, START, 10)
            assert inbox.hold(one, arrival) is not None
            with stage.unit() as other:
                assert inbox.hold(other, arrival) is None


def test_what_two_effects_send_is_told_apart(stage: Stage) -> None:
    case = stage.open()
    with stage.world() as world:
        before = world.load(case.id)
        letters = (Letter("told", "board", facts={"n": 1}), Letter("told", "board", facts={"n": 2}))
        world.write(Accepted(before, before, (), letters=letters))

    assert recipients(claim(stage, START)) == ["cem", "cem", "dora", "dora"]
