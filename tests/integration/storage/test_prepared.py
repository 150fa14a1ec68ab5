"""Statements as the driver takes them, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import bindparam, exc, select

from engine.storage.metadata import METADATA
from engine.storage.statement import Statement, of_tenant

if TYPE_CHECKING:
    from tests.integration.storage.stage import Stage

PERSONS = METADATA.tables["persons"]
OF = Statement(
    select(PERSONS.c.id)
    .where(of_tenant(PERSONS), PERSONS.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(PERSONS.c.id)
)
NAMED = Statement(
    select(PERSONS.c.id, PERSONS.c.name).where(
        of_tenant(PERSONS), PERSONS.c.id.in_(["ada", "cem"]), PERSONS.c.id == bindparam("name")
    )
)


@pytest.mark.parametrize(
    "ids",
    [[], ["ada"], ["ada", "ben"], ["cem", "ada", "ben"], ["ada", "x", "ben", "cem", "dora"]],
    ids=len,
)
def test_lists_of_any_length(stage: Stage, ids: list[str]) -> None:
    with stage.unit() as unit:
        assert unit.run(OF, ids=ids).scalars().all() == sorted(set(ids) - {"x"})


def test_a_list_that_is_part_of_the_statement(stage: Stage) -> None:
    with stage.unit() as unit:
        assert unit.run(NAMED, name="ada").one().name == "Ada"
        assert unit.run(NAMED, name="ben").one_or_none() is None


def test_what_a_result_is_asked_for_and_has_not(stage: Stage) -> None:
    with stage.unit() as unit:
        rows = unit.run(OF, ids=["ada", "ben"])
        with pytest.raises(exc.MultipleResultsFound):
            rows.one_or_none()
        with pytest.raises(exc.NoResultFound):
            unit.run(OF, ids=[]).scalar_one()
        assert unit.run(OF, ids=[]).first() is None
        assert [*rows.mappings()] == [{"id": "ada"}, {"id": "ben"}]
