"""A command line that is run in this process, and what it answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from engine.commands.root import run

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def verbindlich(capsys) -> Callable[..., Answer]:
    """Run the command line and return its exit code, its answer and its complaints."""

    def call(*arguments: str, **environment: str) -> Answer:
        code = run(arguments, {"LANG": "en_GB.UTF-8"} | environment)
        return Answer(code, *capsys.readouterr())

    return call
