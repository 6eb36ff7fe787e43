"""The network in the plane that learns in the browser against the page's Python, and what the hand does to it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from listings import box_of, entered, field, is_tinted, names_before, printed, settled, turn_to, visit
from playwright.sync_api import Locator, Page, expect

PAGE, NAME = "beyond/plane", "field"

LEARN = """async ([sets, runs]) => {
    const [{ dataSet, makeTraining, start }, { finish }] =
        await Promise.all(["plane/learning", "core/index"].map((name) => import(`/assets/live/${name}.js`)));
    const of = (data, noise) => [dataSet(data, noise), dataSet(data, noise, 40, 200)];
    const after = ([data, noise, seed, hidden, lr, beta, steps, rows]) => {
        const changes = rows.map(([at, unit, ...numbers]) => ({ at, unit, numbers }));
        const training = makeTraining(...of(data, noise), start(seed, hidden), lr, beta);
        finish(training.after(steps, [])); // what changes is learned anew
        return finish(training.after(steps, changes)).map(({ w, loss, unseen }) => [w, loss, unseen.loss]);
    };
    const setOf = (choice) => dataSet(...choice).map(({ place, blue }) => [...place, blue]);
    return [sets.map(setOf), runs.map(after)];
}"""

SETS = [(data, noise, *drawn) for data in range(4) for noise in (0, 1.0, 1.7, 3.0) for drawn in ((80, 100), (40, 200))]

RUNS: list[tuple[Any, ...]] = [
    (0, 1.0, 0, 4, 0.5, 0.9, 300, []),
    (1, 2.5, 3, 3, 1.0, 0.0, 200, [[50, 2, 1.5, -2.0, 0.5, 1.0]]),
    (2, 1.0, 2, 2, 0.5, 0.9, 400, [[0, 1, 0.0, 0.0, 0.0, 0.0], [400, 2, 1.0, 2.0, 3.0, -1.0]]),
    (3, 0, 99, 8, 0.1, 0.5, 150, [[9, 8, 1.0, 0.0, 0.0, 2.0], [9, 1, 0.0, 0.0, 0.0, 0.0], [9, 9, 1.0, 1.0, 1.0, 1.0]]),
]


def test_the_browser_has_the_points_of_python_and_learns_the_same_to_nine_digits(page: Page, address: str) -> None:
    turn_to(page, address, PAGE, NAME)
    sets, found = page.evaluate(LEARN, [SETS, RUNS])
    space = names_before(PAGE, NAME)
    for choice, points in zip(SETS, sets, strict=True):
        x, blue = space["data_set"](*choice)
        assert points == np.stack([*x, blue], axis=1).tolist()
    for (data, noise, seed, hidden, lr, beta, steps, rows), passed in zip(RUNS, found, strict=True):
        x, blue = space["data_set"](data, noise)
        unseen = space["data_set"](data, noise, 40, 200)
        rule = space["Momentum"](lr, beta)
        networks = space["training"](space["start"](seed, hidden), x, blue, rule, steps, rows)
        assert len(networks) == len(passed) == steps + 1
        for w, (there, loss, held_out) in zip(networks, passed, strict=True):
            assert np.allclose(there, w, rtol=1e-9, atol=1e-9)
            assert loss == pytest.approx(space["loss"](w, x, blue), rel=1e-9)
            assert held_out == pytest.approx(space["loss"](w, *unseen), rel=1e-9)


def test_much_noise_and_many_units_fit_their_points_and_not_those_held_out(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    output = live.locator("output")

    def losses() -> list[float]:
        return [float(text) for text in re.findall(r"\d+\.\d+", output.inner_text().splitlines()[0])]

    last = r"""part => Number(part.getAttribute("d").match(/-?[\d.]+/g).at(-1))"""
    entered(live, [("noise", "3.0"), ("hidden", "8"), ("step_num", "300")])
    early = losses()
    entered(live, [("step_num", "2000")])
    late = losses()
    assert late[0] < early[0] / 2
    assert late[1] > 3 * early[1]
    assert output.inner_text() == printed(PAGE, NAME, settings_in(live))
    curves = {name: live.locator(f"[data-part={name}] path").evaluate(last) for name in ("loss", "unseen")}
    assert curves["loss"] > curves["unseen"] + 10  # on paper y points down
    unseen_x, unseen_blue = names_before(PAGE, NAME)["data_set"](0, 3.0, 40, 200)
    assert unseen_x.shape == (2, 40)
    for name, count in (
        ("unseen_blue", unseen_blue.sum()),
        ("unseen_orange", (unseen_blue == 0).sum()),
        ("hole", 40),
        ("rim", 80),
    ):
        drawn = live.locator(f"[data-part={name}] path").get_attribute("d") or ""
        assert drawn.count("M") == count


def test_all_steps_are_played_in_eight_seconds_the_first_one_a_frame(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    seen = live.evaluate(
        """live => {
            const own = [requestAnimationFrame, cancelAnimationFrame];
            let [due, count] = [new Map(), 0];
            window.requestAnimationFrame = (draw) => due.set(++count, draw) && count;
            window.cancelAnimationFrame = (number) => due.delete(number);
            live.querySelector(".play").click();
            const steps = live.querySelector("input[name=step_num]");
            const seen = [];
            for (let k = 0; k < 900 && due.size > 0; k++) {
                const draws = [...due.values()];
                due = new Map();
                for (const draw of draws) draw(1000 + (k * 1000) / 60);
                seen.push(Number(steps.value));
            }
            [window.requestAnimationFrame, window.cancelAnimationFrame] = own;
            return seen;
        }"""
    )
    assert seen[60] == pytest.approx(60, abs=1)
    assert seen[-1] == 3000
    assert 7 * 60 < len(seen) < 8.2 * 60


PIXELS = """async (live) => Object.fromEntries(await Promise.all([...live.querySelectorAll("image")].map(
    async (image) => {
        const picture = new Image();
        picture.src = image.href.baseVal;
        await picture.decode();
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
        const pen = canvas.getContext("2d");
        pen.drawImage(picture, 0, 0);
        return [image.dataset.part, [...pen.getImageData(0, 0, canvas.width, canvas.height).data]];
    },
)))"""


def test_the_plane_and_its_tiles_have_the_colours_of_the_network(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    rows = {"changes0": "40", "changes1": "2", "changes2": "1.5", "changes5": "-3"}
    entered(live, [("data", "3"), ("hidden", "5"), ("step_num", "60"), *rows.items()])
    space = names_before(PAGE, NAME)
    x, blue = space["data_set"](3)
    change = [[40, 2, 1.5, 0.0, 0.0, -3.0]]
    w = space["training"](space["start"](0, 5), x, blue, space["Momentum"](0.5, 0.9), 60, change)[-1]
    pictures = live.evaluate(PIXELS)
    score = space["forward"](w, space["mesh"](1.15, 61))[1].reshape(61, 61)
    assert is_tinted(np.reshape(pictures["height"], (-1, 4)), 1 / (1 + np.exp(score[::-1].ravel())))
    tiles = np.reshape(pictures["tiles"], (2, 33, 4, 33, 4)).swapaxes(1, 2).reshape(8, 33, 33, 4)
    units = space["forward"](w, space["mesh"](1.15, 31))[0].T.reshape(5, 31, 31)[:, ::-1]
    heights = w[3:-1:4]
    adds = units * heights[:, None, None] / abs(heights).max()
    assert is_tinted(tiles[:5, 1:-1, 1:-1].reshape(-1, 4), 0.5 - adds.ravel() / 2)
    assert not tiles[5:].any()
    expect(live.locator(".tile:visible")).to_have_count(5)


def numbers_of(live: Locator) -> list[float]:
    """The four numbers of the unit in hand, as they are printed."""
    return [float(text) for text in re.findall(r"-?\d+\.\d+", live.locator("output").inner_text())[-4:]]


def middle(element: Locator) -> tuple[float, float]:
    box = box_of(element)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def settings_in(live: Locator) -> dict[str, str]:
    fields = live.locator("pre .field input").all()
    return {str(each.get_attribute("name")): each.input_value() for each in fields}


def test_a_line_that_is_held_stops_what_plays_which_goes_on_from_there_when_it_is_let_go(
    page: Page, address: str
) -> None:
    live = visit(page, address, PAGE, NAME)
    steps, play = field(live, "step_num"), live.locator(".play")
    live.locator(".pictures").scroll_into_view_if_needed()
    play.click()
    page.wait_for_function("() => document.querySelector('input[name=step_num]').value > 20")
    page.mouse.move(*middle(live.locator(".handle").first))
    page.mouse.down()
    expect(play).to_contain_text("Play")
    held = int(steps.input_value())
    x, y = middle(live.locator(".handle").first)
    page.mouse.move(x + 40, y + 40, steps=4)
    settled(live)
    assert int(steps.input_value()) == held < 300
    assert field(live, "changes0").input_value() == str(held)
    assert live.locator("output").inner_text() == printed(PAGE, NAME, settings_in(live))
    page.mouse.up()
    page.wait_for_function(f"() => document.querySelector('input[name=step_num]').value > {held + 5}")
    play.click()
    settled(live)
    assert held < int(steps.input_value()) < 400
    assert field(live, "changes0").input_value() == str(held)
    assert live.locator("output").inner_text() == printed(PAGE, NAME, settings_in(live))


def test_a_tile_takes_its_unit_out_and_brings_it_back(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    tile, output = live.get_by_role("button", name="Unit 3"), live.locator("output")
    built = output.inner_text()
    tile.click()
    settled(live)
    assert numbers_of(live) == [0, 0, 0, 0]
    assert "right: 48 of 80" in output.inner_text()
    expect(tile).to_have_attribute("aria-pressed", "false")
    expect(tile).to_have_attribute("title", "Bring unit 3 back")
    entered(live, [("step_num", "400")])
    assert "right: 80 of 80" in output.inner_text()
    assert numbers_of(live) == [0, 0, 0, 0]
    tile.click()
    settled(live)
    assert numbers_of(live) == [-5.15, -1.88, -3.43, -6.51]
    assert output.inner_text() == printed(PAGE, NAME, settings_in(live))
    tile.click()
    tile.click()
    entered(live, [("step_num", "300"), ("unit", "1")])
    tile.click()  # at the step where it was taken out
    entered(live, [("unit", "1")])
    expect(tile).to_have_attribute("aria-pressed", "true")
    assert output.inner_text() == built


@pytest.mark.exhaustive
@pytest.mark.parametrize("at", [3000, 2950])
def test_a_unit_that_is_taken_out_at_the_end_of_what_is_played_is_missed_and_made_up_for(
    page: Page, address: str, at: int
) -> None:
    live = turn_to(page, address, PAGE, NAME)
    play, steps = live.locator(".play"), field(live, "step_num")
    entered(live, [("step_num", str(at))])
    live.get_by_role("button", name="Unit 3").click()
    settled(live)
    assert "right: 80 of 80" not in live.locator("output").inner_text()
    play.click()
    page.wait_for_function("() => document.querySelector('input[name=step_num]').value > 3200")
    play.click()
    settled(live)
    assert 3200 < int(steps.input_value()) < 4000
    assert field(live, "changes0").input_value() == str(at)
    assert "right: 80 of 80" in live.locator("output").inner_text()
    assert numbers_of(live) == [0, 0, 0, 0]
    assert live.locator("output").inner_text() == printed(PAGE, NAME, settings_in(live))


@pytest.mark.exhaustive
def test_an_end_of_a_line_turns_it_about_the_other_end_and_the_middle_shifts_it(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    grip, end, other = live.locator(".handle").all()
    grip.scroll_into_view_if_needed()
    w0, w1, b, v = numbers_of(live)
    fixed, (x, y) = middle(other), middle(end)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=4)
    page.mouse.up()
    settled(live)
    assert middle(other) == pytest.approx(fixed, abs=1)
    turned = numbers_of(live)
    assert np.hypot(*turned[:2]) == pytest.approx(np.hypot(w0, w1), abs=0.02)
    assert turned[3] == v
    assert abs(turned[0] - w0) > 0.3
    x, y = middle(grip)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=4)
    page.mouse.up()
    settled(live)
    shifted = numbers_of(live)
    assert shifted[:2] == turned[:2]
    assert abs(shifted[2] - turned[2]) > 0.3
    live.get_by_role("button", name="Undo").click()
    settled(live)
    assert numbers_of(live) == turned
    live.get_by_role("button", name="Undo").click()
    settled(live)
    assert numbers_of(live) == [w0, w1, b, v]


@pytest.mark.exhaustive
def test_arrow_keys_shift_and_turn_the_line_in_hand(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    grip, end, _ = live.locator(".handle").all()
    before = numbers_of(live)
    grip.press("ArrowRight")
    settled(live)
    shifted = numbers_of(live)
    assert shifted[2] - before[2] == pytest.approx(-0.05 * np.hypot(*before[:2]), abs=0.02)
    end.press("ArrowUp")
    settled(live)
    turned = numbers_of(live)
    assert np.hypot(*turned[:2]) == pytest.approx(np.hypot(*before[:2]), abs=0.02)
    end.press("Shift+ArrowUp")
    settled(live)
    finer = numbers_of(live)
    angles = [np.degrees(np.arctan2(w1, w0)) for w0, w1, *_ in (shifted, turned, finer)]
    coarse, fine = np.diff(angles)
    assert abs(coarse) > 2
    assert coarse == pytest.approx(5 * fine, abs=0.5)
    grip.press("Shift+ArrowRight")
    settled(live)
    last = numbers_of(live)
    assert last[2] - finer[2] == pytest.approx(-0.01 * np.hypot(*finer[:2]), abs=0.02)
    w0, w1, b = (f"{number:.2f}" for number in last[:3])
    expect(end).to_have_attribute("aria-valuetext", f"w₀ {w0}, w₁ {w1}, b {b}")


@pytest.mark.exhaustive
def test_a_press_beside_a_grey_line_takes_it_in_hand_and_drags_it(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    svg = live.locator("svg:has([data-part=held])")
    svg.scroll_into_view_if_needed()
    entered(live, [("unit", "3")])
    w0, w1, b, _ = numbers_of(live)
    entered(live, [("unit", "1")])
    x1 = -0.9
    x, y = svg.evaluate(
        """async (svg, place) => {
            const { readAxes } = await import("/assets/live/draw/axes.js");
            const { placeOf } = await import("/assets/live/handle.js");
            return placeOf(svg, readAxes(svg.querySelector("[data-x]")).toFigure(place));
        }""",
        [-(w1 * x1 + b) / w0, x1],
    )
    page.mouse.move(x + 3, y)
    page.mouse.down()
    page.mouse.move(x + 43, y, steps=4)
    page.mouse.up()
    settled(live)
    expect(field(live, "unit")).to_have_value("3")
    moved = numbers_of(live)
    assert moved[:2] == [w0, w1]
    assert abs(moved[2] - b) > 0.5


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_another_data_set_or_start_begins_anew_while_it_plays(page: Page, address: str, language: str) -> None:
    live = visit(page, address, PAGE, NAME, language)
    play, steps = live.locator(".play"), field(live, "step_num")
    sets = live.locator(".sets button")
    play.click()
    for k in (2, 0):
        page.wait_for_function("() => document.querySelector('input[name=step_num]').value > 40")
        sets.nth(k).click()
        page.wait_for_function("() => document.querySelector('input[name=step_num]').value < 30")
        expect(field(live, "data")).to_have_value(str(k))
        expect(sets.nth(k)).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => document.querySelector('input[name=step_num]').value > 40")
    live.locator(".again").click()
    page.wait_for_function("() => document.querySelector('input[name=step_num]').value < 30")
    expect(field(live, "seed")).to_have_value("1")
    play.click()
    settled(live)
    assert 0 < int(steps.input_value()) < 3000
    assert live.locator("output").inner_text() == printed(PAGE, NAME, settings_in(live))
