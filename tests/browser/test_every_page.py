"""What holds for every page: the size of a first visit, the layout on desktops and phones, no violation in axe-core.

A visit takes longer than a test, so the tests of a page share the first one.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import CDPSession, Page, Response, expect
from prose import PATHS, path_of

SLOW = {"offline": False, "latency": 20, "downloadThroughput": 250_000, "uploadThroughput": 250_000}  # bytes a second

MOVED = """() => {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: "layout-shift", buffered: true });
    return observer.takeRecords().map(({ value, sources }) => {
        const where = sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "gone").slice(0, 100));
        return `${value}: ${where.join(" | ")}`;
    });
}"""


@pytest.fixture
def line(page: Page) -> Iterator[CDPSession]:
    """The page's network connection with the cache disabled, so that every visit is a first visit."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield session
    session.detach()


def always_moved(page: Page) -> list[str]:
    """Layout shifts that occur in three visits out of three: a busy machine may paint a half-loaded page."""
    moved = page.evaluate(MOVED)
    for _ in range(2):
        if moved:
            page.reload(wait_until="networkidle")
            moved = page.evaluate(MOVED)
    return moved


FEW = ("", "zh-TW/lab/", "chapter/loss/", "404.html")
"""The pages of a default run: where these tests take long, other pages of each kind are left to an exhaustive run."""

each_page = pytest.mark.parametrize("path", PATHS, scope="module")  # the tests of one page follow each other


def test_the_pages_of_a_default_run_exist() -> None:
    assert set(FEW) < set(PATHS)


def open_page(page: Page, address: str, path: str) -> None:
    """Opens a page, or stays on it if the last test has left it open."""
    if not (page.url == address + path and page.evaluate("window.isKept === true")):
        page.goto(address + path)
        page.evaluate("window.isKept = true")  # conftest.py leaves the page open


@pytest.mark.usefixtures("line")
@pytest.mark.sampled(*FEW)
@each_page
def test_a_first_visit_loads_at_most_330_kilobytes_without_layout_shift(page: Page, address: str, path: str) -> None:
    responses: list[Response] = []

    def collect(response: Response) -> None:
        responses.append(response)

    page.on("response", collect)
    page.goto(address + path, wait_until="networkidle")
    page.remove_listener("response", collect)
    page.evaluate("window.isKept = true")
    sizes = {response.url: len(gzip.compress(response.body())) for response in responses}
    assert len(sizes) > 5
    assert sum(sizes.values()) <= 330_000, sizes
    assert always_moved(page) == []


ILLEGIBLE = """() => [...document.querySelectorAll(".pictures svg")].flatMap((svg) => {
    const frame = svg.getBoundingClientRect();
    const scale = frame.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.getBoundingClientRect().width > 0);
    const boxes = texts.map((text) => text.getBoundingClientRect());
    const frames = texts.map(({ previousElementSibling: path }) =>
        path?.matches('path[d$="z"][style*="fill:none"]') ? path.getBoundingClientRect() : null);
    return texts.flatMap((text, i) => {
        const box = boxes[i];
        // Up to 5 pixels outside the frame are visible and do not touch the surroundings.
        const cut = box.left < frame.left - 5 || box.right > frame.right + 5
            || box.top < frame.top - 5 || box.bottom > frame.bottom + 5;
        const sizes = [text, ...text.children].map((part) => parseFloat(getComputedStyle(part).fontSize));
        const tiny = Math.min(...sizes) * scale < 10;
        const over = texts.find((_, j) => j < i
            && Math.min(box.right, boxes[j].right) - Math.max(box.left, boxes[j].left) > 2
            && Math.min(box.bottom, boxes[j].bottom) - Math.max(box.top, boxes[j].top) > box.height / 2)
            ?? texts.find((_, j) => j !== i && frames[j]
            && Math.min(box.right, frames[j].right) - Math.max(box.left, frames[j].left) > 0.5
            && Math.min(box.bottom, frames[j].bottom) - Math.max(box.top, frames[j].top) > 0.5);
        const found = { cut, tiny, over: over?.textContent };
        return cut || tiny || over ? [`${text.textContent}: ${JSON.stringify(found)}`] : [];
    });
})"""


SPACED = """* {
    letter-spacing: 0.12em !important;
    line-height: 1.5 !important;
    word-spacing: 0.16em !important;
}
p { margin-bottom: 2em !important }"""
"""The text spacing that a page must bear: WCAG 2.2, 1.4.12."""

SCROLLED = """() => [...document.querySelectorAll("pre, pre code")]
    .filter((code) => code.scrollWidth > code.clientWidth)
    .map((code) => `${code.scrollWidth} > ${code.clientWidth}: ${code.textContent}`)"""

CUT = """() => [...document.querySelectorAll(".field input")]
    .filter((field) => field.scrollWidth > field.clientWidth + 1)  // both are rounded
    .map((field) => `${field.scrollWidth} > ${field.clientWidth}: ${field.name} ${field.value}`)"""

UNDER = """() => [...document.querySelectorAll("article summary")].filter((summary) => {
    const words = document.createRange();
    words.selectNodeContents(summary);
    const arrow = parseFloat(getComputedStyle(summary, "::after").width);
    return words.getBoundingClientRect().right > summary.getBoundingClientRect().right - arrow;
}).map((summary) => summary.textContent)"""
"""Folded parts whose title is under the arrow."""

