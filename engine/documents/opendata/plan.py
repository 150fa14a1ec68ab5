"""The public plan for other programs: JSON and CSV."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.documents.workbooks.commas import write_csv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from engine.documents.opendata.licences import Licence


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
    licence: Licence | None = None
    """Under which everybody may use it."""


def plan_as_json(plan: PublicPlan) -> bytes:
    """Return a plan as JSON."""
    document = {
        "town": plan.town,
        "license": _licence(plan),
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


def _licence(plan: PublicPlan) -> dict[str, str] | None:
    """Return the licence by the names that DCAT-AP.de gives to what it says."""
    licence = plan.licence
    if licence is None:
        return None
    named = {"licenseAttributionByText": plan.town} if licence.names_the_town else {}
    return {"id": licence.uri, "title": licence.title, "url": licence.url, **named}


def plan_as_csv(plan: PublicPlan) -> bytes:
    """Return a plan as CSV: UTF-8 with a mark, commas, a row for each case."""
    roles = sorted({role for each in plan.cases for role in each.organisations})
    rows: list[list[Any]] = [["number", "state", "state_title", "closed", *plan.columns, *roles]]
    for each in plan.cases:
        values = [each.fields.get(key) for key in plan.columns]
        held = ["; ".join(each.organisations.get(role, ())) for role in roles]
        rows.append([each.number, each.state, each.state_title, each.closed, *values, *held])
    return write_csv(rows)
