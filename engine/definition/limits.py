"""The bounds of what a definition and a value may be."""

from __future__ import annotations

import re

LONGEST_TEXT = 10_000
LONGEST_LONGTEXT = 100_000
LONGEST_ID = 200
"""Of the name of a person, organisation, body, case or document."""
LIST_ENTRIES = 1_000

LOWEST_INT = -(1 << 63)
HIGHEST_INT = (1 << 63) - 1
"""Whole numbers of rules and databases."""
GREATEST_NUMBER = 1.7976931348623157e308

TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)
"""An instant: date, time of day and offset from UTC (RFC 3339; seconds may be left out)."""

LARGEST_DOCUMENT = 2_000_000
"""Bytes of a document that is read at all."""
DEEPEST_NESTING = 60
"""Brackets inside brackets of a document."""
MOST_NODES = 60_000
"""Values of one document; the largest workflow in use has a few thousand."""
MOST_RULE_TEXT = 150_000
"""Characters of all rules of one document together; the largest workflow in use has a tenth."""
MOST_FINDINGS = 200
"""Findings of one kind of check; a last one says how many more there are."""
