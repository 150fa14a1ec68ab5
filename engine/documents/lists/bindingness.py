"""What a measure of a list lacks to be binding: owner, consent, date, consequence, indicator, cost.

The same that the shipped workflow asks before a measure is fixed; a requirement counts only where
the workflow has the fields that it is about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.documents.lists.lines import Missing
from engine.documents.lists.targets import BEGIN, END, ROLE, TERM
from engine.documents.workbooks.values import Place
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.definition.model import Workflow
    from engine.documents.lists.lines import Line
    from engine.documents.lists.mapping import SheetMapping

LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that makes a measure binding."""

    key: str
    title: Text
    is_met: Callable[[Mapping[str, Any], Mapping[str, tuple[str, ...]]], bool]
    """Of fields and holders."""
    columns: tuple[str, ...]
    """Targets whose column should have said it."""
    needs: tuple[str, ...] = ()
    """Fields without which a workflow does not ask it."""
    guards: tuple[str, ...] = ()
    """Ids of the conditions in the shipped workflow that it stands for."""


def _has_owner(_: Mapping[str, Any], holders: Mapping[str, tuple[str, ...]]) -> bool:
    return bool(holders.get(LEAD))


def _has_consent(fields: Mapping[str, Any], _: object) -> bool:
    addressees = fields.get("addressees") or []
    return bool(addressees) and all(each.get("consented_on") for each in addressees)


def _has_dates(fields: Mapping[str, Any], _: object) -> bool:
    begin, end = fields.get(BEGIN), fields.get(END)
    return bool(begin and end and str(end) > str(begin))


def _is_filled(key: str) -> Callable[[Mapping[str, Any], object], bool]:
    return lambda fields, _: bool(fields.get(key))


REQUIREMENTS = (
    Requirement(
        "owner", Text(de="Federführung", en="Owner"), _has_owner, (f"{ROLE}{LEAD}",)
    ),
    Requirement(
        "consent",
        Text(de="Zustimmung der Adressaten", en="Consent of the addressees"),
        _has_consent,
        ("addressees.consented_on", "addressees.organisation"),
        needs=("addressees",),
        guards=("R1-addressee", "R1-consent"),
    ),
    Requirement(
        "date",
        Text(de="Beginn und Ende", en="Start and end"),
        _has_dates,
        (END, BEGIN, TERM),
        needs=(BEGIN, END),
        guards=("R1-dates",),
    ),
    Requirement(
        "consequence",
        Text(de="Konsequenz", en="Consequence"),
        _is_filled("consequences"),
        ("consequences.what", "consequences.condition"),
        needs=("consequences",),
        guards=("R1-consequence",),
    ),
    Requirement(
        "indicator",
        Text(de="Indikator", en="Indicator"),
        _is_filled("indicators"),
        ("indicators.title",),
        needs=("indicators",),
        guards=("R1-indicator",),
    ),
    Requirement(
        "cost",
        Text(de="Aussage zu den Kosten", en="Statement on the cost"),
        _is_filled("costs"),
        ("costs.per_year", "costs.kind"),
        needs=("costs",),
        guards=("R1-cost",),
    ),
)  # fmt: skip


def requirements_of(workflow: Workflow) -> tuple[Requirement, ...]:
    """Return what a workflow's cases need to be binding."""
    return tuple(
        each
        for each in REQUIREMENTS
        if set(each.needs) <= workflow.fields.keys() and (each.needs or LEAD in workflow.roles)
    )


def assessed(line: Line, workflow: Workflow, mapping: SheetMapping) -> Line:
    """Return a line with what it lacks, each with the cell where it should have stood."""
    missing = tuple(
        _missing(each, line, mapping)
        for each in requirements_of(workflow)
        if not each.is_met(line.fields, line.holders)
    )
    return replace(line, missing=missing)


def lacks(
    workflow: Workflow, fields: Mapping[str, Any], holders: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the keys of what fields and holders lack to be binding."""
    return tuple(each.key for each in requirements_of(workflow) if not each.is_met(fields, holders))


def _missing(of: Requirement, line: Line, mapping: SheetMapping) -> Missing:
    columns = [column for path in of.columns for column in mapping.of(path)]
    number = columns[0].number if columns else 1
    return Missing(of.key, str(Place(line.sheet, line.row, number)), bool(columns))


def title_of(key: str) -> Text:
    """Return what is missing, in words."""
    return next(each.title for each in REQUIREMENTS if each.key == key)
