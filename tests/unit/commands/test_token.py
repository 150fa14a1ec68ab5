"""Tokens on the command line."""

from __future__ import annotations

from engine.commands.exits import ExitCode


def test_a_token_is_shown_once_and_taken_back(town) -> None:
    made = town("token", "create", "lena", "--title", "Fachverfahren", "--scope", "act", "--json")
    kept = made.document
    assert made.code == ExitCode.OK
    assert kept["token"].startswith("vbt_")
    listed = town("token", "list").out
    assert "Fachverfahren" in listed
    assert kept["token"] not in town("token", "list", "--json").out
    assert town("token", "revoke", kept["id"]).code == ExitCode.OK
    assert "Fachverfahren" not in town("token", "list").out
    assert town("token", "revoke", kept["id"]).code == ExitCode.NOT_FOUND


def test_nobody_there_gets_none(town) -> None:
    assert town("token", "create", "ghost", "--title", "x").code == ExitCode.NOT_FOUND
