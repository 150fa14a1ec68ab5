"""Names and identifiers as they are typed: short, visible, and fit to be typed again."""

from __future__ import annotations

import re

import click

from engine.findings import Text, is_language

LONGEST_NAME = 200
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")


class Name(click.ParamType[str]):
    """What somebody or something is called."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take a visible line of at most 200 characters."""
        name = value.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            words = Text(
                de=f"erwartet ist eine Zeile mit 1 bis {LONGEST_NAME} sichtbaren Zeichen",
                en=f"a line of 1 to {LONGEST_NAME} visible characters is expected",
            )
            self.fail(ctx.obj.words(words) if ctx else words.en, param, ctx)
        return name


class Identifier(click.ParamType[str]):
    """What something is told apart by."""

    name = "id"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take letters, digits and ``_ - . :``, at most 80."""
        if not _IDENTIFIER.fullmatch(value):
            words = Text(
                de=f"„{value[:40]}“: erwartet sind Buchstaben, Ziffern und _ - . : (höchstens 80)",
                en=f"“{value[:40]}”: letters, digits and _ - . : are expected (80 at most)",
            )
            self.fail(ctx.obj.words(words) if ctx else words.en, param, ctx)
        return value


class LanguageTag(click.ParamType[str]):
    """A language by its tag."""

    name = "tag"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take a tag of BCP 47: ``de``, ``ar``, ``de-simple``."""
        if not is_language(value):
            words = Text(
                de=f"„{value[:40]}“: erwartet ist ein Sprachkürzel wie de, ar oder de-simple",
                en=f"“{value[:40]}”: a language tag such as de, ar or de-simple is expected",
            )
            self.fail(ctx.obj.words(words) if ctx else words.en, param, ctx)
        return value
