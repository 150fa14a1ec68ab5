"""What is said, in plain words, about a document that has not the shape of a definition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition.value_words import did_you_mean, short
from engine.findings import Finding, Text, pointer

Path = tuple[str | int, ...]

_MOST_KEYS = 50
"""Unknown keys of one object that are named."""


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One keyword of the schema that a part of the document does not meet."""

    path: Path
    keyword: str
    wanted: Any
    """The value of the keyword."""
    instance: Any
    schema: Mapping[str, Any]
    """The schema that the keyword stands in."""
    is_key: bool = False
    """Whether it is about the name of a key."""

    @property
    def extras(self) -> list[str]:
        """The undeclared keys."""
        return [key for key in self.instance if key not in self.schema.get("properties", {})]

    @property
    def missing(self) -> list[str]:
        """The required keys that are not there."""
        return [key for key in self.wanted if key not in self.instance]

    @property
    def absent(self) -> list[str]:
        """The required keys that are not there, of a fault about required keys."""
        return self.missing if self.keyword == "required" else []

    @property
    def doomed(self) -> list[Path]:
        """What has to go so that the rest can be read."""
        if self.keyword == "additionalProperties":
            return [(*self.path, key) for key in self.extras]
        if self.is_key:
            return [(*self.path, self.instance)]
        return [self.path]

    def declared(self, key: str) -> Mapping[str, Any]:
        """Return the schema of a key."""
        found: Mapping[str, Any] = self.schema.get("properties", {}).get(key, {})
        return found

    def home_of(self, key: str) -> str | None:
        """Return the key of this object into whose value an unknown key would belong."""
        properties = self.schema.get("properties", {})
        return next((name for name in properties if key in self._members(name)), None)

    def _members(self, name: str) -> Mapping[str, Any]:
        members: Mapping[str, Any] = self.declared(name).get("properties", {})
        return members


def finding_of(fault: Fault) -> list[Finding]:
    """Return what is said about a fault: a finding, or one for each unknown key."""
    if fault.is_key:
        return [_bad_name(fault)]
    if fault.keyword == "additionalProperties":
        return [_unknown_key(fault, key) for key in fault.extras[:_MOST_KEYS]]
    if fault.keyword == "required":
        return [_missing(fault, key) for key in fault.missing]
    if fault.keyword == "dependentRequired":
        return list(_dependent(fault))
    return [_plain(fault)]


def _plain(fault: Fault) -> Finding:
    code, words = _WORDS.get(fault.keyword, ("schema", _other))
    return Finding(
        code=code, where=pointer(*fault.path), message=words(fault), hint=_explained(fault.schema)
    )


def _explained(schema: Mapping[str, Any]) -> Text | None:
    """Return what the schema says of a part, as a hint."""
    if "description" not in schema:
        return None
    english = str(schema["description"])
    return Text(de=str(schema.get("x-beschreibung", english)), en=english)


def _bad_name(fault: Fault) -> Finding:
    name = str(fault.instance)
    return Finding(
        code="bad-name",
        where=pointer(*fault.path, name[:200]),
        message=Text(
            de=f"{short(name)} ist kein möglicher Name.", en=f"{short(name)} is no possible name."
        ),
        hint=_explained(fault.schema),
    )


def _unknown_key(fault: Fault, key: str) -> Finding:
    known = [name for name in fault.schema.get("properties", {}) if name != "note"]
    home = fault.home_of(key)
    if home is not None:
        hint = Text(de=f"Es gehört in „{home}“.", en=f"It belongs into “{home}”.")
    else:
        meant = did_you_mean(key, known)
        listed = ", ".join(known)
        hint = Text(
            de=f"{meant.de} Möglich sind: {listed}.".strip(),
            en=f"{meant.en} Possible are: {listed}.".strip(),
        )
    return Finding(
        code="unknown-key",
        where=pointer(*fault.path, key[:200]),
        message=Text(
            de=f"Den Schlüssel {short(key)} gibt es hier nicht.",
            en=f"There is no key {short(key)} here.",
        ),
        hint=hint,
    )


def _missing(fault: Fault, key: str) -> Finding:
    choices = fault.schema.get("x-one-of")
    where = pointer(*fault.path)
    if choices:
        listed = ", ".join(choices)
        message = Text(
            de=f"Einer dieser Schlüssel ist nötig: {listed}.",
            en=f"One of these keys is needed: {listed}.",
        )
        return Finding(code="missing-key", where=where, message=message)
    message = Text(de=f"Der Schlüssel „{key}“ fehlt.", en=f"The key “{key}” is missing.")
    hint = _explained(fault.declared(key))
    return Finding(code="missing-key", where=where, message=message, hint=hint)


