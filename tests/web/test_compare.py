"""What has become of the plan between two days, and since the last sitting, worse first."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.services import cases, comparison, events
from engine.services.access import AS_OPERATOR, NOBODY, Reader
from engine.services.intents import OpenCase, SubmitEvent, Who
from tests.web.test_duties import plain
from tests.web.town import LATE

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown

OFFICE = Who(role="coordination")
FIRST, LAST, TODAY = (LATE + timedelta(days=each) for each in (0, 7, 9))
"""Two sittings, and the day on which is looked back to them."""


def send(town: SmallTown, case: str, event: str, **given: Any) -> None:
    found = cases.find(town.app, town.tenant, AS_OPERATOR, case)
    answer = events.send(town.app, SubmitEvent(town.tenant, found, event, OFFICE, given))
    assert answer.accepted, answer.reasons


def open_sitting(town: SmallTown, state: str) -> None:
    day = town.clock.now().date().isoformat()
    fields = {"title": "Sitzung", "body": "steering_group", "held_on": day, "invite_by": day}
    answer = events.open_case(
        town.app, OpenCase(town.tenant, "sitting", fields, OFFICE, state=state)
    )
    assert answer.accepted, answer.reasons


@pytest.fixture
def turned(town: SmallTown) -> SmallTown:
    """Since the last sitting one measure got worse, one went on, one ended, one is new."""
    for at, state in ((FIRST, "minutes_approved"), (LAST, "closed"), (TODAY, "planned")):
        town.clock.move_to(at)
        open_sitting(town, state)
    for number, rating, progress in (("M-0001", "red", 0), ("M-0002", "green", 40)):
        report = {"text": "Stand", "progress": progress, "rating": rating}
        send(town, number, "report", **report)
    send(town, "M-0003", "reject", reason="Kein Bedarf")
    answer = events.open_case(
        town.app,
        OpenCase(town.tenant, "measure", {"title": "Ganz neu", "area": "Sprache"}, OFFICE),
    )
    assert answer.accepted, answer.reasons
    return town


def sections(page: str) -> dict[str, str]:
    """Return what stands under which heading."""
    parts = re.split(r'<section aria-labelledby="([\w-]+)"', page)[1:]
    return dict(zip(parts[::2], (plain(each) for each in parts[1::2]), strict=True))


def test_what_got_worse_comes_first_then_what_left_the_plan(
    client: Client, turned: SmallTown
) -> None:
    assert turned
    page = client.sign_in("member").get("/compare?from=2026-09-16&to=2026-09-18").text
    found = sections(page)

    assert list(found) == ["worse", "gone", "new", "better"]
    assert re.search(r"○ [^→]+ → ?jetzt ?■ im Verzug", found["worse"])
    assert "M-0001" in found["worse"]
    assert re.search(r"0 % → ?jetzt 40 %", found["better"])
    assert "Verworfen" in found["gone"]
    assert "Ganz neu" in found["new"]
    assert "Letzter Sachstand" in found["better"]


def test_the_days_may_come_in_any_order_and_end_today(client: Client, turned: SmallTown) -> None:
    assert turned
    told = plain(client.sign_in("member").get("/compare?from=2030-01-01&to=2026-09-16").text)
    assert re.search(r"Vom 16.09.2026 bis 18.09.2026 ?: 4 Vorgänge sind anders", told)


@pytest.mark.parametrize("asked", ["from=gestern", "to=2026-02-30", "since=council", "since=x"])
def test_a_day_that_is_none_is_said(client: Client, turned: SmallTown, asked: str) -> None:
    assert turned
    answer = client.sign_in("member").get(f"/compare?{asked}")
    assert answer.status_code == 409
    assert "Diese Tage gibt es nicht" in plain(answer.text)


def test_the_last_sitting_and_the_last_round_are_offered(client: Client, turned: SmallTown) -> None:
    assert turned
    page = client.sign_in("office").get("/compare?since=steering_group").text
    told = plain(page)
    assert "seit der letzten Sitzung: Steuerungsgruppe (16.09.2026)" in told
    assert "seit der letzten Berichtsrunde (01.09.2026)" in told
    assert "Vom 16.09.2026" in told
    assert "Vom 01.09.2026" in plain(client.get("/compare?since=round").text)


def test_a_member_sees_on_the_overview_what_is_new_since_her_body_sat(
    client: Client, turned: SmallTown
) -> None:
    assert turned
    page = client.sign_in("member").get("/overview").text
    found = sections(page)["since-steering_group"]

    assert "Neu seit der letzten Sitzung: Steuerungsgruppe, 16.09.2026" in found
    assert "1 ▼ Verschlechtert" in found
    places = [found.index(each) for each in ("M-0001", "M-0003", "M-0002")]
    assert places == sorted(places)
    assert "/compare?workflow=measure&amp;since=steering_group#worse" in page


def test_whoever_sits_nowhere_has_no_such_section(client: Client, turned: SmallTown) -> None:
    assert turned
    assert "since-" not in client.sign_in("librarian").get("/overview").text
    assert comparison.since_sittings(turned.app, turned.tenant, NOBODY, "measure") == []


def test_an_outsider_is_refused_and_nobody_has_to_sign_in(client: Client) -> None:
    answer = client.get("/compare", follow_redirects=False)
    assert answer.headers["location"].startswith("/sign-in")
    assert client.sign_in("outsider").get("/compare").status_code == 403


def test_what_may_not_be_known_is_in_no_comparison(turned: SmallTown) -> None:
    days = (LAST.date(), TODAY.date())
    everything = comparison.between(turned.app, turned.tenant, AS_OPERATOR, "measure", days)
    public = comparison.between(turned.app, turned.tenant, Reader("outsider"), "measure", days)

    assert {each.after.number for each in public.turned} == {"M-0001", "M-0002"}
    assert {each.after.number for each in everything.turned} > {"M-0001", "M-0002"}
    assert all(each.field != "last_report" for one in public.turned for each in one.others)


def test_bodies_and_sittings_lead_to_the_comparison(client: Client, turned: SmallTown) -> None:
    assert turned
    client.sign_in("member")
    assert "/compare?since=steering_group" in client.get("/bodies/steering_group").text
    page = client.get("/sittings/SI-0002").text
    link = re.search(r'href="(/compare\?from=[^"]+)"', page)
    assert link
    told = plain(client.get(link[1].replace("&amp;", "&")).text)
    assert "Vom 09.09.2026 bis 16.09.2026" in told


def test_nothing_new_is_said_in_english_too(client: Client, town: SmallTown) -> None:
    open_sitting(town, "closed")
    town.clock.move_to(LATE + timedelta(days=40))
    client.headers["Accept-Language"] = "en"
    client.sign_in("member")
    told = plain(client.get("/compare?from=2026-10-18").text)
    assert re.search(r"From 18 Oct 2026 to 19 Oct 2026 ?: nothing has changed", told)
