"""The home page: a landscape on which a run starts wherever one points."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from listings import box_of, field, printed, touch, visit
from playwright.sync_api import Locator, Page, expect
from prose import LANGUAGES
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

WALKED = "[data-part=walked-path] > path"
POINTED = "[data-part=pointed-path] > path"
TIP = ".tip:not(.end)"
NUMBER = r"−?\d+\.\d\d"


def opened(page: Page, address: str, language: str = "en", query: str = "") -> Locator:
    live = visit(page, address, "index", "walk", language, query)
    live.locator(".handle").wait_for()
    expect(live.locator(".walking")).to_have_count(0)  # the run of the page
    return live


def start_of(live: Locator) -> list[float]:
    return [float(field(live, setting).input_value()) for setting in ("init_x0", "init_x1")]


def place_of(live: Locator, x0: float, x1: float) -> tuple[float, float]:
    """Where a point of the plane is in the window."""
    box = box_of(live.locator(".stage"))
    return box["x"] + box["width"] * (x0 + 18) / 36, box["y"] + box["height"] * (4 - x1) / 8


def beginning(line: str) -> np.ndarray:
    found = re.match(r"M(\S+) (\S+?)L", line)
    assert found is not None
    return np.array(found.groups(), float)


def drawn(live: Locator, part: str = "[data-live-path=path] > path") -> str:
    return str(live.locator(part).get_attribute("d"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (768, 1024), (360, 740)])
def test_landscape_dial_title_and_doors_are_in_the_first_screen(
    page: Page, address: str, width: int, height: int, language: str
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    live = opened(page, address, language)
    land = box_of(live.locator(".pictures"))
    assert (land["x"], land["width"]) == (0, width)
    assert land["height"] >= 300
    ring = box_of(live.locator(".handle"))
    for box in (ring, box_of(live.locator('.dial[data-name="lr"]')), box_of(live.locator(".play"))):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    dial = box_of(live.locator(".play"))
    assert land["y"] + land["height"] <= dial["y"]
    assert dial["y"] + dial["height"] <= box_of(page.locator("h1"))["y"]
    for seen in (page.locator("h1"), page.locator(".lead"), page.locator(".start").last):
        box = box_of(seen)
        assert land["y"] + land["height"] <= box["y"]
        assert box["y"] + box["height"] <= height
    expect(live.locator(".dial [type=range]:visible")).to_have_count(1)


def test_the_path_from_where_the_mouse_points_is_shown_until_it_leaves(page: Page, address: str) -> None:
    live = opened(page, address)
    set_path, url = drawn(live), page.url
    paths = []
    for x0, x1 in ((-6.5, 0.0), (5.0, 1.0)):
        page.mouse.move(*place_of(live, x0, x1))
        expect(live.locator(".stage")).to_have_class(re.compile("pointing"))
        page.wait_for_timeout(100)
        paths.append(drawn(live, POINTED))
        expect(live.locator(TIP)).to_have_text(re.compile(rf"^height {NUMBER} at \({NUMBER}, {NUMBER}\)$"))
    assert len({set_path, *paths}) == 3
    across, _ = np.subtract(*map(beginning, paths))
    assert across == pytest.approx(-11.5 * 43.2, abs=1)  # 43.2 points of the figure are one unit
    assert drawn(live) == set_path
    assert start_of(live) == [-0.7, 1.3]
    page.mouse.move(200, 700)
    expect(live.locator(".stage")).not_to_have_class(re.compile("pointing"))
    assert page.url == url
    # A press there makes it the start, with the same path.
    page.mouse.move(*place_of(live, 5.0, 1.0))
    page.wait_for_timeout(100)
    page.mouse.down()
    page.mouse.up()
    assert np.allclose(start_of(live), [5, 1], atol=0.02)
    assert np.allclose(beginning(drawn(live)), beginning(paths[1]), atol=0.5)
    assert page.locator("output").inner_text().startswith("the end: [ 2.99 -1.29] height")


def test_a_drag_from_anywhere_moves_the_start_and_keys_take_it_on(page: Page, address: str) -> None:
    live = opened(page, address)
    page.mouse.move(*place_of(live, -6, 1))
    page.mouse.down()
    assert np.allclose(start_of(live), [-6, 1], atol=0.02)
    page.mouse.move(*place_of(live, 3, 1.5), steps=5)
    page.wait_for_timeout(100)
    assert np.allclose(start_of(live), [3, 1.5], atol=0.02)
    page.mouse.up()
    page.mouse.move(*place_of(live, 6, 1.5), steps=3)
    assert start_of(live)[0] < 3.1
    expect(live.locator(".handle")).to_be_focused()
    x0, x1 = start_of(live)
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert np.allclose(start_of(live), [x0 + 0.1, x1 + 0.11])
    settings = dict(zip(("init_x0", "init_x1"), map(str, start_of(live)), strict=True))
    assert live.locator("output").text_content() == printed("index", "walk", settings)
    page.mouse.move(*place_of(live, -2, 1))
    page.mouse.down()
    page.keyboard.press("Escape")
    page.mouse.up()
    assert np.allclose(start_of(live), [x0 + 0.1, x1 + 0.11])


def test_a_finger_taps_drags_along_and_scrolls(phone: Page, address: str) -> None:
    live = opened(phone, address)
    phone.touchscreen.tap(*place_of(live, 2.5, 2))
    assert np.allclose(start_of(live), [2.5, 2], atol=0.05)
    across = [place_of(live, -4 + 0.5 * step, 1 + 0.02 * step) for step in range(10)]
    touch(phone, *across)
    phone.wait_for_timeout(100)
    assert np.allclose(start_of(live), [0.5, 1.18], atol=0.1)
    assert phone.evaluate("scrollY") == 0
    before = start_of(live)
    touch(phone, *((200, 300 - 20 * step) for step in range(10)))
    phone.wait_for_function("scrollY > 50")
    assert start_of(live) == before


@pytest.mark.exhaustive
@pytest.mark.parametrize(("across", "up"), [(0, 50), (-10, 160), (25, 50)])
def test_a_finger_that_scrolls_leaves_the_start(phone: Page, address: str, across: int, up: int) -> None:
    live = opened(phone, address)
    before = start_of(live)
    shares = [step / 20 for step in range(21)]
    touch(phone, *((300 + share * across, 250 - share * up) for share in shares))
    phone.wait_for_function("scrollY > 0")
    phone.wait_for_timeout(400)  # until the address is written
    assert start_of(live) == before
    assert "?" not in phone.url


@pytest.mark.exhaustive
def test_a_drag_that_the_browser_cancels_is_taken_back(page: Page, address: str) -> None:
    live = opened(page, address)
    before = start_of(live)
    page.mouse.move(*place_of(live, -6, 1))
    page.mouse.down()
    assert np.allclose(start_of(live), [-6, 1], atol=0.02)
    live.locator(".handle").dispatch_event("pointercancel")
    assert start_of(live) == before
    page.mouse.move(*place_of(live, 3, 1.5), steps=3)
    page.wait_for_timeout(100)
    assert start_of(live) == before


WATCH = """(stage) => {
    const path = () => stage.querySelector("[data-part=walked-path] > path");
    const seen = window.seen = [];
    const look = (now) => {
        if (stage.classList.contains("walking")) seen.push([now, path().getAttribute("d")]);
        if (window.seen === seen) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
@pytest.mark.parametrize("query", ["", "?walk.init_x0=2&walk.lr=0.1"])
def test_the_run_is_walked_once_when_the_page_is_opened_unless_motion_is_reduced(
    new_context: NewContext, address: str, motion: str, query: str
) -> None:
    context = new_context(reduced_motion=motion)
    context.add_init_script(f"""addEventListener("DOMContentLoaded", () => {{
        ({WATCH})(document.querySelector("[data-live=walk] .stage"));
    }});""")
    page = context.new_page()
    live = opened(page, address, query=query)
    expect(live.locator(".end")).to_have_text(re.compile("^height "))
    page.wait_for_timeout(500)
    seen = page.evaluate("seen")
    if motion == "reduce":
        assert seen == []
    else:
        assert 1200 < seen[-1][0] - seen[0][0] < 4000  # and not a second time
        assert len({path for _, path in seen}) > 12
        assert drawn(live, WALKED).startswith(seen[-1][1])  # a frame may be missed
    expect(live.locator("[data-part=walked-path]")).to_have_css("opacity", "1")
    assert drawn(live, WALKED).count("M") == 1  # all of it, since it never turns back


def let_go(page: Page, live: Locator, how: str) -> None:
    """A change of the start or of the learning rate, up to the moment before it is over."""
    x, y = place_of(live, -2, 2.0)
    live.locator(".stage").evaluate(WATCH)
    if how == "click":
        page.mouse.move(x, y)
        page.mouse.down()
    if how == "key":
        live.locator(".handle").press("ArrowLeft")
    if how == "dial":
        live.locator(".dial[data-name=lr] [type=range]").press("ArrowUp")
    if how == "button":
        page.get_by_role("button", name="lr ÷10").click()
    page.mouse.up()


@pytest.mark.exhaustive
@pytest.mark.parametrize("how", ["click", "key", "dial", "button"])
def test_a_new_path_is_walked_when_the_reader_lets_go_and_its_end_is_labelled(
    page: Page, address: str, how: str
) -> None:
    live = opened(page, address)
    end = live.locator(".end")
    let_go(page, live, how)
    # The number that a button sets glides first.
    page.evaluate("async () => { while (seen.length === 0) await new Promise(requestAnimationFrame); }")
    expect(live.locator(".walking")).to_have_count(0)
    expect(end).to_have_text(re.compile("^height "))
    seen = page.evaluate("seen")
    assert 1200 < seen[-1][0] - seen[0][0] < 4000  # milliseconds; a busy machine sees it late and may take longer
    laid = [path for _, path in seen]
    assert all(later.startswith(path) for path, later in pairwise(laid))  # dot by dot
    assert len(set(laid)) > 12
    *place, height = re.findall(r"-?\d+\.\d*", live.locator("output").inner_text())
    said = re.fullmatch(rf"height ({NUMBER}) at \(({NUMBER}), ({NUMBER})\)", end.inner_text())
    assert said is not None
    assert [float(number.replace("−", "-")) for number in said.groups()] == [float(height), *map(float, place)]
    box, stage = box_of(end), box_of(live.locator(".stage"))
    across, down = (float(at) * stage["width"] / 1555.2 for at in re.split("[ML ]", drawn(live))[-2:])
    assert box["x"] == pytest.approx(stage["x"] + across + 16, abs=2)
    assert min(abs(box["y"] - stage["y"] - down - above) for above in (-28, 20)) < 2
    page.mouse.move(*place_of(live, 3, 2))
    page.mouse.down()
    expect(end).to_be_hidden()  # of the path before
    page.mouse.up()


@pytest.mark.parametrize("how", ["ring", "beside", "keys"])
def test_what_is_dragged_has_its_path_and_its_label_and_keeps_both(page: Page, address: str, how: str) -> None:
    live = opened(page, address)
    end, walked = live.locator(".end"), live.locator(WALKED)
    handle = box_of(live.locator(".handle"))
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    if how == "beside":
        x, y = x + 80, y + 20
    if how == "keys":
        live.locator(".handle").focus()
        page.keyboard.down("ArrowRight")
    else:
        page.mouse.move(x, y)
        page.mouse.down()
    page.wait_for_timeout(50)
    if how != "ring":
        expect(live.locator(".walking")).to_have_count(1)  # one press, for now
    else:
        live.locator(".stage").evaluate(WATCH)
    for k in range(1, 7):
        if how == "keys":
            page.keyboard.down("ArrowRight")  # a repeat
        else:
            page.mouse.move(x + 10 * k, y + 5 * k)
        page.wait_for_timeout(60)
        if k > 1:
            expect(live.locator(".walking")).to_have_count(0)
            expect(end).to_have_text(re.compile("^(height|leaves|runs away)"))
            expect(end).to_be_visible()
    if how != "ring":
        live.locator(".stage").evaluate(WATCH)
    if how != "keys":
        page.mouse.move(x + 70, y + 40)
    page.mouse.up()
    page.keyboard.up("ArrowRight")
    page.wait_for_timeout(300)
    assert page.evaluate("seen") == []
    expect(end).to_be_visible()
    assert beginning(walked.get_attribute("d") or "") == pytest.approx(beginning(drawn(live)))
    page.mouse.click(*place_of(live, -2, 2.0))
    expect(live.locator(".walking")).to_have_count(1)


@pytest.mark.exhaustive
def test_with_reduced_motion_a_press_shows_the_whole_walk(page: Page, address: str) -> None:
    live = opened(page, address)
    page.emulate_media(reduced_motion="reduce")
    live.locator(".stage").evaluate(WATCH)
    page.mouse.click(*place_of(live, -2, 2))
    expect(live.locator(".end")).to_have_text(re.compile("^height "), timeout=400)
    assert page.evaluate("seen") == []


COMPARED = "[data-part=compared-path]"


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 360, 320])
def test_the_question_in_the_picture_walks_beside_the_walk_of_the_page(
    page: Page, address: str, width: int, language: str
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    live = opened(page, address, language)
    question, handle = live.locator(".question"), live.locator(".handle")
    box, ring = box_of(question), box_of(handle)
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= ring["x"] + 0.5
    assert box["height"] >= 44
    expect(live.locator(COMPARED)).to_have_css("opacity", "0")
    before = drawn(live, WALKED)
    question.click()
    expect(question).to_be_hidden()
    expect(handle).to_be_focused()
    assert live.locator("output").text_content() == printed("index", "walk", {"init_x0": "-1.5", "init_x1": "1.3"})
    expect(live.locator(COMPARED)).to_have_css("opacity", "0.3")
    assert drawn(live, f"{COMPARED} > path") == before
    expect(live.locator(".walking")).to_have_count(0)
    assert drawn(live, WALKED) != before
    expect(live.locator(COMPARED)).to_have_css("opacity", "0.3")
    page.mouse.click(*place_of(live, 1.5, 1.3))
    expect(live.locator(COMPARED)).to_have_css("opacity", "0")
    expect(live.locator(".walking")).to_have_count(0)
    expect(question).to_be_hidden()
    for setting, text in {"init_x0": "-0.7", "init_x1": "1.3"}.items():
        field(live, setting).fill(text)
    expect(question).to_be_visible()


@pytest.mark.exhaustive
def test_the_question_beside_the_dial_walks_with_longer_steps_as_often_as_it_is_pressed(
    page: Page, address: str
) -> None:
    live = opened(page, address)
    page.mouse.click(*place_of(live, 5, 1))
    start = start_of(live)
    button = live.get_by_role("button", name="η = 1: does it rest?")
    for _ in range(2):
        button.click()
        expect(live.locator(".walking")).to_have_count(1)
        expect(field(live, "lr")).to_have_value("1")
        expect(live.locator(".walking")).to_have_count(0)
    assert start_of(live) == start


@pytest.mark.exhaustive
def test_of_a_run_that_goes_to_and_fro_the_way_there_and_the_last_jumps_stand_out(page: Page, address: str) -> None:
    live = opened(page, address)
    live.locator(".stage").evaluate(WATCH)
    live.get_by_role("button", name="η = 1: does it rest?").click()
    expect(live.locator(".walking")).to_have_count(1)
    expect(live.locator(".walking")).to_have_count(0, timeout=10_000)
    seen = page.evaluate("seen")
    assert 3000 < seen[-1][0] - seen[0][0] < 8000
    expect(live.locator("[data-live-path=path]")).to_have_css("opacity", "0.3")
    expect(live.locator("[data-part=walked-path]")).to_have_css("opacity", "1")
    _, there, jumps = drawn(live, WALKED).split("M")
    assert drawn(live).startswith(f"M{there}")
    assert drawn(live).endswith(jumps)
    assert 6 <= jumps.count("L") <= 8
    # So does the path from where the mouse points.
    page.mouse.move(*place_of(live, 5, 1))
    page.wait_for_timeout(100)
    assert drawn(live, POINTED).count("M") == 2


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [360, 1280])
def test_the_ring_stays_whole_at_the_edges_of_the_picture(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    live = opened(page, address)
    picture = box_of(live.locator(".pictures"))
    right, bottom = picture["x"] + picture["width"], picture["y"] + picture["height"]
    page.mouse.move(*place_of(live, 0, 1))
    page.mouse.down()
    for x, y in ((right - 2, bottom - 2), (picture["x"] + 2, picture["y"] + 2)):
        page.mouse.move(x, y, steps=4)
        page.wait_for_timeout(100)
        ring = box_of(live.locator("[data-part=start]").first)
        assert picture["x"] <= ring["x"]
        assert ring["x"] + ring["width"] <= right
        assert picture["y"] <= ring["y"]
        assert ring["y"] + ring["height"] <= bottom
    page.mouse.up()


SHIFTS = """() => {
    window.shifts = []; // but for the handle, which the reader moves
    const moved = ({ sources }) => sources.map(({ node }) => node?.className).filter((name) => name !== "handle");
    const found = new PerformanceObserver((list) => shifts.push(...list.getEntries().flatMap(moved)));
    found.observe({ type: "layout-shift" });
}"""


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_run_that_leaves_the_picture_is_told_at_the_edge(
    new_context: NewContext, address: str, width: int, language: str
) -> None:
    page = new_context(viewport={"width": width, "height": 740}, has_touch=True).new_page()
    live = opened(page, address, language)
    end = live.locator(".end")
    page.evaluate(SHIFTS)
    page.touchscreen.tap(*place_of(live, -2, 2))
    away, leaves, named = {
        "en": ("runs away", "leaves: ", "height"),
        "zh-TW": ("越跑越遠", "走出畫面：", "高度"),
    }[language]
    ended = rf"{named} −[\d.]+( at |，在 )\({NUMBER}, {NUMBER}\)"
    expect(end).to_have_text(re.compile(f"^{named} −"))
    assert page.evaluate("shifts") == []
    beside = (width / 2 / (box_of(live.locator(".stage"))["width"] / 36)) - 0.1  # the edge of the window
    for settings, said in (
        ({"lr": "40"}, rf"^{away} [←→↑↓]$"),
        ({"lr": "1e300"}, rf"^{away} [←→↑↓]$"),
        (
            {"lr": "0.2", "init_x0": f"{beside:.2f}", "init_x1": "1.7"},
            rf"^({ended}|{leaves}{ended} →)$",
        ),
    ):
        for setting, text in settings.items():
            field(live, setting).fill(text)
        expect(end).to_have_text(re.compile(said))
        expect(end).to_be_visible()
        box, picture = box_of(end), box_of(live.locator(".pictures"))
        assert picture["x"] <= box["x"] <= picture["x"] + picture["width"] - box["width"]
        assert picture["y"] <= box["y"] <= picture["y"] + picture["height"] - box["height"]
    assert end.evaluate("end => parseFloat(getComputedStyle(end).fontSize)") >= 10
    field(live, "init_x0").fill("-30")  # the whole run is out of sight
    expect(live.locator(".walking")).to_have_count(0)
    expect(end).to_be_hidden()


@pytest.mark.exhaustive
def test_near_the_header_the_height_is_told_under_the_pointer(page: Page, address: str) -> None:
    live = opened(page, address)
    for scrolled in (0, 100):
        page.evaluate("(y) => scrollTo(0, y)", scrolled)
        header = box_of(page.locator(".md-header"))
        edge = header["y"] + header["height"]
        for down, below in ((10, True), (80, False)):
            page.mouse.move(300, edge + down)
            expect(live.locator(TIP)).to_be_visible()
            page.wait_for_timeout(100)
            box = box_of(live.locator(TIP))
            assert box["y"] >= edge
            assert (box["y"] > edge + down) is below


def test_without_javascript_the_run_stands_and_nothing_offers_to_be_moved(
    new_context: NewContext, address: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(address)
    live = page.locator('[data-live="walk"]')
    expect(live.locator("[data-part=path]").first).to_be_visible()
    expect(live.locator(".strip")).to_be_hidden()
    assert page.locator(".handle, .anywhere").count() == 0
    expect(page.locator("h1")).to_be_in_viewport()


@pytest.mark.exhaustive
def test_a_run_from_where_the_mouse_points_is_quick(page: Page, address: str) -> None:
    live = opened(page, address)
    before = drawn(live, POINTED)
    spent = live.locator(".stage svg").evaluate(
        """async (svg) => {
            const { left, top, width, height } = svg.getBoundingClientRect();
            const times = [];
            for (let i = 0; i < 40; i++) {
                const [clientX, clientY] = [left + (0.3 + 0.01 * i) * width, top + 0.5 * height];
                const frame = new Promise((resume) => requestAnimationFrame(resume));
                svg.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY, bubbles: true }));
                const start = performance.now();
                await frame;
                times.push(performance.now() - start);
                await new Promise((resume) => setTimeout(resume));
            }
            return times.sort((a, b) => a - b);
        }"""
    )
    assert drawn(live, POINTED) != before
    assert spent[20] < 34  # two frames, on a busy machine too


@pytest.mark.exhaustive
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_a_number_of_the_text_leads_to_the_landscape(page: Page, address: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    opened(page, address)
    header = box_of(page.locator(".md-header"))["height"]
    links = page.locator(".md-content a[href^='?walk.']:visible").all()
    assert links
    for link in links:
        link.evaluate("(link) => { scrollTo(0, 0); link.scrollIntoView({ block: 'center' }); }")
        link.click()
        box = box_of(page.locator("[data-live=walk] .pictures"))
        assert header - 1 <= box["y"] <= height - box["height"]
