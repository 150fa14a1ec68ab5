"""Marks: what lists sort, colour and group a case by, as its workflow's overview says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Workflow


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a case; None where the workflow has none or the field is empty."""

    rating: str | None = None
    """The traffic light as it is shown: what overrules it goes before it."""
    area: str | None = None
    priority: int | None = None
    """Place among the options, 0 the most urgent."""


_NONE = Marks()


def marks_of(workflow: Workflow, data: Mapping[str, object]) -> Marks:
    """Return the marks of a case with these field values."""
    overview = workflow.overview
    if overview.rating is None and overview.area is None and overview.priority is None:
        return _NONE
    overruled = _text(data, overview.overruled_by)
    priority = _text(data, overview.priority)
    return Marks(
        rating=_text(data, overview.rating) if overruled is None else overruled,
        area=_text(data, overview.area),
        priority=None if priority is None else _place(workflow, overview.priority, priority),
    )


def _text(data: Mapping[str, object], name: str | None) -> str | None:
    value = data.get(name) if name is not None else None
    return value if isinstance(value, str) else None


def _place(workflow: Workflow, name: str | None, option: str) -> int | None:
    declared = workflow.fields.get(name or "")
    options = list(declared.options) if declared is not None else []
    return options.index(option) if option in options else None
