"""Migrations follow one another in one line, each with the next number."""

from __future__ import annotations

from alembic.script import ScriptDirectory

from engine.storage import migrations


def test_migrations_follow_one_another_in_one_line() -> None:
    scripts = ScriptDirectory(next(iter(migrations.__path__)))
    line = [each.revision for each in scripts.walk_revisions()]

    assert scripts.get_heads() == [line[0]]
    assert line == [f"{number:04d}" for number in range(len(line), 0, -1)]
