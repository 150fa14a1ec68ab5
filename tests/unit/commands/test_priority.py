from __future__ import annotations

import json

from engine.commands.exits import ExitCode

FIXED = {
    "area": "Sprache",
    "starts_on": "2026-02-02",
    "ends_on": "2028-12-29",
    "yearly_cost": 500_000,
}


def waiting(town, title: str, rank: int) -> str:
    fields = json.dumps({**FIXED, "title": title, "rank": rank, "carrier": "library"})
    opened = town.json(
        "case", "open", "measure", "--as", "coordination", "--state", "fixed", "--fields", fields
    )
    return opened["number"]


def test_who_is_next_and_what_keeps_the_others(town) -> None:
    assert town("priority", "line").out == "Nobody waits.\n"
    second, first = waiting(town, "Zwei", 2), waiting(town, "Eins", 1)

    told = town.json("priority", "line")

    assert told["next"] == first
    assert [each["case"]["number"] for each in told["waiting"]] == [first, second]
    assert told["waiting"][1]["refused"] == ["R6-order"]
    assert told["settings"]["max_parallel"] == 12
    assert told["facts"]["running"] == 0
    assert f"Als Nächstes: {first}" in town("priority", "line", LANG="de").out


def test_nothing_can_begin_where_the_limit_is_reached(town) -> None:
    number = waiting(town, "Eins", 1)
    town.json("setting", "set", "measure", "max_money", "4000")

    told = town.json("priority", "line")

    assert told["next"] is None
    assert told["waiting"][0]["refused"] == ["R7-money"]
    assert number in town("priority", "line").out


def test_what_has_no_rank_has_no_line(town) -> None:
    assert town("priority", "line", "statement").code == ExitCode.REFUSED
    assert town("priority", "line", "nothing").code == ExitCode.NOT_FOUND


def test_how_cases_stand_to_one(measure) -> None:
    told = measure.json("district", "coverage", "--workflow", "measure")
    assert told["by_state"] == {"proposed": 1}
    assert "M-0001" in measure("district", "coverage", "M-0001", "--workflow", "measure").out
