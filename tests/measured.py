"""Writes measurements into docs/reference/measured.md, in both languages, so that no number there is typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from prose import DOCS, LANGUAGES

PAGE = DOCS / "reference" / "measured.md"


def two_digits(value: float) -> str:
    """A measurement rounded to two significant digits, about its reproducibility: 0.37, 2.6, 230."""
    return f"{float(f'{value:.2g}'):g}"


def write_rows(table: str, rows: dict[str, Iterable[Sequence[str]]]) -> None:
    """Replaces the rows between the markers `<!-- table -->` and `<!-- end -->` in each language.

    Raises:
        ValueError: the markers do not occur once per language.
    """
    text = PAGE.read_text(encoding="utf-8")
    marked = re.compile(rf"(?<=<!-- {table} -->\n)((?:.*\n)*?\|[ |:-]*\n)(?:.*\n)*?(?=<!-- end -->)")
    if len(marked.findall(text)) != len(LANGUAGES):
        raise ValueError(f"{PAGE.name} must have the table {table!r} once in each language")
    lines = iter("".join(f"| {' | '.join(row)} |\n" for row in rows[language]) for language in LANGUAGES)
    PAGE.write_text(marked.sub(lambda found: found[1] + next(lines), text), encoding="utf-8")
