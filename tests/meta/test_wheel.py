"""The wheel carries all that is needed, and works in an empty environment, in any folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from engine.commands.registry import NOUNS
from tests.meta.checkout import ROOT, tracked_files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the locked packages and the wheel; its folder of programs."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    uv = shutil.which("uv", path=Path(sys.executable).parent) or shutil.which("uv")
    install = (
        [uv, "pip", "install", "--quiet", "--python", python]
        if uv
        else [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    )
    lock = ROOT / "requirements.lock"
    subprocess.run([*install, "--require-hashes", "-r", lock], check=True, cwd=folder)
    subprocess.run([*install, "--no-deps", wheel], check=True, cwd=folder)
    return python.parent


def verbindlich(programs: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [programs / "verbindlich", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_carries_code_workflows_and_schemas(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        name.replace("workflows/", "engine/_workflows/", 1)
        if name.startswith("workflows/")
        else name.replace("schemas/", "engine/_schemas/", 1)
        for name in tracked_files()
        if name.startswith(("engine/", "workflows/", "schemas/"))
    }
    assert wanted <= carried
    assert any(name.startswith("engine/_workflows/") for name in carried)
    assert not any(name.startswith(("tests/", "bench/")) for name in carried)


def test_the_wheel_carries_what_the_pages_look_like(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    vendor = "engine/web/static/vendor/"
    names = ("kern.css", "fira-sans.css", "htmx.js", "LICENCES.txt")
    assert {f"{vendor}{name}" for name in names} <= carried
    assert any(name.startswith(vendor) and name.endswith(".woff2") for name in carried)


def test_the_wheel_names_its_licence(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    name = next(each for each in archive.namelist() if each.endswith("licenses/LICENSE"))
    assert archive.read(name).decode().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


def test_the_installed_command_works_elsewhere(installed: Path, tmp_path: Path) -> None:
    assert verbindlich(installed, tmp_path, "--version").stdout.startswith("verbindlich 0.")
    answer = verbindlich(
        installed, tmp_path, "deadline", "compute", "2026-04-05", "14 days", "--state", "NW"
    )
    assert "2026-04-20" in answer.stdout


def test_the_installed_package_finds_what_it_carries(installed: Path, tmp_path: Path) -> None:
    script = (
        "from engine import resources;"
        "print(*[path.stem for path in resources.workflow_files()]);"
        "resources.schema_text('workflow.schema.json')"
    )
    answer = subprocess.run(
        [installed / "python", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == sorted(
        path.stem for path in (ROOT / "workflows").glob("*.json")
    )


def test_the_shipped_workflows_pass_their_scenarios_elsewhere(
    installed: Path, tmp_path: Path
) -> None:
    if "workflow" not in NOUNS:
        pytest.skip("there is no command for workflows yet")
    workflows = sorted((ROOT / "workflows").glob("*.json"))
    copies = [str(shutil.copy(path, tmp_path)) for path in workflows]
    answer = verbindlich(installed, tmp_path, "workflow", "test", *copies)
    assert answer.returncode == 0, answer.stdout + answer.stderr
