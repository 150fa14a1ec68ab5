"""Policy: dated settings of a workflow, previewed, set, and brought to running cases.

A value holds from a date on. It reaches running cases by an event of the engine, so that every
change of a due date stands in the history of its case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.definition.values import convert, to_json
from engine.errors import NotFound, SettingsError
from engine.services import inbox
from engine.services.access import require_administrator, require_insider, viewer_in, viewer_of
from engine.services.letters import MESSAGE
from engine.services.reaching import moved_by, tell
from engine.storage.queries import clock, towns
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from datetime import datetime

    from engine.definition.model import Setting
    from engine.findings import Text
    from engine.lifecycle.circumstances import Circumstances
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.reaching import Moved
    from engine.storage.unit import Unit


class SettingNotFound(NotFound):
    """Not found: the setting {setting} of {workflow}. There are: {known}."""

    de = "Nicht gefunden: die Einstellung {setting} von {workflow}. Es gibt: {known}."


class SettingUnusable(SettingsError):
    """This is no value for {setting}: {problem}."""

    de = "Das ist kein Wert für {setting}: {problem}"


@dataclass(frozen=True, slots=True)
class Line:
    """One setting of a workflow."""

    workflow: str
    name: str
    title: Text
    default: Any
    present: Any
    """Raw JSON of the value that holds today."""
    coming: tuple[tuple[date, Any], ...]
    """Values that hold from a later date on."""
    past: tuple[tuple[date, Any], ...]


def list_settings(
    app: Application, tenant: str, reader: Reader, workflow: str | None
) -> list[Line]:
    """Return the settings of a workflow, or of all published ones; raises OnlyInsiders."""
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        require_insider(viewer_of(world, reader, at))
        dated = towns.dated_settings(unit)
        today = world.town.today(at)
        keys = [workflow] if workflow is not None else sorted(world.town.newest)
        return [
            _line(key, setting, dated, today)
            for key in keys
            for setting in world.newest(key).workflow.settings.values()
        ]


def _line(workflow: str, setting: Setting, dated: list[towns.DatedSetting], today: date) -> Line:
    values = [
        (each.valid_from, each.value)
        for each in dated
        if (each.workflow, each.name) == (workflow, setting.key)
    ]
    default = to_json(setting.field.default)
    held = [value for since, value in values if since <= today]
    return Line(
        workflow=workflow,
        name=setting.key,
        title=setting.field.title,
        default=default,
        present=held[-1] if held else default,
        coming=tuple(each for each in values if each[0] > today),
        past=tuple(each for each in values if each[0] <= today),
    )


def set_value(  # noqa: PLR0913 - the words of the order
    app: Application,
    tenant: str,
    reader: Reader,
    workflow: str,
    name: str,
    value: Any,
    *,
    valid_from: date | None = None,
) -> int:
    """Give a setting a value from a date on; return how many running cases it reaches now.

    A later date reaches the cases of that day, by the clock.

    Raises:
        NotAdministrator: the reader does not keep the settings.
        SettingNotFound: the workflow has no such setting.
        SettingUnusable: the value is none of the setting's type.
    """
    at = app.now()
    with app.database.write(tenant, at) as unit:
        require_administrator(viewer_in(app, unit, reader))
        reached = put(app, unit, (workflow, name, value), valid_from=valid_from, by=reader.person)
    if reached:
        inbox.deliver_due(app, tenant, at)
    return reached


def put(
    app: Application,
    unit: Unit,
    what: tuple[str, str, Any],
    *,
    valid_from: date | None = None,
    by: str | None = None,
) -> int:
    """Give a setting a value in the caller's transaction, who delivers the inbox afterwards.

    Args:
        app: The application.
        unit: The transaction.
        what: Workflow, setting, value.
        valid_from: By default today.
        by: Who does it.

    Raises: as ``set_value``.
    """
    workflow, name, value = what
    world = StorageWorld(unit, app.known)
    typed = _typed(_setting(world, workflow, name), value)
    today = world.town.today(unit.at)
    since = valid_from or today
    towns.set_setting(unit, workflow, name, to_json(typed), since, by)
    if since > today:
        return 0
    occasion = f"{since.isoformat()}.{unit.at.isoformat()}"
    return tell(unit, StorageWorld(unit, app.known), workflow, occasion)


def _setting(world: StorageWorld, workflow: str, name: str) -> Setting:
    settings = world.newest(workflow).workflow.settings
    if name not in settings:
        raise SettingNotFound(setting=name, workflow=workflow, known=", ".join(settings))
    return settings[name]


def _typed(setting: Setting, value: Any) -> Any:
    typed, problems = convert(setting.field, value)
    if problems:
        raise SettingUnusable(setting=setting.key, problem=problems[0].message)
    return typed


def apply_due(app: Application, tenant: str, at: datetime) -> int:
    """Bring values to running cases that have come to hold since the last time; return how many.

    The day of the last time is kept with the ticks, so that no day is passed over by downtime.
    """
    name = f"settings:{tenant}"
    with app.database.connection() as connection:
        last = clock.ticks(connection).get(name)
    with app.database.read(tenant, at) as unit:
        town = StorageWorld(unit, app.known, hold=False).town
        today = town.today(at)
        since = town.today(last.at) if last is not None else date.min
        if since >= today:
            return 0
        begun = {
            (each.workflow, each.valid_from)
            for each in towns.dated_settings(unit)
            if since < each.valid_from <= today
            and town.today(each.set_at) < each.valid_from
            and not each.name.startswith(MESSAGE)
        }
    reached = 0
    with app.database.write(tenant, at) as unit:
        world = StorageWorld(unit, app.known)
        reached = sum(
            tell(unit, world, workflow, day.isoformat()) for workflow, day in sorted(begun)
        )
    with app.database.connection() as connection:
        clock.record_tick(connection, clock.Tick(name, at, 0, reached))
    if reached:
        inbox.deliver_due(app, tenant, at)
    return reached


def preview(
    app: Application, tenant: str, reader: Reader, workflow: str, name: str, value: Any
) -> tuple[list[Moved], int]:
    """Return what a value would move if it held now, and how many running cases were looked at.

    Raises:
        NotAdministrator: the reader does not keep the settings.
        SettingNotFound: the workflow has no such setting.
        SettingUnusable: the value is none of the setting's type.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        require_administrator(viewer_of(world, reader, at))
        typed = _typed(_setting(world, workflow, name), value)

        def changed(circumstances: Circumstances) -> Circumstances:
            return replace(circumstances, settings={**circumstances.settings, name: typed})

        return moved_by(unit, world, workflow, changed)
