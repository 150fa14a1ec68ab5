"""What the documents tell people to type can be typed."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from engine.commands.call import Call
from engine.commands.exits import ExitCode
from engine.commands.root import root
from engine.settings import _READERS, PREFIX
from tests.meta.checkout import ROOT

DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "bench/RESULTS.md")
FENCED = re.compile(r"^```(?:sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
MENTIONED = re.compile(r"`(verbindlich(?: [a-z][a-z-]*){1,2})")


def texts() -> list[str]:
    return [(ROOT / name).read_text("utf-8") for name in DOCUMENTS if (ROOT / name).exists()]


def typed() -> list[str]:
    """Return the lines of code blocks that call us."""
    blocks = [block.replace("\\\n", " ") for text in texts() for block in FENCED.findall(text)]
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return sorted({line for line in lines if line.startswith(("verbindlich ", "make "))})


def mentioned() -> list[str]:
    """Return the nouns and verbs that the running text names."""
    return sorted({match.strip() for text in texts() for match in MENTIONED.findall(text)})


def parse(line: str) -> None:
    """Parse a line against the commands, without the files that it names being there."""
    words = shlex.split(line, comments=True)[1:]
    command: click.Command = root
    context = None
    while True:
        try:
            context = command.make_context(command.name, words, context, obj=Call({}))
        except click.exceptions.Exit:  # --help, --version
            return
        except click.BadParameter as error:
            if isinstance(error, click.MissingParameter):
                raise
            return
        if not isinstance(command, click.Group):
            return
        name, command, words = command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        assert command is not None, name


@pytest.mark.parametrize("line", typed())
def test_what_is_to_be_typed_can_be_typed(line: str) -> None:
    if line.startswith("make "):
        target = shlex.split(line, comments=True)[1]
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    else:
        parse(line)


@pytest.mark.parametrize("line", mentioned())
def test_what_is_mentioned_exists(line: str) -> None:
    command: click.Command = root
    context = click.Context(root, obj=Call({}))
    for word in line.split()[1:]:
        assert isinstance(command, click.Group)
        found = command.get_command(context, word)
        assert found is not None, word
        command = found


@pytest.mark.parametrize(
    "line",
    ["verbindlich nothing", "verbindlich rule check --bogus", "verbindlich rule check a b"],
)
def test_a_line_that_cannot_be_typed_is_found(line: str) -> None:
    with pytest.raises(click.UsageError):
        parse(line)


def test_the_exit_codes_in_the_readme_are_those_of_the_command_line() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)}
    assert told == {code.value for code in ExitCode}


def test_the_settings_in_the_readme_are_those_that_are_read() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(rf"^\| `{PREFIX}(\w+)`", readme, re.MULTILINE))
    assert told == {name.upper() for name in _READERS}
