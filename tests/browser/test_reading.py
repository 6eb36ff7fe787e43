"""The site as a reader meets it, in a real browser."""

import re

import pytest
from building import PROJECT
from playwright.sync_api import Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

PAGES = ["", "chapter/gradient/", "chapter/gradient-method/"]
ALL = [prefix + page for prefix in ("", "zh-TW/") for page in PAGES]


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_scrolls_sideways(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for summary in page.locator("details.answer > summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ALL)
def test_no_text_in_a_figure_is_cut_or_tiny_on_a_phone(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(address + path)
    boxes = page.evaluate(
        """() => [...document.querySelectorAll(".pictures svg")].flatMap((svg) => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll("text")].map((text) => {
                const box = text.getBoundingClientRect();
                const scale = frame.width / svg.viewBox.baseVal.width;
                return {
                    text: text.textContent,
                    // some pixels over the frame are still shown, and still clear of what is around
                    inside: box.left >= frame.left - 5 && box.right <= frame.right + 5
                        && box.top >= frame.top - 5 && box.bottom <= frame.bottom + 5,
                    size: parseFloat(getComputedStyle(text.querySelector("tspan") ?? text).fontSize) * scale,
                };
            });
        })"""
    )
    assert boxes
    assert [box for box in boxes if not box["inside"]] == []
    assert [box for box in boxes if box["size"] < 6] == []  # exponents are the smallest


def test_figures_follow_the_scheme(page: Page, address: str) -> None:
    page.goto(address + "chapter/gradient-method/")
    path = page.locator('[data-part="path"] path').first
    label = page.locator(".pictures text").first
    look = (
        "[getComputedStyle(document.querySelector('[data-part=path] path')).stroke,"
        " getComputedStyle(document.querySelector('.pictures text')).fill,"
        " getComputedStyle(document.body).backgroundColor]"
    )
    page.emulate_media(color_scheme="light")
    light = page.evaluate(look)
    page.emulate_media(color_scheme="dark")
    page.reload()
    dark = page.evaluate(look)
    assert path.count() == label.count() == 1
    assert all(one != other for one, other in zip(light, dark, strict=True))


def test_the_language_switch_stays_on_the_page_and_the_heading(page: Page, address: str) -> None:
    page.goto(address + "chapter/gradient-method/#turning")
    page.locator(".md-select > button").hover()
    page.get_by_role("link", name="繁體中文").click()
    page.wait_for_url("**/zh-TW/chapter/gradient-method/#turning")
    expect(page.locator("#turning")).to_have_text(re.compile("路為什麼會轉彎"))
    expect(page.locator("#turning")).to_be_in_viewport()
    page.locator(".md-select > button").hover()
    page.get_by_role("link", name="English").click()
    page.wait_for_url(re.compile(r"\d/chapter/gradient-method/#turning"))


def test_the_copy_button_gives_the_whole_program(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address + "chapter/gradient-method/")
    page.locator(".md-code__button, .md-clipboard").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    source = (PROJECT / "docs" / "chapter" / "gradient-method.md").read_text(encoding="utf-8")
    assert copied.strip() in source
    assert copied.count("\n") > 20


def test_an_answer_opens_with_the_keyboard(page: Page, address: str) -> None:
    page.goto(address + "chapter/gradient/")
    answer = page.locator("details.answer").first
    expect(answer.locator("pre").first).to_be_hidden()
    answer.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(answer.locator("pre").first).to_be_visible()


def test_without_javascript_the_page_is_what_the_build_made(new_context: NewContext, address: str) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "chapter/gradient-method/")
    expect(page.locator("figure svg").first).to_be_visible()
    expect(page.locator("pre").first).to_contain_text("def gradient_descent")
    page.locator("details.answer summary").first.click()
    expect(page.locator("details.answer pre").first).to_be_visible()
