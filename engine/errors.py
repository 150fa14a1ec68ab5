"""The tree of everything that can be refused or go wrong.

The docstring of a leaf is its English message, ``de`` its German one; both are filled with the
facts that the error carries as attributes. Doors (command line, web) map classes of this tree to
exit codes and status codes; a test fails on a leaf that no door maps.
"""

from __future__ import annotations

import inspect
from string import Formatter
from typing import ClassVar

from engine.findings import Text


class _InLanguage(Formatter):
    """Fills a message with facts, those that are texts in its own language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, Text):
            value = value.to(self._language)
        return str(super().format_field(value, format_spec))


class EngineError(Exception):
    """Something was refused or failed."""

    de: ClassVar[str] = "Etwas wurde abgelehnt oder ist misslungen."

    def __init__(self, **facts: object) -> None:
        """Keep the facts as attributes and write the message with them."""
        for name, value in facts.items():
            setattr(self, name, value)
        english = inspect.cleandoc(type(self).__doc__ or "").partition("\n\n")[0].replace("\n", " ")
        self.facts = facts
        self.text = Text(
            de=_InLanguage("de").format(type(self).de, **facts),
            en=_InLanguage("en").format(english, **facts),
        )
        super().__init__(self.text.en)


class NotFound(EngineError):
    """Not found: {name}."""

    de = "Nicht gefunden: {name}."


class DefinitionError(EngineError):
    """The definition cannot be used."""

    de = "Die Definition ist nicht verwendbar."


class RuleError(EngineError):
    """The rule cannot be evaluated."""

    de = "Die Regel ist nicht auswertbar."


class CaseError(EngineError):
    """The case does not allow this."""

    de = "Der Vorgang lässt das nicht zu."


class AccessDenied(EngineError):
    """You may not do this: {wanted} needs {needed}."""

    de = "Das dürfen Sie nicht: {wanted} verlangt {needed}."


class StorageError(EngineError):
    """The database refused."""

    de = "Die Datenbank hat abgelehnt."


class DeliveryError(EngineError):
    """The message could not be handed over."""

    de = "Die Nachricht konnte nicht übergeben werden."

    permanent: ClassVar[bool] = False
    """Whether trying again is of no use."""


class DocumentError(EngineError):
    """The document could not be made."""

    de = "Das Dokument ließ sich nicht herstellen."


class SettingsError(EngineError):
    """The settings cannot be used."""

    de = "Die Einstellungen sind nicht verwendbar."
