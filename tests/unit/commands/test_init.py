from __future__ import annotations

import sqlite3

import pytest

from engine.commands.exits import ExitCode


@pytest.fixture
def init(verbindlich, tmp_path):
    def init(*arguments: str, **environment: str):
        url = f"sqlite:///{tmp_path / 'new.db'}"
        return verbindlich("init", "--no-workflows", *arguments, "--database", url, **environment)

    return init


def test_a_town_is_set_up_with_its_place(init, verbindlich, tmp_path) -> None:
    document = init("--title", "Neustadt am See", "--state", "NW", "--municipality", "Minden",
                    "--yes", "--json").document  # fmt: skip
    assert document["town"] == "neustadt-am-see"
    assert document["place"] == {
        "state": "NW",
        "municipality": "Minden",
        "time_zone": "Europe/Berlin",
    }
    assert document["language"] == "de"
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert verbindlich("case", "list", "--database", url).out == "No cases.\n"


def test_yes_takes_defaults_and_says_what_to_do_next(init) -> None:
    answer = init("--yes", LANG="de")
    assert answer.code == ExitCode.OK
    assert answer.out.startswith("Musterstadt ist eingerichtet (Kennung musterstadt; Nordrhein-")
    assert "Als Nächstes:" in answer.out


def test_without_a_terminal_what_is_missing_is_named_not_asked(init) -> None:
    answer = init("--title", "Neustadt")
    assert answer.code == ExitCode.USAGE
    assert "--state missing" in answer.err
    assert "--title und --state" in init(LANG="de").err


def test_on_a_terminal_what_is_missing_is_asked(init, monkeypatch) -> None:
    answers = iter(["Altstadt", "BE", "", "en"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers))
    document = init("--json").document
    assert (document["title"], document["place"]["state"]) == ("Altstadt", "BE")
    assert document["language"] == "en"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--title", "X", "--state", "XX"], ExitCode.SETTINGS, "NW"),
        (["--title", "X", "--place", '{"state": "NW", "own_days": 7}'], ExitCode.SETTINGS, "list"),
        (["--title", "X", "--place", "[]"], ExitCode.SETTINGS, "object"),
        (["--title", "X", "--state", "NW", "--time-zone", "Mars/Olympus"], ExitCode.SETTINGS, ""),
    ],
)
def test_a_place_that_there_is_not_is_refused(init, arguments, code, words) -> None:
    answer = init(*arguments, "--yes")
    assert answer.code == code
    assert words in answer.err


def test_what_has_to_be_asked_about_a_place_is_said(init) -> None:
    document = init("--title", "X", "--state", "BY", "--yes", "--json").document
    assert [each["code"] for each in document["findings"]] == ["place-assumption-day"]


def test_a_town_is_set_up_once_but_a_database_may_hold_several(init, verbindlich, tmp_path) -> None:
    assert init("--title", "A", "--yes").code == ExitCode.OK
    again = init("--title", "A", "--yes")
    assert again.code == ExitCode.SETTINGS
    assert "has been set up already" in again.err
    assert init("--title", "B", "--yes").code == ExitCode.OK
    url = f"sqlite:///{tmp_path / 'new.db'}"
    unnamed = verbindlich("case", "list", "--database", url)
    assert unnamed.code == ExitCode.SETTINGS
    assert "a, b" in unnamed.err
    assert "--town" in unnamed.err
    assert verbindlich("case", "list", "--database", url, "--town", "b").code == ExitCode.OK
    unknown = verbindlich("case", "list", "--database", url, "--town", "c")
    assert unknown.code == ExitCode.NOT_FOUND


def test_a_database_that_is_not_there_is_not_made_by_asking(verbindlich, tmp_path) -> None:
    file = tmp_path / "none.db"
    for command in (["case", "list"], ["tick"], ["doctor"], ["db", "check"]):
        answer = verbindlich(*command, "--database", f"sqlite:///{file}", LANG="de")
        assert answer.code == ExitCode.STORAGE
        assert "verbindlich init" in answer.err
        assert not file.exists()


def test_an_empty_database_says_what_to_do(verbindlich, tmp_path) -> None:
    sqlite3.connect(tmp_path / "empty.db").close()
    (tmp_path / "empty.db").touch()
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    answer = verbindlich("case", "list", "--database", url)
    assert answer.code == ExitCode.STORAGE
    assert "db upgrade" in answer.err
    assert verbindlich("db", "upgrade", "--database", url).out.startswith("Tables created")
    assert "init" in verbindlich("case", "list", "--database", url).err


def test_a_file_that_is_no_database_is_said_so(verbindlich, tmp_path) -> None:
    (tmp_path / "no.db").write_text("no database at all, only some text" * 50)
    answer = verbindlich("case", "list", "--database", f"sqlite:///{tmp_path / 'no.db'}")
    assert answer.code == ExitCode.STORAGE
    assert "Traceback" not in answer.err


@pytest.fixture
def setup_with_package(verbindlich, tmp_path):
    def run(*arguments: str, **environment: str):
        url = f"sqlite:///{tmp_path / 'new.db'}"
        return verbindlich("init", *arguments, "--database", url, **environment)

    return run


def test_a_package_is_taken_by_name(setup_with_package, verbindlich, tmp_path) -> None:
    document = setup_with_package("--package", "minden", "--yes", "--json").document
    assert document["package"]["key"] == "minden"
    assert document["package"]["bodies"] == ["council", "steering_group"]
    published = {each["key"] for each in document["workflows"]}
    assert {"integration-concept", "measure"} <= published
    url = f"sqlite:///{tmp_path / 'new.db'}"
    opened = verbindlich("case", "open", "integration-concept", "--as", "coordination", "--fields",
                         '{"title": "Konzept"}', "--database", url)  # fmt: skip
    assert opened.code == ExitCode.OK


def test_a_package_that_there_is_not_is_refused_before_anything_is_set_up(
    setup_with_package, tmp_path
) -> None:
    answer = setup_with_package("--package", "mindn", "--yes")
    assert answer.code == ExitCode.NOT_FOUND
    assert "minden" in answer.err
    assert not (tmp_path / "new.db").exists()


def test_five_questions_lead_to_a_package_and_its_reason(setup_with_package, monkeypatch) -> None:
    answers = iter(["n", "vielleicht", "nein", "n", "ja", "n", ""])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers))
    answer = setup_with_package(
        "--title", "A", "--state", "NW", "--municipality", "Minden", "--town-language", "de",
        "--json", LANG="de",
    )  # fmt: skip
    assert answer.document["package"]["key"] == "minden"
    assert "offene Workshops die Maßnahmen" in answer.document["package"]["reason"]["de"]
    assert "Vorschlag: Minden" in answer.err
    assert next(answers, None) is None


def test_another_package_than_the_proposed_one_may_be_chosen(
    setup_with_package, monkeypatch
) -> None:
    answers = iter(["n", "n", "n", "n", "n", "minden"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers))
    answer = setup_with_package(
        "--title", "A", "--state", "NW", "--municipality", "Minden", "--town-language", "de",
        "--json",
    )  # fmt: skip
    assert answer.document["package"]["key"] == "minden"
    assert "No other package fits the answers better." in answer.err
