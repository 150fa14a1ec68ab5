"""A phase in plain words: what members of a group pass on, and what is never in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.services import cases, summary
from engine.services.access import AS_OPERATOR, OnlyInsiders, Reader
from engine.services.summary import PhaseUnknown
from tests.integration.services.stage import Stage, duty, words

if TYPE_CHECKING:
    from engine.storage.database import Database


def concept() -> dict[str, Any]:
    """Return a workflow with two phases, a public figure and a confidential remark."""
    public = {"visibility": "public", "title": words("Participants")}
    document = duty(
        fields={
            "participants": {"type": "integer", **public},
            "remark": {"type": "text", "visibility": "confidential", "title": words("Remark")},
        },
        phases={"begin": {"title": words("Beginning")}, "work": {"title": words("Work")}},
        public_in=["a", "b"],
    )
    document["fields"]["title"] = {**document["fields"]["title"], "visibility": "public"}
    document["states"]["a"]["phase"] = "begin"
    document["states"]["b"]["phase"] = "work"
    return document


@pytest.fixture
def town(database: Database) -> Stage:
    stage = Stage(database, concept())
    stage.opened(title="Konzept", participants=120, remark="holunder")
    return stage


def told(town: Stage, phase: str | None = None, reader: Reader = AS_OPERATOR) -> str:
    return summary.phase_summary(town.app, "town", reader, "T-001", phase).text.en


def test_the_phase_what_comes_next_and_the_figures_and_nothing_confidential(town: Stage) -> None:
    found = told(town)

    for part in ("Konzept (T-001)", "Phase: Beginning", "Report, by 11 Feb 2026",
                 "Participants: 120"):  # fmt: skip
        assert part in found
    assert "holunder" not in found


def test_what_has_happened_in_a_phase_that_is_over(town: Stage) -> None:
    town.send(cases.find(town.app, "town", AS_OPERATOR, "T-001"), "go")

    assert "12 Jan 2026: Go" not in told(town, "begin")
    assert "12 Jan 2026: Go" in told(town, "work")
    german = summary.phase_summary(town.app, "town", AS_OPERATOR, "T-001").text.de
    assert "Was geschehen ist:" in german


def test_members_pass_it_on_the_public_does_not_ask_for_it(town: Stage) -> None:
    assert "Konzept" in told(town, reader=Reader("cem"))
    with pytest.raises(OnlyInsiders):
        told(town, reader=Reader())
    with pytest.raises(PhaseUnknown):
        told(town, "none")
