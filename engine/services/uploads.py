"""Uploads: a file is brought, looked at as often as it takes, and taken once.

It lives in the database between the steps, so that several processes may serve them; for a day,
seen by nobody but who brought it, and no longer than until it has been taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.documents.lists.lines import Line
from engine.documents.lists.reading import ListRead
from engine.documents.lists.report import bindingness_csv, bindingness_workbook
from engine.errors import CaseError, NotFound
from engine.lifecycle.codec import decode, encode
from engine.services import rights
from engine.services.definitions import workflow_of
from engine.services.edits import EditPlan, is_export
from engine.services.imports import File
from engine.services.upload_checks import checked, planned
from engine.services.upload_values import Checked, Detail, Kind, Outcome, Told
from engine.storage.ids import new_id
from engine.storage.queries import uploads as queries
from engine.storage.queries.uploads import DONE, READY, TAKING, Kept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.uploads import KeptLine
    from engine.storage.unit import Unit

KEPT = timedelta(days=1)
"""How long a file waits to be taken since it was looked at last."""
MOST = 5
"""Files that one person has waiting; bringing another one lets the oldest go."""
LONGEST_NAME = 200


class UploadNotFound(NotFound):
    """Not found: an uploaded file {name}. It is kept for a day, for whoever has brought it."""

    de = (
        "Nicht gefunden: eine hochgeladene Datei {name}. Sie bleibt einen Tag, nur für die "
        "Person, die sie hochgeladen hat."
    )


class UploadMoved(CaseError):
    """This file is being taken, has been taken, or was looked at anew in another window."""

    de = (
        "Diese Datei wird gerade übernommen, ist schon übernommen oder wurde in einem anderen "
        "Fenster neu geprüft."
    )


@dataclass(frozen=True, slots=True)
class Upload:
    """A file between the steps."""

    id: str
    kind: Kind
    name: str
    told: Told
    checked: Checked
    state: str
    revision: int
    created_at: datetime
    is_running: bool
    """Whether some process is taking it at the moment."""

    @property
    def is_ready(self) -> bool:
        """Whether it may still be read otherwise, and taken."""
        return self.state == READY

    @property
    def is_taking(self) -> bool:
        """Whether taking it has begun and is not over."""
        return self.state == TAKING

    @property
    def is_done(self) -> bool:
        """Whether it has been taken."""
        return self.state == DONE


@dataclass(frozen=True, slots=True)
class UploadLine:
    """A row of a file: what it would do, and what became of it."""

    position: int
    detail: Detail
    outcome: Outcome | None


def require(app: Application, tenant: str, reader: Reader, kind: Kind, workflow: str) -> None:
    """Refuse whoever may not take such a file.

    Raises:
        NothingToTake: she may open no cases.
        NotAdministrator: she does not keep the directory.
    """
    if kind is Kind.DIRECTORY:
        rights.require_administrator(app, tenant, reader)
        return
    known = rights.importable(app, tenant, reader)
    if kind is Kind.LIST and workflow not in known:
        raise rights.NothingToTake


def receive(
    app: Application, tenant: str, reader: Reader, kind: Kind, file: File, told: Told
) -> Upload:
    """Keep a file for its reader and look at it; a workbook of ours is known by itself.

    Raises:
        NothingToTake: the reader may open no cases.
        NotAdministrator: she does not keep the directory.
    """
    require(app, tenant, reader, kind, told.workflow)
    if kind is Kind.LIST and is_export(file):
        kind = Kind.EDITS
    plan = planned(app, tenant, reader, kind, file, told)
    if isinstance(plan, EditPlan):
        told = replace(told, workflow=plan.workflow)
    found, details = checked(plan)
    at = app.now()
    kept = Kept(
        id=new_id(at),
        kind=kind.value,
        name=file.name[:LONGEST_NAME],
        told=encode(told),
        checked=encode(found),
        state=READY,
        revision=1,
        created_at=at,
        lease_until=None,
    )
    with app.database.write(tenant, at) as unit:
        for old in queries.all_of(unit, owner(reader))[MOST - 1 :]:
            queries.forget(unit, old.id)
        queries.put(unit, kept, owner(reader), file.content, at + KEPT)
        _put_lines(unit, kept.id, details)
    return _upload(kept, at)


def look(app: Application, tenant: str, reader: Reader, name: str) -> Upload:
    """Return a file that the reader has brought; raises UploadNotFound."""
    with app.database.read(tenant, app.now()) as unit:
        return found_in(unit, reader, name)


def waiting(app: Application, tenant: str, reader: Reader) -> list[Upload]:
    """Return the files that the reader has brought, the newest first."""
    with app.database.read(tenant, app.now()) as unit:
        return [_upload(each, unit.at) for each in queries.all_of(unit, owner(reader))]


def lines(  # noqa: PLR0913, PLR0917 - a page of a list
    app: Application,
    tenant: str,
    reader: Reader,
    name: str,
    tag: str = "",
    after: int = 0,
    limit: int = 50,
) -> list[UploadLine]:
    """Return rows of a file, those with a tag if one is said; raises UploadNotFound."""
    with app.database.read(tenant, app.now()) as unit:
        found_in(unit, reader, name)
        return [_line(each) for each in queries.lines(unit, name, tag, after=after, limit=limit)]


def counts(app: Application, tenant: str, reader: Reader, name: str) -> dict[str, int]:
    """Return how many rows have each tag, under "" all of them; raises UploadNotFound."""
    with app.database.read(tenant, app.now()) as unit:
        found_in(unit, reader, name)
        return counted(queries.tags(unit, name))


def progress(app: Application, tenant: str, reader: Reader, name: str) -> tuple[int, int]:
    """Return of how many rows it is known what became of them, and how many there are."""
    with app.database.read(tenant, app.now()) as unit:
        found_in(unit, reader, name)
        return queries.progress(unit, name)


def counted(tags: Mapping[str, int]) -> dict[str, int]:
    """Return how many rows have each tag, of how many have which together."""
    found = {"": sum(tags.values())}
    for together, count in tags.items():
        for each in filter(None, together.split(",")):
            found[each] = found.get(each, 0) + count
    return found


def read_otherwise(app: Application, tenant: str, reader: Reader, name: str, told: Told) -> Upload:
    """Look at a file anew, read in another way.

    Raises:
        UploadNotFound: there is none.
        UploadMoved: it is being taken.
        NothingToTake: the reader may open no cases of the workflow.
    """
    with app.database.read(tenant, app.now()) as unit:
        upload = found_in(unit, reader, name)
        content = queries.content_of(unit, name)
    if not upload.is_ready:
        raise UploadMoved
    require(app, tenant, reader, upload.kind, told.workflow)
    file = File(upload.name, content)
    found, details = checked(planned(app, tenant, reader, upload.kind, file, told))
    with app.database.write(tenant, app.now()) as unit:
        if not queries.put_checked(unit, name, encode(told), encode(found), unit.at + KEPT):
            raise UploadMoved
        _put_lines(unit, name, details)
    return look(app, tenant, reader, name)


def forget(app: Application, tenant: str, reader: Reader, name: str) -> None:
    """Let a file go that is not wanted any more; raises UploadNotFound and UploadMoved."""
    with app.database.write(tenant, app.now()) as unit:
        if found_in(unit, reader, name).is_running:
            raise UploadMoved
        queries.forget(unit, name)


def report(
    app: Application, tenant: str, reader: Reader, name: str, form: str, language: str
) -> bytes:
    """Return what each row lacks to be binding as ``xlsx`` or ``csv``; raises UploadNotFound."""
    with app.database.read(tenant, app.now()) as unit:
        upload = found_in(unit, reader, name)
        kept = queries.lines(unit, name, limit=_ALL)
    details = [decode(Detail, each.detail) for each in kept]
    rows = tuple(
        Line(
            sheet=each.sheet,
            row=each.row,
            number=each.number,
            title=each.title,
            fields={},
            holders={},
            missing=each.missing,
            findings=each.findings,
        )
        for each in details
    )
    read = ListRead((), rows, upload.checked.findings, upload.checked.rows)
    flow = workflow_of(app, tenant, reader, upload.told.workflow, None)
    if form == "csv":
        return bindingness_csv(read, flow, language)
    return bindingness_workbook(read, flow, language, app.now())


_ALL = 1_000_000


def owner(reader: Reader) -> str:
    """Return for whom a file is kept; raises NothingToTake for nobody in particular."""
    if reader.is_operator:
        return "operator:"
    if reader.person is None:
        raise rights.NothingToTake
    return reader.person


def found_in(unit: Unit, reader: Reader, name: str) -> Upload:
    """Return a file of the reader; raises UploadNotFound."""
    kept = queries.find(unit, owner(reader), name)
    if kept is None:
        raise UploadNotFound(name=name)
    return _upload(kept, unit.at)


def _upload(kept: Kept, at: datetime) -> Upload:
    return Upload(
        id=kept.id,
        kind=Kind(kept.kind),
        name=kept.name,
        told=decode(Told, kept.told),
        checked=decode(Checked, kept.checked),
        state=kept.state,
        revision=kept.revision,
        created_at=kept.created_at,
        is_running=kept.lease_until is not None and kept.lease_until > at,
    )


def _line(kept: KeptLine) -> UploadLine:
    outcome = None if kept.outcome is None else decode(Outcome, kept.outcome)
    return UploadLine(kept.position, decode(Detail, kept.detail), outcome)


def _put_lines(unit: Unit, name: str, details: list[Detail]) -> None:
    queries.put_lines(unit, name, [(each.tags, encode(each)) for each in details])
