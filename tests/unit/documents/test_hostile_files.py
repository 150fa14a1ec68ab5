"""Files made to do harm are refused with a clear finding, within bounded memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.unit.documents import hostile_files as hostile


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process with little memory told of all of them."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile.write_all(folder)
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.documents.hostile_files", str(folder)],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_it_is_refused_with_its_reason(told: dict[str, Any], name: str) -> None:
    is_read, codes, _ = told["told"][name]
    assert (is_read, codes) == (False, [hostile.REFUSED[name][1]])


def test_a_million_empty_rows_are_no_rows(told: dict[str, Any]) -> None:
    assert told["told"]["rows.xlsx"][:2] == [True, []]


def test_formulas_are_not_computed_and_told(told: dict[str, Any]) -> None:
    assert told["told"]["formulas.xlsx"][:2] == [True, ["formulas"]]


def test_memory_stays_bounded(told: dict[str, Any]) -> None:
    assert told["grown_kib"] < 200_000
