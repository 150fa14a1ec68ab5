"""A traffic light is set by hand: what is computed stands beside it, with who, why, until when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine.definition.overruling import overruling_of
from engine.services import clockwork
from tests.live_town import shipped
from tests.web.test_compare import sections
from tests.web.test_duties import plain
from tests.web.town import LATE

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown

CASE = "/cases/M-0001"
SAID = {"rating": "amber", "reason": "Räume sind zugesagt", "until": "2026-10-31", "do": "send"}


def light(client: Client) -> str:
    return sections(client.get(CASE).text)["light"]


def test_the_office_sets_it_and_everybody_sees_both(client: Client) -> None:
    before = light(client.sign_in("office"))
    assert "Ampel von Hand setzen" in before
    assert "Berechnet wäre" not in before

    done = client.post(f"{CASE}/do/overrule", data=SAID)
    assert "Erledigt" in plain(done.text)
    told = light(client)
    assert "Gezeigt wird ▲ gefährdet von Hand gesetzt" in told
    assert "Berechnet wäre ○" in told
    assert "Gesetzt von Olga Office, 09.09.2026" in told
    assert "Räume sind zugesagt" in told
    assert "31.10.2026" in told


def test_a_member_of_the_steering_group_may_and_the_unit_in_the_lead_may_not(
    client: Client,
) -> None:
    assert "Ampel von Hand setzen" in light(client.sign_in("member"))
    client.cookies.clear()
    assert "Ampel von Hand setzen" not in light(client.sign_in("librarian"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": ""}, "Grund"),
        ({"rating": "purple"}, "Ampel"),
        ({"until": "2030-01-01"}, "höchstens ein Jahr"),
        ({"until": "2026-01-01"}, "ab heute"),
    ],
)
def test_what_is_missing_or_too_long_is_said(
    client: Client, given: dict[str, str], said: str
) -> None:
    answer = client.sign_in("office").post(f"{CASE}/do/overrule", data={**SAID, **given})
    assert answer.status_code == 422
    assert "Das wurde nicht übernommen" in plain(answer.text)
    assert said in plain(answer.text)


def test_it_expires_by_itself(client: Client, town: SmallTown) -> None:
    client.sign_in("office").post(f"{CASE}/do/overrule", data=SAID)
    town.clock.move_to(LATE + timedelta(days=60))
    clockwork.step_down(town.app, "tests")
    clockwork.rungs(town.app, "tests")
    client.sign_in("office")
    assert "von Hand gesetzt" not in light(client)


def test_outsiders_see_the_light_and_neither_reason_nor_form(client: Client) -> None:
    client.sign_in("office").post(f"{CASE}/do/overrule", data=SAID)
    client.cookies.clear()
    told = light(client.sign_in("outsider"))
    assert "▲ gefährdet" in told
    assert "Räume sind zugesagt" not in told
    assert "Olga" not in told
    assert (
        "<form" not in client.get(CASE).text.partition('id="light"')[2].partition("</section>")[0]
    )


def test_where_a_light_is_set_by_hand_the_workflow_says() -> None:
    found = overruling_of(shipped()["measure"])
    assert found is not None
    assert (found.event, found.said) == ("overrule", ("overruled_reason", "overruled_until"))
    assert overruling_of(shipped()["statement"]) is None
