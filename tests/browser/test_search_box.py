"""The search finds each page by its topic."""

import re
import string

import pytest
from playwright.sync_api import Page, expect
from prose import LANGUAGES, PAGES, path_of, title
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

TERMS = {
    "en": [
        ("partial derivative", "chapter/gradient"),
        ("central difference", "chapter/numerical-gradient"),
        ("random search", "chapter/hyperparameters"),
        ("Saito", "reference/sources"),
        ("齋藤", "reference/sources"),
    ],
    "zh-TW": [
        ("偏導數", "chapter/gradient"),
        ("中央差分", "chapter/numerical-gradient"),
        ("隨機搜尋", "chapter/hyperparameters"),
        ("齋藤", "reference/sources"),
        ("Saito", "reference/sources"),
    ],
}
"""Terms and the page that explains each."""

TYPE = """(field, term) => {
    for (let end = 1; end <= term.length; end++) {
        field.value = term.slice(0, end);
        field.dispatchEvent(new KeyboardEvent("keyup"));
    }
}"""
"""Types a term letter by letter, faster than the index is built."""


def open_search(page: Page, address: str, language: str) -> None:
    """Opens the home page and its search, which then listens."""
    page.goto(address + path_of("index", language))
    page.keyboard.press("/")
    expect(page.locator(".md-search-result__meta")).not_to_have_text("")


def find(page: Page, address: str, terms: list[tuple[str, str]], language: str) -> None:
    """Searches for each term, and expects its page among the first three results."""
    field, results = page.locator(".md-search__input"), page.locator(".md-search-result__item")
    for term, name in terms:
        field.fill(term)
        page.keyboard.press("End")  # the search listens to key events, which fill() does not send
        expect(results.first, term).to_be_visible()
        links = [result.locator("a").first.get_attribute("href") or "" for result in results.all()[:3]]
        assert address + path_of(name, language) in [re.split("[?#]", link)[0] for link in links], term
        field.fill("")
        page.keyboard.press("End")
        expect(results).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_finds_its_page_among_the_first_three(new_context: NewContext, address: str, language: str) -> None:
    page = new_context().new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    open_search(page, address, language)
    page.wait_for_load_state("networkidle")
    assert f"{address}assets/search.js" in [url.partition("#")[0] for url in requested]
    assert not any("workers/search" in url or "docs.json" in url for url in requested)  # nothing before a query
    first, about = TERMS[language][0]
    page.locator(".md-search__input").evaluate(TYPE, first)
    top = page.locator(".md-search-result__item:nth-child(-n + 3) > a")
    expect(top.and_(page.locator(f'[href^="{address + path_of(about, language)}"]')).first).to_be_visible()
    find(page, address, TERMS[language], language)


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_finds_its_page_among_the_first_three(page: Page, address: str, language: str) -> None:
    open_search(page, address, language)
    find(page, address, [(re.split("[,、]", title(name, language))[0], name) for name in PAGES], language)


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_and_digit_finds_something(page: Page, address: str, language: str) -> None:
    open_search(page, address, language)
    field = page.locator(".md-search__input")
    for sign in string.ascii_lowercase + string.digits:  # each completes to all terms that begin so: none makes it fail
        field.fill(sign)
        page.keyboard.press("End")
        expect(page.locator(".md-search-result__item").first, sign).to_be_visible()
