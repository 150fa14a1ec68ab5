"""Programs that speak to a small town."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.api.program import Program, readers

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown


@pytest.fixture
def programs(pages: FastAPI, town: SmallTown) -> dict[str, Program]:
    """By name: owner, team, outsider, administrator and nobody."""
    return readers(pages, town)
