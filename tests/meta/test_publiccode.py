"""publiccode.yml says what its standard demands, and what the project says elsewhere."""

from __future__ import annotations

import tomllib

import pytest
import yaml

from tests.meta.checkout import ROOT

STATED = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
MANDATORY = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "categories",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}


def test_all_mandatory_keys_are_there() -> None:
    assert set(STATED) >= MANDATORY


@pytest.mark.parametrize("language", ["de", "en"])
def test_descriptions_have_the_lengths_of_the_standard(language: str) -> None:
    description = STATED["description"][language]
    assert len(description["shortDescription"]) <= 150
    assert 150 <= len(description["longDescription"]) <= 10_000
    assert description["features"]


def test_it_agrees_with_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert STATED["legal"]["license"] == project["license"]
    assert STATED["dependsOn"]["open"][0]["versionMin"] == project["requires-python"].lstrip(">=")
    assert set(STATED["localisation"]["availableLanguages"]) == {"de", "en"}
