"""Writes measurements into MEASURED.md, so that no number there is typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from building import PROJECT

PAGE = PROJECT / "MEASURED.md"


def two_digits(value: float) -> str:
    """A measurement rounded to two significant digits, about its reproducibility: 0.37, 2.6, 230."""
    return f"{float(f'{value:.2g}'):g}"


def write_rows(table: str, rows: Iterable[Sequence[str]]) -> None:
    """Replaces the rows between the markers `<!-- table -->` and `<!-- end -->`.

    Raises:
        ValueError: the markers do not occur once.
    """
    text = PAGE.read_text(encoding="utf-8")
    marked = re.compile(rf"(?<=<!-- {table} -->\n)((?:.*\n)*?\|[ |:-]*\n)(?:.*\n)*?(?=<!-- end -->)")
    if len(marked.findall(text)) != 1:
        raise ValueError(f"{PAGE.name} must have the table {table!r} once")
    lines = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    PAGE.write_text(marked.sub(lambda found: found[1] + lines, text), encoding="utf-8")
