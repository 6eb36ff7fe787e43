"""The playground: it shows what gdbook computes, and survives any input and any address."""

import math
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from listings import RESET, box_of, hasten, is_tinted, run_alone, settled
from matplotlib import pyplot as plt
from playwright.sync_api import Page, expect
from prose import LANGUAGES, path_of
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext
from scipy.spatial import KDTree

from gdbook import RULES, SURFACES, AdaGrad, GradientDescent, Momentum, Nesterov, classify, descend, himmelblau
from gdbook.basins import basin_map
from gdbook.figures import draw_contours, rule_style

SETTINGS = ["surface", "init_x0", "init_x1", "lr", "beta", "step_num", "basins", "step", *RULES]
RATES = [f"lr_{rule}" for rule in RULES]

AS_BUILT = """() => {
    const find = (selector) => document.querySelector(`[data-live=lab] ${selector}`);
    return !find("[data-do=play].playing, .lab-panel:not(:empty)") && find(".lab-at").textContent === "40 / 40"
        && find("[name=surface]").value === "ravine";
}"""


@pytest.fixture
def lab(page: Page, address: str) -> Page:
    """The playground as built. Stays on it if the last test has left it open and its reset leads there."""
    here = page.url.partition("?")[0] == address + path_of("lab")
    if not (here and page.evaluate("window.isKept === true") and page.evaluate(RESET) and page.evaluate(AS_BUILT)):
        opened(page, address)
        page.evaluate("window.isKept = true")  # conftest.py leaves the page open
    return page


def opened(page: Page, address: str, settings: str = "", language: str = "en") -> Page:
    page.goto(address + path_of("lab", language) + settings)
    expect(page.locator(".handle")).to_be_attached()
    return page


def preset(page: Page, name: str, plays: bool = False) -> None:
    if not plays:
        page.emulate_media(reduced_motion="reduce")
    page.get_by_role("button", name=name, exact=True).click()


def enter(page: Page, name: str, text: str) -> None:
    page.locator(f"[data-live=lab] input[name={name}]").fill(text)


def output(page: Page) -> str:
    settled(page.locator("[data-live=lab]"))
    return page.locator("[data-live=lab] output").inner_text()


def program(page: Page) -> str:
    return page.locator("[data-live=lab] [data-cell] code").first.evaluate("code => code.textContent")


def note(page: Page) -> str:
    return page.locator(".live-bar p").inner_text()


