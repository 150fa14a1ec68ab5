from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from engine.rules.rule import Rule, Scope, compile_rule
from engine.rules.types import (
    BOOL,
    DATE,
    DOUBLE,
    INT,
    STRING,
    TIMESTAMP,
    choice,
    list_of,
    map_of,
    nullable,
    record,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ADDRESSEE = record(
    "addressee",
    {
        "organisation": STRING,
        "kind": choice(["regular", "volunteer"]),
        "hours": INT,
        "consented_on": nullable(DATE),
    },
)
RATINGS = ["green", "amber", "red", "grey"]
SCOPE = Scope(
    {
        "case": record(
            "case",
            {
                "title": STRING,
                "progress": INT,
                "rating": choice(RATINGS),
                "starts_on": DATE,
                "ends_on": nullable(DATE),
                "budget": nullable(INT),
                "share": DOUBLE,
                "binding": BOOL,
                "addressees": list_of(ADDRESSEE),
                "tags": list_of(STRING),
                "labels": map_of(STRING),
            },
        ),
        "input": record("input", {"ends_on": DATE, "rating": nullable(choice(RATINGS))}),
        "facts": record("facts", {"running": INT}),
        "settings": record("settings", {"max_parallel": INT}),
        "children": record("children", {"statements": list_of(record("child", {"closed": BOOL}))}),
        "today": DATE,
        "now": TIMESTAMP,
    },
    roles=frozenset({"lead", "coordination"}),
)


@pytest.fixture
def scope() -> Scope:
    return SCOPE


@pytest.fixture
def values() -> dict[str, Any]:
    return {
        "case": {
            "title": "Sprachcafé",
            "progress": 40,
            "rating": "amber",
            "starts_on": date(2026, 2, 2),
            "ends_on": date(2026, 12, 31),
            "budget": None,
            "share": 0.25,
            "binding": True,
            "addressees": [
                {
                    "organisation": "Volkshochschule",
                    "kind": "regular",
                    "hours": 10,
                    "consented_on": date(2026, 1, 10),
                },
                {"organisation": "Verein A", "kind": "volunteer", "hours": 4},
                {"organisation": "Verein B", "kind": "volunteer", "hours": 7},
            ],
            "tags": ["a", "b"],
            "labels": {"colour": "blue"},
        },
        "input": {"ends_on": date(2027, 6, 30), "rating": "red"},
        "facts": {"running": 11},
        "settings": {"max_parallel": 12},
        "children": {"statements": [{"closed": True}, {"closed": False}]},
        "today": date(2026, 3, 31),
        "now": datetime(2026, 3, 31, 10, 30, tzinfo=UTC),
    }


@pytest.fixture
def compiled(scope: Scope) -> Callable[[str], Rule]:
    def compile_well(source: str) -> Rule:
        rule, findings = compile_rule(source, scope)
        assert rule is not None, findings
        assert findings == []
        return rule

    return compile_well
