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
