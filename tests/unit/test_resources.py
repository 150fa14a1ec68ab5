from __future__ import annotations

import pytest

from engine import resources
from engine.errors import NotFound


def test_the_shipped_workflows_are_found() -> None:
    for path in resources.workflow_files():
        assert resources.workflow_text(path.stem) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    ["../schemas/workflow.schema", "blocks/../measure", "", ".", "/etc/passwd", "a\0b", "no"],
)
def test_a_name_that_leaves_the_folder_is_not_found(name: str) -> None:
    for read in (
        resources.workflow_text,
        resources.block_text,
        resources.schema_text,
        resources.demo_data,
    ):
        with pytest.raises(NotFound):
            read(name)


def test_a_wheel_carries_its_own_folders(tmp_path, monkeypatch) -> None:
    (tmp_path / "engine" / "_schemas").mkdir(parents=True)
    (tmp_path / "engine" / "_schemas" / "a.json").write_text("carried")
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "a.json").write_text("of somebody else")
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "engine")
    assert resources.schema_text("a.json") == "carried"
