"""The office desk: workflows are read, changed, checked, published and retired."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from engine.services import definitions, people, profile
from engine.services.access import AS_OPERATOR
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown

PAGE = "/office/workflows/measure"


@pytest.fixture
def admin(client: Client, town: SmallTown) -> Client:
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    return client.sign_in("office")


def written(client: Client) -> dict[str, Any]:
    """Return the definition as the editor shows it."""
    area = re.search(r"<textarea[^>]*>(.*?)</textarea>", client.get(f"{PAGE}/edit").text, re.DOTALL)
    assert area
    found: dict[str, Any] = json.loads(html.unescape(area[1]))
    return found


def sent(client: Client, document: object, do: str) -> str:
    text = document if isinstance(document, str) else json.dumps(document)
    return client.post(f"{PAGE}/edit", data={"text": text, "do": do}).text


def versions(town: SmallTown) -> dict[int, str]:
    found = definitions.list_editions(town.app, town.tenant, AS_OPERATOR)
    return {each.version: each.state for each in found if each.key == "measure"}


def test_workflows_are_listed_and_shown_by_their_states(admin: Client) -> None:
    assert "Maßnahme" in plain(admin.get("/office/workflows").text)
    shown = plain(admin.get(PAGE).text)
    for part in ("Zustand Geschuldet Was geschehen kann", "Sachstandsbericht", "→"):
        assert part in shown


def test_the_next_version_is_checked_compared_and_published(admin: Client, town: SmallTown) -> None:
    (present,) = versions(town)
    document = written(admin)
    assert document["version"] == present + 1
    document["states"]["in_progress"]["title"] = {"de": "Läuft", "en": "Running"}

    checked = plain(sent(admin, document, "check"))
    assert "Was sich ändert" in checked
    assert "Läuft" in checked
    assert versions(town) == {present: "published"}

    assert "Neue Vorgänge beginnen" in plain(sent(admin, document, "publish"))
    assert versions(town) == {present: "published", present + 1: "published"}
    assert "Läuft" in plain(admin.get(PAGE).text)
    exported = admin.get(f"{PAGE}/{present + 1}.json")
    assert exported.json()["states"]["in_progress"]["title"]["de"] == "Läuft"

    assert "Zurückgezogen" in admin.post(f"{PAGE}/{present + 1}/retire").text
    assert versions(town)[present + 1] == "retired"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"key": 1, "key": 2}', "null", "[" * 50_000],
)
def test_what_is_no_definition_is_told_and_kept(admin: Client, town: SmallTown, text: str) -> None:
    before = versions(town)
    for do in ("check", "draft", "publish"):
        answer = sent(admin, text, do)
        assert "Fehler" in plain(answer), do
        assert text[:50] in html.unescape(answer)
    assert versions(town) == before


def test_a_definition_that_loses_a_duty_is_not_published(admin: Client, town: SmallTown) -> None:
    document = written(admin)
    document["states"]["in_progress"]["obligations"] = []
    before = versions(town)
    told = plain(sent(admin, document, "publish"))
    assert "Nicht veröffentlicht: es gibt Fehler" in told
    assert versions(town) == before


def test_what_is_published_is_not_changed_under_the_same_number(
    admin: Client, town: SmallTown
) -> None:
    document = written(admin)
    document["version"] -= 1
    document["title"] = {"de": "Anders", "en": "Otherwise"}
    before = versions(town)
    assert "nicht veröffentlicht" in plain(sent(admin, document, "publish"))
    assert versions(town) == before


def test_a_draft_takes_a_second_person_where_the_town_asks_for_one(
    admin: Client, town: SmallTown
) -> None:
    edit = profile.edited({"two_person_publish": True})
    profile.change(town.app, town.tenant, AS_OPERATOR, edit)
    document = written(admin)
    assert "Entwurf" in plain(sent(admin, document, "draft"))
    version = document["version"]
    assert versions(town)[version] == "draft"
    refused = admin.post(f"{PAGE}/{version}/publish")
    assert refused.status_code == 403
    assert "zwei Personen" in plain(refused.text)

    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "member")
    second = admin.sign_in("member")
    assert "Veröffentlicht" in second.post(f"{PAGE}/{version}/publish").text
    assert versions(town)[version] == "published"


def test_nobody_else_sees_or_changes_any_of_it(client: Client, town: SmallTown) -> None:
    before = versions(town)
    client.sign_in("member")
    for path in ("/office/workflows", PAGE, f"{PAGE}/edit", f"{PAGE}/1.json"):
        assert client.get(path).status_code == 403, path
    for path in (f"{PAGE}/edit", f"{PAGE}/1/publish", f"{PAGE}/1/retire"):
        assert client.post(path, data={"text": "{}", "do": "publish"}).status_code == 403, path
    assert versions(town) == before
