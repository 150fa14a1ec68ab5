"""E-mail addresses as mail servers want them.

A domain is written in ASCII (punycode by IDNA 2008: ß stays a letter of its own, where the
codec of the standard library would silently write to the domain with ss). A local part beyond
ASCII stays as it is and needs a server with SMTPUTF8.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from engine.channels.errors import AddressUnusable

_LONGEST_LOCAL = 64
_LONGEST_LABEL = 63
_LONGEST_DOMAIN = 253
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]+(?<!-)", re.ASCII)


@dataclass(frozen=True, slots=True)
class MailAddress:
    """An address whose domain is ASCII."""

    local: str
    domain: str

    @property
    def is_international(self) -> bool:
        """Whether only a server with SMTPUTF8 can handle it."""
        return not self.local.isascii()

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


def parse_address(text: str) -> MailAddress:
    """Return the address in the form for the mail server.

    Raises:
        AddressUnusable: It is no plain address (quoted local parts and numeric domains are
            not taken).
    """
    local, at, domain = unicodedata.normalize("NFC", text.strip()).rpartition("@")
    if not (at and _LOCAL.fullmatch(local) and len(local.encode()) <= _LONGEST_LOCAL):
        raise AddressUnusable
    ascii_domain = ".".join(_ascii_label(label) for label in domain.split("."))
    if len(ascii_domain) > _LONGEST_DOMAIN:
        raise AddressUnusable
    return MailAddress(local, ascii_domain)


def _ascii_label(label: str) -> str:
    label = unicodedata.normalize("NFKC", label.lower())
    if not label.isascii():
        if not all(each == "-" or unicodedata.category(each)[0] in "LMN" for each in label):
            raise AddressUnusable
        label = "xn--" + label.encode("punycode").decode("ascii")
    if not _LABEL.fullmatch(label) or len(label) > _LONGEST_LABEL:
        raise AddressUnusable
    return label
