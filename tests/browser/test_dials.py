"""The dials under the figures of live listings: in step with the code, and on one screen with the figure."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from listing import numbers
from listings import (
    LISTINGS,
    QUICK,
    SETTLED,
    box_of,
    cells,
    drawn_data,
    entered,
    field,
    printed,
    settled,
    turn_to,
    values,
    visit,
)
from playwright.sync_api import Locator, Page, expect
from prose import path_of
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext

BOXES = "(elements) => elements.map((element) => element.getBoundingClientRect().toJSON())"
EACH = pytest.mark.parametrize(("page_name", "name"), LISTINGS)


def dial(live: Locator, setting: str) -> Locator:
    return live.locator(f'.dial[data-name="{setting}"] [type=range]')


def number_of(live: Locator, setting: str) -> Locator:
    """The field beside the dial."""
    return live.locator(f'.dial[data-name="{setting}"] .field input')


def dialled(page_name: str, name: str) -> list[str]:
    """The settings with a dial: all, but for those that a listing leaves to the figure."""
    cell, *_ = cells(page_name, name)
    variables = cell.metadata.get("dials", cell.metadata["vary"]).split()
    return [setting for variable in variables for *_, setting in numbers(cell.source, variable)]


def output(live: Locator) -> str:
    return live.locator("output").evaluate("(output) => output.textContent")


TURN = f"""async (live) => {{
    const output = live.querySelector("output"), found = [];
    const enter = async (input, text) => {{
        input.value = text;
        input.dispatchEvent(new Event("input", {{ bubbles: true }}));
        await ({SETTLED})(live);
    }};
    for (const dial of live.querySelectorAll(".dial[data-name]")) {{
        const slider = dial.querySelector("input"), field = live.querySelector(`input[name="${{dial.dataset.name}}"]`);
        const built = field.value, positions = [];
        for (const position of [0, 630, 1000]) {{
            await enter(slider, position);
            const turned = [field.value, dial.querySelector(".dial-number").textContent, output.textContent];
            await enter(field, built);
            await enter(field, turned[0]);
            positions.push([...turned, output.textContent]);
        }}
        await enter(field, built);
        found.push([dial.dataset.name, built, positions]);
    }}
    return found;
}}"""
"""For each dial its setting, the built number, and for three positions the number in the code, the number beside the
dial, the output, and the output once that number is typed into the code."""


@pytest.mark.sampled("program", "memory")
@EACH
def test_a_dial_and_its_number_in_the_code_are_one_setting(page: Page, address: str, page_name: str, name: str) -> None:
    live = turn_to(page, address, page_name, name)
    entered(live, QUICK.get(name, []))
    turned = live.evaluate(TURN)
    assert [setting for setting, *_ in turned] == dialled(page_name, name)
    assert all(dial(live, setting).is_visible() for setting in dialled(page_name, name))
    for setting, built, positions in turned:
        for text, beside, shown, typed in positions:
            assert math.isfinite(float(text)), setting
            assert text != built or name in ("games", "cloud")  # which begin at the end of a dial
            assert text == beside
            assert shown == typed
    assert live.locator(".wrong, [aria-invalid]").count() == 0


@pytest.mark.sampled("program", "memory")
@EACH
def test_arrow_keys_on_a_dial_do_what_they_do_in_the_code(page: Page, address: str, page_name: str, name: str) -> None:
    live = turn_to(page, address, page_name, name)
    for setting in dialled(page_name, name):
        built = field(live, setting).input_value()
        for key in ("ArrowUp", "Shift+ArrowUp", "ArrowDown"):
            field(live, setting).press(key)
        typed = field(live, setting).input_value()
        field(live, setting).fill(built)
        for key in ("ArrowRight", "Shift+ArrowUp", "ArrowLeft"):
            dial(live, setting).press(key)
        assert field(live, setting).input_value() == typed
        assert dial(live, setting).get_attribute("aria-valuetext") == typed
        field(live, setting).fill(built)


@pytest.mark.exhaustive
def test_a_number_typed_into_the_code_moves_its_dial(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    for text, position in (("0.1", 500), ("0.001", 0), ("10", 1000), ("1", 750), ("1e9", 1000), ("1e-9", 0)):
        field(live, "lr").fill(text)
        assert float(dial(live, "lr").input_value()) == pytest.approx(position)
    field(live, "lr").fill("nonsense")
    assert float(dial(live, "lr").input_value()) == pytest.approx(0)  # still the last valid number
    assert dial(live, "lr").get_attribute("aria-valuetext") == "1e-9"


STATE = """(input) => [
    input.value, ...["aria-label", "aria-invalid", "aria-describedby"].map((name) => input.getAttribute(name)),
    input.closest(".field").classList.contains("wrong"),
]"""


@pytest.mark.sampled("program")
@EACH
def test_the_number_beside_a_dial_is_edited_as_in_the_code(page: Page, address: str, page_name: str, name: str) -> None:
    live = turn_to(page, address, page_name, name)
    for setting in dialled(page_name, name):
        pair = field(live, setting), number_of(live, setting)
        built = pair[0].input_value()
        found = []
        for typed in pair:
            steps = []
            for act in (
                lambda typed: typed.fill("-x,"),
                lambda typed: typed.press("ArrowUp"),
                lambda typed: typed.fill("+007"),
                lambda typed: typed.press("Enter"),
                lambda typed: typed.press("Shift+ArrowDown"),
                lambda typed: typed.fill(""),
                lambda typed, built=built: typed.fill(built),
            ):
                act(typed)
                states = [one.evaluate(STATE) for one in pair]
                assert states[0] == states[1]
                expect(live).not_to_have_attribute("data-busy", "")
                steps.append((states[0], live.locator(".live-bar p").inner_text()))
            found.append(steps)
        assert found[0] == found[1]
        assert any(wrong for (*_, wrong), _ in found[0])
    assert live.locator(".wrong, [aria-invalid]").count() == 0


def test_a_number_typed_beside_a_dial_is_computed_kept_in_the_address_and_undone(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    built = output(live)
    typed = number_of(live, "lr")
    typed.focus()
    places = live.locator(".strip, .output, .live-bar")
    before = places.evaluate_all(BOXES)
    typed.fill("0.12345")
    assert output(live) == printed("chapter/learning-rate", "rate", {"lr": "0.12345"})
    assert places.evaluate_all(BOXES) == before
    page.wait_for_url(re.compile(r"rate\.lr=0\.12345"))
    live.get_by_role("button", name="Undo").click()
    expect(typed).to_have_value(field(live, "lr").input_value())
    settled(live)
    assert output(live) == built


AROUND = """() => [...document.querySelectorAll(".dial-number")].filter((it) => it.checkVisibility()).map((number) => {
    number.scrollIntoView({ block: "center" });
    const { left, top, width, height } = number.getBoundingClientRect();
    const reach = number.matches(".dial + .dial *, .dial:has(+ .dial) *") ? 15 : 21;
    const places = [[0, 0], [-reach, 0], [reach, 0], [0, -width / 2 - 4], [0, width / 2 + 4]];
    return places.every(([down, across]) =>
        number.contains(document.elementFromPoint(left + width / 2 + across, top + height / 2 + down)));
})"""


@pytest.mark.parametrize(
    "page_name",
    ["chapter/learning-rate", *(pytest.param(name, marks=pytest.mark.exhaustive) for name in ("index", "lab"))],
)
def test_a_finger_has_44_pixels_for_the_number_beside_a_dial(phone: Page, address: str, page_name: str) -> None:
    phone.goto(address + path_of(page_name))
    phone.locator("[data-live][data-ready]").first.wait_for(state="attached")
    reached = phone.evaluate(AROUND)
    assert reached
    assert all(reached), reached
    number = phone.locator(".dial-number:visible").first
    number.evaluate("(number) => number.scrollIntoView({ block: 'center' })")
    box = box_of(number)
    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 16)
    expect(number.locator("input")).to_be_focused()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_ten_times_and_a_tenth_are_exact_and_stay_in_the_address(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/saddle-points", "saddle")
    for name, text in (("÷10", "1e-7"), ("÷10", "1e-8"), ("×10", "1e-7"), ("×10", "0.000001"), ("×10", "0.00001")):
        live.get_by_role("button", name=name).click()
        assert float(field(live, "offset").input_value()) == float(text)
    page.wait_for_url(re.compile(r"saddle\.offset=0\.00001"))
    live.locator(".handle").press("ArrowRight")
    assert float(field(live, "offset").input_value()) == 1.1e-5


@pytest.mark.sampled("program", "memory")
@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.exhaustive), "zh-TW"])
@EACH
def test_figure_and_dials_fit_one_screen(page: Page, address: str, page_name: str, name: str, language: str) -> None:
    live = turn_to(page, address, page_name, name, language)
    for width, height, header in ((1280, 800, 56), (360, 640, 52)):
        page.set_viewport_size({"width": width, "height": height})
        strip = box_of(live.locator(".strip"))
        pictures = live.locator(".stage")
        top = min([box_of(picture)["y"] for picture in pictures.all()], default=strip["y"])
        assert strip["y"] + strip["height"] - top <= height - header
        # Three or more pictures are a row to swipe on a phone; else all of them are seen with the dials.
        across = [box for box in pictures.evaluate_all(BOXES) if box["left"] < 0 or box["right"] > width]
        wider = ("walk", "memory")  # these are wider than a phone
        assert across == [] or pictures.count() > 2 or name in wider
        for box in live.locator(".dial, .dial > *").evaluate_all(BOXES):
            assert box["left"] >= 0
            assert box["right"] <= width
        for box in live.locator(".dial input[type=range]").evaluate_all(BOXES):
            assert box["right"] - box["left"] >= 60  # enough to be turned


@pytest.mark.exhaustive
@pytest.mark.parametrize(("page_name", "name"), [("chapter/gradient", "slope"), ("beyond/momentum", "pushes")])
def test_on_a_phone_the_pictures_go_with_the_last_buttons_while_the_code_is_folded(
    page: Page, address: str, page_name: str, name: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    live = visit(page, address, page_name, name)
    pictures, title = live.locator(".pictures"), live.locator("summary").first
    title.click()  # which folds the code
    seen = live.evaluate(
        """(live) => {
            const [pictures, button] = [".pictures", ".live-bar button"].map((part) => live.querySelector(part));
            const edges = (part) => part.getBoundingClientRect();
            const seen = [];
            for (let y = edges(pictures).top - 60; edges(button).top > 60; y += 20) {
                scrollTo({ top: y, behavior: "instant" });
                seen.push([edges(pictures).top, edges(pictures).bottom, edges(button).top]);
            }
            return seen;
        }"""
    )
    assert sum(40 <= top < 60 for top, _, _ in seen) > 5
    assert [(bottom, button) for _, bottom, button in seen if bottom > button] == []
    title.evaluate("(title) => title.click()")  # Playwright would scroll it into sight before
    page.wait_for_timeout(200)
    box = box_of(pictures)
    assert 40 <= box["y"] < 60
    assert box["y"] + box["height"] <= box_of(title)["y"]


@pytest.mark.exhaustive
def test_on_a_phone_both_pictures_stay_in_sight_while_the_code_is_used(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    live = visit(page, address, "chapter/numerical-gradient", "chords")
    field(live, "h").evaluate("(field) => field.scrollIntoView({ block: 'end' })")
    first, second = (box_of(picture) for picture in live.locator(".stage svg").all())
    typed = box_of(field(live, "h"))
    assert page.evaluate("scrollY") > 500
    assert 40 <= first["y"] < 100
    assert first["y"] + first["height"] <= second["y"]
    assert second["y"] + second["height"] < typed["y"] < 640


@pytest.mark.sampled("memory")
@EACH
def test_pictures_beside_each_other_have_one_height(page: Page, address: str, page_name: str, name: str) -> None:
    pictures = turn_to(page, address, page_name, name).locator(".stage").evaluate_all(BOXES)
    rows: dict[int, list[float]] = {}
    for box in pictures:
        rows.setdefault(round(box["bottom"] / 20), []).append(box["height"])
    for heights in rows.values():
        assert max(heights) - min(heights) < 2, heights


def test_without_javascript_there_are_no_dials(new_context: NewContext, address: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(address + path_of("chapter/gradient-method"))
    expect(page.locator(".strip").first).to_be_hidden()


@pytest.mark.exhaustive
def test_the_dial_of_a_negative_offset_stays_negative(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/saddle-points", "saddle")
    field(live, "offset").fill("-1e-6")
    before = float(dial(live, "offset").input_value())
    dial(live, "offset").press("ArrowRight")
    assert float(field(live, "offset").input_value()) == -1.1e-6
    assert float(dial(live, "offset").input_value()) > before
    dial(live, "offset").fill("1000")
    assert float(field(live, "offset").input_value()) == -1


# --- The axes

TICKS = """(live) => [...live.querySelectorAll("g[data-x]")].map((axes) => {
    const figure = axes.ownerSVGElement.getBoundingClientRect();
    const scale = axes.ownerSVGElement.viewBox.baseVal.width / figure.width;
    const shown = (element) => element.getClientRects().length > 0;
    const ticks = (side) => [...axes.querySelectorAll(`[data-tick="${side}"]`)]
        .flatMap((tick) => [...tick.querySelectorAll("text")]).filter(shown).map((text) => {
            const box = text.getBoundingClientRect();
            const raised = text.querySelector("tspan") !== null;
            const name = raised ? text.textContent.replace(/^([\\d.]+×)?10/, "$&^") : text.textContent;
            const middle = side === "x" ? box.x + box.width / 2 - figure.x : box.y + box.height / 2 - figure.y;
            return [name, middle * scale];
        });
    const parts = [...axes.querySelectorAll("[data-live-path]")].map((part) => [part.dataset.livePath,
        [...part.querySelectorAll("path, use")].filter(shown)
            .map((shape) => shape.getAttribute("d") ?? `M${shape.getAttribute("x")} ${shape.getAttribute("y")}`)]);
    const log = [axes.dataset.x, axes.dataset.y].map((axis) => axis.startsWith("log"));
    return { x: ticks("x"), y: ticks("y"), log, parts };
})"""


def number(text: str) -> float:
    """The number that a tick label shows: 0.5, 10 to a power, 2 x 10 to a power."""
    plain = text.replace("−", "-").replace(" ", "")
    if found := re.fullmatch(r"(?:([\d.]+)×)?10\^(-?\d+)", plain):
        return float(found[1] or 1) * 10.0 ** int(found[2])
    return float(plain)


def place_of(ticks: list[list[object]], log: bool, values: np.ndarray) -> np.ndarray:
    """Where the ticks put these values along an axis, in figure coordinates: by the line through the first and last."""
    at = np.array([number(str(text)) for text, _ in ticks])
    where = np.array([float(str(place)) for _, place in ticks])
    with np.errstate(all="ignore"):
        levels, wanted = (np.log10(at), np.log10(values)) if log else (at, values)
        slope = (where[-1] - where[0]) / (levels[-1] - levels[0])
        assert np.allclose(where[0] + slope * (levels - levels[0]), where, atol=NEAR), ticks
        return where[0] + slope * (wanted - levels[0])


NEAR = 3.5  # figure units; a superscript moves the middle of a label


NO_TICKS = {"walk"}  # without numbers on their axes
SPANS = {"floor"}  # as long as the axis, whose limits follow the settings in the page alone


@pytest.mark.sampled("program", "memory")
@pytest.mark.parametrize(("page_name", "name"), [each for each in LISTINGS if each[1] not in NO_TICKS])
def test_each_number_is_drawn_where_the_ticks_say(page: Page, address: str, page_name: str, name: str) -> None:
    live = turn_to(page, address, page_name, name)
    settings: dict[str, str] = {}
    checked = 0
    typed = values(page_name, name)
    for (setting, value), figure in zip(typed, entered(live, typed, TICKS), strict=True):
        settings[setting] = value
        wanted = drawn_data(page_name, name, settings)
        for axes in figure:
            for part, shapes in axes["parts"]:
                points = wanted[part].pop(0)
                if part in SPANS or min(len(axes["x"]), len(axes["y"])) < 2:
                    continue
                sides = zip("xy", axes["log"], points.T, strict=True)
                places = np.transpose([place_of(axes[side], log, values) for side, log, values in sides])
                places = places[((places > 0) & (places < 200)).all(axis=1)]
                drawn = np.array(re.findall(r"[ML](\S+?) ([-\d.]+)", "".join(shapes)), float).reshape(-1, 2)
                if len(points) > 2_000:  # of many, those on a line are left out
                    k = np.linspace(0, len(drawn) - 1, 20 * len(drawn))
                    drawn = np.stack([np.interp(k, np.arange(len(drawn)), side) for side in drawn.T], axis=1)
                for place in places[:: max(1, len(places) // 50)]:
                    assert np.abs(drawn - place).max(axis=1).min() < NEAR, (settings, part, place)
                    checked += 1
    assert checked > 0


@pytest.mark.exhaustive
def test_ten_presses_of_a_key_are_announced_once(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    status = live.locator(".announcement")
    status.evaluate("""(status) => {
        window.said = [];
        new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true });
    }""")
    for _ in range(10):
        dial(live, "lr").press("ArrowRight")
    page.wait_for_timeout(1600)  # twice as long as the delay
    assert page.evaluate("window.said") == [output(live)]
    assert live.locator("output").get_attribute("aria-live") == "off"


def test_an_arrow_key_on_a_point_changes_one_setting_and_leaves_a_share_in_its_range(page: Page, address: str) -> None:
    live = visit(page, address, "beyond/momentum", "choice")
    field(live, "beta").fill("0")
    field(live, "lr").fill("0.125")
    live.locator(".handle").press("ArrowDown")
    assert float(field(live, "beta").input_value()) == 0
    assert live.locator("[aria-invalid]").count() == 0
    live.locator(".handle").press("ArrowUp")
    assert field(live, "lr").input_value() == "0.125"
    assert float(field(live, "beta").input_value()) > 0


@pytest.mark.parametrize(("beside", "is_caught"), [(5, True), (20, False)])
def test_a_drag_on_the_map_is_caught_by_its_cross_and_a_key_leaves_it(
    page: Page, address: str, beside: float, is_caught: bool
) -> None:
    page.set_viewport_size({"width": 1280, "height": 1100})
    live = visit(page, address, "beyond/momentum", "choice")
    cross, setting = ("1.65", "0.67"), [field(live, "lr"), field(live, "beta")]

    def place_at(*texts: str) -> tuple[float, float]:
        for each, text in zip(setting, texts, strict=True):
            each.fill(text)
        settled(live)
        box = box_of(live.locator(".handle"))
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    live.locator(".handle").scroll_into_view_if_needed()
    across, down = place_at(*cross)
    page.mouse.move(*place_at("1.4", "0.5"))
    page.mouse.down()
    page.mouse.move(across + beside, down, steps=3)
    page.mouse.up()
    settled(live)
    found = tuple(each.input_value() for each in setting)
    assert (found == cross) == is_caught
    live.locator(".handle").press("ArrowLeft")
    settled(live)
    assert float(setting[0].input_value()) < float(found[0])


@pytest.mark.exhaustive
def test_escape_cancels_the_drag_of_a_dial(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/saddle-points", "saddle")
    built = field(live, "offset").input_value()
    dial(live, "offset").scroll_into_view_if_needed()
    box = box_of(dial(live, "offset"))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + 8)
    expect(field(live, "offset")).not_to_have_value(built)
    page.keyboard.press("Escape")
    expect(field(live, "offset")).to_have_value(built)
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 8)
    page.mouse.up()
    expect(field(live, "offset")).to_have_value(built)
    box = box_of(dial(live, "offset"))
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + 8)
    expect(field(live, "offset")).not_to_have_value(built)


@pytest.mark.parametrize(
    ("page_name", "name"),
    [("beyond/schedules", "plans"), ("beyond/schedules", "cosine"), ("chapter/gradient", "slope")],
)
def test_the_dials_of_a_narrow_figure_stand_under_it(page: Page, address: str, page_name: str, name: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    live = visit(page, address, page_name, name)
    picture, strip = box_of(live.locator(".pictures")), box_of(live.locator(".strip"))
    assert strip["x"] == picture["x"]
    assert 0 <= strip["y"] - picture["y"] - picture["height"] < 30
    if live.locator(".dial").count() == 1:
        assert strip["width"] < 1.5 * picture["width"]


@pytest.mark.parametrize("hand", ["mouse", pytest.param("keyboard", marks=pytest.mark.exhaustive)])
def test_a_choice_of_a_guess_is_drawn_and_answered_where_the_figure_has_its_numbers(
    page: Page, address: str, hand: str
) -> None:
    live = visit(page, address, "beyond/momentum", "pushes")
    choices = page.locator("details.choice:has([data-sets^='?pushes'])")
    choose = "(summary) => summary.click()" if hand == "mouse" else "(summary) => summary.focus()"
    beta = """(live) => {
        const answers = [...document.querySelectorAll("details.choice:has([data-sets^='?pushes'])")];
        window.opened = [];
        for (const each of answers) {
            new MutationObserver(() => each.open && window.opened.push(live.querySelector("output").textContent))
                .observe(each, { attributes: true, attributeFilter: ["open"] });
        }
    }"""
    live.evaluate(beta)
    tips = []
    for number in (1, 2):
        summary = choices.nth(number).locator("summary")
        summary.evaluate(choose)
        if hand == "keyboard":
            page.keyboard.press("Enter")
        expect(choices.nth(number).locator("p")).to_be_visible()
        expect(choices.nth(number)).to_have_attribute("open", "")
        expect(field(live, "beta")).to_have_value("0.9")
        ghost = live.locator(".ghost")
        expect(ghost).to_have_count(1)
        tips.append(box_of(ghost)["width"])
    assert tips[1] / tips[0] == pytest.approx(10 / 1.9, rel=0.05)
    expect(choices.nth(1).locator("p")).to_be_hidden()  # one at a time
    assert all("along:  velocity / push = 10" in text for text in page.evaluate("opened"))
    choices.nth(2).locator("summary").click()
    expect(choices.nth(2).locator("p")).to_be_hidden()
    field(live, "beta").fill("0.5")
    expect(live.locator(".ghost")).to_have_count(0)


LIES_ON = """() => [...document.querySelectorAll("[data-live]")].flatMap((live) => {
    if (["lab", "walk"].includes(live.dataset.live)) return []; // which have a layout of their own
    const parts = [...live.querySelectorAll("figcaption p, .dial, .output pre, .live-bar button")];
    const boxes = parts.filter((part) => part.checkVisibility()).map((part) => part.getBoundingClientRect());
    const overlap = (one, other) => Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1
        && Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1;
    return boxes.some((box, i) => boxes.slice(i + 1).some((other) => overlap(box, other))) ? [live.dataset.live] : [];
})"""


@pytest.mark.sampled("chapter/gradient")
@pytest.mark.parametrize("page_name", sorted({page_name for page_name, _ in LISTINGS}))
def test_caption_dials_output_and_buttons_do_not_lie_on_one_another(page: Page, address: str, page_name: str) -> None:
    page.goto(address + path_of(page_name))
    page.locator("[data-live][data-ready]").first.wait_for(state="attached")
    for width in (360, 600, 800, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate(LIES_ON) == [], width
