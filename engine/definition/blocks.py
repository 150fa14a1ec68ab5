"""Blocks: ``use`` with ``with`` becomes what the block says, with its parameters put in.

An own key replaces the block's key as a whole. A parameter stands in the block as ``{name}``:
alone as the text of a value it becomes the value as it is, inside a longer text it is written
into it. Braces with any other name stay, for messages have their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definition import schema
from engine.definition.names import unknown_name
from engine.definition.value_words import short
from engine.findings import Finding, Text, pointer

SECTIONS = {
    "obligations": "obligation",
    "events": "event",
    "states": "state",
    "messages": "message",
}
"""Where blocks may be used, and what kind of block there."""

DEEPEST = 8
"""Blocks that use blocks."""
LARGEST = 20_000
"""Values that blocks may bring into one document."""

Documents = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Expanded:
    """A document without ``use``."""

    document: Mapping[str, Any]
    findings: list[Finding]
    used_at: frozenset[str] = frozenset()
    """Pointers of what came, in part, from a block."""
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The same by section and name."""


@dataclass(slots=True)
class _Expansion:
    blocks: Documents
    findings: list[Finding] = field(default_factory=list)
    used_at: set[str] = field(default_factory=set)
    brought: int = 0
    checked: dict[str, list[Finding]] = field(default_factory=dict)

    def section(self, name: str, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: self.entry(SECTIONS[name], each, pointer(name, key))
            if isinstance(each, Mapping) and "use" in each
            else each
            for key, each in raw.items()
        }

    def entry(self, kind: str, raw: Mapping[str, Any], at: str) -> Mapping[str, Any]:
        self.used_at.add(at)
        base = self.base(kind, raw, at, ())
        own = {key: each for key, each in raw.items() if key not in {"use", "with"}}
        return {**base, **own}

    def base(
        self, kind: str, raw: Mapping[str, Any], at: str, trail: tuple[str, ...]
    ) -> Mapping[str, Any]:
        """Return what the block says that is used at a place; nothing if it cannot be used."""
        name = raw["use"]
        block = self._block(name, at)
        if block is None or self._turns_in_circles(name, at, trail):
            return {}
        body = block.get(kind)
        if not isinstance(body, Mapping):
            self._report("block-kind", at, *_wrong_kind(name, kind))
            return {}
        said: dict[str, Any] = self._filled(body, self._values(block, raw.get("with", {}), at))
        if "use" not in said:
            return said
        base = self.base(kind, said, at, (*trail, name))
        return {**base, **{key: v for key, v in said.items() if key not in {"use", "with"}}}

    def _block(self, name: Any, at: str) -> Mapping[str, Any] | None:
        block = self.blocks.get(name) if isinstance(name, str) else None
        if block is None:
            self.findings.append(unknown_name("block", str(name), self.blocks, f"{at}/use"))
            return None
        if name not in self.checked:
            self.checked[name] = schema.check(block, schema.BLOCK)
        wrong = self.checked[name]
        for each in wrong:
            self._report("block-broken", at, *_broken(name, each))
        return None if wrong else block

    def _turns_in_circles(self, name: str, at: str, trail: tuple[str, ...]) -> bool:
        if name in trail:
            self._report("block-cycle", at, *_cycle((*trail, name)))
            return True
        if len(trail) >= DEEPEST:
            self._report("block-too-deep", at, *_TOO_DEEP)
            return True
        return False

    def _values(self, block: Mapping[str, Any], given: Any, at: str) -> dict[str, Any]:
        declared: Mapping[str, Any] = block.get("parameters", {})
        given = given if isinstance(given, Mapping) else {}
        for name in given:
            if name not in declared:
                where = f"{at}/with{pointer(name)}"
                self.findings.append(unknown_name("parameter", name, declared, where))
        values: dict[str, Any] = {}
        for name, parameter in declared.items():
            if name in given:
                values[name] = given[name]
            elif "default" in parameter:
                values[name] = parameter["default"]
            else:
                self._report("missing-parameter", at, *_missing(name))
                values[name] = ""
        return values

    def _filled(self, raw: Any, values: Mapping[str, Any]) -> Any:
        self.brought += 1
        if self.brought > LARGEST:
            return {} if isinstance(raw, Mapping) else None
        if isinstance(raw, str):
            return _put_in(raw, values)
        if isinstance(raw, Mapping):
            return {
                str(_put_in(key, values)): self._filled(each, values) for key, each in raw.items()
            }
        if isinstance(raw, list):
            return [self._filled(each, values) for each in raw]
        return raw

    def _report(self, code: str, at: str, message: Text, hint: Text | None) -> None:
        self.findings.append(Finding(code=code, where=f"{at}/use", message=message, hint=hint))


