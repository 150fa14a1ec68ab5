from __future__ import annotations

from engine.commands.exits import ExitCode


def test_a_case_is_shown_listed_and_shown_no_more(measure) -> None:
    shown = measure.json(
        "share", "give", "M-0001", "--to-person", "Otto Ohne", "--reason", "Rat", "--until",
        "2026-12-31",
    )  # fmt: skip
    listed = measure("share", "list", LANG="de").out
    assert shown["id"] in listed
    assert "M-0001" in listed
    assert "31.12.2026" in listed
    assert measure("share", "end", shown["id"]).out == "Ended.\n"
    assert measure.json("share", "list") == {"shares": []}
    assert measure("share", "end", shown["id"]).code == ExitCode.NOT_FOUND


def test_it_is_said_what_and_to_whom(measure) -> None:
    for given in (("M-0001",), ("--to-person", "otto"), ("M-0001", "--workflow", "measure")):
        answer = measure("share", "give", *given, "--reason", "x")
        assert answer.code == ExitCode.USAGE
        assert "Exactly one of" in answer.err
    answer = measure("share", "give", "M-0001", "--to-town", "nowhere", "--reason", "x")
    assert answer.code == ExitCode.NOT_FOUND


def test_nobody_shows_anything_to_this_town(measure) -> None:
    assert measure("share", "received").out == "Nobody shows anything.\n"
    assert measure("share", "show", "nowhere", "M-0001").code == ExitCode.NOT_FOUND
