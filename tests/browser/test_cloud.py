"""Descent on batches drawn at random, whose places crowd around the goal in a cloud."""

import re

import numpy as np
import pytest
from listings import BALLS, drawn_data, entered, field, hasten, printed, visit
from playwright.sync_api import Locator, Page, expect

PAGE, NAME = "beyond/schedules", "cloud"
SEEN = f"""async (live) => {{
    const {{ readAxes }} = await import("/assets/live/draw/axes.js");
    const dot = [...live.querySelectorAll("[data-part=drawn] path")].at(-1);
    const balls = await ({BALLS})();
    const place = dot.getAttribute("d").match(/M(\\S+?) ([-\\d.]+)/).slice(1).map(Number);
    return [...balls, readAxes(dot.closest("g[data-x]")).toData(place)];
}}"""
"""Where the balls are, and the point of the batch."""


def width(live: Locator) -> float:
    return float(live.locator("output").inner_text().split()[-1])


def test_the_cloud_shrinks_with_the_learning_rate_and_with_larger_batches(page: Page, address: str) -> None:
    live = visit(page, address, PAGE, NAME)
    script = "(live) => Number(live.querySelector('output').textContent.split(' ').at(-1))"
    settings = [("batch", "1"), ("batch", "3"), ("lr", "0.05"), ("batch", "8"), ("batch", "10")]
    one, three, slower, eight, whole = entered(live, settings, script)
    assert one > three > slower > eight > 10 * whole


def test_momentum_widens_the_cloud_but_not_at_the_same_effective_rate(page: Page, address: str) -> None:
    live = visit(page, address, PAGE, NAME)
    built = width(live)
    for href, times in (("?cloud.beta=0.9", 3), ("?cloud.lr=0.02&cloud.beta=0.9", 0.9)):
        page.evaluate("(href) => document.querySelector(`a[href='${href}']`).click()", href)
        settings = dict(each.removeprefix(f"{NAME}.").split("=") for each in href[1:].split("&"))
        expect(live.locator("output")).to_have_text(printed(PAGE, NAME, settings))
        assert width(live) == pytest.approx(times * built, rel=0.1)


def test_a_button_draws_the_batches_anew(page: Page, address: str) -> None:
    live = visit(page, address, PAGE, NAME)
    draw = live.get_by_role("button", name="Draw again")
    widths = {width(live)}
    for seed in ("1", "2", "3"):
        draw.click()
        expect(field(live, "seed")).to_have_value(seed)
        assert live.locator("output").inner_text() == printed(PAGE, NAME, {"seed": seed})
        widths.add(width(live))
    assert len(widths) == 4
    live.get_by_role("button", name="Undo").click()
    expect(field(live, "seed")).to_have_value(re.compile("[0-2]"))
    field(live, "seed").fill("99")
    draw.click()
    expect(field(live, "seed")).to_have_value("0")


def test_the_ball_steps_towards_the_mean_of_the_batch_that_is_shown(page: Page, address: str) -> None:
    live = visit(page, address, PAGE, NAME, query="?cloud.batch=1&cloud.lr=0.5")
    shown = live.locator("[data-part=drawn] path").last
    built = shown.get_attribute("d")
    live.locator(".play").first.click()
    expect(live.locator("circle")).to_have_count(2)
    page.wait_for_timeout(1500)
    (across, up), (k, distance), batch = live.evaluate(SEEN)
    assert 1 < k < 40
    run = np.array(drawn_data(PAGE, NAME, {"batch": "1", "lr": "0.5"})["noisy"][0])
    steps = np.arange(len(run))
    assert [across, up] == pytest.approx([np.interp(k, steps, side) for side in run.T], abs=0.1)
    assert distance == pytest.approx(np.interp(k, steps, np.hypot(*run.T)), abs=0.1)
    # with η = 0.5 a step leads into the one point of its batch
    assert any(np.allclose(batch, run[int(at) + 1], atol=0.02) for at in (k - 0.1, k, k + 0.1))
    hasten(page)
    expect(live.locator("circle")).to_have_count(0, timeout=3000)
    expect(shown).to_have_attribute("d", built or "")


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("language", "said", "most"),
    [
        ("en", "whole number, 1 or more", "batch can be at most 10 here."),
        ("zh-TW", "1 以上的整數", "這裡的 batch 最多是 10。"),
    ],
)
def test_a_batch_needs_a_point_and_has_at_most_all(
    page: Page, address: str, language: str, said: str, most: str
) -> None:
    live = visit(page, address, PAGE, NAME, language)
    before = live.locator("output").inner_text()
    for typed in ("0", "1.5"):
        field(live, "batch").fill(typed)
        expect(live.locator(".live-bar p")).to_contain_text(said)
    field(live, "batch").fill("11")
    expect(live.locator(".live-bar p")).to_contain_text(most)
    assert live.locator("output").inner_text() == before
    field(live, "batch").fill("1")
    field(live, "batch").press("ArrowDown")
    expect(field(live, "batch")).to_have_value("1")
