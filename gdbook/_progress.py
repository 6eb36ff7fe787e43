"""A progress bar for long computations on a terminal."""

import sys
from collections.abc import Iterable
from typing import Any

from tqdm import tqdm

PROGRESS_AFTER = 2.0  # seconds before the progress bar appears; a shorter computation shows none


def watched(items: Iterable[Any], total: int, what: str) -> Iterable[Any]:
    """Iterates over the items, with a progress bar if stderr is a terminal."""
    try:  # tqdm(disable=None) asks too, but only after starting a thread and fixing multiprocessing's start method
        terminal = sys.stderr.isatty()
    except (AttributeError, ValueError):  # stderr is None, not a file, or closed
        terminal = False
    return tqdm(items, total=total, desc=what, delay=PROGRESS_AFTER, leave=False) if terminal else items
