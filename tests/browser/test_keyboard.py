"""Every live control can be reached and used with the keyboard alone, and focus is always visible."""

import re

import numpy as np
import pytest
from listings import settled
from playwright.sync_api import Page, expect
from prose import PAGES, path_of, source

from gdbook import Momentum, descend, ravine

LIVE = [name for name in PAGES if any(cell.metadata.get("live") for cell in source(name).cells)]

WALK = """() => {
    const usable = "input, select, button, [role=slider], [tabindex='0']";
    const shown = (element) => element.getClientRects().length > 0 && !element.disabled;
    window.left = new Set([...document.querySelectorAll(`[data-live] :is(${usable})`)].filter(shown));
    window.all = left.size;
    window.stops = 0;
    window.unseen = [];
    document.addEventListener("focusin", ({ target }) => {
        stops += 1;
        left.delete(target);
        // The visible part of the scheme switch is its label.
        const seen = target.matches(".md-option") ? target.nextElementSibling : target;
        const { outlineStyle, outlineWidth } = getComputedStyle(seen);
        if (outlineStyle === "none" || outlineWidth === "0px") unseen.push(seen.outerHTML.slice(0, 100));
    });
}"""


def visit(page: Page, address: str, name: str) -> None:
    page.goto(address + path_of(name))
    expect(page.locator("[data-live] input").first).to_be_attached()
    expect(page.locator("[data-live]:not([data-ready])")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('wheel'))")  # ends what moves by itself
    folds = page.locator("details:has([data-live]), [data-live] details")
    folds.evaluate_all("(all) => all.forEach((one) => (one.open = true))")


def walk(page: Page, done: str = "false") -> None:
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate(f"{done} || document.activeElement === document.body"):
            break


@pytest.mark.sampled("lab", "chapter/loss")
@pytest.mark.parametrize("name", LIVE)
def test_tab_reaches_every_live_control_with_visible_focus(page: Page, address: str, name: str) -> None:
    visit(page, address, name)
    page.evaluate(WALK)
    assert page.evaluate("all") > 4
    walk(page, "left.size === 0")
    assert page.evaluate("[...left].map((element) => element.outerHTML.slice(0, 100))") == []
    assert page.evaluate("unseen") == []


@pytest.mark.exhaustive
def test_focus_is_visible_on_every_tab_stop_of_a_page(page: Page, address: str) -> None:
    page.goto(address + path_of("beyond/network"))
    page.evaluate(WALK)
    walk(page)
    assert page.evaluate("stops") > 50
    assert page.evaluate("unseen") == []


SHOWN = "(live) => [...live.querySelectorAll('output, svg')].map((shown) => shown.innerHTML).join()"


@pytest.mark.sampled("index", "chapter/loss")
@pytest.mark.parametrize("name", [name for name in LIVE if name != "lab"])
def test_arrow_keys_change_every_number_and_move_every_point_and_enter_resets(
    page: Page, address: str, name: str
) -> None:
    visit(page, address, name)
    for live in page.locator("[data-live]").all():
        output, reset = live.locator("output"), live.get_by_role("button", name="Reset")
        built = output.text_content()
        shown = live.evaluate(SHOWN)
        for field in live.locator(".highlight input").all():
            before = field.input_value()
            at_its_most = field.get_attribute("name") in ("hidden", "asked")
            field.press("ArrowDown" if at_its_most else "ArrowUp")
            assert float(field.input_value()) != float(before)
        settled(live)
        assert live.evaluate(SHOWN) != shown
        reset.press("Enter")
        settled(live)
        assert output.text_content() == built
        for point in live.locator(".handle").all():
            settings = [field.input_value() for field in live.locator(".highlight input").all()]
            for key in ("Control+ArrowRight", "Alt+ArrowRight", "Meta+ArrowRight"):  # browser shortcuts
                point.press(key)
            assert [field.input_value() for field in live.locator(".highlight input").all()] == settings
            seen = []
            for key in ("ArrowRight", "ArrowUp", "ArrowLeft"):  # a point may stand at an end
                point.press(key)
                seen.append([field.input_value() for field in live.locator(".highlight input").all()])
            assert seen != [settings] * 3
            reset.press("Enter")


