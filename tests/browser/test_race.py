"""The playground as a race: a learning rate for each rule, the runs before a change, steps marked on path and curve."""

import re
import time
from collections.abc import Callable
from itertools import combinations
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from listings import box_of, settled
from playwright.sync_api import Locator, Page, expect
from prose import LANGUAGES, path_of

from gdbook import RULES, SURFACES, descend

PAUSE = 800  # milliseconds; changes that follow sooner are one


@pytest.fixture
def lab(page: Page, address: str) -> Locator:
    return opened(page, address)


def opened(page: Page, address: str, settings: str = "") -> Locator:
    page.goto(address + path_of("lab") + settings)
    lab = page.locator("[data-live=lab][data-ready]")
    lab.wait_for()
    return lab


def rates(lab: Locator) -> dict[str, float]:
    """The rate of each rule, by its line of the program."""
    settled(lab)
    program = lab.locator("[data-cell] code").first.evaluate("code => code.textContent")
    return {name: float(lr) for name, lr in re.findall(r"^    (?:# )?([A-Z]\w+)\(([^,)]+)", program, re.MULTILINE)}


def rates_soon(lab: Locator, expected: dict[str, float]) -> dict[str, float]:
    """The rates once they are the expected ones, or after ten seconds: a search begins when its module is there."""
    for _ in range(100):
        if rates(lab) == expected:
            break
        time.sleep(0.1)
    return rates(lab)


def points(lab: Locator, selector: str) -> list[np.ndarray]:
    """The vertices of each path that `selector` finds."""
    paths = lab.locator(selector).evaluate_all("paths => paths.map(path => path.getAttribute('d') ?? '')")
    return [np.array(re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", d), float) for d in paths]


def best(
    surface: str, start: list[float], beta: float, step_num: int, own: Callable[[Any], Any] | None = None
) -> dict[str, float]:
    """Of a landscape, or of a function of the reader's in its range."""
    f = own or SURFACES[surface]
    sides = np.array([SURFACES[surface].xlim, SURFACES[surface].ylim])
    half = np.ptp(sides, axis=1).max() / 2
    decay = {"Momentum": "beta", "Nesterov": "beta", "RMSProp": "beta", "Adam": "beta1"}

    def score(name: str, lr: float) -> tuple[bool, bool, float]:
        known = {decay[name]: beta} if name in decay else {}
        trace = descend(f, start, RULES[name](lr=lr, **known), step_num)
        inside = (abs(trace.x - sides.mean(axis=1)) <= half).all()
        climbs = np.diff(trace.f[int(0.75 * (len(trace.f) - 1)) :])
        bounces = (climbs > 0.01 * (trace.f[0] - trace.f[-1])).any()
        return not inside, bool(bounces), float(np.nan_to_num(trace.f[-1], nan=np.inf))

    grid = [float(f"{digit}e{power}") for power in range(-4, 2) for digit in range(1, 10)]
    return {name: min(grid, key=lambda lr: score(name, lr)) for name in RULES}


def test_each_rule_gets_the_rate_that_a_search_in_python_finds(page: Page, lab: Locator) -> None:
    built = rates(lab)
    assert len(set(built.values())) > 3
    lab.locator("[name=surface]").select_option("double_well")
    wanted = best("double_well", [0.1, 1], 0.5, 40)
    assert rates_soon(lab, wanted) == wanted != built
    lab.locator("input[name=step_num]").fill("7")
    lab.get_by_role("button", name="Best η").click()
    wanted = best("double_well", [0.1, 1], 0.5, 7)
    assert rates_soon(lab, wanted) == wanted
    lab.get_by_role("button", name="Reset").click()
    lab.locator("input[name=lr_AdaGrad]").fill("0.5")
    lab.get_by_role("button", name="Best η").click()
    assert rates_soon(lab, built) == built


def bent(x: Any) -> Any:
    return abs(x[0]) + 3 * x[1] ** 2


BENT = best("ravine", [-7, 2], 0.5, 40, bent)


def press(lab: Locator, across: float, down: float) -> None:
    """Presses on the landscape, at shares of its width and height."""
    box = box_of(lab.locator(".stage svg").first)
    lab.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])


