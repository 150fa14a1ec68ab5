from __future__ import annotations

from engine.commands.exits import ExitCode


def test_a_town_offers_languages(town) -> None:
    assert [each["tag"] for each in town.json("language", "list")] == ["de", "en"]
    assert town("language", "offer", "de", "en", "ar", "tr").out == (
        "Offered: Deutsch, English, العربية, Türkçe.\n"
    )
    told = {each["tag"]: each for each in town.json("language", "list")}
    assert list(told) == ["de", "en", "ar", "tr"]
    assert told["de"]["translated"] == told["de"]["texts"]
    assert 200 < told["ar"]["translated"] < told["ar"]["texts"]
    assert told["tr"]["translated"] == 0


def test_german_is_always_offered(town) -> None:
    refused = town("language", "offer", "en", "ar")
    assert refused.code == ExitCode.SETTINGS
    assert "en, ar" in refused.err
    assert town("language", "offer", "de", "Arabisch").code == ExitCode.SETTINGS
    assert [each["tag"] for each in town.json("language", "list")] == ["de", "en"]


def test_what_is_missing_is_listed(town) -> None:
    told = town("language", "missing", "tr")
    assert told.code == ExitCode.FINDINGS
    assert "Der Plan der Stadt" in told.out
    assert town("language", "missing", "de").code == ExitCode.SETTINGS
    assert town("language", "missing", "../ar").code == ExitCode.SETTINGS


def test_a_town_adds_a_language_without_code(town) -> None:
    empty = town("language", "template", "tr").out
    assert 'msgid "Der Plan"\nmsgstr ""' in empty
    folder = town.folder / "languages"
    folder.mkdir()
    filled = empty.replace('msgid "Der Plan"\nmsgstr ""', 'msgid "Der Plan"\nmsgstr "Plan"')
    (folder / "tr.po").write_text(filled, "utf-8")
    before = len(town("language", "missing", "tr").out.splitlines())
    after = town("language", "missing", "tr", VERBINDLICH_LANGUAGES=str(folder))
    assert len(after.out.splitlines()) == before - 1
    whole = town("language", "template", "tr", "--all").out
    assert len(whole) > len(empty)


def test_a_person_reads_letters_in_any_language(town) -> None:
    added = ("people", "add", "Amal", "--id", "amal", "--their-language")
    assert town(*added, "ar").code == ExitCode.OK
    told = {each["id"]: each["language"] for each in town.json("people", "list")["people"]}
    assert told["amal"] == "ar"
    refused = town(*added, "Arabisch")
    assert refused.code == ExitCode.USAGE
    assert "a language tag such as de, ar or de-simple" in refused.err
