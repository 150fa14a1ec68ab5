"""The shipped measure, which lists are read for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from engine.documents.lists.reading import ListRead, Reading, read_list
from engine.documents.workbooks.reading import read_workbook
from tests.unit.workflows.conftest import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.definition.model import Workflow

TODAY = date(2026, 11, 27)


@pytest.fixture(scope="session")
def measure() -> Workflow:
    workflow = shipped()[0]["measure"]
    assert workflow is not None
    return workflow


@pytest.fixture
def read(measure: Workflow) -> Callable[..., ListRead]:
    """Read a file as a list of measures."""

    def read_it(content: bytes, name: str = "list.xlsx", **how) -> ListRead:
        workbook, findings = read_workbook(content, name)
        assert workbook is not None, findings
        return read_list(workbook, Reading(measure, TODAY, **how))

    return read_it
