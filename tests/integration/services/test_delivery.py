"""Delivery: letters leave once, at once or in one a day, and none is lost."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

import pytest

from engine.channels.email import build_email
from engine.channels.errors import DeliveryUnknown
from engine.services import clockwork, delivery, prune, sending
from engine.services.access import AS_OPERATOR
from engine.services.delivery import Delivered
from engine.storage.queries import outbox
from tests.integration.services.mail import REMINDED, reminded, round_of, states
from tests.integration.services.stage import DAY, Stage, duty, words

if TYPE_CHECKING:
    from engine.storage.database import Database


def telling(*to: str) -> dict[str, Any]:
    """Return a duty with an event that tells people something."""
    tell = {"do": "notify", "to": list(to or ("lead",)), "message": "news"}
    return duty(
        version=2,
        events={"tell": {"by": ["office"], "title": words("Tell")}},
        transitions=[{"id": "tell", "event": "tell", "from": ["*"], "effects": [tell]}],
        messages={"news": {"subject": words("News"), "text": words("{title}")}},
    )


class TestLetter:
    """What a reminder says."""

    def test_it_leaves_at_once(self, stage: Stage) -> None:
        reminded(stage)

        assert round_of(stage) == Delivered(sent=1)
        letter = stage.post.letters[0]
        assert (letter.to_address, letter.to_name) == ("ben@town.example", "Ben")
        assert (letter.sender, letter.tenant_title) == ("office@town.example", "Musterstadt")
        assert letter.sent_at.isoformat() == "2026-02-02T10:00:00+01:00"
        assert round_of(stage) == Delivered()

    def test_it_says_what_when_why_and_what_else(self, stage: Stage) -> None:
        case = reminded(stage)[0]
        round_of(stage)

        item = stage.post.letters[0].items[0]
        assert (item.number, item.title, item.obligation) == ("T-001", "Sprachcafé", "Report (de)")
        assert f"{item.due_on}" == "2026-02-11"
        assert item.consequence == ("5 Tage danach: kommt auf die Tagesordnung (Group (de))")
        assert item.reason == "Sie erhalten diese Nachricht in der Rolle „Lead (de)“."
        assert item.link == f"cases/{case}"

    def test_an_english_reader_gets_it_in_english(self, stage: Stage) -> None:
        stage.person("ben", language="en")
        reminded(stage)
        round_of(stage)

        letter = stage.post.letters[0]
        item = letter.items[0]
        assert letter.language == "en"
        assert "Report" in item.subject
        assert "(de)" not in f"{item}"
        assert item.consequence is not None
        assert item.consequence.endswith("goes on the agenda (Group)")
        assert item.reason == "You get this message in the role “Lead”."

    def test_the_town_has_a_language_too(self, stage: Stage) -> None:
        stage.profile(language="en")
        reminded(stage)
        round_of(stage)

        assert stage.post.letters[0].language == "en"

    def test_the_due_date_is_attached(self, stage: Stage) -> None:
        reminded(stage)
        round_of(stage)

        mail = build_email(stage.post.letters[0]).content.decode()
        assert "text/calendar" in mail
        assert "BEGIN:VEVENT" in mail or "filename" in mail

    def test_in_the_workflows_own_words(self, stage: Stage) -> None:
        stage.publish(
            duty(
                version=2,
                messages={
                    "reminder": {
                        "subject": words("{number}: {obligation}, {days_left}"),
                        "text": words("{town}, {title}, {role}"),
                    }
                },
            )
        )
        stage.person("ben", language="en")
        reminded(stage)
        round_of(stage)

        item = stage.post.letters[0].items[0]
        assert item.subject == "T-001: Report, 9"
        assert item.text == "Musterstadt, Sprachcafé, Lead"

    @pytest.mark.parametrize(("language", "shown"), [("de", "Thing (de)"), ("en", "Thing")])
    def test_a_confidential_title_does_not_show(
        self, stage: Stage, language: str, shown: str
    ) -> None:
        title = {"type": "text", "required": True, "visibility": "confidential"}
        stage.publish(duty(version=2, fields={"title": {**title, "title": words("Title")}}))
        stage.person("ben", language=language)
        reminded(stage, "Fall Yılmaz")
        round_of(stage)

        item = stage.post.letters[0].items[0]
        assert "Yılmaz" not in f"{stage.post.letters[0]}"
        assert item.title == shown

    @pytest.mark.parametrize(("language", "shown"), [("de", "Thing (de)"), ("en", "Thing")])
    def test_a_case_without_a_title_goes_by_its_kind(
        self, stage: Stage, language: str, shown: str
    ) -> None:
        optional = {"type": "text", "title": words("Title")}
        stage.publish(duty(version=2, fields={"title": optional}))
        stage.person("ben", language=language)
        stage.opened(title=None)
        stage.at(REMINDED).tick()
        round_of(stage)

        assert stage.post.letters[0].items[0].title == shown

    def test_who_holds_two_roles_gets_it_once(self, stage: Stage) -> None:
        stage.publish(telling("lead", "office", "group"))
        case = stage.opened(holders={"lead": ("ada",)})
        stage.do(case, "tell")

        assert stage.deliver() == 3
        assert sorted(each.to_name for each in stage.post.letters) == ["Ada", "Cem", "Dora"]


class TestDaily:
    """One message for each day and person, if the town or the person wants that."""

    @pytest.fixture(autouse=True)
    def _daily(self, stage: Stage) -> None:
        stage.profile(rhythm="daily", digest_time=time(7))

    def test_the_letters_of_a_day_leave_as_one(self, stage: Stage) -> None:
        reminded(stage, "Eins", "Zwei", "Drei")
        assert round_of(stage) == Delivered()
        stage.at("2026-02-03 07:00")

        assert round_of(stage) == Delivered(sent=1)
        assert [each.title for each in stage.post.letters[0].items] == ["Eins", "Zwei", "Drei"]
        assert states(stage) == {"sent": 3}

    def test_what_is_due_today_does_not_wait_until_tomorrow(self, stage: Stage) -> None:
        case = stage.opened()
        due_on = stage.owed(case).due_on
        assert due_on is not None
        stage.at(f"{due_on.isoformat()} 08:00").tick()

        assert round_of(stage).sent == 1
        assert [each.items[0].due_on for each in stage.post.letters] == [due_on]

    def test_reminders_leave_with_the_daily_message_of_their_day(self, stage: Stage) -> None:
        stage.profile(rhythm="daily")
        stage.opened()
        stage.at("2026-02-02 08:00").tick()
        assert round_of(stage) == Delivered()
        stage.at("2026-02-02 08:30")

        assert round_of(stage) == Delivered(sent=1)

    def test_a_person_may_want_them_at_once(self, stage: Stage) -> None:
        stage.person("ben", rhythm="at_once")
        reminded(stage, "Eins", "Zwei")

        assert round_of(stage) == Delivered(sent=2)

    def test_each_person_gets_her_own(self, stage: Stage) -> None:
        stage.opened(title="Eins")
        stage.opened(title="Zwei", holders={"lead": ("eva",)})
        stage.at(REMINDED).tick()
        stage.at("2026-02-03 07:00")

        assert round_of(stage) == Delivered(sent=2)
        assert [len(stage.post.to(each)[0].items) for each in ("ben", "eva")] == [1, 1]

    def test_sent_again_it_is_the_same_message(self, stage: Stage) -> None:
        reminded(stage, "Eins", "Zwei")
        stage.at("2026-02-03 07:00")
        stage.post.fails, stage.post.accepts_and_fails = lambda _: DeliveryUnknown(), True
        round_of(stage)
        stage.post.fails = lambda _: None
        stage.clock.advance(delivery.FIRST_RETRY)
        round_of(stage)

        assert len(stage.post.letters) == 2
        assert len({build_email(each).message_id for each in stage.post.letters}) == 1

    def test_a_late_letter_does_not_change_what_may_have_arrived(self, stage: Stage) -> None:
        """A tick that took long adds to a day that has been sent, perhaps."""
        stage.publish(telling())
        told = reminded(stage, "Eins", "Zwei")[0]
        stage.at("2026-02-03 07:00")
        stage.post.fails, stage.post.accepts_and_fails = lambda _: DeliveryUnknown(), True
        round_of(stage)
        stage.at("2026-02-02 11:00")
        stage.do(told, "tell")
        stage.at("2026-02-03 07:02")
        stage.post.fails = lambda _: None
        round_of(stage)

        assert [len(each.items) for each in stage.post.letters] in ([2, 2, 1], [2, 1, 2])
        assert len({build_email(each).message_id for each in stage.post.letters}) == 2

    def test_a_process_that_died_over_a_long_day_leaves_it_whole(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(delivery, "BATCH", 2)
        reminded(stage, *(f"Nr. {number}" for number in range(5)))
        stage.at("2026-02-03 07:00")
        with stage.unit() as unit:  # claimed, and then the process died
            assert len(outbox.claim(unit, stage.app.now(), 2, delivery.LEASE).deliveries) == 5
        stage.clock.advance(delivery.LEASE)

        assert round_of(stage) == Delivered(sent=1)
        assert len(stage.post.letters[0].items) == 5


def test_a_test_letter(stage: Stage) -> None:
    assert sending.send_test(stage.app, "town", AS_OPERATOR, "me@town.example", "en") == "post"
    letter = stage.post.letters[0]
    assert (letter.to_address, letter.items[0].subject) == ("me@town.example", "Test")
    assert build_email(letter).content


def test_the_clock_counts_what_was_sent(stage: Stage) -> None:
    reminded(stage, "Eins", "Zwei")

    assert clockwork.letters(stage.app, "holder").done == 2


class TestPruning:
    """What need not be kept is forgotten."""

    def test_old_letters(self, stage: Stage) -> None:
        case = reminded(stage)[0]
        round_of(stage)
        sent_at = stage.app.now()
        assert prune.prune(stage.app, "town", sent_at + prune.LETTERS_KEPT) == 0
        assert stage.letters(case)

        assert prune.prune(stage.app, "town", sent_at + prune.LETTERS_KEPT + DAY) == 1
        assert stage.letters(case) == []

    def test_what_was_not_sent_stays(self, stage: Stage) -> None:
        reminded(stage)

        assert prune.prune(stage.app, "town", stage.app.now() + 2 * prune.LETTERS_KEPT) == 0

    def test_by_the_clock(self, stage: Stage) -> None:
        reminded(stage)
        round_of(stage)
        stage.clock.advance(prune.LETTERS_KEPT + DAY)

        assert clockwork.pruning(stage.app, "holder").done == 1


def test_in_a_database_of_two_towns_each_sends_its_own(database: Database, stage: Stage) -> None:
    other = Stage(database, duty(), tenant="zweite")
    other.opened()
    other.at(REMINDED).tick()

    assert round_of(stage.at(REMINDED)) == Delivered()
    assert round_of(other) == Delivered(sent=1)