def path(page: Page, rule: str, part: str = "path") -> np.ndarray:
    """The vertices of a line, in figure coordinates."""
    d = page.locator(f"g[data-part={part}][data-rule={rule}] path").first.get_attribute("d") or ""
    return np.array(re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", d), float)


def last_point(page: Page, rule: str = "GradientDescent") -> list[float]:
    (line,) = [line for line in output(page).splitlines() if line.startswith(f"{rule} ")]
    return [float(number) for number in re.findall(r"[-\d.e+]+", line.partition("[")[2])]


def away(point: list[float], target: tuple[float, float] = (0, 0)) -> float:
    return math.dist(point, target)


# The program and the page agree

SHOWN = {
    "": "the ravine, as built",
    "?lab.surface=bowl&lab.lr=10&lab.step_num=100": "frozen",
    "?lab.surface=saddle&lab.step_num=2000&lab.lr=0.3": "diverged, below zero",
    "?lab.surface=himmelblau&lab.Nesterov=on&lab.AdaGrad=on&lab.RMSProp=on&lab.Adam=on": "all rules",
    "?lab.surface=himmelblau&lab.lr=1&lab.step_num=7": "far away",
    "?lab.surface=plateau&lab.GradientDescent=off&lab.beta=0.75&lab.init_x0=1e-3": "one rule",
    "?lab.surface=rosenbrock&lab.step_num=0": "no step",
    "?lab.surface=monkey_saddle&lab.init_x0=0.5&lab.init_x1=0.1": "monkey saddle",
    "?lab.surface=double_well&lab.lr=1.9&lab.step_num=33": "double well",
    "?lab.surface=ravine&lab.lr=0.95&lab.beta=0": "no momentum",
    "?lab.surface=ravine&lab.Momentum=off&lab.Adam=on&lab.lr=1e-3": "a small rate",
    "?lab.surface=bowl&lab.lr=1&lab.step_num=3": "a 2-cycle",
    "?lab.surface=bowl&lab.lr=0.5&lab.init_x0=-0&lab.init_x1=1e-9": "one step",
    "?lab.surface=plateau&lab.init_x0=3.9&lab.init_x1=-3.9&lab.step_num=400": "on the plain",
    "?lab.surface=rosenbrock&lab.lr=0.001&lab.init_x0=-1.2&lab.init_x1=1&lab.step_num=500": "a long valley",
    "?lab.surface=himmelblau&lab.lr=0.01&lab.RMSProp=on&lab.beta=0.5": "another decay",
    "?lab.surface=saddle&lab.init_x0=1&lab.init_x1=0&lab.lr=0.1": "on the ridge",
    "?lab.surface=bowl&lab.lr=1e-300": "too small to move",
    "?lab.surface=bowl&lab.lr=1.5&lab.step_num=9": "diverged",
    "?lab.surface=ravine&lab.Nesterov=on&lab.step_num=1": "one step of three rules",
    "?lab.lr_Momentum=0.25&lab.lr_AdaGrad=2e-1&lab.RMSProp=on": "a rate for each rule",
}


@pytest.mark.parametrize("settings", SHOWN, ids=SHOWN.values())
def test_the_copied_program_prints_what_the_page_shows(page: Page, address: str, tmp_path: Path, settings: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, address, settings)
    page.locator("[data-live=lab] [data-cell] .md-code__button").first.evaluate("(button) => button.click()")
    (printed,) = run_alone([page.evaluate("navigator.clipboard.readText()")], tmp_path)
    assert printed.text.rstrip("\n") == page.locator("output").evaluate("output => output.textContent")


def test_the_initial_figure_matches_the_built_one(new_context: NewContext, lab: Page, address: str) -> None:
    context = new_context(java_script_enabled=False)
    still = context.new_page()
    still.goto(address + "lab/")
    for part in ("path", "loss"):
        built = still.locator(f"[data-part={part}] > path").first.get_attribute("d") or ""
        start, *moves = re.findall(r"(-?[\d.]+) ?(-?\.?[\d.]+)", built)
        corners = np.cumsum(np.array([start, *moves], float), axis=0)
        assert np.abs(path(lab, "GradientDescent", part)[:10] - corners[:10]).max() < 0.3
    texts = "pages => [...document.querySelectorAll('.pictures text')].filter(t => t.getClientRects().length)"
    assert sorted(lab.evaluate(f"({texts}.map(t => t.textContent))()")) == sorted(
        still.locator(".pictures text").all_text_contents()
    )


TINY = "?lab.surface=bowl&lab.init_x0=1e-12&lab.init_x1=0&lab.step_num=10&lab.Momentum=off&lab.AdaGrad=off"


@pytest.mark.parametrize(("settings", "is_cut"), [("", True), (TINY, False)])
def test_the_axis_of_heights_ends_at_1e_16_unless_all_are_lower(
    page: Page, address: str, settings: str, is_cut: bool
) -> None:
    opened(page, address, settings)
    texts = page.locator("[data-live=lab] .stage svg").last.locator("text:visible").all_text_contents()
    powers = [int(text[2:].replace("−", "-")) for text in texts if re.fullmatch("10−?\\d+", text)]
    assert (min(powers) == -16) is is_cut
    assert (max(powers) > -16) is is_cut
    bottom = 0.95 * float((page.locator("[data-live=lab] .stage svg").last.get_attribute("viewBox") or "").split()[3])
    rule = "AdaGrad" if is_cut else "GradientDescent"
    assert (path(page, rule, "loss")[-1, 1] > bottom) == is_cut


WAVES = "lab.formula=x0**2/9%2Bx1**2%2Bsin(3*x0)&lab.init_x0=5.3&lab.init_x1=5.8"
LINEAR = {
    f"?{WAVES}&lab.lr_GradientDescent=0.7&lab.lr_Momentum=0.4&lab.lr_AdaGrad=3": "all stay below the start",
    f"?{WAVES}&lab.lr_GradientDescent=3&lab.lr_Momentum=0.4&lab.lr_AdaGrad=3": "one runs away and freezes",
    "?lab.surface=bowl&lab.formula=x0**2%2Bx1**2-30&lab.lr=1.02": "all diverge",
    "?lab.surface=bowl&lab.formula=x0-20&lab.init_x0=9": "none in the picture",
    "?lab.surface=saddle&lab.lr=0.1&lab.step_num=60": "out of the picture",
}
HEIGHTS = """() => {
    const heights = [...document.querySelectorAll("[data-live=lab] g[data-x]")].at(-1);
    const [, id] = heights.querySelector("[clip-path]").getAttribute("clip-path").match(/#([^)]+)/);
    const frame = heights.ownerSVGElement.getElementById(id).firstElementChild;
    const [top, height] = ["y", "height"].map((name) => Number(frame.getAttribute(name)));
    const ticks = [...heights.querySelectorAll("[data-tick=y]")].filter((tick) => tick.style.display !== "none");
    const known = ticks.map((tick) => [tick.textContent.trim(), Number(tick.querySelector("use").getAttribute("y"))]);
    return [top, top + height, known];
}"""


@pytest.mark.exhaustive
@pytest.mark.parametrize("settings", LINEAR, ids=LINEAR.values())
def test_an_axis_of_negative_heights_is_that_of_the_copied_program(
    page: Page, address: str, tmp_path: Path, settings: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, address, settings)
    page.locator("[data-live=lab] [data-cell] .md-code__button").first.evaluate("(button) => button.click()")
    program = page.evaluate("navigator.clipboard.readText()")
    (ran,) = run_alone([f"{program}\nprint(*loss.get_ylim(), lines.zmin, lines.zmax)"], tmp_path)
    low, high, lowest, highest = map(float, ran.text.splitlines()[-1].split())
    top, bottom, ticks = page.evaluate(HEIGHTS)
    (text, place), (other, far) = ticks[0], ticks[-1]
    scale = (float(other.replace("−", "-")) - float(text.replace("−", "-"))) / (far - place)
    shown = [float(text.replace("−", "-")) + (edge - place) * scale for edge in (bottom, top)]
    np.testing.assert_allclose(shown, [low, high], atol=1e-3 * (high - low))
    if LINEAR[settings] in ("all stay below the start", "one runs away and freezes"):
        assert high < 0.5 * highest
    assert low >= lowest - 0.06 * (highest - lowest)


@pytest.mark.exhaustive
def test_a_run_without_an_end_is_named_where_its_path_ends_and_not_beneath_the_others(page: Page, address: str) -> None:
    opened(page, address, "?lab.formula=x0**0.5%2Bx1**2&lab.init_x0=5.3&lab.init_x1=1.3")
    assert "x=[nan nan]" in output(page)
    expect(page.locator("[data-part=name] text:visible")).to_have_count(0)
    heads = page.locator("[data-part=rule] text:visible")
    expect(heads).to_have_count(3)
    for head in heads.all():
        x, y = path(page, head.text_content() or "", "path")[-1]
        at = [float(head.get_attribute(name) or "") for name in ("x", "y")]
        assert abs(at[0] - x) < 32
        assert abs(at[1] - y) < 35  # beside it, or off other names and ends
    show_step = page.locator("[name=step]").fill
    show_step("0")
    expect(page.locator("[data-part=name] text:visible")).to_have_count(3)
    opened(page, address, "?lab.formula=x0**0.5%2Bx1**2")  # no height at all
    expect(page.locator("[data-part=name] text:visible")).to_have_count(0)
    expect(heads).to_have_count(3)


# Presets


def test_on_the_zigzag_preset_descent_zigzags_and_momentum_gets_closer(lab: Page) -> None:
    preset(lab, "Zigzag")
    down = path(lab, "GradientDescent")[:20, 1]
    assert (np.diff(down)[1:] * np.diff(down)[:-1] < 0).all()
    assert abs(last_point(lab, "Momentum")[0]) < abs(last_point(lab)[0])


def test_on_the_crawl_preset_the_run_barely_moves(lab: Page) -> None:
    preset(lab, "Crawl")
    assert away(last_point(lab)) > 0.8 * 5


def test_on_the_two_cycle_preset_the_run_alternates_between_two_points(lab: Page) -> None:
    preset(lab, "2-cycle")
    assert len({down for _, down in path(lab, "GradientDescent")}) == 2
    assert "2-cycle" in note(lab)


def test_on_the_saddle_preset_the_run_nears_the_saddle_and_then_leaves(lab: Page) -> None:
    preset(lab, "Saddle")
    assert abs(last_point(lab)[1]) > 1
    lab.locator("[name=step]").fill("20")
    assert away(last_point(lab)) < 0.1


def test_on_the_plateau_preset_descent_stalls_and_adam_reaches_the_minimum(lab: Page) -> None:
    preset(lab, "Plateau")
    assert away(last_point(lab), (-3, 0.5)) < 1
    assert away(last_point(lab, "Adam")) < 0.1


def test_on_the_escape_preset_the_run_ends_in_the_upper_left_minimum(lab: Page) -> None:
    preset(lab, "Escape")
    assert away(last_point(lab), (-2.805, 3.131)) < 0.1


def test_on_the_frozen_preset_the_run_freezes_at_step_10(lab: Page) -> None:
    preset(lab, "Frozen")
    assert last_point(lab) == [-2.58983747e13, -1.29524862e12]
    assert "Frozen from step 10 on" in note(lab)
    lab.locator("[name=step]").fill("5")
    assert note(lab) == ""
    lab.locator("[name=step]").fill("12")
    assert "Frozen from step 10 on" in note(lab)


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_preset_shows_one_sentence_while_it_is_active(page: Page, address: str, language: str) -> None:
    opened(page, address, language=language)
    buttons = page.locator("[data-preset]")
    assert buttons.count() >= 7
    for button in buttons.all():
        button.click()
        expect(page.locator("[aria-pressed=true]")).to_have_count(1)
        expect(button).to_have_attribute("aria-pressed", "true")
        sentences = [span for span in page.locator(".lab-presets span").all() if span.is_visible()]
        assert len(sentences) == 1
        assert len(sentences[0].inner_text()) > 15
    enter(page, "lr_GradientDescent", "0.123")
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)


# Steps


def test_stepping_adds_or_removes_one_point_and_updates_the_output(lab: Page) -> None:
    trace = descend(SURFACES["ravine"], [-7, 2], GradientDescent(0.9), 40)
    lab.locator("[name=step]").fill("3")
    assert len(path(lab, "GradientDescent")) == 4
    lab.get_by_role("button", name="One step forward").click()
    assert len(path(lab, "GradientDescent")) == 5
    lab.get_by_role("button", name="One step back").press("Enter")
    lab.get_by_role("button", name="One step back").press("Enter")
    assert len(path(lab, "GradientDescent")) == 3
    assert "step 2" in output(lab)
    assert np.allclose(last_point(lab), trace.x[2], atol=1e-4)
    expect(lab.locator(".lab-at")).to_have_text("2 / 40")


def test_play_starts_on_click_and_ends_at_the_last_step(lab: Page) -> None:
    lab.wait_for_timeout(300)
    expect(lab.locator(".lab-at")).to_have_text("40 / 40")
    enter(lab, "step_num", "8")
    lab.get_by_role("button", name="Play").click()
    expect(lab.get_by_role("button", name="Stop")).to_be_visible()
    expect(lab.locator(".lab-at")).not_to_have_text("8 / 8")
    hasten(lab)
    expect(lab.locator(".lab-at")).to_have_text("8 / 8")
    expect(lab.get_by_role("button", name="Play")).to_be_visible()
    assert "finished" in output(lab)


@pytest.mark.exhaustive
def test_stop_keeps_the_step_reached(lab: Page) -> None:
    lab.get_by_role("button", name="Play").click()
    lab.wait_for_timeout(500)
    lab.get_by_role("button", name="Stop").click()
    at = lab.locator(".lab-at").inner_text()
    assert at != "40 / 40"
    lab.wait_for_timeout(300)
    expect(lab.locator(".lab-at")).to_have_text(at)
    assert f"step {at.split()[0]} " in output(lab)


