"""Calendar feeds, read by the programs that people read them with."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import icalendar
import pytest

from engine.web.server import Place, Server
from tests.web.api.program import OUTSIDER, OWNER, TEAM, Program
from tests.web.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

Programs = dict[str, Program]


@pytest.fixture
def served(pages: FastAPI) -> Iterator[str]:
    """The address of a server of the pages."""
    place = Place("127.0.0.1", 0)
    server = Server(pages, place)
    thread = threading.Thread(target=server._server.run, kwargs={"sockets": [server._socket]})
    thread.start()
    yield place.url
    server.stop()
    thread.join(20)
    place.socket.close()


def feed(pages: FastAPI, person: str, **said: str) -> str:
    """Return the path of a fresh feed of somebody who has signed in."""
    answer = (
        Client(pages).sign_in(person).post("/api/v1/calendars", json={"title": "Telefon", **said})
    )
    assert answer.status_code == 201, answer.text
    address: str = answer.json()["address"]
    return address[address.index("/api/v1") :]


def summaries(program: Program, path: str) -> list[str]:
    answer = program.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.content)
    return [str(each["SUMMARY"]) for each in calendar.walk("VEVENT")]


def test_a_person_sees_what_she_owes(pages: FastAPI, programs: Programs) -> None:
    found = summaries(programs["nobody"], feed(pages, "librarian"))
    assert any("Sprachcafé" in each for each in found)
    assert summaries(programs["nobody"], feed(pages, "outsider")) == []


def test_a_body_sees_what_it_waits_for_as_far_as_the_reader_may(
    pages: FastAPI, programs: Programs
) -> None:
    inside = summaries(programs[TEAM], feed(pages, "member", body="steering_group"))
    assert len([each for each in inside if "Sprachcafé" in each]) >= 1
    assert summaries(programs[OUTSIDER], feed(pages, "outsider", body="steering_group")) == []


def test_a_feed_ends_when_it_is_revoked(pages: FastAPI, programs: Programs) -> None:
    path = feed(pages, "librarian")
    browser = Client(pages).sign_in("librarian")
    (kept,) = [
        each
        for each in browser.get("/api/v1/tokens").json()
        if each["kind"] == "calendar" and each["person"] == "librarian"
    ]
    assert programs[OWNER].ask("DELETE", f"/tokens/{kept['id']}").status_code == 403
    assert browser.delete(f"/api/v1/tokens/{kept['id']}").status_code == 204
    assert programs["nobody"].get(path).status_code == 401


def test_vdirsyncer_fetches_it_and_khal_shows_it(
    pages: FastAPI, served: str, tmp_path: Path
) -> None:
    path = feed(pages, "librarian")
    (tmp_path / "vdirsyncer").write_text(
        f"""[general]
status_path = "{tmp_path}/status"
[pair plan]
a = "here"
b = "town"
collections = null
[storage here]
type = "filesystem"
path = "{tmp_path}/calendar"
fileext = ".ics"
[storage town]
type = "http"
url = "{served}{path}"
"""
    )
    (tmp_path / "khal").write_text(
        f"""[calendars]
[[plan]]
path = {tmp_path}/calendar
readonly = True
[locale]
timeformat = %H:%M
dateformat = %d.%m.%Y
longdateformat = %d.%m.%Y
datetimeformat = %d.%m.%Y %H:%M
longdatetimeformat = %d.%m.%Y %H:%M
[sqlite]
path = {tmp_path}/khal.db
"""
    )
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}

    def run(*command: str) -> str:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("vdirsyncer", "-c", str(tmp_path / "vdirsyncer"), "discover")
    run("vdirsyncer", "-c", str(tmp_path / "vdirsyncer"), "sync")
    assert list((tmp_path / "calendar").glob("*.ics"))
    shown = run("khal", "-c", str(tmp_path / "khal"), "list", "01.01.2026", "1000d")
    assert "Sprachcafé" in shown
