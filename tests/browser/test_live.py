"""The live listings: typing, dragging, keys and touch, with valid and with invalid numbers."""

from __future__ import annotations

import contextlib
import gzip
import io
import re
from collections import Counter
from itertools import groupby
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from listings import (
    LISTINGS,
    QUICK,
    SAMPLE_LISTINGS,
    VALUES,
    WATCH,
    box_of,
    drawn,
    entered,
    field,
    grab,
    hasten,
    is_tinted,
    labels,
    places,
    printed,
    scaled,
    settled,
    turn_to,
    values,
    visit,
)
from playwright.sync_api import Browser, Locator, Page, expect
from prose import DOCS, LANGUAGES, PAGES, path_of, soup_of
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

from gdbook import GradientDescent, bowl, descend

# --- The Python of the pages --------------------------------------------------------------------------------------

EACH = pytest.mark.parametrize(("page_name", "name"), LISTINGS)


def test_the_values_to_test_are_of_every_setting_of_a_listing() -> None:
    assert len({name for _, name in LISTINGS}) == len(LISTINGS)  # the tables know a listing by its name alone
    assert {name for _, name in LISTINGS} >= VALUES.keys() | DRAWN.keys() | SAMPLE_LISTINGS.keys()
    for page_name, name in LISTINGS:
        assert {setting for setting, _ in values(page_name, name)} == set(places(page_name, name))


def shapes(live: Locator) -> list[list[float]]:
    """The sides of the box round each line of the figures, in points, as far as it is seen: matplotlib leaves out what
    lies beyond the axes.
    """
    return live.evaluate(
        """(live) => [...live.querySelectorAll("[data-live-path] > path")].map((line) => {
            const clip = line.getAttribute("clip-path")?.match(/#([^)]+)/)[1];
            const sidesOf = ({ x, y, width, height }) => [x, y, x + width, y + height];
            const sides = sidesOf(line.getBBox());
            if (!clip) return sides;
            const frame = line.ownerSVGElement.getElementById(clip).firstElementChild;
            const [left, top, right, bottom] = sidesOf(frame.getBBox());
            const isSeen = ({ x, y }) => x >= left && x <= right && y >= top && y <= bottom;
            if (isSeen({ x: sides[0], y: sides[1] }) && isSeen({ x: sides[2], y: sides[3] })) return sides;
            const long = line.getTotalLength();
            const seen = [];
            for (let at = 0; at < long; at += 0.2) seen.push(line.getPointAtLength(at));
            const [x, y] = ["x", "y"].map((side) => seen.filter(isSeen).map((point) => point[side]));
            return [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)];
        })"""
    )


@pytest.mark.sampled
@EACH
def test_a_listing_computes_what_its_python_prints(page: Page, address: str, page_name: str, name: str) -> None:
    live = visit(page, address, page_name, name)
    output = live.locator("output")
    built, drawn = output.text_content(), shapes(live)
    assert built == printed(page_name, name, {})
    settings: dict[str, str] = {}
    typed = values(page_name, name)
    for (setting, value), shown in zip(typed, entered(live, typed), strict=True):
        settings[setting] = value
        assert shown == printed(page_name, name, settings), settings
    live.get_by_role("button", name="Reset").click()
    settled(live)
    assert output.text_content() == built
    for before, after in zip(drawn, shapes(live), strict=True):
        assert np.allclose(before, after, atol=0.5)


@pytest.mark.sampled
@EACH
def test_without_javascript_a_listing_shows_the_built_output(site: Path, page_name: str, name: str) -> None:
    (live,) = soup_of(site, page_name).select(f'[data-live="{name}"]')
    assert live.select("input, [role=slider]") == []
    assert [output.text for output in live.select("output")] == [printed(page_name, name, {})]


def test_without_javascript_the_live_bar_is_hidden(new_context: NewContext, address: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(address + path_of("chapter/gradient-method"))
    expect(page.locator(".live-bar").first).to_be_hidden()


# --- The figure ---------------------------------------------------------------------------------------------------


def places_of(d: str) -> np.ndarray:
    """The vertices of a path, or the positions of dots, in figure coordinates."""
    return np.array(re.findall(r"[ML](\S+?) ([-\d.]+)", d), float)


DRAWN = {  # settings of a listing for which no point is clipped, where 1.25 times its numbers will not do
    "walk": {"init_x0": "9.25", "init_x1": "-2.5", "lr": "1.5"},
    "fit": {"w": "2.5"},
    "plane": {"w": "2.25", "b": "-1.5", "x0": "0.75", "x4": "3.5", "y4": "6.9"},
    "tangent": {"at": "3.5"},
    "cut": {"x0": "-1.5", "x1": "3"},
    "slope": {"x0": "-1.5", "x1": "2"},
    "turn": {"degrees": "250"},
    "compass": {"x0": "2", "x1": "-0.5", "h": "0.75"},
    "chords": {"h": "0.25"},
    "digits": {"h": "1e-3"},
    "along": {"lr": "0.6"},
    "parabola": {"start": "0.1"},
    "program": {"init_x0": "4", "init_x1": "-1.5", "lr": "0.93", "step_num": "12"},
    "turning": {"init_x0": "6", "init_x1": "-2.5", "kappa": "3", "lr": "0.3"},
    "found": {"start": "-2.1", "lr": "0.06"},
    "valleys": {"start": "-1.7"},
    "saddle": {"offset": "-0.02", "x1": "0.8", "turned": "-65", "tilted": "42"},
    "three": {"step_num": "4", "start": "1.5"},
    "factor": {"lr": "0.96"},
    "cloud": {"lr": "0.05", "beta": "0.7", "batch": "3", "seed": "7"},
    "plans": {"factor": "0.98"},
    "flat": {"lr": "0.2", "step_num": "1150"},
    "kinds": {"degrees": "100"},
    "push": {"push": "-0.15"},
    "rate": {"init_x0": "2", "init_x1": "-3.5", "lr": "1.02", "step_num": "30"},
    "stretched": {"init_x0": "-1.25", "init_x1": "0.5", "L": "7", "lr": "0.25"},
    "wiggles": {
        **{"step_num": "25", "missing0": "0.9", "values0": "0.4", "values1": "0.8"},
        **{"values2": "1", "values3": "1.3", "values4": "1.7"},
    },
    "tilted": {"degrees": "70", "lr": "0.19", "gentle": "-1.25", "steep": "0.5"},
    "grounds": {"init_x0": "-1.5", "init_x1": "0", "lr": "0.2"},
    "dial": {"lr": "1.65"},
    "memory": {"lr": "0.3", "beta": "0.6"},
    "triangle": {"init_x0": "-6.9", "init_x1": "1.5", "lr": "0.7", "beta": "0.6"},
    "pushes": {"beta": "0.95"},
    "stretch": {"init_x0": "-5.5", "init_x1": "1.5", "kappa": "12", "lr": "0.9"},
    "forget": {"start": "0.25", "beta": "0.7", "step_num": "40"},
    "angle": {"degrees": "30", "along": "-5", "across": "1"},
    "calm": {"init_x0": "-6", "init_x1": "-1.5", "beta1": "0.5"},
    "spring": {"beta": "0.7"},
    "choice": {"lr": "1.61", "beta": "0.6"},
    "chain": {"lr": "1.2", "beta": "0.5", "step_num": "12"},
    "lemma": {"start": "0.05", "L": "0.3", "lr": "0.25"},
    "waves": {"wave": "3", "start": "2.75"},
    "valley": {"lr": "0.6", "h": "0.01"},
    "games": {"again": "3"},
    "train": {
        "epochs": "4",
        "lr": "0.5",
        "beta": "0.6",
        "unit": "7",
        "paint0": "2",
        "paint1": "7",
        "paint5": "15010816",
    },
    "field": {
        **{"data": "1", "hidden": "6", "lr": "0.2", "beta": "0.8", "seed": "3", "step_num": "620", "unit": "5"},
        **{"changes0": "300", "changes1": "2", "changes2": "2.5", "changes3": "-1", "changes4": "0.4", "changes5": "3"},
        **{"changes6": "620", "changes7": "4"},
    },
    "steep": {"init_x0": "1.5", "init_x1": "0.5", "lr": "0.0008", "step_num": "200"},
    "clip": {"longest": "6.25"},
}
STATIC = {"curve"}  # gids of artists that depend on no setting


@pytest.mark.sampled
@EACH
def test_a_listing_draws_what_its_python_draws(page: Page, address: str, page_name: str, name: str) -> None:
    check_drawn(turn_to(page, address, page_name, name), page_name, DRAWN.get(name) or scaled(page_name, name, 1.25))


@pytest.mark.parametrize(("turned", "tilted"), [("0", "85"), ("40", "0"), ("-45", "60"), ("100", "50"), ("215", "35")])
def test_the_pass_is_drawn_from_every_side(page: Page, address: str, turned: str, tilted: str) -> None:
    live = turn_to(page, address, "chapter/saddle-points", "saddle")
    # on the near side of the road, where no ring or dot is behind ground
    start = {"offset": "0.3", "x1": "-0.6"} if abs(float(turned)) < 90 else {"offset": "0.3", "x1": "0.6"}
    check_drawn(live, "chapter/saddle-points", start | {"turned": turned, "tilted": tilted})


@pytest.mark.parametrize("hidden", ["2", "8"])
def test_the_links_of_the_network_are_weights_where_the_pad_is_blank(page: Page, address: str, hidden: str) -> None:
    settings = {"epochs": "2", "hidden": hidden} | {f"pad{row}": "0" for row in range(8)}
    check_drawn(turn_to(page, address, "beyond/network", "train"), "beyond/network", settings)


def check_drawn(live: Locator, page_name: str, settings: dict[str, str]) -> None:
    """Checks each part of a listing's figures with these settings against its Python."""
    name = live.get_attribute("data-live") or ""
    wanted = {part: lines for part, lines in drawn(page_name, name, settings).items() if part not in STATIC}
    entered(live, settings.items())
    found = live.evaluate(
        """(live) => {
            const frameOf = (part) => {
                const clip = part.closest("[data-x]").querySelector("[clip-path]").getAttribute("clip-path");
                const rect = document.getElementById(clip.slice(5, -1)).firstElementChild;
                return ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
            };
            const shown = (shape) => shape.getClientRects().length > 0;
            const written = (shape) =>
                shape.getAttribute("d") ?? `M${shape.getAttribute("x")} ${shape.getAttribute("y")}`;
            return [...live.querySelectorAll("[data-live-path]")].map((part) => [part.dataset.livePath, frameOf(part),
                [...part.querySelectorAll("path, use")].filter(shown).map(written)]);
        }"""
    )
    assert Counter(part for part, *_ in found) == {part: len(lines) for part, lines in wanted.items()}
    for part, (x, y, width, height), shapes in found:
        line = [x, y + height] + wanted[part].pop(0) * [width, -height]
        line = line[np.isfinite(line).all(axis=1)]  # without the gaps
        places = [place for place, _ in groupby(line.round(1).tolist())]  # repeated points are skipped
        assert shapes or not places, part
        for there in map(places_of, shapes):
            assert len(there) == len(places), part
            assert np.allclose(there, places, atol=0.11), part


@pytest.mark.exhaustive
def test_a_velocity_that_is_longer_than_the_figure_says_how_long_it_is(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/momentum", "pushes")
    length = "(live) => live.querySelector('[data-part=far]').textContent"
    assert entered(live, [("beta", "0.9"), ("beta", "0.97"), ("beta", "0.5")], length) == ["", "→ 33", ""]


@pytest.mark.parametrize(("which", "setting", "other", "up"), [(1, "lr", "beta", 20), (2, "beta", "lr", 40)])
def test_a_dot_of_an_arrow_follows_the_mouse_and_is_a_setting(
    page: Page, address: str, which: int, setting: str, other: str, up: int
) -> None:
    live = visit(page, address, "beyond/momentum", "triangle")
    tip, built = live.locator(".handle").nth(which), field(live, other).input_value()
    tip.scroll_into_view_if_needed()
    box = box_of(tip)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y - up, steps=3)
    page.mouse.up()
    dragged = float(field(live, setting).input_value())
    assert 0.3 < dragged < 0.75
    assert box_of(tip)["y"] == pytest.approx(box["y"] - up, abs=2)
    tip.press("ArrowUp")
    assert float(field(live, setting).input_value()) == pytest.approx(dragged + 0.01)
    assert tip.get_attribute("aria-valuetext") == f"{setting} {dragged + 0.01:.2g}"
    assert float(tip.get_attribute("aria-valuenow") or "") == pytest.approx(dragged + 0.01)
    ends = [float(tip.get_attribute(end) or "") for end in ("aria-valuemin", "aria-valuemax")]
    assert ends == {"lr": [0.05, 1.1], "beta": [0, 0.99]}[setting]
    assert field(live, other).input_value() == built
    assert live.locator("output").inner_text() == printed(
        "beyond/momentum", "triangle", {setting: field(live, setting).input_value()}
    )


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [1280, 360])
def test_both_dots_can_be_gripped_where_nothing_is_kept(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    live = visit(page, address, "beyond/momentum", "triangle", query="?triangle.beta=0")
    live.locator(".pictures").evaluate("(pictures) => pictures.scrollIntoView({ block: 'center' })")
    under = """(live) => [...live.querySelectorAll(".handle")].map((handle) => {
        const { left, top, width, height } = handle.getBoundingClientRect();
        return document.elementFromPoint(left + width / 2, top + height / 2) === handle;
    })"""
    assert live.evaluate(under) == [True, True, True]


NAMED = """(live) => [...live.querySelectorAll("[data-part=word] text")].filter(
    (word) => word.getClientRects().length > 0).map((word) => word.textContent)"""
"""The words in the picture of two steps."""


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("?triangle.lr=0.05", ["1: push", "kept", "push", "2: step"]),
        ("?triangle.beta=0", ["floor", "1: push", "push", "2: step"]),
        ("?triangle.beta=0.13", ["floor", "1: push", "push", "2: step"]),
    ],
)
def test_two_steps_are_large_enough_to_read_and_short_arrows_have_no_words(
    page: Page, address: str, query: str, named: list[str]
) -> None:
    live = visit(page, address, "beyond/momentum", "triangle", query=query)
    assert live.evaluate(NAMED) == named
    ring, pushed, _ = live.locator(".handle").all()
    assert abs(box_of(pushed)["y"] - box_of(ring)["y"]) > 15


