from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from engine.commands.call import Call
from engine.commands.files import DocumentUnreadable, json_or_file, read_json
from engine.commands.output import Table, answer, findings_lines, track
from engine.definition.limits import LARGEST_DOCUMENT
from engine.findings import Finding, Severity, Text
from engine.services.plain import plain

if TYPE_CHECKING:
    from pathlib import Path

NAME = Text(de="Name", en="Name")
DUE = Text(de="Fällig", en="Due")


@dataclass(frozen=True, slots=True)
class Inner:
    on: date
    severity: Severity


@pytest.fixture
def call() -> Call:
    return Call({"LANG": "de"})


def test_values_become_what_json_knows() -> None:
    value = {"a": (Inner(date(2026, 3, 31), Severity.ERROR),), 1: {2.5}, "at": None}
    expected = {"a": [{"on": "2026-03-31", "severity": "error"}], "1": [2.5], "at": None}
    assert plain(value) == expected
    assert plain(datetime(2026, 3, 31, 8, tzinfo=UTC)) == "2026-03-31T08:00:00+00:00"


def test_people_get_lines_and_tables(call: Call, capsys) -> None:
    rows = [("Sprachcafé", date(2026, 3, 31)), ("[Träger]", None)]
    answer(call, {}, Text(de="Pflichten:", en="Duties:"), Table((NAME, DUE), rows), "2")
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines[0] == "Pflichten:"
    assert lines[1].split() == ["Name", "Fällig"]
    assert lines[3].split() == ["Sprachcafé", "2026-03-31"]
    assert lines[4] == "[Träger]"
    assert lines[-1] == "2"


def test_programs_get_the_document_alone(call: Call, capsys) -> None:
    call.as_json = True
    answer(call, {"title": "Maßnahme"}, "a line")
    assert capsys.readouterr().out == '{\n  "title": "Maßnahme"\n}\n'


def test_a_long_cell_is_not_folded_for_programs(call: Call, capsys) -> None:
    answer(call, {}, Table((NAME,), [("x" * 150,)]))
    assert "x" * 150 in capsys.readouterr().out


def test_a_finding_says_where_what_and_what_helps(call: Call) -> None:
    finding = Finding(
        "state-unknown",
        "/states/a",
        Text(de="Zustand fehlt.", en="State is missing."),
        Text(de="Gemeint: b?", en="Did you mean b?"),
        Severity.WARNING,
        column=7,
    )
    assert list(findings_lines(call, [finding], "measure.json")) == [
        "measure.json#/states/a:7: Warnung: Zustand fehlt. [state-unknown]",
        "    Gemeint: b?",
    ]


def test_progress_passes_every_item_on(call: Call, capsys) -> None:
    assert list(track(call, [1, 2, 3], Text(de="Schritte", en="Steps"))) == [1, 2, 3]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe", "UTF-8"), (b" " * (LARGEST_DOCUMENT + 1), "larger than")],
)
def test_a_document_beyond_measure_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "document.json").write_bytes(content)
    with pytest.raises(DocumentUnreadable, match=words):
        read_json(str(tmp_path / "document.json"))


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "document.json").write_bytes(b"\xef\xbb\xbf" + json.dumps({"a": "ä"}).encode())
    assert json_or_file(str(tmp_path / "document.json")) == {"a": "ä"}
