"""axe-core finds nothing to complain of, on any page, in any scheme, on a phone or a desktop."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser
from prose import PAGES

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("folder", ["", "zh-TW/"])
def test_axe_finds_no_violation(browser: Browser, address: str, folder: str, scheme: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    found: list[str] = []
    for name in PAGES:
        page.goto(address + folder + ("" if name == "index" else f"{name}/"))
        page.evaluate(AXE)
        for violation in page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]:
            found += [f"{name}: {violation['id']}: {node['html'][:120]}" for node in violation["nodes"]]
    page.close()
    assert found == []
