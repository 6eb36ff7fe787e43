"""axe-core reports no violations on any page: all rules on a desktop, those that may differ on a dark phone again."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect
from prose import PATHS

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


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_no_violation(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    page.add_style_tag(content="*, ::before, ::after { transition: none !important }")  # no colours mid-transition
    assert page.locator("audio, video").count() == 0
    page.evaluate(THIN)
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
