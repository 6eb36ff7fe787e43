"""Shared settings and fixtures: the built site, a browser, a copy of the project to edit."""

import functools
import os
import re
import shutil
import threading
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import matplotlib
import pytest
from building import ENVIRONMENT, PROJECT, THREE_PAGES, build, copy_package, small_project
from filelock import FileLock
from hypothesis import settings
from listings import SAMPLE_LISTINGS
from playwright.sync_api import Browser, BrowserContext, Error, Page
from prose import PAGES, SAMPLE_PAGES, SAMPLE_PATHS
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first is the quickest
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
NO_CHROMIUM = "the browser tests need Chromium, and none is on the path: install the package chromium"

DISABLED_FEATURES = [
    # For each window Chromium preloads the popups of its address bar: two pages that take as long as one of ours.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    # Chromium accepts only one such list, so the network and paint features from Playwright's are repeated.
    *("AimEnabled", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "MediaRouter", "NetworkTimeServiceQuerying"),
    *("OptimizationHints", "PaintHolding", "PreconnectToSearch", "DestroyProfileOnBrowserClose"),
]

matplotlib.use("Agg")  # opens no windows

# Reproducible examples, and no deadline: a slow machine must not fail a test.
settings.register_profile("gdbook", deadline=None, derandomize=True, database=None)
settings.register_profile("quick", settings.get_profile("gdbook"), max_examples=10)  # for mutation testing
settings.load_profile("gdbook")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--site", metavar="DIR", help="test the existing site in DIR instead of building one")
    parser.addoption("--exhaustive", action="store_true", help="run every test in every case, not a sample")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sampled(*samples): repeats one promise, by default for samples or one case")
    config.addinivalue_line("markers", "exhaustive: runs only with --exhaustive: a detail, or what seldom happens")
    folder = config.getoption("--site")
    if folder is not None and not Path(folder, "index.html").is_file():
        raise pytest.UsageError(f"--site {folder}: no index.html is there, so no site to test")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Reports all tests that miss Chromium as skipped in one place, so that the summary has one line for them."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and NO_CHROMIUM in report.longrepr[2]:
        report.longrepr = (__file__, 0, NO_CHROMIUM)
    return report


def pytest_report_header(config: pytest.Config) -> str:
    chosen = "all" if config.getoption("--exhaustive") else "a sample; --exhaustive runs all"
    return f"tests: {chosen}"


def params_of(item: pytest.Item) -> dict[str, Any]:
    return item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}


def page_or_listing(item: pytest.Item) -> str | None:
    params = params_of(item)
    return next((params[name] for name in ("path", "name", "page_name") if name in params), None)


