"""A progress bar for long computations on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")

PROGRESS_AFTER = 2.0  # seconds before the progress bar appears; a shorter computation shows none


def _is_terminal() -> bool:
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):  # stderr is None, not a file, or closed
        return False


def watched(items: Iterable[Item], total: int, what: str) -> Iterable[Item]:
    """Iterates over the items, with a progress bar if stderr is a terminal."""
    # tqdm(disable=None) checks too, but only after starting a thread and fixing multiprocessing's start method.
    if not _is_terminal():
        return items
    return tqdm(items, total=total, desc=what, delay=PROGRESS_AFTER, leave=False)