def test_reduced_motion_shows_only_a_few_frames(lab: Page) -> None:
    lab.emulate_media(reduced_motion="reduce")
    lab.evaluate(
        "() => { window.seen = []; new MutationObserver(() => window.seen.push(document.querySelector('.lab-at')"
        ".textContent)).observe(document.querySelector('.lab-at'), {childList: true}); }"
    )
    enter(lab, "step_num", "100")
    lab.get_by_role("button", name="Play").click()
    lab.wait_for_timeout(1700)
    lab.get_by_role("button", name="Stop").click()
    assert 2 <= len(set(lab.evaluate("window.seen"))) <= 6


FRAMES = """async (selector) => {
    const find = (selector) => document.querySelector(`[data-live=lab] ${selector}`);
    const line = find("g[data-part=path][data-rule=GradientDescent] path");
    const seen = [];
    const began = performance.now();
    document.querySelector(selector).click();
    do {
        await new Promise(requestAnimationFrame);
        const [, k] = find("output").textContent.match(/step (\\d+) /) ?? [];
        seen.push([line.getAttribute("d"), find("[name=step]").value, k ?? "end"]);
    } while (find("[data-do=play].playing"));
    return [seen, performance.now() - began];
}"""


@pytest.mark.exhaustive
@pytest.mark.parametrize(("steps", "seconds"), [(10, 1), (40, 4), (10_000, 10)])
def test_a_run_plays_ten_steps_a_second_for_at_most_ten_seconds_and_moves_between_its_steps(
    page: Page, address: str, steps: int, seconds: int
) -> None:
    opened(page, address, f"?lab.step_num={steps}")
    whole = output(page), path(page, "GradientDescent").tolist()
    seen, spent = page.evaluate(FRAMES, "[data-do=play]")
    assert 0.95 * seconds < spent / 1000 < 1.6 * seconds  # longer where frames come late
    lines = [line for line, *_ in seen]
    assert len(lines) > 20 * min(seconds, 2)
    if steps == 10:
        assert len(set(lines)) > 0.9 * len(lines)
    assert all(k in (value, "end") for _, value, k in seen)
    assert [int(value) for _, value, _ in seen] == sorted(int(value) for _, value, _ in seen)
    assert (output(page), path(page, "GradientDescent").tolist()) == whole


@pytest.mark.exhaustive
def test_a_preset_plays_its_run_from_its_start_when_it_is_pressed(lab: Page) -> None:
    preset(lab, "Saddle")
    whole = path(lab, "GradientDescent").tolist(), output(lab), note(lab)
    preset(lab, "Zigzag")
    lab.emulate_media(reduced_motion="no-preference")
    lab.get_by_role("button", name="Undo").click()  # plays nothing
    expect(lab.get_by_role("button", name="Play")).to_be_visible()
    expect(lab.locator(".lab-at")).to_have_text("40 / 40")
    seen, _ = lab.evaluate(FRAMES, "[data-preset*=saddle]")
    assert seen[0][1:] == ["0", "0"]
    assert len({line for line, *_ in seen}) > 60  # more than steps
    assert (path(lab, "GradientDescent").tolist(), output(lab), note(lab)) == whole


MOVED = {
    "rate": lambda page: page.locator(".dial[data-name=lr_GradientDescent] [type=range]").press("ArrowDown"),
    "decay": lambda page: page.locator(".dial[data-name=beta] [type=range]").press("ArrowDown"),
    "steps": lambda page: enter(page, "step_num", "60"),
    "nonsense": lambda page: enter(page, "lr_GradientDescent", "fast"),
}
"""What a reader may do while a run plays."""


def shown_step(page: Page) -> int:
    return int(page.locator("[name=step]").input_value())


@pytest.mark.exhaustive
@pytest.mark.parametrize("move", MOVED)
def test_what_plays_goes_on_from_its_step_when_a_dial_is_moved(lab: Page, move: str) -> None:
    preset(lab, "Zigzag", plays=True)
    expect(lab.get_by_role("button", name="Stop")).to_be_visible()
    expect(lab.locator(".lab-at")).not_to_have_text(re.compile("^[0-4] "))
    before, at = path(lab, "GradientDescent")[:5].tolist(), shown_step(lab)
    lab.wait_for_url(re.compile("lab.lr=0.9(?!.*lab.step)"))  # the run, not a step on its way
    MOVED[move](lab)
    moved = shown_step(lab)
    assert at <= moved < 36
    expect(lab.get_by_role("button", name="Stop")).to_be_visible()
    expect(lab.locator(".lab-at")).not_to_have_text(re.compile(f"^({moved}|{moved + 1}) "))
    assert (path(lab, "GradientDescent")[:5].tolist() != before) == (move == "rate")
    ghosts = {"rate": 4, "decay": 2, "steps": 4, "nonsense": 0}  # of what runs differently
    expect(lab.locator("[data-part=ghost] path")).to_have_count(ghosts[move])
    hasten(lab)
    expect(lab.locator(".lab-at")).to_have_text("60 / 60" if move == "steps" else "40 / 40")
    expect(lab.get_by_role("button", name="Play")).to_be_visible()
    assert "finished" in output(lab)


@pytest.mark.exhaustive
def test_a_dial_that_is_dragged_does_not_hold_up_what_plays(lab: Page) -> None:
    preset(lab, "Zigzag", plays=True)
    expect(lab.get_by_role("button", name="Stop")).to_be_visible()
    steps = lab.locator(".dial[data-name=lr_GradientDescent] [type=range]").evaluate(
        """async (dial) => {
            const steps = [];
            for (let i = 0; i < 40; i++) {
                dial.value = 650 + i;
                dial.dispatchEvent(new Event("input", { bubbles: true }));
                await new Promise(requestAnimationFrame);
                steps.push(Number(document.querySelector("[name=step]").value));
            }
            return steps;
        }"""
    )
    assert steps == sorted(steps)
    assert steps[-1] > steps[0] + 4  # within 40 frames


ELSEWHERE = {
    "ring": lambda page: drag_ring(page, 60, -40),
    "key": lambda page: page.get_by_role("slider", name="Start point").press("ArrowDown"),
    "landscape": lambda page: page.locator("[name=surface]").select_option("bowl"),
    "formula": lambda page: page.locator("[name=formula]").fill("x0**2 + x1**2"),
    "preset": lambda page: page.get_by_role("button", name="Crawl").click(),
    "reset": lambda page: page.get_by_role("button", name="Reset").click(),
}
"""What has a run that plays begin anew."""
STEPS = """() => {
    window.steps = [];
    const label = document.querySelector(".lab-at");
    const note = () => window.steps.push(parseInt(label.textContent));
    new MutationObserver(note).observe(label, { childList: true });
}"""


def drag_ring(page: Page, across: float, down: float) -> None:
    box = box_of(page.get_by_role("slider", name="Start point"))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=5)
    page.mouse.up()


@pytest.mark.exhaustive
@pytest.mark.parametrize("move", ELSEWHERE)
def test_what_plays_begins_anew_at_another_start_and_never_jumps_to_its_end(lab: Page, move: str) -> None:
    preset(lab, "Zigzag", plays=True)
    expect(lab.locator(".lab-at")).not_to_have_text(re.compile("^[0-9] "))
    lab.evaluate(STEPS)
    ELSEWHERE[move](lab)
    expect(lab.locator(".lab-at")).to_have_text(re.compile("^[0-7] "))
    expect(lab.get_by_role("button", name="Stop")).to_be_visible()
    expect(lab.locator(".lab-at")).to_have_text(re.compile("^([89]|1.) "))
    assert max(lab.evaluate("window.steps")) < 30
    hasten(lab)
    last = "100 / 100" if move == "preset" else "40 / 40"
    expect(lab.locator(".lab-at")).to_have_text(last)
    expect(lab.get_by_role("button", name="Play")).to_be_visible()
    expect(lab.locator("output")).to_contain_text("finished")


