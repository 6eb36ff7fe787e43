"""Python in the page: a listing is edited, run, stopped and reset, and what it runs stays in its worker."""

import os
import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Locator, Page, expect
from site_files.inpage import FOLDER, SITE

NO_FILES = "this site was built without Pyodide: CONTRIBUTING.md says how to have Python in the page"
SLOW = 120_000  # milliseconds until Python has begun on a busy machine


@pytest.fixture
def block(page: Page, address: str, site: Path) -> Locator:
    """A listing with numbers that a reader may change, whose editor is open."""
    if not (site / SITE / "files.js").is_file():
        assert not os.environ.get(FOLDER), NO_FILES
        pytest.skip(NO_FILES)
    page.goto(address + "chapter/gradient-method/?steps.lr=0.25")
    return opened(page.locator("[data-cell='1']"))


def opened(block: Locator) -> Locator:
    block.evaluate("(block) => block.closest('details:not([open])')?.setAttribute('open', '')")
    block.locator("[data-do=edit]").dispatch_event("click")
    expect(block.locator("textarea")).to_be_focused()
    return block


def result(block: Locator, code: str) -> Locator:
    block.locator("textarea").fill(code)
    block.locator("textarea").press("Control+Enter")
    expect(block.locator("[data-do=run]")).to_be_enabled(timeout=SLOW)
    return block.locator(".result")


DRAWING = "import matplotlib.pyplot as plt\nplt.plot([1, 2], color='tab:red')\nplt.show()\nprint(2**64)"
ENDLESS = "print('begun')\nwhile True:\n    pass"


def test_a_listing_is_edited_run_and_reset(page: Page, block: Locator) -> None:
    area = block.locator("textarea")
    before = area.input_value()
    error = re.compile(r'^4 - 0\.25 \* 8 = 2\n.*listing", line 18, in <module>\s+1 / 0.*ZeroDivisionError', re.DOTALL)
    expect(result(block, f"{before}\nif lr:\n    1 / 0")).to_contain_text(error)
    shown = result(block, DRAWING)
    expect(shown).to_contain_text("18446744073709551616")
    assert "rgb(214, 39, 40)" in shown.locator("path").evaluate_all("all => all.map((path) => path.style.stroke)")
    page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    assert page.evaluate("axe.run('[data-cell=\"1\"]').then(({ violations }) => violations)") == []
    block.locator("[data-do=reset]").click()
    expect(area).to_have_value(before)
    expect(shown).to_be_empty()
    expect(result(block, "import matplotlib.pyplot as plt\nplt.show()\n6 * 7")).to_have_text("42")
    block.locator("[data-do=reset]").click()
    area.press("Escape")
    expect(block.locator("[data-do=edit]")).to_be_focused()


def test_of_two_listings_one_is_stopped_and_the_other_checked(page: Page, block: Locator) -> None:
    waiting = opened(page.locator("[data-check]"))
    block.locator("textarea").fill(ENDLESS)
    block.locator("textarea").press("Shift+Enter")
    expect(block.locator(".result")).to_have_text("begun", timeout=SLOW)
    waiting.locator("[data-do=run]").click()
    block.locator("[data-do=stop]").click()
    expect(block.locator("[data-do=stop]")).to_be_hidden(timeout=100)
    expect(waiting.locator("[role=status]")).to_contain_text(re.compile("Not yet: .*; w = 0.0; b = 0.0$"), timeout=SLOW)
    expect(result(block, "print(6 * 7)")).to_have_text("42")


REFUSED = {
    "import js": "No module named 'js'\nA page has numpy",
    "import pyodide_js": "No module named 'pyodide_js'",
    "from pyodide.code import run_js\nrun_js('fetch(1)')": "No module named 'js'",
    "import urllib.request\nurllib.request.urlopen('http://gdbook.test/')": "Host is unreachable",
    "import sys\nsys._getframe(3).f_locals['post'].constructor('return self')()": "not in a page",
    "import pyodide.webloop\npyodide.webloop.scheduleCallback('1', 5)": "not in a page",
    "input()": "write the value into the code",
    "for i in range(10**9): print(i)": "more than 100,000 characters",
    "print('<img src=x onerror=alert(1)>')": "<img src=x",
}
FIGURE = "<svg onfirst='x()'><script></script><a href='//x'/><image href='//x'/><path style='fill:url(//x)'/></svg>"


def test_what_runs_does_not_reach_the_page_or_another_host(block: Locator) -> None:
    for code, said in REFUSED.items():
        expect(result(block, code)).to_contain_text(said)
    assert block.locator(".result img").count() == 0
    result(block, f"import sys\nsys._getframe(3).f_locals['post']('figure', {FIGURE!r})")
    assert block.locator(".drawn").inner_html() == "<svg><image></image><path></path></svg>"


def test_a_second_visit_downloads_nothing_large(page: Page, block: Locator) -> None:
    expect(result(block, "print(1)")).to_have_text("1")
    page.reload()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    expect(result(opened(block), "print(2)")).to_have_text("2")
    assert [url for url in asked if re.search(r"\.(wasm|zip|asm\.js)$", url)] == []