def expand(document: Mapping[str, Any], blocks: Documents) -> Expanded:
    """Return the document with every ``use`` replaced by what the block says."""
    work = _Expansion(blocks)
    sections = {
        name: work.section(name, document[name])
        for name in SECTIONS
        if isinstance(document.get(name), Mapping) and _uses(document[name].values())
    }
    if work.brought > LARGEST:
        work.findings.append(Finding(code="block-too-large", where="", message=_TOO_LARGE))
    parts = {
        name: {key: each for key, each in section.items() if pointer(name, key) in work.used_at}
        for name, section in sections.items()
    }
    return Expanded({**document, **sections}, work.findings, frozenset(work.used_at), parts)


def _uses(entries: Iterable[Any]) -> bool:
    return any(isinstance(each, Mapping) and "use" in each for each in entries)


_PARAMETER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def _put_in(text: str, values: Mapping[str, Any]) -> Any:
    whole = _PARAMETER.fullmatch(text)
    if whole and whole[1] in values:
        return values[whole[1]]

    def written(match: re.Match[str]) -> str:
        return str(values[match[1]]) if match[1] in values else match[0]

    return _PARAMETER.sub(written, text)


def _wrong_kind(name: str, kind: str) -> tuple[Text, Text]:
    return (
        Text(
            de=f"Der Baustein {short(name)} sagt nichts, was hierher gehört ({kind}).",
            en=f"The block {short(name)} says nothing that belongs here ({kind}).",
        ),
        Text(
            de=f"Verwenden Sie einen Baustein mit „{kind}“.", en=f"Use a block that has “{kind}”."
        ),
    )


def _broken(name: str, finding: Finding) -> tuple[Text, Text | None]:
    place = short(finding.where or "/")
    return (
        Text(
            de=f"Im Baustein {short(name)} bei {place}: {finding.message.de}",
            en=f"In the block {short(name)} at {place}: {finding.message.en}",
        ),
        finding.hint,
    )


def _cycle(trail: tuple[str, ...]) -> tuple[Text, Text]:
    way = " → ".join(trail)
    return (
        Text(
            de=f"Die Bausteine verwenden einander im Kreis: {way}.",
            en=f"The blocks use one another in a circle: {way}.",
        ),
        Text(de="Lassen Sie eines davon weg.", en="Leave one of them out."),
    )


def _missing(name: str) -> tuple[Text, Text]:
    return (
        Text(
            de=f"Der Parameter {short(name)} des Bausteins fehlt.",
            en=f"The block's parameter {short(name)} is missing.",
        ),
        Text(
            de=f'Ergänzen Sie "with": {{"{name}": …}}.',
            en=f'Add "with": {{"{name}": …}}.',
        ),
    )


_TOO_DEEP = (
    Text(
        de=f"Mehr als {DEEPEST} Bausteine verwenden einander.",
        en=f"More than {DEEPEST} blocks use one another.",
    ),
    Text(de="Fassen Sie einige zusammen.", en="Put some of them together."),
)
_TOO_LARGE = Text(
    de="Die Bausteine machen das Dokument zu groß.", en="The blocks make the document too large."
)
