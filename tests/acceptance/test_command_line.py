"""The command line as people and scripts meet it: as a process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CASES = Path(__file__).parents[1] / "data" / "deadline_cases.json"
ROOT = Path(__file__).parents[2]


def verbindlich(*arguments: str, said: str = "", language: str = "en_GB.UTF-8"):
    return subprocess.run(
        [sys.executable, ROOT / "cli.py", *arguments],
        env={"LANG": language, "PYTHONUTF8": "1"},
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_worked_deadlines_all_pass() -> None:
    answer = verbindlich("deadline", "check", str(CASES))
    assert answer.stdout.endswith(
        f"{len(json.loads(CASES.read_text())['cases'])} passed, 0 failed\n"
    )
    assert answer.returncode == 0


def test_rules_can_be_piped_through() -> None:
    cases = [{"id": number, "rule": "x % 2 == 0", "facts": {"x": number}} for number in range(100)]
    answer = verbindlich("rule", "eval", "--cases", "-", said="\n".join(map(json.dumps, cases)))
    values = {each["id"]: each["value"] for each in map(json.loads, answer.stdout.splitlines())}
    assert values == {number: number % 2 == 0 for number in range(100)}


def test_the_language_follows_the_locale() -> None:
    command = ("deadline", "compute", "2026-02-30", "14 days", "--state", "NW")
    assert "ist kein Tag" in verbindlich(*command, language="de_DE.UTF-8").stderr
    assert "is no day" in verbindlich(*command).stderr


def test_whoever_stops_reading_sees_no_traceback(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"id": 1, "rule": "1", "facts": {}}\n' * 20_000)
    process = subprocess.Popen(
        [sys.executable, ROOT / "cli.py", "rule", "eval", "--cases", cases],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.readline()
    process.stdout.close()
    complaints = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=60) != 0
    assert complaints == ""