def test_nothing_plays_when_the_address_gives_what_a_preset_would(page: Page, address: str) -> None:
    opened(page, address, "?lab.lr=0.9&lab.init_x0=-9&lab.init_x1=9&lab.AdaGrad=off")
    expect(page.get_by_role("button", name="Zigzag")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.locator(".lab-at")).to_have_text("40 / 40")


# Settings


@pytest.mark.exhaustive
def test_the_dial_is_logarithmic_and_in_sync_with_the_field(lab: Page) -> None:
    dial = lab.locator(".dial[data-name=lr_GradientDescent] [type=range]")
    for position, lr in (("0", "0.0001"), ("1000", "100"), ("500", "0.1")):
        dial.fill(position)
        expect(lab.locator("input[name=lr_GradientDescent]")).to_have_value(lr)
        assert f"GradientDescent({lr})," in program(lab)
    enter(lab, "lr_GradientDescent", "0.01")
    assert float(dial.input_value()) == pytest.approx(1000 * np.log10(0.01 / 1e-4) / np.log10(100 / 1e-4))
    assert dial.get_attribute("aria-valuetext") == "0.01"
    for key, lr in (("ArrowRight", "0.011"), ("ArrowRight", "0.012"), ("ArrowLeft", "0.011")):
        dial.press(key)
        expect(lab.locator("input[name=lr_GradientDescent]")).to_have_value(lr)


PIXELS = """async (image) => {
    const picture = new Image();
    picture.src = image.getAttribute("href");
    await picture.decode();
    const pen = Object.assign(document.createElement("canvas"), { width: 61, height: 61 })
        .getContext("2d", { willReadFrequently: true });
    pen.drawImage(picture, 0, 0);
    return [[0, 0], [30, 30], [60, 30], [30, 60]].map((place) => [...pen.getImageData(...place, 1, 1).data]);
}"""


def test_the_ground_is_tinted_by_height_on_every_landscape(lab: Page) -> None:
    ground = lab.locator("[data-part=height]")
    for surface in ("bowl", "saddle", "plateau"):
        lab.locator("[name=surface]").select_option(surface)
        limits = np.array([SURFACES[surface].xlim, SURFACES[surface].ylim])
        half = np.ptp(limits, axis=1).max() / 2
        x = np.array([[-half, 0, half, 0], [-half, 0, 0, half]]) + limits.mean(axis=1)[:, None]
        low, high = {"bowl": (0, 40.5), "saddle": (-4, 4), "plateau": (-1, 0)}[surface]
        assert is_tinted(ground.evaluate(PIXELS), np.sqrt((SURFACES[surface](x) - low) / (high - low)))


@pytest.mark.exhaustive
def test_the_dials_of_the_start_have_the_range_of_the_landscape(lab: Page) -> None:
    for surface in ("bowl", "plateau", "rosenbrock"):
        lab.locator("[name=surface]").select_option(surface)
        limits = np.array([SURFACES[surface].xlim, SURFACES[surface].ylim])
        half = np.ptp(limits, axis=1).max() / 2
        for name, middle in zip(("init_x0", "init_x1"), limits.mean(axis=1), strict=True):
            for position, end in (("0", middle - half), ("1000", middle + half)):
                lab.locator(f".dial[data-name={name}] [type=range]").fill(position)
                typed = float(lab.locator(f"input[name={name}]").input_value())
                assert typed == pytest.approx(end, abs=0.051)


@pytest.mark.parametrize("rule", RULES)
def test_choosing_a_rule_shows_its_path_curve_label_and_program_line(lab: Page, rule: str) -> None:
    preset(lab, "Valleys")
    for other in RULES:
        lab.locator(f"input[name={other}]").set_checked(other == rule)
    for part in ("path", "loss"):
        shown = [
            group.get_attribute("data-rule")
            for group in lab.locator(f"[data-live-path={part}]").all()
            if group.is_visible()
        ]
        assert shown == [rule]
    expect(lab.locator(".pictures [data-part=name] text", has_text=rule)).to_be_visible()
    code = program(lab)
    assert re.search(rf"^    {rule}\(", code, re.MULTILINE)
    assert len(re.findall(r"^    # \w+\(", code, re.MULTILINE)) == len(RULES) - 1


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_its_colour_and_line_style_in_both_figures_and_beside_its_checkbox(lab: Page, rule: str) -> None:
    lines, fill = lab.evaluate(
        """(rule) => {
            const find = (selector) => [...document.querySelectorAll(selector)];
            const lines = find(`g[data-rule=${rule}] > :first-child`).map(({ style }) => style);
            const swatch = find(`label:has([name=${rule}]) i`)[0].style;
            const name = find("[data-part=name] text").find(({ textContent }) => textContent === rule);
            const drawn = lines.map(({ stroke, strokeDasharray }) => [stroke, strokeDasharray !== ""]);
            return [[...drawn, [swatch.borderTopColor, swatch.borderTopStyle === "dashed"]], name.style.fill];
        }""",
        rule,
    )
    style = rule_style(rule)
    colour = f"var(--gd-{style['color'].lower()})"
    assert lines == 3 * [[colour, style["linestyle"] == "--"]]
    assert fill == colour


def test_hovering_over_a_rule_fades_the_others(lab: Page) -> None:
    layers = lab.locator("g[data-part][data-rule]")
    fainter = "groups => [...new Set(groups.filter(g => getComputedStyle(g).opacity < 1).map(g => g.dataset.rule))]"
    lab.locator("label:has([name=Momentum])").hover()
    assert layers.evaluate_all(fainter) == [rule for rule in RULES if rule != "Momentum"]
    lab.mouse.move(0, 0)
    assert layers.evaluate_all(fainter) == []


@pytest.mark.parametrize("scene", ["bowl&lab.step_num=400", "saddle&lab.step_num=400&lab.lr=1", "himmelblau&lab.lr=1"])
def test_rule_labels_do_not_overlap_or_leave_the_figure(page: Page, address: str, scene: str) -> None:
    opened(page, address, f"?lab.surface={scene}" + "".join(f"&lab.{rule}=on" for rule in RULES))
    names = page.locator("[data-part=name] text")
    levels = sorted(float(name.get_attribute("y") or "") for name in names.all() if name.is_visible())
    assert len(levels) == len(RULES)
    assert np.diff(levels).min() >= 9  # the font size
    assert 9 <= levels[0] < levels[-1] <= names.first.evaluate("name => name.ownerSVGElement.viewBox.baseVal.height")


@pytest.mark.exhaustive
@pytest.mark.parametrize("scene", ["lr=0.9", "surface=himmelblau&lab.lr=0.02&lab.init_x0=4.5&lab.init_x1=4"])
def test_no_name_on_the_landscape_covers_another_while_runs_play(page: Page, address: str, scene: str) -> None:
    opened(page, address, f"?lab.{scene}" + "".join(f"&lab.{rule}=on" for rule in RULES))
    for k in range(13):
        page.locator("[name=step]").fill(str(k))
        boxes = [box for _, box in page.locator("[data-live=lab]").evaluate(HEADS)]
        for i, one in enumerate(boxes):
            for other in boxes[:i]:
                is_beside = one["left"] >= other["right"] or other["left"] >= one["right"]
                assert is_beside or abs(one["top"] - other["top"]) >= min(one["height"], other["height"]) - 1, k


