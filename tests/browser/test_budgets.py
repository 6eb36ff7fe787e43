"""The size of a first visit, and layout shifts while a page loads."""

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


@pytest.mark.usefixtures("line")
@pytest.mark.parametrize("path", PATHS)
def test_a_first_visit_loads_at_most_330_kilobytes_without_layout_shift(page: Page, address: str, path: str) -> None:
    responses: list[Response] = []

    def collect(response: Response) -> None:
        responses.append(response)

    page.on("response", collect)
    page.goto(address + path, wait_until="networkidle")
    page.remove_listener("response", collect)
    sizes = {response.url: len(gzip.compress(response.body())) for response in responses}
    assert len(sizes) > 5
    assert sum(sizes.values()) <= 330_000, sizes
    assert always_moved(page) == []


# One page of each kind: the home page, the playground, a chapter, dense maps, the API, and prose alone.
@pytest.mark.usefixtures("line")
@pytest.mark.parametrize(
    "name", ["index", "lab", "chapter/learning-rate", "beyond/basins", "reference/api", "reference/glossary"]
)
def test_a_first_visit_on_a_phone_causes_no_layout_shift(page: Page, address: str, name: str) -> None:
    page.set_viewport_size({"width": 360, "height": 720})
    page.goto(address + path_of(name, "zh-TW"), wait_until="networkidle")
    assert always_moved(page) == []


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
