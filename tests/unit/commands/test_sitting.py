"""Bodies and sittings at the command line, from the first seat to the promise at the end."""

from __future__ import annotations

import pytest

from engine.commands.exits import ExitCode

AS = ("--as", "coordination")
PRESENT = [part for name in ("A", "B", "C", "D", "E") for part in ("--present", name)]


@pytest.fixture
def board(town):
    """A board of twelve that votes as in Rhineland-Palatinate, with one seat for Sprache."""
    town.json("workflow", "publish", "integration-concept", "body", "sitting", "resolution",
              "undertaking", "yearly-evaluation")  # fmt: skip
    town.json("body", "add", "board", "Begleitausschuss", "--rules", "rp", "--kind",
              "accompanying_committee", "--members", "12")  # fmt: skip
    town.json("body", "seat", "board", "--id", "sprache", "--for", "field=Sprache",
              "--title", "Leitung des Arbeitskreises Sprache")  # fmt: skip
    town.json("body", "fill", "sprache", "lena", "--until", "2026-06-30")
    return town


def test_who_sits_in_a_body_and_what_it_lacks(board) -> None:
    needs = '{"represented": [{"kind": "field", "name": "Sprache"}]}'
    number = board.json("body", "found", "board", "--fields", needs, *AS)["number"]
    board.json("case", "fire", number, "constitute", "--input", '{"founded_on": "2026-01-12"}', *AS)
    assert "✓ represented" in board("body", "show", "board").out

    told = board("body", "vacate", "sprache", "--on", "2026-01-11")
    assert "G-01 is now at incomplete" in told.out

    shown = board("body", "show", "board", LANG="de").out
    assert "(unbesetzt)" in shown
    assert "✗ represented: Nicht alle, die vertreten sein müssen, sind vertreten." in shown
    assert "Unvollständig" in board("body", "list", LANG="de").out
    board.json("body", "fill", "sprache", "otto", "--deputy")
    assert board.json("body", "show", "board")["seats"][0]["deputy_name"] == "Otto Ohne"
    board.json("body", "vacate", "sprache", "--on", "2026-01-11", "--end")
    assert board.json("body", "show", "board")["seats"] == []
    assert board("body", "found", "board", *AS).code == ExitCode.REFUSED
    assert board("body", "show", "none").code == ExitCode.NOT_FOUND


def test_what_a_seat_stands_for_is_written_kind_and_name(board) -> None:
    answer = board("body", "seat", "board", "--for", "colour=blue")
    assert answer.code == ExitCode.USAGE
    assert "council_group" in answer.err
    assert board("body", "add", "x", "X", "--rules", "nw").code != ExitCode.OK


def test_a_sitting_from_the_plan_to_the_promise(board) -> None:
    sitting = board.json("sitting", "plan", "board", "2026-02-10", "--begins", "17 Uhr", *AS)
    assert sitting["number"] == "SI-0001"
    board.json("sitting", "add", "SI-0001", "Sprachmittlung ausbauen", *AS)
    board.json("sitting", "add", "SI-0001", "Personalie", "--closed", "Personalsache", *AS)
    assert "1 public and 1 non-public" in board("sitting", "build", "SI-0001", *AS).out
    board.json("sitting", "invite", "SI-0001", *AS)
    agenda = board("sitting", "agenda", "SI-0001", LANG="de").out
    assert agenda.index("Öffentlich") < agenda.index("Sprachmittlung")
    assert agenda.index("Nicht öffentlich") < agenda.index("Personalie")
    assert "Personalie" not in board("sitting", "agenda", "SI-0001", "--public").out

    few = board("sitting", "open", "SI-0001", *PRESENT, *AS, at="2026-02-10T17:00")
    assert few.code == ExitCode.REFUSED
    board.json("sitting", "move", "SI-0001", "2026-02-24", *AS)
    board.json("body", "add", "board", "Begleitausschuss", "--rules", "rp", "--members", "9")
    board.json("sitting", "invite", "SI-0001", "--urgent", "erneute Einberufung", *AS)
    board.json("sitting", "open", "SI-0001", *PRESENT, "--guest", "F", *AS, at="2026-02-24T17:00")

    many = board("sitting", "vote", "B-0001", "5", "1", *AS, LANG="de")
    assert many.code == ExitCode.REFUSED
    assert "nur 5 durften abstimmen" in many.err
    voted = board("sitting", "vote", "B-0001", "2", "1", "2", "--wording", "Ja.", "--office",
                  "library", "--until", "2026-06-30", "--number", "BA 1/2026", *AS)  # fmt: skip
    assert voted.out == "2 yes, 1 no, 2 abstentions: adopted by a majority.\n"
    board.json("sitting", "record", "B-0002", "postponed", *AS)
    board.json("sitting", "close", "SI-0001", *AS)

    assert "Personalie" in board("sitting", "docket", "board").out
    listed = board("sitting", "follow-up", "board", at="2026-07-02T09:00").out
    assert all(part in listed for part in ("BA 1/2026", "library", "30 Jun 2026 !"))
    assert board("sitting", "follow-up", "board", "--closed").out == "Nothing is open.\n"


def test_a_promise_is_a_duty_in_one_line(board) -> None:
    said = board.json("sitting", "promise", "board", "Lena Leit, Zahlen nachreichen",
                      "--until", "2026-07-31", *AS)  # fmt: skip
    owed = board.json("obligation", "list", "--case", said["number"])["obligations"]
    assert [each["due_on"] for each in owed] == ["2026-07-31"]
    assert board("sitting", "promise", "board", "später", "--until", "2026-07-31", *AS).code == (
        ExitCode.REFUSED
    )
