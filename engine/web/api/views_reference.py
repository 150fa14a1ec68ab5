"""The OpenAPI document arranged for a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, as the reference shows it."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Mapping[str, Any], ...]
    body: str | None
    """Name of the schema of what is sent."""
    answers: tuple[tuple[str, str], ...]
    """Status and what it means."""
    is_open: bool
    """Whether nobody need be signed in."""


def operations_of(document: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """Return the operations of a document by their tag, in its order."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, each in methods.items():
            for tag in each.get("tags", ["other"]):
                found.setdefault(tag, []).append(_operation(path, method, each))
    return found


def _operation(path: str, method: str, each: Mapping[str, Any]) -> Operation:
    return Operation(
        id=each["operationId"],
        method=method.upper(),
        path=path,
        summary=each.get("summary", ""),
        description=each.get("description", ""),
        parameters=tuple(each.get("parameters", ())),
        body=_body(each),
        answers=tuple((code, one["description"]) for code, one in each["responses"].items()),
        is_open={} in each["security"],
    )


def _body(each: Mapping[str, Any]) -> str | None:
    content = each.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    name: str = content["schema"].get("$ref", "").rpartition("/")[2]
    return name or "object"
