"""The floors hold, and the contracts that hold them bite."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.meta.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", lint, "--no-logo", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_floors_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.fixture
def copied_house(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "engine", tmp_path / "engine", ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("rules/types.py", "import engine.definition.model", "A lower floor never imports"),
        ("rules/types.py", "import engine.deadlines.periods", "siblings do not know each other"),
        ("definition/model.py", "import engine.settings", "The core reads no settings"),
        ("lifecycle/case.py", "import sqlalchemy.orm", "The database libraries live in storage"),
        ("commands/call.py", "import transitions", "transitions lives in"),
        ("settings.py", "import click", "click and rich live in commands"),
        ("findings.py", "import subprocess", "The core reads no settings"),
        ("unheard_of.py", "", "A lower floor never imports"),
    ],
)
def test_a_breach_is_found(copied_house: Path, module: str, line: str, contract: str) -> None:
    path = copied_house / "engine" / module
    path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")
    result = lint_imports(copied_house)
    assert result.returncode == 1
    broken = [each for each in result.stdout.splitlines() if " BROKEN" in each]
    assert any(contract in each for each in broken), result.stdout
