"""The buttons under a live figure: undo, reset, and a link to what is shown."""

import re

import pytest
from listings import box_of, field, settled, visit
from playwright.sync_api import Locator, Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

PAUSE = 800  # milliseconds; changes that follow sooner are undone together
LISTINGS = [("chapter/gradient-method", "program"), ("lab", "lab")]
RATES = {"program": "lr", "lab": "lr_GradientDescent"}


def output(live: Locator) -> str:
    settled(live)
    return live.locator("output").evaluate("output => output.textContent")


def button(live: Locator, name: str) -> Locator:
    return live.locator(".live-bar").get_by_role("button", name=name)


@pytest.mark.parametrize(("page_name", "name"), LISTINGS)
def test_changes_are_undone_one_by_one(page: Page, address: str, page_name: str, name: str) -> None:
    live = visit(page, address, page_name, name)
    undo = button(live, "Undo")
    expect(undo).to_be_disabled()
    seen = [output(live)]
    for text in ("0.05", "0.2", "0.35"):
        field(live, RATES[name]).fill(text)
        page.wait_for_timeout(PAUSE)
        seen.append(output(live))
    assert len(set(seen)) == len(seen)
    button(live, "Reset").click()
    assert output(live) == seen[0]
    for before in reversed(seen):
        undo.click() if before != seen[0] else live.locator(".handle").first.press("Control+z")
        assert output(live) == before
    expect(undo).to_be_disabled()
    page.wait_for_url(re.compile("^[^?]*$"))


@pytest.mark.exhaustive
def test_what_is_changed_in_one_go_is_undone_at_once(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient-method", "program")
    before = output(live)
    for _ in range(5):
        live.locator(".handle").press("ArrowRight")
    assert output(live) != before
    button(live, "Undo").click()
    assert output(live) == before


@pytest.mark.exhaustive
def test_a_formula_is_undone(page: Page, address: str) -> None:
    live = visit(page, address, "lab", "lab")
    before = output(live)
    page.locator("[name=formula]").fill("x0**2 + x1**4")
    button(live, "Undo").click()
    assert (output(live), page.locator("[name=formula]").input_value()) == (before, "x0**2 / 20 + x1**2")


@pytest.mark.parametrize(("page_name", "name"), LISTINGS)
def test_a_copied_link_leads_to_what_is_shown(new_context: NewContext, address: str, page_name: str, name: str) -> None:
    page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    live = visit(page, address, page_name, name)
    field(live, RATES[name]).fill("0.07")
    button(live, "Copy a link").click()  # before the address has been written
    expect(live.locator(".live-bar p")).to_contain_text("The link is copied.")
    shown = output(live)
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    live.locator("input").first.wait_for()
    assert output(live) == shown


@pytest.mark.exhaustive
def test_a_link_that_cannot_be_copied_is_said(new_context: NewContext, address: str) -> None:
    page = new_context().new_page()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    live = visit(page, address, "chapter/gradient-method", "program")
    button(live, "Copy a link").click()
    expect(live.locator(".live-bar p")).to_contain_text("could not be copied")


@pytest.mark.exhaustive
def test_a_copied_link_does_not_hide_what_is_wrong_in_a_field(new_context: NewContext, address: str) -> None:
    page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    live = visit(page, address, "chapter/gradient-method", "program")
    field(live, "lr").fill("much")
    note = live.locator(".live-bar p.wrong")
    problem = note.text_content()
    assert problem
    button(live, "Copy a link").click()
    expect(note).to_have_text(re.compile(f"^{re.escape(problem)}.*The link is copied"))


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("page_name", "name"), [("chapter/gradient-method", "program"), ("chapter/saddle-points", "saddle")]
)
def test_a_drag_that_escape_cancels_leaves_nothing_to_undo(page: Page, address: str, page_name: str, name: str) -> None:
    live = visit(page, address, page_name, name)
    typed = "() => [...document.querySelectorAll('.field input')].map((field) => field.value)"
    before, built = output(live), page.evaluate(typed)
    live.locator(".handle").hover()
    page.mouse.down()
    box = live.locator(".handle").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 40, steps=3)
    expect(live.locator("output")).not_to_have_text(before, use_inner_text=False)
    page.wait_for_timeout(PAUSE)
    page.mouse.move(box["x"] + 70, box["y"] + 40)
    page.keyboard.press("Escape")
    page.mouse.move(box["x"] + 90, box["y"] + 60)
    page.mouse.up()
    assert (output(live), page.evaluate(typed)) == (before, built)
    expect(button(live, "Undo")).to_be_disabled()
    page.wait_for_url(re.compile("^[^?]*$"))


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_wrong_is_said_under_the_field_that_is_edited(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    live = visit(page, address, "chapter/gradient-method", "program")
    hint, note = live.locator(".hint"), live.locator(".live-bar p")
    expect(hint).to_be_hidden()
    for typed in (live.locator(".dial[data-name=lr] .field input"), field(live, "lr").last):
        typed.scroll_into_view_if_needed()
        typed.fill("much")
        expect(hint).to_have_text(re.compile("lr must be a number, not “much”"))
        expect(hint).to_be_in_viewport(ratio=1)
        said, edited = box_of(hint), box_of(typed)
        assert 0 < said["y"] - edited["y"] - edited["height"] < 10
        assert 0 <= said["x"] <= edited["x"] + edited["width"] <= said["x"] + said["width"] + 10 <= width + 10
        expect(note).to_have_css("opacity", "0")  # for screen readers
        expect(typed).to_have_accessible_description(re.compile("lr must be a number"))
        typed.fill("0.1")
        expect(hint).to_be_hidden()
        expect(note).to_have_css("opacity", "1")


def test_a_remark_is_said_under_the_dials_while_its_line_is_out_of_sight(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    live = visit(page, address, "beyond/momentum", "memory")
    hint, bar = live.locator(".hint"), live.locator(".live-bar")
    page.evaluate("scrollTo(0, 0)")
    expect(bar).not_to_be_in_viewport()
    live.locator(".dial[data-name=lr] .field input").fill("5")
    expect(hint).to_have_text(re.compile("^Diverged"))
    gap = box_of(hint)["y"] - sum(box_of(live.locator(".strip"))[side] for side in ("y", "height"))
    assert 0 <= gap < 30
    bar.evaluate("(bar) => bar.scrollIntoView({ block: 'center' })")
    expect(hint).to_be_hidden()
    expect(bar.locator("p")).to_have_text(re.compile("^Diverged"))
    expect(bar.locator("p")).to_have_css("opacity", "1")
