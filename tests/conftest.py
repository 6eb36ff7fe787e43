"""What several tests share: settings, the built site, a browser to read it with, a copy of the project to edit."""

import functools
import os
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import matplotlib
import pytest
from building import PROJECT, build
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)

SPARED = [
    # For each window Chromium prepares the menu of its address bar, two pages that take as long as one of ours.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    # Chromium takes only one such list, so what Playwright's has of the network and of painting is said again.
    *("AimEnabled", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "MediaRouter", "NetworkTimeServiceQuerying"),
    *("OptimizationHints", "PaintHolding", "PreconnectToSearch", "DestroyProfileOnBrowserClose"),
]

matplotlib.use("Agg")  # no window, on any machine

# The same examples on every machine and every day, and no deadline: a slow day is not a wrong answer.
settings.register_profile("gdbook", deadline=None, derandomize=True, database=None)
settings.register_profile("quick", settings.get_profile("gdbook"), max_examples=10)  # for one mutant after the other
settings.load_profile("gdbook")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--site", metavar="DIR", help="test the site in DIR as it is, in place of building one")


def pytest_configure(config: pytest.Config) -> None:
    folder = config.getoption("--site")
    if folder is not None and not Path(folder, "index.html").is_file():
        raise pytest.UsageError(f"--site {folder}: no index.html is there, so no site to test")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None and not os.environ.get("CI"):
        for item in items:
            if "new_context" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine; install the package chromium"))


# The site


def copy_sources(to: Path) -> Path:
    """What the build needs, without anything that earlier builds kept."""
    to.mkdir()
    shutil.copy(PROJECT / "mkdocs.yml", to)
    for folder in ("docs", "gdbook"):
        shutil.copytree(PROJECT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return to


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A copy of the project with its site in the folder `site`, built once, by the first process that needs it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "built"
    with FileLock(folder.with_suffix(".lock")):
        if not folder.is_dir():
            shutil.rmtree(folder.with_suffix(".draft"), ignore_errors=True)  # of one that failed
            draft = copy_sources(folder.with_suffix(".draft"))
            result = build(draft, draft / "site")
            assert result.succeeded, result.log
            draft.rename(folder)
    return folder


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Path:
    """The site as a reader gets it."""
    given = request.config.getoption("--site")
    return Path(given).resolve() if given else request.getfixturevalue("built") / "site"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the build needs, to be edited at will; its cache is empty."""
    return copy_sources(tmp_path / "project")


@pytest.fixture
def warm_project(project: Path, built: Path) -> Path:
    """The same copy, in which every page has been executed already."""
    shutil.copytree(built / ".cache", project / ".cache")
    return project


# The browser


class Quiet(SimpleHTTPRequestHandler):
    root = "/"

    def translate_path(self, path: str) -> str:
        """The page for what is missing asks for everything where the host will have it, as in /gdbook/assets/."""
        return super().translate_path("/" + path.removeprefix(self.root))

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the built site is served, with a slash at the end."""
    own = re.search(r'rel="canonical" href="([^"]*)', (site / "index.html").read_text(encoding="utf-8"))
    Quiet.root = urlsplit(own[1]).path if own else "/"
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    assert CHROMIUM is not None, "the browser tests need Chromium: install the package chromium"
    options = ["--no-sandbox", "--disable-gpu", f"--disable-features={','.join(SPARED)}"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": options}


def watch(context: BrowserContext, address: str, wrong: list[str]) -> None:
    """Collects in `wrong` what no page may do: say something in the console, which is where the policy complains too,
    get a failed answer, or ask another host.
    """
    context.on("console", lambda message: wrong.append(message.text))
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("request", lambda request: None if request.url.startswith(address) else wrong.append(request.url))
    context.on("response", lambda response: wrong.append(response.url) if response.status >= 400 else None)


@pytest.fixture
def new_context(new_context: NewContext, address: str) -> Iterator[NewContext]:
    """Opens windows of a test's own, with options of its own; all are watched."""
    wrong: list[str] = []

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        watch(context, address, wrong)
        return context

    yield watched
    assert wrong == []


@pytest.fixture(scope="session")
def window(browser: Browser, address: str) -> Iterator[tuple[BrowserContext, list[str]]]:
    """The window that most tests share, and what went wrong in it."""
    wrong: list[str] = []
    with browser.new_context() as context:
        watch(context, address, wrong)
        yield context, wrong


@pytest.fixture
def page(window: tuple[BrowserContext, list[str]]) -> Iterator[Page]:
    """An empty page, as in a window just opened. It is the same for one test after the other, as opening a window takes
    as long as a page does; a test that leaves scripts, listeners or a session behind asks `new_context` for its own.
    """
    context, wrong = window
    page = context.pages[0] if context.pages else context.new_page()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference", forced_colors="none")
    yield page
    try:
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.mouse.up()
        page.mouse.move(0, 0)
        page.goto("about:blank")
        context.clear_permissions()
    except Error:  # a page that a failing test has left in such a state helps nobody
        page.close()
    found, wrong[:] = wrong[:], []
    assert found == []
