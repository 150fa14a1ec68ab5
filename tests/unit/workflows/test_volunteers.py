"""Allowances over a year, where several claims play together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.lifecycle.outcome import Refused

if TYPE_CHECKING:
    from tests.unit.workflows.conftest import Town


def claim(town: Town, amount: int, **more: Any) -> str:
    given = {"volunteer": "p-1", "activity": "Sprachcafé", "kind": "flat", "year": 2026}
    return town.open("expense-claim", title="Sprachcafé", amount=amount, **{**given, **more})


def check(town: Town, case: str) -> set[str | None]:
    outcome = town.send(case, "check", "coordination")
    return {each.subject for each in outcome.reasons} if isinstance(outcome, Refused) else set()


def test_the_year_has_one_limit_however_many_claims(town: Town):
    assert check(town, claim(town, 500_00)) == set()
    assert check(town, claim(town, 460_01)) == {"limit"}
    assert check(town, claim(town, 460_00)) == set()
    assert check(town, claim(town, 1)) == {"limit"}


def test_another_year_another_person_and_receipts_do_not_count(town: Town):
    assert check(town, claim(town, 960_00)) == set()
    assert check(town, claim(town, 840_00, year=2025)) == set()
    assert check(town, claim(town, 960_00, volunteer="p-2")) == set()
    assert check(town, claim(town, 90_00, kind="receipts", receipts="12 Fahrscheine")) == set()


def test_trainers_have_their_own_limit_but_not_both_for_one_activity(town: Town):
    assert check(town, claim(town, 3_300_00, kind="trainer", activity="Fußball")) == set()
    assert check(town, claim(town, 100_00, activity="Fußball")) == {"not-both"}
    assert check(town, claim(town, 100_00)) == set()
    assert check(town, claim(town, 3_000_01, kind="trainer", year=2025)) == {"limit"}


def test_a_rejected_claim_takes_nothing_of_the_limit(town: Town):
    first = claim(town, 960_00)
    assert check(town, first) == set()
    town.send(first, "reject", "coordination", reason="Doppelt eingereicht")

    assert check(town, claim(town, 960_00)) == set()
