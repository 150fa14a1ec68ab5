"""The heap: one for all threads, of which what is free goes back to the system.

The C library gives threads heaps of their own, which hardly shrink. Ours take turns in one
interpreter anyhow, so that they lose nothing by sharing.
"""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _ARENA_MAX = -1, -8
"""Numbers of the parameters. Source: mallopt(3), glibc."""
_KEPT = 128 * 1024
"""Bytes that may lie free at the end of the heap."""


def share_one_heap() -> None:
    """Let threads that begin from now on use one heap; where there is no glibc nothing happens."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, 1)
        mallopt(_TRIM_THRESHOLD, _KEPT)
