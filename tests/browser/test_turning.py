"""The ground of the pass, which is turned and tilted by hand, and the ball on it."""

import itertools

import numpy as np
import pytest
from listings import BALLS, box_of, field, printed, touch, visit
from playwright.sync_api import Locator, Page, expect

VIEW = "turned", "tilted"
START = "offset", "x1"


def opened(page: Page, address: str, query: str = "") -> Locator:
    """The listing of the pass, in sight."""
    live = visit(page, address, "chapter/saddle-points", "saddle", query=query)
    live.locator(".pictures").evaluate("(pictures) => pictures.scrollIntoView({ block: 'center' })")
    return live


def values(live: Locator, names: tuple[str, ...]) -> list[float]:
    return [float(field(live, name).input_value()) for name in names]


def place(live: Locator, x0: float, x1: float, turned: float = -40, tilted: float = 50) -> tuple[float, float]:
    """Where in the window a place of the ground is."""
    turn, tilt = np.radians([turned, tilted])
    height = 1.3 * ((x0**2 - 1) ** 2 / 4 + x1**2 / 2) - 0.5
    across = np.cos(turn) * x0 - np.sin(turn) * x1
    up = np.cos(tilt) * (np.sin(turn) * x0 + np.cos(turn) * x1) + np.sin(tilt) * height
    script = """async (live, place) => {
        const { readAxes } = await import("/assets/live/draw/axes.js");
        const { placeOf } = await import("/assets/live/handle.js");
        const group = live.querySelector("g[data-x]");
        return placeOf(group.ownerSVGElement, readAxes(group).toFigure(place));
    }"""
    x, y = live.evaluate(script, [across, up])
    return x, y


def test_a_drag_turns_and_tilts_the_ground_and_leaves_the_run_as_it_is(page: Page, address: str) -> None:
    live = opened(page, address)
    before, cover = live.locator("output").inner_text(), live.locator(".turning")
    corner = box_of(cover)
    page.mouse.move(corner["x"] + 30, corner["y"] + 20)
    page.mouse.down()
    page.mouse.move(corner["x"] + 90, corner["y"] + 40, steps=4)
    expect(cover).to_have_attribute("aria-valuetext", "turned -70, tilted 60")
    page.keyboard.press("Escape")
    assert values(live, VIEW) == [-40, 50]
    page.mouse.up()
    page.mouse.down()
    page.mouse.move(corner["x"] + 50, corner["y"] + 140, steps=4)
    page.mouse.up()
    assert values(live, VIEW) == [-20, 85]  # level, and no further
    assert values(live, START) == [1e-6, 1]
    assert live.locator("output").inner_text() == before
    expect(live.locator("circle")).to_have_count(0)
    live.get_by_role("button", name="Undo").click()
    expect(field(live, "turned")).to_have_value("-40")


def test_arrow_keys_turn_the_ground_and_shift_makes_finer_steps(page: Page, address: str) -> None:
    live = opened(page, address)
    cover = live.locator(".turning")
    for key, view in (("ArrowLeft", [-35, 50]), ("ArrowUp", [-35, 45]), ("Shift+ArrowRight", [-36, 45])):
        cover.press(key)
        assert values(live, VIEW) == view
    assert cover.get_attribute("aria-valuenow") == "-36"
    expect(cover).to_be_focused()


def test_a_finger_turns_the_ground_and_still_scrolls_the_page(phone: Page, address: str) -> None:
    live = opened(phone, address)
    box = box_of(live.locator(".turning"))
    x, y = box["x"] + 40, box["y"] + box["height"] - 30
    touch(phone, *((x + 6 * step, y + step) for step in range(11)))
    phone.wait_for_timeout(100)
    turned, tilted = values(live, VIEW)
    assert turned == pytest.approx(-70, abs=4)
    assert tilted == pytest.approx(55, abs=3)
    scrolled = phone.evaluate("scrollY")
    touch(phone, *((x, y - 15 * step) for step in range(11)))
    phone.wait_for_function(f"scrollY > {scrolled + 50}")
    assert values(live, VIEW) == [turned, tilted]
    assert values(live, START) == [1e-6, 1]


