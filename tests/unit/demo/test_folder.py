from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.demo.folder import Folder, FolderTaken

if TYPE_CHECKING:
    from pathlib import Path


def test_a_fresh_folder_is_made_and_then_known(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "a" / "demo")
    assert not folder.is_used
    folder.make()
    assert folder.is_used


def test_making_it_anew_takes_away_what_a_run_leaves_and_nothing_else(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.make()
    folder.outbox.mkdir()
    left = [folder.database, tmp_path / "verbindlich.db-wal", folder.outbox / "a.eml"]
    kept = [tmp_path / "notes.txt", folder.outbox / "a.txt"]
    for each in (*left, *kept):
        each.touch()
    folder.make()
    assert not any(each.exists() for each in left)
    assert all(each.exists() for each in kept)


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "verbindlich.db").touch()
    with pytest.raises(FolderTaken) as refusal:
        Folder(tmp_path).make()
    assert str(tmp_path) in refusal.value.text.de
    assert (tmp_path / "verbindlich.db").exists()
