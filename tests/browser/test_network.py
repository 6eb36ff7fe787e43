"""The network that learns in the browser against the page's Python, and what its figure does."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from listings import QUICK, box_of, cells, entered, field, first_code, names_before, printed, settled, turn_to, visit
from playwright.sync_api import Locator, Page, Route, expect

PAGE, NAME = "beyond/network", "train"

LEARN = """async (runs) => {
    const [{ makeTraining, unpacked }, { finish }] =
        await Promise.all(["network/learning", "core/index"].map((name) => import(`/assets/live/${name}.js`)));
    const { body } = await fetch("/assets/digits.bin");
    const bytes = await new Response(body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
    const data = unpacked(bytes);
    const after = ([lr, beta, epochs, hidden]) => finish(makeTraining(data, lr, beta, hidden).after(epochs))
        .map(({ training, validation, read, w }) => [training, validation, read, [...w]]);
    const orders = Array.from({ length: 20 }, (_, epoch) => data.orderOf(epoch));
    return [[...data.start(32)], orders, [...data.images], [...data.labels], runs.map(after)];
}"""

RUNS = [(0.1, 0.0, 3, 32), (4.0, 0.0, 2, 32), (0.4, 0.9, 3, 8), (2.0, 0.5, 2, 2)]


def test_the_browser_has_the_data_of_python_and_learns_the_same_to_twelve_digits(page: Page, address: str) -> None:
    turn_to(page, address, PAGE, NAME)
    first, orders, images, labels, found = page.evaluate(LEARN, RUNS)
    space = names_before(PAGE, NAME)
    rng = np.random.default_rng(0)
    assert first == space["start"](0).tolist()
    assert orders == [rng.permutation(1000).tolist() for _ in range(20)]
    assert images == space["images"][:1297].ravel().tolist()
    assert labels == space["labels"][:1297].tolist()
    for run, passed in zip(RUNS, found, strict=True):
        networks = space["training"](*run)
        assert len(passed) == len(networks)
        for w, (training, validation, read, there) in zip(networks, passed, strict=True):
            assert np.allclose(there, w, rtol=0, atol=1e-12)
            assert training == pytest.approx(space["loss_of"](w, space["train"]), rel=1e-12)
            assert validation == pytest.approx(space["loss_of"](w, space["valid"]), rel=1e-12)
            assert read == space["read"](w, space["images"][space["valid"]]).tolist()


PIXELS = """async (live) => Promise.all([...live.querySelectorAll("image")].map(async (image) => {
    const picture = new Image();
    picture.src = image.href.baseVal;
    await picture.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
    const pen = canvas.getContext("2d");
    pen.drawImage(picture, 0, 0);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return [image.dataset.part, [canvas.height, canvas.width, [...data]]];
}))"""


def pictures(live: Locator) -> dict[str, np.ndarray]:
    """The image of the figure: rows, columns, and four numbers from 0 to 255 for each pixel."""
    return {name: np.array(pixels).reshape(height, width, 4) for name, (height, width, pixels) in live.evaluate(PIXELS)}


def rows_of(pixels: np.ndarray) -> list[tuple[str, str]]:
    """The settings of the pad for 64 pixels from 0 to 16."""
    weights = 100 ** np.arange(7, -1, -1)
    return [(f"pad{k}", str(row)) for k, row in enumerate(np.asarray(pixels, int).reshape(8, 8) @ weights)]


def test_its_images_and_bars_are_those_of_python(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    settings: dict[str, str] = {}
    for typed in (
        [],
        [("epochs", "2"), ("lr", "0.7"), *rows_of(np.arange(64) % 17)],
        [
            ("unit", "9"),
            ("asked", "8"),
            ("paint0", "1"),
            ("paint1", "9"),
            ("paint4", "1508010016070000"),
        ],  # trained anew since epoch 1
        [("hidden", "8"), ("paint10", "2"), ("paint11", "1"), ("paint19", "1515151515151515")],
        [("hidden", "2")],
    ):
        entered(live, typed)
        settings |= dict(typed)
        space: dict[str, Any] = dict(names_before(PAGE, NAME))
        wanted = {}
        with plt.style.context("gdbook.book"), contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(first_code(PAGE, NAME, settings), space)
            exec(cells(PAGE, NAME)[1].source, space)
            wanted["units"] = 255 * space["wall"]
            exec(cells(PAGE, NAME)[2].source, space)
            wanted |= {"digits": 255 * space["wall"]} | {name: 255 * sheet for name, sheet in space["sheets"].items()}
        plt.close("all")
        assert live.locator("output").text_content() == printed.getvalue().strip()
        shown = pictures(live)
        for name, image in wanted.items():
            assert shown[name].shape == image.shape
            assert np.abs(shown[name][..., 3] - image[..., 3]).max() <= 1
            opaque = image[..., 3] > 200  # the less there is of a colour, the coarser it is stored
            assert np.abs(shown[name] - image)[opaque].max(initial=0) <= 2
        title = live.locator("svg:has([data-part=digits]) text")
        expect(title).to_have_text(f"{297 - space['wrong'].sum()} / 297")
        count = settings.get("hidden", "32")
        expect(live.locator("svg:has([data-part=units]) text").first).to_have_text(f"{count} hidden units")
        expect(live.locator(".sizes [aria-pressed=true]")).to_have_text(count)
        expect(live.locator("svg:has([data-part=weights]) text").last).to_have_text(f"unit {space['large']}")


SHOWS = """([least, most]) => {
    const epochs = Number(document.querySelector("[data-live=train] input[name=epochs]").value);
    return epochs >= least && epochs <= most;
}"""


@pytest.mark.exhaustive
def test_two_clicks_before_the_data_are_there_play_once(page: Page, address: str) -> None:
    live = visit(page, address, PAGE, NAME)
    play, epochs = live.locator(".play"), field(live, "epochs")
    play.evaluate("(button) => [button.click(), button.click()]")
    expect(play).to_contain_text("Stop")
    play.click()
    stopped = epochs.input_value()
    page.wait_for_timeout(1000)
    assert epochs.input_value() == stopped


def test_play_shows_one_epoch_after_the_other_stops_at_a_press_and_goes_on_from_there(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    play, epochs = live.locator(".play"), field(live, "epochs")
    built = live.locator("output").text_content()
    play.click()
    expect(play).to_contain_text("Stop")
    page.wait_for_function(SHOWS, arg=[1, 9])
    field(live, "lr").fill("0.2")  # does not stop it
    page.wait_for_function(SHOWS, arg=[3, 9])
    play.click()
    expect(play).to_contain_text("Play")
    stopped = int(epochs.input_value())
    assert stopped >= 3
    live.evaluate("""(live) => {
        window.least = 20;
        const field = live.querySelector("input[name=epochs]");
        const watch = () => {
            window.least = Math.min(window.least, field.value);
            if (window.least === Number(field.value)) requestAnimationFrame(watch); // until it has gone on
        };
        watch();
    }""")
    play.click()
    page.wait_for_function(SHOWS, arg=[stopped + 1, 19])
    assert page.evaluate("window.least") == stopped
    live.get_by_role("button", name="Reset").click()
    expect(play).to_contain_text("Play")
    settled(live)
    assert live.locator("output").text_content() == built
    assert epochs.input_value() == "0"


@pytest.mark.exhaustive
def test_play_goes_on_past_the_axis_until_it_is_stopped_and_is_undone_at_once(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    entered(live, [("hidden", "2"), ("epochs", "39"), ("paint0", "39"), ("paint9", "15")])  # it goes on from there
    ticks = live.locator("svg:has([data-part=training]) [data-tick=x]:visible")
    expect(ticks.last).to_have_text("40")
    page.wait_for_timeout(800)  # then it is another change
    live.locator(".play").click()
    page.wait_for_function(SHOWS, arg=[42, 60])
    expect(ticks.last).to_have_text("80")
    live.locator(".play").click()
    settled(live)
    assert live.locator("output").text_content() == printed(PAGE, NAME, settings_in(live))
    live.get_by_role("button", name="Undo").click()
    expect(field(live, "epochs")).to_have_value("39")
    expect(ticks.last).to_have_text("40")


@pytest.mark.exhaustive
@pytest.mark.parametrize("reduced", [False, True])
def test_the_pictures_move_from_one_epoch_to_the_next_unless_the_reader_prefers_no_motion(
    page: Page, address: str, reduced: bool
) -> None:
    page.emulate_media(reduced_motion="reduce" if reduced else "no-preference")
    live = turn_to(page, address, PAGE, NAME)
    entered(live, [("hidden", "2"), ("epochs", "0")])
    live.evaluate("""(live) => {
        window.seen = new Map(); // what is drawn in each epoch
        const watch = () => {
            const epoch = live.querySelector("input[name=epochs]").value;
            const each = window.seen.get(epoch) ?? new Set();
            window.seen.set(epoch, each.add(live.querySelector("[data-part=chances] path").getAttribute("d")));
            requestAnimationFrame(watch);
        };
        watch();
    }""")
    live.locator(".play").click()
    page.wait_for_function(SHOWS, arg=[5, 20])
    live.locator(".play").click()
    settled(live)
    most = page.evaluate("Math.max(...[...window.seen.values()].map((each) => each.size))")
    assert most <= 2 if reduced else most > 2
    assert live.locator("output").text_content() == printed(PAGE, NAME, settings_in(live))


def test_the_data_are_loaded_at_the_first_change_and_once_more_if_they_did_not_arrive(
    page: Page, address: str, site: Path
) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(body=b"no digits")
        else:
            route.continue_()

    page.route("**/digits.bin", answer)
    live = visit(page, address, PAGE, NAME)
    built = live.locator("output").text_content()
    assert asked == []
    assert (site / "assets" / "digits.bin").stat().st_size <= 60_000
    field(live, "epochs").fill("1")
    expect(live.locator(".wrong[role=status]")).to_contain_text("did not load")
    assert live.locator("output").text_content() == built
    field(live, "epochs").fill("2")
    expect(live.locator("output")).not_to_have_text(built or "")
    settled(live)
    assert live.locator(".wrong").count() == 0
    assert len(asked) == 2
    page.unroute("**/digits.bin")


@pytest.mark.exhaustive
def test_what_is_read_in_an_image_is_said_where_one_points(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    entered(live, [("epochs", "2")])
    space = names_before(PAGE, NAME)
    w, part = space["training"](2.0, 0.0, 2)[-1], space["valid"]
    w1, b1, w2, b2 = space["unpack"](w)
    score = np.exp(np.tanh(space["images"][part] @ w1 + b1) @ w2 + b2)
    sure = score.max(axis=1) / score.sum(axis=1)
    live.locator(".cells.wall").scroll_into_view_if_needed()
    tip, box = live.locator(".wall .tip"), box_of(live.locator("[data-part=digits]"))
    for n in (0, 18, 120, 296):
        row, column = divmod(n, 19)
        x, y = box["x"] + (column + 0.5) / 19 * box["width"], box["y"] + (row + 0.5) / 16 * box["height"]
        page.mouse.move(x, y)
        label, read = space["labels"][part][n], score[n].argmax()
        expect(tip).to_have_text(f"{label}, read as {read} ({100 * sure[n]:.0f} %)")
        there = box_of(tip)
        assert box["x"] - 1 <= there["x"] < there["x"] + there["width"] <= box["x"] + box["width"] + 1
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] - 2)  # where there is none
    expect(tip).to_be_hidden()
    page.mouse.move(0, 0)
    expect(tip).to_be_hidden()


def pixels_in(live: Locator) -> list[int]:
    """The pixels on the pad, from 0 to 16."""
    rows = [field(live, f"pad{k}").input_value().zfill(16) for k in range(8)]
    return [int(row[i : i + 2]) for row in rows for i in range(0, 16, 2)]


@pytest.mark.exhaustive
@pytest.mark.parametrize("finger", [False, True])
def test_an_image_that_is_pressed_is_put_on_the_pad_and_what_is_read_stays_there(
    page: Page, address: str, finger: bool
) -> None:
    page.set_viewport_size({"width": 360, "height": 640} if finger else {"width": 1280, "height": 800})
    live = turn_to(page, address, PAGE, NAME)
    built = pixels_in(live)
    space = names_before(PAGE, NAME)
    row, column = 4, 12
    n = 1000 + 19 * row + column
    live.locator(".cells.wall").evaluate(
        """(wall, [x, y, pointerType]) => {
            const { left, top, width, height } = wall.getBoundingClientRect();
            wall.setPointerCapture = () => {};
            const place = { clientX: left + x * width, clientY: top + y * height, pointerType, bubbles: true };
            for (const kind of ["over", "enter", "down", "up", ...(pointerType === "touch" ? ["out", "leave"] : [])]) {
                wall.dispatchEvent(new PointerEvent(`pointer${kind}`, place));
            }
        }""",
        [(column + 0.5) / 19, (row + 0.5) / 16, "touch" if finger else "mouse"],
    )
    expect(live.locator(".wall .tip")).to_contain_text(f"{space['labels'][n]}, read as")
    settled(live)
    assert pixels_in(live) == space["digits"].images[space["order"][n]].astype(int).ravel().tolist()
    page.wait_for_timeout(1000)
    expect(live.locator(".wall .tip")).to_be_visible()
    live.get_by_role("button", name="Undo").click()
    assert pixels_in(live) == built
    expect(live.locator("output")).to_contain_text("the pad: read as 1, p = 0.17")


STROKES = {
    "7": [[(1.5, 0.8), (6, 0.8), (3.5, 7.4)], [(2.5, 4), (5.5, 4)]],
    "0": [[(4, 0.6), (2, 2), (1.8, 5), (3.5, 7.3), (5.5, 6), (5.8, 3), (4, 0.6)]],
}


def test_a_digit_drawn_on_the_pad_is_read_a_stroke_is_undone_and_a_link_leads_to_it(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    entered(live, [("epochs", "5")])
    pad, clear = live.locator(".cells.pad"), live.get_by_role("button", name="Clear")
    for digit, strokes in STROKES.items():
        clear.click()
        pad.scroll_into_view_if_needed()
        box = box_of(pad)
        for stroke in strokes:
            before = pixels_in(live)
            for k, (x, y) in enumerate(stroke):
                page.mouse.move(box["x"] + x / 8 * box["width"], box["y"] + y / 8 * box["height"], steps=4)
                if k == 0:
                    page.mouse.down()
            page.mouse.up()
            settled(live)
            page.wait_for_timeout(100)
            assert pixels_in(live) != before
        expect(live.locator("output")).to_contain_text(f"the pad: read as {digit}")
    drawn = pixels_in(live)
    page.wait_for_timeout(500)  # then it is in the address
    page.reload()
    settled(live)
    assert pixels_in(live) == drawn
    expect(live.locator("output")).to_contain_text("the pad: read as 0")
    clear.click()
    assert max(pixels_in(live)) == 0
    live.get_by_role("button", name="Undo").click()
    assert pixels_in(live) == drawn


def to_corner(board: Locator) -> None:
    """Moves the keyboard's cursor to the first cell: the page may have been used before."""
    board.focus()
    for key in ("ArrowLeft", "ArrowUp"):
        for _ in range(20):
            board.page.keyboard.press(key)


@pytest.mark.exhaustive
def test_the_pad_and_the_images_are_used_with_the_keyboard(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    pad, wall = live.locator(".cells.pad"), live.locator(".cells.wall")
    live.get_by_role("button", name="Clear").click()
    to_corner(pad)
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowRight", "Space"):
        pad.press(key)
    assert [n for n, pixel in enumerate(pixels_in(live)) if pixel == 16] == [17]
    expect(live.locator("[role=status]", has_text="row 3, column 2: ink 16 of 16")).to_have_count(1)
    pad.press("Enter")
    assert max(pixels_in(live)) == 0
    settled(live)
    to_corner(wall)
    wall.press("ArrowDown")
    expect(live.locator(".wall .tip")).to_contain_text("read as")
    wall.press("Space")
    settled(live)
    space = names_before(PAGE, NAME)
    assert pixels_in(live) == space["digits"].images[space["order"][1019]].astype(int).ravel().tolist()


def stroke(page: Page, board: Locator, places: list[tuple[float, float]]) -> None:
    """Draws a line from cell to cell with the mouse."""
    board.scroll_into_view_if_needed()
    box = box_of(board)
    for k, (x, y) in enumerate(places):
        page.mouse.move(box["x"] + (x + 0.5) / 8 * box["width"], box["y"] + (y + 0.5) / 8 * box["height"], steps=4)
        if k == 0:
            page.mouse.down()
    page.mouse.up()


def paints_in(live: Locator) -> list[list[int]]:
    """What is painted: after which epoch, which unit, and its rows."""
    numbers = [int(field(live, f"paint{i}").input_value()) for i in range(40)]
    return [numbers[i : i + 10] for i in range(0, 40, 10) if any(numbers[i + 2 : i + 10])]


def settings_in(live: Locator) -> dict[str, str]:
    return dict(live.evaluate("(live) => [...live.querySelectorAll('.vary input')].map((f) => [f.name, f.value])"))


def test_a_unit_that_is_pressed_is_painted_and_training_goes_on_from_there(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    entered(live, [("hidden", "8"), ("epochs", "2")])
    box = box_of(live.locator("[data-part=units]"))
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.7 * box["height"])
    expect(live.locator(".units .tip")).to_contain_text("unit 6: ")
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.7 * box["height"])
    settled(live)
    assert field(live, "unit").input_value() == "6"
    learned = live.locator("output").text_content()
    assert learned == printed(PAGE, NAME, settings_in(live))
    brush = live.locator(".cells.brush")
    stroke(page, brush, [(0, 0), (7, 0)])
    live.get_by_role("button", name="negative").click()
    stroke(page, brush, [(0, 1), (0, 7)])
    live.get_by_role("button", name="zero").click()
    stroke(page, brush, [(7, 7)])
    settled(live)
    page.wait_for_timeout(100)
    rows = [1515151515151515, *6 * [10**14], 10**14 + 8]
    assert paints_in(live) == [[2, 6, *rows]]
    assert live.locator("output").text_content() == printed(PAGE, NAME, settings_in(live)) != learned
    live.locator(".play").click()
    page.wait_for_function(SHOWS, arg=[3, 19])
    live.locator(".play").click()
    settled(live)
    assert paints_in(live) == [[2, 6, *rows]]
    assert live.locator("output").text_content() == printed(PAGE, NAME, settings_in(live))
    for painted in ([[2, 6, *rows]], [[2, 6, rows[0], *7 * [10**14]]], [[2, 6, rows[0], *7 * [0]]], []):
        live.get_by_role("button", name="Undo").click()
        settled(live)
        assert paints_in(live) == painted
    assert live.locator("output").text_content() == learned


@pytest.mark.exhaustive
def test_a_unit_that_is_pointed_at_is_framed_until_the_pointer_leaves(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    entered(live, [("hidden", "8"), ("epochs", "2")])
    output, units = live.locator("output").text_content(), live.locator(".cells.units")
    title = live.locator("svg:has([data-part=weights]) text").last
    expect(title).to_have_text("unit 2")
    units.scroll_into_view_if_needed()
    box = box_of(units)
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.7 * box["height"])
    expect(title).to_have_text("unit 6")
    settled(live)
    assert live.locator("output").text_content() == output
    assert settings_in(live)["unit"] == "18"
    paths = "(live) => [...live.querySelectorAll('[data-live-path] > path')].map((path) => path.getAttribute('d'))"
    pointed, large = live.evaluate(paths), pictures(live)["weights"]
    page.mouse.move(box["x"] - 20, box["y"])
    expect(title).to_have_text("unit 2")
    entered(live, [("unit", "6")])
    assert live.evaluate(paths) == pointed
    assert (pictures(live)["weights"] == large).all()
    to_corner(units)
    expect(title).to_have_text("unit 0")
    units.press("Tab")
    expect(title).to_have_text("unit 6")


@pytest.mark.exhaustive
def test_units_are_chosen_and_painted_with_the_keyboard_and_the_last_four_count(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    units, brush = live.locator(".cells.units"), live.locator(".cells.brush")
    entered(live, [("unit", "0")])
    to_corner(brush)
    to_corner(units)
    for unit in range(5):
        units.press("ArrowRight" if unit > 0 else "ArrowLeft")
        expect(live.locator(".units .tip")).to_contain_text(f"unit {unit}: ")
        units.press("Space")
        for key in ("ArrowRight", "-") if unit == 0 else ("-",):
            brush.press(key)
        settled(live)
        page.wait_for_timeout(100)
        units.focus()
    expect(live.locator("[role=status]", has_text="row 1, column 2: weight −0.88")).to_have_count(1)
    assert paints_in(live) == [[0, unit, 10**12, *7 * [0]] for unit in (1, 2, 3, 4)]
    for key, level in (("0", 8), ("=", 15), ("Enter", 15), ("-", 1)):
        brush.press(key)
        settled(live)
        page.wait_for_timeout(100)
        assert paints_in(live)[-1] == [0, 4, level * 10**12, *7 * [0]]
    live.get_by_role("button", name="Reset").click()
    assert paints_in(live) == []


@pytest.mark.exhaustive
def test_a_digit_that_is_pressed_is_asked_about_and_pressed_again_the_one_that_is_read(
    page: Page, address: str
) -> None:
    live = turn_to(page, address, PAGE, NAME)
    entered(live, [("epochs", "2")])
    read = live.locator("output").text_content()
    rows = live.locator(".cells.rows")
    rows.scroll_into_view_if_needed()
    box = box_of(rows)
    before = pictures(live)["units"]
    page.mouse.move(box["x"] + 20, box["y"] + 0.35 * box["height"])
    expect(live.locator(".rows .tip")).to_have_text(re.compile(r"^3: p = 0\.\d\d, unit 18 adds −?\d\.\d\d$"))
    settled(live)
    assert live.locator("output").text_content() == read  # of what is set, not of what is framed by pointing
    pointed = pictures(live)["units"]
    assert (pointed != before).any()
    page.mouse.click(box["x"] + 20, box["y"] + 0.35 * box["height"])
    settled(live)
    assert settings_in(live)["asked"] == "3"
    assert live.locator("output").text_content() == printed(PAGE, NAME, settings_in(live)) != read
    assert (pictures(live)["units"] == pointed).all()
    page.mouse.move(0, 0)
    rows.press("ArrowUp")
    rows.press("Space")
    assert settings_in(live)["asked"] == "2"
    settled(live)
    rows.press("Enter")
    settled(live)
    assert settings_in(live)["asked"] == "10"
    assert live.locator("output").text_content() == read


def test_buttons_set_the_size_of_the_hidden_layer_and_others_are_refused(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    entered(live, QUICK[NAME])
    live.locator(".sizes button", has_text="8").click()
    settled(live)
    assert field(live, "hidden").input_value() == "8"
    for name, text, reason in (
        ("hidden", "16", "2, 8 or 32"),
        ("hidden", "8.0", "2, 8 or 32"),
        ("pad0", "17", "from 00 to 16"),
        ("pad7", "-1", "8 pixels"),
    ):
        built = field(live, name).input_value()
        field(live, name).fill(text)
        expect(live.locator(".wrong[role=status]")).to_contain_text(reason)
        field(live, name).fill(built)


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_on_a_phone_the_dials_are_in_sight_under_the_pictures_that_stay(
    page: Page, address: str, language: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    live = turn_to(page, address, PAGE, NAME, language)
    live.locator(".brushes").evaluate("(row) => row.scrollIntoView({ block: 'end' })")
    kept, strip = box_of(live.locator("svg:has([data-part=units])")), box_of(live.locator(".strip"))
    assert kept["y"] >= 40
    assert kept["height"] < 200
    assert kept["y"] + kept["height"] <= strip["y"]
    units = box_of(live.locator(".cells.units"))
    assert units["x"] >= 0
    assert units["width"] * 8 / 71 >= 23.9  # of 8 tiles with gaps of a pixel
    assert box_of(live.locator("svg:has([data-part=units])"))["x"] + 344 <= 360
    for board in (".cells.pad", ".cells.brush"):
        assert box_of(live.locator(board))["width"] > 120  # for a finger
    boxes = live.locator(".sizes button, .clear, .brushes button").evaluate_all(
        "(all) => all.map((b) => b.getBoundingClientRect().toJSON())"
    )
    assert all(box["left"] >= 0 and box["right"] <= 360 for box in boxes)


def test_on_a_phone_loss_units_and_play_are_in_one_screen(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    live = turn_to(page, address, PAGE, NAME)
    live.locator(".pictures").first.evaluate("(all) => scrollBy(0, all.getBoundingClientRect().top - 60)")
    loss, units = (box_of(live.locator(f"svg:has([data-part={part}])")) for part in ("training", "units"))
    assert loss["x"] >= 0
    assert loss["x"] + loss["width"] <= 360
    assert loss["y"] >= 48
    assert loss["y"] + loss["height"] <= units["y"] + 1
    play = box_of(live.locator(".play"))
    assert units["y"] + units["height"] <= play["y"]
    assert play["y"] + play["height"] <= 740
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


FADED = """(live) => { // as on a machine that is busy all the time
    live.dataset.busy = "";
    return [...live.querySelectorAll("[data-live-path]")].filter((part) => getComputedStyle(part).opacity < 1).length;
}"""


def test_while_it_plays_nothing_fades(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    page.add_style_tag(content="[data-live-path] { transition: none !important; }")
    assert live.evaluate(FADED) > 3
    live.locator(".play").click()
    page.wait_for_function(SHOWS, arg=[2, 20])
    assert live.evaluate(FADED) == 0
    live.locator(".play").click()
    assert live.evaluate(FADED) > 3


def test_an_epoch_that_is_not_there_is_refused(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    entered(live, QUICK[NAME])
    for text, reason in (("201", "at most 200"), ("2.5", "whole number"), ("-1", "whole number"), ("", "empty")):
        field(live, "epochs").fill(text)
        expect(live.locator(".wrong[role=status]")).to_contain_text(reason)
