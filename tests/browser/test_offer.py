"""The offer of the page in Chinese, to those whose browser prefers Chinese."""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Locator, Page, expect
from prose import path_of
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

SETTINGS = "?rate.lr=0.3#too-large"

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LOOK = """() => axe.run({
    runOnly: ["color-contrast", "region", "button-name", "link-name", "landmark-unique", "valid-lang"],
}).then((result) => result.violations.map((violation) => violation.id))"""

MOVED = """() => {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: "layout-shift", buffered: true });
    return observer.takeRecords().map(({ value }) => value);
}"""

BLOCKED = """for (const name of ["localStorage", "sessionStorage"]) {
    const get = () => { throw new DOMException("Access is denied for this document.", "SecurityError"); };
    Object.defineProperty(window, name, { configurable: true, get });
}"""
"""What Chromium does where a reader has blocked cookies."""


def offer_on(page: Page) -> Locator:
    return page.locator(".offer")


def is_offered(page: Page, address: str) -> bool:
    page.goto(address, wait_until="networkidle")
    for module in ("reading", "offer"):  # the page's own import of it comes first
        page.evaluate(f"import('/assets/{module}.js').then(() => {{}})")
    return offer_on(page).count() == 1


def test_the_offer_leads_to_the_same_heading_with_the_same_settings(new_context: NewContext, address: str) -> None:
    page = new_context(locale="zh-TW").new_page()
    assert is_offered(page, address + path_of("chapter/learning-rate") + SETTINGS)
    link = offer_on(page).get_by_role("link", name="這一頁有繁體中文版")
    expect(link).to_be_in_viewport()
    assert re.search(r"\d/chapter/learning-rate/", page.url)  # nobody is redirected
    link.click()
    page.wait_for_url("**/zh-TW/chapter/learning-rate/" + SETTINGS)
    expect(page.locator("#too-large")).to_be_in_viewport()
    assert offer_on(page).count() == 0
    assert not is_offered(page, address + path_of("chapter/learning-rate"))  # back on purpose


@pytest.mark.exhaustive
def test_the_offer_is_made_on_one_page_until_it_is_closed(new_context: NewContext, address: str) -> None:
    page = new_context(locale="zh-TW").new_page()
    first, second = address, address + path_of("chapter/gradient")
    assert [is_offered(page, each) for each in (first, first, second, first)] == [True, True, False, True]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # after the link that skips to the content
    expect(offer_on(page).get_by_role("link")).to_be_focused()
    page.keyboard.press("Tab")
    expect(offer_on(page).get_by_role("button", name="關閉")).to_be_focused()
    page.keyboard.press("Enter")
    expect(offer_on(page)).to_have_count(0)
    assert [is_offered(page, each) for each in (first, second)] == [False, False]


@pytest.mark.exhaustive
def test_where_storage_is_blocked_the_offer_is_made_and_can_be_closed(new_context: NewContext, address: str) -> None:
    context = new_context(locale="zh-TW")
    context.add_init_script(BLOCKED)
    page = context.new_page()
    assert is_offered(page, address)
    offer_on(page).get_by_role("button").click()
    expect(offer_on(page)).to_have_count(0)


@pytest.mark.parametrize(
    ("languages", "path", "offered"),
    [
        ("zh-TW", "", True),
        ("zh-CN", "", True),
        ("fr", "", False),
        ("en-US", "", False),
        ("zh-TW", "zh-TW/", False),
        ("zh-TW", "404.html", False),  # in both languages
    ],
)
def test_only_an_english_page_is_offered_in_chinese(
    new_context: NewContext, address: str, languages: str, path: str, offered: bool
) -> None:
    page = new_context(locale=languages).new_page()
    assert is_offered(page, address + path) == offered


@pytest.mark.exhaustive
@pytest.mark.parametrize(("languages", "offered"), [(["en-US", "zh-TW"], False), (["fr", "zh-TW", "en"], True)])
def test_the_first_of_both_languages_in_the_browsers_list_counts(
    new_context: NewContext, address: str, languages: list[str], offered: bool
) -> None:
    context = new_context()
    context.add_init_script(f"Object.defineProperty(navigator, 'languages', {{ get: () => {languages} }})")
    page = context.new_page()
    assert is_offered(page, address) == offered


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [360, 1280])
def test_the_offer_moves_nothing_is_accessible_and_is_not_printed(
    new_context: NewContext, address: str, width: int
) -> None:
    context = new_context(locale="zh-TW", viewport={"width": width, "height": 720})
    page = context.new_page()
    assert is_offered(page, address)
    assert page.evaluate(MOVED) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    target = offer_on(page).get_by_role("button").bounding_box()
    assert target is not None
    assert min(target["width"], target["height"]) >= 24
    page.evaluate(AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(400)  # colours in transition
        assert page.evaluate(LOOK) == []
    end = "() => { scrollTo(0, 1e6); return document.querySelector('.md-footer').getBoundingClientRect().bottom; }"
    line = offer_on(page).bounding_box()
    assert line is not None
    assert page.evaluate(end) <= line["y"]  # not covered
    page.emulate_media(media="print")
    expect(offer_on(page)).to_be_hidden()
