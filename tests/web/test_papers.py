"""Papers are handed out from the pages, as far as whoever asks may see what stands in them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

if TYPE_CHECKING:
    from tests.web.client import Client

PAPERS = ("progress/measure", "catalogue/measure", "cases/M-0001", "sittings/SI-0001")


@pytest.fixture
def member(client: Client) -> Client:
    client.sign_in("office")
    client.post("/bodies/steering_group/sittings", data={"held_on": "2026-10-01"})
    return client.sign_in("member")


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_is_had_as_pdf_and_as_word(member: Client, paper: str) -> None:
    pdf, word = member.get(f"/papers/{paper}.pdf"), member.get(f"/papers/{paper}.docx")

    assert pdf.headers["content-type"] == "application/pdf"
    assert PdfReader(BytesIO(pdf.content)).pages
    assert word.content.startswith(b"PK")
    assert "attachment" in word.headers["content-disposition"]


def test_the_pages_lead_to_their_papers(member: Client) -> None:
    for page, paper in (
        ("/overview", "/papers/progress/measure.pdf"),
        ("/sittings/SI-0001", "/papers/sittings/SI-0001.docx"),
        ("/cases/M-0001", "/papers/cases/M-0001.pdf"),
    ):
        assert f'href="{paper}"' in member.get(page).text


@pytest.mark.parametrize(
    "address", ["progress/measure.exe", "progress/none.pdf", "cases/M-9.pdf", "sittings/M-0001.pdf"]
)
def test_what_is_not_there_is_said(member: Client, address: str) -> None:
    assert member.get(f"/papers/{address}").status_code in {404, 409, 422}


def test_an_outsider_is_told_nothing_in_papers(client: Client) -> None:
    client.sign_in("outsider")
    assert client.get("/papers/cases/M-0003.pdf").status_code == 404
    answer = client.get("/papers/progress/measure.pdf")
    if answer.status_code == 200:
        text = "".join(each.extract_text() for each in PdfReader(BytesIO(answer.content)).pages)
        assert "Lotsen in der Kita" not in text


SHOWN = (*PAPERS, "resolutions/steering_group", "method")


@pytest.mark.parametrize("paper", SHOWN)
def test_a_paper_is_read_and_printed_as_a_page_without_inline_style(
    member: Client, paper: str
) -> None:
    page = member.get(f"/papers/{paper}.html")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "<style" not in page.text
    assert f'href="/papers/{paper}.pdf"' in page.text
    assert "print.css" in page.text


def test_the_page_says_the_same_as_the_pdf(member: Client) -> None:
    page = member.get("/papers/catalogue/measure.html").text
    pdf = PdfReader(BytesIO(member.get("/papers/catalogue/measure.pdf").content))
    text = "".join(each.extract_text() for each in pdf.pages)
    for title in ("Sprachcafé", "Lotsen in der Kita"):
        assert title in page
        assert title in text


def test_what_became_of_resolutions_is_for_members(client: Client) -> None:
    client.sign_in("outsider")
    assert client.get("/papers/resolutions/steering_group.html").status_code == 403
    assert "Lotsen in der Kita" not in client.get("/papers/progress/measure.html").text
