"""The order of measures, and what is planned after a grant, where several cases play together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.lifecycle.outcome import Refused

if TYPE_CHECKING:
    from tests.unit.workflows.conftest import Town

RUNNING = {
    "title": "Sprachcafé",
    "area": "Sprache",
    "starts_on": "2026-03-02",
    "ends_on": "2029-12-31",
}


def concrete(town: Town, title: str) -> str:
    return town.open("measure", "concrete", title=title, area="Sprache")


def number(town: Town, case: str) -> str:
    return town.theatre.world.load(case).number


def entry(measure: str, impact: int, urgency: int, effort: int, **more: Any) -> dict[str, Any]:
    given = {"priority": "medium", "extra_cost": False, "necessary": True}
    return {
        "measure": measure,
        "impact": impact,
        "urgency": urgency,
        "effort": effort,
        **given,
        **more,
    }


def adopted(town: Town, *entries: dict[str, Any]) -> str:
    case = town.open("prioritisation", title="Prioritäten 2026")
    town.send(case, "score", "steering_group", entries=list(entries))
    town.send(case, "propose", "coordination", body="Workshop", scored_on="2026-03-02")
    town.send(case, "decide", "steering_group", proposal="order", outcome="adopted")
    assert town.state(case) == "adopted"
    return case


def test_measures_take_rank_and_group_from_the_adopted_order(town: Town):
    one, two, three = (concrete(town, title) for title in ("Eins", "Zwei", "Drei"))

    adopted(
        town,
        entry(one, 1, 1, 5),
        entry(number(town, two), 5, 5, 1, priority="high", extra_cost=True),
        entry(three, 3, 3, 3, necessary=False),
    )

    data = [town.theatre.world.load(each).data for each in (one, two, three)]
    assert [each["rank"] for each in data] == [3, 1, 2]
    assert [each["triage"] for each in data] == ["A", "B", "C"]
    assert {town.state(each) for each in (one, two, three)} == {"prioritised"}


def test_what_is_fixed_already_takes_its_new_rank_and_stays_fixed(town: Town):
    fixed = town.open("measure", "fixed", rank=9, **RUNNING)

    adopted(town, entry(fixed, 5, 5, 1))

    assert town.state(fixed) == "fixed"
    assert town.theatre.world.load(fixed).data["rank"] == 1


def test_the_office_hears_of_a_measure_that_takes_no_rank_any_more(town: Town):
    running = town.open("measure", "in_progress", rank=9, **RUNNING)

    adopted(town, entry(running, 5, 5, 1))

    assert town.theatre.world.load(running).data["rank"] == 9
    messages = [letter.message for _, _, letter in town.theatre.world.letters]
    assert "refused_elsewhere" in messages


def granted(town: Town, ends_on: str) -> str:
    return town.open(
        "own-grant",
        "running",
        title="Integrationskonzept",
        grantor="Land",
        amount=7_500_000,
        starts_on="2026-03-01",
        ends_on=ends_on,
        proof_until="2030-06-30",
    )


def ready(town: Town) -> str:
    """Return a measure to which nothing is missing."""
    return town.open(
        "measure",
        "prioritised",
        title="Sprachcafé",
        area="Sprache",
        binding="binding",
        rank=1,
        triage="A",
        addressees=[
            {"organisation": "Bibliothek", "kind": "regular", "consented_on": "2026-02-01"}
        ],
        indicators=[{"title": "Treffen"}],
        consequences=[{"condition": "Kein Bericht", "what": "agenda"}],
        costs=[{"kind": "none", "per_year": 0}],
    )


def fix(town: Town, measure: str, ends_on: str, grant: str) -> None:
    outcome = town.send(
        measure, "fix", "coordination",
        resolution="St 1/2026", starts_on="2026-04-01", ends_on=ends_on, grant=grant,
    )  # fmt: skip
    assert not isinstance(outcome, Refused), outcome.reasons


def test_a_measure_that_ends_after_its_grant_is_warned_of(town: Town):
    grant, measure = granted(town, "2028-02-29"), ready(town)

    fix(town, measure, "2028-12-31", number(town, grant))

    case = town.theatre.world.load(grant)
    assert case.data["late_steps"] == 1
    assert [each.obligation for each in case.occurrences if each.is_open] == [
        "interim_report",
        "settle_late_steps",
    ]


def test_one_that_ends_in_time_is_not_until_it_is_prolonged(town: Town):
    grant, measure = granted(town, "2028-02-29"), ready(town)
    fix(town, measure, "2028-02-29", grant)
    assert town.theatre.world.load(grant).data["late_steps"] == 0

    town.send(measure, "start", "lead")
    town.send(measure, "prolong", "coordination", resolution="St 9/2026", ends_on="2028-06-30")

    assert town.theatre.world.load(grant).data["late_steps"] == 1
