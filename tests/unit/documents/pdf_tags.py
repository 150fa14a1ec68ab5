"""What a screen reader finds in a PDF: its structure, language, title and headings of tables."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader


@dataclass
class Tags:
    language: str | None
    title: str | None
    shows_title: bool
    is_marked: bool
    part: str
    """Part of PDF/UA that the file claims."""
    counts: Counter[str] = field(default_factory=Counter)
    headings: list[str] = field(default_factory=list)
    scopes: Counter[str] = field(default_factory=Counter)
    loose_rows: int = 0
    """Rows of tables that hold something else than cells."""


def tags_of(pdf: bytes) -> Tags:
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    xmp = reader.xmp_metadata
    found = Tags(
        language=root.get("/Lang"),
        title=reader.metadata.title if reader.metadata else None,
        shows_title=bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
        is_marked=bool(root.get("/MarkInfo", {}).get("/Marked")),
        part=_ua_part(xmp),
    )
    _walk(root["/StructTreeRoot"].get_object(), found)
    return found


def _ua_part(xmp: Any) -> str:
    text = xmp.stream.get_data().decode() if xmp is not None else ""
    return text.partition("pdfuaid:part>")[2][:1] or text.partition('pdfuaid:part="')[2][:1]


def _walk(element: Any, found: Tags) -> None:
    kind = str(element.get("/S", "")).removeprefix("/")
    found.counts[kind] += 1
    if re.fullmatch(r"H\d", kind):
        found.headings.append(kind)
    if kind == "TH":
        found.scopes.update(_scopes(element))
    for child in _children(element):
        inner = child.get_object() if hasattr(child, "get_object") else child
        if hasattr(inner, "get") and "/S" in inner:
            found.loose_rows += kind == "TR" and inner["/S"] not in ("/TH", "/TD")
            _walk(inner, found)


def _scopes(head: Any) -> list[str]:
    attributes = head.get("/A", {})
    entries = attributes if isinstance(attributes, list) else [attributes]
    found = [each.get_object().get("/Scope") for each in entries]
    return [str(each) for each in found if each]


def _children(element: Any) -> list[Any]:
    children = element.get("/K", [])
    children = children.get_object() if hasattr(children, "get_object") else children
    return list(children) if isinstance(children, list) else [children]
