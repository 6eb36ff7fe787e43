"""Long runs: computed in slices between frames, with the newest numbers, and drawn as finely as a frame allows."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from listings import field, printed, settled, visit
from playwright.sync_api import Page, expect
from prose import LANGUAGES
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

BUSY = {"en": "Computing…", "zh-TW": "計算中…"}
ONE_PORTION = """
    let now = 0;
    performance.now = () => (now += 10); // a slice has time for one portion
    window.slices = 0;
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (...given) {
        window.slices += 1;
        return post.apply(this, given);
    };
"""


@pytest.fixture
def slow(new_context: NewContext) -> Page:
    """A page of its own, since what is added to the shared one would stay for the tests after this one."""
    page = new_context().new_page()
    page.add_init_script(ONE_PORTION)
    return page


RAISES = """async () => {
    const { makeSlices } = await import("/assets/live/slices.js");
    const element = document.createElement("p");
    const begin = makeSlices(element);
    const done = [];
    const work = (name, raises) => function* () {
        for (const end = performance.now() + 30; performance.now() < end; ) yield;
        if (raises) throw new Error("expected");
        done.push(name);
    };
    addEventListener("error", (event) => event.preventDefault());
    begin(work("raising", true));
    begin(work("waiting"));
    await new Promise((resume) => setTimeout(resume, 500));
    return [done, element.hasAttribute("data-busy")];
}"""


@pytest.mark.exhaustive
def test_work_that_raises_is_followed_by_what_waits(page: Page, address: str) -> None:
    page.goto(address + "404.html")
    assert page.evaluate(RAISES) == [["waiting"], False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_run_is_computed_in_slices_and_the_newest_numbers_win(slow: Page, address: str, language: str) -> None:
    page = slow
    live = visit(page, address, "chapter/learning-rate", "rate", language)
    field(live, "step_num").fill("10000")
    settled(live)
    alone = page.evaluate("slices")
    assert alone > 10
    frames, says = live.evaluate(
        """async (live) => {
            window.slices = 0;
            const lr = live.querySelector("[name=lr]");
            for (const text of ["0.3", "0.4", "0.5", "0.6", "0.01"]) {
                lr.value = text;
                lr.dispatchEvent(new Event("input"));
            }
            const says = getComputedStyle(live.querySelector(".live-bar p"), "::after").content;
            let frames = 0;
            for (; live.hasAttribute("data-busy"); frames++) await new Promise(requestAnimationFrame);
            return [frames, says];
        }"""
    )
    assert frames > 0
    assert says == f'"{BUSY[language]}"'
    assert page.evaluate("slices") < 2.5 * alone  # 0.3, which had begun, and 0.01
    expect(live.locator("output")).to_have_text(
        printed("chapter/learning-rate", "rate", {"lr": "0.01", "step_num": "10000"})
    )


@pytest.mark.exhaustive
def test_keys_pressed_while_a_run_is_computed_all_count(slow: Page, address: str) -> None:
    page = slow
    live = visit(page, address, "chapter/learning-rate", "rate")
    field(live, "step_num").fill("10000")
    live.locator(".handle").evaluate(
        """(handle) => {
            for (let i = 0; i < 4; i++) handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
        }"""
    )
    before = float(field(live, "init_x0").evaluate("input => input.defaultValue"))
    assert float(field(live, "init_x0").input_value()) == pytest.approx(before + 4 * 0.1)


def test_a_run_of_the_core_can_be_interrupted_every_few_thousand_evaluations(page: Page, address: str) -> None:
    page.goto(address + "404.html")
    most, portions, same = page.evaluate(
        """async () => {
            const { descend, descending, rules, surfaces } = await import("/assets/live/core/index.js");
            let calls = 0;
            const f = (x) => (calls++, surfaces.himmelblau(x));
            const work = descending(f, [0, 0], rules.Adam({ lr: 0.01 }), 10_000);
            let [most, portions] = [0, 0];
            for (;;) {
                calls = 0;
                const { done, value } = work.next();
                [most, portions] = [Math.max(most, calls), portions + 1];
                if (!done) continue;
                const whole = descend(surfaces.himmelblau, [0, 0], rules.Adam({ lr: 0.01 }), 10_000);
                return [most, portions, JSON.stringify(value) === JSON.stringify(whole)];
            }
        }"""
    )
    assert most <= 5_005
    assert portions >= 10
    assert same


def grown(page: Page, address: str, points: list[list[float]], kind: str = "line") -> Any:
    page.goto(address + "404.html")
    return page.evaluate(
        """async ([points, kind]) => {
            const { growing } = await import("/assets/live/draw/path.js");
            return growing(points.length, (i) => points[i], kind);
        }""",
        [points, kind],
    )


@pytest.mark.exhaustive
def test_of_many_points_those_are_drawn_that_others_do_not_hide(page: Page, address: str) -> None:
    k = np.arange(10_000)
    rng = np.random.default_rng(0)
    zigzag = np.stack([40 + 240 * k / len(k), rng.uniform(20, 180, len(k))], axis=1)
    path = grown(page, address, zigzag.tolist())
    drawn = np.array(re.findall(r"[ML]([\d.]+) ([\d.]+)", path["text"]), float)
    assert not path["coarse"]
    assert len(drawn) < 1_000
    for column in range(40, 280, 10):  # as high and as low as the points, everywhere
        inside, shown = (
            points[(points[:, 0] >= column) & (points[:, 0] < column + 10), 1] for points in (zigzag, drawn)
        )
        assert [shown.min(), shown.max()] == pytest.approx([inside.min(), inside.max()], abs=1.2)
    smooth = np.stack([40 + 240 * k / len(k), 100 + 80 * np.sin(k / 1_000)], axis=1)
    path = grown(page, address, smooth.tolist())
    assert path["text"].count("M") == 1  # no gaps
    ends = re.findall(r"[\d.]+ [\d.]+", path["text"])
    assert ends[0] == "40 100"
    assert [float(value) for value in ends[-1].split()] == pytest.approx(smooth[-1], abs=0.06)
    cycle = grown(page, address, [[100, 50], [200, 80]] * 5_000)
    assert cycle["text"].startswith("M100 50L200 80")
    assert len(cycle["text"]) < 50
    assert not cycle["coarse"]


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", ["line", "dots"])
def test_too_many_different_steps_are_left_out_and_the_path_says_so(page: Page, address: str, kind: str) -> None:
    points = np.random.default_rng(0).uniform(0, 300, (10_000, 2))
    path = grown(page, address, points.tolist(), kind)
    assert path["coarse"]
    assert 1_500 < path["text"].count("L" if kind == "line" else "h0") <= 2_002  # and the ends
    assert len(path["ends"]) == len(points)
    assert path["ends"][-1] == len(path["text"])


@pytest.mark.exhaustive
def test_the_playground_says_when_its_figure_leaves_steps_out(page: Page, address: str) -> None:
    start = "lab.init_x0=0.5&lab.init_x1=0.3"
    page.goto(address + f"lab/?lab.surface=himmelblau&lab.RMSProp=on&lab.lr=1.9&lab.step_num=10000&{start}")
    expect(page.locator(".live-bar p")).to_contain_text("the figure leaves some out")
