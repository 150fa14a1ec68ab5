"""A town's own Word templates: fetched, brought back, tried, reset."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
import pytest

from engine.services import people
from engine.services.access import AS_OPERATOR
from tests.unit.documents.workbooks_made import xlsx
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from httpx import Response

    from tests.web.client import Client
    from tests.web.town import SmallTown

PAPER = "/papers/cases/M-0001.docx"


@pytest.fixture
def admin(client: Client, town: SmallTown) -> Client:
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    return client.sign_in("office")


def letterhead(client: Client, text: str) -> bytes:
    """Return our template with a line of the town's own."""
    own = docx.Document(io.BytesIO(client.get("/office/templates/sheet.docx").content))
    own.paragraphs[0].insert_paragraph_before(text)
    file = io.BytesIO()
    own.save(file)
    return file.getvalue()


def bring(client: Client, content: bytes, kind: str = "sheet", name: str = "a.docx") -> Response:
    return client.post(f"/office/templates/{kind}", files={"file": (name, content)})


def lines(content: bytes) -> list[str]:
    return [each.text for each in docx.Document(io.BytesIO(content)).paragraphs]


def test_a_template_is_fetched_changed_brought_and_reset(admin: Client) -> None:
    assert "Die Vorlage gilt" in plain(bring(admin, letterhead(admin, "Stadt am Fluss")).text)
    assert lines(admin.get(PAPER).content)[0] == "Stadt am Fluss"
    assert "Stadt am Fluss" in lines(admin.get("/office/templates/sheet.docx").content)
    assert "Stadt am Fluss" not in lines(admin.get("/office/templates/method.docx").content)

    bring(admin, letterhead(admin, "Für alle"), "paper")
    assert lines(admin.get(PAPER).content)[0] == "Stadt am Fluss"
    admin.post("/office/templates/sheet/reset")
    assert lines(admin.get(PAPER).content)[0] == "Für alle"
    admin.post("/office/templates/paper/reset")
    assert lines(admin.get(PAPER).content)[0] == "Musterstadt"


def test_a_template_that_makes_no_paper_is_refused(admin: Client) -> None:
    for content, name, said in (
        (letterhead(admin, "{{ paper.nothing }}"), "a.docx", "nothing"),
        (letterhead(admin, "{% for x in %}"), "a.docx", "nicht verwendbar"),
        (letterhead(admin, "{{ ''.__class__ }}"), "a.docx", "nicht verwendbar"),
        (b"no zip", "a.docx", "beschädigt"),
        (xlsx({"A": [["x"]]}), "a.docx", "Word-Datei"),
        (letterhead(admin, "gut"), "a.doc", "Word-Datei"),
    ):
        answer = bring(admin, content, name=name)
        assert answer.status_code == 422, said
        assert said in plain(answer.text)
    assert admin.post("/office/templates/sheet").status_code == 422
    assert bring(admin, letterhead(admin, "gut"), "none").status_code == 404
    assert lines(admin.get(PAPER).content)[0] == "Musterstadt"


def test_templates_are_for_administrators(client: Client) -> None:
    client.sign_in("member")
    assert client.get("/office/templates").status_code == 403
    assert client.get("/office/templates/sheet.docx").status_code == 403
    assert bring(client, b"PK").status_code == 403
    assert client.post("/office/templates/sheet/reset").status_code == 403