def start_of(lab: Locator) -> list[float]:
    return [float(lab.locator(f"[data-cell] input[name=init_x{i}]").input_value()) for i in (0, 1)]


@pytest.mark.exhaustive
def test_a_formula_gets_its_best_rates_however_its_field_is_left(page: Page, lab: Locator, address: str) -> None:
    field = lab.locator("[name=formula]")
    for leave in (lambda: field.press("Enter"), lambda: field.press("Tab"), field.blur):
        lab = opened(page, address)
        field.fill("abs(x0) + 3*x1**2")
        leave()
        assert rates_soon(lab, BENT) == BENT
    lab = opened(page, address)
    field.evaluate("""(field) => {
        const type = (input, text, ...kinds) => {
            input.value = text;
            for (const kind of kinds) input.dispatchEvent(new Event(kind, { bubbles: true }));
        };
        type(field, "abs(x0) + 3*x1**2", "input", "change");
        type(document.querySelector("[data-cell] input[name=init_x0]"), "3", "input");
    }""")
    there = best("ravine", [3, 2], 0.5, 40, bent)
    assert there != BENT
    assert rates_soon(lab, there) == there


def test_a_rate_whose_run_bounces_to_the_end_is_not_the_best(page: Page, lab: Locator) -> None:
    def rippled(x: Any) -> Any:
        return np.sin(x[0]) * np.cos(x[1]) + (x[0] ** 2 + x[1] ** 2) / 20

    def run(lr: float) -> np.ndarray:
        return descend(rippled, [-7, 2], RULES["GradientDescent"](lr=lr), 40).f

    built = rates(lab)
    field = lab.locator("[name=formula]")
    field.fill("sin(x0)*cos(x1) + (x0**2+x1**2)/20")
    field.press("Enter")
    for _ in range(100):
        if rates(lab) != built:
            break
        time.sleep(0.1)
    assert start_of(lab) == [-7, 2]
    f = run(rates(lab)["GradientDescent"])
    assert np.diff(f[30:]).max() < 0.01 * (f[0] - f[-1])
    assert run(3.0)[-1] < f[-1]  # where its last bounce ends


@pytest.mark.exhaustive
def test_a_search_for_rates_never_takes_the_place_of_a_run(page: Page, address: str) -> None:
    lab = opened(page, address, "?lab.step_num=10000")
    lab.locator("[data-do=best]").click()  # so that the search is loaded
    expect(lab).not_to_have_attribute("data-busy", "", timeout=30_000)
    lab.locator("[name=formula]").evaluate("""(field) => {
        for (const [text, kinds] of [["x0**2 + x1**2 + 1", ["input"]], ["x0**0.5 + x1**2", ["input", "change"]]]) {
            field.value = text;
            for (const kind of kinds) field.dispatchEvent(new Event(kind, { bubbles: true }));
        }
    }""")
    expect(lab.locator(".live-bar p")).to_contain_text("no finite value", timeout=30_000)


@pytest.mark.exhaustive
def test_rates_wait_for_a_start_with_a_value(page: Page, lab: Locator) -> None:
    built = rates(lab)
    field = lab.locator("[name=formula]")
    field.fill("x0**0.5 + x1**2")
    field.press("Enter")
    expect(page.locator("#lab-note")).to_contain_text("begin somewhere else")
    lab.get_by_role("button", name="Best η").click()
    page.wait_for_timeout(500)
    assert rates(lab) == built
    press(lab, 0.6, 0.3)
    wanted = best("ravine", start_of(lab), 0.5, 40, lambda x: x[0] ** 0.5 + x[1] ** 2)
    assert start_of(lab)[0] > 0
    assert rates_soon(lab, wanted) == wanted != built
    press(lab, 0.8, 0.3)
    page.wait_for_timeout(500)
    assert rates(lab) == wanted  # found once


