"""The page of measurements: its tables are complete, and its numbers rounded to two digits."""

import re

import pytest
from measured import PAGE, two_digits, write_rows
from prose import PAGES


@pytest.mark.parametrize(
    ("value", "text"), [(0.123, "0.12"), (1.0, "1"), (2.649, "2.6"), (2.651, "2.7"), (99.9, "100"), (234.0, "230")]
)
def test_a_measured_number_has_two_digits(value: float, text: str) -> None:
    assert two_digits(value) == text


def rows(table: str) -> list[list[list[str]]]:
    """The rows of a table in each language."""
    found = re.findall(rf"<!-- {table} -->\n\|.*\n\|[ |:-]*\n((?:\|.*\n)*)<!-- end -->", PAGE.read_text("utf-8"))
    return [[re.split(r" *\| *", line.strip("| \n")) for line in part.splitlines()] for part in found]


def test_lighthouse_scores_cover_every_page_in_both_languages() -> None:
    english, chinese = rows("lighthouse")
    assert len(english) == len(chinese) == len(PAGES)
    for _, performance, *others in english + chinese:
        assert 0 < int(performance) <= 100  # depends on the machine
        assert others == ["100", "100", "100"]


def test_both_languages_show_the_same_ratios() -> None:
    english, chinese = rows("speed")
    assert len(english) > 10
    assert [row[2:] for row in english] == [row[2:] for row in chinese]


def test_a_missing_table_raises_and_nothing_is_written() -> None:
    before = PAGE.read_bytes()
    with pytest.raises(ValueError, match="the table 'weights' once in each language"):
        write_rows("weights", {"en": [], "zh-TW": []})
    assert PAGE.read_bytes() == before
