"""Upgrade: a document of an older format becomes one of the present format, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.findings import Finding, Text

PRESENT = 1
"""The format that this programme speaks."""

Step = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Makes a document of one format into one of the next; changes nothing in place."""

STEPS: Mapping[int, Step] = {}
"""By the format that a step begins with."""


def upgrade(
    document: Mapping[str, Any], steps: Mapping[int, Step] = STEPS, present: int = PRESENT
) -> tuple[Mapping[str, Any] | None, list[Finding]]:
    """Return the document in the present format, or nothing and the reason.

    A document that does not say its format is taken as it is: the schema asks for it.
    """
    number = document.get("format", present)
    if type(number) is not int:
        return document, []
    if number > present:
        return None, [_newer(number, present)]
    while number < present:
        step = steps.get(number)
        if step is None:
            return None, [_unknown(number, present)]
        number += 1
        document = {**step(document), "format": number}
    return document, []


def _newer(number: int, present: int) -> Finding:
    return Finding(
        code="format-newer",
        where="/format",
        message=Text(
            de=f"Das Dokument ist im Format {number:d}; diese Fassung liest bis Format {present}.",
            en=f"The document has format {number:d}; this release reads up to format {present}.",
        ),
        hint=Text(
            de="Bringen Sie Verbindlich auf den neuesten Stand.",
            en="Bring Verbindlich up to date.",
        ),
    )


def _unknown(number: int, present: int) -> Finding:
    return Finding(
        code="format-unknown",
        where="/format",
        message=Text(
            de=f"Ein Format {number:d} gibt es nicht.", en=f"There is no format {number:d}."
        ),
        hint=Text(de=f"Schreiben Sie {present}.", en=f"Write {present}."),
    )
