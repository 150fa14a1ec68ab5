"""Facts about the cases below one case, on both databases, also at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from engine.services import cases
from engine.services.access import Reader
from tests.integration.services.stage import Stage, thing, words

if TYPE_CHECKING:
    from engine.storage.database import Database

FULL = {"id": "full", "rule": "facts.taken + case.cost <= 100", "message": words("Full")}
COST = {"type": "money", "required": True, "default": 0, "title": words("Cost")}

AS_OFFICE = Reader(role="office", is_operator=True)


def pot(**parts: Any) -> dict[str, Any]:
    group = {"workflow": "share", "in": ["a"]}
    return thing(key="pot", number="P-{seq}", admits={"shares": group}, **parts)


def share(**parts: Any) -> dict[str, Any]:
    """Return a workflow of which at most 100 cents may go on at once under one parent."""
    document = thing(
        key="share",
        number="S-{seq}",
        parent="pot",
        fields={"cost": COST},
        facts={
            "taken": {
                "sum": "share",
                "of": "cost",
                "in": ["b"],
                "among": "siblings",
                "lock": True,
            },
            "dear": {"count": "share", "which": "each.cost > case.cost", "among": "siblings"},
            "twice": {"sum": "share", "of": "= each.cost * 2", "among": "siblings"},
        },
        **parts,
    )
    document["transitions"][0]["guards"] = [FULL]
    return document


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database, pot(), share())


def test_a_child_is_opened_by_hand_and_counts_among_its_own(stage: Stage) -> None:
    one, other = stage.opened("pot"), stage.opened("pot")
    mine = stage.opened("share", parent=one, cost=60)
    stage.do(stage.opened("share", parent=other, cost=90), "go")

    stage.do(mine, "go")
    answer = stage.send(stage.opened("share", parent=one, cost=50), "go")

    parent = stage.case(mine).parent
    assert parent is not None
    assert (parent.case, parent.children) == (one, "shares")
    assert [each.subject for each in answer.reasons] == ["full"]


def test_the_same_intent_under_another_parent_is_another_intent(stage: Stage) -> None:
    one, other = stage.opened("pot"), stage.opened("pot")
    first = stage.opened("share", parent=one, key="k")

    assert stage.opened("share", parent=one, key="k") == first
    with pytest.raises(Exception, match="k"):
        stage.opened("share", parent=other, key="k")


def test_nothing_is_opened_where_the_parent_has_moved_on(stage: Stage) -> None:
    parent = stage.opened("pot")
    stage.do(parent, "go")

    answer = stage.open("share", parent=parent)

    assert [each.code for each in answer.reasons] == ["parent"]
    assert stage.cases("share") == []


def test_two_at_once_cannot_both_take_the_last_of_it(stage: Stage) -> None:
    parent = stage.opened("pot")
    shares = [stage.opened("share", parent=parent, cost=60) for _ in range(4)]
    twins = [stage.another() for _ in shares]

    with ThreadPoolExecutor(len(shares)) as pool:
        answers = list(pool.map(lambda each: each[0].send(each[1], "go"), zip(twins, shares)))  # noqa: B905

    assert [each.accepted for each in answers].count(True) == 1


def test_a_locked_fact_may_be_asked_by_whoever_only_reads(stage: Stage) -> None:
    case = stage.opened("share", parent=stage.opened("pot"), cost=60)

    told, _ = cases.explain(stage.app, stage.tenant, AS_OFFICE, case, "go", {})

    assert told.possible


@pytest.mark.parametrize(
    "rule", ["facts.dear == 1", "facts.twice == 240", "facts.dear == 1 && facts.twice == 240"]
)
def test_rules_over_each_case_see_what_the_database_holds(database: Database, rule: str) -> None:
    part = share()
    part["transitions"][0]["guards"] = [{"id": "g", "rule": rule, "message": words("No")}]
    stage = Stage(database, pot(), part)
    parent = stage.opened("pot")
    mine = stage.opened("share", parent=parent, cost=40)
    stage.opened("share", parent=parent, cost=80)
    stage.opened("share", cost=900)

    stage.do(mine, "go")