BEYOND = """() => [...document.querySelectorAll("article .formula")]
    .filter((formula) => formula.checkVisibility() && formula.scrollWidth > formula.clientWidth)
    .map((formula) => formula.textContent)"""
"""Formulas outside folded parts that do not fit: what is cut off at an operator looks complete."""

OPEN = """(open) => {
    for (const details of document.querySelectorAll("article details")) details.toggleAttribute("open", open);
}"""


@pytest.mark.sampled(*FEW)
@each_page
def test_a_page_fits_a_desktop_and_a_phone(page: Page, address: str, path: str) -> None:
    open_page(page, address, path)
    page.evaluate(OPEN, True)
    fitting = "document.documentElement.scrollWidth"
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(fitting) <= width, f"{width} px"
        assert bool(page.locator(".pictures svg text").count()) == bool(page.locator("figure").count())
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        assert page.evaluate(ILLEGIBLE) == [], f"{width} px"
        assert page.evaluate(CUT) == [], f"{width} px"
        assert page.evaluate(UNDER) == [], f"{width} px"
        assert width == 360 or page.evaluate(SCROLLED) == []
    for width in (640, 320):  # 1280 pixels at 200 and 400 %
        page.set_viewport_size({"width": width, "height": 400})
        assert page.evaluate(fitting) <= width, f"{width} px"
    spaced = page.add_style_tag(content=SPACED)
    assert page.evaluate(fitting) <= 320, "with wide spacing"
    spaced.evaluate("(style) => style.remove()")
    page.evaluate(OPEN, False)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate(BEYOND) == []


AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

THIN = """() => {
    const thin = (elements, kind, take) => {
        const seen = new Set();
        for (const element of elements) {
            if (seen.has(kind(element))) take(element);
            seen.add(kind(element));
        }
    };
    const words = [...document.querySelectorAll("pre span[class]")].filter((word) => word.childElementCount === 0);
    thin(words, (word) => word.className, (word) => word.replaceWith(...word.childNodes));
    for (const figure of document.querySelectorAll("figure svg")) {
        thin(figure.querySelectorAll("text"), (text) => text.getAttribute("style"), (text) => text.remove());
        figure.replaceChildren(...figure.querySelectorAll("text"));
    }
    for (const list of [...document.querySelectorAll("dl")].slice(12)) list.remove();
    for (const selector of [".formula math", "math:not(.formula *)"]) {
        const formulas = [...document.querySelectorAll(selector)];
        for (const formula of formulas.slice(3)) formula.replaceWith(formula.textContent);
    }
}"""
"""axe checks every element separately, so repeated ones are thinned out. Kept are one highlighted word of each class in
listings, the first three inline and the first three block formulas (the others become plain text), one text of each
style in figures, and the first twelve lists of arguments, which one template generates."""

REACHED = """() => [...document.querySelectorAll("pre code")]
    .every((code) => !code.checkVisibility() || code.scrollWidth <= code.clientWidth || code.tabIndex === 0)"""
"""Material makes overflowing code focusable with a delay after a resize."""

LOOK = """(rules) => axe.run({
    resultTypes: ["violations"],
    preload: false,  // the site has no audio or video
    ...(rules && { runOnly: rules }),
}).then((result) => result.violations)"""
DIFFERENT = ["color-contrast", "scrollable-region-focusable"]
"""Rules whose result depends on the colour scheme or the width."""


@pytest.mark.sampled(*FEW)
@each_page
def test_axe_finds_no_violation(page: Page, address: str, path: str) -> None:
    open_page(page, address, path)
    page.add_style_tag(content="*, ::before, ::after { transition: none !important }")  # no colours mid-transition
    assert page.locator("audio, video").count() == 0
    page.evaluate(THIN)
    page.evaluate("window.isKept = false")
    page.evaluate(AXE)
    found: list[str] = []
    for width, scheme, called, rules in ((1280, "light", "default", None), (360, "dark", "slate", DIFFERENT)):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", called)
        page.wait_for_function(REACHED, timeout=5_000)
        for violation in page.evaluate(LOOK, rules):
            where = f"{width} px, {scheme}: {violation['id']}"
            found += [f"{where}: {node['html'][:120]}" for node in violation["nodes"]]
    assert found == []


# One page of each kind: the home page, the playground, a chapter, dense maps, the API, and prose alone.
@pytest.mark.usefixtures("line")
@pytest.mark.parametrize(
    "name", ["index", "lab", "chapter/learning-rate", "beyond/basins", "reference/api", "reference/glossary"]
)
def test_a_first_visit_on_a_phone_causes_no_layout_shift(page: Page, address: str, name: str) -> None:
    page.set_viewport_size({"width": 360, "height": 720})
    page.goto(address + path_of(name, "zh-TW"), wait_until="networkidle")
    assert always_moved(page) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["index", "lab", "chapter/gradient-method"])
def test_a_slow_connection_causes_no_layout_shift(
    page: Page, line: CDPSession, address: str, name: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    line.send("Network.emulateNetworkConditions", SLOW)
    settings = "?lab.surface=bowl&lab.lr=10&lab.Momentum=off" if name == "lab" else ""
    page.goto(address + path_of(name) + settings, wait_until="networkidle")
    assert always_moved(page) == []
