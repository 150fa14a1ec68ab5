"""Lists from Excel on the pages: looked at, read otherwise, taken once, mended, brought back."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from engine.services import case_lists, people, taking, upload_taking, uploads
from engine.services.access import AS_OPERATOR, Reader
from engine.storage.queries.cases import CaseFilter
from engine.web.forms import uploading
from tests.unit.documents.workbooks_made import xlsx
from tests.web.client import Client
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from fastapi import FastAPI
    from httpx import Response

    from tests.web.town import SmallTown

HEAD = ["Nr.", "Maßnahme", "Wer ist dran?", "Wann", "Handlungsfeld", "Stand", "Bemerkung"]
ROWS: list[list[Any]] = [
    ["6.1.1", "Deutschkurse am Abend", "Volkshochschule; Jobcenter", "bis Mitte Mai 2027",
     "Sprache", "läuft", "siehe Anlage"],
    ["HF2-Z1-M3", "Elternlotsen", "N.N.", "2. Halbjahr 2027", "Bildung", "in Planung", ""],
    ["3", "", "Wohnungsamt", "laufend", "Wohnen", "erledigt", ""],
]  # fmt: skip
MESSY = xlsx({
    "Maßnahmen 2026": [["Integrationsplan der Musterstadt"], [], HEAD, *ROWS],
    "Hinweise": [["Bitte bis Freitag ausfüllen"]],
})  # fmt: skip
ADMIN = "office"


@pytest.fixture
def admin(client: Client, town: SmallTown) -> Client:
    """The office, who keeps the town's affairs as well."""
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", ADMIN)
    return client.sign_in(ADMIN)


def bring(client: Client, content: bytes, name: str = "Katalog.xlsx", **entries: str) -> Response:
    given = {"of": "measure", "list": "Katalog", **entries}
    return client.post("/office/import", data=given, files={"file": (name, content)})


def id_in(answer: Response) -> str:
    return answer.url.path.rpartition("/")[2]


def take(client: Client, page: Response, **entries: str) -> Response:
    [revision] = re.findall(r'name="revision" value="(\d+)"', page.text)
    data = {"revision": revision, **entries}
    return client.post(f"{page.url.path}/take", data=data)


def titles(town: SmallTown) -> list[str]:
    wanted = CaseFilter(workflow="measure")
    return [
        each.title for each in case_lists.list_cases(town.app, town.tenant, AS_OPERATOR, wanted)
    ]


def test_a_list_is_shown_as_it_is_understood(admin: Client, town: SmallTown) -> None:
    before = titles(town)
    page = bring(admin, MESSY)
    told = plain(page.text)
    assert page.status_code == 200
    assert "2 Zeilen werden neu eingetragen" in told
    assert "1 können so nicht übernommen werden" in told
    assert "0 von 3 Zeilen haben alles" in told
    assert "Maßnahmen 2026!A6" in told
    assert "„Wer ist dran?“ mit" in told, "no column is passed over in silence"
    assert "Hinweise" in told
    assert "--map" not in told
    assert titles(town) == before


def test_rows_that_lack_something_are_picked_out(admin: Client) -> None:
    page = bring(admin, MESSY)
    named = admin.post(f"{page.url.path}/columns", data={"0.3": "role:lead"})
    owner = plain(admin.get(f"{named.url.path}?show=owner").text).split("Zeile für Zeile")[1]
    assert "Elternlotsen" in owner
    assert "C5" in owner
    assert "Deutschkurse" not in owner
    lost = plain(admin.get(f"{page.url.path}?show=not_taken").text).split("Zeile für Zeile")[1]
    assert "Maßnahmen 2026!A6" in lost
    assert "Es fehlt: Titel" in lost
    assert admin.get(f"{page.url.path}?show=%25").status_code == 422


def test_a_column_is_read_otherwise_and_that_is_kept(admin: Client) -> None:
    page = bring(admin, MESSY)
    again = admin.post(
        f"{page.url.path}/columns",
        data={"sheets": "1", "sheet.0": "on", "0.3": "role:lead", "list": "Unser Plan"},
    )
    told = plain(again.text)
    assert "von Ihnen so gesagt" in told
    assert "„Wer ist dran?“ mit" not in told
    take(admin, again)
    kept = bring(admin, MESSY, list="Unser Plan")
    assert "von Ihnen so gesagt" in plain(kept.text)
    assert "Unser Plan" in plain(admin.get("/office/import").text)


