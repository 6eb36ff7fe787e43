"""Reading the site in a real browser."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from building import PROJECT
from playwright.sync_api import Page, expect
from prose import path_of
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

from gdbook import RULES

SMALL = """() => [...document.querySelectorAll("article :is(button, summary, .handle)")].flatMap((target) => {
    const { width, height } = target.getBoundingClientRect();
    const small = target.checkVisibility() && Math.min(width, height) < 24;
    return small ? [`${width} x ${height}: ${target.outerHTML.slice(0, 100)}`] : [];
})"""


def test_touch_targets_are_large_and_only_handles_prevent_scrolling(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(address + path_of("chapter/gradient-method"))
    expect(page.locator(".handle").first).to_be_attached()
    assert page.evaluate(SMALL) == []
    kept = "() => [...document.querySelectorAll('article *')].filter((e) => getComputedStyle(e).touchAction !== 'auto')"
    assert set(page.evaluate(f"({kept})().map((element) => element.classList.contains('handle'))")) == {True}


BESIDE_A_BUTTON = """() => {
    document.querySelectorAll("details").forEach((fold) => (fold.open = true));
    const stacked = ".dial + .dial *, .dial:has(+ .dial) *, .dial:has(.play ~ .play) *";
    const buttons = [...document.querySelectorAll("article :is(.dial, .live-bar) button")];
    return buttons.filter((button) => button.checkVisibility()).map((button) => {
        button.scrollIntoView({ block: "center" });
        button.disabled = false;
        const { left, top, width, height } = button.getBoundingClientRect();
        const [x, y, reach] = [left + width / 2, top + height / 2, button.matches(stacked) ? 17 : 21];
        const hit = [-reach, 0, reach].map((by) => document.elementFromPoint(x, y + by));
        return [button.textContent, hit.map((one) => one === button || button.contains(one)).join(" ")];
    });
}"""


@pytest.mark.parametrize(
    "name",
    [
        "index",
        *(
            pytest.param(name, marks=pytest.mark.exhaustive)
            for name in ("chapter/hyperparameters", "beyond/line-search", "beyond/network", "beyond/optimizers", "lab")
        ),
    ],
)
def test_a_finger_on_a_phone_may_press_above_and_below_a_button(phone: Page, address: str, name: str) -> None:
    phone.goto(address + path_of(name))
    phone.locator("[data-live][data-ready]").first.wait_for(state="attached")
    reached = phone.evaluate(BESIDE_A_BUTTON)
    assert reached
    assert [one for one in reached if one[1] != "true true true"] == []


def test_figures_follow_the_colour_scheme(page: Page, address: str) -> None:
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


def test_forced_colours_outline_numbers_and_keep_the_swatches(page: Page, address: str) -> None:
    swatches = "[...document.querySelectorAll('.lab-rules i')].map((i) => getComputedStyle(i).borderTopColor)"
    page.goto(address + path_of("lab"))
    expect(page.locator(".handle")).to_be_attached()
    colours = page.evaluate(swatches)
    assert len(set(colours)) == len(RULES)
    page.emulate_media(forced_colors="active")
    assert page.evaluate(swatches) == colours
    for marked in (".vary", ".lab-presets [aria-pressed=true]"):
        for element in page.locator(marked).all():
            expect(element).to_have_css("outline-style", "solid")
    expect(page.locator(".lab-presets [aria-pressed=false]").first).to_have_css("outline-style", "none")


@pytest.mark.exhaustive
@pytest.mark.parametrize(("system", "scheme"), [("dark", "default"), ("light", "slate")])
def test_forced_colours_keep_figures_legible_in_the_other_scheme(
    page: Page, address: str, system: str, scheme: str
) -> None:
    page.emulate_media(forced_colors="active", color_scheme=system)
    for name in ("chapter/gradient-method", "lab"):
        page.goto(address + path_of(name))
        expect(page.locator(".handle").first).to_be_attached()
        page.evaluate("(scheme) => (document.body.dataset.mdColorScheme = scheme)", scheme)
        label = page.locator(".stage text").first.evaluate("(text) => getComputedStyle(text).fill")
        ground = page.locator(".stage").first.evaluate("(stage) => getComputedStyle(stage).backgroundColor")
        light, dark = sorted((label, ground), key=lambda colour: -sum(map(int, re.findall(r"\d+", colour))))
        assert sum(map(int, re.findall(r"\d+", light))) > 650, light
        assert sum(map(int, re.findall(r"\d+", dark))) < 130, dark


@pytest.mark.exhaustive
def test_the_language_switch_keeps_the_page_and_the_heading(page: Page, address: str) -> None:
    page.goto(address + "chapter/gradient-method/#turning")
    page.locator(".md-select > button").hover()
    page.get_by_role("link", name="繁體中文").click()
    page.wait_for_url("**/zh-TW/chapter/gradient-method/#turning")
    expect(page.locator("#turning")).to_have_text(re.compile("路為什麼會轉彎"))
    expect(page.locator("#turning")).to_be_in_viewport()
    page.locator(".md-select > button").hover()
    page.get_by_role("link", name="English").click()
    page.wait_for_url(re.compile(r"\d/chapter/gradient-method/#turning"))


@pytest.mark.exhaustive
def test_the_copy_button_copies_the_whole_program_of_under_30_lines_of_numpy(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address + "chapter/gradient-method/")
    page.locator("[data-live=program] [data-cell] .md-code__button").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    source = (PROJECT / "docs" / "chapter" / "gradient-method.md").read_text(encoding="utf-8")
    # The listing and, from a fold above it, how it measures slopes.
    assert all(part in source for part in copied.strip().split("\n\n\n"))
    assert copied.count("\n") > 20
    lines = [line for line in copied.splitlines() if line.strip()]
    assert len(lines) < 30
    for told in (source, (PROJECT / "docs" / "index.md").read_text(encoding="utf-8")):
        assert f" {len(lines)} lines" in told
        assert f"{len(lines)} 行" in told
    assert [line for line in lines if "import" in line] == ["import numpy as np"]
    (tmp_path / "pasted.py").write_text(copied, encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", "pasted.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "[-6.11110793e-10  8.14814391e-10]\n"


def test_a_wide_listing_in_a_fold_can_be_scrolled_with_the_keyboard_once_it_is_open(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(address + "chapter/gradient/")
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    wide = "[...document.querySelectorAll('details pre > code')].filter((code) => code.scrollWidth > code.clientWidth)"
    page.wait_for_function(f"{wide}.length > 0 && {wide}.every((code) => code.tabIndex === 0)", timeout=5_000)


def test_an_answer_opens_with_the_keyboard(page: Page, address: str) -> None:
    page.goto(address + "chapter/gradient/")
    answer = page.locator("details.answer").first
    expect(answer.locator("pre").first).to_be_hidden()
    answer.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(answer.locator("pre").first).to_be_visible()


def test_without_javascript_figures_code_and_answers_are_readable(new_context: NewContext, address: str) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "chapter/gradient-method/")
    expect(page.locator("figure svg").first).to_be_visible()
    expect(page.locator("[data-live=program] [data-cell]").first).to_contain_text("def gradient_descent")
    page.locator("details.answer summary").first.click()
    expect(page.locator("details.answer pre").first).to_be_visible()


BLOCKED = """for (const name of ["localStorage", "sessionStorage"]) {
    const get = () => { throw new DOMException("Access is denied for this document.", "SecurityError"); };
    Object.defineProperty(window, name, { configurable: true, get });
}"""
"""What Chromium does where a reader has blocked cookies."""


def test_a_page_works_where_cookies_are_blocked(new_context: NewContext, address: str) -> None:
    context = new_context(color_scheme="light")
    context.add_init_script(BLOCKED)
    page = context.new_page()
    page.goto(address + path_of("chapter/learning-rate"), wait_until="networkidle")
    expect(page.locator("[data-cell] .md-code__button >> visible=true").first).to_be_visible()
    scheme = page.locator("body").get_attribute("data-md-color-scheme")
    for _ in range(2):  # from the system's scheme to light to dark
        page.locator("[data-md-component=palette] label:visible").click()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", str(scheme))
    page.keyboard.press("/")
    page.locator(".md-search__input").press_sequentially("saddle")
    expect(page.locator(".md-search-result__item").first).to_be_visible()


COVERED = """() => [...document.querySelectorAll("article .headerlink")].filter((link) => {
    const [sign, heading] = [link.firstChild, link.parentElement.firstChild].map((node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()].at(-1);
    });
    return sign.top < heading.bottom && sign.bottom > heading.top && sign.left < heading.right - 1;
}).map((link) => link.hash)"""


@pytest.mark.parametrize("name", ["reference/api", "chapter/gradient"])
def test_the_link_of_a_heading_does_not_lie_on_it(page: Page, address: str, name: str) -> None:
    page.goto(address + path_of(name))
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator("article .headerlink").count() > 3
        assert page.evaluate(COVERED) == []


@pytest.mark.parametrize(("language", "count"), [("en", "✓ {} checks"), ("zh-TW", "✓ {} 項檢查通過")])
def test_checks_are_folded_under_their_number_and_a_link_into_them_opens_them(
    page: Page, address: str, language: str, count: str
) -> None:
    page.goto(address + path_of("chapter/gradient-method", language))
    check = page.locator("details.check").first
    checked = re.findall("^ *assert ", check.locator("pre").text_content() or "", re.MULTILINE)
    assert check.locator("summary").inner_text() == count.format(len(checked))
    expect(check.locator("pre")).to_be_hidden()
    check.locator("pre").evaluate("(code) => { code.id = 'inside'; location.hash = 'inside'; }")
    expect(check.locator("pre")).to_be_visible()
    assert page.locator("details.check").evaluate_all("(all) => all.map((one) => one.open)").count(True) == 1


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("?h=rosenbrock#found", ["details.closer"]),
        ("?h=stationary#found", []),  # in the text that stands open
        ("?h=tangent+planes#found", ["details.closer"]),
        ("?h=rosenbrock#speed", []),  # in another section
        ("?h=pencil+%E6%B2%92%E6%9C%89#exercises", []),
        ("#found", []),
    ],
)
def test_a_search_hit_opens_the_folded_part_that_has_the_words(
    page: Page, address: str, query: str, parts: list[str]
) -> None:
    page.goto(address + path_of("chapter/gradient-method") + query)
    opened = page.locator("details[open]").evaluate_all("(all) => all.map((one) => `details.${one.className}`)")
    assert opened == parts


def test_a_guess_is_answered_by_keyboard_and_without_javascript(new_context: NewContext, address: str) -> None:
    for javascript in (True, False):
        page = new_context(java_script_enabled=javascript).new_page()
        page.goto(address + path_of("chapter/gradient-method"))
        choices = page.locator("details.choice")
        assert choices.count() >= 2
        for number in (0, 1):
            choices.nth(number).locator("summary").focus()
            page.keyboard.press("Enter")
            expect(choices.nth(number).locator("p")).to_be_visible()
        expect(choices.nth(0).locator("p")).to_be_hidden()  # one at a time


def test_a_link_to_the_glossary_tells_its_word_to_mouse_keyboard_and_finger(
    new_context: NewContext, address: str
) -> None:
    page = new_context().new_page()
    page.goto(address + path_of("chapter/loss"))
    link = page.locator('article p a[href*="glossary/#loss-function"]').first
    tip = page.get_by_role("tooltip")
    link.hover()
    expect(tip).to_be_visible()
    expect(link).to_have_attribute("aria-describedby", "term")
    assert not re.search(r"\bSee\b", tip.inner_text())
    tip.hover()
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    page.keyboard.press("Tab")
    link.focus()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    phone = new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()
    phone.goto(address + path_of("chapter/loss"))
    link, tip = phone.locator('article p a[href*="glossary/#loss-function"]').first, phone.get_by_role("tooltip")
    link.tap()
    expect(tip).to_be_visible()
    box = tip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    link.tap()
    phone.wait_for_url("**/glossary/#loss-function")


BESIDE = """() => [...document.querySelectorAll("figure:has(> figcaption)")].flatMap((figure) => {
    const [pictures, caption] = [figure.querySelector(".pictures"), figure.querySelector("figcaption")]
        .map((part) => part.getBoundingClientRect());
    const middle = (box) => box.top + box.height / 2;
    return caption.left >= pictures.right ? [Math.abs(middle(caption) - middle(pictures))] : [];
})"""


@pytest.mark.exhaustive
def test_a_caption_beside_its_figure_is_level_with_its_middle(page: Page, address: str) -> None:
    page.goto(address + path_of("beyond/line-search"))
    page.locator("details").evaluate_all("(all) => all.forEach((one) => (one.open = true))")
    apart = page.evaluate(BESIDE)
    assert len(apart) > 1
    assert max(apart) < 8


CUT = """() => {
    const list = document.querySelector(".md-sidebar--primary");
    const edge = list.querySelector(".md-nav__title").getBoundingClientRect().bottom;
    const isSeen = (link) => link.getClientRects().length && getComputedStyle(link).opacity > 0.1;
    const links = [...list.querySelectorAll(".md-nav__link")].filter(isSeen);
    const boxes = links.map((link) => link.getBoundingClientRect());
    return boxes.filter(({ top, bottom }) => top < edge - 1 && bottom > edge + 1).length;
}"""


@pytest.mark.parametrize("page_name", ["beyond/network", "lab", "reference/sources"])
def test_no_entry_of_the_list_of_pages_is_cut_by_its_title(page: Page, address: str, page_name: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address + path_of(page_name))
    scrolled = "document.querySelector('.md-sidebar--primary .md-sidebar__scrollwrap').scrollTop"
    page.wait_for_function(f"{scrolled} > 0")
    assert page.evaluate(CUT) == 0
    page.mouse.move(100, 400)
    page.mouse.wheel(0, -45)
    page.wait_for_timeout(500)
    assert page.evaluate(CUT) == 0
