"""The demo: a real catalogue replayed, and a town left to look into."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from engine import resources
from engine.bootstrap import application
from engine.clock import VirtualClock
from engine.commands.demo_words import COMMANDS
from engine.commands.exits import ExitCode
from engine.commands.root import run
from engine.services import clockwork
from engine.services.access import AS_OPERATOR
from engine.services.case_lists import list_cases
from engine.services.towns import the_town
from engine.settings import read_settings
from engine.storage.queries.cases import CaseFilter

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = json.loads(resources.demo_data("catalogue_muenster_climate.json"))
WITHOUT_MAIL = {"VERBINDLICH_SMTP_URL": "smtp://mail.example.org"}
"""Settings that would send mail to the outside world; the demo must not heed them."""


def red_again_without_a_report(measure: dict[str, Any]) -> list[str]:
    """Say in which rounds the catalogue has it red, and red the time before, and nothing new."""
    return [
        this["period"]
        for last, this in pairwise(measure["reports"])
        if last["rating"] == this["rating"] == "red" and this["no_new_report"]
    ]


def expected_rounds() -> list[dict[str, Any]]:
    rounds = []
    for number, period in enumerate(("2013", "2015/2016", "2017/2018")):
        entries = [each["reports"][number] for each in CATALOGUE["measures"]]
        rounds.append(
            {
                "period": period,
                "reports": sum(not each["no_new_report"] for each in entries),
                "no_new_report": sum(each["no_new_report"] for each in entries),
                "ratings": {
                    colour: sum(each["rating"] == colour for each in entries)
                    for colour in ("green", "amber", "red")
                },
                "escalated": [
                    each["id"]
                    for each in CATALOGUE["measures"]
                    if period in red_again_without_a_report(each)
                ],
            }
        )
    return rounds


EXPECTED_IDS = [each["id"] for each in CATALOGUE["measures"] if red_again_without_a_report(each)]


def test_the_catalogue_is_the_real_one() -> None:
    assert len(CATALOGUE["measures"]) == 54
    assert " ".join(EXPECTED_IDS) == "Ü2 Ü3 Ü6 B4 B7 G4 E3 V3 V8 V10"
    assert CATALOGUE["meta"]["licence"] == "Apache-2.0"


def test_red_and_red_again_without_a_report_escalates_and_nothing_else_does(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--database", database_url, "demo", "replay", "--json"], {}) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["measures", "rounds", "escalated"]
    assert told["measures"] == 54
    assert told["escalated"] == EXPECTED_IDS
    dates = [each.pop("date") for each in told["rounds"]]
    assert dates == ["2014-02-15", "2016-02-15", "2018-02-15"]
    assert told["rounds"] == expected_rounds()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which an earlier run of the demo has left things."""
    directory = tmp_path_factory.mktemp("somewhere") / "demo"
    (directory / "outbox").mkdir(parents=True)
    (directory / "README.txt").write_text("made by an earlier run")
    (directory / "verbindlich.db").write_text("no database at all")
    (directory / "outbox" / "old.eml").write_text("an old letter")
    return directory


@pytest.fixture(scope="module")
def told(folder: Path) -> str:
    """What the demo prints."""
    output, complaints = StringIO(), StringIO()
    with redirect_stdout(output), redirect_stderr(complaints):
        code = run(["demo", "--directory", str(folder), "--yes", "--no-serve"], WITHOUT_MAIL)
    assert code == ExitCode.OK
    assert "is replaced" in complaints.getvalue()
    return output.getvalue()


def test_a_second_run_takes_the_place_of_the_first(folder: Path, told: str) -> None:
    assert "54 measures" in told
    letters = {each.name for each in (folder / "outbox").iterdir()}
    assert "old.eml" not in letters
    assert f"in {len(letters)} letters" in told


def test_the_summary_names_everybody_who_escalated(told: str) -> None:
    named = [line.split()[0] for line in told.splitlines() if " M-0" in line and "!" in line]
    assert named == EXPECTED_IDS
    for count in ("52", "42", "37", "19/21/14", "18/16/20", "16/17/20"):
        assert count in told


def test_residents_take_part_and_a_sitting_is_called(folder: Path, told: str) -> None:
    assert told
    settings = read_settings({}, {"database_url": f"sqlite:///{folder / 'verbindlich.db'}"})
    app = application(settings)
    town = the_town(app, None)
    states = {
        key: Counter(
            each.state for each in list_cases(app, town, AS_OPERATOR, CaseFilter(workflow=key))
        )
        for key in ("contribution", "event", "sitting", "registration")
    }
    app.database.close()
    assert states == {
        "contribution": {"taken_up": 2, "not_taken": 1, "considered": 1, "received": 1},
        "event": {"documented": 1, "registration_open": 1},
        "sitting": {"minutes_draft": 1, "planned": 1},
        "registration": {"accepted": 3},
    }


def test_the_commands_that_the_summary_names_work(folder: Path, told: str) -> None:
    url = f"sqlite:///{folder / 'verbindlich.db'}"
    assert url in told
    for command, _ in COMMANDS:
        words = shlex.split(command.format(number="M-0002"))
        is_refused = words[:2] == ["case", "why"]
        code = run(["--database", url, *words], {})
        assert code == (ExitCode.REFUSED if is_refused else ExitCode.OK), command


def test_the_clock_goes_on_where_the_demo_ends(folder: Path, told: str) -> None:
    assert told
    settings = read_settings(
        {}, {"database_url": f"sqlite:///{folder / 'verbindlich.db'}", "outbox": str(folder)}
    )
    clock = VirtualClock(datetime.now(UTC))
    app = application(settings, clock)
    clock.is_virtual = False
    first = clockwork.rungs(app, "another process")
    assert (first.done, first.skipped, first.is_holding, first.failures) == (0, None, False, ())
    app.database.close()


def test_a_folder_that_is_not_the_demos_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real = tmp_path / "verbindlich.db"
    real.write_text("the town's own database")
    assert run(["demo", "--directory", str(tmp_path), "--yes"], {}) == ExitCode.SETTINGS
    assert real.read_text() == "the town's own database"
    assert str(tmp_path) in capsys.readouterr().err


def test_the_demo_stays_up_and_says_where_and_as_whom(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "engine", "--language", "en", "demo", "--yes"]
    command += ["--directory", str(tmp_path / "demo"), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as served:
        try:
            assert served.stdout is not None
            told = []
            while "Password for all" not in (line := served.stdout.readline()):
                assert line, told
                told.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+", "".join(told))
            assert found is not None, told
            address = found[0]
            with urllib.request.urlopen(f"{address}/sign-in", timeout=60) as answer:  # noqa: S310
                assert "Neustadt an der Aue" in answer.read().decode()
        finally:
            served.send_signal(signal.SIGTERM)
        served.communicate(timeout=60)
    assert served.returncode == 0
    for person in ("coordination", "steering-chair", "administrator"):
        assert f"{person}@example.org" in "".join(told)
