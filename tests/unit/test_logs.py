from __future__ import annotations

import logging

import pytest
from loguru import logger

from engine.logs import configure_logs
from engine.settings import LogLevel


@pytest.fixture(autouse=True)
def logs_as_before():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logger.remove()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_libraries_speak_through_the_same_lines(capsys) -> None:
    configure_logs(LogLevel.INFO)
    logging.getLogger("some.library").warning("disk at %s %%", 93)
    logger.info("{} cases", 3)
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(" ")[2] for line in lines] == [
        "WARNING some.library: disk at 93 %",
        f"INFO    {__name__}: 3 cases",
    ]


def test_a_level_of_a_librarys_own_making_is_passed_on(capsys) -> None:
    configure_logs(LogLevel.INFO)
    logging.getLogger("some.library").log(25, "noticed")
    assert "some.library: noticed" in capsys.readouterr().err


def test_what_is_below_the_level_is_not_written(capsys) -> None:
    configure_logs(LogLevel.WARNING)
    logging.getLogger("some.library").info("quiet")
    logger.info("quiet")
    assert capsys.readouterr().err == ""


def test_the_machine_is_quiet_even_when_debugging(capsys) -> None:
    configure_logs(LogLevel.DEBUG)
    logging.getLogger("transitions.core").info("entered a state")
    assert capsys.readouterr().err == ""


def test_a_failure_does_not_print_the_values_of_variables(capsys) -> None:
    configure_logs(LogLevel.INFO)
    name_of_a_person = "Muster"
    try:
        len(name_of_a_person) / 0
    except ZeroDivisionError:
        logger.exception("it failed")
    text = capsys.readouterr().err
    assert "ZeroDivisionError" in text
    assert "Muster" not in text
