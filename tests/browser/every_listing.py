"""Every listing prints in the page what it printed at the build, and draws as many figures; each check of an exercise
passes with the answer, and not before. Run by its name, as this takes minutes.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from prose import PAGES, executed, path_of
from site_files.inpage import SITE


def run(block: Locator, code: str | None = None) -> tuple[str, int]:
    """What a listing, or this code in its place, prints in the page, and how many figures it draws."""
    block.locator("[data-do=edit]").dispatch_event("click")
    if code is not None:
        block.locator("textarea").evaluate("(area, code) => (area.value = code)", code)
    block.locator("[data-do=run]").dispatch_event("click")
    expect(block.locator("[data-do=run]")).to_be_enabled(timeout=200_000)
    text = "\n".join(part.rstrip() for part in block.locator(".result pre").all_text_contents())
    return text, block.locator(".result svg").count()


@pytest.mark.parametrize("name", PAGES)
def test_the_listings_of_a_page_run_in_it(page: Page, address: str, site: Path, name: str) -> None:
    assert (site / SITE / "files.js").is_file()
    page.goto(address + path_of(name))
    cells = executed(site, name)
    for number, cell in enumerate(cells, 1):
        block = page.locator(f"[data-cell='{number}']")
        if block.get_attribute("data-fixed") is not None or not page.locator("script[src$='python/edit.js']").count():
            continue
        drew = ["image/svg+xml" in output.get("data", {}) for output in cell.outputs]
        shown = [each for each in cell.outputs if each["output_type"] == "stream" or not any(drew)]
        texts = ["".join(each.get("text") or each["data"]["text/plain"]).rstrip() for each in shown]
        assert run(block) == ("\n".join(texts), sum(drew)), f"listing {number}"
        if block.get_attribute("data-check"):
            expect(block.locator("[role=status]")).not_to_contain_text("✓")
            run(block, "".join(cells[number].source))
            expect(block.locator("[role=status]")).to_contain_text("✓")
            block.locator("[data-do=reset]").dispatch_event("click")
