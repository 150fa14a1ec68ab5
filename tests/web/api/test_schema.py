"""The API against its own OpenAPI document: schemathesis asks, nothing answers otherwise."""

from __future__ import annotations

import shutil
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from engine.web.app import create_app
from tests.web.api.program import BASE, readers, token_for
from tests.web.town import SmallTown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI


EXAMPLES = 4
JUDGED = {
    "GET /cases",
    "GET /lists/{upload}/rows",
    "GET /obligations",
    "PATCH /town",
    "POST /cases",
    "POST /cases/{case}/events",
    "POST /cases/{case}/obligations/{obligation}/extend",
    "POST /cases/{case}/obligations/{obligation}/waive",
    "POST /deliveries/test",
    "POST /lists",
    "POST /shares",
    "POST /town/preview",
    "POST /webhooks",
    "POST /workflows",
    "PUT /workflows/{key}/messages/{message}",
}
"""Where more than the form counts: cursors of ours, fields of a workflow, periods, definitions,
Länder and time zones, where an address leads, a way to send letters, what
is shared with whom, placeholders."""


@pytest.fixture(scope="module")
def asked(
    town_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FastAPI, str]]:
    """The pages of a town for all questions, and an administrator's token."""
    path = tmp_path_factory.mktemp("schema") / "town.db"
    shutil.copy(town_template, path)
    town = SmallTown.at(f"sqlite:///{path}")
    pages = create_app(town.app, town.tenant)
    readers(pages, town)
    yield pages, token_for(town, "admin")
    town.app.database.close()


def test_no_answer_is_other_than_the_document_says(asked: tuple[FastAPI, str]) -> None:
    pages, token = asked
    schema = schemathesis.openapi.from_asgi(f"{BASE}/openapi.json", pages)
    failures: list[str] = []
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        for mode in GenerationMode:
            try:
                _ask(operation, mode, {"Authorization": f"Bearer {token}"})
            except Unsatisfiable:
                continue  # without parameters nothing can be wrong
            except BaseExceptionGroup as group:
                failures += [
                    f"{operation.label}: {each} {getattr(each, '_x', '')}"
                    for each in group.exceptions
                ]
            except AssertionError as error:
                failures.append(f"{operation.label}: {error}")
    assert not failures, "\n\n".join(failures)
    assert {each.label for each in operations} > JUDGED


def _ask(
    operation: schemathesis.APIOperation, mode: GenerationMode, headers: dict[str, str]
) -> None:
    left_out = [positive_data_acceptance] if operation.label in JUDGED else []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        answer = case.call(headers=headers)
        path = normpath(unquote(urlsplit(str(answer.request.url)).path))
        assume(path.startswith(f"{BASE}/"))  # "..", of which clients make another address
        case.validate_response(answer, excluded_checks=left_out, headers=headers)

    ask()


def test_the_document_says_what_everything_is(asked: tuple[FastAPI, str]) -> None:
    document = TestClient(asked[0]).get(f"{BASE}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["description"].endswith("."), where
            assert "security" in operation, where
            for each in operation.get("parameters", []):
                assert each.get("description"), (where, each["name"])
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description") or name.startswith(("Page_", "HTTP", "Valid")), name
