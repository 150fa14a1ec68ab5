"""Two dates compared, limits, gaps, seats, retention, shares and messages over the API."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine.services import events, policy
from engine.services.access import AS_OPERATOR
from engine.services.intents import OpenCase, Who
from tests.live_town import MEASURE
from tests.web.api.program import ADMIN, NOBODY, OUTSIDER, OWNER, TEAM, Program

if TYPE_CHECKING:
    from tests.web.town import SmallTown

Programs = dict[str, Program]
REPORT = {"text": "Stand", "progress": 0, "rating": "red"}
PLAN = "/workflows/measure"


def test_what_got_worse_is_told_to_everybody_as_far_as_it_is_public(
    programs: Programs, town: SmallTown
) -> None:
    before = town.clock.now().date()
    town.clock.move_to(town.clock.now() + timedelta(days=1))
    owner = programs[OWNER]
    said = {"event": "report", "input": REPORT}
    assert owner.ask("POST", "/cases/M-0001/events", json=said).status_code == 200

    asked = {"from": before.isoformat(), "to": "2999-12-31"}
    inside = programs[TEAM].got(f"{PLAN}/comparison", **asked)
    assert inside["counts"] == {"worse": 1}
    (case,) = inside["cases"]
    assert (case["number"], case["turn"]) == ("M-0001", "worse")
    assert (case["before"]["rating"], case["after"]["rating"]) == ("grey", "red")
    assert "last_report" in {each["field"] for each in case["changes"]}
    public = programs[NOBODY].got(f"{PLAN}/comparison", **asked)
    assert "last_report" not in {each["field"] for each in public["cases"][0]["changes"]}
    occasions = programs[TEAM].got(f"{PLAN}/occasions")
    assert [each["key"] for each in occasions] == ["round"]


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "9999-12-31"])
def test_any_day_can_be_asked_for(programs: Programs, day: str) -> None:
    found = programs[TEAM].got(f"{PLAN}/comparison", **{"from": day})
    assert found["last"] <= "2026-12-31"


def test_limits_the_line_and_gaps_are_for_insiders(programs: Programs, town: SmallTown) -> None:
    fields = {**MEASURE, "title": "Wartet", "carrier": "library", "yearly_cost": 100}
    wanted = OpenCase(town.tenant, "measure", fields, Who(role="coordination"), state="fixed")
    opened = events.open_case(town.app, wanted)
    policy.set_value(town.app, town.tenant, AS_OPERATOR, "measure", "max_parallel", 2)

    team = programs[TEAM]
    (gauge,) = team.got(f"{PLAN}/capacity")["gauges"]
    assert (gauge["setting"], gauge["used"], gauge["limit"], gauge["is_full"]) == (
        "max_parallel", 2, 2, True,
    )  # fmt: skip
    line = team.got(f"{PLAN}/line")
    assert line["next"] is None
    (waiting,) = line["waiting"]
    assert waiting["case"]["number"] == opened.number
    assert waiting["conditions"] == ["R7-capacity"]
    lacking = team.got(f"{PLAN}/gaps")
    assert lacking["looked_at"] == 4
    assert lacking["counts"]["consequence"] == 4
    for path in ("capacity", "line", "gaps", "occasions"):
        assert programs[OUTSIDER].ask("GET", f"{PLAN}/{path}").status_code == 403
        assert programs[NOBODY].ask("GET", f"{PLAN}/{path}").status_code == 403
    assert team.ask("GET", "/workflows/statement/line").status_code == 409


def test_seats_are_given_and_ended_with_a_reason(programs: Programs) -> None:
    admin = programs[ADMIN]
    given = {"role": "steering_group", "holder": "librarian", "reason": "R 4/2026"}
    seat = admin.ask("POST", "/seats", json=given).json()["id"]
    ended = {"last_day": "2026-09-01", "reason": "Wegzug"}
    assert admin.ask("PUT", f"/seats/{seat}/end", json=ended).status_code == 204
    told = admin.got("/bodies/steering_group/history")
    mine = next(each for each in told if each["id"] == seat)
    assert (mine["given_because"], mine["ended_because"]) == ("R 4/2026", "Wegzug")
    assert programs[TEAM].ask("GET", "/bodies/steering_group/history").status_code == 403
    seats = programs[TEAM].got("/bodies/steering_group/seats")["seats"]
    assert "Mika Member" in {each["holder_name"] for each in seats}
    public = programs[NOBODY].got("/bodies/steering_group/seats")["seats"]
    assert {each["holder_name"] for each in public} == {None}


def test_retention_is_previewed_and_run_by_the_office(programs: Programs) -> None:
    admin = programs[ADMIN]
    assert admin.got("/retention", until="2036-01-01") == []
    assert admin.ask("POST", "/retention/run").json() == {"cases": 0}
    assert programs[TEAM].ask("GET", "/retention").status_code == 403
    assert programs[TEAM].ask("POST", "/retention/run").status_code == 403


def test_a_share_is_given_listed_and_ended(programs: Programs) -> None:
    admin = programs[ADMIN]
    wanted = {"case": "M-0003", "to_person": "outsider", "reason": "Beratung"}
    given = admin.ask("POST", "/shares", json=wanted)
    assert given.status_code == 201, given.text
    (share,) = admin.got("/shares")
    assert (share["case"], share["to"]) == ("M-0003", "Oskar Outside")
    assert programs[OUTSIDER].got("/cases/M-0003")["number"] == "M-0003"
    assert admin.ask("DELETE", f"/shares/{share['id']}").status_code == 204
    assert programs[OUTSIDER].ask("GET", "/cases/M-0003").status_code == 404
    both = {**wanted, "workflow": "measure"}
    assert admin.ask("POST", "/shares", json=both).status_code == 422


def test_a_message_is_reworded_and_previewed(programs: Programs) -> None:
    admin = programs[ADMIN]
    path = f"{PLAN}/messages/overdue"
    assert admin.ask("PUT", path, json={"subject_de": "{kaiser}"}).status_code == 422
    assert admin.ask("PUT", path, json={"subject_de": "Fehlt: {number}"}).status_code == 204
    seen = admin.got(f"{path}/preview", case="M-0001")
    assert seen["subject"] == "Fehlt: M-0001"
    assert "Overdue" in admin.got(f"{path}/preview", language="en")["subject"]
    listed = {each["message"]: each for each in admin.got(f"{PLAN}/messages")}
    assert listed["overdue"]["is_reworded"]
    assert not listed["reminder"]["is_reworded"]
    assert programs[TEAM].ask("GET", f"{PLAN}/messages").status_code == 403
