"""Conditions as they were recorded, every part with its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MARKS = {"tick": "✓", "cross": "✗"}


def verdict_lines(verdict: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield a condition as it was recorded, every part with its value, ticked or crossed."""
    why = verdict.get("why", {})
    tree = why.get("tree")
    if tree is None:
        yield f"{'✓' if verdict.get('holds') else '✗'} {why.get('rule', verdict.get('id', ''))}"
        return
    yield from _part_lines(tree, 0, language)


def _part_lines(part: Mapping[str, Any], depth: int, language: str) -> Iterator[str]:
    indent = "  " * depth
    if part.get("hidden"):
        value = " = (verborgen)" if language == "de" else " = (hidden)"
    elif isinstance(part.get("value"), bool) or "error" in part:
        value = ""
    else:
        value = f" = {part.get('value')}"
    yield f"{indent}{_MARKS.get(str(part.get('mark')), '·')} {part.get('text', '')}{value}"
    for each in part.get("parts", []):
        yield from _part_lines(each, depth + 1, language)
    for each in part.get("elements", []):
        yield f"{indent}  [{each.get('position')}]"
        yield from _part_lines(each["part"], depth + 2, language)
