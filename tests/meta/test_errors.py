"""Every error can be told in German and English, and ends a command with a code of its own."""

from __future__ import annotations

import inspect
from string import Formatter

from engine.commands.exits import EXIT_CODES, ExitCode, exit_code
from engine.errors import EngineError
from tests.meta.checkout import engine_modules


def every_error() -> list[type[EngineError]]:
    engine_modules()
    found: list[type[EngineError]] = []
    waiting = [EngineError]
    while waiting:
        error = waiting.pop()
        found.append(error)
        waiting += error.__subclasses__()
    return [each for each in found if each.__module__.startswith("engine.")]


def facts_in(template: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in Formatter().parse(template) if name}


def names(errors: list[type[EngineError]]) -> list[str]:
    return [f"{each.__module__}.{each.__name__}" for each in errors]


def test_every_error_is_told_in_both_languages() -> None:
    silent = [
        each for each in every_error() if not (vars(each).get("__doc__") and vars(each).get("de"))
    ]
    assert names(silent) == []


def test_every_error_names_the_same_facts_in_both_languages() -> None:
    uneven = [
        each
        for each in every_error()
        if facts_in(inspect.cleandoc(each.__doc__ or "").partition("\n\n")[0]) != facts_in(each.de)
    ]
    assert names(uneven) == []


def test_every_error_ends_a_command_with_a_code_that_means_it() -> None:
    errors = [each for each in every_error() if each is not EngineError]
    assert names([each for each in errors if exit_code(each) is ExitCode.UNEXPECTED]) == []


def test_every_code_of_the_table_is_a_failure() -> None:
    assert all(code is not ExitCode.OK for code in EXIT_CODES.values())


def test_an_unknown_error_is_unexpected() -> None:
    assert exit_code(ZeroDivisionError) is ExitCode.UNEXPECTED
    assert exit_code(FileNotFoundError) is ExitCode.FILE
