"""``verbindlich transfer``: a list is shown as understood, then taken over."""

from __future__ import annotations

import openpyxl
import pytest

from engine.documents.workbooks.reading import read_workbook
from tests.unit.documents.workbooks_made import PLAIN, xlsx

TAKE = ("--take", "--as", "coordination")


@pytest.fixture
def plain(town):
    file = town.folder / "plan.xlsx"
    file.write_bytes(PLAIN)
    return str(file)


def test_a_dry_run_shows_columns_what_is_missing_and_changes_nothing(town, plain) -> None:
    told = town("transfer", "import", plain)
    assert told.code == 1  # a cell is not understood
    assert "addressees.consented_on" in told.out
    assert "Consent of the addressees   2" in told.out
    assert "Maßnahmen!I4: error" in told.out
    assert "3 new, 0 changed, 0 unchanged, 0 not taken." in told.out
    assert town.json("case", "list")["cases"] == []


def test_it_speaks_german(town, plain) -> None:
    told = town("transfer", "import", plain, LANG="de_DE.UTF-8")
    assert "Nur geprüft, nichts geändert. Übernehmen: --take --as ROLLE." in told.out


def test_taken_over_and_again(town, plain) -> None:
    told = town("transfer", "import", plain, *TAKE)
    assert "3 new" in told.out
    assert [each["title"] for each in town.json("case", "list")["cases"]] == [
        "Sprachcafé in jedem Stadtteil",
        "Elternlotsen",
        "Begegnungsfest",
    ]
    again = town("transfer", "import", plain, *TAKE)
    assert "0 new, 0 changed, 3 unchanged" in again.out


def test_the_mapping_is_corrected_and_kept(town, plain) -> None:
    wishes = ("--map", "I=description", "--map", "Indikator=@ignored", "--profile", "Plan")
    told = town("transfer", "import", plain, *wishes, *TAKE)
    assert told.code == 0, told
    case = town.json("case", "show", "M-0003")
    assert case["data"]["description"] == "Konsequenz: bitte warten"
    kept = town.json("transfer", "profiles")
    assert kept[0]["columns"] == {"I": "description", "Indikator": "@ignored"}
    assert town("transfer", "import", plain, "--profile", "Plan").out.count("@ignored") == 0


def test_the_bindingness_report_is_a_workbook(town, plain) -> None:
    file = town.folder / "report.xlsx"
    told = town("transfer", "import", plain, "--report", str(file), "--json")
    assert told.document["missing"]["consent"] == 2
    book, _ = read_workbook(file.read_bytes(), file.name)
    assert book is not None
    cells = [each for row in book.sheets[0].rows for each in row]
    assert "Maßnahmen!K3" in cells
    assert "1 of 3 rows have everything that makes a measure binding." in cells


def test_a_row_that_cannot_be_taken_ends_with_findings(town) -> None:
    file = town.folder / "short.xlsx"
    file.write_bytes(xlsx({"Liste": [["Nr", "Titel"], ["1", "Lotsen"]]}))
    told = town("transfer", "import", str(file), *TAKE)
    assert told.code == 1
    assert "--default FIELD=VALUE" in told.out
    assert town("transfer", "import", str(file), "--default", "area=Bildung", *TAKE).code == 0


def test_a_file_that_is_no_workbook_is_refused(town) -> None:
    file = town.folder / "list.xlsx"
    file.write_bytes(b"%PDF-1.7")
    told = town("transfer", "import", str(file))
    assert told.code == 9
    assert "[wrong-extension]" in told.err


def test_a_pair_without_a_value_is_no_pair(town, plain) -> None:
    told = town("transfer", "import", plain, "--map", "Titel")
    assert told.code == 2
    assert "--map needs NAME=VALUE." in told.err


def test_cases_go_out_and_come_back_edited(measure) -> None:
    file = measure.folder / "measures.xlsx"
    assert measure("transfer", "export", str(file)).code == 0
    unedited = measure("transfer", "import", str(file))
    assert (unedited.code, unedited.out.strip()) == (0, "1 cases, 0 edited.")
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    heads = {str(each.value): each.column for each in sheet[2]}
    sheet.cell(3, heads["Title [title]"]).value = "Sprachcafés"
    book.save(file)
    shown = measure("transfer", "import", str(file))
    assert "Sprachcafés" in shown.out
    assert "Only checked, nothing changed." in shown.out
    done = measure("transfer", "import", str(file), *TAKE, "--reason", "Beschluss")
    assert done.code == 0, done
    assert measure.json("case", "show", "M-0001")["data"]["title"] == "Sprachcafés"
    assert measure.json("transfer", "import", str(file))["edited"] == []


def test_a_workbook_has_an_ending(measure) -> None:
    assert measure("transfer", "export", "measures.csv").code == 2


def test_open_data_and_event_logs(measure) -> None:
    for name in ("plan.json", "plan.csv"):
        told = measure("transfer", "open-data", str(measure.folder / name))
        assert told.out.endswith("(0 cases).\n")  # a proposal is not public
    log = measure.folder / "log.jsonocel"
    assert measure("transfer", "event-log", str(log)).code == 0
    assert '"M-0001"' in log.read_text()
    assert measure("transfer", "open-data", "plan.xml").code == 2


def test_a_workflow_in_bpmn(measure) -> None:
    drawn = measure("workflow", "diagram", "measure", "--format", "bpmn")
    assert drawn.out.startswith("<?xml")
    assert "BPMNDiagram" in drawn.out


def test_people_come_from_a_list(town) -> None:
    file = town.folder / "people.csv"
    file.write_text("Institution;Name;E-Mail\nSchulamt;Sina Amt;sina@neustadt.example\n", "utf-8")
    dry = town("transfer", "people", str(file))
    assert (dry.code, dry.out.splitlines()[-1]) == (
        0,
        "3 entries. Only checked; enter them: --take.",
    )
    assert "Sina Amt" not in town("people", "list").out
    assert town("transfer", "people", str(file), "--take").out.strip() == "3 entries made."
    assert "Sina Amt" in town("people", "list").out
    assert town.json("transfer", "people", str(file), "--take")["entered"] == 0
