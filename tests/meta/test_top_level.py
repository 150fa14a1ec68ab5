"""The top level is closed: whoever adds to it decides so, here."""

from __future__ import annotations

from tests.meta.checkout import tracked_files

TOP_LEVEL = {
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "bench",
    "cli.py",
    "engine",
    "package-lock.json",
    "package.json",
    "publiccode.yml",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
    "schemas",
    "tests",
    "workflows",
}


def test_nothing_stands_on_the_top_level_but_what_is_agreed() -> None:
    found = {name.partition("/")[0] for name in tracked_files()}
    assert {name for name in found if not name.startswith(".")} <= TOP_LEVEL
