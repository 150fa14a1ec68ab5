"""The bounds that hostile rules run into: each ends in a finding or in a failed rule."""

from __future__ import annotations

LONGEST_RULE = 4096
"""Characters of a rule."""
MOST_NODES = 500
DEEPEST_NESTING = 60
"""Brackets inside brackets, and operations inside operations."""
MOST_DIGITS = 20
"""Digits of a whole number: the largest unsigned one has 20."""

MOST_STEPS = 300_000
"""Nodes that list macros may visit, and characters and items that they may build."""
LONGEST_PATTERN = 500
LARGEST_PATTERN_MEMORY = 1 << 20
"""Bytes that a compiled pattern may take."""

LOWEST_INT = -(1 << 63)
HIGHEST_INT = (1 << 63) - 1
HIGHEST_UINT = (1 << 64) - 1
