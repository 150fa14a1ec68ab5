"""Taking an upload: begun once, carried on by whichever process holds its lease, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from engine.lifecycle.codec import decode, encode
from engine.services import edits, imports, settling, taking
from engine.services.imports import Act, File, Unreadable
from engine.services.upload_checks import edited_of, entry_of, planned, row_of
from engine.services.upload_values import REFUSED, Detail, Kind, Outcome
from engine.services.uploads import UploadMoved, found_in, look, require
from engine.storage.queries import uploads as queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.uploads import Upload
    from engine.storage.queries.uploads import KeptLine

LEASE = timedelta(minutes=2)
"""A process that has not said anything for so long is taken for dead."""
AT_ONCE = 20
"""Rows whose outcome is written together."""


def begin(
    app: Application, tenant: str, reader: Reader, name: str, revision: int, reason: str
) -> bool:
    """Let a file be taken as it was looked at, or carried on with; ``carry_on`` does it.

    Args:
        app: The application.
        tenant: The town.
        reader: Who has brought it.
        name: Id of the upload.
        revision: The look that she has seen.
        reason: Why cases that are there are corrected.

    Returns:
        Whether it is for the caller to carry on; somebody else is at it, or it is done.

    Raises:
        UploadNotFound: there is none.
        UploadMoved: it was looked at anew meanwhile, or cannot be read.
        NothingToTake: the reader may open no cases of the workflow.
    """
    upload = look(app, tenant, reader, name)
    require(app, tenant, reader, upload.kind, upload.told.workflow)
    with app.database.write(tenant, app.now()) as unit:
        upload = found_in(unit, reader, name)
        told = encode(replace(upload.told, reason=reason))
        is_new = upload.is_ready and upload.checked.is_readable
        if upload.is_ready and not (is_new and queries.begin(unit, name, revision, told)):
            raise UploadMoved
        return queries.announce(unit, name, LEASE)


def carry_on(app: Application, tenant: str, reader: Reader, name: str) -> bool:
    """Take what is left of a file; False if it is not to be taken, or another process does.

    A process that dies leaves the rows that it has taken; whoever carries on finds them so.
    """
    with app.database.write(tenant, app.now()) as unit:
        upload = found_in(unit, reader, name)
        token = queries.claim(unit, name, LEASE)
        if token is None:
            return False
        content = queries.content_of(unit, name)
        left = queries.left(unit, name)
    outcomes = _outcomes(app, tenant, reader, upload, File(upload.name, content))
    try:
        while some := list(islice(outcomes, AT_ONCE)):
            told = [_told(left[place], outcome) for place, outcome in some if place in left]
            with app.database.write(tenant, app.now()) as unit:
                queries.put_outcomes(unit, name, told)
                if not queries.renew(unit, name, token, LEASE):
                    return False
    except Exception:
        with app.database.write(tenant, app.now()) as unit:
            queries.release(unit, name, token)
        raise
    with app.database.write(tenant, app.now()) as unit:
        queries.finish(unit, name, token)
    return True


def _told(line: KeptLine, outcome: Outcome) -> tuple[int, str, dict[str, object]]:
    """Return what is kept of an outcome; what a process that died has taken was taken, too."""
    planned_act = decode(Detail, line.detail).act
    is_found_done = outcome.act == Act.SAME and not outcome.refused
    became = replace(outcome, act=planned_act) if is_found_done else outcome
    refused = line.tags.replace(f",{planned_act},", f",{REFUSED},")
    tags = refused if outcome.refused else line.tags
    return line.position, tags, encode(became)


def _outcomes(
    app: Application, tenant: str, reader: Reader, upload: Upload, file: File
) -> Iterator[tuple[int, Outcome]]:
    """Do what is to be done, and yield what became of each row by its position."""
    if upload.kind is Kind.DIRECTORY:
        settled = settling.settle(app, tenant, reader, file, upload.told.columns, is_dry=False)
        rows = () if isinstance(settled, Unreadable) else settled.rows
        for place, entry in enumerate(rows, start=1):
            yield place, Outcome(entry_of(entry).act, refused=entry.refused)
        return
    plan = planned(app, tenant, reader, upload.kind, file, upload.told)
    reason = upload.told.reason
    if isinstance(plan, imports.Plan):
        for place, each in enumerate(
            taking.taken_lines(app, tenant, reader, plan, reason), start=1
        ):
            yield place, Outcome(row_of(each.planned).act, each.number, each.refused)
        imports.keep_profile(app, tenant, reader, upload.told.profile)
    elif isinstance(plan, edits.EditPlan):
        for place, edit in enumerate(edits.taken_edits(app, tenant, reader, plan, reason), start=1):
            yield place, Outcome(edited_of(edit.edited).act, edit.edited.number, edit.refused)
