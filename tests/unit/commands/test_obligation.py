from __future__ import annotations

import pytest

from engine.commands.exits import ExitCode

DUTY = "M-0001/decide_on_proposal"


def test_what_is_owed_is_listed_the_most_urgent_first(measure) -> None:
    measure("case", "open", "measure", "--as", "coordination", "--fields",
            '{"title": "Zweite", "area": "B"}', at="2026-03-02T09:00")  # fmt: skip
    listed = measure.json("obligation", "list")["obligations"]
    assert [each["case"]["number"] for each in listed] == ["M-0001", "M-0002"]
    assert "13.07.2026" in measure("obligation", "list", LANG="de").out


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (["--overdue"], 0),
        (["--undated"], 0),
        (["--role", "coordination"], 1),
        (["--role", "lead"], 0),
        (["--person", "Anna Amt"], 1),
        (["--person", "lena"], 0),
        (["--case", "M-0001"], 1),
        (["--until", "2026-07-12"], 0),
        (["--until", "2026-07-13"], 1),
        (["--workflow", "statement"], 0),
    ],
)
def test_duties_are_found_by_what_is_looked_for(measure, wanted: list[str], count: int) -> None:
    assert len(measure.json("obligation", "list", *wanted)["obligations"]) == count


def test_before_it_is_due_it_says_so_and_what_is_to_come(measure) -> None:
    told = measure("obligation", "why", DUTY).out
    assert "Open, 182 days left" in told
    assert "Reminder (20 working days before) – is still to come" in told
    assert "goes on the agenda (Steering group) – is still to come" in told


def test_after_downtime_it_says_what_was_caught_up_and_who_was_told(measure) -> None:
    measure("tick")
    measure("tick", "--confirm-clock", at="2026-09-01T09:00")
    told = measure("obligation", "why", DUTY, LANG="de").out
    assert "Überfällig seit 50 Tagen" in told
    assert "nachgeholt, geplant für" in told
    assert "kommt auf die Tagesordnung (Steuerungsgruppe)" in told
    assert "an Anna Amt: " in told
    document = measure.json("obligation", "why", DUTY)
    results = {each["result"] for each in document["occurrences"][0]["rungs"]}
    assert "fired" in results


def test_what_stands_before_a_body_names_the_answer(measure) -> None:
    measure("tick", "--confirm-clock", at="2026-09-01T09:00")
    assert "case note M-0001 decide_on_proposal" in measure("obligation", "agenda",
                                                           "steering_group").out  # fmt: skip
    assert measure("obligation", "agenda", "council").out == "council: nothing stands before it.\n"


def test_what_is_settled_says_since_when(measure) -> None:
    measure("case", "fire", "M-0001", "name_lead", "--as", "coordination", "--input",
            '{"lead": "library"}')  # fmt: skip
    assert "fulfilled" in measure("obligation", "show", DUTY).out
    assert "did not come to pass" in measure("obligation", "why", DUTY).out


def test_an_extension_that_the_workflow_does_not_know_is_refused(measure) -> None:
    for verb in (["extend", DUTY, "--by", "2 weeks"], ["waive", DUTY]):
        answer = measure("obligation", *verb, "--reason", "x", "--as", "lead")
        assert answer.code == ExitCode.REFUSED
        assert answer.out.startswith("Refused – M-0001")


@pytest.mark.parametrize("name", ["M-0001", "M-0001/", "/x", "M-0001/nothing", "nothing"])
def test_a_name_that_means_nothing_says_how_names_are_written(measure, name: str) -> None:
    for verb in ("why", "show"):
        answer = measure("obligation", verb, name)
        assert answer.code == ExitCode.NOT_FOUND
        assert "CASE/OBLIGATION" in answer.err
