"""What a first visit costs, and that nothing moves while a page arrives."""

import gzip

import pytest
from playwright.sync_api import Page, Response
from prose import LANGUAGES, PAGES, path_of
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

SLOW = {"offline": False, "latency": 20, "downloadThroughput": 250_000, "uploadThroughput": 250_000}  # bytes a second

WATCH = """window.moved = [];
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
        const where = entry.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "gone").slice(0, 100));
        window.moved.push(`${entry.value}: ${where.join(" | ")}`);
    }
}).observe({ type: "layout-shift", buffered: true });"""


def always_moved(page: Page) -> list[str]:
    """What moved in this first visit and in two more: a busy machine may paint a page of which half has come."""
    moved = page.evaluate("window.moved")
    for _ in range(2):
        if moved:
            page.reload(wait_until="networkidle")
            moved = page.evaluate("window.moved")
    return moved


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_takes_at_most_300_kilobytes_and_nothing_moves(
    new_context: NewContext, address: str, name: str, language: str
) -> None:
    page = new_context().new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.add_init_script(WATCH)
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address + path_of(name, language), wait_until="networkidle")
    weights = {answer.url: len(gzip.compress(answer.body())) for answer in answers}
    assert len(weights) > 5
    assert sum(weights.values()) <= 300_000, weights
    assert always_moved(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    page.reload(wait_until="networkidle")
    assert always_moved(page) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["index", "lab", "chapter/gradient-method"])
def test_nothing_moves_when_a_page_arrives_in_pieces(
    new_context: NewContext, address: str, name: str, width: int
) -> None:
    page = new_context().new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(WATCH)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.send("Network.emulateNetworkConditions", SLOW)
    settings = "?lab.surface=bowl&lab.lr=10&lab.Momentum=off" if name == "lab" else ""
    page.goto(address + path_of(name) + settings, wait_until="networkidle")
    assert always_moved(page) == []
