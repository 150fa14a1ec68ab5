"""The plan on the command line."""

from __future__ import annotations

import json

from engine.commands.exits import ExitCode


def test_a_plan_is_shown_as_a_tree_and_compared(town) -> None:
    assert town("plan", "show").out == "The plan is empty.\n"
    town("workflow", "publish", "event", "registration", "plan-element")
    for fields in (
        {"title": "Bildung", "kind": "field", "text": "Bildung für alle."},
        {"title": "Deutsch", "kind": "goal", "above": "P-0001", "order": "1.1"},
    ):
        opened = town("case", "open", "plan-element", "--as", "coordination",
                      "--fields", json.dumps(fields))  # fmt: skip
        assert opened.code == ExitCode.OK, opened

    shown = town("plan", "show").out
    tree = town("plan", "show", "--json").document["plan"]

    assert shown.splitlines() == [
        "Bildung (Field of action, P-0001: Draft)",
        "  1.1 Deutsch (Goal, P-0002: Draft)",
    ]
    assert tree[0]["parts"][0]["above"] == ["P-0001"]
    under = town("plan", "show", "--under", "P-0002").out
    assert under == "1.1 Deutsch (Goal, P-0002: Draft)\n"
    assert "Deutsch" in town("plan", "show", "--on", "2026-01-12").out
    assert town("plan", "show", "--on", "2026-01-11").out == "There was nothing yet.\n"
    assert "nothing measures it" in town("plan", "orphans").out
    compared = town("plan", "compare", "2026-01-11", "2026-01-12")
    assert "new" in compared.out
    same = town("plan", "compare", "2026-01-12", "2026-01-13", "--json").document
    assert same["differences"] == []


def test_the_method_report_tells_what_was_done(town) -> None:
    town("workflow", "publish", "event", "registration")
    assert town("plan", "method").out == "Nobody has met yet.\n"
    fields = {"title": "Auftakt", "kind": "kick_off", "starts_on": "2026-01-10",
              "held_on": "2026-01-10", "attended": 60, "volunteers": 12,
              "attendance": [{"group": "Rat", "count": 3}]}  # fmt: skip
    opened = town("case", "open", "event", "--as", "coordination", "--state", "held",
                  "--fields", json.dumps(fields))  # fmt: skip
    assert opened.code == ExitCode.OK, opened

    told = town("plan", "method").out
    document = town("plan", "method", "--from", "2026-01-01", "--json").document

    assert "Auftakt" in told
    assert "Rat: under 5" in told
    assert document["people"] == 60
    assert document["method"]["tallies"][0]["volunteers"] == 12
