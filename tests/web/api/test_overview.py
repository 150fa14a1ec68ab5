"""The plan at a glance, and sittings, over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.services import towns
from engine.services.access import AS_OPERATOR
from tests.web.api.program import ADMIN, NOBODY, TEAM, Program

if TYPE_CHECKING:
    from tests.web.town import SmallTown

Programs = dict[str, Program]


def test_only_what_may_be_seen_is_counted(programs: Programs) -> None:
    counts = {
        name: sum(
            area["count"] for area in programs[name].got("/workflows/measure/standing")["areas"]
        )
        for name in (NOBODY, TEAM)
    }
    assert counts == {NOBODY: 2, TEAM: 3}


def test_a_sitting_is_called_and_seen(programs: Programs, town: SmallTown) -> None:
    towns.publish_shipped(town.app, town.tenant, AS_OPERATOR)
    office = programs[ADMIN]
    role = {"role": "coordination", "holder": "admin"}
    assert office.ask("POST", "/seats", json=role).status_code == 201
    wanted = {"held_on": "2026-12-15", "begins": "18:00", "place": "Rathaus"}
    called = office.ask("POST", "/bodies/steering_group/sittings", json=wanted)
    assert called.status_code == 201, called.text
    number = called.json()["number"]
    (seen,) = office.got("/bodies/steering_group/sittings")
    assert (seen["number"], seen["fields"]["held_on"]) == (number, "2026-12-15")
    agenda = office.got(f"/sittings/{number}/agenda")
    assert (agenda["public"], agenda["non_public"]) == ([], [])
    assert programs[NOBODY].got("/bodies/steering_group/sittings") == []
    assert programs[NOBODY].ask("GET", f"/sittings/{number}/agenda").status_code == 404
    assert office.got("/bodies/steering_group/resolutions") == []