def test_what_all_rows_lack_is_said_once(admin: Client) -> None:
    content = xlsx({"Blatt": [["Titel", "Beginn"], ["Chor", "2027"], ["Café", "2027"]]})
    page = bring(admin, content)
    assert "2 können so nicht übernommen werden" in plain(page.text)
    again = admin.post(f"{page.url.path}/columns", data={"default.area": "Sprache"})
    assert "2 Zeilen werden neu eingetragen" in plain(again.text)


def test_a_double_click_takes_once_and_nothing_is_lost_silently(
    admin: Client, town: SmallTown
) -> None:
    page = bring(admin, MESSY)
    first, second = take(admin, page), take(admin, page)
    assert first.url == second.url
    told = plain(admin.get(page.url.path).text)
    assert "2 neu, 0 geändert, 0 unverändert, 1 nicht übernommen" in told
    assert titles(town).count("Elternlotsen") == 1
    assert "M-0004" in told
    assert "Es fehlt: Titel" in told


def test_a_mended_list_changes_only_what_changed(admin: Client, town: SmallTown) -> None:
    first = bring(admin, MESSY)
    take(admin, admin.post(f"{first.url.path}/columns", data={"0.3": "role:lead"}))
    mended = [list(each) for each in ROWS]
    mended[1][2], mended[2][1] = "Schulamt", "Wohnlotsen"
    content = xlsx({"Maßnahmen 2026": [HEAD, *mended]})
    page = bring(admin, content, "Katalog neu.xlsx")
    told = plain(page.text)
    assert "1 Zeilen werden neu eingetragen" in told
    assert "1 Vorgänge werden geändert" in told
    assert "1 sind unverändert" in told
    done = plain(take(admin, page, reason="Rückmeldung des Schulamts").text)
    assert "1 neu, 1 geändert, 1 unverändert, 0 nicht übernommen" in done
    assert {"Wohnlotsen", "Elternlotsen"} <= set(titles(town))


def test_progress_is_shown_and_an_interrupted_list_is_carried_on(
    admin: Client, town: SmallTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = bring(admin, MESSY)
    whole, seen = taking.taken_lines, []

    def slow(*given: Any) -> Any:
        for each in whole(*given):
            seen.append(admin.get(page.url.path).text)
            yield each
            raise taking.events.StorageBusy  # type: ignore[attr-defined]

    monkeypatch.setattr(taking, "taken_lines", slow)
    with pytest.raises(AttributeError):
        take(admin, page)
    monkeypatch.undo()
    assert '<noscript><meta http-equiv="refresh"' in seen[0]
    assert "0 von 3 Zeilen" in plain(seen[0])
    town.clock.advance(upload_taking.LEASE + timedelta(seconds=1))
    told = admin.get(page.url.path).text
    assert "Weiter übernehmen" in plain(told)
    assert "http-equiv" not in told
    done = plain(admin.post(f"{page.url.path}/take").text)
    assert "2 neu" in done
    assert titles(town).count("Elternlotsen") == 1


def test_the_report_is_had_as_a_file(admin: Client) -> None:
    page = bring(admin, MESSY)
    book = admin.get(f"{page.url.path}/report.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(book.content)).worksheets
    lines = admin.get(f"{page.url.path}/report.csv").content.decode("utf-8-sig")
    assert "Maßnahmen 2026!B6" in lines
    assert admin.get(f"{page.url.path}/report.exe").status_code == 404


def test_people_are_entered_from_a_list(admin: Client, town: SmallTown) -> None:
    content = "Name;E-Mail;Amt;Gremium\nNora Neu;nora@town.example;Schulamt;Beirat\n;keine;;\n"
    page = bring(admin, content.encode(), "leute.csv", of="@people")
    assert "Person Nora Neu" in plain(page.text)
    done = plain(take(admin, page).text)
    assert "1 neu, 0 unverändert, 1 nicht übernommen" in done
    known = people.directory_of(town.app, town.tenant, AS_OPERATOR)
    assert "Nora Neu" in {each.name for each in known.people}


def test_an_export_comes_back_edited(admin: Client, town: SmallTown) -> None:
    listed = admin.get("/cases?workflow=measure&text=Sprach").text
    [link] = re.findall(r'href="(/exports/cases.xlsx[^"]*)"', listed)
    content = admin.get(link.replace("&amp;", "&")).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=3)].count(None) == 0
    column = next(each.column for each in sheet[2] if "[title]" in str(each.value))
    assert [sheet.cell(3, column).value, sheet.cell(4, column).value] == ["Sprachcafé", None]
    sheet.cell(3, column).value = "Sprachcafé am Markt"
    file = io.BytesIO()
    book.save(file)
    page = admin.post("/office/round-trip", files={"file": ("m.xlsx", file.getvalue())})
    told = plain(page.text)
    assert "1 Vorgänge werden geändert" in told
    assert "Titel: Sprachcafé → Sprachcafé am Markt" in told
    assert "1 Vorgänge geändert" in plain(take(admin, page).text)
    assert "Sprachcafé am Markt" in titles(town)
    strange = admin.post("/office/round-trip", files={"file": ("k.xlsx", MESSY)})
    assert "nicht von hier ausgegeben" in plain(strange.text)


