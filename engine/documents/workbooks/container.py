"""The container of a workbook: a ZIP whose parts are counted before anybody believes them.

The sizes that a ZIP declares may lie, so every part is unpacked once in small pieces, counted and
thrown away; only what stays within bounds is handed on.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat

from engine.documents.workbooks.refused import (
    LARGEST_UNPACKED,
    MOST_PARTS,
    damaged,
    has_entities,
    refused,
    too_large,
    wrong_extension,
)
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = 65_536
_BYTES = Text(de="Byte ausgepackt", en="bytes unpacked")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
XLSX, ODS = "xlsx", "ods"
_OTHER = Text(de="eine andere gepackte Datei", en="another packed file")
_IS_REALLY = {
    XLSX: Text(de="eine Excel-Arbeitsmappe (.xlsx)", en="an Excel workbook (.xlsx)"),
    ODS: Text(de="eine ODS-Tabelle (.ods)", en="an ODS spreadsheet (.ods)"),
}


class Container:
    """A ZIP whose parts are safe to read."""

    def __init__(self, content: bytes, name: str) -> None:
        """Open a container and count everything in it.

        Raises:
            FileRefused: it is damaged, too large, encrypted, or holds document types or macros.
        """
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise damaged(name) from None
        parts = self._zip.infolist()
        if len(parts) > MOST_PARTS:
            raise too_large(Text(de="Teile", en="parts"), MOST_PARTS)
        self.parts = {each.filename: each for each in parts}
        self._count(parts)

    @property
    def kind(self) -> str | None:
        """What it is: ``xlsx``, ``ods`` or None for something else."""
        if "xl/workbook.xml" in self.parts:
            return XLSX
        return ODS if "content.xml" in self.parts and "mimetype" in self.parts else None

    def pieces(self, part: str) -> Iterator[bytes]:
        """Yield the content of a part piece by piece."""
        yield from self._pieces(self.parts[part])

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(PIECE):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
            raise damaged(self.name) from None

    def _count(self, parts: list[zipfile.ZipInfo]) -> None:
        left = LARGEST_UNPACKED
        for each in parts:
            self._refuse_part(each)
            declared, each.file_size = each.file_size, left + 2 * PIECE  # read to its real end
            found = sum(map(len, self._watched(each, left)))
            each.file_size = declared
            if found != declared:
                raise damaged(self.name)
            left -= found

    def _refuse_part(self, each: zipfile.ZipInfo) -> None:
        if each.flag_bits & 1:
            raise refused(
                Text(
                    de=f"Die Datei {self.name} ist mit einem Kennwort geschützt.",
                    en=f"The file {self.name} is protected by a password.",
                ),
                code="encrypted",
            )
        if each.compress_type not in _METHODS:
            raise damaged(self.name)
        if each.filename.endswith("vbaProject.bin"):
            raise refused(
                Text(
                    de=f"Die Datei {self.name} enthält Makros.",
                    en=f"The file {self.name} contains macros.",
                ),
                Text(de="Als .xlsx ohne Makros speichern.", en="Save it as .xlsx without macros."),
                code="macros",
            )

    def _watched(self, info: zipfile.ZipInfo, left: int) -> Iterator[bytes]:
        """Yield a part while it stays within bounds and, if it is XML, declares no entities."""
        prologue = _Prologue(info.filename) if info.filename.endswith((".xml", ".rels")) else None
        for piece in self._pieces(info):
            left -= len(piece)
            if left < 0:
                raise too_large(_BYTES, LARGEST_UNPACKED)
            if prologue is not None:
                prologue.feed(piece)
            yield piece


class _Prologue:
    """Reads XML up to its first element, to see what stands before it."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._parser: expat.XMLParserType | None = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._enough
        self._is_over = False

    def feed(self, piece: bytes) -> None:
        if self._parser is None:
            return
        try:
            self._parser.Parse(piece)
        except expat.ExpatError:
            if not self._is_over:
                raise damaged(self._part) from None
        if self._is_over:
            self._parser = None

    def _refuse(self, *_: object) -> None:
        raise has_entities(self._part)

    def _enough(self, *_: object) -> None:
        self._is_over = True


def refuse_other_kind(container: Container, wanted: str) -> None:
    """Refuse a container that is not what the name of the file says."""
    if container.kind != wanted:
        raise wrong_extension(container.name, _IS_REALLY.get(container.kind or "", _OTHER))
