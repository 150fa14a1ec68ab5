"""Connections are kept, lent to one transaction at a time, and thrown away when they are broken."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import exc

from engine.storage import lending
from tests.integration.storage.stage import START

if TYPE_CHECKING:
    from tests.integration.storage.stage import Stage


def test_a_connection_is_lent_again_but_never_to_two(stage: Stage) -> None:
    with stage.database.read("town", START) as one, stage.database.read("town", START) as other:
        assert one.connection is not other.connection
        known = {one.connection, other.connection}
    with stage.unit() as unit:
        assert unit.connection in known


def test_one_that_is_broken_is_not_lent_again(stage: Stage) -> None:
    with stage.unit() as unit:
        broken = unit.connection
        driver = broken.connection.dbapi_connection
        assert driver is not None
    driver.close()
    with pytest.raises(Exception, match=r"(?i)clos"), stage.unit():
        pass
    with stage.unit() as unit:
        assert unit.connection is not broken


def test_who_finds_none_free_is_told_so(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "PATIENCE_S", 0.01)
    with closing(lending.Lender(stage.database.engine)) as lender:
        lent = [lender.lend() for _ in range(lending.MOST)]
        with pytest.raises(exc.TimeoutError, match="none has ended"):
            lender.lend()
        for each in lent:
            lender.take_back(each)
        assert lender.lend() in lent