@pytest.mark.exhaustive
def test_rates_are_found_anew_after_reset_and_undo_unless_one_is_set_by_hand(page: Page, lab: Locator) -> None:
    built = rates(lab)
    field = lab.locator("[name=formula]")
    for back in ("Reset", "Undo"):
        field.fill("x0**2 + 4*x1**2")
        field.press("Enter")
        wanted = best("ravine", [-7, 2], 0.5, 40, lambda x: x[0] ** 2 + 4 * x[1] ** 2)
        assert rates_soon(lab, wanted) == wanted
        for _ in range(3):
            if rates(lab) != built:
                lab.get_by_role("button", name=back).click()
        assert rates(lab) == built
        field.fill("abs(x0) + 3*x1**2")
        field.press("Enter")
        assert rates_soon(lab, BENT) == BENT
        lab.get_by_role("button", name="Reset").click()
    lab.locator("[data-cell] input[name=lr_AdaGrad]").fill("0.5")
    field.fill("abs(x0) + 3*x1**2")
    field.press("Enter")
    page.wait_for_timeout(500)
    assert rates(lab) == built | {"AdaGrad": 0.5}


def test_one_rate_for_all_moves_them_together_and_stays_in_the_address(page: Page, lab: Locator) -> None:
    one = lab.get_by_role("checkbox", name="One η for all")
    one.check()
    assert set(rates(lab).values()) == {0.9}
    lab.locator(".dial[data-name=lr_AdaGrad] [type=range]").press("ArrowUp")
    assert set(rates(lab).values()) == {0.91}
    lab.locator("input[name=lr_Momentum]").fill("0.5")
    assert set(rates(lab).values()) == {0.5}
    page.wait_for_url(re.compile(r"\?lab\.lr=0\.5$"))
    one.uncheck()
    assert set(rates(lab).values()) == {0.5}  # nothing jumps
    lab.locator(".dial[data-name=lr_AdaGrad] [type=range]").press("ArrowUp")
    assert rates(lab) == dict.fromkeys(RULES, 0.5) | {"AdaGrad": 0.51}
    page.wait_for_url(re.compile(r"lr_AdaGrad=0\.51"))
    before = rates(lab), lab.locator("output").inner_text()
    assert "lab.lr" not in parse_qs(urlsplit(page.url).query)
    page.reload()
    lab.wait_for()
    assert (rates(lab), lab.locator("output").inner_text()) == before
    expect(one).not_to_be_checked()


BEST, SHARED, EACH, ONE, ONE_BEST, NONE = (
    "best learning rate of one digit. What",
    "rules have the same learning rate",
    "a learning rate of its own",
    "Here one rule runs. ",
    "Here one rule runs, with its best rate",
    "no rule is chosen",
)
"""What the line under the title says of the learning rates."""