def _dependent(fault: Fault) -> Iterator[Finding]:
    for key, needed in fault.wanted.items():
        missing = [each for each in needed if key in fault.instance and each not in fault.instance]
        for each in missing:
            yield Finding(
                code="missing-key",
                where=pointer(*fault.path),
                message=Text(
                    de=f"„{key}“ geht nur zusammen mit „{each}“.",
                    en=f"“{key}” goes only together with “{each}”.",
                ),
                hint=_explained(fault.declared(each)),
            )


_TYPES = {
    "object": Text(de="ein Objekt { … }", en="an object { … }"),
    "array": Text(de="eine Liste [ … ]", en="a list [ … ]"),
    "string": Text(de='ein Text " … "', en='a text " … "'),
    "integer": Text(de="eine ganze Zahl", en="a whole number"),
    "number": Text(de="eine Zahl", en="a number"),
    "boolean": Text(de="true oder false", en="true or false"),
    "null": Text(de="null", en="null"),
}


def _type(fault: Fault) -> Text:
    wanted = fault.wanted if isinstance(fault.wanted, list) else [fault.wanted]
    words = [_TYPES[name] for name in wanted]
    given = _shown(fault.instance)
    return Text(
        de=f"Hier ist {' oder '.join(each.de for each in words)} nötig, nicht {given.de}.",
        en=f"This needs {' or '.join(each.en for each in words)}, not {given.en}.",
    )


def _shown(value: Any) -> Text:
    if isinstance(value, Mapping):
        return _TYPES["object"]
    if isinstance(value, list):
        return _TYPES["array"]
    word = {True: "true", False: "false", None: "null"}.get(value) if _is_word(value) else None
    shown = word or short(value)
    return Text(de=shown, en=shown)


def _is_word(value: Any) -> bool:
    return value is None or isinstance(value, bool)


def _enum(fault: Fault) -> Text:
    options = [str(each) for each in fault.wanted]
    meant = did_you_mean(fault.instance, options)
    listed = ", ".join(f"“{each}”" for each in options)
    given = _shown(fault.instance)
    return Text(
        de=f"{given.de} steht nicht zur Wahl.{meant.de} Möglich sind: {listed}.",
        en=f"{given.en} is not an option.{meant.en} Possible are: {listed}.",
    )


def _const(fault: Fault) -> Text:
    wanted = _shown(fault.wanted)
    given = _shown(fault.instance)
    return Text(
        de=f"Hier muss {wanted.de} stehen, nicht {given.de}.",
        en=f"This has to be {wanted.en}, not {given.en}.",
    )


def _pattern(fault: Fault) -> Text:
    return Text(
        de=f"{short(fault.instance)} hat nicht die nötige Form.",
        en=f"{short(fault.instance)} has not the form that is needed.",
    )


def _least(fault: Fault) -> Text:
    return Text(
        de=f"Mindestens {fault.wanted} ist nötig.", en=f"At least {fault.wanted} is needed."
    )


def _most(fault: Fault) -> Text:
    return Text(
        de=f"Höchstens {fault.wanted} ist möglich.", en=f"At most {fault.wanted} is possible."
    )


def _few(fault: Fault) -> Text:
    if fault.wanted == 1:
        return Text(de="Das darf nicht leer sein.", en="This must not be empty.")
    return Text(
        de=f"Das ist zu wenig; mindestens {fault.wanted} ist nötig.",
        en=f"This is too little; at least {fault.wanted} is needed.",
    )


def _much(fault: Fault) -> Text:
    if fault.wanted == 0:
        return Text(de="Das muss hier leer bleiben.", en="This has to be empty here.")
    return Text(
        de=f"Das ist zu viel; höchstens {fault.wanted} ist möglich.",
        en=f"This is too much; at most {fault.wanted} is possible.",
    )


def _forbidden(_: Fault) -> Text:
    return Text(
        de="Das passt nicht zu den anderen Schlüsseln, die hier stehen.",
        en="This does not go with the other keys that stand here.",
    )


def _other(fault: Fault) -> Text:
    return Text(
        de=f"Die Form stimmt nicht ({fault.keyword}).",
        en=f"The shape is not right ({fault.keyword}).",
    )


_WORDS: Mapping[str, tuple[str, Callable[[Fault], Text]]] = {
    "type": ("wrong-type", _type),
    "enum": ("not-an-option", _enum),
    "const": ("not-an-option", _const),
    "pattern": ("wrong-form", _pattern),
    "minimum": ("out-of-bounds", _least),
    "maximum": ("out-of-bounds", _most),
    "minLength": ("out-of-bounds", _few),
    "maxLength": ("out-of-bounds", _much),
    "minItems": ("out-of-bounds", _few),
    "maxItems": ("out-of-bounds", _much),
    "minProperties": ("out-of-bounds", _few),
    "maxProperties": ("out-of-bounds", _much),
    "not": ("misplaced-key", _forbidden),
}
