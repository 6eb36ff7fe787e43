"""Interaction with live listings by typing, keys, mouse and links; test_live.py tests their results."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from listings import LISTINGS, box_of, field, grab, places, printed, settled, touch, turn_to, visit
from playwright.sync_api import Locator, Page, Route, expect
from prose import LANGUAGES, path_of
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

from gdbook import GradientDescent, bowl, descend


def message_of(live: Locator) -> str:
    return live.locator(".live-bar p").inner_text()


def output(live: Locator) -> str:
    return live.locator("output").evaluate("(output) => output.textContent")


# --- Typing -------------------------------------------------------------------------------------------------------


def test_a_typed_number_is_used_as_soon_as_it_is_valid(page: Page, address: str) -> None:
    live = turn_to(page, address, "chapter/learning-rate", "rate")
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
    ("setting", "typed", "normalized"),
    [
        ("lr", "\uff10\uff0e\uff15", "0.5"),  # full-width digits
        ("init_x0", "\u22122", "-2"),  # a typographic minus
        ("step_num", "+007", "7"),
        ("init_x1", " 1.5 ", "1.5"),
        ("init_x1", "-0", "0"),  # the integer -0 is 0 in Python
        ("lr", "abc", "abc"),  # invalid text is kept, for the reader to fix
    ],
)
def test_leaving_a_field_normalizes_its_text_to_python_syntax(
    page: Page, address: str, setting: str, typed: str, normalized: str
) -> None:
    live = turn_to(page, address, "chapter/learning-rate", "rate")
    field(live, setting).fill(typed)
    assert field(live, setting).input_value() == typed  # the text does not change during typing
    field(live, setting).press("Enter")
    expect(field(live, setting)).to_be_focused()
    assert field(live, setting).input_value() == normalized
    field(live, setting).fill(typed)
    field(live, setting).press("Tab")
    assert field(live, setting).input_value() == normalized
    if normalized != "abc":
        assert output(live) == printed("chapter/learning-rate", "rate", {setting: normalized})


def test_an_arrow_key_replaces_invalid_text_with_the_next_valid_number(page: Page, address: str) -> None:
    live = turn_to(page, address, "chapter/learning-rate", "rate")
    field(live, "step_num").fill("many")
    field(live, "step_num").press("ArrowUp")
    assert field(live, "step_num").input_value() == "101"
    expect(field(live, "step_num")).not_to_have_attribute("aria-invalid", "true")
    assert message_of(live) == ""


@pytest.mark.sampled("program", "memory")
@pytest.mark.parametrize(("page_name", "name"), LISTINGS)
@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.exhaustive), "zh-TW"])
def test_every_field_is_labelled_with_its_name_and_meaning(
    page: Page, address: str, page_name: str, name: str, language: str
) -> None:
    live = turn_to(page, address, page_name, name, language)
    for setting in places(page_name, name):
        label = str(field(live, setting).get_attribute("aria-label"))
        meaning = label.removeprefix(setting)
        assert meaning.startswith(": " if language == "en" else "："), f"say in words.js what {setting} means"
        assert bool(re.search("[\u4e00-\u9fff]", meaning)) == (language == "zh-TW"), (language, setting)
    for handle in live.locator(".handle").all():
        label = str(handle.get_attribute("aria-label"))
        assert bool(re.search("[\u4e00-\u9fff]", label)) == (language == "zh-TW")


def test_copying_a_selected_program_includes_each_number_once(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    live = visit(page, address, "chapter/gradient-method", "program")
    field(live, "lr").fill("0.3")
    field(live, "lr").blur()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('[data-live=program] [data-cell] code'))")
    page.keyboard.press("Control+C")
    copied = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert "\ninit_x = [-3.0, 4.0]\nlr = 0.3\nstep_num = 100\n" in copied
    compile(copied, "copied", "exec")


@pytest.mark.sampled("program", "memory")
@pytest.mark.parametrize(("page_name", "name"), LISTINGS)
def test_reset_clears_invalid_text(page: Page, address: str, page_name: str, name: str) -> None:
    live = turn_to(page, address, page_name, name)
    built = output(live)
    first, *others = places(page_name, name)
    typed = "6" if first in ("again", "turn") else "0.625"  # games and steps are counted
    field(live, first).fill(typed)
    for setting in others:
        field(live, setting).fill("?")
    page.wait_for_url(re.compile(rf"{name}\.{first}={re.escape(typed)}"))
    live.get_by_role("button", name="Reset").click()
    settled(live)
    assert output(live) == built
    assert live.locator("[aria-invalid], .wrong").count() == 0
    assert "?" not in message_of(live)  # a remark on the run may remain
    page.wait_for_url(re.compile(r"^[^?]*$"))


def test_a_million_steps_are_rejected(page: Page, address: str) -> None:
    live = turn_to(page, address, "chapter/learning-rate", "rate")
    built = output(live)
    field(live, "step_num").fill("1000000")
    assert message_of(live).startswith("step_num can be at most 10,000 here")
    assert output(live) == built


# --- Dragging -----------------------------------------------------------------------------------------------------

ALONG = [  # listings whose handle moves along one axis, and its setting
    ("chapter/gradient", "tangent", "at"),
    ("beyond/basins", "dial", "lr"),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("page_name", "name", "setting"), ALONG)
def test_a_handle_with_one_setting_moves_along_one_axis_only(
    page: Page, address: str, page_name: str, name: str, setting: str
) -> None:
    live = visit(page, address, page_name, name)
    before = float(field(live, setting).input_value())
    x, y = grab(page, live)
    page.mouse.move(x - 20, y - 30, steps=4)
    page.mouse.up()
    after = field(live, setting).input_value()
    assert float(after) < before
    assert len(after) < 9  # a round number
    assert output(live) == printed(page_name, name, {setting: after})
    handle = live.locator(".handle")
    handle.press("ArrowUp")  # across its axis
    assert field(live, setting).input_value() == after
    handle.press("ArrowRight")
    assert float(field(live, setting).input_value()) > float(after)


@pytest.mark.exhaustive
def test_dragging_redraws_at_most_once_per_frame(new_context: NewContext, address: str) -> None:
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
    x, y = grab(page, live)
    page.evaluate(
        """() => {
            window.frames_ = 0;
            window.drawn = 0;
            new MutationObserver(() => window.drawn++)
                .observe(document.querySelector("[data-live=rate] [data-part=path] path"), { attributeFilter: ["d"] });
        }"""
    )
    for turn in range(40):
        page.mouse.move(x + turn, y + turn, steps=3)
    page.mouse.up()
    drawn, frames = page.evaluate("[drawn, frames_]")
    assert 5 < drawn <= frames + 1  # plus one on release


@pytest.mark.exhaustive
@pytest.mark.parametrize(("setting", "back"), [("init_x0", (-60, 0)), ("init_x1", (0, 60))])
def test_a_start_outside_the_figure_can_be_dragged_back(
    page: Page, address: str, setting: str, back: tuple[float, float]
) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    field(live, setting).fill("1e5")
    expect(live.locator('[data-part="start"] use')).to_be_hidden()
    x, y = grab(page, live)
    figure = box_of(live.locator(".stage").first)
    assert figure["x"] <= x <= figure["x"] + figure["width"]
    assert figure["y"] <= y <= figure["y"] + figure["height"]
    page.mouse.move(x + back[0], y + back[1], steps=3)
    page.mouse.up()
    assert 0 < float(field(live, setting).input_value()) < 4.5
    expect(live.locator('[data-part="start"] use')).to_be_visible()


@pytest.mark.exhaustive
def test_only_the_primary_mouse_button_drags(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    x, y = grab(page, live)
    page.mouse.up()
    page.mouse.down(button="right")
    page.mouse.move(x + 50, y + 50, steps=3)
    page.mouse.up(button="right")
    assert field(live, "init_x0").input_value() == "-3.0"


def test_a_measurement_is_dragged_and_the_bowl_of_its_loss_turns(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/loss", "plane")
    built = output(live)
    handles, ring = live.locator(".handle"), live.locator("[data-part=ring] path").last
    assert [handle.get_attribute("aria-valuetext") for handle in handles.all()][3] == "x3 3, y3 5.4"
    assert handles.count() == 6  # the point that is w and b too
    before = ring.get_attribute("d")
    handles.nth(3).scroll_into_view_if_needed()
    box = box_of(handles.nth(3))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y + 40, steps=4)
    page.mouse.up()
    moved = {setting: field(live, setting).input_value() for setting in ("x3", "y3")}
    assert float(moved["x3"]) < 2.5
    assert float(moved["y3"]) < 4.5
    assert ring.get_attribute("d") != before
    assert output(live) == printed("chapter/loss", "plane", moved)
    handles.nth(3).press("ArrowRight")
    assert float(field(live, "x3").input_value()) == pytest.approx(float(moved["x3"]) + 0.1)
    page.wait_for_url(re.compile(r"plane\.x3=.*plane\.y3=|plane\.y3=.*plane\.x3="))
    live.locator("svg").first.click(position={"x": 150, "y": 60})  # moves no measurement
    expect(field(live, "y4")).to_have_value("8.1")
    live.get_by_role("button", name="Reset").click()
    settled(live)
    assert output(live) == built
    assert field(live, "x3").input_value() == "3.0"


# --- Figures ------------------------------------------------------------------------------------------------------

REMARKS = [
    ("chapter/learning-rate", "rate", "lr", "1.0"),
    ("chapter/learning-rate", "rate", "lr", "10"),
    ("chapter/gradient-method", "program", "lr", "1.1"),
    ("beyond/stability", "stretched", "L", "1000"),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("language", "width"), [("zh-TW", 360), ("en", 1280)])
def test_remarks_cause_no_layout_shift(page: Page, address: str, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    moved = {}
    for page_name, name, setting, value in REMARKS:
        live = visit(page, address, page_name, name, language=language)
        place = "(live) => live.querySelector('[data-cell]').getBoundingClientRect().y + scrollY"
        before = live.evaluate(place)
        field(live, setting).fill(value)
        assert message_of(live) != ""
        if live.evaluate(place) != before:
            moved[name, value] = live.evaluate(place) - before
    assert moved == {}


def test_two_listings_on_a_page_are_independent(page: Page, address: str) -> None:
    tangent = visit(page, address, "chapter/gradient", "tangent")
    slope = page.locator('[data-live="slope"]')
    built = output(slope)
    field(tangent, "at").fill("2")
    field(slope, "x0").fill("nothing")
    assert output(slope) == built
    assert message_of(tangent) == ""
    assert output(tangent) == printed("chapter/gradient", "tangent", {"at": "2"})
    page.wait_for_url("**/?tangent.at=2*")


SPOKES = [("chapter/gradient", "turn", 0), ("chapter/saddle-points", "kinds", 0), ("chapter/saddle-points", "kinds", 1)]


def centre_of(handle: Locator) -> np.ndarray:
    box = box_of(handle)
    return np.array([box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])


@pytest.mark.parametrize(("page_name", "name", "which"), SPOKES)
def test_what_turns_is_dragged_by_its_end(page: Page, address: str, page_name: str, name: str, which: int) -> None:
    live = visit(page, address, page_name, name)
    end, degrees = live.locator(".handle").nth(which), field(live, "degrees")
    seen = []
    for angle in ("90", "0"):
        degrees.fill(angle)
        live.locator(".pictures").evaluate("(pictures) => pictures.scrollIntoView({ block: 'center' })")
        seen.append(centre_of(end))
    (middle, _), (_, level) = seen
    centre, arm = np.array([middle, level]), seen[1] - [middle, level]
    half = 180 if name == "kinds" else 360

    def at(angle: float, far: float = 1) -> np.ndarray:
        turn = np.radians(-angle)  # downwards is positive
        return centre + far * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ arm

    page.mouse.move(*at(0))
    page.mouse.down()
    for angle, far in ((60, 1), (135, 1.4), (200, 1), (290, 0.5), (320, 1)):  # also from outside the axes, and past 180
        page.mouse.move(*at(angle, far), steps=3)
        expect(degrees).to_have_value(str(angle % half))
        assert np.allclose(centre_of(end), at(angle), atol=2)  # the end that is held
    page.mouse.up()
    assert output(live) == printed(page_name, name, {"degrees": str(320 % half)})
    end.press("ArrowRight")
    expect(degrees).to_have_value(str(325 % half))
    end.press("Shift+ArrowDown")
    expect(degrees).to_have_value(str(324 % half))
    expect(end).to_have_attribute("aria-valuetext", f"degrees {324 % half}")
    expect(end).to_have_attribute("aria-valuenow", str(324 % half))
    degrees.fill("36.87")
    live.locator(".pictures").evaluate("(pictures) => pictures.scrollIntoView({ block: 'center' })")
    page.mouse.move(*centre_of(end))
    page.mouse.down()
    page.mouse.move(*at(100), steps=3)
    expect(degrees).to_have_value("100")
    page.keyboard.press("Escape")
    expect(degrees).to_have_value("36.87")
    page.mouse.up()


@pytest.mark.parametrize(("page_name", "name", "which"), SPOKES)
def test_a_finger_turns_what_turns_and_does_not_scroll_the_page(
    new_context: NewContext, address: str, page_name: str, name: str, which: int
) -> None:
    page = new_context(viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True).new_page()
    live = visit(page, address, page_name, name)
    live.locator(".pictures").evaluate("(pictures) => pictures.scrollIntoView({ block: 'center' })")
    built = field(live, "degrees").input_value()
    x, y = centre_of(live.locator(".handle").nth(which))
    scrolled = page.evaluate("scrollY")
    touch(page, *((x, y + 8 * step) for step in range(6)))
    expect(field(live, "degrees")).not_to_have_value(built)
    assert page.evaluate("scrollY") == scrolled


@pytest.mark.parametrize("part", ["dot", "other"])
def test_a_point_on_the_bowl_is_dragged_along_the_purple_cut(page: Page, address: str, part: str) -> None:
    live = visit(page, address, "chapter/gradient", "cut")
    live.locator(".pictures").evaluate("(pictures) => pictures.scrollIntoView({ block: 'center' })")
    point = live.locator(f".stage:has([data-part={part}]) .handle").last
    places = []
    for x1 in ("1", "4"):
        field(live, "x1").fill(x1)
        live.locator(".pictures").evaluate("(pictures) => pictures.scrollIntoView({ block: 'center' })")
        places.append(centre_of(point))
    page.mouse.move(*places[1])
    page.mouse.down()
    page.mouse.move(*places[0], steps=5)
    page.mouse.up()
    assert float(field(live, "x1").input_value()) == pytest.approx(1, abs=0.11)
    assert field(live, "x0").input_value() == "3.0"
    settings = {"x1": field(live, "x1").input_value()}
    assert output(live) == printed("chapter/gradient", "cut", settings)
    field(live, "x1").fill("2.5")
    point.press("ArrowRight")
    expect(field(live, "x1")).to_have_value("3.5")
    point.press("Shift+ArrowLeft")
    expect(field(live, "x1")).to_have_value("3.4")
    for _ in range(3):
        point.press("ArrowRight")
    expect(field(live, "x1")).to_have_value("4")
    expect(point).to_have_attribute("aria-valuetext", "x1 4")


# --- The address --------------------------------------------------------------------------------------------------


def test_the_address_keeps_other_parameters_and_adds_no_history_entries(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate", query="?from=mail&rate.step_num=7")
    entries = page.evaluate("history.length")
    for value in ("0.2", "0.3", "0.4"):
        field(live, "lr").fill(value)
    page.wait_for_url("**/?from=mail&rate.step_num=7&rate.lr=0.4*", timeout=5_000)
    assert page.evaluate("history.length") == entries
    field(live, "step_num").fill("100")  # the built value
    page.wait_for_url("**/?from=mail&rate.lr=0.4*", timeout=5_000)


@pytest.mark.exhaustive
def test_rapid_changes_update_the_address_at_a_limited_rate(page: Page, address: str) -> None:
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
    assert written <= spent / 100 + 1  # browsers limit the rate of replaceState
    assert output(live) == printed("chapter/learning-rate", "rate", {"lr": "0.5"})


@pytest.mark.exhaustive
def test_a_link_shows_the_same_path_in_both_languages(page: Page, address: str) -> None:
    query = "?rate.init_x0=2.5&rate.init_x1=-1&rate.lr=0.8&rate.step_num=9"
    trace = descend(bowl, [2.5, -1.0], GradientDescent(0.8), 9)
    shown: list[Any] = []
    for language in LANGUAGES:
        live = visit(page, address, "chapter/learning-rate", "rate", language, query)
        assert output(live) == f"{trace.x[-1]}\nfinished"
        shown.append(live.locator('[data-part="path"] > path').get_attribute("d"))
    assert shown[0] == shown[1]
    corners = np.array([pair.split() for pair in re.split("[ML]", str(shown[0]))[1:]], float)
    across = np.diff(corners[:, 0]) / np.diff(trace.x[:, 0])  # units of the figure for one of the plane
    assert np.allclose(across, across[0], rtol=0.2)
    assert len(corners) == 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_invalid_setting_in_the_address_is_explained(page: Page, address: str, language: str) -> None:
    query = "?rate.lr=%3Cscript%3Ealert(1)%3C/script%3E&rate.step_num=1000000&rate.init_x0=&rate.init_x1=NaN"
    live = visit(page, address, "chapter/learning-rate", "rate", language, query)
    message = message_of(live)
    for setting in ("lr", "step_num", "init_x0", "init_x1"):
        assert f"{setting} " in message
        expect(field(live, setting)).to_have_attribute("aria-invalid", "true")
    assert "<script>alert(1)" in message
    assert live.locator(".live-bar p *").count() == 0  # text, no elements
    assert bool(re.search("[\u4e00-\u9fff]", message)) == (language == "zh-TW")
    assert output(live) == printed("chapter/learning-rate", "rate", {})


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [360, 1280])
def test_settings_in_the_address_cause_no_layout_shift(new_context: NewContext, address: str, width: int) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    shifts: dict[str, float] = {}
    for page_name, name, setting, value in REMARKS:
        for _ in range(2):  # a busy machine may paint a half-loaded page
            page.goto(f"{address}{path_of(page_name)}?{name}.{setting}={value}")
            page.locator(f"[data-live={name}][data-ready]").wait_for()
            shifts[f"{name}, {setting} {value}"] = shift = page.evaluate(
                """() => new Promise((resolve) => {
                    let sum = 0;
                    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value)))
                        .observe({ type: "layout-shift", buffered: true });
                    setTimeout(() => resolve(sum), 250);
                })"""
            )
            if shift <= 0.001:
                break
    # The rest of a line shifts slightly with the width of its number; a figure would shift a hundred times as much.
    assert {case: shift for case, shift in shifts.items() if shift > 0.001} == {}


# --- Nine tries ---------------------------------------------------------------------------------------------------


def test_each_of_nine_tries_leaves_a_dot_with_its_loss_and_then_the_map_is_shown(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "valley")
    plane, said = live.locator("svg").first, live.locator(".tries")
    dots, ends = live.locator(".marks .try"), live.locator(".marks .end")
    hidden_map, curve = plane.locator("image"), plane.locator("[data-part=curve] path")
    expect(said).to_have_text("Tries left: 9.")
    box = box_of(plane)
    heights = []  # of the finite losses: their logarithm, and where they are drawn
    for k in range(1, 10):
        place = {"x": (0.2 + 0.08 * k) * box["width"], "y": 0.3 * box["height"]}
        plane.click(position=place)
        expect(dots).to_have_count(k)
        loss = printed(
            "chapter/hyperparameters",
            "valley",
            {"lr": field(live, "lr").input_value(), "h": field(live, "h").input_value()},
        )
        expect(said).to_contain_text(f"Try {k}: {loss.replace(':', '')}.")
        expect(said).to_contain_text(f"Tries left: {9 - k}." if k < 9 else "here is the map")
        expect(ends).to_have_count(k)
        value = float(loss.split()[-1])
        if value < float("inf"):
            assert ends.last.get_attribute("cx") == dots.last.get_attribute("cx")  # the loss stands under its try
            heights.append((math.log10(value), float(ends.last.get_attribute("cy") or "nan")))
        else:
            assert ends.last.evaluate("(end) => end.localName") == "path"  # a cross
        assert hidden_map.is_visible() == curve.is_visible() == (k == 9)
    (first, top), (second, bottom) = max(heights), min(heights)
    assert top < bottom
    for level, y in heights:  # on a logarithmic scale
        assert y == pytest.approx(top + (bottom - top) * (first - level) / (first - second), abs=0.3)
    expect(live.locator(".marks .best")).to_have_count(2)
    label = live.locator(".marks text")
    best = re.search(r"Best: try \d, (\S+)\. ", said.inner_text())
    assert best
    assert label.all_text_contents() == [best[1]]
    plane.click(position={"x": 0.5 * box["width"], "y": 0.2 * box["height"]})  # a tenth counts no more
    page.wait_for_timeout(600)
    assert dots.count() == 9
    expect(live.locator(".marks path.told")).to_have_count(1)  # but its loss is shown
    tenth = live.locator("output").inner_text().split()[-1]
    expect(label).to_have_text(tenth)
    live.get_by_role("button", name="Reset").click()
    expect(live.locator(".marks .told")).to_have_count(0)
    expect(said).to_have_text("Tries left: 9.")
    page.wait_for_timeout(600)  # and to come back to the first setting is no try
    assert dots.count() == 0
    assert not hidden_map.is_visible()


@pytest.mark.parametrize("apart", [4, 12])  # pixels: on the point that can be dragged, and beside it
def test_each_click_is_a_try_at_once_also_on_the_handle(page: Page, address: str, apart: int) -> None:
    live = visit(page, address, "chapter/hyperparameters", "valley")
    plane, dots = live.locator("svg").first, live.locator(".marks .try")
    plane.scroll_into_view_if_needed()
    box = box_of(plane)
    for k in range(3):
        page.mouse.click(box["x"] + box["width"] / 2 + apart * k, box["y"] + box["height"] / 4)
    expect(dots).to_have_count(3, timeout=200)  # milliseconds


@pytest.mark.exhaustive
def test_a_drag_or_a_number_is_one_try(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "valley")
    dots = live.locator(".marks .try")
    x, y = grab(page, live)
    page.mouse.move(x + 20, y - 40, steps=3)
    page.wait_for_timeout(600)
    assert dots.count() == 0  # still held
    page.mouse.up()
    expect(dots).to_have_count(1)
    field(live, "lr").fill("0.5")
    expect(dots).to_have_count(2)


@pytest.mark.exhaustive
def test_before_the_first_try_the_point_shows_its_loss_and_the_map_lies_under_a_cover(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "valley")
    cover, shown = live.locator(".marks .cover"), live.locator(".marks .example")
    expect(cover).to_have_count(2)
    expect(shown).to_have_count(2)  # a line down to the loss, and a dot there
    expect(live.locator(".marks text").first).to_have_text("1.9")
    plane = live.locator("svg").first
    plane.click(position={"x": 0.5 * box_of(plane)["width"], "y": 60})
    expect(live.locator(".marks .try")).to_have_count(1)
    expect(shown).to_have_count(0)
    expect(cover).to_have_count(2)
    live.get_by_role("button", name="Show the map").click()
    expect(cover).to_have_count(0)


@pytest.mark.exhaustive
def test_keys_pressed_one_after_another_are_one_try(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "valley")
    dots, hint = live.locator(".marks .try"), live.get_by_text("click anywhere here")
    expect(hint).to_be_visible()
    for _ in range(3):
        live.locator(".handle").press("ArrowUp")
        page.wait_for_timeout(600)
    assert dots.count() == 0
    expect(dots).to_have_count(1)
    expect(hint).to_have_count(0)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("language", "named"), [("en", "Show the map"), ("zh-TW", "顯示地圖")])
def test_the_map_can_be_shown_without_nine_tries(page: Page, address: str, language: str, named: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "valley", language)
    dots, said = live.locator(".marks .try"), live.locator(".tries")
    hidden_map, curve = live.locator("svg image"), live.locator("[data-part=curve] path")
    button = live.get_by_role("button", name=named)
    expect(hidden_map).to_be_hidden()
    expect(curve).to_be_hidden()
    before, place = said.inner_text(), box_of(live.locator("svg").first)["y"]
    button.press("Enter")
    expect(hidden_map).to_be_visible()
    expect(curve).to_be_visible()
    expect(button).to_be_hidden()
    expect(live.locator(".handle")).to_be_focused()
    assert box_of(live.locator("svg").first)["y"] == place  # nothing moves
    page.wait_for_timeout(1500)
    assert dots.count() == 0  # it is no try
    assert said.inner_text() == before
    live.locator(".handle").press("ArrowRight")
    expect(dots).to_have_count(1)  # and tries can still be made
    expect(hidden_map).to_be_visible()
    live.get_by_role("button", name={"en": "Reset", "zh-TW": "重設"}[language]).click()
    expect(button).to_be_visible()
    expect(hidden_map).to_be_hidden()


BEST_RATE = 'article p a[href="?valley.lr=0.95&valley.h=1e-4"]'


@pytest.mark.exhaustive
def test_a_loss_named_by_a_link_is_shown_on_the_map(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "valley")
    expect(live.locator("svg image")).to_be_hidden()
    page.locator(BEST_RATE).click()
    expect(live.locator("svg image")).to_be_visible()
    expect(live.locator(".marks path.told")).to_have_count(1)  # the line down to the loss
    expect(live.locator(".marks text")).to_have_text("1.6e-05")
    live.locator(".handle").press("ArrowRight")
    expect(live.locator(".marks .told")).to_have_count(0)


@pytest.mark.exhaustive
def test_a_link_opened_in_another_tab_leaves_the_map_hidden(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "valley")
    with page.context.expect_page() as opened:
        page.locator(BEST_RATE).click(modifiers=["Control"])
    opened.value.close()
    live.locator(".handle").press("ArrowRight")
    expect(live.locator(".marks .try")).to_have_count(1)
    expect(live.locator("svg image")).to_be_hidden()


@pytest.mark.exhaustive
def test_a_try_stays_when_a_link_is_pressed_right_after_it(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "valley")
    field(live, "lr").fill("0.7")
    page.locator(BEST_RATE).click()  # before more of the number could have been typed
    loss = printed("chapter/hyperparameters", "valley", {"lr": "0.7"}).split()[-1]
    expect(live.locator(".tries")).to_have_text(f"Try 1: loss {loss}. Best: try 1, {loss}. Tries left: 8.")
    expect(live.locator(".marks .try")).to_have_count(1)
    expect(live.locator(".marks text")).to_have_text("1.6e-05")
    live.locator(".handle").press("ArrowUp")
    expect(live.locator(".marks .told")).to_have_count(0)
    expect(live.locator(".marks text")).to_have_text(loss)  # the best of the tries again


@pytest.mark.exhaustive
def test_back_from_a_link_is_no_try(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "valley")
    live.locator("svg").first.click(position={"x": 150, "y": 40})
    expect(live.locator(".marks .try")).to_have_count(1)
    tried, said = field(live, "lr").input_value(), live.locator(".tries").inner_text()
    page.locator(BEST_RATE).click()
    expect(page).to_have_url(re.compile(r"valley\.lr=0\.95"))
    page.go_back()
    expect(field(live, "lr")).to_have_value(tried)
    expect(live.locator(".marks .told")).to_have_count(0)
    page.wait_for_timeout(1500)
    assert live.locator(".tries").inner_text() == said
    expect(live.locator("svg image")).to_be_visible()  # it has been seen


@pytest.mark.exhaustive
@pytest.mark.parametrize("way", ["paper", "no scripts"])
def test_the_map_is_shown_where_it_cannot_be_played(new_context: NewContext, address: str, way: str) -> None:
    page = new_context(java_script_enabled=way == "paper").new_page()
    page.goto(address + path_of("chapter/hyperparameters"))
    if way == "paper":
        page.locator('[data-live="valley"][data-ready]').wait_for()
        page.emulate_media(media="print")
    expect(page.locator('[data-live="valley"] svg image')).to_be_visible()
    expect(page.locator('[data-live="valley"] [data-part=curve] path')).to_be_visible()


@pytest.mark.exhaustive
def test_no_loss_is_told_without_a_try(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "valley")
    x, y = grab(page, live)
    page.mouse.move(x + 20, y - 40, steps=3)
    expect(live.locator("output")).to_be_hidden()
    expect(live.locator(".announcement")).to_contain_text("loss: ")
    expect(live.locator(".announcement")).to_be_hidden()  # from screen readers, too
    page.mouse.up()
    expect(live.locator(".marks .try")).to_have_count(1)
    expect(live.locator("output")).to_be_visible()
    expect(live.locator(".announcement")).to_be_visible()


@pytest.mark.exhaustive
def test_nine_are_drawn_again_at_the_press_of_a_button(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "games")
    for _ in range(9):
        live.get_by_role("button", name="Draw again").click()
    expect(field(live, "again")).to_have_value("9")
    expect(live.locator("output")).to_contain_text("random search won 7 of 10")


@pytest.mark.exhaustive
def test_drawing_again_counts_from_the_number_in_use(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "games")
    field(live, "again").fill("4")
    field(live, "again").fill("nonsense")
    live.get_by_role("button", name="Draw again").click()
    expect(field(live, "again")).to_have_value("5")


@pytest.mark.parametrize("way", ["guess", "button", "address", "paper"])
def test_who_ends_lower_is_not_told_before_a_guess(page: Page, address: str, way: str) -> None:
    query = "?games.again=1" if way == "address" else ""
    live = visit(page, address, "chapter/hyperparameters", "games", query=query)
    told = [live.locator("output"), live.get_by_text("lowest: ").first, live.locator("[data-part=fall_grid] path")]
    expect(live.locator("[data-part=try_grid] path").first).to_be_visible()
    if way != "address":
        for part in told:
            expect(part).to_be_hidden()
    if way == "paper":
        page.emulate_media(media="print")
    if way == "guess":
        live.locator("xpath=preceding-sibling::*[1]").locator("summary").first.click()
    elif way == "button":
        live.get_by_role("button", name="Draw again").click()
    for part in told:
        expect(part).to_be_visible()


def test_a_guess_made_before_the_figure_is_live_is_answered(new_context: NewContext, address: str) -> None:
    page = new_context().new_page()
    held: list[Route] = []
    page.route("**/pages/hyperparameters*.js", lambda route: held.append(route))
    with page.expect_request("**/pages/hyperparameters*.js"):
        page.goto(address + path_of("chapter/hyperparameters"), wait_until="commit")
    page.get_by_text("Neither, nine tries are nine tries").click()
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    live = page.locator('[data-live="games"][data-ready]')
    live.wait_for(state="attached")
    expect(live.locator("output")).to_be_visible()
    expect(live.get_by_text("lowest: ").first).to_be_visible()


@pytest.mark.exhaustive
def test_settings_from_the_address_or_the_text_are_no_try(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/hyperparameters", "valley", query="?valley.lr=0.5")
    page.wait_for_timeout(1500)
    expect(live.locator(".tries")).to_have_text("Tries left: 9.")
    field(live, "lr").fill("0.7")
    expect(live.locator(".tries")).to_contain_text("Tries left: 8.")
    page.locator(BEST_RATE).click()  # nor is one from the text
    page.wait_for_timeout(1500)
    expect(live.locator(".tries")).to_contain_text("Tries left: 8.")
