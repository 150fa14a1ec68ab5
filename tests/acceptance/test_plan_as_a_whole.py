"""The plan as a whole: both ways through its levels, what hangs in the air, how it stood before."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from engine.services import cases, plan, plan_past
from engine.services.access import AS_OPERATOR, NOBODY
from tests.live_town import TOWN, LiveTown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.services.plan import Element

BERLIN = ZoneInfo("Europe/Berlin")


class Plan:
    """A plan of five levels."""

    def __init__(self, town: LiveTown) -> None:
        self.town = town
        self.at("2026-01-12 09:00")
        self.vision = self.element("Eine Stadt für alle", "vision")
        self.field = self.element("Bildung", "field", above=self.vision, order="1")
        self.goal = self.element("Alle sprechen Deutsch", "goal", above=self.field, order="1.1")
        self.second = self.element("Mehr Plätze", "goal", above=self.field, order="1.10")
        self.third = self.element("Offene Schulen", "goal", above=self.field, order="1.9")
        self.measure = town.open(
            "measure", {"title": "Lesepaten", "area": "Bildung", "goal": self.number(self.goal)}
        )

    def at(self, moment: str) -> None:
        self.town.clock.move_to(datetime.fromisoformat(moment).replace(tzinfo=BERLIN))

    def element(self, title: str, kind: str, above: str | None = None, **more: Any) -> str:
        fields = {"title": title, "kind": kind, "text": f"{title}.", **more}
        if above is not None:
            fields["above"] = self.number(above)
        return self.town.open("plan-element", fields)

    def do(self, case: str, event: str, **given: Any) -> None:
        answer = self.town.send(case, event, given)
        assert answer.accepted, [each.message.de for each in answer.reasons]

    def number(self, case: str) -> str:
        return cases.show(self.town.app, TOWN, AS_OPERATOR, case).case.number


@pytest.fixture
def whole(database_url: str) -> Iterator[Plan]:
    town = LiveTown.founded(database_url)
    yield Plan(town)
    town.app.database.close()


def titles(elements: tuple[Element, ...]) -> list[Any]:
    return [(each.line.title, titles(each.parts)) for each in elements]


def test_every_level_leads_down_and_up(whole: Plan) -> None:
    tops = plan.tree(whole.town.app, TOWN, AS_OPERATOR)

    assert titles(tops) == [
        (
            "Eine Stadt für alle",
            [
                (
                    "Bildung",
                    [
                        ("Alle sprechen Deutsch", [("Lesepaten", [])]),
                        ("Offene Schulen", []),
                        ("Mehr Plätze", []),
                    ],
                )
            ],
        )
    ]
    [under] = plan.tree(whole.town.app, TOWN, AS_OPERATOR, whole.number(whole.goal))
    assert under.above == (whole.number(whole.field),)
    assert under.kind_title.de == "Ziel"


def test_a_case_under_two_stands_under_the_lower_one(whole: Plan) -> None:
    concept = whole.town.open("integration-concept", {"title": "Konzept"}, state="suggested")
    whole.do(
        whole.goal,
        "correct",
        reason="Zuordnung",
        fields={"concept": whole.number(concept)},
    )
    whole.do(whole.vision, "correct", reason="Zuordnung", fields={"concept": whole.number(concept)})

    [vision] = plan.tree(whole.town.app, TOWN, AS_OPERATOR)

    assert [each.line.title for each in vision.parts] == ["Bildung"]
    goals = vision.parts[0].parts
    assert goals[0].line.title == "Alle sprechen Deutsch"


def test_what_hangs_in_the_air_is_told(whole: Plan) -> None:
    lost = whole.town.open("measure", {"title": "Fest", "area": "Begegnung"})

    found = plan.orphans(whole.town.app, TOWN, AS_OPERATOR)

    lacks = {(each.line.title, each.lacks) for each in found}
    assert {("Fest", "above"), ("Fest", "source"), ("Lesepaten", "source")} <= lacks
    assert {("Mehr Plätze", "parts"), ("Alle sprechen Deutsch", "indicators")} <= lacks
    assert ("Lesepaten", "above") not in lacks
    assert ("Alle sprechen Deutsch", "parts") not in lacks
    whole.do(lost, "reject", reason="Doppelt")
    still = plan.orphans(whole.town.app, TOWN, AS_OPERATOR)
    assert "Fest" not in {each.line.title for each in still}


def test_two_days_are_compared_from_what_was_recorded(whole: Plan) -> None:
    whole.do(whole.vision, "record_adoption", adopted_on="2026-01-10")
    whole.at("2026-06-30 23:59")
    whole.do(
        whole.vision,
        "propose_change",
        new_text="Eine Stadt für jede und jeden.",
        change_by="council",
        reason="Klarer",
    )
    whole.do(whole.vision, "decide", proposal="change", outcome="adopted")
    whole.at("2026-07-01 00:10")
    whole.element("Wohnen", "field", above=whole.vision)

    def stood(on: date) -> dict[str, Any]:
        found = plan_past.as_of(whole.town.app, TOWN, AS_OPERATOR, on)
        return {each.title: each.values.get("text") for each in found}

    assert stood(date(2026, 1, 11)) == {}
    assert stood(date(2026, 6, 29))["Eine Stadt für alle"] == "Eine Stadt für alle."
    assert stood(date(2026, 6, 30))["Eine Stadt für alle"] == "Eine Stadt für jede und jeden."
    assert "Wohnen" not in stood(date(2026, 6, 30))

    found = plan_past.compare(
        whole.town.app, TOWN, AS_OPERATOR, (date(2026, 7, 1), date(2026, 6, 29))
    )
    assert {each.after.title: each.is_new for each in found} == {
        "Eine Stadt für alle": False,
        "Wohnen": True,
    }
    changes = {each.field: (each.before, each.after) for each in found[0].changes}
    assert changes["edition"] == (1, 2)
    assert changes["change_by"] == (None, "council")


def test_the_public_sees_what_was_public_then_and_is_now(whole: Plan) -> None:
    whole.at("2026-02-02 09:00")
    whole.do(whole.vision, "record_adoption", adopted_on="2026-01-30")

    before = plan_past.as_of(whole.town.app, TOWN, NOBODY, date(2026, 2, 1))
    after = plan_past.as_of(whole.town.app, TOWN, NOBODY, date(2026, 2, 2))

    assert before == ()
    assert [each.title for each in after] == ["Eine Stadt für alle"]
    assert titles(plan.tree(whole.town.app, TOWN, NOBODY)) == [("Eine Stadt für alle", [])]
