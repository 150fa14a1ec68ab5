"""Retention: kept for its purpose, offered to the archive, erased by the clock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from engine.services import audit, cases, clockwork, policy, retention
from engine.services.access import AS_OPERATOR
from engine.storage.errors import NotOffered
from tests.integration.services.stage import DAY, Stage, thing, words

LIST = {
    "type": "list",
    "title": words("Guests"),
    "of": {"who": {"type": "text", "required": True, "personal": True, "title": words("Who")}},
}
NEEDS = {
    "purpose": words("Catering"),
    "legal_basis": words("Art. 6"),
    "keep": "1 week",
    "from": "closing",
    "erase": ["needs"],
}


def keeping(**rules: Any) -> dict[str, Any]:
    """Return a thing that knows a name, needs and guests, and keeps them for different times."""
    text = {"type": "text", "personal": True}
    return thing(
        fields={
            "name": {**text, "required": True, "title": words("Name")},
            "needs": {**text, "title": words("Needs")},
            "guests": LIST,
            "held_on": {"type": "date", "title": words("Held on")},
        },
        settings={
            "names_kept": {"type": "period", "default": "3 months", "title": words("Kept")},
        },
        retention={
            "needs": NEEDS,
            "names": {**NEEDS, "keep": "= settings.names_kept", "erase": ["name", "guests"]},
            **rules,
        },
    )


@pytest.fixture
def kept(stage: Stage) -> Stage:
    stage.publish({**keeping(), "version": 2})
    return stage


def opened(stage: Stage, **fields: Any) -> str:
    given = {"name": "Erika Muster", "needs": "vegan", "guests": [{"who": "Otto Muster"}]}
    return stage.opened(**given, **fields)


def pruned(stage: Stage, days: int) -> int:
    """Let days pass, then tidy up; return how many cases were touched."""
    stage.clock.advance(timedelta(days=days))
    return retention.apply_due(stage.app, stage.tenant, stage.app.now())


def is_sound(stage: Stage, case: str) -> bool:
    return audit.verify(stage.app, stage.tenant, AS_OPERATOR, case).is_sound


def held(stage: Stage, case: str) -> tuple[object, object, object]:
    data = stage.case(case).data
    return data["name"], data["needs"], data["guests"]


def everything_about(stage: Stage, case: str) -> str:
    past = cases.past(stage.app, stage.tenant, AS_OPERATOR, case)
    return str([(each.input, each.patch) for each in past.events]) + str(past.case)


def test_nothing_goes_before_its_time_and_each_at_its_own(kept: Stage) -> None:
    case = opened(kept)
    assert pruned(kept, 400) == 0
    kept.do(case, "end")
    assert pruned(kept, 7) == 0

    assert pruned(kept, 1) == 1
    assert held(kept, case) == ("Erika Muster", None, [{"who": "Otto Muster"}])
    assert is_sound(kept, case)
    assert "vegan" not in everything_about(kept, case)

    assert pruned(kept, 60) == 0
    assert pruned(kept, 40) == 1
    assert held(kept, case) == ("–", None, None)
    assert is_sound(kept, case)
    assert "Muster" not in everything_about(kept, case)
    assert pruned(kept, 400) == 0


def test_the_history_says_that_something_was_erased_and_never_what(kept: Stage) -> None:
    case = opened(kept)
    kept.do(case, "end")
    pruned(kept, 8)

    events = cases.past(kept.app, kept.tenant, AS_OPERATOR, case).events

    assert [each.event for each in events] == ["open", "end", "erase"]
    assert [each["field"] for each in events[-1].input["fields"]] == ["needs"]
    assert [each.is_erased for each in events] == [True, False, False]


def test_the_town_sets_how_long(kept: Stage) -> None:
    case = opened(kept)
    kept.do(case, "end")
    policy.set_value(kept.app, kept.tenant, AS_OPERATOR, "thing", "names_kept", "1 month")

    assert pruned(kept, 40) == 2  # once for each of the two
    assert held(kept, case) == ("–", None, None)


def test_it_may_count_from_a_date_of_the_case(stage: Stage) -> None:
    rule = {**NEEDS, "from": "held_on", "keep": "10 days"}
    stage.publish({**keeping(needs=rule), "version": 2})
    undated, dated = opened(stage), opened(stage, held_on="2026-01-20")

    assert pruned(stage, 18) == 0
    assert pruned(stage, 1) == 1

    assert [stage.case(each).data["needs"] for each in (undated, dated)] == ["vegan", None]
    assert is_sound(stage, dated)
    stage.do(dated, "go")
    assert is_sound(stage, dated)


class TestArchive:
    """It is offered first; silence lets it go all the same."""

    @pytest.fixture
    def offering(self, stage: Stage) -> Stage:
        rule = {**NEEDS, "archive": {"offer_to": "office", "wait": "1 month"}}
        stage.publish({**keeping(needs=rule), "version": 2})
        return stage

    def offered(self, stage: Stage) -> str:
        case = opened(stage)
        stage.do(case, "end")
        assert pruned(stage, 8) == 1
        return case

    def test_the_archive_is_told_and_nothing_goes_yet(self, offering: Stage) -> None:
        case = self.offered(offering)

        [offer] = retention.offers(offering.app, offering.tenant, AS_OPERATOR)

        assert (offer.case, offer.name, offer.answer) == (case, "needs", None)
        assert offer.wait_until == date(2026, 2, 20)
        assert held(offering, case)[1] == "vegan"
        offering.deliver()
        [item] = offering.post.to("ada")[-1].items
        assert "Archiv" in item.subject + item.text
        assert pruned(offering, 20) == 0

    @pytest.mark.parametrize("is_taken", [True, False])
    def test_an_answer_ends_the_waiting(self, offering: Stage, *, is_taken: bool) -> None:
        case = self.offered(offering)

        retention.answer(
            offering.app, offering.tenant, AS_OPERATOR, case, "needs", is_taken=is_taken
        )

        assert pruned(offering, 0) == 1
        assert held(offering, case)[1] is None
        assert retention.offers(offering.app, offering.tenant, AS_OPERATOR) == []
        with pytest.raises(NotOffered):
            retention.answer(
                offering.app, offering.tenant, AS_OPERATOR, case, "needs", is_taken=True
            )

    def test_silence_of_the_archive_keeps_nothing(self, offering: Stage) -> None:
        case = self.offered(offering)

        assert pruned(offering, 32) == 1

        assert held(offering, case)[1] is None
        assert is_sound(offering, case)


def test_the_clock_erases_but_not_while_it_is_doubted(kept: Stage) -> None:
    case = opened(kept)
    kept.do(case, "end")
    kept.clock.advance(8 * DAY)

    assert clockwork.pruning(kept.app, "holder").done == 1
    assert held(kept, case)[1] is None


def test_what_is_kept_is_told_with_purpose_and_basis(kept: Stage) -> None:
    told = {each.name: each for each in retention.kept(kept.app, kept.tenant)}
    names, needs = told["names"], told["needs"]

    assert needs.purpose.en == "Catering"
    assert names.keep.months == 3
    assert [each.en for each in names.fields] == ["Name", "Guests"]