def test_the_playground_can_be_operated_with_the_keyboard(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")  # no preset plays by itself
    visit(page, address, "lab")
    output = page.locator("[data-live=lab] output")
    page.get_by_role("button", name="Crawl").press("Enter")
    expect(page.locator("input[name=lr_GradientDescent]")).to_have_value("0.001")
    page.locator(".dial[data-name=lr_GradientDescent] [type=range]").press("ArrowRight")
    expect(page.locator("input[name=lr_GradientDescent]")).not_to_have_value("0.001")
    page.get_by_role("checkbox", name="Adam").press("Space")
    expect(output).to_contain_text("Adam")
    page.locator("[name=surface]").press("ArrowDown")
    expect(page.locator("[name=surface]")).to_have_value("ravine")
    page.locator("[name=basins]").press("ArrowDown")
    expect(page.locator("[name=basins]")).to_have_value("GradientDescent")
    page.locator("[name=step]").press("Home")
    expect(page.locator(".lab-at")).to_contain_text("0 /")
    page.get_by_role("button", name="One step forward").press("Enter")
    expect(page.locator(".lab-at")).to_contain_text("1 /")
    page.get_by_role("button", name="Play").press("Space")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    page.get_by_role("button", name="Stop").press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    for key, name in (("ArrowRight", "init_x0"), ("ArrowUp", "init_x1")):
        before = page.locator(f"input[name={name}]").input_value()
        page.locator(".handle").press(key)
        expect(page.locator(f"input[name={name}]")).not_to_have_value(before)


def test_focusing_a_rule_reads_out_its_point_and_fades_the_others(page: Page, address: str) -> None:
    visit(page, address, "lab")
    reading = page.locator(".lab-read")
    resting = str(reading.text_content())
    page.locator("[name=step]").press("Home")
    for _ in range(2):
        page.locator("[name=step]").press("ArrowRight")
    expect(reading).to_have_text(re.compile("^Step 2: GradientDescent [-+.e0-9]+, Momentum"))
    faded = page.locator("[data-live-path=path][style*=opacity]").filter(visible=True)
    page.get_by_role("checkbox", name="GradientDescent").focus()
    for _ in range(3):  # over its slider and its number
        page.keyboard.press("Tab")
    expect(reading).to_have_text(re.compile("^Momentum, step 2: "))
    expect(reading).to_have_attribute("aria-live", "polite")
    numbers = re.findall(r"(?:x0|x1|f|slope) ([-.\de]+)", reading.inner_text().replace("−", "-"))
    trace = descend(ravine, [-7, 2], Momentum(1, 0.5), 2)
    there = [*trace.x[2], trace.f[2], np.linalg.norm(trace.grad[2])]
    assert [float(number) for number in numbers] == pytest.approx(there, rel=1e-3)
    expect(faded).to_have_count(2)
    expect(faded.first).to_have_attribute("data-rule", "GradientDescent")
    page.keyboard.press("Space")
    expect(reading).to_have_text(resting)
    expect(faded).to_have_count(0)
    page.keyboard.press("Space")
    expect(reading).to_contain_text("Momentum")
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
    expect(reading).to_contain_text("GradientDescent")
    page.keyboard.press("Shift+Tab")
    expect(reading).to_have_text(resting)
    expect(faded).to_have_count(0)


PLACE = """() => {
    const focus = document.activeElement, box = focus.getBoundingClientRect();
    const at = document.elementFromPoint(box.x + Math.min(box.width, 100) / 2, box.y + box.height / 2);
    return [focus.closest(".md-sidebar--primary") !== null, focus.contains(at), focus.textContent.trim()];
}"""


def test_on_a_phone_the_keyboard_opens_the_drawer_and_the_lists_in_it(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(address + path_of("beyond/momentum", "zh-TW"))
    page.add_style_tag(content="* { transition: none !important }")
    page.locator(".md-search__input").wait_for(state="attached")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        inside, seen, text = page.evaluate(PLACE)
        if inside:
            assert seen, text
            reached.append(text)
        elif reached:
            break
    assert len(reached) > 20
    expect(page.locator(".md-sidebar--primary")).not_to_be_in_viewport()
