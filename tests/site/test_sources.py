"""Every work that a page or a docstring cites with its year is listed on the page of sources."""

import re

import pytest
from building import PROJECT
from prose import LANGUAGES, PAGES, regions

NAME = r"(?:O')?[A-ZŁ][^\W\d_]+(?:-[A-Z][^\W\d_]+)*"
NAMES = rf"{NAME}(?:(?:, | and |、| 與 ){NAME})*(?: and others| et al\.| 等人)?"
YEAR = r"(?:1[89]|20)\d\d"
CITED = re.compile(rf"({NAMES})(?:, |（|，| \()({YEAR})[),;）；]")  # (Lee and Recht, 2016), or Lee and Recht (2016)
DOCUMENTED = re.compile(rf"(?:Source: |source=\")({NAME})[^;\"]*?\b({YEAR})\b")


def citations(text: str) -> set[tuple[str, str]]:
    """The first author and the year of each work."""
    return {(re.split(r"[^\w'-]", names)[0], year) for names, year in CITED.findall(text)}


def unlisted(cited: set[tuple[str, str]], language: str) -> set[tuple[str, str]]:
    listed = [line for cell in regions("reference/sources", language) for line in cell.source.splitlines()]
    return {(author, year) for author, year in cited if not any(author in line and year in line for line in listed)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(Lee, Simchowitz, Jordan and Recht, 2016).", {("Lee", "2016")}),
        ("Goyal and others (2017)", {("Goyal", "2017")}),
        ("Loshchilov 與 Hutter（2017）", {("Loshchilov", "2017")}),
        ("(Bengio and others, 2013):", {("Bengio", "2013")}),
        ("(Polyak, 1964; Müller, 1983)", {("Polyak", "1964"), ("Müller", "1983")}),
        ("after 20, 100 and 2000 steps", set()),
    ],
)
def test_a_citation_is_its_first_author_and_its_year(text: str, found: set[tuple[str, str]]) -> None:
    assert citations(text) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_work_that_is_not_listed_is_found(language: str) -> None:
    assert unlisted({("Nobody", "1999"), ("Polyak", "1964")}, language) == {("Nobody", "1999")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_work_cited_on_a_page_is_listed(language: str) -> None:
    cells = [cell for name in PAGES if name != "reference/sources" for cell in regions(name, language)]
    cited = set().union(*(citations(cell.source) for cell in cells))
    assert len(cited) > 10
    assert unlisted(cited, language) == set()


def test_every_source_of_a_docstring_is_listed() -> None:
    modules = (PROJECT / "gdbook").glob("*.py")
    cited = {found for path in modules for found in DOCUMENTED.findall(path.read_text(encoding="utf-8"))}
    assert len(cited) > 10
    assert unlisted(cited, "en") == set()