@pytest.mark.parametrize(("x0", "stays"), [(0.0, True), (0.02, False)])
def test_a_ball_on_the_ridge_comes_to_the_pass_and_stays_and_one_beside_it_leaves(
    page: Page, address: str, x0: float, stays: bool
) -> None:
    live = opened(page, address)
    page.mouse.click(*place(live, x0, 0.7))
    assert values(live, START) == [x0, 0.7]
    expect(live.locator("circle")).to_have_count(2)
    page.wait_for_timeout(2000)  # at 30 steps a second, and faster once it rests
    (across, up), (k, f) = page.evaluate(BALLS)
    end = printed("chapter/saddle-points", "saddle", {"offset": str(x0), "x1": "0.7"})
    assert live.locator("output").inner_text() == end
    assert ("300 (all)" in end) == stays
    assert 60 < k < 200
    assert f == pytest.approx(0.25 if stays else 0, abs=0.01)
    turn, tilt = np.radians([-40, 50])
    away = np.sin(tilt) * (1.3 * f - 0.5)
    goal = [0, away] if stays else [np.cos(turn), np.cos(tilt) * np.sin(turn) + away]
    assert [across, up] == pytest.approx(goal, abs=0.03)


def test_links_of_the_text_let_a_ball_go_but_the_way_back_does_not(page: Page, address: str) -> None:
    live = opened(page, address)
    for name, offset in (("on the ridge", 0), ("a hair beside it", 1e-6)):
        page.get_by_role("link", name=name, exact=True).click()
        expect(live.locator("circle")).to_have_count(2)
        assert values(live, START) == [offset, 1]
        live.get_by_role("button", name="Stop").click()
        expect(live.locator("circle")).to_have_count(0)
    page.go_back()
    expect(field(live, "offset")).to_have_value("0")
    expect(live.locator("circle")).to_have_count(0)


def test_the_ring_is_dragged_over_the_ground_and_let_go(page: Page, address: str) -> None:
    live = opened(page, address, "?saddle.turned=20&saddle.tilted=40")
    x, y = place(live, 1e-6, 1, 20, 40)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(*place(live, -0.5, 0.4, 20, 40), steps=5)
    page.wait_for_timeout(50)
    assert values(live, START) == pytest.approx([-0.5, 0.4], abs=0.021)
    expect(live.locator("circle")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(field(live, "offset")).to_have_value("1e-6")
    page.mouse.up()
    expect(live.locator("circle")).to_have_count(0)  # nothing was let go
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(*place(live, 0.8, 0.6, 20, 40), steps=5)
    page.mouse.up()
    expect(live.locator("circle")).to_have_count(2)
    assert values(live, VIEW) == [20, 40]
    ring = live.locator(".handle")
    assert (ring.get_attribute("aria-valuetext") or "").startswith("offset 0.8")
    live.locator(".handle").press("ArrowUp")
    assert values(live, START)[1] == pytest.approx(0.7, abs=0.021)


@pytest.mark.exhaustive
def test_a_press_beside_the_ground_moves_nothing(page: Page, address: str) -> None:
    live = opened(page, address)
    box = box_of(live.locator(".turning"))
    page.mouse.click(box["x"] + 5, box["y"] + box["height"] - 5)
    assert values(live, START) == [1e-6, 1]
    expect(live.locator("circle")).to_have_count(0)


@pytest.mark.exhaustive
def test_behind_ground_the_path_and_the_ball_are_faint(page: Page, address: str) -> None:
    live = opened(page, address)
    hidden = live.locator("[data-part=hidden] path")
    assert "l" not in (hidden.get_attribute("d") or "").lower()
    live = opened(page, address, "?saddle.offset=0.3&saddle.x1=1.1&saddle.turned=30&saddle.tilted=75")
    assert "L" in (hidden.get_attribute("d") or "")
    live.locator(".play").first.click()
    ball = live.locator("circle").first
    expect(ball).to_have_css("opacity", "1")
    expect(ball).to_have_css("opacity", "0.25")


@pytest.mark.exhaustive
def test_ridge_road_and_a_ring_beyond_the_picture_are_shown_from_every_side(page: Page, address: str) -> None:
    live = opened(page, address, "?saddle.offset=7")
    for turned, tilted in itertools.product(range(-180, 180, 45), (0, 20, 85)):
        for name, value in (("turned", turned), ("tilted", tilted)):
            field(live, name).fill(str(value))
        expect(live.locator("[data-part=word] text:visible")).to_have_count(2)
        expect(live.locator("[data-part=start] use")).to_be_visible()
