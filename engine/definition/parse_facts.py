"""Facts, decision tables and messages: what rules ask and what letters say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.definition.declare import Raw, title
from engine.definition.draft import Draft, is_rule, place_of
from engine.definition.model import Fact, Message
from engine.definition.parse_effects import known_workflow
from engine.definition.scopes import ASKED, CLOCK, child_type, fact_type
from engine.definition.value_words import short
from engine.findings import Text, pointer
from engine.rules.tables import Table, parse_table
from engine.rules.types import DYN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.effects import Expression
    from engine.definition.outline import Outline
    from engine.rules.rule import Rule
    from engine.rules.scope import Scope

KINDS = (
    "count",
    "sum",
    "min",
    "max",
    "exists",
    "list",
    "seats",
    "body",
    "bodies",
    "organisations",
)
"""What a fact can be; the key tells which."""


def facts(draft: Draft, raw: Mapping[str, Raw]) -> dict[str, Fact]:
    """Return the facts, and give the scopes their types."""
    found = {key: _fact(draft, key, each) for key, each in raw.items()}
    draft.scopes.facts = {
        key: fact_type(fact, draft.others.get(fact.of)) for key, fact in found.items()
    }
    return found


def _fact(draft: Draft, key: str, raw: Raw) -> Fact:
    at = pointer("facts", key)
    kind = next(kind for kind in KINDS if kind in raw)
    if kind == "organisations":
        return Fact(key, kind, "", lock=raw.get("lock", False))
    of: str = raw[kind]
    if kind == "bodies":
        return Fact(key, kind, of, lock=raw.get("lock", False))
    if kind in {"seats", "body"}:
        draft.known("body", of, f"{at}/{kind}")
        return Fact(key, kind, of, lock=raw.get("lock", False))
    known_workflow(draft, of, f"{at}/{kind}")
    seen = draft.others.get(of)
    if seen is not None:
        draft.findings += seen.places.unknown(raw.get("in", []), f"{at}/in")
    scope = draft.scopes.scope(ASKED, each=child_type(seen) if seen else DYN)
    return Fact(
        key=key,
        kind=kind,
        of=of,
        states=tuple(raw.get("in", [])),
        which=draft.condition(raw.get("which"), f"{at}/which", scope),
        field=_read(draft, raw.get("of"), f"{at}/of", scope, seen),
        where=_where(draft, raw.get("where", {}), f"{at}/where", seen),
        lock=raw.get("lock", False),
        among=raw.get("among"),
    )


def _read(
    draft: Draft, raw: str | None, at: str, scope: Scope, seen: Outline | None
) -> str | Rule | None:
    """Return the field that is read of the other cases, or the rule that is asked of each."""
    if raw is not None and is_rule(raw):
        return draft.rule(raw, at, scope, None)
    if raw is not None and seen is not None:
        draft.known_among("field", raw, seen.fields, at)
    return raw


def _where(draft: Draft, raw: Raw, at: str, seen: Outline | None) -> dict[str, Expression]:
    scope = draft.scopes.scope(ASKED)
    found: dict[str, Expression] = {}
    for key, value in raw.items():
        where = at + pointer(key)
        if seen is not None:
            draft.known_among("field", key, seen.fields, where)
        found[key] = draft.expression(
            value, where, scope, place_of(seen.fields.get(key) if seen else None)
        )
    return found


def tables(draft: Draft, raw: Mapping[str, Raw]) -> dict[str, Table]:
    """Return the decision tables, and let rules ask them."""
    scope = draft.scopes.scope(CLOCK, draft.outline.places.going_on)
    found: dict[str, Table] = {}
    for key, each in raw.items():
        table, findings = parse_table(each, scope, key)
        draft.findings += [finding.below(pointer("tables", key)) for finding in findings]
        if table is not None:
            found[key] = table
    draft.scopes.tables = found
    return found


def messages(draft: Draft, raw: Mapping[str, Raw]) -> dict[str, Message]:
    """Return the messages; what stands in braces names a fact or a field."""
    for key, each in raw.items():
        for part in ("subject", "text"):
            _check_braces(draft, each[part], pointer("messages", key, part))
    return {
        key: Message(key, title(each["subject"]), title(each["text"])) for key, each in raw.items()
    }


_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_GIVEN = (
    "number title workflow town state phase obligation due_on days_left days_late creditor owner "
    "consequence body question outcome resolution role reason event until_on"
)
_LETTER_FACTS = frozenset(_GIVEN.split())
"""What the engine puts into letters besides the fields of the case."""


def _check_braces(draft: Draft, words: Raw, at: str) -> None:
    known = _LETTER_FACTS | draft.declared["field"]
    for language, text in words.items():
        for name in _named(text) if language != "note" else ():
            if name not in known:
                draft.report(
                    "unknown-placeholder",
                    at + pointer(language),
                    Text(
                        de=f"{short('{' + name + '}')} kann niemand ausfüllen.",
                        en=f"Nobody can fill in {short('{' + name + '}')}.",
                    ),
                    Text(
                        de="In Klammern steht ein Feld des Vorgangs, zum Beispiel {title}.",
                        en="Braces name a field of the case, for example {title}.",
                    ),
                )


def _named(text: str) -> Iterator[str]:
    for match in _BRACES.finditer(text):
        yield match[1] or ""