HOSTILE = [
    ("a.xlsx", b"", "ist leer"),
    ("a.xlsx", b"no workbook", "keine Arbeitsmappe"),
    ("a.xlsx", b"PK\x03\x04 damaged", "beschädigt"),
    ("../../etc/passwd", b"root", "gelesen werden .xlsx"),
    ("a.xls", b"\xd0\xcf\x11\xe0", "gelesen werden .xlsx"),
    ("<script>alert(1)</script>.exe", b"MZ", "gelesen werden .xlsx"),
]


@pytest.mark.parametrize(("name", "content", "said"), HOSTILE)
def test_a_file_that_is_none_says_why(admin: Client, name: str, content: bytes, said: str) -> None:
    page = bring(admin, content, name)
    assert page.status_code == 200
    assert "Diese Datei wird nicht gelesen" in plain(page.text)
    assert said in plain(page.text)
    assert "<script>alert" not in page.text
    assert admin.post(f"{page.url.path}/take", data={"revision": "1"}).status_code == 409
    assert admin.post(f"{page.url.path}/forget").url.path == "/office/import"


def test_a_file_that_is_too_large_is_not_read(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "LARGEST_FORM", 2000)
    assert bring(admin, b"x" * 4000).status_code == 413

    def pieces() -> Any:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        yield from (b"x" * 1000 for _ in range(3))

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    chunked = admin.post("/office/import", content=pieces(), headers=headers)
    assert chunked.status_code == 413
    assert "zu groß" in plain(chunked.text)


def test_a_form_without_a_file_is_asked_for_one(admin: Client) -> None:
    for address in ("/office/import", "/office/round-trip"):
        assert admin.post(address, data={"of": "measure"}).status_code == 422
    told = plain(admin.post("/office/import", data={"of": "measure"}).text)
    assert "Bitte eine Datei auswählen" in told


@pytest.mark.parametrize("person", ["member", "librarian", "outsider"])
def test_lists_are_for_those_who_may_open_cases(
    admin: Client, pages: FastAPI, town: SmallTown, person: str
) -> None:
    page = bring(admin, MESSY)
    other = Client(pages).sign_in(person)
    assert other.get("/office/import").status_code == 403
    assert other.get("/office/round-trip").status_code == 403
    assert bring(other, MESSY).status_code == 403
    for address in ("", "/report.csv"):
        assert other.get(f"{page.url.path}{address}").status_code == 404
    for address in ("/take", "/columns", "/forget"):
        assert other.post(f"{page.url.path}{address}").status_code == 404
    assert "/office/import" not in other.get("/cases").text
    assert uploads.waiting(town.app, town.tenant, Reader(ADMIN))


def test_nobody_sends_a_file_without_having_signed_in(client: Client) -> None:
    assert bring(client, MESSY).url.path == "/sign-in"


def test_the_office_takes_lists_without_keeping_the_town(client: Client) -> None:
    client.sign_in(ADMIN)
    page = client.get("/office/import")
    assert page.status_code == 200
    assert "@people" not in page.text
    assert "/office/settings" not in page.text
    assert bring(client, b"Name\nx\n", "l.csv", of="@people").status_code == 403
