"""Lists in the shapes in which they come: recognised, understood, and what is missing told."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import resources
from engine.documents.lists.bindingness import REQUIREMENTS
from engine.documents.lists.names import kind_of, split_names
from engine.documents.lists.reading import ListRead, Reading, read_list
from engine.documents.workbooks.reading import read_workbook
from engine.documents.workbooks.values import Sheet, Workbook, is_filled
from tests.unit.documents import workbooks_made as made
from tests.unit.documents.conftest import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.definition.model import Workflow

    Read = Callable[..., ListRead]


def missing(found: ListRead, row: int) -> dict[str, str]:
    line = next(each for each in found.lines if each.row == row)
    return {each.key: each.where for each in line.missing}


def codes(found: ListRead) -> list[str]:
    return [one.code for each in found.lines for one in each.findings]


def test_a_plain_list_is_understood_to_the_last_cell(read: Read) -> None:
    found = read(made.PLAIN)
    first = found.lines[0]
    assert first.is_binding
    assert first.fields == {
        "reference": "1",
        "title": "Sprachcafé in jedem Stadtteil",
        "area": "Sprache",
        "starts_on": "2026-02-01",
        "ends_on": "2027-12-31",
        "costs": [{"per_year": 500_000, "kind": "material"}],
        "indicators": [{"title": "Treffen im Jahr"}],
        "consequences": [{"what": "statement", "condition": "Die Pflicht wird nicht erfüllt"}],
        "addressees": [
            {"organisation": "Stadtbibliothek", "consented_on": "2026-01-15", "kind": "regular"}
        ],
    }
    assert first.holders == {"lead": ("Stadtbibliothek",)}


def test_what_is_missing_is_told_with_its_cell(read: Read) -> None:
    found = read(made.PLAIN)
    assert missing(found, 3) == {
        "consent": "Maßnahmen!K3",
        "consequence": "Maßnahmen!I3",
        "indicator": "Maßnahmen!H3",
    }
    assert set(missing(found, 4)) == {"owner", "consent", "date", "consequence"}
    assert found.missing["consent"] == 2


def test_no_cost_is_a_statement_on_the_cost(read: Read) -> None:
    assert read(made.PLAIN).lines[2].fields["costs"] == [{"per_year": 0, "kind": "none"}]


def test_merged_titles_two_rows_of_headings_sections_and_sums(read: Read) -> None:
    found = read(made.TITLED)
    assert [each.number for each in found.lines] == ["1.1", "1.2", "2.1"]
    assert [each.fields["area"] for each in found.lines] == [
        "Handlungsfeld 1: Sprache",
        "Handlungsfeld 1: Sprache",
        "Handlungsfeld 2: Wohnen",
    ]
    assert found.lines[0].fields["starts_on"] == "2026-03-01"
    assert found.lines[1].fields["starts_on"] == "2026-05-08"
    assert found.lines[1].fields["ends_on"] == "2027-12-31"
    assert [each.status for each in found.lines] == ["in_progress", "planned", None]
    assert found.rows == {"before": 2, "headings": 2, "section": 2, "entry": 3, "sum": 1}


def test_several_owners_in_a_cell(read: Read) -> None:
    found = read(made.TITLED)
    assert [each.holders["lead"] for each in found.lines] == [
        ("VHS",),
        ("Amt für Jugend, Familie und Soziales",),
        ("Wohnungsamt",),
    ]
    assert codes(found).count("several-owners") == 2


def test_a_sheet_for_each_field_of_action(read: Read) -> None:
    found = read(made.BY_FIELD)
    assert [each.fields["area"] for each in found.lines] == ["Bildung"] * 2 + ["Gesundheit"] * 2
    assert [each.number for each in found.lines] == ["HF1-Z1-M1", "HF1-Z1-M2", "HF2-Z1-M3", None]
    assert [each.code for each in found.findings] == ["sheet-not-understood"]


def test_a_row_without_a_title_is_not_taken_and_not_lost(read: Read) -> None:
    lost = read(made.BY_FIELD).lines[3]
    assert not lost.can_be_taken
    assert [(each.code, each.where) for each in lost.findings] == [
        ("required-missing", "Gesundheit!B3")
    ]


def test_cells_merged_downwards_hold_for_every_row(read: Read) -> None:
    found = read(made.MERGED)
    assert [each.fields["area"] for each in found.lines] == ["Arbeit"] * 3 + ["Teilhabe"]
    assert found.lines[1].fields["description"] == "Zugang erleichtern"
    assert [each.status for each in found.lines] == ["in_progress", "delayed", "done", None]


def test_an_old_csv(read: Read) -> None:
    found = read(made.CATALOGUE_CSV, "catalogue.csv")
    assert [each.number for each in found.lines] == ["Ü1", "B2", "G3"]
    assert [each.fields["rating"] for each in found.lines] == ["green", "amber", "red"]
    assert found.lines[1].title == "Beratung; auch abends"
    assert [each.where for each in found.lines[0].findings] == ["CSV!D2"]


def test_an_open_document(read: Read) -> None:
    found = read(made.OPEN_DOCUMENT, "open.ods")
    assert [each.fields["addressees"][0]["kind"] for each in found.lines] == [
        "volunteer",
        "municipality",
        "regular",
    ]
    assert found.lines[0].fields["ends_on"] == "2028-12-31"
    assert "costs" not in found.lines[1].fields
    assert found.lines[2].fields["costs"] == [{"per_year": 800_000, "kind": "material"}]


def test_people_correct_the_guess(read: Read) -> None:
    found = read(made.PLAIN, told={"Indikator": "description", "G": "@ignored"})
    assert found.lines[0].fields["description"] == "Indikator: Treffen im Jahr"
    assert "costs" not in found.lines[0].fields
    assert [each.code for each in found.findings] == ["column-not-taken"]


def test_a_wish_that_cannot_be_met_is_told(read: Read) -> None:
    found = read(made.PLAIN, told={"Indikator": "descripton", "Farbe": "title"})
    assert [each.code for each in found.findings] == ["unknown-target", "unknown-column"]
    assert "description" in found.findings[0].hint.en


def test_a_default_holds_where_a_row_says_nothing(read: Read) -> None:
    rows = made.xlsx({"Liste": [["Nr", "Titel"], ["1", "Lotsen"]]})
    assert not read(rows).lines[0].can_be_taken
    assert read(rows, defaults={"area": "Bildung"}).lines[0].can_be_taken


def test_a_number_that_comes_twice_is_told(read: Read) -> None:
    rows = [["Nr", "Titel", "Handlungsfeld"], ["1", "A", "B"], ["1", "C", "B"]]
    assert codes(read(made.xlsx({"Liste": rows}))) == ["number-twice"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jugendamt, VHS", ["Jugendamt", "VHS"]),
        ("Jugendamt/VHS", ["Jugendamt", "VHS"]),
        ("- Schulamt\n- Sportamt", ["Schulamt", "Sportamt"]),
        (
            "Amt für Jugend, Familie und Soziales; VHS",
            ["Amt für Jugend, Familie und Soziales", "VHS"],
        ),
        ("Verein Brücke e. V.", ["Verein Brücke e. V."]),
        ("N.N.", []),
        ("noch offen", []),
        ("Kinder und ihre Eltern", ["Kinder und ihre Eltern"]),
    ],
)
def test_names_are_taken_apart_with_care(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_a_known_name_stays_whole() -> None:
    assert split_names("Kultur, Sport", ["Kultur, Sport"]) == ["Kultur, Sport"]


def test_associations_are_volunteers() -> None:
    assert [kind_of(each) for each in ("Sportverein", "Gemeinde Au", "Jugendamt")] == [
        "volunteer",
        "municipality",
        "regular",
    ]


def test_what_makes_a_measure_binding_is_what_the_workflow_asks() -> None:
    document = json.loads(resources.workflow_text("measure"))
    fix = next(each for each in document["transitions"] if each["id"] == "fix")
    asked = {each["id"] for each in fix["guards"] if each["id"].startswith("R1-")}
    assert asked - {"R1-binding"} == {one for each in REQUIREMENTS for one in each.guards}


WORDS = st.sampled_from(
    ["Nr.", "Maßnahme", "Handlungsfeld", "Zuständig", "Beginn", "Ende", "Kosten", "Status", "Summe",
     "6.1.1", "HF2-Z1-M3", "Mitte Mai", "laufend", "N.N.", "5.000 €", "Jugendamt, VHS", "=1+1"]
)  # fmt: skip
CELLS = st.one_of(
    st.none(),
    WORDS,
    st.text(max_size=12),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=True),
    st.dates(),
    st.booleans(),
)


@settings(max_examples=150)
@given(st.lists(st.lists(CELLS, max_size=7), max_size=9))
def test_no_sheet_breaks_it_and_no_row_is_lost(measure: Workflow, rows: list[list]) -> None:
    sheet = Sheet("Tabelle1", tuple(map(tuple, rows)))
    found = read_list(Workbook("x.xlsx", "xlsx", (sheet,)), Reading(measure, TODAY))
    filled = sum(any(is_filled(each) for each in row) for row in rows)
    counted = sum(found.rows.values()) if found.mappings else filled
    assert counted == filled
    assert len(found.lines) == found.rows.get("entry", 0)
    for line in found.lines:
        assert line.can_be_taken or line.findings
        assert all("!" in each.where for each in line.findings)


@settings(max_examples=25)
@given(st.binary(max_size=400), st.sampled_from(["a.xlsx", "a.ods", "a.csv", "a.pdf", "a"]))
def test_no_file_breaks_it(content: bytes, name: str) -> None:
    workbook, findings = read_workbook(content, name)
    assert workbook is not None or findings


@settings(max_examples=40)
@given(st.integers(0, len(made.PLAIN) - 1), st.binary(min_size=1, max_size=8))
def test_no_damage_breaks_it(at: int, junk: bytes) -> None:
    content = made.PLAIN[:at] + junk + made.PLAIN[at + len(junk) :]
    workbook, findings = read_workbook(content, "damaged.xlsx")
    assert workbook is not None or findings


def test_four_thousand_rows_are_read_with_progress_and_none_is_lost(read: Read) -> None:
    head = ["Nr", "Titel", "Handlungsfeld", "Federführung", "Ende"]
    rows = [[f"{n}.1", f"Maßnahme {n}", "Sprache", "Amt", "31.12.2027"] for n in range(4_000)]
    told: list[tuple[int, int]] = []
    found = read(
        made.csv_text([head, *rows]).encode(), "list.csv", progress=lambda *each: told.append(each)
    )
    assert [each.number for each in found.lines] == [row[0] for row in rows]
    assert told[-1] == (4_001, 4_001)
    assert all(before[0] < after[0] for before, after in itertools.pairwise(told))
