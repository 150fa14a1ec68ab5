"""Files between the steps of taking them: kept for one person, taken once, forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.documents.workbooks.reading import read_workbook
from engine.services import events, exports, prune, rights, taking, upload_taking, uploads
from engine.services.access import NOBODY, Reader
from engine.services.imports import File
from engine.services.intents import SubmitEvent
from engine.services.upload_values import Kind, Told
from tests.integration.services.stage import DAY
from tests.integration.services.test_edits import edited as edit_cells
from tests.integration.services.test_imports import (
    HEAD,
    OFFICE,
    ROWS,
    edited,
    listed,
    measure,
    stage,
)
from tests.unit.documents.workbooks_made import xlsx

if TYPE_CHECKING:
    from engine.services.uploads import Upload
    from tests.integration.services.stage import Stage

__all__ = ["measure", "stage"]
ADA = Reader(role="coordination", is_operator=True)
"""Who brings the files; as an operator she may do everything."""


def brought(stage: Stage, content: bytes, name: str = "Katalog.xlsx", **told: Any) -> Upload:
    said = Told("Katalog", **told)
    return uploads.receive(stage.app, stage.tenant, ADA, Kind.LIST, File(name, content), said)


def taken(stage: Stage, upload: Upload) -> Upload:
    upload_taking.begin(stage.app, stage.tenant, ADA, upload.id, upload.revision, "Liste")
    assert upload_taking.carry_on(stage.app, stage.tenant, ADA, upload.id)
    return uploads.look(stage.app, stage.tenant, ADA, upload.id)


def outcomes(stage: Stage, upload: Upload) -> list[tuple[str, str | None, int]]:
    found = uploads.lines(stage.app, stage.tenant, ADA, upload.id)
    assert all(each.outcome for each in found)
    return [(o.act, o.number, len(o.refused)) for each in found if (o := each.outcome)]


def test_a_file_is_looked_at_taken_and_its_content_forgotten(stage: Stage) -> None:
    upload = brought(stage, listed())
    assert upload.checked.lines == 3
    assert [each.heading for each in upload.checked.sheets[0].columns] == HEAD
    assert upload.checked.sheets[0].columns[1].samples == ("Sprachcafé", "Elternlotsen")
    assert stage.cases("measure") == []

    done = taken(stage, upload)

    assert done.is_done
    assert outcomes(stage, upload) == [
        ("open", "M-0001", 0), ("open", "M-0002", 0), ("open", "M-0003", 0),
    ]  # fmt: skip
    with stage.unit() as unit:
        assert uploads.queries.content_of(unit, upload.id) == b""


def test_a_mended_list_changes_only_what_changed(stage: Stage) -> None:
    taken(stage, brought(stage, listed()))
    mended = brought(stage, listed(edited(1, 5, "hoch")))
    found = uploads.lines(stage.app, stage.tenant, ADA, mended.id)
    assert [each.detail.act for each in found] == ["same", "change", "same"]
    [change] = found[1].detail.changes
    assert (change.name, change.after) == ("priority", "high")
    taken(stage, mended)
    assert [each[0] for each in outcomes(stage, mended)] == ["same", "change", "same"]


def test_it_is_taken_once(stage: Stage) -> None:
    upload = brought(stage, listed())
    first = upload_taking.begin(stage.app, stage.tenant, ADA, upload.id, 1, "Liste")
    again = upload_taking.begin(stage.app, stage.tenant, ADA, upload.id, 1, "Liste")
    assert (first, again) == (True, False)
    assert upload_taking.carry_on(stage.app, stage.tenant, ADA, upload.id)
    assert not upload_taking.carry_on(stage.app, stage.tenant, ADA, upload.id)
    assert len(stage.cases("measure")) == 3


def test_two_processes_do_not_take_it_together(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one is at it, another finds the lease; when it dies, the rest is carried on."""
    upload = brought(stage, listed())
    upload_taking.begin(stage.app, stage.tenant, ADA, upload.id, 1, "Liste")
    whole = taking.taken_lines

    def dying(*given: Any) -> Any:
        for place, each in enumerate(whole(*given)):
            assert not upload_taking.carry_on(stage.app, stage.tenant, ADA, upload.id)
            yield each
            if place == 1:
                raise KeyboardInterrupt

    monkeypatch.setattr(taking, "taken_lines", dying)
    with pytest.raises(KeyboardInterrupt):
        upload_taking.carry_on(stage.app, stage.tenant, ADA, upload.id)
    monkeypatch.undo()
    assert len(stage.cases("measure")) == 2
    with pytest.raises(uploads.UploadMoved):
        uploads.forget(stage.app, stage.tenant, ADA, upload.id)
    assert not upload_taking.carry_on(stage.app, stage.tenant, ADA, upload.id)

    stage.clock.advance(upload_taking.LEASE + timedelta(seconds=1))
    assert upload_taking.carry_on(stage.app, stage.tenant, ADA, upload.id)
    assert [each[0] for each in outcomes(stage, upload)] == ["open", "open", "open"]
    assert len(stage.cases("measure")) == 3