@pytest.mark.exhaustive
def test_the_line_under_the_title_says_what_holds_for_the_rates(page: Page, lab: Locator) -> None:
    line, one = page.locator("h1 + p"), lab.get_by_role("checkbox", name="One η for all")
    expect(line).to_contain_text(BEST)
    one.check()
    expect(line).to_contain_text(SHARED)
    lab.locator("[name=surface]").select_option("rosenbrock")
    expect(line).to_contain_text(SHARED)
    lab.get_by_role("button", name="Best η").click()
    expect(line).to_contain_text(BEST)
    page.wait_for_timeout(PAUSE)
    lab.get_by_role("slider", name="Start point").press("ArrowUp")  # the rates were the best of another start
    expect(line).to_contain_text(EACH)
    lab.get_by_role("button", name="Undo").click()
    expect(line).to_contain_text(BEST)
    for preset, said in (("Zigzag", SHARED), ("Race", BEST), ("Crawl", ONE), ("Valleys", ONE)):
        lab.get_by_role("button", name=preset, exact=True).click()
        expect(line).to_contain_text(said)
    lab.locator("[data-do=best]").click()
    expect(line).to_contain_text(ONE_BEST)
    lab.locator("[name=GradientDescent]").uncheck()
    expect(line).to_contain_text(NONE)
    for name in ("GradientDescent", "Adam"):
        lab.locator(f"[name={name}]").check()
    expect(line).to_contain_text(BEST)
    lab.locator("[data-cell] input[name=lr_GradientDescent]").fill("0.011")
    expect(line).to_contain_text(EACH)


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_phone_nothing_moves_when_that_line_changes(page: Page, address: str, language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(address + path_of("lab", language))
    line, box = page.locator("h1 + p"), page.locator("[data-live=lab] [name=lr]")
    page.locator("[data-live=lab][data-ready]").wait_for()
    places, texts = [], []
    rules = [page.locator(f"[data-live=lab] [name={name}]") for name in ("Momentum", "AdaGrad", "GradientDescent")]
    for do in (
        lambda: None,
        *(rule.uncheck for rule in rules),
        *(rule.check for rule in rules),
        box.check,
        box.uncheck,
    ):
        do()
        settled(page.locator("[data-live=lab]"))
        places.append(box_of(box)["y"])
        texts.append(line.inner_text())
    assert len(set(texts)) == 5
    assert len(set(places)) == 1


def test_the_rate_of_a_rule_that_is_not_shown_is_a_comment_and_no_field(lab: Locator) -> None:
    for name in RULES:
        shown = lab.locator(f".lab-rule [name={name}]").is_checked()
        expect(lab.locator(f"[data-cell] input[name=lr_{name}]")).to_have_count(int(shown))
        expect(lab.locator(f".dial[data-name=lr_{name}] [type=range]")).to_be_visible(visible=shown)
    lab.locator(".lab-rule [name=Adam]").check()
    lab.locator("[data-cell] input[name=lr_Adam]").fill("0.2")
    lab.locator(".lab-rule [name=Adam]").uncheck()
    assert rates(lab)["Adam"] == 0.2


GHOSTS = "[data-part=ghost] path"


def test_the_runs_before_the_last_change_stay_as_a_ghost(page: Page, lab: Locator) -> None:
    path = "g[data-part=path][data-rule=Momentum] path >> nth=0"
    (before,) = points(lab, path)
    assert points(lab, GHOSTS) == []
    slider = lab.locator(".dial[data-name=lr_Momentum] [type=range]")
    for _ in range(4):
        slider.press("ArrowDown")  # in one go
    settled(lab)
    ghost, curve = points(lab, GHOSTS)  # of the one rule that has changed, in both figures
    np.testing.assert_array_equal(ghost, before)
    assert len(curve) == 41
    (between,) = points(lab, path)
    page.wait_for_timeout(PAUSE)
    slider.press("ArrowDown")
    settled(lab)
    np.testing.assert_array_equal(points(lab, GHOSTS)[0], between)
    lab.get_by_role("button", name="Reset").click()
    settled(lab)
    assert points(lab, GHOSTS) == []
    page.wait_for_timeout(PAUSE)
    lab.locator("[name=surface]").select_option("bowl")  # another landscape: nothing to compare with
    settled(lab)
    assert points(lab, GHOSTS) == []


RINGS = """(lab) => [...lab.querySelectorAll("circle")].filter((ring) => ring.style.display !== "none")
    .map((ring) => [ring, ring.parentElement.dataset])
    .map(([ring, { part, rule }]) => [part, rule, ring.getAttribute("cx"), ring.getAttribute("cy")])"""


def test_a_step_that_is_pointed_at_is_marked_on_path_and_curve_of_every_run(page: Page, lab: Locator) -> None:
    curve = lab.locator("g[data-part=loss][data-rule=AdaGrad] path >> nth=0")
    place = curve.evaluate(
        """(curve) => {
            const [, x, y] = curve.getAttribute("d").match(/(?:[ML][^ML]*){10}[ML]([\\d.]+) ([\\d.]+)/);
            const { x: left, y: top } = new DOMPoint(x, y).matrixTransform(curve.getScreenCTM());
            return [left, top];
        }"""
    )
    page.mouse.move(*place)
    reading = lab.locator(".lab-read")
    expect(reading).to_have_text(re.compile("^AdaGrad, step (9|10): "))
    step = int(re.findall(r"step (\d+)", reading.inner_text())[0])
    rings = lab.evaluate(RINGS)
    assert {(part, rule) for part, rule, *_ in rings} == {
        (part, rule) for part in ("path", "loss") for rule in ("GradientDescent", "Momentum", "AdaGrad")
    }
    (path,) = points(lab, "g[data-part=path][data-rule=GradientDescent] path >> nth=0")
    (at,) = [[float(x), float(y)] for part, rule, x, y in rings if (part, rule) == ("path", "GradientDescent")]
    assert np.abs(path[step] - at).max() < 0.2
    box = box_of(lab.locator("g[data-part=path][data-rule=GradientDescent] circle"))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(reading).to_have_text(re.compile(r"^\w+, step \d+: x0"))
    assert len(lab.evaluate(RINGS)) == 6
    page.mouse.move(0, 0)
    assert lab.evaluate(RINGS) == []
    lab.locator("[name=step]").press("ArrowLeft")  # the keyboard points at the step shown
    expect(reading).to_have_text(re.compile("^Step 39: GradientDescent"))
    assert len(lab.evaluate(RINGS)) == 6
    lab.locator("[name=step]").blur()
    assert lab.evaluate(RINGS) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [360, 1280])