COVERED = """(lab) => {
    const at = ({ x, y }, path) => new DOMPoint(x, y).matrixTransform(path.getScreenCTM());
    const shown = [...lab.querySelectorAll("[data-part=rule]")].filter(({ style }) => style.display !== "none");
    const names = shown.map((rule) => [rule.textContent, rule.querySelector("text").getBoundingClientRect()]);
    const covered = names.flatMap(([name]) => {
        const path = lab.querySelector(`[data-part=path][data-rule=${name}] path`);
        const length = path.getTotalLength();
        const last = [0, 3, 6, 9, 12].map((back) => at(path.getPointAtLength(Math.max(0, length - back)), path));
        const isIn = ({ left, right, top, bottom }) => ({ x, y }) => x > left && x < right && y > top && y < bottom;
        return names.filter(([, box]) => last.some(isIn(box))).map(([other]) => `${other} over ${name}`);
    });
    return [names.length, covered];
}"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize(
    "scene", ["", "surface=himmelblau", "surface=bowl", "surface=rosenbrock&lab.step_num=300", "all"]
)
def test_no_name_on_the_landscape_covers_the_end_of_a_path(page: Page, address: str, scene: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    every = "".join(f"&lab.{rule}=on" for rule in RULES)
    opened(page, address, f"?lab.lr=each{every}" if scene == "all" else f"?lab.{scene}" if scene else "")
    for k in (4, 12, 25, 40):
        page.locator("[name=step]").fill(str(k))
        count, covered = page.locator("[data-live=lab]").evaluate(COVERED)
        assert count > 0, k
        assert covered == [], k


NAMED = """() => {
    const heights = [...document.querySelectorAll("[data-live=lab] g[data-x]")].at(-1);
    const names = [...heights.querySelectorAll("[data-part=name]")].filter(({ style }) => style.display !== "none");
    return names.map((name) => {
        const text = name.querySelector("text");
        return [text.textContent, Number(text.getAttribute("y")) - 3, name.querySelector("path").getAttribute("d")];
    });
}"""


@pytest.mark.exhaustive
@pytest.mark.parametrize("k", [0, 7, 40])
def test_a_name_that_is_moved_from_its_curve_is_joined_to_it_and_none_lies_on_the_axis(
    page: Page, address: str, k: int
) -> None:
    opened(page, address, f"?lab.lr=0.9&lab.step={k}" + "".join(f"&lab.{rule}=on" for rule in RULES))
    _, bottom, _ = page.evaluate(HEIGHTS)
    found = page.evaluate(NAMED)
    assert len(found) == len(RULES)
    for rule, level, joins in found:
        head = path(page, rule, "loss")[-1]
        assert level < bottom - 6
        if abs(level - head[1]) > 10.2:
            x, y = np.array(re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", joins)[0], float)
            assert [x, y] == pytest.approx(head, abs=0.2)
        elif abs(level - head[1]) < 9.8:
            assert not joins
    assert any(joins for *_, joins in found)


@pytest.mark.parametrize("k", [10, 40])
def test_the_name_of_a_curve_that_has_left_its_axis_stands_where_it_left(page: Page, address: str, k: int) -> None:
    opened(page, address, f"?lab.step={k}")
    f = descend(SURFACES["ravine"], [-7, 2], AdaGrad(7), 40).f
    seen = min(k, np.flatnonzero(f > 1e-16)[-1])
    assert seen < 20
    text = page.locator("[data-live=lab] [data-part=name]").filter(has_text="AdaGrad").locator("text")
    assert float(text.get_attribute("x") or "") == pytest.approx(path(page, "AdaGrad", "loss")[seen, 0] + 6, abs=0.2)


CONTRAST = """() => {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const light = (colour) => {
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        const parts = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
        const [r, g, b] = parts.map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    return [...document.querySelectorAll("[data-part=rule] text")].map((text) => {
        const { fill, stroke, strokeWidth } = getComputedStyle(text);
        const [one, other] = [light(fill), light(stroke)].sort((a, b) => b - a);
        return [one / other, parseFloat(strokeWidth)];
    });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_names_of_rules_can_be_read_on_every_tint(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    names = opened(page, address).evaluate(CONTRAST)
    assert len(names) == len(RULES)
    assert min(contrast for contrast, _ in names) > 4.5
    assert min(width for _, width in names) >= 4  # of what is around the letters


@pytest.mark.exhaustive
def test_contours_are_redrawn_only_for_a_new_surface(lab: Page) -> None:
    contours = lab.locator("[data-part=contours]")
    contours.evaluate(
        """(contours) => {
            window.drawings = 0;
            new MutationObserver(() => window.drawings++)
                .observe(contours, { subtree: true, childList: true, attributes: true });
        }"""
    )
    enter(lab, "lr_GradientDescent", "0.3")
    assert lab.evaluate("drawings") == 0
    lab.locator("[name=surface]").select_option("bowl")
    assert lab.evaluate("drawings") == 1
    enter(lab, "lr_GradientDescent", "0.2")
    assert lab.evaluate("drawings") == 1


def test_every_surface_and_every_rule_of_gdbook_is_offered(lab: Page) -> None:
    values = "options => options.map(option => option.value)"
    assert set(lab.locator("[name=surface] option").evaluate_all(values)) == set(SURFACES)
    assert lab.locator("[name=basins] option").evaluate_all(values) == ["none", *RULES]
    assert lab.locator(".lab-rule label input").evaluate_all("boxes => boxes.map(box => box.name)") == [*RULES]
    assert re.findall(r"^    (?:# )?(\w+)\(.*\),$", program(lab), re.MULTILINE) == [*RULES]


def test_choosing_no_rule_shows_a_message(lab: Page) -> None:
    for rule in RULES:
        lab.locator(f"input[name={rule}]").set_checked(False)
    assert note(lab) == "No rule is chosen."
    assert output(lab) == ""


@pytest.mark.parametrize("surface", SURFACES)
def test_every_landscape_fills_the_frame_and_contains_the_start(lab: Page, surface: str) -> None:
    lab.locator("[name=surface]").select_option(surface)
    assert f'SURFACES["{surface}"]' in program(lab)
    handle = lab.get_by_role("slider", name="Start point")
    low, high = (float(handle.get_attribute(name) or "") for name in ("aria-valuemin", "aria-valuemax"))
    limits = SURFACES[surface].xlim
    assert low <= limits[0] < limits[1] <= high
    assert low < float(handle.get_attribute("aria-valuenow") or "") < high


@pytest.mark.parametrize("surface", ["himmelblau", "monkey_saddle"])
def test_contour_lines_match_matplotlib(lab: Page, surface: str) -> None:
    f = SURFACES[surface]
    found = lab.evaluate(
        """async ([name, xlim, ylim]) => {
            const { contours } = await import("../assets/live/lab/contours.js");
            const { surfaces } = await import("../assets/live/core/index.js");
            return contours(surfaces[name], xlim, ylim);
        }""",
        [surface, f.xlim, f.ylim],
    )
    figure, ax = plt.subplots()
    lines = draw_contours(ax, f, f.xlim, f.ylim)
    plt.close(figure)
    assert [found["low"], found["high"]] == [lines.zmin, lines.zmax]
    drawn = np.concatenate([line for level in lines.allsegs for line in level])
    ours = np.array(found["segments"]).reshape(-1, 2)
    for ones, others in ((ours, drawn), (drawn, ours)):
        assert KDTree(others).query(ones)[0].max() < 1e-9
    whole = sum(np.linalg.norm(np.diff(line, axis=0), axis=1).sum() for level in lines.allsegs for line in level)
    assert np.isclose(np.linalg.norm(np.diff(np.array(found["segments"]), axis=1), axis=2).sum(), whole)


# The start


def test_the_start_can_be_dragged_with_the_mouse(lab: Page) -> None:
    handle = box_of(lab.locator(".handle").first)
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    lab.mouse.move(x, y)
    lab.mouse.down()
    lab.mouse.move(x + 60, y - 40, steps=5)
    lab.mouse.up()
    expect(lab.locator("input[name=init_x0]")).not_to_have_value("-7.0")
    start = [float(lab.locator(f"input[name=init_x{i}]").input_value()) for i in (0, 1)]
    assert start[0] > -5
    assert start[1] > 3
    trace = descend(SURFACES["ravine"], start, GradientDescent(0.9), 40)
    assert np.allclose(last_point(lab), trace.x[-1], atol=1e-4)


def test_the_start_can_be_moved_with_the_keyboard(lab: Page) -> None:
    handle = lab.get_by_role("slider", name="Start point")
    handle.press("ArrowRight")
    expect(lab.locator("input[name=init_x0]")).to_have_value("-6")
    handle.press("ArrowUp")
    expect(lab.locator("input[name=init_x1]")).to_have_value("3")
    assert handle.get_attribute("aria-valuetext") == "x0 -6, x1 3"


def test_a_tap_on_the_landscape_moves_the_start_there(new_context: NewContext, address: str) -> None:
    context = new_context(has_touch=True, viewport={"width": 360, "height": 780})
    page = opened(context.new_page(), address)
    box = box_of(page.locator(".stage svg").first)
    page.touchscreen.tap(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.3)
    expect(page.locator("input[name=init_x0]")).not_to_have_value("-7.0")
    assert float(page.locator("input[name=init_x0]").input_value()) > 0
    expect(page.locator(".lab-read")).to_contain_text("x0")


def test_hovering_reads_out_the_landscape_and_path_points(lab: Page) -> None:
    box = box_of(lab.locator(".stage svg").first)
    lab.mouse.move(box["x"] + 0.54 * box["width"], box["y"] + 0.2 * box["height"])
    reading = lab.locator(".lab-read").inner_text().replace("−", "-")
    x0, x1, f = map(float, re.findall(r"x0 (\S+), x1 (\S+), f (\S+)", reading)[0])
    assert f == pytest.approx(SURFACES["ravine"]([x0, x1]), rel=0.01)
    handle = box_of(lab.locator(".handle").first)
    lab.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    assert re.match(r"\w+, step 0: x0 −7, x1 2, f 6.45, slope 4.061", lab.locator(".lab-read").inner_text())


def test_what_is_read_out_follows_a_drag_and_each_change(lab: Page) -> None:
    handle = box_of(lab.locator(".handle").first)
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    reading = lab.locator(".lab-read")
    lab.mouse.move(x, y)
    lab.mouse.down()
    expect(reading).to_contain_text("step 0: x0 −7, x1 2,")
    lab.mouse.move(x + 60, y - 40)
    for _ in range(2):  # while the ring is held, and after it
        expect(lab.locator("input[name=init_x0]")).not_to_have_value("-7.0")
        x0, x1 = (lab.locator(f"input[name=init_x{i}]").input_value().replace("-", "−") for i in (0, 1))
        expect(reading).to_contain_text(f"step 0: x0 {x0}, x1 {x1},")
        lab.mouse.up()
    enter(lab, "init_x0", "-7")  # the ring leaves the pointer
    expect(reading).not_to_contain_text("step 0")


# The basin map


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ("lr=0.01&lab.basins=GradientDescent", GradientDescent(0.01)),
        ("lr=0.015&lab.step_num=60&lab.basins=GradientDescent", GradientDescent(0.015)),
        ("lr=0.01&lab.beta=0.8&lab.basins=Momentum", Momentum(0.01, 0.8)),
        ("lr=0.005&lab.basins=Nesterov", Nesterov(0.005, 0.5)),
    ],
)
def test_the_basin_map_agrees_with_gdbook(page: Page, address: str, settings: str, rule: GradientDescent) -> None:
    opened(page, address, f"?lab.surface=himmelblau&lab.{settings}")
    expect(page.locator("canvas.basins[data-done=true]")).to_be_visible(timeout=20_000)
    tints: dict[tuple[int, ...], int] = {}
    minima = [x for x in himmelblau.stationary_points if classify(himmelblau, x).kind == "minimum"]
    half = 10 / 128 / 2
    window = -5 + half, 5 - half  # the centres of the cells
    grid = range(3, 128, 17)
    reached = basin_map(himmelblau, rule, window, window, count=128, targets=minima).reached
    expected = [reached[j, i] for i in grid for j in grid]
    shown = page.locator("canvas.basins").evaluate(
        """(canvas, grid) => {
            const { data } = canvas.getContext("2d").getImageData(0, 0, 128, 128);
            return grid.flatMap((i) => grid.map((j) => [...data.slice(4 * (128 * (127 - j) + i)).slice(0, 4)]));
        }""",
        list(grid),
    )
    for pixel, goal in zip(map(tuple, shown), expected, strict=True):
        assert (pixel[3] == 0) == (goal == -1)
        assert tints.setdefault(pixel, int(goal)) == goal
    assert len(set(tints.values())) == len(tints) >= 3


REACHED = {
    "en": {
        0.01: "4 tints, one for each minimum: where GradientDescent with η = 0.01 settles in it within 200 steps.",
        0.022: "2 tints for 2 of the 4 minima: where GradientDescent with η = 0.022 settles there within 200 steps.",
        0.0245: "1 tint for 1 of the 4 minima: where GradientDescent with η = 0.0245 settles there within 200 steps.",
        0.15: "Nothing is tinted: GradientDescent with η = 0.15 settles within 200 steps from no start in a minimum.",
    },
    "zh-TW": {
        0.01: "4 種顏色各代表一個極小點：從那裡出發，GradientDescent（η = 0.01）會在 200 步以內停在那裡。",
        0.022: "2 種顏色代表 4 個極小點當中的 2 個：從那裡出發，GradientDescent（η = 0.022）會在 200 步以內停在那裡。",
        0.0245: "1 種顏色代表 4 個極小點當中的 1 個："
        "從那裡出發，GradientDescent（η = 0.0245）會在 200 步以內停在那裡。",
        0.15: "沒有顏色：不管從哪裡出發，GradientDescent（η = 0.15）都沒有在 200 步以內停在極小點。",
    },
}
COLOURS = """(canvas) => {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    pen.drawImage(canvas, 0, 0);
    const pixels = new Uint32Array(pen.getImageData(0, 0, 128, 128).data.buffer);
    return new Set(pixels.filter((pixel) => pixel !== 0)).size;
}"""


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tints_that_are_there_are_counted(page: Page, address: str, language: str) -> None:
    opened(page, address, "?lab.surface=himmelblau&lab.basins=GradientDescent", language)
    for tints, (lr, text) in zip((4, 2, 1, 0), REACHED[language].items(), strict=True):
        enter(page, "lr_GradientDescent", str(lr))
        expect(page.locator(".lab-read")).to_have_text(text, timeout=20_000)
        assert page.locator("canvas.basins").evaluate(COLOURS) == tints


@pytest.mark.exhaustive
def test_the_map_does_not_block_the_page_and_a_change_cancels_it(page: Page, address: str) -> None:
    opened(page, address, "?lab.surface=rosenbrock&lab.step_num=10000&lab.basins=AdaGrad")
    expect(page.locator(".lab-read")).to_have_text(re.compile("Computing"))
    longest = page.evaluate(
        """() => new Promise((resolve) => {
            let last = performance.now(), longest = 0, count = 0;
            const tick = () => {
                const now = performance.now();
                longest = Math.max(longest, now - last);
                last = now;
                if (++count < 60) requestAnimationFrame(tick); else resolve(longest);
            };
            requestAnimationFrame(tick);
        })"""
    )
    assert longest < 500  # milliseconds; the map takes seconds
    enter(page, "lr_GradientDescent", "0.5")
    expect(page.locator("canvas.basins[data-done=false]")).to_be_visible()
    expect(page.locator("canvas.basins[data-done=true]")).to_be_visible(timeout=20_000)
    expect(page.locator(".lab-read")).to_contain_text("AdaGrad with η = 0.5 settles within 200 steps in the minimum")


@pytest.mark.exhaustive
def test_a_landscape_without_minimum_has_no_map(lab: Page) -> None:
    preset(lab, "Saddle")
    lab.locator("[name=basins]").select_option("GradientDescent")
    expect(lab.locator(".lab-read")).to_contain_text("no minimum")
    expect(lab.locator("canvas.basins")).to_be_hidden()


@pytest.mark.exhaustive
def test_the_map_follows_the_colour_scheme(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    opened(page, address, "?lab.surface=himmelblau&lab.basins=GradientDescent")
    expect(page.locator("canvas.basins[data-done=true]")).to_be_visible(timeout=20_000)
    light = page.locator("canvas.basins").screenshot()
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    page.wait_for_timeout(100)
    assert (
        page.locator("canvas.basins").evaluate(
            """canvas => {
            const pixels = canvas.getContext("2d").getImageData(0, 0, 128, 128).data;
            const [red, green, blue] = pixels.slice(4 * 128 * 20 + 80);
            return Math.max(red, green, blue);
        }"""
        )
        > 200
    )  # the dark scheme uses light colours
    assert page.locator("canvas.basins").screenshot() != light


# The address


@pytest.mark.exhaustive
def test_reloading_the_address_restores_the_state(page: Page, address: str) -> None:
    opened(page, address)
    preset(page, "Plateau")
    enter(page, "lr_GradientDescent", "0.2")
    enter(page, "beta", "0.8")
    enter(page, "init_x0", "-2.5")
    page.locator("[name=basins]").select_option("Adam")
    page.locator("[name=Nesterov]").check()
    page.locator("[name=step]").fill("33")
    page.wait_for_timeout(700)
    settings = parse_qs(urlsplit(page.url).query)
    assert {name.removeprefix("lab.") for name in settings} <= {*SETTINGS, *RATES}
    assert "lab.init_x1" not in settings  # the default of the surface
    before = output(page), program(page), path(page, "Adam").tolist()
    page.reload()
    expect(page.locator(".lab-at")).to_have_text("33 / 100")
    assert (output(page), program(page), path(page, "Adam").tolist()) == before
    expect(page.locator("[name=basins]")).to_have_value("Adam")


@pytest.mark.exhaustive
def test_reset_clears_the_address(lab: Page) -> None:
    before = output(lab)
    preset(lab, "Frozen")
    lab.wait_for_timeout(700)
    assert urlsplit(lab.url).query
    lab.get_by_role("button", name="Reset").click()
    lab.wait_for_timeout(700)
    assert urlsplit(lab.url).query == ""
    assert output(lab) == before


HOSTILE = [
    ("lab.surface=<img src=x onerror=alert(1)>", "surface must be one of bowl"),
    ("lab.surface=__proto__", "surface must be one of bowl"),
    ("lab.surface=constructor&lab.lr=0.1", "surface must be one of bowl"),
    ("lab.basins=toString", "basins must be one of none"),
    ("lab.Adam=maybe", "Adam must be one of on, off"),
    ("lab.lr=1e999", "lr is 1e999"),
    ("lab.lr=-1", "lr must be above 0"),
    ("lab.lr=NaN", "lr must be a finite number"),
    ("lab.lr=", "lr is empty"),
    ("lab.lr_Adam=0", "lr_Adam must be above 0"),
    ("lab.lr_Momentum=each", "lr_Momentum must be a number"),
    ("lab.lr=1/3", "lr must be one number: write 0.333 in place of “1/3”."),
    ("lab.init_x0=−7/2", "init_x0 must be one number: write -3.5 in place of"),
    ("lab.lr=1/0.5", "lr must be one number: write 2 in place of “1/0.5”."),
    ("lab.lr=1/3.00000000000000000000000", "lr must be one number: write 0.333 in place of"),
    ("lab.lr=1.2.3/4", "lr must be a number, not “1.2.3/4”."),
    ("lab.lr=./2", "lr must be a number"),
    ("lab.beta=1/0", "beta must be a number"),
    ("lab.beta=1/1", "beta must be 0 or more and below 1, not 1/1."),
    ("lab.step_num=1/2", "step_num must be a whole number"),
    ("lab.lr=%F0%28%8C%28", "lr must be a number"),
    ("lab.step_num=1000000", "step_num can be at most 10,000"),
    ("lab.step_num=2.5", "step_num must be a whole number, 0 or more, not 2.5."),
    ("lab.step=41", "step must be at most 40"),
    ("lab.step=-1", "step must be a whole number, 0 or more, not -1."),
    ("lab.init_x0=" + "9" * 5000, "init_x0 must be a number"),
    ("lab.beta=1", "beta must be 0 or more and below 1"),
]
"""Invalid settings in the address and the messages they cause."""


@pytest.mark.parametrize(("settings", "message"), HOSTILE, ids=str)
def test_a_hostile_address_is_explained_and_changes_nothing(
    page: Page, address: str, settings: str, message: str
) -> None:
    before = output(opened(page, address))
    opened(page, address, "?" + settings.replace("<", "%3C").replace(" ", "%20"))
    assert message in note(page)
    assert "last values that could be used" in note(page)
    assert page.locator("article img, [onerror]").count() == 0
    if "lr=0.1" not in settings:
        assert output(page) == before


def test_address_errors_are_cleared_when_a_setting_changes(page: Page, address: str) -> None:
    opened(page, address, "?lab.surface=nowhere&lab.step=-1")
    assert "step must be" in note(page)
    page.locator("[name=Adam]").check()
    assert note(page) == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["lr_GradientDescent", "step_num"])
def test_an_invalid_setting_is_marked_and_explained(page: Page, address: str, name: str) -> None:
    opened(page, address, language="zh-TW")
    for text in ("", "abc", "1e999", "-1", "NaN", "A pasted paragraph. " * 200, "<b>1</b>", "0x10"):
        before = output(page), path(page, "GradientDescent").tolist()
        enter(page, name, text)
        expect(page.locator(f"input[name={name}]"), text[:20]).to_have_attribute("aria-invalid", "true")
        assert name in note(page)
        assert "上一組有效的數字" in note(page)
        assert (output(page), path(page, "GradientDescent").tolist()) == before
        enter(page, name, "3")
        expect(page.locator("[aria-invalid]")).to_have_count(0)
        assert "上一組有效的數字" not in note(page)


def test_all_rules_finish_the_maximum_number_of_steps_quickly(lab: Page) -> None:
    for rule in RULES:
        lab.locator(f"input[name={rule}]").check()
    enter(lab, "step_num", "10000")
    expect(lab.locator(".lab-at")).to_have_text("10000 / 10000", timeout=3000)


WRITTEN = """() => {
    window.written = new Set();
    const observer = new MutationObserver((records) => {
        for (const { target } of records) {
            const element = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
            const field = element.closest(".field");
            window.written.add(field ? field.dataset.name : element.localName);
        }
    });
    const watched = { subtree: true, childList: true, characterData: true };
    const places = document.querySelectorAll("[data-live=lab] [data-cell], .lab-formula");
    for (const place of places) observer.observe(place, watched);
}"""


def test_a_change_rewrites_nothing_of_the_program_but_its_number(lab: Page) -> None:
    lab.evaluate(WRITTEN)
    dial = lab.locator(".dial[data-name=lr_Momentum] [type=range]")
    for _ in range(3):
        dial.press("ArrowDown")
        output(lab)
    assert lab.evaluate("[...window.written]") == ["lr_Momentum"]


ORDER = """() => {
    const of = { path: [], loss: [] };
    let frame = 0;
    const next = () => requestAnimationFrame(() => { frame += 1; next(); });
    next();
    for (const part of Object.keys(of)) {
        const path = document.querySelector(`g[data-part=${part}][data-rule=Momentum] path`);
        new MutationObserver(() => of[part].push(frame)).observe(path, { attributeFilter: ["d"] });
    }
    window.of = of;
}"""


@pytest.mark.exhaustive
def test_of_a_long_run_the_path_is_shown_a_frame_before_the_curve(lab: Page) -> None:
    for steps, apart in ((10_000, True), (60, False)):
        enter(lab, "step_num", str(steps))
        output(lab)
        lab.evaluate(ORDER)
        enter(lab, "lr_Momentum", "0.31")
        output(lab)
        seen = lab.evaluate("window.of")
        assert (seen["loss"][0] > seen["path"][0]) is apart, (steps, seen)
        enter(lab, "lr_Momentum", "0.3")


# Readers


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_playground_fits_a_narrow_phone(page: Page, address: str, language: str, scheme: str) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    page.emulate_media(color_scheme=scheme)
    opened(page, address, "?lab.surface=himmelblau&lab.basins=Adam&lab.Adam=on&lab.lr=1e-10", language)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    figure, controls = box_of(page.locator("[data-live=lab] .stage").first), box_of(page.locator(".lab").first)
    assert figure["y"] + figure["height"] <= controls["y"] + 1
    targets = page.locator(
        ":is(.lab, .strip) :is(button, select, label:has(input), input[type=range]):visible, .handle"
    )
    boxes = targets.evaluate_all(
        "targets => targets.map(target => [target.getBoundingClientRect().toJSON(), target.outerHTML])"
    )
    assert len(boxes) > 20
    for box, target in boxes:
        assert min(box["width"], box["height"]) >= 24, target
        assert box["x"] >= 0, target
        assert box["x"] + box["width"] <= 360, target


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_phone_the_landscape_stays_in_sight_over_the_rules_and_their_rates(
    page: Page, address: str, language: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    opened(page, address, "?" + "&".join(f"lab.{rule}=on" for rule in RULES), language)
    landscape, rules = page.locator(".stage").first, page.locator(".lab-rule")
    assert box_of(landscape)["width"] > 250
    assert box_of(rules.last)["y"] + box_of(rules.last)["height"] <= 640
    for selector in (".lab-rule >> nth=-1", "[name=formula]", ".strip", "[data-more=crowd]"):
        target = page.locator(f"[data-live=lab] {selector}")
        target.evaluate("target => target.scrollIntoView({ block: 'nearest' })")
        above, place = box_of(landscape), box_of(target)
        assert above["y"] >= 48, selector  # under the header
        assert above["y"] + above["height"] <= place["y"] <= 640 - place["height"] + 1, selector
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.exhaustive
def test_on_a_phone_the_program_passes_over_the_landscape(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    opened(page, address)
    program = page.locator("[data-live=lab] [data-cell]")
    program.evaluate("program => scrollTo(0, program.getBoundingClientRect().top + scrollY - 60)")
    for y in (100, 200, 300, 500):
        assert program.evaluate(f"program => program.contains(document.elementFromPoint(180, {y}))"), y


@pytest.mark.exhaustive
@pytest.mark.parametrize(("width", "height", "least"), [(1280, 800, 490), (1600, 1000, 620), (1920, 1080, 680)])
def test_on_a_wide_screen_the_landscape_is_large_and_stays_where_it_is_when_a_panel_opens(
    page: Page, address: str, width: int, height: int, least: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    opened(page, address)
    stages = page.locator("[data-live=lab] :is(.stage, .lab-formula, .strip, .live-bar)")
    before = [box_of(stage) for stage in stages.all()]
    assert before[0]["width"] > least
    for name in ("anatomy", "goals", "crowd", "relief"):
        page.locator(f"[data-more={name}]").click()
        panel = page.locator(".lab-panel:not(:empty)")
        expect(panel).to_be_visible()
        assert box_of(panel)["y"] + 100 < height
        for stage, place in zip(stages.all(), before, strict=True):
            assert box_of(stage) == pytest.approx(place, abs=0.1)
        assert before[1]["y"] + before[1]["height"] <= height
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_figure_and_controls_fit_one_desktop_screen(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    opened(page, address)
    for selector in (".lab", ".live-bar span", "[data-live=lab] .stage >> nth=1", ".strip"):
        box = box_of(page.locator(selector).first)
        assert box["y"] + box["height"] <= 800
        assert box["x"] + box["width"] <= 1280


@pytest.mark.exhaustive
def test_the_result_of_six_rules_ends_in_a_desktop_screen_of_900_pixels(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    opened(page, address, "?lab.lr=0.9" + "".join(f"&lab.{rule}=on" for rule in RULES))
    result = box_of(page.locator("[data-live=lab] output"))
    assert result["y"] + result["height"] <= 900 - 24


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_remark_of_four_lines_ends_in_the_first_desktop_screen(page: Page, address: str, language: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    opened(page, address, "?lab.lr_Nesterov=-3&lab.beta=2&lab.init_x0=nan", language)
    note = page.locator(".live-bar p")
    expect(note).to_have_class(re.compile("wrong"))
    line = note.evaluate("note => parseFloat(getComputedStyle(note).lineHeight)")
    assert box_of(note)["height"] > 2.5 * line
    assert box_of(note)["y"] + max(box_of(note)["height"], 4 * line) <= 800


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_tablet_nothing_is_blank_under_the_buttons(page: Page, address: str, language: str) -> None:
    page.set_viewport_size({"width": 768, "height": 1024})
    opened(page, address, language=language)
    dials, controls, result = (box_of(page.locator(f"[data-live=lab] {at}")) for at in (".strip", ".lab", ".output"))
    buttons = box_of(page.locator(".lab-more"))
    assert dials["y"] == pytest.approx(buttons["y"] + buttons["height"], abs=12)
    last = box_of(page.locator(".strip .dial").last)
    ends = [last["y"] + last["height"], controls["y"] + controls["height"]]
    assert ends == pytest.approx([result["y"], result["y"]], abs=30)


LONG = {
    "?lab.surface=monkey_saddle&lab.lr=10&lab.step_num=100": "frozen, far away",
    "?lab.lr=0.9&lab.init_x1=-2": "one runs away",
    "?lab.formula=sin(x0)*cos(x1)": "negative heights",
    "?lab.surface=himmelblau&lab.lr=1": "not finite",
}
WRAPPED = """(output) => {
    const range = document.createRange();
    const right = output.closest("pre").getBoundingClientRect().right;
    const texts = document.createTreeWalker(output, NodeFilter.SHOW_TEXT);
    const seen = [];
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        range.selectNodeContents(text);
        const boxes = [...range.getClientRects()].filter(({ width }) => width > 0);
        const rows = new Set(boxes.map(({ top }) => Math.round(top))).size;
        const isCut = boxes.some((box) => box.right > right + 0.5);
        if (text.data.trim()) seen.push([rows, isCut]);
    }
    return seen;
}"""


@pytest.mark.parametrize("settings", LONG, ids=LONG.values())
@pytest.mark.parametrize("width", [360, 768, 1024, 1280])
def test_no_number_of_the_result_is_cut_or_broken(page: Page, address: str, width: int, settings: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, address, settings + "".join(f"&lab.{rule}=on" for rule in RULES))
    assert len(output(page).splitlines()) == len(RULES)
    assert page.locator("[data-live=lab] output").evaluate(WRAPPED) == 2 * len(RULES) * [[1, False]]


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [360, 768, 1024, 1280])
def test_no_choice_is_cut(page: Page, address: str, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, address, language=language)
    for select in page.locator("[data-live=lab] select").all():
        given = box_of(select)["width"]
        select.evaluate("select => { select.style.cssText = 'flex: none; width: max-content'; }")
        assert box_of(select)["width"] <= given
        select.evaluate("select => { select.style.cssText = ''; }")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_has_a_name_in_the_language_of_the_page(page: Page, address: str, language: str) -> None:
    opened(page, address, language=language)
    for name in SETTINGS:
        assert page.locator(f"[data-live=lab] [name={name}]").count() == 1
    tree = page.locator("[data-live=lab]").aria_snapshot()
    assert not re.search(r"- (button|slider|textbox|combobox|checkbox)(:|$)", tree, re.MULTILINE)
    assert ("學習率" in tree) == (language == "zh-TW")
    assert ("learning rate" in tree) == (language == "en")


def test_without_javascript_the_figure_and_the_program_are_shown(new_context: NewContext, address: str) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "lab/")
    assert page.locator("[data-part=path]").count() == 3
    expect(page.locator(".stage svg").first).to_be_visible()
    expect(page.locator("[data-live=lab] [data-cell]")).to_contain_text("draw_contours")
    expect(page.locator(".lab-needs")).to_be_visible()
    expect(page.locator(".lab")).to_be_hidden()


HEADS = """(lab) => [...lab.querySelectorAll("[data-part=rule] text")]
    .filter((text) => text.getClientRects().length > 0)
    .map((text) => [text.textContent, text.getBoundingClientRect().toJSON()])"""


@pytest.mark.exhaustive
def test_each_path_in_sight_carries_its_name_beside_its_head(lab: Page) -> None:
    for name in RULES:
        lab.locator(f".lab-rule [name={name}]").set_checked(True)
    enter(lab, "lr_GradientDescent", "0.7")
    heads = dict(lab.locator("[data-live=lab]").evaluate(HEADS))
    assert {"GradientDescent", "Momentum", "AdaGrad", "RMSProp", "Adam"} <= heads.keys()
    levels = sorted(box["top"] for box in heads.values())
    assert np.diff(levels).min() > 9  # all end at the minimum: under each other
    lab.locator("[name=step]").fill("0")
    start = box_of(lab.locator(".handle"))
    for box in dict(lab.locator("[data-live=lab]").evaluate(HEADS)).values():
        assert 0 < box["left"] - start["x"] < 60
    enter(lab, "init_x0", "50")  # out of sight
    assert lab.locator("[data-live=lab]").evaluate(HEADS) == []
