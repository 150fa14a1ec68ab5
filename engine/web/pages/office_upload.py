"""One uploaded list: how it is understood, what it lacks, what it would do, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Query
from loguru import logger
from starlette.background import BackgroundTask
from starlette.responses import Response

from engine.documents.lists.bindingness import requirements_of, title_of
from engine.documents.lists.directory import directory_targets
from engine.documents.lists.targets import targets_of
from engine.errors import EngineError, NotFound
from engine.findings import Text
from engine.services import upload_taking, uploads
from engine.services.access import Reader
from engine.services.definitions import newest_workflows
from engine.services.upload_values import Kind
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.forms.filling import Filling
from engine.web.forms.list_reading import told_by
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Workflow
    from engine.documents.lists.targets import Target
    from engine.services.uploads import Upload

router = APIRouter()
PAGE = 50
_LONGEST = 500
_MOST_FINDINGS = 100
_MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_REASONS = {
    Kind.LIST: "Liste eingelesen",
    Kind.DIRECTORY: "",
    Kind.EDITS: "In Excel bearbeitet",
}


_HINTS = {
    "column-not-taken": Text(
        de="Oben auswählen, was daraus wird, dann neu prüfen.",
        en="Choose above what becomes of it, then check again.",
    ),
    "sheet-not-understood": None,
    "required-missing": Text(
        de="In der Liste ergänzen, oder oben sagen, was für alle Zeilen gilt, die nichts sagen.",
        en="Add it to the list, or say above what holds for all rows that are silent.",
    ),
    "no-export": Text(
        de="Andere Listen werden unter „Listen einlesen“ übernommen.",
        en="Other lists are taken under “Take lists over”.",
    ),
}
"""What helps on this page, where a finding speaks of the command line."""
_FILTERS = {
    "": Text(de="alle", en="all"),
    "missing": Text(de="es fehlt etwas", en="something is missing"),
    "refused": Text(de="abgelehnt", en="refused"),
    "not_taken": Text(de="nicht übernehmbar", en="not to be taken"),
    "conflict": Text(de="Widerspruch", en="conflict"),
    "finding": Text(de="mit Hinweisen", en="with notes"),
    "open": Text(de="neu", en="new"),
    "change": Text(de="geändert", en="changed"),
    "same": Text(de="unverändert", en="unchanged"),
}


class NoSuchReport(NotFound):
    """Not found: the report as {form}. There are: xlsx, csv."""

    de = "Nicht gefunden: der Bericht als {form}. Es gibt: xlsx, csv."


@router.get("/office/import/{upload}")
def show(
    house: Inside,
    visitor: SignedIn,
    upload: str,
    show: Annotated[str, Query(max_length=40, pattern="^[a-z_]*$")] = "",
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Show a list between the steps, and how far it has been taken."""
    return _page(house, visitor, _found(house, visitor, upload), show=show, after=after)


@router.post("/office/import/{upload}/columns")
def read_otherwise(house: Inside, visitor: SignedIn, filling: Filling, upload: str) -> Response:
    """Look at the list anew, its columns taken for something else."""
    found = _found(house, visitor, upload)
    told = told_by(filling, found, newest_workflows(house.app, house.tenant))
    uploads.read_otherwise(house.app, house.tenant, visitor.reader, upload, told)
    return go_to(f"/office/import/{upload}#columns")


@router.post("/office/import/{upload}/take")
def take(
    house: Inside,
    visitor: SignedIn,
    upload: str,
    revision: Annotated[int, Form()] = 0,
    reason: Annotated[str, Form(max_length=_LONGEST)] = "",
) -> Response:
    """Let the list be taken, or carry on with what was begun; it goes on when this has answered."""
    found = _found(house, visitor, upload)
    why = " ".join(reason.split()) or _REASONS[found.kind]
    app, tenant, reader = house.app, house.tenant, visitor.reader
    is_ours = upload_taking.begin(app, tenant, reader, upload, revision, why)
    answer = go_to(f"/office/import/{upload}")
    if is_ours:
        answer.background = BackgroundTask(carry_on, house, visitor.reader, upload)
    return answer


def carry_on(house: House, reader: Reader, upload: str) -> None:
    """Take a list after the answer was given; what fails is told to the log."""
    try:
        upload_taking.carry_on(house.app, house.tenant, reader, upload)
    except EngineError as error:
        logger.warning("taking the list {} over: {}", upload, error)


@router.post("/office/import/{upload}/forget")
def forget(house: Inside, visitor: SignedIn, upload: str) -> Response:
    """Let a file go."""
    found = _found(house, visitor, upload)
    uploads.forget(house.app, house.tenant, visitor.reader, upload)
    return go_to("/office/round-trip" if found.kind is Kind.EDITS else "/office/import")


@router.get("/office/import/{upload}/report.{form}")
def report(house: Inside, visitor: SignedIn, upload: str, form: str) -> Response:
    """Give the bindingness report of a list as a file."""
    if form not in _MEDIA_TYPES:
        raise NoSuchReport(form=form)
    app, tenant, language = house.app, house.tenant, visitor.language
    made = uploads.report(app, tenant, visitor.reader, upload, form, language)
    name = f'attachment; filename="bindingness.{form}"'
    return Response(made, media_type=_MEDIA_TYPES[form], headers={"Content-Disposition": name})


def _found(house: House, visitor: Visitor, name: str) -> Upload:
    return uploads.look(house.app, house.tenant, visitor.reader, name)


def _page(house: House, visitor: Visitor, upload: Upload, *, show: str, after: int) -> Response:
    app, tenant, reader = house.app, house.tenant, visitor.reader
    flow = newest_workflows(app, tenant).get(upload.told.workflow)
    counts = uploads.counts(app, tenant, reader, upload.id)
    lines = uploads.lines(app, tenant, reader, upload.id, show, after, PAGE + 1)
    is_list = upload.kind is Kind.LIST and flow is not None
    return house.templates.page(
        "office_upload",
        visitor,
        here="office" if visitor.is_administrator else "cases",
        tab="round-trip" if upload.kind is Kind.EDITS else "import",
        upload=upload,
        flow=flow,
        counts=counts,
        progress=uploads.progress(app, tenant, reader, upload.id),
        lines=lines[:PAGE],
        more=lines[PAGE - 1].position if len(lines) > PAGE else None,
        show=show,
        after=after,
        targets=_targets(upload, flow),
        asked=requirements_of(flow) if is_list and flow is not None else (),
        findings=upload.checked.findings[:_MOST_FINDINGS],
        hints=_HINTS,
        title_of_lack=title_of,
        filters=_FILTERS,
        saying=reading.saying(house, visitor),
        title_of=lambda name: _title(flow, name),
        field_of=lambda name: flow.fields.get(name) if flow is not None else None,
    )


def _targets(upload: Upload, flow: Workflow | None) -> Mapping[str, Target]:
    if upload.kind is Kind.DIRECTORY or flow is None:
        return directory_targets()
    return targets_of(flow)


def _title(flow: Workflow | None, name: str) -> Text | str:
    """Return what a field or a role is called."""
    if flow is None:
        return name
    if name in flow.fields:
        return flow.fields[name].title
    return flow.roles[name].title if name in flow.roles else name
