"""What a first visit costs, and that nothing moves while a page arrives."""

import gzip
from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page, Response
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
    """The page's way to the network; nothing that came by it is kept, so that every visit is a first one."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield session
    session.detach()


def always_moved(page: Page) -> list[str]:
    """What moved in this first visit and in two more: a busy machine may paint a page of which half has come."""
    moved = page.evaluate(MOVED)
    for _ in range(2):
        if moved:
            page.reload(wait_until="networkidle")
            moved = page.evaluate(MOVED)
    return moved


@pytest.mark.usefixtures("line")
@pytest.mark.parametrize("path", PATHS)
def test_a_first_visit_takes_at_most_300_kilobytes_and_nothing_moves(page: Page, address: str, path: str) -> None:
    answers: list[Response] = []

    def take(answer: Response) -> None:
        answers.append(answer)

    page.on("response", take)
    page.goto(address + path, wait_until="networkidle")
    page.remove_listener("response", take)
    weights = {answer.url: len(gzip.compress(answer.body())) for answer in answers}
    assert len(weights) > 5
    assert sum(weights.values()) <= 300_000, weights
    assert always_moved(page) == []
    page.set_viewport_size({"width": 360, "height": 720})
    page.reload(wait_until="networkidle")
    assert always_moved(page) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["index", "lab", "chapter/gradient-method"])
def test_nothing_moves_when_a_page_arrives_in_pieces(
    page: Page, line: CDPSession, address: str, name: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    line.send("Network.emulateNetworkConditions", SLOW)
    settings = "?lab.surface=bowl&lab.lr=10&lab.Momentum=off" if name == "lab" else ""
    page.goto(address + path_of(name) + settings, wait_until="networkidle")
    assert always_moved(page) == []
