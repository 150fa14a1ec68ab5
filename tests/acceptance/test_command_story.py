"""A measure from the founding of a town to escalation, told by the command line.

The same story on SQLite and on PostgreSQL; letters go into a folder.
"""

from __future__ import annotations

import email
import email.policy
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from engine.clock import SystemClock
from engine.commands.root import run

if TYPE_CHECKING:
    from pathlib import Path

SHEET = {
    "description": "Offene Treffen zum Sprechen, einmal in der Woche.",
    "binding": "binding",
    "volunteers": False,
    "addressees": [
        {"organisation": "library", "kind": "regular", "capability": "within",
         "consented_on": "2026-01-30"}
    ],
    "indicators": [{"title": "Treffen", "unit": "Anzahl", "baseline": 0, "target": 120}],
    "consequences": [{"condition": "Kein Bericht zum Termin", "what": "agenda"}],
    "costs": [{"kind": "travel", "per_year": 60000, "funding": "Haushalt"}],
}  # fmt: skip


class Story:
    """The command line on one database, at moments that the story sets."""

    def __init__(self, url: str, outbox: Path, capsys, monkeypatch) -> None:
        self.outbox = outbox
        self._environment = {
            "LANG": "de_DE.UTF-8",
            "VERBINDLICH_DATABASE_URL": url,
            "VERBINDLICH_OUTBOX": str(outbox),
        }
        self._capsys = capsys
        self._now = datetime(2026, 1, 12, 9, tzinfo=UTC)
        monkeypatch.setattr(SystemClock, "now", lambda _: self._now)

    def on(self, day: str) -> Story:
        self._now = datetime.fromisoformat(f"{day}T09:00:00+00:00")
        return self

    def run(self, *arguments: str, code: int = 0) -> str:
        ended_with = run(arguments, self._environment)
        captured = self._capsys.readouterr()
        assert ended_with == code, captured.err or captured.out
        return captured.out

    def json(self, *arguments: str):
        return json.loads(self.run(*arguments, "--json"))

    def letters(self) -> list[tuple[str, str]]:
        """Return (recipient, subject) of every letter that left, in any order."""
        found = []
        for path in self.outbox.glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            found.append((str(message["To"]), str(message["Subject"])))
        return sorted(found)


@pytest.fixture
def story(empty_database_url: str, tmp_path: Path, capsys, monkeypatch) -> Story:
    return Story(empty_database_url, tmp_path / "outbox", capsys, monkeypatch)


def begun(story: Story) -> None:
    """Found the town with its people, and open a measure that somebody has to describe."""
    said = story.run("init", "--title", "Neustadt", "--state", "NW", "--municipality", "Minden",
                     "--yes")  # fmt: skip
    assert "measure 1" in said
    story.run("people", "add", "Anna Amt", "--address", "anna@neustadt.example", "--role",
              "coordination")  # fmt: skip
    story.run("people", "organisation", "library", "Stadtbibliothek")
    story.run("people", "add", "Lena Leit", "--address", "lena@neustadt.example", "--role",
              "contact:library")  # fmt: skip
    story.run("people", "body", "steering_group", "Steuerungsgruppe")
    story.run("people", "add", "Stefan Steuer", "--address", "stefan@neustadt.example", "--role",
              "steering_group")  # fmt: skip

    fields = '{"title": "Sprachcafé", "area": "Sprache"}'
    story.run("case", "open", "measure", "--person", "Anna Amt", "--fields", fields)
    lead = '{"lead": "library"}'
    told = story.run("case", "fire", "M-0001", "name_lead", "--person", "Anna Amt", "--input", lead)
    assert "Zu tun bis 13.04.2026: Maßnahmenblatt ausfüllen (Federführung)" in told
    story.run("tick")
    assert story.letters() == []


def test_a_measure_from_init_to_escalation(story: Story) -> None:
    begun(story)

    # Nobody acts: reminders to whoever owes it, then the steering group is asked.
    days = ("2026-01-25", "2026-02-07", "2026-02-20", "2026-03-05", "2026-03-16", "2026-03-29",
            "2026-04-02", "2026-04-08")  # fmt: skip
    for day in days:
        story.on(day).run("tick")
    assert {to for to, _ in story.letters()} == {"Lena Leit <lena@neustadt.example>"}
    assert len(story.letters()) == 2
    for day in ("2026-04-17", "2026-04-28"):
        story.on(day).run("tick")
    assert "case note M-0001 describe_measure" in story.run(
        "obligation", "agenda", "steering_group"
    )
    assert any(to.startswith("Stefan Steuer") for to, _ in story.letters())
    count = len(story.letters())
    story.run("tick")
    assert len(story.letters()) == count

    why = story.run("obligation", "why", "M-0001/describe_measure")
    assert "Überfällig seit 15 Tagen" in why
    assert re.search(r"Nachricht „.+“ an Lena Leit: verschickt", why)

    # Now it is made good, late, and refused where the rules are not met.
    described = json.dumps(SHEET)
    story.run("case", "fire", "M-0001", "describe", "--person", "Lena Leit", "--input", described)
    refused = story.run("case", "fire", "M-0001", "start", "--as", "lead", code=3)
    assert "nicht möglich" in refused
    story.run("case", "note", "M-0001", "describe_measure", "--as", "steering_group")
    settled = story.json("obligation", "why", "M-0001/describe_measure")["occurrences"][0]
    assert settled["status"] == "fulfilled_late"

    assert "1 von 1 Vorgängen in Ordnung" in story.run("case", "verify")
    assert story.json("doctor", "--deep")["fine"] is True


def test_two_towns_share_a_database_and_know_nothing_of_each_other(story: Story) -> None:
    for title in ("Oberstadt", "Unterstadt"):
        story.run("init", "--title", title, "--state", "NW", "--no-workflows", "--yes")
        story.run("workflow", "publish", "statement", "--town", title.lower())
        story.run("people", "add", f"Amt {title}", "--role", "coordination", "--town",
                  title.lower())  # fmt: skip
    listed = story.json("people", "list", "--town", "oberstadt")
    assert [each["name"] for each in listed["people"]] == ["Amt Oberstadt"]
    story.run("case", "list", code=8)
    story.run("case", "list", "--town", "mittelstadt", code=4)
