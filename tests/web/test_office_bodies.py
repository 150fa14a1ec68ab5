"""The office sees who sits where until when and why; it fills seats and ends them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from engine.services import membership, people, privacy
from engine.services.access import AS_OPERATOR
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown

BODY = "/office/bodies/steering_group"
GIVEN = {"holder": "librarian", "function": "holder", "since": "2026-09-01", "because": "R 4/2026"}


@pytest.fixture
def admin(client: Client, town: SmallTown) -> Client:
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    return client.sign_in("office")


@pytest.mark.parametrize("address", ["/office/bodies", BODY])
def test_seats_are_kept_by_administrators(client: Client, address: str) -> None:
    assert client.get(address, follow_redirects=False).status_code == 303
    assert client.sign_in("member").get(address).status_code == 403


def test_nobody_else_fills_or_ends_a_seat(client: Client, town: SmallTown) -> None:
    _, before = membership.history(town.app, town.tenant, AS_OPERATOR, "steering_group")
    client.sign_in("member")
    held = before[0].id
    for address, data in (
        (f"{BODY}/holders", GIVEN),
        (f"{BODY}/seats", {"function": "member"}),
        (f"{BODY}/holders/{held}/end", {"because": "x"}),
    ):
        assert client.post(address, data=data).status_code == 403, address
    assert membership.history(town.app, town.tenant, AS_OPERATOR, "steering_group")[1] == before


def test_somebody_sits_down_and_gets_up_and_both_have_a_reason(admin: Client) -> None:
    told = plain(admin.post(f"{BODY}/holders", data=GIVEN).text)
    assert "Der Sitz ist besetzt" in told
    page = admin.get(BODY).text
    assert re.search(
        r"Lena Library ?Mitglied . ab 01.09.2026 bis auf Weiteres R 4/2026", plain(page)
    )

    row = page.partition("Lena Library")[2]
    held = row.partition("/holders/")[2].partition("/end")[0]
    ended = admin.post(
        f"{BODY}/holders/{held}/end", data={"last_day": "2026-09-05", "because": "Wegzug"}
    )
    assert "Lena Library" not in plain(admin.get("/bodies/steering_group").text)
    past = plain(ended.text).partition("Wer hier saß")[2]
    assert (
        "Lena Library, Mitglied, 01.09.2026 bis 05.09.2026. Anfang: R 4/2026. Ende: Wegzug" in past
    )


def test_a_seat_is_set_up_filled_and_its_deputy_too(admin: Client, town: SmallTown) -> None:
    seat = {"function": "member", "office": "Leitung Jugendamt", "kind": "field", "name": "Sprache",
            "vote": "yes"}  # fmt: skip
    made = plain(admin.post(f"{BODY}/seats", data=seat).text)
    assert "unbesetzt Leitung Jugendamt, Handlungsfeld: Sprache" in made
    assert "1 unbesetzt" in plain(admin.get("/office/bodies").text)

    seats, held = membership.history(town.app, town.tenant, AS_OPERATOR, "steering_group")
    (new,) = [each.id for each in seats if each.id not in {one.id for one in held}]
    for holder, function in (("librarian", "holder"), ("outsider", "deputy")):
        given = {**GIVEN, "seat": new, "holder": holder, "function": function}
        assert admin.post(f"{BODY}/holders", data=given).status_code == 200
    found = bodies_seat(town, new)
    assert (found.holder_name, found.deputy_name) == ("Lena Library", "Oskar Outside")
    assert "vollständig" in plain(admin.get("/office/bodies").text)


def bodies_seat(town: SmallTown, seat: str) -> membership.SeatLine:
    found = membership.show_body(town.app, town.tenant, AS_OPERATOR, "steering_group")
    return next(each for each in found.seats if each.id == seat)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"because": " "}, "Der Grund fehlt"),
        ({"holder": "ghost"}, "aus dem Verzeichnis"),
        ({"holder": ""}, "aus dem Verzeichnis"),
        ({"function": "king"}, "Diese Auswahl gibt es hier nicht"),
        ({"seat": "none"}, "Diese Auswahl gibt es hier nicht"),
        ({"since": "gestern"}, "kein Tag des Kalenders"),
    ],
)
def test_what_cannot_be_entered_is_said(admin: Client, data: dict[str, str], said: str) -> None:
    answer = admin.post(f"{BODY}/holders", data={**GIVEN, **data})
    assert answer.status_code == 422
    assert said in plain(answer.text)


def test_an_end_needs_a_reason_and_a_seat_that_is_held(admin: Client, town: SmallTown) -> None:
    held = membership.history(town.app, town.tenant, AS_OPERATOR, "steering_group")[1][0].id
    assert admin.post(f"{BODY}/holders/none/end", data={"because": "x"}).status_code == 404
    for data in ({"because": ""}, {"because": "x", "last_day": "bald"}):
        assert admin.post(f"{BODY}/holders/{held}/end", data=data).status_code == 422
    for data in ({"function": "king"}, {"kind": "planet", "name": "x"}):
        assert admin.post(f"{BODY}/seats", data=data).status_code == 422
    assert admin.get("/office/bodies/none").status_code == 404


def test_reasons_go_when_a_person_is_erased(admin: Client, town: SmallTown) -> None:
    admin.post(f"{BODY}/holders", data=GIVEN)
    privacy.erase(town.app, town.tenant, AS_OPERATOR, "librarian", "Art. 17")
    _, held = membership.history(town.app, town.tenant, AS_OPERATOR, "steering_group")
    assert [each.given_because for each in held if each.holder == "librarian"] == [None]
