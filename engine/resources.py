"""What is shipped beside the code: workflows, schemas, blocks and the data of the demo.

In a checkout the workflows and schemas are top-level folders; a wheel carries them inside the
package. A name that leads out of its folder is refused like one that does not exist.
"""

from __future__ import annotations

from pathlib import Path

from engine.errors import NotFound

_PACKAGE = Path(__file__).parent


def workflow_files() -> list[Path]:
    """Return the shipped workflows, sorted by name."""
    return sorted(_folder("workflows").glob("*.json"))


def block_files() -> list[Path]:
    """Return the shipped blocks that workflows may use, sorted by name."""
    return sorted(_folder("workflows").glob("blocks/*.json"))


def package_files() -> list[Path]:
    """Return the shipped packages, sorted by name."""
    return sorted(_folder("workflows").glob("packages/*.json"))


def procedure_files() -> list[Path]:
    """Return the shipped ways in which bodies vote, sorted by name."""
    return sorted(_folder("workflows").glob("procedures/*.json"))


def workflow_text(name: str) -> str:
    """Return the text of a shipped workflow, named without ``.json``."""
    return _read(_folder("workflows"), f"{name}.json")


def block_text(name: str) -> str:
    """Return the text of a shipped block, named without ``.json``."""
    return _read(_folder("workflows") / "blocks", f"{name}.json")


def package_text(name: str) -> str:
    """Return the text of a shipped package, named without ``.json``."""
    return _read(_folder("workflows") / "packages", f"{name}.json")


def schema_text(name: str) -> str:
    """Return the text of a shipped schema by its file name."""
    return _read(_folder("schemas"), name)


def requirements_text() -> str:
    """Return the text that says what was asked for and what shows it."""
    carried = _PACKAGE / "_requirements.toml"
    file = carried if carried.is_file() else _PACKAGE.parent / "tests" / "requirements.toml"
    return file.read_text(encoding="utf-8")


def demo_data(name: str) -> str:
    """Return the text of a data file of the demo by its file name."""
    return _read(_PACKAGE / "demo" / "data", name)


def _folder(name: str) -> Path:
    carried = _PACKAGE / f"_{name}"
    return carried if carried.is_dir() else _PACKAGE.parent / name


def _read(folder: Path, name: str) -> str:
    if name not in {each.name for each in folder.glob("*") if each.is_file()}:
        raise NotFound(name=name)
    return (folder / name).read_text(encoding="utf-8")
