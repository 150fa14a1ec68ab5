"""Sizes and names of modules, and what no tracked file may hold."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from tests.meta.checkout import ROOT, tracked_files

MODULES = [name for name in tracked_files() if name.startswith("engine/") and name.endswith(".py")]
LOCK_FILES = [
    name for name in tracked_files() if name.endswith(".lock") or name == "package-lock.json"
]
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
OF_ONE_MACHINE = re.compile(
    r"""(?<![\w./~-])/(?:home|root|Users|work|mnt|media)/[\w.-]+   # somebody's folders
      | https?://\d+\.\d+\.\d+\.\d+(?<!//127\.0\.0\.1)             # a machine by its number
      | https?://[\w.-]+\.(?:local|lan|internal|intranet|corp)\b   # a machine of one network
    """,
    re.VERBOSE,
)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_at_most_400_lines(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= 400


def test_no_module_has_a_name_that_says_nothing() -> None:
    words = {name: set(PurePosixPath(name).with_suffix("").parts) for name in MODULES}
    assert {name for name, parts in words.items() if parts & VAGUE} == set()


@pytest.mark.parametrize(
    "name", [name for name in MODULES if PurePosixPath(name).name == "__init__.py"]
)
def test_a_package_says_what_it_is_for_and_nothing_else(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").strip()
    assert re.fullmatch(r'""".+"""', lines, re.DOTALL)


@pytest.mark.parametrize("name", LOCK_FILES)
def test_a_lock_file_holds_hashes_but_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "sha256:" in text or "sha512-" in text


@pytest.mark.parametrize(
    ("text", "is_of_one_machine"),
    [
        ("see /home/somebody/notes", True),
        ("http://10.0.0.7:8080/", True),
        ("https://build.corp/x", True),
        ("http://127.0.0.1:8000/", False),
        ("https://www.stadt.example/home/page", False),
        ("GET /cases/home-care/1", False),
    ],
)
def test_places_of_one_machine_are_recognised(text: str, is_of_one_machine: bool) -> None:
    assert bool(OF_ONE_MACHINE.search(text)) == is_of_one_machine


def test_no_file_names_a_place_of_one_machine() -> None:
    found = {}
    for name in tracked_files():
        if name == "tests/meta/test_files.py":
            continue
        text = (ROOT / name).read_bytes().decode("utf-8", errors="ignore")
        if match := OF_ONE_MACHINE.search(text):
            found[name] = match.group()
    assert found == {}
