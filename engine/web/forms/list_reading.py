"""How a list is to be read, from what people chose in the form about its columns."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.definition.fields import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.model import Workflow
    from engine.services.upload_values import SheetSeen, Told
    from engine.services.uploads import Upload

_LONGEST = 80


def told_by(filling: Mapping[str, str], upload: Upload, flows: Mapping[str, Workflow]) -> Told:
    """Return how a list is to be read, as the form says it now.

    Args:
        filling: ``sheet.N`` where a sheet is to be read, ``N.C`` for what a column is taken for,
            ``default.FIELD``, ``title`` for the heading of the titles where none was found.
        upload: The list as it was read.
        flows: The workflows of the town.
    """
    told, seen = upload.told, upload.checked.sheets
    columns = {**told.columns, **dict(_changed(filling, seen))}
    title = " ".join(filling.get("title", "").split())[:_LONGEST]
    if title:
        columns[title] = "title"
    sheets = told.sheets
    if "sheets" in filling and seen:
        chosen = [each.name for place, each in enumerate(seen) if f"sheet.{place}" in filling]
        sheets = () if len(chosen) in {0, len(seen)} and not told.sheets else tuple(chosen)
    if "all_sheets" in filling:
        sheets = ()
    name = " ".join(filling.get("list", "").split())[:_LONGEST] or told.list
    defaults = {**told.defaults, **_defaults(filling, flows.get(told.workflow))}
    kept = {key: value for key, value in defaults.items() if value != ""}
    return replace(told, list=name, columns=columns, sheets=sheets, defaults=kept)


def _defaults(filling: Mapping[str, str], flow: Workflow | None) -> dict[str, str]:
    """Return what holds where a row is silent; empty where nothing does any more."""
    if flow is None:
        return {}
    return {
        key: " ".join(filling[f"default.{key}"].split())
        for key, field in flow.fields.items()
        if f"default.{key}" in filling and field.type in {FieldType.TEXT, FieldType.CHOICE}
    }


def _changed(
    filling: Mapping[str, str], sheets: tuple[SheetSeen, ...]
) -> Iterator[tuple[str, str]]:
    """Yield what was chosen otherwise, under the name by which it is found the next time."""
    everywhere = Counter(one.heading for each in sheets for one in each.columns)
    for place, sheet in enumerate(sheets):
        here = Counter(each.heading for each in sheet.columns)
        for column in sheet.columns:
            chosen = filling.get(f"{place}.{column.number}", column.target)
            if chosen == column.target:
                continue
            name = column.heading if here[column.heading] == 1 else column.letters
            is_known_once = everywhere[name] == 1 and name == column.heading
            yield (name if is_known_once else f"{sheet.name}!{name}"), chosen
