"""The search: whoever types what a page is about finds the page."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from prose import LANGUAGES, PAGES, path_of, title

TITLES = [
    (re.split("[,、]", title(name, language))[0], path_of(name, language)) for name in PAGES for language in LANGUAGES
]
"""The first term of each title, and where its page is."""


def found(page: Page, address: str, query: str, path: str) -> list[str]:
    """The pages among the results of a search, best first, by their path; asked in the language of `path`."""
    page.goto(address + ("zh-TW/" if path.startswith("zh-TW/") else ""))
    page.keyboard.press("/")
    page.locator(".md-search__input").fill(query)
    page.keyboard.press("End")  # the search listens to keys, which filling in does not press
    results = page.locator(".md-search-result__item")
    expect(results.first).to_be_visible()
    links = [result.locator("a").first.get_attribute("href") for result in results.all()]
    return [urlsplit(str(link)).path.removeprefix("/") for link in links]


@pytest.mark.parametrize(("query", "path"), TITLES)
def test_the_first_term_of_a_title_finds_its_page_among_the_first_three(
    page: Page, address: str, query: str, path: str
) -> None:
    assert path in found(page, address, query, path)[:3]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("partial derivative", "chapter/gradient/"),
        ("偏導數", "zh-TW/chapter/gradient/"),
        ("central difference", "chapter/numerical-gradient/"),
        ("中央差分", "zh-TW/chapter/numerical-gradient/"),
        ("random search", "chapter/hyperparameters/"),
        ("隨機搜尋", "zh-TW/chapter/hyperparameters/"),
    ],
)
def test_a_term_finds_the_page_that_explains_it(page: Page, address: str, query: str, path: str) -> None:
    assert path in found(page, address, query, path)[:3]
