"""The copy button of every listing gives a program that runs alone and prints and draws what the page shows."""

import hashlib
import re
from pathlib import Path

import pytest
from listings import LISTINGS, Shown, entered, field, run_alone, turn_to, values, visit
from nbformat import NotebookNode
from playwright.sync_api import Page, expect
from prose import LANGUAGES, PAGES, codes, executed, path_of, source
from slices import Page as Code

PRESS_ALL = """async () => {
    const found = [];
    for (const button of document.querySelectorAll("[data-cell] .md-code__button")) {
        button.click(); // also in a closed answer
        const text = await navigator.clipboard.readText();
        found.push([button.closest("[data-cell]").dataset.cell, text, button.title]);
    }
    return found;
}"""

RICH = "navigator.clipboard.read().then(([all]) => all.getType('text/html')).then((html) => html.text())"
PRESS = """async (live) => {
    live.querySelector("[data-cell] .md-code__button").click();
    return [await navigator.clipboard.readText(), live.querySelector("output").textContent];
}"""

WITH_CODE = [name for name in PAGES if any(cell.cell_type == "code" for cell in source(name).cells)]


def copies(page: Page) -> list[tuple[str, str, str]]:
    """For each listing the number of its cell, the text that its button copies, and the name of the button."""
    page.wait_for_function("document.querySelectorAll('.md-code__button').length > 0")
    found = page.evaluate(PRESS_ALL)
    return [(cell, text, title) for cell, text, title in found]


def shown_by(cell: NotebookNode) -> Shown:
    """What a cell printed and drew in the build."""
    text = "".join("".join(output.get("text", "")) for output in cell.outputs).rstrip()
    figures = ["".join(output.get("data", {}).get("image/svg+xml", "")) for output in cell.outputs]
    return Shown(text, [hashlib.sha256(figure.encode()).hexdigest() for figure in figures if figure])


@pytest.fixture(autouse=True)
def clipboard(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])


@pytest.mark.sampled("index", "chapter/loss")
@pytest.mark.parametrize("name", WITH_CODE)
def test_every_copied_listing_runs_alone_and_prints_and_draws_what_the_page_shows(
    page: Page, address: str, site: Path, tmp_path: Path, name: str
) -> None:
    by_language = []
    for language in LANGUAGES:
        page.goto(address + path_of(name, language))
        by_language.append(copies(page))
        written = codes(name, language)
        assert sorted(int(cell) for cell, _, _ in by_language[-1]) == list(range(1, len(written) + 1))
        code = Code(written)
        for cell, program, _ in by_language[-1]:
            assert program.endswith(written[int(cell) - 1].rstrip())
            assert program.rstrip() == code.program(int(cell)).rstrip()
    programs = {int(cell): text for cell, text, _ in by_language[0]}
    for cell, program, title in by_language[0]:
        extra = len(program.splitlines()) - len(codes(name)[int(cell) - 1].splitlines())
        assert bool(re.search(r"with the \d+ lines? above", title)) == (extra > 0)
    for (_, _, english), (_, _, chinese) in zip(*by_language, strict=True):
        assert re.findall(r"\d+", english) == re.findall(r"\d+", chinese)
    shown = {number: shown_by(cell) for number, cell in enumerate(executed(site, name), 1)}
    cells = sorted(programs)
    outputs = dict(zip(cells, run_alone([programs[cell] for cell in cells], tmp_path), strict=True))
    for cell, (_, figures) in shown.items():  # figures that an earlier listing has left open come before its own
        outputs[cell] = Shown(outputs[cell].text.rstrip(), outputs[cell].figures[-len(figures) :] if figures else [])
    assert outputs == shown


def test_a_listing_on_the_page_of_answers_which_does_not_run_alone_has_no_copy_button(page: Page, address: str) -> None:
    page.goto(address + path_of("reference/answers"), wait_until="networkidle")
    expect(page.locator("article pre").first).to_be_visible()
    expect(page.locator("article .md-code__button")).to_have_count(0)


@pytest.mark.sampled("program", "memory")
@pytest.mark.parametrize(("page_name", "name"), LISTINGS)
def test_a_copied_live_listing_prints_what_the_page_shows_for_the_readers_numbers(
    page: Page, address: str, tmp_path: Path, page_name: str, name: str
) -> None:
    live = turn_to(page, address, page_name, name)
    live.locator("[data-cell] .md-code__button").first.wait_for()
    # one by one: a script may copy only within five seconds of a user's action, such as a call of evaluate
    seen = [entered(live, [typed], PRESS)[0] for typed in values(page_name, name)]
    programs, shown = zip(*seen, strict=True)
    assert [ran.text.rstrip() for ran in run_alone(list(programs), tmp_path)] == [text.rstrip() for text in shown]


def test_a_listing_brings_the_readers_numbers_from_a_live_listing_above(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient-method", "program")
    field(live, "lr").fill("0.2")
    (cell,) = {block.get_attribute("data-cell") for block in live.locator("[data-lines], [data-cell]").all()[:1]}
    below = [text for number, text, _ in copies(page) if int(number) > int(cell or 0) and "lr = 0.2\n" in text]
    assert below


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copied_sentence_has_its_formulas_as_plain_text_within_the_line(
    page: Page, address: str, language: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address + path_of("chapter/learning-rate", language))
    page.evaluate(
        """() => {
            const formula = [...document.querySelectorAll("p math")].find((each) => each.textContent === "10−10");
            formula.closest("details").open = true;
            getSelection().selectAllChildren(formula.closest("p"));
        }"""
    )
    page.keyboard.press("Control+C")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "10^(−10)" in copied
    assert "\n" not in copied.strip()
    rich = page.evaluate(
        "navigator.clipboard.read().then(([all]) => all.getType('text/html')).then((html) => html.text())"
    )
    assert "<math" in rich


def test_a_copied_selection_with_a_field_keeps_lines_and_markup(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address + path_of("chapter/gradient-method") + "?program.lr=0.37")
    expect(page.locator("[data-live=program] [name=lr]")).to_have_value("0.37")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('[data-live=program] [data-cell]'))")
    page.keyboard.press("Control+C")
    copied = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert "\ninit_x = [-3.0, 4.0]\nlr = 0.37\nstep_num = 100\n" in copied
    assert "    for _ in range(step_num):\n" in copied
    rich = page.evaluate(
        "navigator.clipboard.read().then(([all]) => all.getType('text/html')).then((html) => html.text())"
    )
    assert "<pre" in rich
    assert "<input" not in rich
