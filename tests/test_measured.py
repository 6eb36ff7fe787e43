"""The page of measurements: its tables are complete, and its numbers rounded to two digits."""

import re

import pytest
from measured import PAGE, two_digits, write_rows
from prose import PATHS


@pytest.mark.parametrize(
    ("value", "text"), [(0.123, "0.12"), (1.0, "1"), (2.649, "2.6"), (2.651, "2.7"), (99.9, "100"), (234.0, "230")]
)
def test_a_measured_number_has_two_digits(value: float, text: str) -> None:
    assert two_digits(value) == text


def rows(table: str) -> list[list[str]]:
    (part,) = re.findall(rf"<!-- {table} -->\n\|.*\n\|[ |:-]*\n((?:\|.*\n)*)<!-- end -->", PAGE.read_text("utf-8"))
    return [re.split(r" *\| *", line.strip("| \n")) for line in part.splitlines()]


def test_lighthouse_scores_cover_every_page_in_both_languages() -> None:
    found = rows("lighthouse")
    assert [f"/{path}" for path in PATHS if path != "404.html"] == [path.strip("`") for path, *_ in found]
    for _, performance, *others in found:
        assert 0 < int(performance) <= 100  # depends on the machine
        assert others == ["100", "100", "100"]


def test_every_ratio_has_two_digits() -> None:
    found = rows("speed")
    assert len(found) > 10
    for _, _, *numbers in found:  # the ratio, and the budget if there is one
        for number in numbers:
            assert two_digits(float(number.removeprefix("1/"))) == number.removeprefix("1/")


def test_a_missing_table_raises_and_nothing_is_written() -> None:
    before = PAGE.read_bytes()
    with pytest.raises(ValueError, match="the table 'weights' once"):
        write_rows("weights", [])
    assert PAGE.read_bytes() == before
