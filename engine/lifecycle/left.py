"""Left: how somebody without an account is reached, by what stands in a field of the case.

A letter to her names the field alone. What is in it is read when the letter leaves: once the field
has been erased, nothing is sent any more, and no address is kept anywhere else.
"""

from __future__ import annotations

import re

FIELD = "field:"
"""Before a field, as the recipient of a letter: whoever has left her address there."""
LANGUAGE_IN = "language_in"
"""The fact of such a letter that names the field with its language."""
_ADDRESS = re.compile(r"[^\s,;:<>()\[\]\"']+@[^\s,;:<>()\[\]\"'@]+\.[^\W\d_]{2,}")


def address_in(value: object) -> str | None:
    """Return the e-mail address in what somebody wrote; None without one, or with several."""
    found = _ADDRESS.findall(value) if isinstance(value, str) else []
    return found[0] if len(found) == 1 else None


def field_of(to: str) -> str | None:
    """Return the field that a recipient names, None if it is a role or a person."""
    return to.removeprefix(FIELD) if to.startswith(FIELD) else None
