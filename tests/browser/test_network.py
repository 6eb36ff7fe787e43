"""The network that learns in the browser against the page's Python, and what its figure does."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from listings import QUICK, box_of, cells, entered, field, first_code, names_before, settled, turn_to, visit
from playwright.sync_api import Locator, Page, Route, expect

PAGE, NAME = "beyond/network", "train"

LEARN = """async (runs) => {
    const [{ makeTraining, unpacked }, { finish }] =
        await Promise.all(["network/learning", "core/index"].map((name) => import(`/assets/live/${name}.js`)));
    const { body } = await fetch("/assets/digits.bin");
    const bytes = await new Response(body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
    const data = unpacked(bytes);
    const after = ([lr, beta, epochs]) => finish(makeTraining(data, lr, beta).after(epochs))
        .map(({ training, validation, read, w }) => [training, validation, read, [...w]]);
    const orders = Array.from({ length: 20 }, (_, epoch) => data.orderOf(epoch));
    return [[...data.first], orders, [...data.images], [...data.labels], runs.map(after)];
}"""

RUNS = [(0.1, 0.0, 3), (4.0, 0.0, 2), (0.4, 0.9, 3)]


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


def test_its_image_is_the_one_that_python_draws(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    settings: dict[str, str] = {}
    for typed in ([], [("epochs", "2"), ("lr", "0.7")]):
        entered(live, typed)
        settings |= dict(typed)
        space: dict[str, Any] = dict(names_before(PAGE, NAME))
        with plt.style.context("gdbook.book"), contextlib.redirect_stdout(io.StringIO()):
            exec(first_code(PAGE, NAME, settings), space)
            exec(cells(PAGE, NAME)[1].source, space)
        plt.close("all")
        shown = pictures(live)
        wanted, digits = 255 * space["wall"], shown["digits"]
        assert digits.shape == wanted.shape
        assert np.abs(digits[..., 3] - wanted[..., 3]).max() <= 1
        opaque = wanted[..., 3] > 200  # the less there is of a colour, the coarser it is stored
        assert opaque.any()
        assert np.abs(digits - wanted)[opaque].max() <= 2
        expect(live.locator("svg:has(image) text")).to_have_text(f"{297 - space['wrong'].sum()} / 297")


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


def test_what_is_read_in_an_image_is_said_where_one_points(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    entered(live, [("epochs", "2")])
    space = names_before(PAGE, NAME)
    w, part = space["training"](2.0, 0.0, 2)[-1], space["valid"]
    w1, b1, w2, b2 = space["unpack"](w)
    score = np.exp(np.tanh(space["images"][part] @ w1 + b1) @ w2 + b2)
    sure = score.max(axis=1) / score.sum(axis=1)
    tip, box = live.locator(".tip"), box_of(live.locator("image").first)
    for n in (0, 26, 120, 296):
        row, column = divmod(n, 27)
        x, y = box["x"] + (column + 0.5) / 27 * box["width"], box["y"] + (row + 0.5) / 11 * box["height"]
        page.mouse.move(x, y)
        label, read = space["labels"][part][n], score[n].argmax()
        expect(tip).to_have_text(f"{label}, read as {read} ({100 * sure[n]:.0f} %)")
        there = box_of(tip)
        assert box["x"] - 1 <= there["x"] < there["x"] + there["width"] <= box["x"] + box["width"] + 1
    page.mouse.move(0, 0)
    expect(tip).to_be_hidden()


def test_an_epoch_that_is_not_there_is_refused(page: Page, address: str) -> None:
    live = turn_to(page, address, PAGE, NAME)
    entered(live, QUICK[NAME])
    for text, reason in (("21", "at most 20"), ("2.5", "whole number"), ("-1", "whole number"), ("", "empty")):
        field(live, "epochs").fill(text)
        expect(live.locator(".wrong[role=status]")).to_contain_text(reason)
