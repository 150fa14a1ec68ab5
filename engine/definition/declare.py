"""Declarations: fields, inputs, settings and titles as values, before any rule is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.definition.fields import Field, FieldType, Visibility
from engine.definition.names import CASE_MEMBERS, RESERVED_WORDS, Places, unknown_name
from engine.definition.value_words import short
from engine.definition.values import convert
from engine.findings import Finding, Text, pointer

Raw = Mapping[str, Any]
"""An object of a document that is valid by the schema."""


def title(raw: Raw) -> Text:
    """Return a map of language tag to text as a text."""
    more = {tag: text for tag, text in raw.items() if tag not in {"de", "en", "note"}}
    return Text(de=raw["de"], en=raw["en"], more=more)


def maybe_title(raw: Raw | None) -> Text | None:
    """Return a text, or nothing where nothing is said."""
    return None if raw is None else title(raw)


@dataclass(slots=True)
class Declarations:
    """Reads the fields of one place after the other and collects what is wrong with them."""

    places: Places
    findings: list[Finding]
    case_fields: Mapping[str, Field] = field(default_factory=dict)
    """What ``same_as`` may copy from."""

    def fields(self, raw: Raw, at: str) -> dict[str, Field]:
        """Return the fields declared in one object."""
        return {key: self.field(key, each, at + pointer(key)) for key, each in raw.items()}

    def case(self, raw: Raw, at: str) -> dict[str, Field]:
        """Return the fields of the case, none of which may hide what a case has anyway."""
        for key in raw.keys() & CASE_MEMBERS:
            self.findings.append(_reserved(key, at + pointer(key)))
        return self.fields(raw, at)

    def setting(self, key: str, raw: Raw, at: str) -> Field:
        """Return the field behind a setting: it always has a value."""
        return replace(self.field(key, raw, at), required=True)

    def field(self, key: str, raw: Raw, at: str) -> Field:
        """Return one field; ``same_as`` gives it what it does not say itself."""
        if key in RESERVED_WORDS:
            self.findings.append(_reserved(key, at))
        model = self._model(raw, at)
        base = model or Field(key, FieldType.TEXT, Text(de=key, en=key))
        required_in = raw.get("required_in", [])
        self.findings += self.places.unknown(required_in, f"{at}/required_in")
        declared = replace(
            base,
            key=key,
            type=FieldType(raw.get("type", base.type)),
            title=title(raw["title"]) if "title" in raw else base.title,
            help=maybe_title(raw.get("help")) or base.help,
            required=raw.get("required", False),
            required_in=frozenset(self.places.expand(required_in)),
            default=None,
            visibility=Visibility(raw.get("visibility", base.visibility)),
            personal=raw.get("personal", base.personal),
            options=_titles(raw["options"]) if "options" in raw else base.options,
            of=self._members(raw, base, at),
            link=raw.get("link", base.link),
            minimum=raw.get("minimum", base.minimum),
            maximum=raw.get("maximum", base.maximum),
        )
        self._check_model(declared, model, at)
        return self._with_default(declared, raw, at)

    def _members(self, raw: Raw, base: Field, at: str) -> Mapping[str, Field]:
        """Return the members of a list; those that do not say who sees them are seen as it is."""
        if "of" not in raw:
            return base.of
        shown = Visibility(raw.get("visibility", base.visibility))
        return _shown_as(shown, self.fields(raw["of"], f"{at}/of"), raw["of"])

    def _model(self, raw: Raw, at: str) -> Field | None:
        name = raw.get("same_as")
        if name is None:
            return None
        if name not in self.case_fields:
            where = f"{at}/same_as"
            self.findings.append(unknown_name("field", name, self.case_fields, where))
        return self.case_fields.get(name)

    def _check_model(self, declared: Field, model: Field | None, at: str) -> None:
        if model is None or declared.type is model.type:
            return
        self.findings.append(
            Finding(
                code="same-as-type",
                where=f"{at}/type",
                message=Text(
                    de=f"Das Feld „{model.key}“ ist von der Art „{model.type}“.",
                    en=f"The field “{model.key}” is of type “{model.type}”.",
                ),
                hint=Text(de="Lassen Sie „type“ weg.", en="Leave “type” out."),
            )
        )

    def _with_default(self, declared: Field, raw: Raw, at: str) -> Field:
        if raw.get("default") is None:
            return declared
        value, problems = convert(declared, raw["default"], f"{at}/default")
        self.findings += [
            Finding(code="wrong-value", where=each.path, message=each.message) for each in problems
        ]
        return replace(declared, default=value)


def _shown_as(shown: Visibility, members: Mapping[str, Field], raw: Raw) -> dict[str, Field]:
    """Return members of a list, those that do not say who sees them seen as the list is."""
    return {
        key: each
        if "visibility" in raw[key]
        else replace(each, visibility=shown, of=_shown_as(shown, each.of, raw[key].get("of", {})))
        for key, each in members.items()
    }


def _titles(raw: Raw) -> dict[str, Text]:
    return {value: title(words) for value, words in raw.items()}


def _reserved(key: str, at: str) -> Finding:
    return Finding(
        code="reserved-name",
        where=at,
        message=Text(
            de=f"Der Name {short(key)} ist vergeben.", en=f"The name {short(key)} is taken."
        ),
        hint=Text(
            de="Wählen Sie einen anderen: Regeln lesen unter diesem Namen etwas anderes.",
            en="Choose another one: rules read something else under this name.",
        ),
    )