def test_neither_result_nor_program_moves_when_settings_change(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    lab = opened(page, address, "?" + "&".join(f"lab.{rule}=on" for rule in RULES))
    places = """(lab) => [...lab.querySelectorAll(".output, [data-cell]")]
        .map((part) => Math.round(part.getBoundingClientRect().top + scrollY))"""
    lab.get_by_role("checkbox", name="One η for all").check()
    settled(lab)
    before = lab.evaluate(places)
    assert len(before) == 2
    for surface in ("ravine", "bowl", "saddle", "himmelblau"):
        lab.locator("[name=surface]").select_option(surface)
        for lr in ("1e-300", "0.1", "1", "10", "1e9"):
            lab.locator("[data-cell] input[name=lr_GradientDescent]").fill(lr)
            settled(lab)
            assert lab.evaluate(places) == before, (surface, lr, lab.locator(".live-bar p").inner_text())
    for rule in RULES:
        lab.locator(f".lab-rule [name={rule}]").uncheck()
    assert lab.evaluate(places) == before


def test_labels_of_heads_at_the_lower_edge_stay_inside(page: Page, address: str) -> None:
    lab = opened(page, address, "?lab.init_x1=-9.9&lab.step=0&" + "&".join(f"lab.{rule}=on" for rule in RULES))
    boxes = """(labels) => labels.map((label) => {
        const { x, y, width, height } = label.getBBox();
        return [x, x + width, y + height];
    })"""
    labels = lab.locator("[data-part=rule] text").evaluate_all(boxes)
    ring = lab.locator("[data-part=start]").evaluate("ring => ring.getBBox().y + ring.getBBox().height / 2")
    assert len(labels) == len(RULES)
    assert max(lower for *_, lower in labels) < ring + 14
    for (left, right, lower), (from_, to, below) in combinations(labels, 2):
        assert abs(lower - below) >= 9 or right <= from_ or to <= left


@pytest.mark.exhaustive
def test_the_minima_of_a_basin_map_are_marked(lab: Locator) -> None:
    lab.get_by_role("button", name="Valleys").click()
    expect(lab.locator("canvas.basins[data-done=true]")).to_be_visible(timeout=20_000)
    assert (lab.locator("[data-part=minima]").get_attribute("d") or "").count("h8") == 4
    lab.locator("[name=basins]").select_option("none")
    assert lab.locator("[data-part=minima]").get_attribute("d") == ""
