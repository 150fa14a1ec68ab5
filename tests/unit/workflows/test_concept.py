"""A concept and its successor: two cases that reach each other through their link."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.unit.workflows.conftest import Town

MANDATE = {"mandate_body": "Rat", "mandate_number": "R 3/2020", "mandate_text": "Auftrag"}
IN_FORCE = {
    **MANDATE,
    "title": "Integrationskonzept",
    "mandate_on": "2020-01-20",
    "adopted_on": "2021-02-01",
    "published_on": "2021-03-01",
}
AREA = {"title": "Sprache", "group": "AG Sprache", "results": "Acht Vorschläge"}
PARTIES = [{"organisation": name} for name in ("Steuerungsgruppe", "Beirat", "Träger")]


def with_successor(town: Town) -> tuple[str, str]:
    """Return a concept that is being revised, and its successor."""
    old = town.open("integration-concept", "implementation", **IN_FORCE)
    town.send(old, "revise", "engine")
    assert town.state(old) == "revision"
    new = next(each for each in town.theatre.world.cases if each != old)
    assert town.theatre.world.load(new).data["edition"] == 2
    return old, new


def decide(town: Town, case: str, proposal: str, outcome: str) -> None:
    town.send(case, "decide", "engine", proposal=proposal, outcome=outcome)


def test_a_published_successor_takes_the_place_of_the_concept(town: Town):
    old, new = with_successor(town)
    given = {
        "mandate": {"body": "Rat", "decided_on": "2026-02-20", "number": "R 5/2026", "text": "Neu"},
        "set_up_steering": {"members": 9},
        "note_roadmap": {"noted": "Rat vom 02.03.2026"},
        "finish_analysis": {"interviews": 20, "survey_answers": 60, "findings": "Wohnen"},
        "record_kickoff": {"held_on": "2026-03-01", "participants": 120},
        "fix_areas": {"areas": [AREA], "resolution": "St 1/2026"},
        "form_groups": {"areas": [AREA]},
        "begin_draft": {},
        "submit_draft": {"draft": "1", "statements_until": "2026-04-30", "parties": PARTIES},
    }
    for event, values in given.items():
        town.send(new, event, "coordination", **values)
    assert town.state(new) == "reconciliation"
    for child in [each.id for each in town.theatre.world.cases.values() if each.parent]:
        town.send(child, "agree", "coordination")
    town.send(new, "submit_paper", "coordination", paper="V 1/2026")
    town.send(new, "recommend", "coordination", recommendation="Ausschuss, 9:0")
    decide(town, new, "adopt", "adopted")
    assert town.state(old) == "revision"

    town.send(new, "publish", "coordination", published_on="2026-03-02", rights="Stadt, CC BY 4.0")

    assert town.state(new) == "published"
    assert town.state(old) == "superseded"


def test_a_dropped_successor_gives_the_concept_back_to_implementation(town: Town):
    old, new = with_successor(town)

    town.send(new, "drop", "coordination", reason="Keine Mittel")

    assert town.state(new) == "dropped"
    assert town.state(old) == "implementation"


def test_an_outcome_after_the_case_moved_on_changes_nothing(town: Town):
    case = town.open(
        "integration-concept",
        "preliminary_consultation",
        title="Integrationskonzept",
        mandate_on="2025-01-20",
        paper="V 1/2026",
        parties=PARTIES,
        **MANDATE,
    )
    town.send(case, "recommend", "coordination", recommendation="Ausschuss, 7:2")
    town.send(case, "send_back", "coordination", reason="Kosten", statements_until="2026-04-30")
    assert town.state(case) == "reconciliation"
    before = len(town.theatre.world.letters)

    decide(town, case, "adopt", "adopted")

    assert town.state(case) == "reconciliation"
    told = [letter.to for _, _, letter in town.theatre.world.letters[before:]]
    assert "coordination" in told
