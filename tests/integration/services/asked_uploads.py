"""How the services of uploaded files are asked as everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.documents.papers.rendering import Form, template
from engine.services import (
    edits,
    imports,
    paper_templates,
    taking,
    upload_checks,
    upload_taking,
    uploads,
)
from engine.services.access import AS_OPERATOR
from engine.services.upload_values import Kind, Told
from engine.storage.queries.transfer import Profile
from tests.integration.services.secrets import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.services.access import Reader
    from tests.integration.services.stage import Stage

TOLD = Told("Liste", "thing")
FILE = imports.File("list.csv", f"Nr;Titel\n1;{INTERNAL}\n".encode())


def brought(stage: Stage) -> str:
    """Return the id of a file that an operator has brought."""
    return uploads.receive(stage.app, "town", AS_OPERATOR, Kind.LIST, FILE, TOLD).id


def received(stage: Stage, reader: Reader) -> object:
    """Return the rows of a file of one's own."""
    own = imports.File("list.csv", b"Nr;Titel\n1;Lotsen\n")
    upload = uploads.receive(stage.app, "town", reader, Kind.LIST, own, TOLD)
    return uploads.lines(stage.app, "town", reader, upload.id)


def _plan(stage: Stage) -> imports.Plan:
    plan = imports.plan(stage.app, "town", AS_OPERATOR, FILE, Profile("Liste", "thing"))
    assert isinstance(plan, imports.Plan)
    return plan


def _carried_on(stage: Stage, reader: Reader) -> object:
    name = brought(stage)
    upload_taking.begin(stage.app, "town", AS_OPERATOR, name, 1, "x")
    return upload_taking.carry_on(stage.app, "town", reader, name)


def _empty_edits(stage: Stage, reader: Reader) -> object:
    plan = edits.EditPlan("thing", 0, (), ())
    return list(edits.taken_edits(stage.app, "town", reader, plan, "x"))


WORD = imports.File("brief.docx", template(Form.WORD) or b"")


def _content(stage: Stage, reader: Reader) -> object:
    paper_templates.put(stage.app, "town", AS_OPERATOR, "sitting", WORD)
    return paper_templates.content(stage.app, "town", reader, "sitting")


CALLS: dict[str, Callable[[Stage, Reader], object]] = {
    "edits.taken_edits": _empty_edits,
    "paper_templates.content": _content,
    "paper_templates.own": lambda s, r: paper_templates.own(s.app, "town", r),
    "paper_templates.put": lambda s, r: paper_templates.put(s.app, "town", r, "paper", WORD),
    "paper_templates.reset": lambda s, r: paper_templates.reset(s.app, "town", r, "paper"),
    "taking.taken_lines": lambda s, r: list(taking.taken_lines(s.app, "town", r, _plan(s), "x")),
    "upload_checks.planned": lambda s, r: upload_checks.planned(
        s.app, "town", r, Kind.LIST, imports.File("l.csv", b"Nr;Titel\n1;Lotsen\n"), TOLD
    ),
    "upload_taking.begin": lambda s, r: upload_taking.begin(s.app, "town", r, brought(s), 1, "x"),
    "upload_taking.carry_on": _carried_on,
    "uploads.counts": lambda s, r: uploads.counts(s.app, "town", r, brought(s)),
    "uploads.forget": lambda s, r: uploads.forget(s.app, "town", r, brought(s)),
    "uploads.lines": lambda s, r: uploads.lines(s.app, "town", r, brought(s)),
    "uploads.look": lambda s, r: uploads.look(s.app, "town", r, brought(s)),
    "uploads.progress": lambda s, r: uploads.progress(s.app, "town", r, brought(s)),
    "uploads.read_otherwise": lambda s, r: uploads.read_otherwise(
        s.app, "town", r, brought(s), TOLD
    ),
    "uploads.receive": received,
    "uploads.report": lambda s, r: uploads.report(s.app, "town", r, brought(s), "csv", "de"),
    "uploads.require": lambda s, r: uploads.require(s.app, "town", r, Kind.LIST, "thing"),
    "uploads.waiting": lambda s, r: uploads.waiting(s.app, "town", r),
}
