"""How far a long computation has come, for whoever watches it on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")

PROGRESS_AFTER = 2.0
"""Seconds before a terminal shows how far things have come; a shorter wait needs no news."""


def _someone_looks() -> bool:
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):  # there is none, it is no file, or it is closed
        return False


def watched(items: Iterable[Item], total: int, what: str) -> Iterable[Item]:
    """The same items, with a progress bar if someone is looking."""
    # tqdm can tell by itself, but only after it has started a thread and fixed the way processes start.
    if not _someone_looks():
        return items
    return tqdm(items, total=total, desc=what, delay=PROGRESS_AFTER, leave=False)