def left_out(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """What only an exhaustive run has: tests or cases so marked; of those marked `sampled` all but the samples, which
    are those that the mark names or else one of each kind; of others that are so marked or use a browser all cases but
    one: the first or, for half of the names, the last, often in the other language or scheme.
    """
    samples = {*SAMPLE_PAGES, *SAMPLE_PATHS, *SAMPLE_LISTINGS}
    tests: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        tests[item.nodeid.partition("[")[0]].append(item)
    for name, every in tests.items():
        cases = [case for case in every if not case.get_closest_marker("exhaustive")]
        yield from (case for case in every if case not in cases)
        if not cases:
            continue
        sampled = cases[0].get_closest_marker("sampled")
        kept = [case for case in cases if sampled and page_or_listing(case) in (sampled.args or samples)]
        if kept:
            yield from (case for case in cases if case not in kept)
        elif sampled or "browser" in getattr(cases[0], "fixturenames", ()):
            yield from cases[1:] if len(name.rpartition("::")[2]) % 2 else cases[:-1]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is no sample. Tests of the site come first, so that one worker builds it while another runs those
    that do without. Among them the tests of a page stand together, so that `turn_to` can stay on it and one worker
    parses it.
    """

    def place(item: pytest.Item) -> tuple[bool, str, str]:
        needs_site = not {"site", "built", "address"}.isdisjoint(getattr(item, "fixturenames", ()))
        params = params_of(item)
        page = next((params[name] for name in ("page_name", "name") if params.get(name) in PAGES), "")
        return not needs_site, page, str(params.get("language", "en")) if page else ""

    if not config.getoption("--exhaustive"):
        out = set(left_out(items))
        config.hook.pytest_deselected(items=list(out))
        items[:] = [item for item in items if item not in out]
    items.sort(key=place)


# The site


def copy_sources(to: Path) -> Path:
    """Copies what the build needs, without caches of earlier builds."""
    to.mkdir()
    shutil.copy(PROJECT / "mkdocs.yml", to)
    shutil.copytree(PROJECT / "docs", to / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    copy_package(to)
    return to


@pytest.fixture(scope="session")
def build_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[..., Path]:
    """Has the first worker that needs a project make it, and build its site in the folder `site`; all get its path."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def get(name: str, make: Callable[[Path], object], environment: dict[str, str] = ENVIRONMENT) -> Path:
        folder, draft = shared / name, shared / f"{name}.draft"
        with FileLock(shared / f"{name}.lock"):
            if not folder.is_dir():
                shutil.rmtree(draft, ignore_errors=True)  # left by a failed build
                make(draft)
                result = build(draft, draft / "site", environment=environment)
                assert result.succeeded, result.log
                draft.rename(folder)
        return folder

    return get


@pytest.fixture(scope="session")
def built(request: pytest.FixtureRequest, build_once: Callable[..., Path]) -> Path:
    """A copy of the project with its site. Only an exhaustive run executes every page; another one shares the cache of
    the project, as `mkdocs build` does, so that it executes those whose code, package or versions are not in it.
    """

    def make(folder: Path) -> None:
        copy_sources(folder)
        if not request.config.getoption("--exhaustive"):
            kept = PROJECT / ".cache" / "pages"
            kept.mkdir(parents=True, exist_ok=True)
            (folder / ".cache").mkdir()
            (folder / ".cache" / "pages").symlink_to(kept)

    return build_once("built", make)


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Path:
    """The site under test."""
    given = request.config.getoption("--site")
    return Path(given).resolve() if given else request.getfixturevalue("built") / "site"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that a test may edit, with an empty cache."""
    return copy_sources(tmp_path / "project")


@pytest.fixture
def warm_project(project: Path, built: Path) -> Path:
    """The same copy with a warm cache: every page has been executed."""
    shutil.copytree(built / ".cache", project / ".cache")
    return project


@pytest.fixture(scope="session")
def three_pages(build_once: Callable[..., Path]) -> Path:
    """A small project with its cache and its site. Tests edit only copies."""

    def make(folder: Path) -> None:
        small_project(folder, THREE_PAGES, include=["*.md"], execute=True)
        (folder / "gdbook").unlink()
        copy_package(folder)

    return build_once("three", make)


@pytest.fixture
def small(three_pages: Path, tmp_path: Path) -> Path:
    """A copy of that project, without its site."""
    return shutil.copytree(three_pages, tmp_path / "project", ignore=shutil.ignore_patterns("site"))


# The browser


class SilentHandler(SimpleHTTPRequestHandler):
    root = "/"

    def translate_path(self, path: str) -> str:
        """Strips the site's base path, as in /gdbook/assets/, which 404.html uses in its links."""
        return super().translate_path("/" + path.removeprefix(self.root))

    def end_headers(self) -> None:
        """Lets the browser keep files for ten minutes, as the host of the site does."""
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Does not log."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The address of the served site, with a trailing slash."""
    canonical = re.search(r'rel="canonical" href="([^"]*)', (site / "index.html").read_text(encoding="utf-8"))
    SilentHandler.root = urlsplit(canonical[1]).path if canonical else "/"
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(SilentHandler, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Without Chromium every test that uses a browser, by whichever fixture, is skipped; with CI set it fails."""
    if CHROMIUM is None:
        assert not os.environ.get("CI"), NO_CHROMIUM
        pytest.skip(NO_CHROMIUM)
    options = ["--no-sandbox", "--disable-gpu", f"--disable-features={','.join(DISABLED_FEATURES)}"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": options}


def watch(context: BrowserContext, address: str, wrong: list[str]) -> None:
    """Collects in `wrong` what no page may cause: console messages, including policy violations, failed responses, and
    requests to other hosts.
    """
    context.on("console", lambda message: wrong.append(message.text))
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("request", lambda request: None if request.url.startswith(address) else wrong.append(request.url))
    context.on("response", lambda response: wrong.append(response.url) if response.status >= 400 else None)


@pytest.fixture
def new_context(new_context: NewContext, address: str) -> Iterator[NewContext]:
    """Opens separate browser contexts with custom options; all are watched."""
    wrong: list[str] = []

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        watch(context, address, wrong)
        return context

    yield watched
    assert wrong == []


@pytest.fixture(scope="session")
def window(browser: Browser, address: str) -> Iterator[tuple[BrowserContext, list[str]]]:
    """The browser context that most tests share, and the problems that `watch` found in it."""
    wrong: list[str] = []
    with browser.new_context() as context:
        watch(context, address, wrong)
        yield context, wrong


@pytest.fixture
def phone(new_context: NewContext) -> Page:
    """An empty page on a phone: 360 pixels wide, for fingers."""
    return new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()


def refuse_script(*_: Any, **__: Any) -> None:
    raise AssertionError("a script that is added stays in the page that tests share: use new_context")


@pytest.fixture
def page(window: tuple[BrowserContext, list[str]]) -> Iterator[Page]:
    """An empty page in its initial state. Tests share it, since a new window takes as long to open as a page; a test
    that leaves scripts, listeners or a session behind uses `new_context` instead.
    """
    context, wrong = window
    page = context.pages[0] if context.pages else context.new_page()
    page.add_init_script = refuse_script
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference", forced_colors="none")
    yield page
    try:
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.mouse.up()
        page.mouse.move(0, 0)
        if not page.evaluate("window.isKept === true"):  # by turn_to
            page.goto("about:blank")
        context.clear_permissions()
    except Error:  # a failing test may leave an unusable page
        page.close()
    found, wrong[:] = wrong[:], []
    assert found == []