@pytest.mark.exhaustive
def test_magnified_arrows_stay_as_they_are_while_a_dot_is_dragged(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/momentum", "triangle", query="?triangle.lr=0.2")
    tip = live.locator(".handle").nth(1)
    tip.scroll_into_view_if_needed()
    box = box_of(tip)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + box["height"] / 2, steps=5)
    assert box_of(tip)["y"] == pytest.approx(box["y"] + box["height"] / 2, abs=1.5)
    assert 0.3 < float(field(live, "lr").input_value()) < 0.5
    page.mouse.up()
    assert box_of(tip)["y"] == pytest.approx(box["y"], abs=1.5)  # magnified anew


@pytest.mark.exhaustive
@pytest.mark.parametrize("x0", ["-7.2", "-6.65"])
@pytest.mark.parametrize("x1", ["-0.7", "2.1"])
def test_two_steps_are_whole_however_far_they_are_turned(page: Page, address: str, x0: str, x1: str) -> None:
    live = visit(page, address, "beyond/momentum", "triangle")
    outside = """(live) => {
        const frame = live.querySelector("[data-part=shaft] [clip-path]").getAttribute("clip-path");
        const { x, y, width, height } = document.getElementById(frame.slice(5, -1)).firstElementChild.getBBox();
        return [...live.querySelectorAll("[data-part=shaft] path")].map((shaft) => shaft.getBBox()).filter(
            (box) => box.x < x - 0.1 || box.x + box.width > x + width + 0.1
                || box.y < y - 0.1 || box.y + box.height > y + height + 0.1).length;
    }"""
    entered(live, [("init_x0", x0), ("init_x1", x1)], outside)
    assert entered(live, [("lr", "1.1"), ("beta", "0.99"), ("beta", "0")], outside) == [0, 0, 0]


@pytest.mark.exhaustive
def test_the_second_step_is_drawn_in_three_beats_and_ends_as_it_was(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/momentum", "triangle")
    look = """(live) => [...live.querySelectorAll("[data-part=shaft] path")].map((shaft) => {
        const { y, height } = shaft.getBBox();
        return [shaft.getAttribute("d"), y, height];
    })"""
    built = live.evaluate(look)
    live.locator(".play").click()
    page.wait_for_timeout(500)
    (one, *_), (_, top, high), (_, _, pushed), (_, _, gone) = live.evaluate(look)
    assert one == built[0][0]
    assert built[0][1] < top < built[1][1]  # on its way from the first step
    assert built[1][2] < high < built[0][2]
    assert pushed == gone == 0
    assert live.evaluate(NAMED) == ["floor", "1: push", "kept"]
    dot, foot = live.evaluate("""(live) => {
        const { y, height } = live.querySelectorAll(".handle")[2].getBoundingClientRect();
        return [y + height / 2, live.querySelectorAll("[data-part=shaft] path")[1].getBoundingClientRect().bottom];
    }""")
    assert dot == pytest.approx(foot, abs=3)
    page.wait_for_timeout(1000)
    (_, kept, (_, _, pushed), (_, _, gone)) = live.evaluate(look)
    assert kept[1:] == pytest.approx(built[1][1:], abs=0.1)
    assert 0 < pushed < built[2][2]
    assert gone == 0
    page.wait_for_timeout(1000)
    assert 0 < live.evaluate(look)[3][2] < built[3][2]
    assert live.evaluate(NAMED) == ["floor", "1: push", "kept", "push"]
    page.wait_for_timeout(1500)
    assert live.evaluate(NAMED) == ["floor", "1: push", "kept", "push", "2: step"]
    for (_, *now), (_, *before) in zip(live.evaluate(look), built, strict=True):
        assert now == pytest.approx(before, abs=0.11)


@pytest.mark.exhaustive
@pytest.mark.parametrize("to", [(60, 20), (300, -60)])
def test_the_start_of_the_ball_is_dragged_on_the_valley(page: Page, address: str, to: tuple[int, int]) -> None:
    live = visit(page, address, "beyond/momentum", "spring")
    ring = live.locator(".handle").first
    ring.scroll_into_view_if_needed()
    box = box_of(ring)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + to[0], y + to[1], steps=3)
    page.mouse.up()
    start = field(live, "start").input_value()
    if to == (300, -60):
        assert start == "7.0"  # at most
    else:
        assert -6 < float(start) < -1
    assert live.locator("output").inner_text() == printed("beyond/momentum", "spring", {"start": start})
    live.get_by_role("button", name="Reset").click()
    expect(field(live, "start")).to_have_value("-7.0")


@pytest.mark.exhaustive
def test_the_ball_is_dragged_down_the_valley_and_keys_move_it_along(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/momentum", "spring")
    ring = live.locator(".handle").first
    ring.scroll_into_view_if_needed()
    box = box_of(ring)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 60, steps=3)
    page.mouse.up()
    start = float(field(live, "start").input_value())
    assert -6.5 < start < -4
    assert ring.get_attribute("aria-valuenow") == str(start)
    ring.press("ArrowRight")
    assert float(field(live, "start").input_value()) == pytest.approx(start + 1)
    ring.press("ArrowUp")
    assert float(field(live, "start").input_value()) == pytest.approx(start + 1)


SIGHT = """(live) => {
    const { left, right, height } = live.querySelector(".pictures").getBoundingClientRect();
    const frame = live.querySelector("image").getBoundingClientRect();
    const run = live.querySelector("[data-part=path] path").getBoundingClientRect();
    return [run.left > left && run.right < right, frame.height, height];
}"""
"""Whether the run is in sight, and how high the plane and its place are."""