def test_what_was_looked_at_anew_is_not_taken_unseen(stage: Stage) -> None:
    upload = brought(stage, listed())
    told = Told("Katalog", columns={"Ende": "@ignored"})
    anew = uploads.read_otherwise(stage.app, stage.tenant, ADA, upload.id, told)
    assert anew.revision == 2
    with pytest.raises(uploads.UploadMoved):
        upload_taking.begin(stage.app, stage.tenant, ADA, upload.id, 1, "Liste")
    done = taken(stage, anew)
    with pytest.raises(uploads.UploadMoved):
        uploads.read_otherwise(stage.app, stage.tenant, ADA, done.id, told)
    assert all(each.data["ends_on"] is None for each in map_cases(stage))


def map_cases(stage: Stage) -> list[Any]:
    return [stage.case(each.id) for each in stage.cases("measure")]


def test_rows_are_found_by_what_they_lack(stage: Stage) -> None:
    rows = [*ROWS, ["8", "", "Bildung", "Schulamt", "", ""]]
    upload = brought(stage, listed(rows))
    counts = uploads.counts(stage.app, stage.tenant, ADA, upload.id)
    assert (counts[""], counts["open"], counts["not_taken"], counts["missing"]) == (4, 3, 1, 4)
    assert upload.checked.needed == {"title": 1}
    [lost] = uploads.lines(stage.app, stage.tenant, ADA, upload.id, "not_taken")
    assert lost.detail.where == "Liste!A5"
    pages = [uploads.lines(stage.app, stage.tenant, ADA, upload.id, "", a, 2) for a in (0, 2)]
    assert [each.position for page in pages for each in page] == [1, 2, 3, 4]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_report_says_the_same_as_the_rows(stage: Stage, form: str) -> None:
    upload = brought(stage, listed([*ROWS, ["9", "-1+1 Kurse", "Sprache", "", "", ""]]))
    made = uploads.report(stage.app, stage.tenant, ADA, upload.id, form, "de")
    workbook, findings = read_workbook(made, f"report.{form}")
    assert workbook is not None, findings
    text = str(workbook.sheets[0].rows)
    assert "Elternlotsen" in text
    assert "Liste!D5" in text, "the owner is missing there"
    assert ("\"'-1+1 Kurse" in text) == (form == "csv")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"no workbook", "wrong-extension"),
        ("a.exe", b"MZ", "unknown-extension"),
        ("a.csv", b"", "empty-file"),
        ("a.xlsx", b"PK\x03\x04 damaged", "damaged"),
    ],
)
def test_a_file_that_is_none_says_why(stage: Stage, name: str, content: bytes, code: str) -> None:
    upload = brought(stage, content, name)
    assert not upload.checked.is_readable
    assert [each.code for each in upload.checked.findings] == [code]
    with pytest.raises(uploads.UploadMoved):
        upload_taking.begin(stage.app, stage.tenant, ADA, upload.id, 1, "Liste")


