"""The public plan for other programs: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

_RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet program would run."""


@dataclass(frozen=True, slots=True)
class PublicCase:
    """What everybody may see of a case."""

    number: str
    title: str
    state: str
    state_title: str
    closed: bool
    fields: Mapping[str, Any]
    """As JSON."""
    organisations: Mapping[str, Sequence[str]]
    """Names by role."""


@dataclass(frozen=True, slots=True)
class PublicPlan:
    """The public cases of a workflow."""

    town: str
    workflow: str
    title: str
    made_at: datetime
    columns: Mapping[str, str]
    """Titles of the public fields, by key."""
    cases: Sequence[PublicCase] = field(default_factory=tuple)


def plan_as_json(plan: PublicPlan) -> bytes:
    """Return a plan as JSON."""
    document = {
        "town": plan.town,
        "workflow": plan.workflow,
        "title": plan.title,
        "made_at": plan.made_at.isoformat().replace("+00:00", "Z"),
        "fields": dict(plan.columns),
        "cases": [
            {
                "number": each.number,
                "title": each.title,
                "state": each.state,
                "state_title": each.state_title,
                "closed": each.closed,
                "fields": dict(each.fields),
                "organisations": {role: list(held) for role, held in each.organisations.items()},
            }
            for each in plan.cases
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def plan_as_csv(plan: PublicPlan) -> bytes:
    """Return a plan as CSV: UTF-8 with a mark, commas, a row for each case."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    roles = sorted({role for each in plan.cases for role in each.organisations})
    writer.writerow(["number", "state", "state_title", "closed", *plan.columns, *roles])
    for each in plan.cases:
        values = [each.fields.get(key) for key in plan.columns]
        held = ["; ".join(each.organisations.get(role, ())) for role in roles]
        row = [each.number, each.state, each.state_title, each.closed, *values, *held]
        writer.writerow([_cell(value) for value in row])
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    """Return a value as text that no spreadsheet program runs as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(_RUNS) else text
