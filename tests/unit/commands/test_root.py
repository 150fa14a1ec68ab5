from __future__ import annotations

import json
import subprocess
import sys
from types import ModuleType

import click
import pytest

from engine.commands import refusals
from engine.commands.call import Call, language_of
from engine.commands.exits import ExitCode
from engine.commands.parts import Command
from engine.commands.registry import NOUNS, Entry
from engine.errors import AccessDenied
from engine.findings import Text

HEAVY = {
    "alembic",
    "apscheduler",
    "holidays",
    "jsonschema",
    "loguru",
    "rich",
    "sqlalchemy",
    "sqlmodel",
}


def test_help_lists_every_noun_in_english_and_german(verbindlich) -> None:
    english, german = verbindlich("--help"), verbindlich("--help", LANG="de_DE.UTF-8")
    for name, entry in NOUNS.items():
        assert name in english.out
        assert entry.words.en.partition(" ")[0] in english.out
        assert entry.words.de.partition(" ")[0] in german.out
    assert "Befehle:" in german.out
    assert "Commands:" in english.out


def test_the_language_can_be_chosen_against_the_locale(verbindlich) -> None:
    assert "Optionen:" in verbindlich("--language", "de", "--help").out
    assert "Options:" in verbindlich("--language", "en", "--help", LC_ALL="de_AT").out


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "de_CH"}, "de"),
        ({"LANG": "de_DE.UTF-8", "VERBINDLICH_LANGUAGE": "en"}, "en"),
    ],
)
def test_the_language_is_the_locales(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from engine.commands.root import run; run(['--help']);"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(eval(result.stderr))  # noqa: S307 - a list that this test wrote


def test_every_noun_can_be_loaded_and_explains_itself(verbindlich) -> None:
    for name in NOUNS:
        answer = verbindlich(name, "--help")
        assert answer.code == ExitCode.OK
        assert answer.out.startswith(f"Usage: verbindlich {name}")


@pytest.mark.parametrize(
    ("arguments", "german", "english"),
    [
        (["--bogus"], "Die Option --bogus gibt es nicht", "No such option"),
        (["rules"], "Den Befehl rules gibt es nicht. Gemeint: rule?", "Did you mean 'rule'?"),
        (["--language", "fr"], "möglich sind de, en", "is not one of"),
        (["deadline", "check"], "Es fehlt 'FILE'", "Missing argument"),
        (["deadline", "check", "no.json"], "die Datei gibt es nicht", "does not exist"),
        (["deadline", "compute", "x", "1 day"], "kein Tag wie", "is no day like"),
        (["rule", "check", "1", "2"], "So lässt sich der Befehl nicht aufrufen", "unexpected"),
    ],
)
def test_what_was_not_understood_is_told_in_both_languages(
    verbindlich, arguments: list[str], german: str, english: str
) -> None:
    in_german, in_english = verbindlich(*arguments, LANG="de"), verbindlich(*arguments)
    assert in_german.code == in_english.code == ExitCode.USAGE
    assert german in in_german.err
    assert "--help" in in_german.err
    assert english in in_english.err
    assert in_german.out == ""


def test_without_a_command_there_is_help(verbindlich) -> None:
    answer = verbindlich()
    assert answer.code == ExitCode.USAGE
    assert answer.err.startswith("Usage: verbindlich")


def test_the_version_is_told(verbindlich) -> None:
    assert verbindlich("--version").out.startswith("verbindlich ")


class TestFailures:
    @pytest.fixture(autouse=True)
    def failing_noun(self, monkeypatch) -> None:
        @click.command("fail", cls=Command, words=Text(de="", en=""))
        @click.argument("how")
        def fail(how: str) -> None:
            raise self.failures[how]

        self.failures = {
            "denied": AccessDenied(wanted="schließen", needed="Koordination"),
            "disk": OSError(28, "No space left on device", "verbindlich.db"),
            "bug": ZeroDivisionError("secret of a case"),
            "abort": click.Abort(),
            "done": click.exceptions.Exit(ExitCode.FINDINGS),
        }
        module = ModuleType("failing")
        module.fail = fail
        monkeypatch.setitem(sys.modules, "failing", module)
        monkeypatch.setitem(NOUNS, "fail", Entry("failing", "fail", Text(de="", en="")))

    @pytest.mark.parametrize(
        ("how", "code", "words"),
        [
            ("denied", ExitCode.ACCESS_DENIED, "Das dürfen Sie nicht: schließen verlangt"),
            ("disk", ExitCode.FILE, "verbindlich.db: No space left on device"),
            ("bug", ExitCode.UNEXPECTED, "Unerwarteter Fehler (ZeroDivisionError)"),
            ("abort", ExitCode.INTERRUPTED, "Abgebrochen"),
        ],
    )
    def test_a_failure_is_a_sentence_and_a_code(self, verbindlich, how, code, words) -> None:
        answer = verbindlich("fail", how, LANG="de")
        assert answer.code == code
        assert answer.err.startswith("Fehler: ")
        assert words in answer.err
        assert "Traceback" not in answer.err
        assert "secret of a case" not in answer.err

    def test_with_debug_the_way_to_the_failure_is_shown(self, verbindlich) -> None:
        answer = verbindlich("--debug", "fail", "bug")
        assert "Traceback" in answer.err
        assert answer.code == ExitCode.UNEXPECTED

    def test_with_json_the_failure_is_json_on_standard_error(self, verbindlich) -> None:
        answer = verbindlich("fail", "denied", "--json")
        assert answer.out == ""
        assert json.loads(answer.err)["error"] == {
            "kind": "AccessDenied",
            "message": "You may not do this: schließen needs Koordination.",
            "hint": None,
            "exit_code": 5,
        }

    def test_a_command_may_end_with_a_code_of_its_own(self, verbindlich) -> None:
        answer = verbindlich("fail", "done")
        assert (answer.code, answer.err) == (ExitCode.FINDINGS, "")


def test_settings_come_from_options_before_the_environment() -> None:
    call = Call({"VERBINDLICH_DATABASE_URL": "sqlite:///a.db", "LANG": "de"})
    call.database_url = "sqlite:///b.db"
    assert call.settings.database_url == "sqlite:///b.db"
    assert call.settings.language == "de"


def test_unusable_settings_have_a_code_of_their_own() -> None:
    call = Call({"VERBINDLICH_DATABASE_URL": "mysql://x"})
    with pytest.raises(Exception, match="VERBINDLICH_DATABASE_URL") as refused:
        _ = call.settings
    assert refusals.report(refused.value, call) == ExitCode.SETTINGS


def test_the_shell_completes_nouns_and_their_commands() -> None:
    def completions(words: str, position: int) -> str:
        environment = {
            "_VERBINDLICH_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(position),
            "LANG": "C.UTF-8",
        }
        command = [sys.executable, "-m", "engine"]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert "plain,rule" in completions("verbindlich ru", 1).split()
    assert "plain,compute" in completions("verbindlich deadline co", 2).split()
