"""Values separated by commas, or by semicolons as Excel in German wants them; nothing runs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet program would run."""


def write_csv(rows: Iterable[Sequence[Any]], separator: str = ",") -> bytes:
    """Return rows as CSV: UTF-8 with a mark, so that Excel reads umlauts."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    """Return a value as text that no spreadsheet program runs as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(_RUNS) else text