def test_a_column_of_one_sheet_is_named_for_it_alone(stage: Stage) -> None:
    head = ["Nr", "Titel", "Handlungsfeld", "Wer"]
    content = xlsx({
        "Alt": [head, ["1", "Café", "Sprache", "Schulamt"]],
        "Neu": [head, ["2", "Chor", "Sprache", "Theater"]],
    })  # fmt: skip
    upload = brought(stage, content, columns={"Neu!Wer": "role:lead", "Alt!D": "description"})
    found = {each.name: each.columns[3].target for each in upload.checked.sheets}
    assert found == {"Alt": "description", "Neu": "role:lead"}
    assert "unknown-column" not in {each.code for each in upload.checked.findings}


def test_people_are_entered_from_a_list(stage: Stage) -> None:
    content = xlsx({"Personen": [
        ["Name", "E-Mail", "Amt"],
        ["Nora Neu", "nora@town.example", "Schulamt"],
        ["", "keine", ""],
    ]})  # fmt: skip
    file = File("p.xlsx", content)
    upload = uploads.receive(stage.app, stage.tenant, ADA, Kind.DIRECTORY, file, Told("p"))
    first, second = uploads.lines(stage.app, stage.tenant, ADA, upload.id)
    assert len(first.detail.does) == 3
    assert second.detail.findings[0].code == "address-not-understood"
    taken(stage, upload)
    again = uploads.receive(stage.app, stage.tenant, ADA, Kind.DIRECTORY, file, Told("p"))
    assert uploads.lines(stage.app, stage.tenant, ADA, again.id)[0].detail.act == "same"


def test_an_export_is_known_and_its_clean_edits_are_taken(stage: Stage) -> None:
    taken(stage, brought(stage, listed()))
    first, second = (each.id for each in stage.cases("measure")[:2])
    content = exports.export_cases(stage.app, stage.tenant, ADA, "measure", "de")
    content = edit_cells(content, 3, title="Sprachcafé am Markt")
    content = edit_cells(content, 4, title="Lotsen für Eltern")
    given = {"reason": "x", "fields": {"title": "Elternlotsinnen"}}
    events.send(stage.app, SubmitEvent(stage.tenant, second, "correct", OFFICE, given))

    upload = brought(stage, content)
    assert (upload.kind, upload.checked.lines) == (Kind.EDITS, 3)
    found = uploads.lines(stage.app, stage.tenant, ADA, upload.id)
    assert [(len(each.detail.changes), len(each.detail.conflicts)) for each in found] == [
        (1, 0), (0, 1),
    ]  # fmt: skip
    taken(stage, upload)
    assert stage.case(first).data["title"] == "Sprachcafé am Markt"
    assert stage.case(second).data["title"] == "Elternlotsinnen"


def test_nobody_else_sees_it_and_it_is_forgotten(stage: Stage) -> None:
    upload = brought(stage, listed())
    for reader in (Reader("ada"), Reader("ghost")):
        with pytest.raises(uploads.UploadNotFound):
            uploads.look(stage.app, stage.tenant, reader, upload.id)
    with pytest.raises(rights.NothingToTake):
        uploads.look(stage.app, stage.tenant, NOBODY, upload.id)
    for _ in range(uploads.MOST + 2):
        last = brought(stage, listed())
    assert len(uploads.waiting(stage.app, stage.tenant, ADA)) == uploads.MOST
    stage.clock.advance(DAY + timedelta(seconds=1))
    with pytest.raises(uploads.UploadNotFound):
        uploads.look(stage.app, stage.tenant, ADA, last.id)
    assert prune.prune(stage.app, stage.tenant, stage.app.now()) >= uploads.MOST
    assert uploads.waiting(stage.app, stage.tenant, ADA) == []
