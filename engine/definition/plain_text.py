"""Plain text: without signs that nobody sees, and that files and letters cannot hold.

Control characters come along where something is copied from elsewhere; Word files refuse them,
and so does accessible PDF. What overrides the direction of writing makes a text look like another
one. Signs that Unicode keeps for use inside programmes are ours (see the speech of pages).
"""

from __future__ import annotations

import re

UNSEEN = (
    r"\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f"
    r"\u202d\u202e\ufeff\ufdd0-\ufdef\ufffe\uffff"
)
"""What goes, as the inside of a class of a pattern; JSON Schema reads it too."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")


def plain(text: str) -> str:
    """Return a text without what cannot be seen; line breaks of all kinds become one kind."""
    if text.isprintable():
        return text
    return _BREAKS.sub("\n", _UNSEEN.sub("", text))
