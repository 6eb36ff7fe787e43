"""Live listings in a reader's hands: what typing, keys, mouse and links do beyond giving the right numbers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from listings import LISTINGS, box_of, field, grasp, places, printed, visit
from playwright.sync_api import Locator, Page, expect
from prose import LANGUAGES
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

from gdbook import GradientDescent, bowl, descend


def said(live: Locator) -> str:
    return live.locator(".live-bar p").inner_text()


def output(live: Locator) -> str:
    return live.locator("output").evaluate("(output) => output.textContent")


# --- Typing -------------------------------------------------------------------------------------------------------


def test_a_number_typed_key_by_key_is_used_as_soon_as_it_is_one(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    field(live, "lr").select_text()
    seen = []
    for key in ("0", ".", "2", "e", "-", "1"):
        page.keyboard.press(key)
        wrong = field(live, "lr").get_attribute("aria-invalid") is not None
        seen.append((field(live, "lr").input_value(), wrong))
    # "0" is not above 0, and the exponent is not finished before its digit
    assert seen == [("0", True), ("0.", True), ("0.2", False), ("0.2e", True), ("0.2e-", True), ("0.2e-1", False)]
    assert output(live) == printed("chapter/learning-rate", "rate", {"lr": "0.2e-1"})


@pytest.mark.parametrize(
    ("setting", "typed", "tidied"),
    [
        ("lr", "\uff10\uff0e\uff15", "0.5"),  # full-width digits
        ("init_x0", "\u22122", "-2"),  # a typographic minus
        ("step_num", "+007", "7"),
        ("init_x1", " 1.5 ", "1.5"),
        ("init_x1", "-0", "0"),  # what Python makes of it
        ("lr", "abc", "abc"),  # what cannot be used stays, to be mended
    ],
)
def test_a_field_that_is_left_says_what_python_code_may_say(
    page: Page, address: str, setting: str, typed: str, tidied: str
) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    field(live, setting).fill(typed)
    assert field(live, setting).input_value() == typed  # nothing jumps while somebody types
    field(live, setting).press("Enter")
    expect(field(live, setting)).to_be_focused()
    assert field(live, setting).input_value() == tidied
    field(live, setting).fill(typed)
    field(live, setting).press("Tab")
    assert field(live, setting).input_value() == tidied
    if tidied != "abc":
        assert output(live) == printed("chapter/learning-rate", "rate", {setting: tidied})


def test_an_arrow_key_leads_out_of_nonsense_to_the_next_good_number(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    field(live, "step_num").fill("many")
    field(live, "step_num").press("ArrowUp")
    assert field(live, "step_num").input_value() == "101"
    expect(field(live, "step_num")).not_to_have_attribute("aria-invalid", "true")
    assert said(live) == ""


@pytest.mark.parametrize(("page_name", "name"), LISTINGS)
def test_every_field_is_called_by_its_name_and_its_meaning(page: Page, address: str, page_name: str, name: str) -> None:
    for language in LANGUAGES:
        live = visit(page, address, page_name, name, language)
        for setting in places(page_name, name):
            label = str(field(live, setting).get_attribute("aria-label"))
            meaning = label.removeprefix(setting)
            assert meaning.startswith(": " if language == "en" else "：")
            assert bool(re.search("[\u4e00-\u9fff]", meaning)) == (language == "zh-TW"), (language, setting)
        for handle in live.get_by_role("slider").all():
            called = str(handle.get_attribute("aria-label"))
            assert bool(re.search("[\u4e00-\u9fff]", called)) == (language == "zh-TW")


def test_a_program_selected_and_copied_by_hand_has_each_number_once(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    live = visit(page, address, "chapter/gradient-method", "program")
    field(live, "lr").fill("0.3")
    field(live, "lr").blur()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('[data-live] code'))")
    page.keyboard.press("Control+C")
    copied = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert "\ninit_x = [-3.0, 4.0]\nlr = 0.3\nstep_num = 100\n" in copied
    compile(copied, "copied", "exec")


@pytest.mark.parametrize(("page_name", "name"), LISTINGS)
def test_reset_leaves_no_trace_of_nonsense(page: Page, address: str, page_name: str, name: str) -> None:
    live = visit(page, address, page_name, name)
    built = output(live)
    first, *others = places(page_name, name)
    field(live, first).fill("1.25")
    for setting in others:
        field(live, setting).fill("?")
    page.wait_for_url(re.compile(rf"{name}\.{first}=1\.25"))
    live.get_by_role("button", name="Reset").click()
    assert output(live) == built
    assert live.locator("[aria-invalid], .wrong").count() == 0
    assert "?" not in said(live)  # of its run the listing may still say something
    page.wait_for_url(re.compile(r"^[^?]*$"))


def test_a_million_steps_are_refused(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    built = output(live)
    field(live, "step_num").fill("1000000")
    assert said(live).startswith("step_num can be at most 10,000 here")
    assert output(live) == built


# --- Dragging -----------------------------------------------------------------------------------------------------

ALONG = [  # listings whose point moves along one line, the setting it stands for, and one of the others, which stays
    ("chapter/gradient", "tangent", "at", None),
    ("chapter/saddle-points", "saddle", "offset", None),
    ("beyond/basins", "dial", "lr", "start"),
]


@pytest.mark.parametrize(("page_name", "name", "setting", "other"), ALONG)
def test_a_point_with_one_setting_moves_along_it_only(
    page: Page, address: str, page_name: str, name: str, setting: str, other: str | None
) -> None:
    live = visit(page, address, page_name, name)
    before = float(field(live, setting).input_value())
    stays = other and field(live, other).input_value()
    x, y = grasp(page, live)
    page.mouse.move(x - 20, y - 30, steps=4)
    page.mouse.up()
    after = field(live, setting).input_value()
    assert float(after) < before
    assert len(after) < 9  # a round number
    assert output(live) == printed(page_name, name, {setting: after})
    handle = live.get_by_role("slider")
    handle.press("ArrowUp")  # across its line
    assert field(live, setting).input_value() == after
    handle.press("ArrowRight")
    assert float(field(live, setting).input_value()) > float(after)
    assert not other or field(live, other).input_value() == stays


def test_the_page_draws_once_a_frame_however_often_the_mouse_moves(new_context: NewContext, address: str) -> None:
    page = new_context().new_page()
    page.add_init_script(
        """window.frames_ = 0;
        const frame = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (draw) => frame((now) => {
            draw(now);
            window.frames_++;
        });"""
    )
    live = visit(page, address, "chapter/learning-rate", "rate", query="?rate.step_num=1000&rate.lr=0.99")
    x, y = grasp(page, live)
    page.evaluate(
        """() => {
            window.frames_ = 0;
            window.drawn = 0;
            new MutationObserver(() => window.drawn++)
                .observe(document.querySelector("[data-part=path] > path"), { attributeFilter: ["d"] });
        }"""
    )
    for turn in range(40):
        page.mouse.move(x + turn, y + turn, steps=3)
    page.mouse.up()
    drawn, frames = page.evaluate("[drawn, frames_]")
    assert 5 < drawn <= frames + 1  # and once when it is let go


@pytest.mark.parametrize(("setting", "back"), [("init_x0", (-60, 0)), ("init_x1", (0, 60))])
def test_a_start_out_of_sight_can_be_fetched_back(
    page: Page, address: str, setting: str, back: tuple[float, float]
) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    field(live, setting).fill("1e5")
    expect(live.locator('[data-part="start"] use')).to_be_hidden()
    x, y = grasp(page, live)
    figure = box_of(live.locator(".stage").first)
    assert figure["x"] <= x <= figure["x"] + figure["width"]
    assert figure["y"] <= y <= figure["y"] + figure["height"]
    page.mouse.move(x + back[0], y + back[1], steps=3)
    page.mouse.up()
    assert 0 < float(field(live, setting).input_value()) < 4.5
    expect(live.locator('[data-part="start"] use')).to_be_visible()


def test_only_the_first_button_of_the_mouse_drags(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    x, y = grasp(page, live)
    page.mouse.up()
    page.mouse.down(button="right")
    page.mouse.move(x + 50, y + 50, steps=3)
    page.mouse.up(button="right")
    assert field(live, "init_x0").input_value() == "-3.0"


# --- Figures ------------------------------------------------------------------------------------------------------

REMARKS = [
    ("chapter/learning-rate", "rate", "lr", "1.0"),
    ("chapter/learning-rate", "rate", "lr", "10"),
    ("chapter/gradient-method", "program", "lr", "1.1"),
    ("chapter/hyperparameters", "valley", "lr", "2"),
    ("beyond/stability", "stretched", "kappa", "1000"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_what_there_is_to_say_of_a_run_moves_nothing(page: Page, address: str, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    moved = {}
    for page_name, name, setting, value in REMARKS:
        live = visit(page, address, page_name, name, language=language)
        place = "(live) => live.querySelector('figure').getBoundingClientRect().y + scrollY"
        before = live.evaluate(place)
        field(live, setting).fill(value)
        assert said(live) != ""
        if live.evaluate(place) != before:
            moved[name, value] = live.evaluate(place) - before
    assert moved == {}


def test_two_listings_on_a_page_do_not_touch_each_other(page: Page, address: str) -> None:
    tangent = visit(page, address, "chapter/gradient", "tangent")
    slope = page.locator('[data-live="slope"]')
    built = output(slope)
    field(tangent, "at").fill("7")
    field(slope, "x0").fill("nothing")
    assert output(slope) == built
    assert said(tangent) == ""
    assert output(tangent) == printed("chapter/gradient", "tangent", {"at": "7"})
    page.wait_for_url("**/?tangent.at=7*")


# --- The address --------------------------------------------------------------------------------------------------


def test_the_address_keeps_what_is_not_ours_and_the_history_stays_short(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate", query="?from=mail&rate.step_num=7")
    entries = page.evaluate("history.length")
    for value in ("0.2", "0.3", "0.4"):
        field(live, "lr").fill(value)
    page.wait_for_url("**/?from=mail&rate.step_num=7&rate.lr=0.4*", timeout=5_000)
    assert page.evaluate("history.length") == entries
    field(live, "step_num").fill("100")  # that of the build
    page.wait_for_url("**/?from=mail&rate.lr=0.4*", timeout=5_000)


def test_changes_that_come_thick_and_fast_reach_the_address_at_rest_and_seldom_before(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    written, spent = live.evaluate(
        """async (live) => {
            const lr = live.querySelector("[name=lr]");
            const write = history.replaceState;
            let written = 0;
            history.replaceState = (...what) => {
                written++;
                write.apply(history, what);
            };
            const start = performance.now();
            for (let i = 1; i <= 100; i++) {
                lr.value = String(i / 200);
                lr.dispatchEvent(new Event("input"));
                await new Promise((resume) => setTimeout(resume, 5));
            }
            return [written, performance.now() - start];
        }"""
    )
    page.wait_for_url("**/?rate.lr=0.5*", timeout=5_000)
    assert written <= spent / 100 + 1  # browsers refuse addresses that change without a rest
    assert output(live) == printed("chapter/learning-rate", "rate", {"lr": "0.5"})


def test_a_link_shows_the_same_path_in_both_languages(page: Page, address: str) -> None:
    query = "?rate.init_x0=2.5&rate.init_x1=-1&rate.lr=0.8&rate.step_num=9"
    trace = descend(bowl, [2.5, -1.0], GradientDescent(0.8), 9)
    shown: list[Any] = []
    for language in LANGUAGES:
        live = visit(page, address, "chapter/learning-rate", "rate", language, query)
        assert output(live) == f"{trace.x[-1]} finished"
        shown.append(live.locator('[data-part="path"] > path').get_attribute("d"))
    assert shown[0] == shown[1]
    corners = np.array([pair.split() for pair in re.split("[ML]", str(shown[0]))[1:]], float)
    across = np.diff(corners[:, 0]) / np.diff(trace.x[:, 0])  # units of the figure for one of the plane
    assert np.allclose(across, across[0], rtol=0.2)
    assert len(corners) == 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_with_several_faults_explains_each_in_the_language_of_the_page(
    page: Page, address: str, language: str
) -> None:
    query = "?rate.lr=%3Cscript%3Ealert(1)%3C/script%3E&rate.step_num=1000000&rate.init_x0=&rate.init_x1=NaN"
    live = visit(page, address, "chapter/learning-rate", "rate", language, query)
    message = said(live)
    for setting in ("lr", "step_num", "init_x0", "init_x1"):
        assert f"{setting} " in message
        expect(field(live, setting)).to_have_attribute("aria-invalid", "true")
    assert "<script>alert(1)" in message
    assert live.locator(".live-bar p *").count() == 0  # text, no elements
    assert bool(re.search("[\u4e00-\u9fff]", message)) == (language == "zh-TW")
    assert output(live) == printed("chapter/learning-rate", "rate", {})


@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_whose_address_has_settings_does_not_shift_while_it_loads(
    new_context: NewContext, address: str, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    shifts: dict[str, float] = {}
    for page_name, name, setting, value in REMARKS:
        tries = []
        for _ in range(2):  # on a busy machine a page may be painted when half of it has come
            visit(page, address, page_name, name, query=f"?{name}.{setting}={value}")
            tries.append(
                page.evaluate(
                    """() => new Promise((resolve) => {
                        let sum = 0;
                        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value)))
                            .observe({ type: "layout-shift", buffered: true });
                        setTimeout(() => resolve(sum), 250);
                    })"""
                )
            )
        shifts[f"{name}, {setting} {value}"] = min(tries)
    # What stands behind a number in its line moves a little with its width; a figure would move a hundred times that.
    assert {case: shift for case, shift in shifts.items() if shift > 0.001} == {}
