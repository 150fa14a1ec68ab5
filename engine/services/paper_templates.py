"""Templates of papers: a town's own Word file in the place of ours, tried before it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.documents.papers.finding import FOR_ALL, TemplateUnusable
from engine.documents.papers.model import Cell, Entry, Paper, Section, Table
from engine.documents.papers.rendering import Form, rendered, template
from engine.documents.workbooks.container import Container
from engine.documents.workbooks.refused import FileRefused
from engine.errors import DefinitionError, NotFound
from engine.findings import Text
from engine.services.access import require_administrator, viewer_in
from engine.storage.queries import templates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.imports import File
    from engine.storage.queries.templates import OwnTemplate

LARGEST = 2_000_000
"""Bytes of a template."""
KINDS: Mapping[str, Text] = {
    FOR_ALL: Text(de="Alle Papiere", en="All papers"),
    "sitting": Text(de="Sitzungsvorlage", en="Paper for a sitting"),
    "progress": Text(de="Sachstandsbericht", en="Progress report"),
    "sheet": Text(de="Datenblatt", en="Sheet of a case"),
    "resolutions": Text(de="Beschlusskontrolle", en="Resolution tracking"),
    "method": Text(de="Methodenbericht", en="Method report"),
    "catalogue": Text(de="Katalog nach Adressaten", en="Catalogue by addressee"),
}
"""What a template may be for; one for a kind goes before the one for all."""


class NoSuchPaper(NotFound):
    """Not found: a kind of paper called {name}."""

    de = "Nicht gefunden: eine Art von Papier namens {name}."


class TemplateRefused(DefinitionError):
    """This template is not taken: {why}"""  # noqa: D415 - the reason ends itself

    de = "Diese Vorlage wird nicht übernommen: {why}"


def own(app: Application, tenant: str, reader: Reader) -> dict[str, OwnTemplate]:
    """Return the town's templates by kind; raises NotAdministrator."""
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        return templates.own_templates(unit)


def content(app: Application, tenant: str, reader: Reader, kind: str) -> bytes:
    """Return the Word template that holds for a kind, the town's or ours.

    Raises:
        NoSuchPaper: there is no such kind.
        NotAdministrator: the reader does not keep the town's affairs.
    """
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        found = templates.content_of(unit, _known(kind)) or templates.content_of(unit, FOR_ALL)
    return found or template(Form.WORD) or b""


def put(app: Application, tenant: str, reader: Reader, kind: str, file: File) -> None:
    """Let a Word file hold for a kind of paper, after a paper was made with it.

    Raises:
        NoSuchPaper: there is no such kind.
        NotAdministrator: the reader does not keep the town's affairs.
        TemplateRefused: it is no Word file, too large, or no paper can be made with it.
    """
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        sample = _sample(_known(kind), app)
    _try(file, sample)
    with app.database.write(tenant, app.now()) as unit:
        templates.put(unit, kind, file.name[:200], file.content, reader.person)


def reset(app: Application, tenant: str, reader: Reader, kind: str) -> None:
    """Let ours hold again; raises NotAdministrator."""
    with app.database.write(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        templates.forget(unit, _known(kind))


def written(app: Application, tenant: str, paper: Paper, form: Form) -> bytes:
    """Return a paper in a form, in Word by the town's template if it has one.

    Raises:
        TemplateUnusable: a template in the installation's folder is faulty.
    """
    own_word = None
    if form is Form.WORD:
        with app.database.read(tenant, app.now()) as unit:
            own_word = templates.content_of(unit, paper.kind) or templates.content_of(unit, FOR_ALL)
    return rendered(paper, form, app.settings.templates, own_word)


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise NoSuchPaper(name=kind)
    return kind


def _try(file: File, sample: Paper) -> None:
    """Make a paper with a template; whatever is wrong with it shows here, not in a sitting."""
    if not file.name.lower().endswith(".docx"):
        raise TemplateRefused(why=_NO_WORD)
    if len(file.content) > LARGEST:
        raise TemplateRefused(why=_TOO_LARGE)
    try:
        parts = Container(file.content, file.name).parts
        if "word/document.xml" not in parts:
            raise TemplateRefused(why=_NO_WORD)
        rendered(sample, Form.WORD, None, file.content)
    except FileRefused as error:
        raise TemplateRefused(why=error.finding.message) from error
    except TemplateUnusable as error:
        raise TemplateRefused(why=error.text) from error


_NO_WORD = Text(de="Erwartet wird eine Word-Datei (.docx).", en="A Word file (.docx) is expected.")
_TOO_LARGE = Text(de="Sie ist größer als 2 Megabyte.", en="It is larger than 2 megabytes.")


def _sample(kind: str, app: Application) -> Paper:
    """Return a paper that has everything that papers may have."""
    table = Table("Probe", ("Nummer", "Titel"), ((Cell("M-0001"), Cell("Probe")),))
    entry = Entry("M-0001 Probe", (("Stand", "offen"),), ("Text",), "Beschluss.")
    return Paper(
        kind=kind,
        title="Probe",
        subtitle="Probe",
        language="de",
        made_at=app.now(),
        town="Musterstadt",
        facts=(("Anzahl", "1"),),
        sections=(Section("Probe", "Einleitung", (table,), (entry,)), Section("Leer", nothing="–")),
        footer="Probe",
        resolution_label="Beschlussvorschlag",
    )
