from __future__ import annotations

from engine.commands.exits import ExitCode


def test_a_town_names_the_licence_of_its_open_data(town) -> None:
    assert not any(each["chosen"] for each in town.json("licence", "list"))
    assert "Namensnennung" in town("licence", "choose", "dl-by-de/2.0").out
    chosen = [each["key"] for each in town.json("licence", "list") if each["chosen"]]
    assert chosen == ["dl-by-de/2.0"]
    assert "No licence is named" in town("licence", "choose").out
    assert not any(each["chosen"] for each in town.json("licence", "list"))


def test_what_is_no_licence_is_refused_with_those_that_there_are(town) -> None:
    refused = town("licence", "choose", "free")
    assert refused.code == ExitCode.SETTINGS
    assert "dl-by-de/2.0, dl-zero-de/2.0" in refused.err