def test_on_a_phone_the_ravine_is_as_large_as_its_run_allows(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    live = visit(page, address, "beyond/momentum", "memory")
    settings = [("beta", "0.8"), ("beta", "0.97"), ("init_x0", "6.5"), ("lr", "1.08")]
    shown = entered(live, settings, SIGHT)
    assert all(seen for seen, *_ in shown[:3])
    assert len({height for *_, height in shown}) == 1  # nothing below moves
    large, smaller, small, _ = (high for _, high, _ in shown)
    assert large > 165 > 140 > smaller > small > 110


@pytest.mark.parametrize(
    ("page_name", "name"),
    [
        ("beyond/momentum", "memory"),
        *(
            pytest.param(f"beyond/{p}", n, marks=pytest.mark.exhaustive)
            for p, n in (("momentum", "choice"), ("stability", "stretched"))
        ),
    ],
)
def test_on_a_phone_a_flat_figure_is_higher_but_its_text_and_dots_are_not(
    page: Page, address: str, page_name: str, name: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    live = visit(page, address, page_name, name)
    if name == "memory":
        live.locator(".play").click()  # with a ball
        expect(live.locator("[style*='--flat'] circle")).to_have_count(2)
    height, sides = live.evaluate(
        """(live) => {
            const flat = live.querySelector("svg[style*='--flat']");
            const shapes = [...flat.querySelectorAll("text, circle, [data-part] use")];
            const sidesOf = ({ a, b, c, d }) => [Math.hypot(a, b), Math.hypot(c, d)];
            return [flat.getBoundingClientRect().height, shapes.map((each) => sidesOf(each.getScreenCTM()))];
        }"""
    )
    assert height > 120
    assert len(sides) > 3
    for across, up in sides:
        assert up == pytest.approx(across, rel=0.01)


@pytest.mark.exhaustive
def test_an_arrow_of_no_length_has_no_setting_to_drag(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/momentum", "triangle")
    field(live, "init_x1").fill("0")
    box = box_of(live.locator(".handle").nth(1))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"], box["y"] + 90, steps=3)
    page.mouse.up()
    assert field(live, "lr").input_value() == "0.95"
    assert live.locator("[aria-invalid]").count() == 0


TYPE = """(input, text) => {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
}"""
"""Types at once: while a run plays, its next step could be written between two keys."""


@pytest.mark.exhaustive
def test_a_subtraction_shows_the_digits_that_python_has(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/numerical-gradient", "digits")
    for text, kept in (("1e-8", 10), ("1e-15", 3), ("0.5", 17), ("1e-17", 0)):
        field(live, "h").fill(text)
        settled(live)
        h = float(text)
        above, below = (x * x * x for x in (2**0.5 + h, 2**0.5 - h))
        exact = 2 * h * (6 + h * h)
        rounded = abs(above - below - exact)
        by_rounding = float(f"{rounded / (2 * h):.1g}")
        numbers = above, below, above - below, exact, by_rounding, h * h
        rows = [f"{number:19.16f}" for number in numbers]
        digits = live.locator("[data-part=digit] text").evaluate_all(
            "(all) => all.map((text) => [text.textContent, text.style.fill])"
        )
        assert "".join(digit for digit, _ in digits) == "".join(rows)
        blue = [digit for digit, fill in digits[2 * 19 : 3 * 19] if "c0" in fill]
        assert len(blue) - blue.count(".") == kept


@pytest.mark.exhaustive
def test_slope_and_step_are_written_over_their_bars_and_the_tangent_keeps_its_name(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient-method", "steps", "zh-TW")
    numbers, word = live.locator("[data-part=number] text"), live.locator("[data-part=word] text")
    assert numbers.all_text_contents() == ["8", "0.2 × 8 = 1.6"]
    right = box_of(word)["x"]
    entered(live, [("start", "-3"), ("lr", "0.25"), ("step_num", "2")])
    assert numbers.all_text_contents() == ["−3", "0.25 × 3 = 0.75"]  # of the second step, which begins at -1.5
    assert word.text_content() == "切線"
    assert box_of(word)["x"] < right - 100
    entered(live, [("start", "30")])
    expect(word).to_be_hidden()
    entered(live, [("step_num", "0")])
    assert numbers.all_text_contents() == ["60", "—"]  # no step yet


@pytest.mark.exhaustive
def test_what_a_step_delivers_is_named_beside_the_middle_of_its_bar_if_there_is_one(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient-method", "promise")
    word, bar = live.locator("[data-part=word] text"), live.locator("[data-part=delivered] path")
    for lr in ("0.02", "0.2", "0.5", "0.9"):
        entered(live, [("lr", lr)])
        name, beside = box_of(word), box_of(bar)
        middle, level = (box["y"] + box["height"] / 2 for box in (beside, name))
        assert abs(middle - level) < 6  # a name is a little higher than its letters
        assert 0 < beside["x"] - name["x"] - name["width"] < 10
    for lr in ("1", "1.2"):
        entered(live, [("lr", lr)])
        expect(word).to_be_hidden()


def test_play_takes_one_step_after_another_and_stops_when_the_reader_chooses(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient-method", "steps")
    play, steps = live.locator(".play"), field(live, "step_num")
    hasten(page)
    for wanted in ("123456", "60123456"):  # goes on from the step that is shown, and begins again at the end
        live.evaluate(WATCH, "step_num")
        play.click()
        expect(play).to_contain_text("Stop")
        expect(play).to_contain_text("Play")
        assert "".join(page.evaluate("window.seen")) == wanted
        assert live.locator("output").text_content() == "0.311 - 0.2 * 0.6221 = 0.1866"
    play.click()
    steps.evaluate(TYPE, "9")
    expect(play).to_contain_text("Play")
    assert steps.input_value() == "9"


@pytest.mark.exhaustive
def test_heights_and_divisions_are_written_anew(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/numerical-gradient", "compass")

    def texts(part: str) -> list[str]:
        return live.locator(f"[data-part={part}] text:visible").all_text_contents()

    assert texts("height") == ["32", "20", "34", "18", "25", "(6, 8)"]
    assert texts("division") == ["x₀: (32 − 20)/2 = 6", "x₁: (34 − 18)/2 = 8"]
    east = box_of(live.locator("[data-part=height] text").first)
    entered(live, [("x0", "-1"), ("x1", "2"), ("h", "0.5")])
    assert texts("height") == ["4.25", "6.25", "7.25", "3.25", "5", "(−2, 4)"]
    assert texts("division") == ["x₀: (4.25 − 6.25)/1 = −2", "x₁: (7.25 − 3.25)/1 = 4"]
    assert box_of(live.locator("[data-part=height] text").first)["x"] < east["x"] - 50
    entered(live, [("h", "0.001")])
    assert texts("height") == ["(−2, 4)"]  # the others would lie on each other
    assert texts("division") == ["x₀: (4.998 − 5.002)/0.002 = −2", "x₁: (5.004 − 4.996)/0.002 = 4"]
    entered(live, [("h", "1e-6")])
    assert texts("division")[0] == "x₀: (4.999998 − 5.000002)/0.000002 = −2"
    entered(live, [("h", "1e-7")])
    assert texts("division")[0] == "x₀: (… − …)/2e−07 = −2"
    entered(live, [("h", "0.5"), ("x1", "6.75")])
    assert texts("height") == ["45.81", "47.81", "40.06", "46.56"]  # the others would lie outside


@pytest.mark.exhaustive
def test_the_direction_of_a_walk_is_written_above_its_map(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient", "turn")
    name = live.locator("[data-part=name] text")
    expect(name).to_have_text("u = (0.80, 0.60)")
    for degrees, words in (("53.13", "(0.60, 0.80)"), ("143.13", "(−0.80, 0.60)"), ("270", "(0.00, −1.00)")):
        entered(live, [("degrees", degrees)])
        expect(name).to_have_text(f"u = {words}")


@pytest.mark.exhaustive
def test_autoscaled_axes_match_matplotlib(page: Page, address: str) -> None:
    live = turn_to(page, address, "chapter/learning-rate", "rate")
    for lr, step_num in (("0.3", "40"), ("10", "15"), ("1.1", "1000")):
        field(live, "lr").fill(lr)
        field(live, "step_num").fill(step_num)
        trace = descend(bowl, [-3, 4], GradientDescent(float(lr)), int(step_num))
        fig, ax = plt.subplots()
        ax.semilogy(trace.f)
        (left, right), (bottom, top) = ax.get_xlim(), np.log10(ax.get_ylim())
        plt.close(fig)
        frame, ends = live.evaluate(
            """(live) => {
                const path = live.querySelector('[data-part="loss"] > path');
                const rect = document.getElementById(path.getAttribute("clip-path").slice(5, -1)).firstElementChild;
                const numbers = path.getAttribute("d").match(/-?[\\d.]+/g).map(Number);
                return [["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name))),
                    [numbers[0], numbers[1], numbers.at(-2), numbers.at(-1)]];
            }"""
        )
        x, y = np.array(ends[::2]), np.array(ends[1::2])
        wanted_x = frame[0] + (np.array([0, int(step_num)]) - left) / (right - left) * frame[2]
        wanted_y = frame[1] + (top - np.log10(trace.f[[0, -1]])) / (top - bottom) * frame[3]
        assert np.allclose(x, wanted_x, atol=0.11)
        assert np.allclose(y, wanted_y, atol=0.11)
        ticks = live.locator('[data-tick="x"], [data-tick="y"]').all_inner_texts()
        assert len(ticks) > 4


CYCLE = "A 2-cycle: the run jumps between two points for ever."
RUNS = [  # start, learning rate, number of steps, remark
    ("-3", "4", "0.1", "100", ""),
    ("-3", "4", "1.0", "100", CYCLE),
    ("0", "4", "1.0", "100", CYCLE),
    ("4", "0", "1.0", "100", CYCLE),
    ("0", "0", "1.0", "100", ""),
    ("-3", "4", "1.0", "3", CYCLE),
    ("-3", "4", "1.0", "2", ""),  # one return is not yet a cycle
    ("-3", "4", "0.99", "100", ""),
    ("-3", "4", "10", "100", "Frozen from step 10 on: x + h equals x, so the measured slope is zero."),
    ("1e14", "1e14", "0.1", "100", "Frozen at the start"),
    ("-3", "4", "1e308", "100", "Diverged: f ends above its start"),
]


def test_a_remark_says_if_a_run_cycles_freezes_or_diverges(page: Page, address: str) -> None:
    live = turn_to(page, address, "chapter/learning-rate", "rate")
    for *settings, remark in RUNS:
        for setting, value in zip(("init_x0", "init_x1", "lr", "step_num"), settings, strict=True):
            field(live, setting).fill(value)
        note = live.locator(".live-bar p").inner_text()
        assert note.startswith(remark), settings
        assert bool(note) == bool(remark), settings


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_live_elements_follow_the_colour_scheme(new_context: NewContext, address: str, scheme: str) -> None:
    page = new_context(color_scheme=scheme).new_page()
    live = visit(page, address, "chapter/gradient-method", "program")
    field(live, "lr").fill("0.2")
    look = live.evaluate(
        """(live) => [[live.querySelector("[data-cell] input"), "color"],
            [live.querySelector("[data-part=path] > path"), "stroke"],
            [live.querySelector("[data-part=path] g path"), "stroke"],
            [live.querySelector("[data-part=start] defs path"), "stroke"]]
            .map(([element, property]) => getComputedStyle(element)[property])"""
    )
    cyan, orange = {
        "light": ("rgb(0, 122, 140)", "rgb(184, 70, 27)"),
        "dark": ("rgb(69, 211, 230)", "rgb(245, 151, 109)"),
    }[scheme]
    assert look == [cyan, orange, orange, cyan]


# --- Interaction --------------------------------------------------------------------------------------------------


def start_of(live: Locator) -> list[float]:
    return [float(field(live, setting).input_value()) for setting in ("init_x0", "init_x1")]


def test_the_start_can_be_dragged_with_the_mouse(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient-method", "program")
    x, y = grab(page, live)
    page.mouse.move(x + 124, y + 62, steps=5)
    page.mouse.up()
    moved = 9 / live.evaluate(
        """(live) => {
            const svg = live.querySelector("svg");
            const frame = Number(svg.querySelector("clipPath rect").getAttribute("width"));
            return frame * (svg.getBoundingClientRect().width / svg.viewBox.baseVal.width);
        }"""
    )  # the figure is 9 units wide
    assert np.allclose(start_of(live), [-3 + 124 * moved, 4 - 62 * moved], atol=0.05)
    last = descend(bowl, start_of(live), GradientDescent(0.1), 100).x[-1]
    assert live.locator("output").inner_text() == str(last)
    page.mouse.move(x, y)  # no drag after release
    assert start_of(live)[0] > -1
    ring = live.locator(".handle")
    expect(ring).to_have_attribute("aria-valuetext", f"x0 {start_of(live)[0]:g}, x1 {start_of(live)[1]:g}")


def lines_of(live: Locator, figure: int) -> list[str]:
    """What one of the figures of a listing shows of its parts."""
    script = """(svg) => [...svg.querySelectorAll("[data-live-path] > path, [data-live-path] use")]
        .map((shape) => shape.getAttribute("d") ?? `${shape.getAttribute("x")} ${shape.getAttribute("y")}`)"""
    return live.locator("svg").nth(figure).evaluate(script)


@pytest.mark.exhaustive
def test_turning_the_bowl_leaves_the_run_along_its_own_axes_as_it_was(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/stability", "tilted")
    field(live, "degrees").fill("60")
    turned, own = lines_of(live, 0), lines_of(live, 1)
    field(live, "degrees").fill("75")
    assert not set(turned) & set(lines_of(live, 0))
    assert lines_of(live, 1) == own
    field(live, "steep").fill("0")
    assert lines_of(live, 1) != own


@pytest.mark.parametrize("figure", [0, 1])
def test_the_start_on_the_turned_bowl_can_be_dragged_in_both_figures(page: Page, address: str, figure: int) -> None:
    live = visit(page, address, "beyond/stability", "tilted", query="?tilted.degrees=90&tilted.gentle=1")
    live.locator(".pictures").scroll_into_view_if_needed()
    stages = live.locator(".stage")
    rings = [stage.locator(".handle").first for stage in stages.all()]
    ring = box_of(rings[figure])
    x, y = ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 12, steps=3)
    page.mouse.up()
    gentle, steep = (float(field(live, setting).input_value()) for setting in ("gentle", "steep"))
    right, down = (gentle - 1, 0.6 - steep) if figure == 1 else (0.6 - steep, 1 - gentle)
    assert right > 0.3
    assert right / down == pytest.approx(30 / 12, rel=0.05)
    for number, wanted in enumerate(((-steep, gentle), (gentle, steep))):
        said = str(rings[number].get_attribute("aria-valuetext"))
        assert [float(text.split()[1]) for text in said.split(",")] == pytest.approx(wanted, abs=0.006)
    rings[figure].press("ArrowLeft")
    pressed = [float(field(live, setting).input_value()) for setting in ("gentle", "steep")]
    assert pressed == pytest.approx([gentle - 0.1, steep] if figure == 1 else [gentle, steep + 0.1])


@pytest.mark.exhaustive
@pytest.mark.parametrize("figure", [0, 1])
def test_a_start_that_is_dragged_into_a_corner_stays_in_both_figures(page: Page, address: str, figure: int) -> None:
    live = visit(page, address, "beyond/stability", "tilted")
    live.locator(".pictures").scroll_into_view_if_needed()
    stages = live.locator(".stage")
    ring, picture = box_of(stages.nth(figure).locator(".handle").first), box_of(stages.nth(figure))
    page.mouse.move(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
    page.mouse.down()
    page.mouse.move(picture["x"] + picture["width"] - 2, picture["y"] + 2, steps=3)
    page.mouse.up()
    gentle, steep = (float(field(live, setting).input_value()) for setting in ("gentle", "steep"))
    assert gentle == 1.8
    assert 0.7 < steep <= 1
    field(live, "degrees").fill(str(round(np.degrees(np.arctan2(gentle, steep)))))  # the ring straight above the centre
    for part, stage in zip(("turned", "start"), stages.all(), strict=True):
        expect(stage.locator(f"[data-part={part}] use")).to_be_visible()


@pytest.mark.exhaustive
def test_the_bowl_is_turned_by_the_dot_on_its_axis(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/stability", "tilted")
    axle = live.get_by_role("slider", name="Axis of the bowl")
    degrees = field(live, "degrees")
    degrees.fill("0")  # the dot is straight above the centre
    own = lines_of(live, 1)
    live.locator(".pictures").scroll_into_view_if_needed()
    dot, frame = box_of(axle), box_of(live.locator("[data-part=axis]").first)  # which is as long as 4.2
    x, y = dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2
    away = frame["width"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - away / 2, y + 2 / 4.2 * away + away / 2, steps=3)
    page.mouse.up()
    assert float(degrees.input_value()) == pytest.approx(135, abs=2)
    assert lines_of(live, 1) == own
    expect(axle).to_have_attribute("aria-valuetext", f"degrees {degrees.input_value()}")
    expect(axle).to_have_attribute("aria-valuenow", degrees.input_value())
    degrees.fill("178")
    axle.press("ArrowRight")
    expect(degrees).to_have_value("-177")
    expect(axle).to_have_attribute("aria-valuenow", "-177")
    axle.click(position={"x": 3, "y": 22})  # beside the dot, and no drag
    assert [field(live, setting).input_value() for setting in ("gentle", "steep")] == ["1.5", "0.6"]


@pytest.mark.exhaustive
def test_a_ring_of_the_fit_takes_it_back_to_its_start_and_bends_it_by_one_shape(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/stability", "wiggles")
    live.locator(".pictures").scroll_into_view_if_needed()
    ring = live.get_by_role("slider", name="how much of shape 2 is missing")
    box = box_of(ring)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y + 20, steps=3)
    page.mouse.up()
    missing = float(field(live, "missing1").input_value())
    assert -0.5 < missing < 0.5
    expect(field(live, "step_num")).to_have_value("0")
    expect(live.locator("output")).to_contain_text(f"missing: 0.880 {missing:.3f} 0.400 0.200 0.320")
    ring.press("ArrowRight")
    assert float(field(live, "missing1").input_value()) == pytest.approx(missing + 0.1)
    ring.press("Shift+ArrowLeft")
    assert float(field(live, "missing1").input_value()) == pytest.approx(missing + 0.09)


def moved_by(page: Page, handle: Locator, across: float, down: float) -> None:
    """Drags a handle with the mouse by so many pixels."""
    handle.scroll_into_view_if_needed()
    box = box_of(handle)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=3)
    page.mouse.up()
    page.wait_for_timeout(100)


def test_a_point_of_the_fit_is_dragged_and_its_run_still_begins_with_the_same_curve(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/stability", "wiggles", query="?wiggles.step_num=0")
    curve = """(live, name) => live.querySelector(`[data-part=${name}] path`).getAttribute("d").match(/[-\\d.]+/g)
        .map(Number)"""
    begun, end = live.evaluate(curve, "fit"), live.evaluate(curve, "end")
    moved_by(page, live.get_by_role("slider", name="Point 3"), 30, -40)
    assert float(field(live, "values2").input_value()) > 0.8
    assert np.allclose(live.evaluate(curve, "fit"), begun, atol=1)
    assert live.evaluate(curve, "end") != end
    settings = {setting: field(live, setting).input_value() for setting, _ in values("beyond/stability", "wiggles")}
    assert live.locator("output").inner_text() == printed("beyond/stability", "wiggles", settings)
    for point in range(1, 6):  # as far as the rings have room
        moved_by(page, live.get_by_role("slider", name=f"Point {point}"), 0, -400)
    missing = [float(field(live, f"missing{i}").input_value()) for i in range(5)]
    assert -0.81 < min(missing) < max(missing) < 1.61


@pytest.mark.exhaustive
def test_the_row_of_a_shape_draws_the_fit_with_all_of_it(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/stability", "wiggles", query="?wiggles.step_num=0")
    dashed = live.locator("[style*=dasharray]:visible")
    expect(dashed).to_have_count(0)
    for number in (5, 2):
        live.get_by_role("slider", name=f"how much of shape {number} is missing").focus()
        expect(dashed).to_have_count(1)
    live.get_by_role("slider", name="how much of shape 4 is missing").hover()
    whole = dashed.get_attribute("d")
    field(live, "missing3").fill("0")
    assert live.locator("[data-part=fit] path").get_attribute("d") == dashed.get_attribute("d") == whole


@pytest.mark.parametrize("curvature", ["10", pytest.param("40", marks=pytest.mark.exhaustive)])
def test_the_end_of_the_steep_bar_is_dragged_and_sets_the_learning_rate(
    page: Page, address: str, curvature: str
) -> None:
    live = visit(page, address, "beyond/stability", "stretched", query=f"?stretched.L={curvature}&stretched.lr=0.02")
    end = live.locator(".handle.across")
    gentle = box_of(live.locator("[data-part=end1] use"))["x"]
    before = box_of(end)["x"]
    moved_by(page, end, -100, 30)
    assert box_of(end)["x"] == pytest.approx(before - 100, abs=2)
    lr = field(live, "lr").input_value()
    assert 0.02 < float(lr) < 0.2
    assert box_of(live.locator("[data-part=end1] use"))["x"] == pytest.approx(gentle - 100 / float(curvature), abs=1)
    settings = {"L": curvature, "lr": lr}
    assert live.locator("output").inner_text() == printed("beyond/stability", "stretched", settings)
    end.press("ArrowLeft")
    assert float(field(live, "lr").input_value()) == pytest.approx(float(lr) + 0.1 / float(curvature), rel=0.01)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("page_name", "name", "step", "last"),
    [("beyond/stability", "wiggles", "500", "1000"), ("beyond/momentum", "chain", "25", "30")],
)
def test_steps_play_until_the_reader_chooses_one(
    page: Page, address: str, page_name: str, name: str, step: str, last: str
) -> None:
    live = visit(page, address, page_name, name)
    play, steps = live.locator(".play"), field(live, "step_num")
    play.click()
    expect(play).to_have_text("■ Stop")
    page.wait_for_function(f"Number(document.querySelector('[data-live={name}] [name=step_num]').value) < 10")
    steps.evaluate(TYPE, step)
    expect(play).to_have_text("▶ Play")
    expect(steps).to_have_value(step)
    hasten(page)
    play.click()
    expect(steps).to_have_value(last, timeout=20_000)
    expect(play).to_have_text("▶ Play")


@pytest.mark.exhaustive
def test_the_ground_follows_the_curvature_of_the_bowl(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/stability", "stretched")
    ground = live.locator("image")
    built = ground.get_attribute("href")
    field(live, "L").fill("40")
    settled(live)
    colours = """async (image) => {
        const picture = new Image();
        picture.src = image.getAttribute("href");
        await picture.decode();
        const { width, height } = picture;
        const pen = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d", {
            willReadFrequently: true,
        });
        pen.drawImage(picture, 0, 0);
        const at = (x, y) => pen.getImageData(x * (width - 1), y * (height - 1), 1, 1).data;
        return [[...at(0.5, 0.5)], [...at(0.5, 0.25)]];
    }"""
    shown = ground.evaluate(colours)
    assert ground.get_attribute("href") != built
    assert is_tinted(shown, [0, np.sqrt(20 * 0.6**2 / 10)])


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_part_of_the_error_is_told_with_its_factor_and_shrinks_as_the_ball_rolls(
    page: Page, address: str, language: str
) -> None:
    live = visit(page, address, "beyond/stability", "tilted", language=language)
    settings = DRAWN["tilted"]
    entered(live, settings.items())
    said = live.locator("[data-part^=by] text").all_text_contents
    told = labels("beyond/stability", "tilted", settings)
    built = [text for i in range(2) for text, _ in (told["by0"][i], told["by1"][i])]
    after = "：" if language == "zh-TW" else ": "
    assert [text.split(after)[1] for text in said()] == [text.split(": ")[1] for text in built]
    still = lines_of(live, 0)
    live.locator(".play").click()
    page.wait_for_timeout(900)
    rolling = said()
    part, factor, product = map(float, re.findall(r"[\d.]+", rolling[0].replace("−", "")))
    k = round(np.log(part / 1.25) / np.log(0.81))
    assert 1 <= k <= 12
    assert (part, factor, product) == pytest.approx((1.25 * 0.81**k, 0.81, 1.25 * 0.81 ** (k + 1)), abs=1e-3)
    assert lines_of(live, 0) != still
    hasten(page)
    expect(live.locator("circle")).to_have_count(0, timeout=1500)
    assert lines_of(live, 0) == still
    assert said()[0].split(after)[1] == built[0].split(": ")[1]


IN_SIGHT = """async (live) => {
    const { readAxes } = await import("/assets/live/draw/axes.js");
    return [...live.querySelectorAll(".draggable use")].map((use) => {
        const axes = readAxes(use.closest("g[data-x]"));
        return axes.contains(axes.toData(["x", "y"].map((side) => Number(use.getAttribute(side)))));
    });
}"""


@pytest.mark.sampled
@pytest.mark.parametrize(("page_name", "name"), LISTINGS)
def test_a_point_that_is_dragged_along_a_curve_stays_in_the_picture(
    page: Page, address: str, page_name: str, name: str
) -> None:
    live = turn_to(page, address, page_name, name)
    for handle in live.locator(".handle.across").all():
        for side in (-1, 1):
            handle.scroll_into_view_if_needed()
            place, stage = box_of(handle), box_of(handle.locator("xpath=.."))
            page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
            page.mouse.down()
            page.mouse.move(stage["x"] + (0.5 + 0.49 * side) * stage["width"], place["y"], steps=3)
            page.mouse.up()
            page.wait_for_timeout(100)
            assert all(live.evaluate(IN_SIGHT))


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [1280, 360])
def test_both_cuts_stay_on_the_bowl(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    live = visit(page, address, "chapter/gradient", "cut")
    for setting, key in (("x1", "End"), ("x0", "Home"), ("x0", "End")):
        live.locator(f".dial[data-name={setting}] [type=range]").press(key)
        x0, x1 = (float(field(live, setting).input_value()) for setting in ("x0", "x1"))
        assert x0**2 + x1**2 < 35  # the rim
    for handle in live.locator(".handle").all():
        handle.press("Shift+ArrowRight")
    assert [float(field(live, name).input_value()) for name in ("x0", "x1")] == [4, 4]


def test_a_handle_announces_its_setting_and_stays_inside_the_figure(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/basins", "dial", "zh-TW")
    handle, dot = live.locator(".handle"), live.locator("[data-part=dial] use")
    for lr, diverges in (("1.1", False), ("2.05", True), ("1e300", True)):
        field(live, "lr").fill(lr)
        assert ("發散" in live.locator(".live-bar [role=status]").inner_text()) == diverges
        expect(handle).to_have_attribute("aria-valuetext", f"lr 是 {float(lr):g}")
        reach, frame = box_of(handle), box_of(live.locator("svg").first)
        for side, size in (("x", "width"), ("y", "height")):
            assert frame[side] <= reach[side] + reach[size] / 2 <= frame[side] + frame[size]
        assert dot.is_visible() == (lr != "1e300")  # outside the axes
    handle.focus()
    page.keyboard.press("ArrowLeft")
    assert float(field(live, "lr").input_value()) < 3


@pytest.mark.exhaustive
def test_a_zero_loss_leaves_a_logarithmic_figure_at_the_bottom(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/line-search", "exact")
    field(live, "init_x0").fill("10")
    field(live, "init_x1").fill("0")
    drawn = live.locator("[data-part=loss] path").get_attribute("d")
    assert drawn is not None
    (_, top), (_, bottom) = [[float(value) for value in place.split()] for place in re.findall(r"[ML]([^ML]+)", drawn)]
    frame = live.locator("svg").nth(1).evaluate("svg => svg.viewBox.baseVal.height")
    assert 0 < top < frame < bottom


def test_the_start_moves_with_arrow_keys_and_to_clicks(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient-method", "program")
    handle = live.locator(".handle")
    handle.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert start_of(live) == [-2.8, 3.91]
    for _ in range(60):
        page.keyboard.press("ArrowLeft")
    assert start_of(live)[0] == -4.5  # the edge of the figure
    live.locator("svg").first.click(position={"x": 200, "y": 200})
    assert start_of(live)[0] > -1
    expect(handle).to_be_focused()


@pytest.mark.parametrize(
    ("name", "turned"), [("stretch", ""), pytest.param("angle", "?angle.degrees=30", marks=pytest.mark.exhaustive)]
)
def test_the_rings_of_two_figures_are_one_start(page: Page, address: str, name: str, turned: str) -> None:
    live = visit(page, address, "beyond/optimizers", name, query=turned)
    rings = live.locator(".handle").all()
    places = """(live) => [...live.querySelectorAll(".handle")].map((handle) => {
        const [ring, picture] = [handle, handle.parentElement].map((each) => each.getBoundingClientRect());
        return [ring.x - picture.x, ring.y - picture.y];
    })"""
    built = live.evaluate(places)
    assert np.allclose(*built)
    for ring in rings:
        moved_by(page, ring, 20, 10)
    moved = live.evaluate(places)
    assert np.allclose(*moved)
    assert np.allclose(np.subtract(moved, built), [40, 20], atol=2)
    settings = {setting: field(live, setting).input_value() for setting in DRAWN[name]}
    assert live.locator("output").inner_text() == printed("beyond/optimizers", name, settings)


def test_dragging_the_start_by_touch_does_not_scroll_the_page(new_context: NewContext, address: str) -> None:
    page = new_context(viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True).new_page()
    live = visit(page, address, "chapter/learning-rate", "rate")
    handle = live.locator(".handle")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    scrolled = page.evaluate("scrollY")
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 6):
        session.send(
            "Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + 10 * step, "y": y + 8 * step}]}
        )
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert start_of(live)[0] > -2
    assert start_of(live)[1] < 3.5
    assert page.evaluate("scrollY") == scrolled


def test_arrow_keys_in_a_field_change_its_number(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    for setting, key, wanted in (
        ("lr", "ArrowUp", "0.11"),
        ("lr", "ArrowDown", "0.1"),
        ("lr", "ArrowDown", "0.099"),
        ("lr", "Shift+ArrowDown", "0.089"),
        ("step_num", "ArrowDown", "99"),
        ("step_num", "Shift+ArrowUp", "109"),
        ("init_x0", "ArrowUp", "-2.9"),
    ):
        field(live, setting).press(key)
        assert field(live, setting).input_value() == wanted
    field(live, "step_num").fill("0")
    field(live, "step_num").press("ArrowDown")
    assert field(live, "step_num").input_value() == "0"


@pytest.mark.exhaustive
def test_an_arrow_key_turns_by_a_degree_and_with_shift_by_a_tenth(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/optimizers", "angle")
    for key, wanted in (("ArrowUp", "1"), ("Shift+ArrowUp", "1.1"), ("ArrowDown", "0.1"), ("Shift+ArrowDown", "0")):
        field(live, "degrees").press(key)
        expect(field(live, "degrees")).to_have_value(wanted)


@pytest.mark.exhaustive
def test_tab_reaches_every_field_the_reset_button_and_the_handle(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient-method", "program")
    live.locator(".handle").focus()
    reached = []
    while reached[-1:] != ["step_num"] and len(reached) < 30:
        reached.append(
            page.evaluate(
                "document.activeElement.name || document.activeElement.role || document.activeElement.tagName"
            )
        )
        page.keyboard.press("Tab")
    numbers = ["init_x0", "init_x1", "lr", "step_num"]
    # A dial and its number each; ÷10 and ×10 follow the learning rate.
    dials = [*6 * ["INPUT"], "BUTTON", "BUTTON", "INPUT", "INPUT"]
    seen = [name for name in reached if name in {*numbers, "INPUT", "BUTTON", "slider"}]
    # A link, reset, and the code with its copy button; there is nothing to undo.
    assert seen == ["slider", *dials, "BUTTON", "BUTTON", "BUTTON", *numbers]


@pytest.mark.exhaustive
def test_a_copied_listing_has_the_readers_numbers(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    live = visit(page, address, "chapter/gradient-method", "program")
    field(live, "lr").fill("0.25")
    field(live, "init_x1").fill("−\uff17.5")  # a typographic minus and a full-width digit
    field(live, "step_num").fill("+007")
    live.locator("[data-cell] .md-code__button").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    wanted = "init_x = [-3.0, -7.5]\nlr = 0.25\nstep_num = 7\n"
    assert wanted in copied
    stdout = io.StringIO()
    with contextlib.redirect_stdout(stdout):
        exec(copied, {})
    assert stdout.getvalue().strip() == live.locator("output").inner_text()
    selected = page.evaluate(
        """() => {
            getSelection().selectAllChildren(document.querySelector("[data-live=program] [data-cell] code"));
            return getSelection().toString();
        }"""
    )
    assert wanted in selected
    page.keyboard.press("Control+C")
    assert wanted in page.evaluate("navigator.clipboard.readText()")


# --- The address --------------------------------------------------------------------------------------------------


def test_the_address_reproduces_the_settings_in_another_window(
    page: Page, new_context: NewContext, address: str
) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    field(live, "lr").fill("1.0")
    field(live, "init_x0").fill("-2.5")
    page.wait_for_url("**/?*rate.init_x0=-2.5*")
    assert "rate.lr=1.0" in page.url
    assert "step_num" not in page.url
    other = new_context().new_page()
    other.goto(page.url)
    twin = other.locator('[data-live="rate"]')
    assert field(twin, "lr").input_value() == "1.0"
    assert twin.locator("output").inner_text() == live.locator("output").inner_text()
    for here, there in zip(shapes(live), shapes(twin), strict=True):
        assert np.allclose(here, there, atol=0.01)
    live.get_by_role("button", name="Reset").click()
    page.wait_for_url(re.compile(r"learning-rate/(#\w+)?$"))  # the heading in view


def test_the_language_switch_keeps_settings_and_heading(page: Page, address: str) -> None:
    page.goto(address + "chapter/learning-rate/?rate.lr=0.9#sweep")
    page.locator(".md-select > button").hover()
    page.get_by_role("link", name="繁體中文").click()
    page.wait_for_url("**/zh-TW/chapter/learning-rate/?rate.lr=0.9#sweep")
    assert page.locator('[data-live="rate"] [name="lr"]').input_value() == "0.9"


HOSTILE = {
    "rate.lr=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E": "<img src=x onerror=alert(1)>",
    "rate.lr=%E0%A4": "\ufffd",
    "rate.lr=javascript:alert(1)": "javascript:alert(1)",
    "rate.lr=" + 5_000 * "9": 40 * "9" + "…",
    "rate.lr=-1&rate.lr=0.5": "-1",
}


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_address_is_shown_as_text(page: Page, address: str, query: str) -> None:
    page.goto(f"{address}chapter/learning-rate/?{query}")
    live = page.locator('[data-live="rate"]')
    assert field(live, "lr").input_value() == HOSTILE[query]
    expect(field(live, "lr")).to_have_attribute("aria-invalid", "true")
    expect(live.locator(".live-bar p")).to_contain_text("lr must be")
    assert live.locator("output").inner_text() == printed("chapter/learning-rate", "rate", {})
    assert page.locator("img[src=x]").count() == 0


def test_unknown_settings_in_the_address_are_ignored(page: Page, address: str) -> None:
    page.goto(address + "chapter/learning-rate/?rate.__proto__=1&rate.constructor=2&other.lr=3&lr=4&rate.lr=0.5")
    live = page.locator('[data-live="rate"]')
    assert live.locator("output").inner_text() == printed("chapter/learning-rate", "rate", {"lr": "0.5"})
    expect(live.locator(".live-bar p")).to_be_empty()


# --- Invalid input ------------------------------------------------------------------------------------------------

PARAGRAPH = "Learning, for a neural network, means going down. " * 60
WRONG = [
    ("lr", ""),
    ("lr", "   "),
    ("lr", "abc"),
    ("lr", "1e999"),
    ("lr", "-1"),
    ("lr", "0"),
    ("lr", "NaN"),
    ("lr", "Infinity"),
    ("lr", "0x10"),
    ("lr", "1__0"),
    ("lr", "_1"),
    ("lr", "10²"),
    ("lr", "1④"),
    ("lr", "0,5"),
    ("lr", "0.1, 0.2"),
    ("lr", PARAGRAPH),
    ("lr", "<b>1</b>"),
    ("step_num", "1000000"),
    ("step_num", "10001"),
    ("step_num", "2.5"),
    ("step_num", "1e3"),
    ("step_num", "-1"),
    ("init_x0", "NaN"),
    ("init_x0", "--3"),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_invalid_input_is_marked_and_explained_and_the_figure_is_kept(page: Page, address: str, language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    live = visit(page, address, "chapter/learning-rate", "rate", language)
    output, note = live.locator("output"), live.locator(".live-bar p")
    field(live, "lr").fill("0.3")
    good, drawn = output.inner_text(), shapes(live)
    for setting, value in WRONG:
        typed = field(live, setting)
        before = typed.input_value()
        typed.fill(value)
        message = note.inner_text()
        assert message.startswith(setting) or setting in message, value
        assert bool(re.search("[\u4e00-\u9fff]", message)) == (language == "zh-TW")
        assert len(message) < 200
        expect(typed).to_have_attribute("aria-invalid", "true")
        expect(typed).to_have_attribute("aria-describedby", str(note.get_attribute("id")))
        assert output.inner_text() == good
        assert np.allclose(shapes(live), drawn, rtol=0, atol=1e-5)  # scrolling rounds pixels anew
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        typed.fill(before)
        assert note.inner_text() == ""
        assert typed.get_attribute("aria-invalid") is None
    expect(page).to_have_url(re.compile(r"rate\.lr=0\.3"))


def test_other_settings_still_work_while_one_is_invalid(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    field(live, "lr").fill("?")
    field(live, "step_num").fill("5")
    assert live.locator("output").inner_text() == printed("chapter/learning-rate", "rate", {"step_num": "5"})
    expect(live.locator(".live-bar p")).to_contain_text("lr must be a number, not “?”.")


@pytest.mark.sampled
@EACH
def test_extreme_numbers_draw_no_nan_or_infinity(page: Page, address: str, page_name: str, name: str) -> None:
    live = turn_to(page, address, page_name, name)
    entered(live, QUICK.get(name, []))
    extremes = ("1e308", "5e-324", "1e-300", "0.999", "123456789012345678901234567890")
    entered(live, [(setting, value) for value in extremes for setting in places(page_name, name)])
    drawn = live.evaluate("(live) => [...live.querySelectorAll('svg *')].map((e) => e.getAttribute('d') ?? '').join()")
    assert not re.search("NaN|Infinity|e[+-]", drawn)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["chapter/gradient-method", "lab"])
def test_a_module_that_does_not_arrive_is_reported(browser: Browser, address: str, name: str, language: str) -> None:
    with browser.new_context() as context:  # not watched: the failure is meant
        page = context.new_page()
        page.route("**/core/rules.js", lambda route: route.abort())
        page.goto(address + path_of(name, language))
        wanted = {"en": "A script of this page did not load or failed", "zh-TW": "有程式沒有載入或執行失敗"}[language]
        expect(page.locator(".live-bar").first).to_contain_text(wanted)


def test_going_back_on_a_page_restores_the_settings_of_the_address(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    built = live.locator("output").inner_text()
    page.evaluate("location.hash = 'rates'")
    field(live, "lr").fill("0.44")
    page.wait_for_url("**/?*rate.lr=0.44*")
    page.go_back()
    assert "0.44" not in page.url
    expect(field(live, "lr")).not_to_have_value("0.44")
    assert live.locator("output").inner_text() == built
    page.go_forward()
    expect(field(live, "lr")).to_have_value("0.44")


def test_a_button_leads_back_to_the_number_that_was_pressed(page: Page, address: str) -> None:
    visit(page, address, "beyond/guarantees", "lemma")
    link = page.locator("a[href*='lemma.start=0.6']")
    back = page.get_by_role("button", name="Back to the text")
    link.focus()
    page.keyboard.press("Enter")
    expect(link).not_to_be_in_viewport()
    back.click()
    expect(link).to_be_in_viewport()
    expect(link).to_be_focused()
    expect(back).to_be_hidden()
    link.press("Enter")
    expect(back).to_be_visible()
    page.mouse.wheel(0, page.evaluate("(link) => link.getBoundingClientRect().top", link.element_handle()) - 300)
    expect(back).to_be_hidden()


GUESSED = [
    name
    for name in PAGES
    if re.search(r"^- \[[ x]\] \[.+?\]\(\?", (DOCS / f"{name}.md").read_text("utf-8"), re.MULTILINE)
]
"""The pages with a guess whose choices lead to a figure."""

OUT_OF_SIGHT = """(choice) => {
    const { top, bottom } = choice.querySelector("p > strong").getBoundingClientRect();
    return top < document.querySelector("header").getBoundingClientRect().bottom || bottom > innerHeight;
}"""
BOXES = """(parts) => parts.map((part) => {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    return [left, top, right, bottom];
})"""


@pytest.mark.sampled("chapter/saddle-points")
@pytest.mark.parametrize("page_name", GUESSED)
@pytest.mark.parametrize(
    ("hand", "language"),
    [("touch", "zh-TW"), ("mouse", "en"), pytest.param("keyboard", "zh-TW", marks=pytest.mark.exhaustive)],
)
def test_whether_a_guess_is_right_is_seen_with_its_figure_and_read_out_once(
    new_context: NewContext, address: str, page_name: str, hand: str, language: str
) -> None:
    size = {"width": 360, "height": 740} if hand == "touch" else {"width": 1280, "height": 800}
    motion = "reduce" if hand == "keyboard" else "no-preference"
    page = new_context(viewport=size, has_touch=hand == "touch", reduced_motion=motion).new_page()
    page.goto(address + path_of(page_name, language))
    told, back = page.locator(".way-back [role=status]"), page.locator(".way-back button")
    why = page.locator(".way-back > p")
    told.evaluate("""(told) => {
        window.said = [];
        const hear = () => told.textContent && window.said.push(told.textContent);
        new MutationObserver(hear).observe(told, { childList: true });
    }""")
    told_of = []
    for summary in page.locator(".choice > [data-sets]").all():
        choice, name = summary.locator(".."), (summary.get_attribute("data-sets") or "")[1:].partition(".")[0]
        live = page.locator(f"[data-live={name}][data-ready]")
        live.wait_for()
        summary.evaluate("(summary) => summary.scrollIntoView({ block: 'center' })")
        if hand == "keyboard":
            summary.focus()
            page.keyboard.press("Enter")
        else:
            summary.tap() if hand == "touch" else summary.click()
        expect(choice).to_have_attribute("open", "", timeout=20_000)
        verdict = choice.locator("p > strong").first.inner_text()
        if choice.evaluate(OUT_OF_SIGHT):
            expect(told).to_have_text(verdict)
            told_of.append(verdict)
            expect(why).to_be_visible(visible=size["width"] > 360)  # in the column of the contents
            assert verdict + (why.text_content() or "") == choice.locator("p").first.text_content()
        page.wait_for_timeout(100)
        assert page.evaluate("said") == told_of
        expect(live.locator(".pictures").first).to_be_in_viewport(ratio=0.99)
        figure, *_ = live.locator(".pictures").evaluate_all(BOXES)
        for part in page.locator(".way-back > *").evaluate_all(BOXES):
            assert not all(part[i] < figure[i + 2] and figure[i] < part[i + 2] for i in (0, 1))
        if back.is_hidden():
            assert not choice.evaluate(OUT_OF_SIGHT)
            continue
        back.press("Enter") if hand == "keyboard" else back.click()
        expect(told).to_be_empty()
        expect(why).to_be_empty()
        expect(summary).to_be_focused()
        assert not choice.evaluate(OUT_OF_SIGHT)
    assert told_of


@pytest.mark.exhaustive
def test_each_rate_tried_on_a_line_leaves_a_dot_until_the_reset(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/line-search", "along")
    dots = live.locator(".marks circle")
    before = dots.count()
    for k, lr in enumerate(("0.5", "1.0", "0.5"), start=1):
        field(live, "lr").fill(lr)
        settled(live)
        expect(dots).to_have_count(before + min(k, 2))  # the third is there already
    live.get_by_role("button", name="Reset").click()
    expect(dots).to_have_count(before)


@pytest.mark.exhaustive
def test_a_step_along_the_hollow_leaves_a_dot_and_backtracking_saves_the_leap(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/line-search", "parabola")
    dots, (step, careful) = live.locator(".marks circle"), live.locator(".dial .play").all()
    field(live, "start").fill("0.8")
    for button, place in ((step, "-1.422"), (careful, "-0.3111")):
        field(live, "start").fill("0.8")
        settled(live)
        expect(dots).to_have_count(0)
        button.click()
        expect(field(live, "start")).to_have_value(place)
        expect(dots).to_have_count(1)
    live.get_by_role("button", name="Reset").click()
    expect(dots).to_have_count(0)
    field(live, "start").fill("2")
    for _ in range(6):
        careful.click()
    settled(live)
    assert abs(float(field(live, "start").input_value())) < 0.0001


@pytest.mark.exhaustive
def test_undoing_a_step_takes_away_the_dots_from_there_on(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/line-search", "parabola")
    dots, step = live.locator(".marks circle"), live.locator(".dial .play").first
    undo = live.get_by_role("button", name="Undo")
    places = [field(live, "start").input_value()]
    for k in (1, 2, 3):
        step.click()
        expect(dots).to_have_count(k)
        places.append(field(live, "start").input_value())
    for k in (2, 1):
        undo.click()
        expect(field(live, "start")).to_have_value(places[k])
        expect(dots).to_have_count(k)
    field(live, "start").fill("1.5")  # nowhere on the trail
    expect(dots).to_have_count(0)


@pytest.mark.exhaustive
def test_the_way_back_opens_the_closer_look_that_the_number_stands_in(page: Page, address: str) -> None:
    visit(page, address, "chapter/gradient-method", "program")
    look = page.locator("details.closer:has(a[href^='?program'])").first
    look.locator("summary").first.click()
    link = look.locator("a[href^='?']").first
    link.click()
    look.evaluate("(look) => (look.open = false)")
    page.get_by_role("button", name="Back to the text").click()
    expect(link).to_be_in_viewport()
    expect(link).to_be_focused()


@pytest.mark.exhaustive
@pytest.mark.parametrize("href", ["spring.beta=0.5", "memory.beta=0.99"])  # its link in sight, or not
def test_the_way_back_leads_to_where_one_read_whenever_the_page_has_moved(page: Page, address: str, href: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    visit(page, address, "beyond/momentum", href.split(".")[0])
    link, back = page.locator(f"a[href='?{href}']"), page.get_by_role("button", name="Back to the text")
    link.evaluate("(link) => link.scrollIntoView({ block: 'center' })")
    read = page.evaluate("scrollY")
    link.click()
    expect(back).to_be_visible()
    assert abs(page.evaluate("scrollY") - read) > 100
    back.click()
    expect(back).to_be_hidden()
    expect(link).to_be_focused()
    assert page.evaluate("scrollY") == pytest.approx(read, abs=2)


@pytest.mark.exhaustive
def test_no_way_back_is_offered_where_the_page_stays(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address + path_of("chapter/gradient-method"))
    page.locator("[data-live=learns][data-ready]").wait_for()
    link, back = page.locator("a[href*='learns.step_num=30']"), page.get_by_role("button", name="Back to the text")
    link.evaluate("(link) => link.scrollIntoView({ block: 'center' })")
    for offered in (True, False):  # the second time the figure is in sight
        expect(link).to_be_in_viewport()
        link.evaluate("(link) => link.click()")
        expect(back).to_be_visible(visible=offered)
        page.wait_for_timeout(200)
        expect(back).to_be_visible(visible=offered)


@pytest.mark.exhaustive
def test_going_back_leads_to_the_sentence_though_the_address_has_a_heading_in_a_closer_look(
    page: Page, address: str
) -> None:
    page.goto(address)
    link = page.locator("a[href*='walk.init_x0=-0.7']").last
    link.scroll_into_view_if_needed()
    folded = page.locator("details:not([open]) [id]:is(h2, h3)").first.get_attribute("id")
    page.evaluate("(id) => history.replaceState({}, '', `#${id}`)", folded)  # as Material does on scrolling
    read = page.evaluate("scrollY")
    assert read > 0
    link.click()
    page.wait_for_function("scrollY === 0")
    page.go_back()
    page.wait_for_function(f"Math.abs(scrollY - {read}) < 2")
    assert page.locator("details[open]").count() == 0


def test_an_address_with_the_former_name_of_a_setting_sets_it(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/stability", "stretched", query="?stretched.kappa=100&stretched.lr=0.02")
    for setting, text in {"L": "100", "lr": "0.02"}.items():
        expect(field(live, setting)).to_have_value(text)
    assert "kappa" not in page.url


def test_a_number_in_the_text_sets_that_of_the_listing(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/guarantees", "lemma")
    page.locator("a[href*='lemma.start=0.6']").focus()
    read = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    for setting, text in {"L": "4", "start": "0.6", "lr": "0.4"}.items():
        expect(field(live, setting)).to_have_value(text)
    header, pictures = box_of(page.locator(".md-header")), box_of(live.locator(".pictures"))
    assert header["y"] + header["height"] <= pictures["y"] <= 720 - pictures["height"]
    page.wait_for_url(re.compile(r"guarantees/\?(lemma\.\w+=[\d.]+&?){3}$"))
    page.go_back()
    expect(field(live, "L")).to_have_value("8.0")
    page.wait_for_function(f"Math.abs(scrollY - {read}) < 2")  # where the sentence is
    page.go_forward()
    expect(field(live, "L")).to_have_value("4")
    waves = page.locator("[data-live=waves]")
    page.locator("a[href='?waves.wave=1']").click()
    expect(field(waves, "wave")).to_have_value("1")
    expect(field(live, "L")).to_have_value("4")  # of another listing
    live.get_by_role("button", name="Undo").click()
    expect(field(live, "L")).to_have_value("8.0")


@pytest.mark.exhaustive
def test_a_number_in_the_text_leaves_no_other_number_as_the_reader_had_it(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/momentum", "memory", query="?memory.init_x0=-4.2&memory.init_x1=2.92")
    link = page.locator("a[href='?memory.beta=0.8']")
    said = link.evaluate("(link) => link.parentElement.textContent.match(/it ends\\s+([0-9.]+) from/)[1]")
    link.click()
    expect(field(live, "init_x0")).to_have_value("-7.0")
    settled(live)
    assert round(float(live.locator("output").inner_text().split()[-1]), 3) == float(said)


@pytest.mark.exhaustive
@pytest.mark.parametrize("which", [0, -1])  # above the figure, below it
@pytest.mark.parametrize(("page_name", "name"), [("beyond/stability", "stretched"), ("beyond/guarantees", "waves")])
def test_on_a_phone_a_number_in_the_text_leads_to_figures_dials_and_result(
    page: Page, address: str, page_name: str, name: str, which: int
) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    live = visit(page, address, page_name, name)
    page.locator(f"a[href^='?{name}.']").nth(which).click()
    header, *parts = map(box_of, [page.locator(".md-header"), *(live.locator(f".{c}") for c in ("pictures", "strip"))])
    result = box_of(live.locator("output"))
    bottom = header["y"] + header["height"]
    for part in (*parts, result):
        assert bottom <= part["y"] <= 640 - part["height"]
        bottom = part["y"] + part["height"]


@pytest.mark.exhaustive
def test_the_dial_of_basins_plays_and_names_what_has_begun(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/basins", "dial")
    names, play = live.locator("[data-part=from]:visible"), live.locator(".play")
    expect(names).to_have_count(0)
    play.click()
    expect(names).to_have_text(["2 places"])
    play.click()
    expect(play).to_have_text("▶ Play")
    assert 1 <= float(field(live, "lr").input_value()) < 1.5
    page.locator("a[href='?dial.lr=1.4']").click()
    expect(names).to_have_text(["2 places", "4", "chaos"])
    play.click()
    expect(play).to_have_text("■ Stop")
    page.locator("a[href='?dial.lr=1.1']").first.evaluate("(link) => link.click()")
    expect(play).to_have_text("▶ Play")
    assert field(live, "lr").input_value() == "1.1"


@pytest.mark.exhaustive
def test_escape_ends_a_drag_where_it_began(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient-method", "program")
    x, y = grab(page, live)
    page.mouse.move(x + 60, y + 30, steps=4)
    assert field(live, "init_x0").input_value() != "-3"
    page.keyboard.press("Escape")
    page.mouse.move(x + 90, y + 30, steps=2)
    page.mouse.up()
    assert [float(field(live, name).input_value()) for name in ("init_x0", "init_x1")] == [-3, 4]


@pytest.mark.exhaustive
def test_two_pasted_lines_are_not_joined_to_one_number(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    live = visit(page, address, "chapter/learning-rate", "rate")
    page.evaluate("navigator.clipboard.writeText('0.1\\n5\\n')")
    field(live, "lr").select_text()
    page.keyboard.press("Control+V")
    assert field(live, "lr").input_value() == "0.1 5"
    expect(field(live, "lr")).to_have_attribute("aria-invalid", "true")


@pytest.mark.exhaustive
def test_only_a_click_inside_the_axes_moves_the_start(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient-method", "program")
    live.locator("[data-tick=x] text").first.click(force=True)
    assert field(live, "init_x0").input_value() == "-3.0"


def test_a_point_outside_the_picture_is_mentioned(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient", "tangent")
    field(live, "at").fill("-40")
    expect(live.locator(".live-bar p")).to_have_text("The point lies outside the picture.")


@pytest.mark.exhaustive
def test_the_ring_of_a_start_is_whole_on_an_edge_of_the_axes_and_cut_off_outside(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/momentum", "memory")
    is_whole = (
        "(live) => getComputedStyle(live.querySelector('[data-part=start] use').parentElement).clipPath === 'none'"
    )
    assert entered(live, [("init_x1", "3"), ("init_x1", "3.01"), ("init_x0", "8"), ("init_x1", "-3")], is_whole) == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.exhaustive
def test_a_long_number_is_taken_from_its_own_address(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    field(live, "lr").fill("0." + "1" * 50)
    page.wait_for_url("**/?*rate.lr=*")
    page.reload()
    live.and_(page.locator("[data-ready]")).wait_for()
    assert float(field(live, "lr").input_value()) == pytest.approx(1 / 9)
    assert live.locator("[aria-invalid]").count() == 0


# --- Limits ---------------------------------------------------------------------------------------------------------


@pytest.mark.exhaustive
def test_ten_thousand_steps_are_accepted(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    field(live, "lr").fill("0.0001")
    field(live, "step_num").fill("10000")
    settled(live)
    assert live.locator("output").inner_text() == printed(
        "chapter/learning-rate", "rate", {"lr": "0.0001", "step_num": "10000"}
    )


STATIC_IMPORT = re.compile(r'^(?:import|export) [^;]*?"(\.[^"]+\.js)";', re.MULTILINE)


def loaded(module: Path) -> set[Path]:
    """The modules that a page loads with this one: what it imports, and what these import."""
    found: set[Path] = set()
    waiting = [module.resolve()]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += [(each.parent / name).resolve() for name in STATIC_IMPORT.findall(each.read_text("utf-8"))]
    return found


def test_the_live_modules_that_a_visit_loads_weigh_at_most_48_kilobytes_and_those_of_the_playground_62(
    site: Path,
) -> None:
    for page in (site / "assets" / "live" / "pages").glob("*.js"):
        modules = loaded(page)
        assert len(modules) > 15
        size = len(gzip.compress(b"".join(module.read_bytes() for module in sorted(modules))))
        assert size <= (62_000 if page.stem == "lab" else 48_000), page.stem


CYAN = """() => {
    const wanted = getComputedStyle(document.querySelector(".vary input")).color;
    const isCyan = (shape) => [getComputedStyle(shape).stroke, getComputedStyle(shape).fill].includes(wanted);
    const shapesOf = (part) => [...part.querySelectorAll("path, use")].flatMap((shape) =>
        shape.matches("use") ? [shape, document.querySelector(shape.getAttribute("href"))] : [shape]);
    const others = [...document.querySelectorAll("[data-live] .stage")].flatMap(shapesOf)
        .filter((shape) => shape.getClientRects().length > 0 && !shape.closest(".draggable, .stage:has(.cells)"));
    const dragged = [...document.querySelectorAll("[data-live] .draggable")];
    return [...others.filter(isCyan), ...dragged.filter((part) => !shapesOf(part).some(isCyan))]
        .map((shape) => [shape.closest("[data-live]").dataset.live, shape.closest("[data-part]")?.dataset.part]);
}"""


@pytest.mark.sampled("chapter/loss")
@pytest.mark.parametrize("page_name", sorted({page_name for page_name, _ in LISTINGS}))
def test_in_live_figures_what_can_be_dragged_or_has_cells_to_press_is_cyan_and_nothing_else(
    page: Page, address: str, page_name: str
) -> None:
    page.goto(address + path_of(page_name))
    page.locator("[data-live][data-ready]").first.wait_for()
    page.locator("details").evaluate_all("(all) => all.forEach((one) => (one.open = true))")
    assert page.evaluate(CYAN) == []


VALLEYS = ["(3.00, 2.00)", "(−2.81, 3.13)", "(−3.78, −3.28)", "(3.58, −1.85)"]


@pytest.mark.exhaustive
def test_a_valley_has_one_colour_in_the_playground_and_on_the_page_of_basins(page: Page, address: str) -> None:
    page.goto(address + path_of("beyond/basins"))
    drawn = []
    for valley in VALLEYS:
        colour = page.locator("svg text", has_text=valley).first.evaluate("(text) => getComputedStyle(text).fill")
        drawn.append("#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)))
    page.goto(address + path_of("lab"))
    for i, colour in enumerate(drawn):
        tint = f"getComputedStyle(document.querySelector('[data-live=lab]')).getPropertyValue('--gd-basin{i}')"
        assert colour in page.evaluate(tint)


@pytest.mark.exhaustive
def test_a_closer_look_opens_for_a_number_of_its_listing(page: Page, address: str) -> None:
    fold = page.locator("details.closer:has([data-live=rate])")
    page.goto(address + "chapter/learning-rate/?rate.lr=10")
    expect(fold).to_have_attribute("open", "")
    page.goto(address + "chapter/learning-rate/")
    page.locator("[data-live=rate][data-ready]").wait_for(state="attached")
    assert fold.get_attribute("open") is None
    page.locator("a[href^='?rate.']").first.evaluate("(link) => link.click()")
    expect(fold).to_have_attribute("open", "")


def apart(upper: Locator, lower: Locator) -> bool:
    above, below = box_of(upper), box_of(lower)
    return above["y"] + above["height"] <= below["y"]


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_phone_rates_and_their_factors_stand_apart(page: Page, address: str, language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    live = visit(page, address, "chapter/learning-rate", "factor", language)
    pairs = {"η": "1 − 2η", "0.25": "0.5", "0.75": "−0.5", "1.00": "−1", "1.25": "−1.5"}
    for rate, factor in pairs.items():
        upper, lower = (live.locator("svg text").get_by_text(text, exact=True) for text in (rate, factor))
        assert apart(upper, lower), rate


@pytest.mark.exhaustive
@pytest.mark.parametrize("w", ["1.0", "3"])
def test_levels_keep_away_from_the_bottom(page: Page, address: str, w: str) -> None:
    live = visit(page, address, "chapter/loss", "plane", query=f"?plane.y2={w}")  # the loss at the bottom is another
    cross = box_of(live.locator("[data-part=bottom]"))
    middle = [cross["x"] + cross["width"] / 2, cross["y"] + cross["height"] / 2]
    for level in live.locator("[data-part=level] text").all():
        if not level.is_visible():
            continue
        box = box_of(level)
        nearest = [
            min(max(at, box[side]), box[side] + box[size])
            for at, side, size in zip(middle, "xy", ("width", "height"), strict=True)
        ]
        assert max(abs(a - b) for a, b in zip(middle, nearest, strict=True)) > 8
