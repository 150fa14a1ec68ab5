from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from engine import resources
from engine.commands.exits import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

LIGHT = {
    "format": 1, "key": "light", "version": 1,
    "title": {"de": "Leicht", "en": "Light"}, "description": {"de": "Leicht", "en": "Light"},
    "bodies": {"steering_group": {"title": {"de": "Lenkung", "en": "Steering"}},
               "council": {"title": {"de": "Rat", "en": "Council"}}},
    "workflows": {"yearly-evaluation": {"changes": {"parent": None}}},
    "settings": {"yearly-evaluation": {"notice_days": 21}},
}  # fmt: skip


@pytest.fixture(scope="session")
def light_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("packages") / "light.db"


@pytest.fixture
def call(light_file: Path, tmp_path: Path, verbindlich):
    """A town without a package, set up once."""
    if not light_file.exists():
        url = f"sqlite:///{light_file}"
        verbindlich("init", "--title", "Neustadt", "--state", "NW", "--no-workflows", "--yes",
                    "--database", url)  # fmt: skip
    shutil.copy(light_file, tmp_path / "town.db")

    def run(*arguments: str, **environment: str):
        url = f"sqlite:///{tmp_path / 'town.db'}"
        return verbindlich(*arguments, "--database", url, **environment)

    return run


def written(folder: Path, **parts: Any) -> str:
    file = folder / "light.json"
    file.write_text(json.dumps({**LIGHT, **parts}), encoding="utf-8")
    return str(file)


def test_the_shipped_packages_are_listed_without_any_town(verbindlich, tmp_path):
    url = f"sqlite:///{tmp_path / 'none.db'}"
    document = verbindlich("package", "list", "--json", "--database", url).document
    shipped = [path.stem for path in resources.package_files()]
    assert [each["key"] for each in document["packages"]] == shipped
    assert not any(each["is_taken"] for each in document["packages"])


def test_a_package_is_shown_with_what_it_does_otherwise(verbindlich):
    answer = verbindlich("package", "show", "minden", LANG="de")
    assert "Minden: Auftaktkonferenz und offene Workshops (minden, Fassung " in answer.out
    assert "Ablauf integration-concept: eigen in settings" in answer.out
    document = verbindlich("package", "show", "minden", "--json").document
    assert "registration_open" in document["workflows"]["integration-concept"]["changes"]["states"]
    whole = verbindlich("package", "show", "minden", "--workflow", "integration-concept")
    assert "registration_open" in json.loads(whole.out)["states"]
    assert verbindlich("package", "show", "mindn").code == ExitCode.NOT_FOUND
    wrong = verbindlich("package", "show", "minden", "--workflow", "letter")
    assert wrong.code == ExitCode.NOT_FOUND


def test_a_package_is_tried_taken_and_updated(call, tmp_path):
    file = written(tmp_path)
    tried = call("package", "take", file, "--dry-run")
    assert "Nothing has happened. light 1 would publish: yearly-evaluation 1" in tried.out
    assert call("package", "update").code == ExitCode.NOT_FOUND
    taken = call("package", "take", file, LANG="de")
    assert "light 1 gilt. Veröffentlicht: yearly-evaluation 1." in taken.out
    found = call("setting", "list", "yearly-evaluation", "--json").document["settings"]
    assert {each["name"]: each["present"] for each in found}["notice_days"] == 21

    call("setting", "set", "yearly-evaluation", "notice_days", "28")
    newer = written(tmp_path, version=2, settings={"yearly-evaluation": {"notice_days": 14}})
    dry = call("package", "update", newer, "--dry-run", "--json").document
    assert (dry["done"], dry["version_before"], dry["version"]) == (False, 1, 2)
    assert [each["code"] for each in dry["conflicts"]] == ["merge-conflict"]
    answer = call("package", "update", newer)
    assert "light#/settings/yearly-evaluation/notice_days: warning:" in answer.out
    assert "light 2 holds. Published: –" in answer.out


def test_a_file_that_is_no_package_says_why(call, tmp_path):
    file = written(tmp_path, version=0)
    answer = call("package", "take", file)
    assert answer.code == ExitCode.FINDINGS
    assert f"{file}#/version: error:" in answer.out
    (tmp_path / "light.json").write_text("{", encoding="utf-8")
    assert call("package", "take", file).code == ExitCode.FINDINGS


def test_a_package_that_cannot_stand_publishes_nothing(call, tmp_path):
    broken = {"changes": {"parent": None, "states": {"held": {"obligations": []}}}}
    file = written(tmp_path, workflows={"yearly-evaluation": broken})
    dry = call("package", "take", file, "--dry-run")
    assert dry.code == ExitCode.FINDINGS
    assert "cannot be taken like this" in dry.out
    answer = call("package", "take", file)
    assert answer.code == ExitCode.FINDINGS
    assert "cannot be taken: " in answer.err
    assert call("workflow", "list").out == "No workflows.\n"
