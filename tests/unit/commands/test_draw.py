"""Lots on the command line: drawn, recorded without people, repeated by somebody else."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from engine.commands.exits import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

SEED = ("--seed", "3 14 15 29 36 47")


@pytest.fixture
def frame(tmp_path: Path) -> str:
    rows = "".join(f"K{n:04d};{'16-29' if n % 4 else '30+'};Weg {n}\n" for n in range(200))
    file = tmp_path / "frame.csv"
    file.write_text("\ufeffid;stratum;address\n" + rows, encoding="utf-8")
    return str(file)


@pytest.fixture
def drawn(town, frame: str) -> str:
    """The number of a draw that has been recorded."""
    town("workflow", "publish", "event", "registration", "draw")
    fields = json.dumps({"title": "Konferenz", "frame": "ab 16, Stichtag 2. Januar"})
    opened = town("case", "open", "draw", "--as", "coordination", "--fields", fields, "--json")
    number: str = opened.document["number"]
    recorded = town("draw", "record", number, frame, *SEED, "--seed-from", "Lotto vom Samstag",
                    "--size", "20", "--as", "coordination")  # fmt: skip
    assert recorded.code == ExitCode.OK, recorded
    return number


def test_a_draw_says_how_many_and_writes_who_into_a_file(verbindlich, frame, tmp_path) -> None:
    file = tmp_path / "drawn.csv"
    told = verbindlich("draw", "run", frame, *SEED, "--size", "20", "--output", str(file), "--json")
    again = verbindlich("draw", "run", frame, *SEED, "--stratum", "16-29=15", "--stratum", "30+=5",
                        "--json")  # fmt: skip

    document = told.document["draw"]
    assert (document["frame_size"], document["drawn"]) == (200, 20)
    assert document["result_digest"] == again.document["draw"]["result_digest"]
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 20
    assert rows[0]["address"].startswith("Weg ")
    assert "Weg" not in told.out


def test_a_file_of_drawn_people_is_never_written_over(verbindlich, frame, tmp_path) -> None:
    file = tmp_path / "drawn.csv"
    file.write_text("da", encoding="utf-8")

    refused = verbindlich("draw", "run", frame, *SEED, "--size", "20", "--output", str(file))

    assert refused.code == ExitCode.FILE
    assert file.read_text(encoding="utf-8") == "da"


def test_what_is_recorded_names_nobody(town, drawn: str) -> None:
    shown = town("case", "show", drawn, "--json").out

    assert "3 14 15 29 36 47" in shown
    assert "K0" not in shown
    assert "Weg" not in shown


def test_a_third_person_repeats_it(town, drawn: str, frame: str, tmp_path: Path) -> None:
    same = town("draw", "verify", drawn, frame)
    other = tmp_path / "other.csv"
    text = (tmp_path / "frame.csv").read_text(encoding="utf-8")
    other.write_text(text.replace("K0007", "K9007"), encoding="utf-8")
    different = town("draw", "verify", drawn, str(other), "--json")

    assert (same.code, same.out) == (ExitCode.OK, "The draw is the same.\n")
    assert different.code == ExitCode.FINDINGS
    assert "frame_digest" in different.document["differs"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), ExitCode.USAGE, "--size"),
        (("--size", "5", "--stratum", "a=1"), ExitCode.USAGE, "not both"),
        (("--stratum", "viele"), ExitCode.USAGE, "NAME=NUMBER"),
        (("--size", "500"), ExitCode.REFUSED, "there are 200"),
        (("--size", "5", "--key-column", "nr"), ExitCode.FINDINGS, "id, stratum, address"),
    ],
)
def test_a_slip_is_told(verbindlich, frame, arguments, code, words) -> None:
    answer = verbindlich("draw", "run", frame, *SEED, *arguments)

    assert answer.code == code
    assert words in answer.err


def test_a_file_in_another_encoding_is_refused(verbindlich, tmp_path) -> None:
    file = tmp_path / "frame.csv"
    file.write_bytes("id\nMüller\n".encode("latin-1"))

    answer = verbindlich("draw", "run", str(file), *SEED, "--size", "1")

    assert answer.code == ExitCode.FINDINGS
    assert "UTF-8" in answer.err
