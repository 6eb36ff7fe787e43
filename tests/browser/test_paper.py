"""The printed site: dark on white in either colour scheme, with unfolded answers and without controls."""

import pytest
from playwright.sync_api import Page, expect
from prose import LANGUAGES, path_of
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

COLOURS = """() => [...document.querySelectorAll("body, article, article *")].map((element) => {
    const { color, backgroundColor, borderColor, fill, stroke } = getComputedStyle(element);
    return [element.localName, color, backgroundColor, borderColor, fill, stroke].join(" ");
})"""

CONTROLS = "button, select, input:not(.field input), .headerlink, .downloads a"


@pytest.mark.parametrize("name", ["chapter/gradient-method", "lab"])
def test_a_page_is_printed_in_the_light_scheme(page: Page, address: str, name: str) -> None:
    colours: list[list[str]] = []
    for scheme, called in (("light", "default"), ("dark", "slate")):
        page.emulate_media(media="print", color_scheme=scheme)
        page.goto(address + path_of(name))
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", called)
        expect(page.locator(".field").first).to_be_attached()
        colours.append(page.evaluate(COLOURS))
    light, dark = colours
    assert light[0].startswith("body rgb(29, 40, 48) rgb(255, 255, 255)")
    assert [one for one, other in zip(dark, light, strict=True) if one != other] == []


@pytest.mark.parametrize("name", ["chapter/gradient-method", "lab"])
def test_controls_are_not_printed(page: Page, address: str, name: str) -> None:
    page.goto(address + path_of(name))
    expect(page.get_by_role("button", name="Reset").first).to_be_visible()
    page.emulate_media(media="print")
    controls = page.locator("article").locator(CONTROLS)
    assert controls.count() > 5
    assert [one.evaluate("one => one.outerHTML") for one in controls.all() if one.is_visible()] == []


def test_answers_are_printed_unfolded(new_context: NewContext, address: str) -> None:
    page = new_context(java_script_enabled=False).new_page()  # with it, Material unfolds them
    folded = "() => [...document.querySelectorAll('details > :not(summary)')].map((part) => part.checkVisibility())"
    for language in LANGUAGES:
        page.goto(address + path_of("chapter/gradient-method", language))
        page.emulate_media(media="screen")
        assert set(page.evaluate(folded)) == {False}
        page.emulate_media(media="print")
        assert set(page.evaluate(folded)) == {True}


def test_each_number_of_a_field_is_printed_once(page: Page, address: str) -> None:
    page.goto(address + path_of("chapter/gradient-method") + "?program.lr=0.37")
    expect(page.locator("[data-live=program] [name=lr]")).to_have_value("0.37")
    page.emulate_media(media="print")
    expect(page.locator(".field input:visible")).to_have_count(0)
    for number in page.locator("pre .field span").all():
        expect(number).to_be_visible()
        assert number.evaluate("(number) => getComputedStyle(number).color") == "rgb(0, 122, 140)"
    expect(page.locator("pre .field span", has_text="0.37")).to_have_count(1)
