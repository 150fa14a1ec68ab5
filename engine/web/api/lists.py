"""Lists from Excel: sent, looked at, read otherwise, taken over."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, BackgroundTasks, Query, Request, Response
from pydantic import Base64Bytes, BaseModel, Field

from engine.documents.lists.bindingness import title_of
from engine.services import upload_taking, uploads
from engine.services.imports import MEASURE, File
from engine.services.upload_values import Kind, Told
from engine.services.uploads import Upload, UploadLine
from engine.web.api.caller import Caller, Taking
from engine.web.api.once import OnceRoute
from engine.web.api.parts import (
    Cursor,
    Key,
    Limit,
    Line,
    Model,
    Named,
    Page,
    ToldOnce,
    Whole,
    cursor_of,
    link_next,
    offset_of,
)
from engine.web.api.workflows import Remark
from engine.web.pages.office_upload import carry_on

router = APIRouter(prefix="/lists", tags=["lists"], route_class=OnceRoute)
_MOST = 200
Word = Annotated[str, Whole]


class Understanding(Model):
    """How a list is to be read."""

    columns: dict[Word, Line] = Field(
        {},
        max_length=_MOST,
        description="Heading or letters of a column (or `Sheet!Column`) to a field.",
        examples=[{"Bemerkung": "description", "Wer": "role:lead"}],
    )
    defaults: dict[Word, Line] = Field(
        {}, max_length=_MOST, description="What holds where a row is silent."
    )
    sheets: list[Line] = Field([], max_length=_MOST, description="Only these; empty is all.")


class SentList(Understanding):
    """A file with a list; a workbook that was exported from here is known by itself."""

    name: Line = Field(description="Of the file; the ending says what it is.", examples=["a.csv"])
    content: Base64Bytes = Field(
        description="The bytes of the file, in base64.", examples=["TnI7VGl0ZWwK"]
    )
    called: Annotated[str, Field(max_length=80)] = Field(
        "", description="Name under which rows are recognised; by default that of the file."
    )
    workflow: Key = Field(MEASURE, description="Of the cases.")
    of: Literal["cases", "directory"] = Field(
        "cases", description="Cases of a workflow, or people, organisations and bodies."
    )


class Order(Model):
    """To take a list over."""

    revision: int = Field(ge=1, le=2**31 - 1, description="The look that was seen.", examples=[1])
    reason: Line = Field("", description="Why cases that are there are corrected.")


class ColumnRead(BaseModel):
    """A column, and what it is taken for."""

    sheet: str
    column: str
    heading: str
    becomes: str
    certainty: float = Field(description="1 is known, 2 was said, 0 is not taken.")
    filled: int


class ListShown(ToldOnce):
    """A list between the steps."""

    id: str
    kind: str
    name: str
    called: str = Field(description="Name under which rows are recognised.")
    state: str = Field(description="ready, taking or done.")
    revision: int
    created_at: datetime
    is_readable: bool
    columns: list[ColumnRead]
    rows: int
    binding: int = Field(description="Rows that lack nothing to be binding.")
    lacking: dict[str, int] = Field(description="How many rows lack what.")
    counts: dict[str, int] = Field(description="How many rows have which tag.")
    taken: int = Field(description="Rows of which it is known what became of them.")
    new_organisations: list[str]
    gone: list[str] = Field(description="Cases whose row is no longer in the list.")
    findings: list[Remark]


class Lack(BaseModel):
    """Something that a row lacks to be binding."""

    key: str
    title: str
    where: str
    has_column: bool


class Altered(BaseModel):
    """A value as it stands, and as the list says it."""

    name: str
    before: Any
    after: Any


class ListRow(BaseModel):
    """A row: what it would do, what it lacks, what became of it."""

    where: str
    act: str = Field(description="open, change, same or not_taken.")
    number: str | None
    title: str | None
    case: str | None
    missing: list[Lack]
    changes: list[Altered]
    conflicts: list[Altered]
    findings: list[Remark]
    became: str | None = Field(description="What was done, once it is known.")
    refused: list[str]

    @classmethod
    def of(cls, caller: Caller, line: UploadLine) -> ListRow:
        """Return what is said of a row."""
        detail, outcome = line.detail, line.outcome
        refused = outcome.refused if outcome else detail.refused
        return cls(
            where=detail.where,
            act=detail.act,
            number=detail.number,
            title=detail.title,
            case=(outcome.number if outcome else None) or detail.case,
            missing=[
                Lack(
                    key=each.key,
                    title=title_of(each.key).to(caller.language),
                    where=each.where,
                    has_column=each.has_column,
                )
                for each in detail.missing
            ],
            changes=[Altered(name=e.name, before=e.before, after=e.after) for e in detail.changes],
            conflicts=[
                Altered(name=e.name, before=e.before, after=e.after) for e in detail.conflicts
            ],
            findings=[Remark.of(caller, each) for each in detail.findings],
            became=outcome.act if outcome else None,
            refused=[each.to(caller.language) for each in refused],
        )


@router.post("", status_code=201)
def send_list(caller: Taking, sent: SentList) -> ListShown:
    """Send a list and look at it; nothing is changed by that."""
    kind = Kind.DIRECTORY if sent.of == "directory" else Kind.LIST
    name = sent.called.strip() or sent.name.rpartition(".")[0] or sent.name
    told = Told(name, sent.workflow, sent.columns, sent.defaults, tuple(sent.sheets))
    file = File(sent.name, sent.content)
    upload = uploads.receive(caller.app, caller.tenant, caller.reader, kind, file, told)
    return _shown(caller, upload)


@router.get("")
def list_lists(caller: Taking) -> list[ListShown]:
    """List what the caller has sent and is not forgotten yet; it is kept for a day."""
    found = uploads.waiting(caller.app, caller.tenant, caller.reader)
    return [_shown(caller, each) for each in found]


@router.get("/{upload}")
def show_list(caller: Taking, upload: Named) -> ListShown:
    """Show a list between the steps, and how far it has been taken."""
    return _shown(caller, _found(caller, upload))


@router.get("/{upload}/rows")
def list_rows(  # noqa: PLR0913, PLR0917 - a page of a list
    caller: Taking,
    request: Request,
    response: Response,
    upload: Named,
    tag: Annotated[
        Literal[
            "missing", "conflict", "finding", "refused", "open", "change", "same", "not_taken",
            "owner", "consent", "date", "consequence", "indicator", "cost",
        ] | None,
        Query(description="Only rows with this: something missing, a conflict, what they do."),
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ListRow]:  # fmt: skip
    """List the rows: what each would do, what it lacks, what became of it."""
    app, tenant, after = caller.app, caller.tenant, offset_of(cursor)
    found = uploads.lines(app, tenant, caller.reader, upload, tag or "", after, limit + 1)
    more = cursor_of(found[limit - 1].position) if len(found) > limit else None
    items = [ListRow.of(caller, each) for each in found[:limit]]
    return Page(items=items, next=link_next(request, response, more))


@router.put("/{upload}/reading")
def read_otherwise(caller: Taking, upload: Named, reading: Understanding) -> ListShown:
    """Look at a list anew, its columns taken for something else."""
    told = _found(caller, upload).told
    anew = Told(told.list, told.workflow, reading.columns, reading.defaults, tuple(reading.sheets))
    found = uploads.read_otherwise(caller.app, caller.tenant, caller.reader, upload, anew)
    return _shown(caller, found)


@router.post("/{upload}/taking", status_code=202)
def take_list(
    caller: Taking, upload: Named, order: Order, background: BackgroundTasks
) -> ListShown:
    """Let a list be taken over, once; it goes on after the answer, watch `taken` and `state`."""
    app, tenant, reader = caller.app, caller.tenant, caller.reader
    if upload_taking.begin(app, tenant, reader, upload, order.revision, order.reason or "Liste"):
        background.add_task(carry_on, caller.house, reader, upload)
    return _shown(caller, _found(caller, upload))


@router.delete("/{upload}", status_code=204)
def forget_list(caller: Taking, upload: Named) -> None:
    """Let a list go."""
    uploads.forget(caller.app, caller.tenant, caller.reader, upload)


def _found(caller: Caller, name: str) -> Upload:
    return uploads.look(caller.app, caller.tenant, caller.reader, name)


def _shown(caller: Caller, upload: Upload) -> ListShown:
    app, tenant, reader, checked = caller.app, caller.tenant, caller.reader, upload.checked
    return ListShown(
        id=upload.id,
        kind=upload.kind.value,
        name=upload.name,
        called=upload.told.list,
        state=upload.state,
        revision=upload.revision,
        created_at=upload.created_at,
        is_readable=checked.is_readable,
        columns=[
            ColumnRead(
                sheet=sheet.name,
                column=each.letters,
                heading=each.heading,
                becomes=each.target,
                certainty=each.certainty,
                filled=each.filled,
            )
            for sheet in checked.sheets
            for each in sheet.columns
        ],
        rows=checked.lines,
        binding=checked.binding,
        lacking=dict(checked.lacking),
        counts=uploads.counts(app, tenant, reader, upload.id),
        taken=uploads.progress(app, tenant, reader, upload.id)[0],
        new_organisations=list(checked.new),
        gone=list(checked.gone),
        findings=[Remark.of(caller, each) for each in checked.findings],
    )
