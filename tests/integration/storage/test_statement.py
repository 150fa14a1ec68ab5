"""No statement without the town: it cannot even be built."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sqlalchemy import bindparam, delete, insert, select, update

from engine.storage.metadata import METADATA
from engine.storage.statement import Statement, TenantForgotten, of_tenant

CASES = METADATA.tables["cases"]
OCCURRENCES = METADATA.tables["occurrences"]
TENANTS = METADATA.tables["tenants"]
ALIAS = CASES.alias("parent")


@pytest.mark.parametrize(
    "forgetful",
    [
        select(CASES),
        select(CASES).where(CASES.c.id == bindparam("case")),
        select(CASES).where(CASES.c.tenant == "town"),
        select(CASES).where(CASES.c.tenant != bindparam("own_tenant")),
        select(CASES).where(CASES.c.id == bindparam("own_tenant")),
        update(CASES).values(state="x"),
        delete(CASES).where(CASES.c.id == bindparam("case")),
        select(CASES)
        .join(OCCURRENCES, OCCURRENCES.c.case_id == CASES.c.id)
        .where(of_tenant(CASES)),
        select(CASES).where(of_tenant(CASES), CASES.c.id.in_(select(OCCURRENCES.c.case_id))),
        select(CASES, ALIAS).where(of_tenant(CASES), ALIAS.c.id == CASES.c.parent_case),
        select(TENANTS),
        insert(CASES).from_select(["id"], select(OCCURRENCES.c.case_id)),
    ],
    ids=str,
)
def test_a_statement_that_forgets_the_town(forgetful) -> None:
    with pytest.raises(TenantForgotten):
        Statement(forgetful)


@pytest.mark.parametrize(
    "mindful",
    [
        select(CASES).where(of_tenant(CASES)),
        select(CASES)
        .join(OCCURRENCES, OCCURRENCES.c.tenant == CASES.c.tenant)
        .where(of_tenant(CASES)),
        select(CASES, ALIAS).where(of_tenant(CASES), ALIAS.c.tenant == CASES.c.tenant),
        select(CASES, TENANTS)
        .join(TENANTS, TENANTS.c.id == CASES.c.tenant)
        .where(of_tenant(CASES)),
        insert(CASES),
        select(METADATA.tables["leases"]),
    ],
    ids=str,
)
def test_a_statement_that_holds_all_its_tables_to_the_town(mindful) -> None:
    Statement(mindful)


def test_every_table_belongs_to_a_town_or_to_the_installation() -> None:
    without = {name for name, table in METADATA.tables.items() if "tenant" not in table.c}

    assert without == {"tenants", "leases", "ticks", "clock_jumps"}


WITHOUT_A_TOWN = {
    "database.py",
    "prepared.py",
    "queries/clock.py",
    "queries/showing.py",
    "queries/towns.py",
    "schema.py",
    "transaction.py",
    "unit.py",
}
STORAGE = Path(__file__).parents[3] / "engine" / "storage"
MODULES = sorted(
    str(each.relative_to(STORAGE))
    for each in STORAGE.rglob("*.py")
    if "migrations" not in each.parts
)


@pytest.mark.parametrize("name", sorted(set(MODULES) - WITHOUT_A_TOWN))
def test_nothing_else_runs_statements_past_the_unit(name: str) -> None:
    tree = ast.parse((STORAGE / name).read_text(encoding="utf-8"))
    calls = {each.attr for each in ast.walk(tree) if isinstance(each, ast.Attribute)}

    assert calls.isdisjoint({"execute", "executemany", "exec_driver_sql", "scalar", "begin"})
