"""The ball that rolls along the run of a listing."""

from typing import Literal

import numpy as np
import pytest
from listings import BALLS, SETTLED, WATCH, box_of, entered, hasten, visit
from playwright.sync_api import Page, expect
from prose import LANGUAGES
from pytest_playwright.pytest_playwright import CreateContextCallback as NewContext


def swings(beta: float) -> np.ndarray:
    """Position of the ball at each step."""
    x, v, track = -7.0, 0.0, [-7.0]
    for _ in range(60):
        v = beta * v - 0.95 * 0.02 * x
        x += v
        track.append(x)
    return np.array(track)


LEFT = """(live) => {
    const isOver = live.querySelector(".play").textContent === "▶ Play";
    return isOver && String(live.querySelectorAll("circle").length);
}"""
"""How many balls there are as soon as a listing does not play."""


def check_the_ball(page: Page, track: np.ndarray) -> float:
    """Checks the ball against a run, and returns at which step of it it is."""
    [(x, height)] = page.evaluate(BALLS)
    assert height == pytest.approx(x**2 / 100, abs=0.02)
    k = np.linspace(0, 60, 6001)
    away = abs(np.interp(k, range(61), track) - x)
    assert away.min() < 0.05
    assert 1 < k[away.argmin()] < 59
    return k[away.argmin()]


@pytest.mark.exhaustive
def test_the_ball_is_where_the_run_is_and_goes_at_the_end(page: Page, address: str) -> None:
    spring = visit(page, address, "beyond/momentum", "spring")
    spring.locator("input[name=beta]").fill("0.95")
    expect(spring.locator("output")).to_contain_text("within 0.0007: 350")
    button, balls = spring.locator(".play"), spring.locator("circle")
    for end in ("stopped", "over"):
        expect(button).to_have_text("▶ Play")
        button.click()
        expect(balls).to_have_count(1)
        page.wait_for_timeout(700)
        check_the_ball(page, swings(0.95))
        if end == "stopped":
            button.click()
        if end == "over":
            hasten(page)
        assert page.wait_for_function(LEFT, arg=spring.element_handle()).json_value() == "0"


@pytest.mark.exhaustive
def test_the_last_steps_of_the_ball_fade_and_are_gone_when_it_stops(page: Page, address: str) -> None:
    spring = visit(page, address, "beyond/momentum", "spring")
    opacities = """(spring) => [...spring.querySelectorAll("[data-part=track] ~ [data-dots]")].map((dot) =>
        Number(getComputedStyle(dot).opacity))"""
    assert spring.evaluate(opacities) == [0] * 12
    spring.locator(".play").click()
    page.wait_for_timeout(1800)
    tail = spring.evaluate(opacities)
    assert tail[0] > 0.9
    assert tail == sorted(tail, reverse=True)
    assert tail[-1] > 0
    spring.locator(".play").click()
    page.wait_for_timeout(200)
    assert spring.evaluate(opacities) == [0] * 12


@pytest.mark.exhaustive
def test_the_ball_goes_on_from_its_step_when_the_dial_is_turned(page: Page, address: str) -> None:
    spring = visit(page, address, "beyond/momentum", "spring")
    spring.locator(".play").click()
    page.wait_for_timeout(500)
    before = check_the_ball(page, swings(0.5))
    spring.locator("input[name=beta]").fill("0.9")
    page.wait_for_timeout(200)
    expect(spring.locator(".play")).to_have_text("■ Stop")
    assert check_the_ball(page, swings(0.9)) > before


GHOSTS = """async (spring) => {
    const { readAxes } = await import("/assets/live/draw/axes.js");
    const valley = spring.querySelector("g[data-x]");
    const layer = [...valley.children].find((each) => each.querySelector(":scope > path[style*=round]"));
    const texts = [...layer.querySelectorAll("text")].map((text) => text.textContent);
    const drawn = [...layer.querySelectorAll("path")].map((path) => path.getAttribute("d"));
    const balls = drawn.filter((d) => d?.endsWith("h0")).map((d) => d.match(/-?[\\d.]+/g).slice(0, 2).map(Number));
    return { isShown: layer.style.display !== "none", texts, places: balls.map(readAxes(valley).toData) };
}"""
"""Whether the pale balls are shown, their names, and where they are in the valley."""


@pytest.mark.parametrize("which", [0, 1], ids=["the ring", "the point on the curve"])
@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_ball_rolls_once_beside_the_three_kinds_when_it_is_let_go(
    page: Page, address: str, which: int, motion: Literal["no-preference", "reduce"]
) -> None:
    page.emulate_media(reduced_motion=motion)
    spring = visit(page, address, "beyond/momentum", "spring")
    spring.locator(".handle").nth(which).hover()
    page.mouse.down()
    expect(spring.locator(".handle.held")).to_have_count(1)
    assert not spring.evaluate(GHOSTS)["isShown"]
    page.mouse.up()
    if motion == "reduce":
        page.wait_for_timeout(300)
        expect(spring.locator("circle")).to_have_count(0)
        return
    expect(spring.locator(".play")).to_have_text("■ Stop")
    page.wait_for_timeout(500)
    ghosts = spring.evaluate(GHOSTS)
    assert ghosts["isShown"]
    assert ghosts["texts"] == ["creeps", "border", "rings"]
    x, height = np.array(ghosts["places"]).T
    assert height == pytest.approx(x * x / 100, abs=0.02)
    steps, tracks = np.linspace(0, 60, 6001), map(swings, (0.5, (1 - 0.019**0.5) ** 2, 0.95))
    away = np.transpose([np.interp(steps, range(61), track) for track in tracks]) - x
    assert abs(away).max(axis=1).min() < 0.05  # all are at the same step, each of its own run
    page.wait_for_timeout(1500)
    expect(spring.locator(".play")).to_have_text("▶ Play")
    expect(spring.locator("circle")).to_have_count(0)
    assert not spring.evaluate(GHOSTS)["isShown"]


TIPS_AND_BALLS = """async (live, parts) => {
    const { readAxes } = await import("/assets/live/draw/axes.js");
    const dataOf = (part, place) => readAxes(part.closest("g[data-x]")).toData(place.map(Number));
    const tipOf = (line) => dataOf(line, line.getAttribute("d").match(/-?[\\d.]+/g).slice(-2));
    const ballOf = (ball) => dataOf(ball, ["cx", "cy"].map((name) => ball.getAttribute(name)));
    const lines = parts.map((part) => live.querySelector(`[data-part=${part}] > path`));
    return [lines.map(tipOf), [...live.querySelectorAll("circle")].map(ballOf)];
}"""
"""Where lines end and where the balls are at this moment, in the data of their axes."""


@pytest.mark.exhaustive
def test_the_path_through_the_ravine_and_its_distance_grow_together(page: Page, address: str) -> None:
    memory = visit(page, address, "beyond/momentum", "memory")
    memory.locator("input[name=beta]").fill("0.5")
    memory.locator("input[name=lr]").fill("0.8")
    expect(memory.locator("output")).to_contain_text("distance after 50 steps: 1.348")
    memory.locator(".play").click()
    page.wait_for_timeout(700)
    x, v, track = np.array([-7.0, 2.0]), np.zeros(2), [np.array([-7.0, 2.0])]
    for _ in range(50):
        v = 0.5 * v - 0.8 * np.array([0.02, 2.0]) * x
        x = x + v
        track.append(x)
    (path, line), (_, place, _, (k, distance)) = memory.evaluate(TIPS_AND_BALLS, ["path", "distance"])
    assert 1 < k < 49
    wanted = [np.interp(k, range(51), column) for column in np.transpose(track)]
    assert place == pytest.approx(wanted, abs=0.03)
    lengths = np.log(np.hypot(*np.transpose(track)))  # the axis is logarithmic
    assert distance == pytest.approx(np.exp(np.interp(k, range(51), lengths)), rel=0.02)
    assert path == pytest.approx(place, abs=0.03)
    assert line == pytest.approx([k, distance], rel=0.02)


AWAY = """(live) => {
    const word = live.querySelector("[data-part=away] text");
    const path = live.querySelector("[data-part=path] path").getAttribute("d");
    const end = path.match(/[-\\d.]+ [-\\d.]+$/)[0].split(" ").map(Number);
    const tip = new DOMPoint(...end).matrixTransform(word.ownerSVGElement.getScreenCTM());
    const sides = ({ left, right, top, bottom }) => [left, right, top, bottom];
    return {
        word: word.textContent.trim(),
        tip: [tip.x, tip.y],
        box: sides(word.getBoundingClientRect()),
        frame: sides(live.querySelector(".pictures").getBoundingClientRect()),
        height: word.getBoundingClientRect().height,
    };
}"""
"""What is said at the end of the path, where, and where the path ends."""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ravine_says_beside_the_end_of_the_path_how_far_it_is(
    page: Page, address: str, width: int, language: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    memory = visit(page, address, "beyond/momentum", "memory", language)
    settings = [
        *(("beta", "0.8"), ("beta", "0.99"), ("lr", "1.1"), ("beta", "0")),
        *(("lr", "1"), ("init_x1", "-2.9"), ("init_x0", "7.9"), ("init_x1", "1e9"), ("beta", "0.9")),
    ]
    for setting, text in [("beta", "0"), *settings]:
        ((printed, seen),) = entered(
            memory,
            [(setting, text)],
            f"async (live) => [live.querySelector('output').textContent, await ({AWAY})(live)]",
        )
        number = float(printed.split(": ")[1])
        word = "離中央" if language == "zh-TW" else "away"
        assert word in seen["word"]
        assert float(seen["word"].replace(word, "")) == pytest.approx(number, rel=6e-3)
        (left, right, top, bottom), (across, down) = seen["box"], seen["tip"]
        assert not (left < across < right and top < down < bottom), (setting, text)
        low, high, *_ = seen["frame"]
        assert low <= left < right <= high + 1, (setting, text)
        assert seen["height"] > 9


def test_how_far_the_path_has_come_is_said_while_it_grows(page: Page, address: str) -> None:
    memory = visit(page, address, "beyond/momentum", "memory")
    away = memory.locator("[data-part=away] text")
    memory.locator(".play").click()
    expect(memory.locator("circle")).to_have_count(4)
    page.wait_for_timeout(300)
    assert 2.69 < float((away.text_content() or "").split()[0]) < 7.3
    memory.locator(".play").click()
    expect(away).to_have_text("2.68 away")


@pytest.mark.parametrize(
    ("query", "seen"),
    [("", 0), ("?angle.along=-2.3&angle.across=3.8", 1), ("?angle.along=0", 1), ("?angle.across=0", 1)],
)
def test_a_learning_rate_above_its_axis_has_a_triangle_that_the_caption_explains(
    page: Page, address: str, query: str, seen: int
) -> None:
    live = visit(page, address, "beyond/optimizers", "angle", query=query)
    live.evaluate(SETTLED)
    heights = live.evaluate(
        """(live) => [...live.querySelectorAll("[data-part=leaves]")].map((part) => {
            const frame = part.closest("g[data-x]").querySelector("[clip-path]").getAttribute("clip-path");
            const edge = document.getElementById(frame.match(/#([^)]+)/)[1]).firstElementChild.getAttribute("y");
            return [part.getBBox().y, Number(edge)];
        })"""
    )
    assert sum(top > edge - 0.2 for top, edge in heights) == seen
    assert len(heights) == 4
    expect(live.locator("figcaption .triangle")).to_be_visible(visible=seen > 0)


PATHS = """(live) => [...live.querySelectorAll("[data-part] > path, [data-part] [data-dots]")]
    .filter((path) => path.closest("[data-part]").style.visibility !== "hidden")
    .map((path) => path.getAttribute("d")).join(" ")"""
"""All that is drawn in a listing."""


@pytest.mark.parametrize(
    ("page_name", "name", "numbers", "balls"),
    [
        ("beyond/momentum", "memory", {"beta": ["0.8", "0.5"]}, 4),
        ("beyond/optimizers", "stretch", {"lr": ["0.9", "0.2"]}, 2),
        ("beyond/optimizers", "forget", {"step_num": ["60", "80"]}, 4),
        ("beyond/optimizers", "calm", {"beta1": ["0.5", "0.9"]}, 1),
        ("beyond/optimizers", "angle", {"degrees": ["20", "45"]}, 2),
        ("beyond/stability", "stretched", {"lr": ["0.1", "0.19"]}, 3),
        ("chapter/gradient-method", "turning", {"lr": ["0.3", "0.1"]}, 1),
    ],
)
def test_a_walk_grows_until_all_of_it_is_shown_at_the_end_at_stop_or_at_another_number(
    page: Page, address: str, page_name: str, name: str, numbers: dict[str, list[str]], balls: int
) -> None:
    live = visit(page, address, page_name, name)
    ((setting, texts),) = numbers.items()
    number, button = live.locator(f"input[name={setting}]"), live.locator(".play")
    wholes = []
    for text in texts:
        number.fill(text)
        live.evaluate(SETTLED)
        wholes.append(live.evaluate(PATHS))
    for end in ("stop", "another number", "the end"):
        button.click()
        expect(live.locator("circle")).to_have_count(balls)
        page.wait_for_timeout(300)
        assert len(live.evaluate(PATHS)) < len(wholes[end != "the end"])
        if end == "stop":
            button.click()
        if end == "another number":
            number.fill(texts[0])
        if end == "the end":
            hasten(page)
        expect(button).to_have_text("▶ Play", timeout=5000 if end == "the end" else 1500)  # it plays longer
        expect(live.locator("circle")).to_have_count(0)
        assert live.evaluate(PATHS) == wholes[end == "stop"]


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("page_name", "name", "setting", "text"),
    [
        ("beyond/stability", "tilted", "lr", "0.18"),
        ("beyond/schedules", "cloud", "batch", "3"),
        ("chapter/saddle-points", "saddle", "x1", "0.9"),
    ],
)
def test_what_a_ball_has_not_reached_is_not_drawn_while_it_rolls(
    page: Page, address: str, page_name: str, name: str, setting: str, text: str
) -> None:
    live = visit(page, address, page_name, name)
    live.locator(f"input[name={setting}]").fill(text)
    live.evaluate(SETTLED)
    whole = live.evaluate(PATHS)
    button = live.locator(".play").first
    button.click()
    page.wait_for_timeout(500)
    assert len(live.evaluate(PATHS)) < len(whole)
    button.click()
    expect(live.locator("circle")).to_have_count(0)
    assert live.evaluate(PATHS) == whole


@pytest.mark.exhaustive
def test_a_run_that_ends_before_the_ball_leaves_the_ball_to_go_at_the_end(page: Page, address: str) -> None:
    tilted = visit(page, address, "beyond/stability", "tilted", query="?tilted.lr=1e60")  # infinite after 6 steps
    tilted.locator(".play").click()
    hasten(page)
    expect(tilted.locator(".play")).to_have_text("■ Stop")
    expect(tilted.locator(".play")).to_have_text("▶ Play", timeout=5000)
    expect(tilted.locator("circle")).to_have_count(0)


@pytest.mark.parametrize(
    ("page_name", "name"),
    [
        ("chapter/gradient-method", "steps"),
        ("beyond/basins", "dial"),
        ("beyond/momentum", "memory"),
        ("beyond/momentum", "triangle"),
        ("beyond/momentum", "spring"),
        ("beyond/optimizers", "stretch"),
        ("beyond/stability", "tilted"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_play_says_play_and_stop(page: Page, address: str, page_name: str, name: str, language: str) -> None:
    play, stop = {"en": ("▶ Play", "■ Stop"), "zh-TW": ("▶ 播放", "■ 停止")}[language]
    button = visit(page, address, page_name, name, language).locator(".play")
    expect(button).to_have_text(play)
    button.click()
    expect(button).to_have_text(stop)
    button.click()
    expect(button).to_have_text(play)


@pytest.mark.exhaustive
@pytest.mark.parametrize("until", ["the end", "a touch"])
def test_memory_is_turned_up_and_back_until_the_first_touch(page: Page, address: str, until: str) -> None:
    memory = visit(page, address, "beyond/momentum", "memory", moves=True)
    memory.evaluate(WATCH, "beta")
    beta = memory.locator("input[name=beta]")
    page.wait_for_function("() => Number(seen.at(-1)) > 0.3")
    if until == "a touch":
        page.mouse.click(5, 300)
        expect(beta).to_have_value("0.0")
    page.wait_for_timeout(3000)
    expect(beta).to_have_value("0.0")
    expect(memory.locator("output")).to_have_text("distance after 50 steps: 2.683")
    assert ("0.8" in page.evaluate("seen")) == (until == "the end")
    assert "?" not in page.url
    assert memory.get_by_role("button", name="Undo").is_disabled()


@pytest.mark.parametrize("width", [1280, 1920, 1200, 360])
def test_the_first_picture_spans_the_column_of_the_contents_where_there_is_room(
    page: Page, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    memory = visit(page, address, "beyond/momentum", "memory")
    first, text = (box_of(memory.locator(part).first) for part in (".pictures svg", ".strip"))
    right = first["x"] + first["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width < 1220:
        around = box_of(memory.locator(".pictures").first)  # on a phone it cuts off what no path has reached
        assert around["x"] + around["width"] <= text["x"] + text["width"] + 1
    else:
        contents = box_of(page.locator(".md-sidebar--secondary"))
        assert right == pytest.approx(contents["x"] + contents["width"], abs=2)
        assert first["y"] + first["height"] < contents["y"]
        page.mouse.wheel(0, 2000)
        page.wait_for_function(
            "() => document.querySelector('.md-sidebar--secondary').getBoundingClientRect().top < 100"
        )


@pytest.mark.exhaustive
def test_memory_is_back_within_three_seconds_where_frames_are_slow(new_context: NewContext, address: str) -> None:
    page = new_context().new_page()
    page.add_init_script("""
        const next = requestAnimationFrame;
        window.requestAnimationFrame = (frame) => next(() => setTimeout(() => frame(performance.now()), 400));
    """)
    memory = visit(page, address, "beyond/momentum", "memory", moves=True)
    memory.evaluate(WATCH, "beta")
    memory.locator("xpath=self::*[@data-moving]").wait_for()
    page.wait_for_timeout(3200)
    expect(memory).not_to_have_attribute("data-moving", "")
    assert page.evaluate("seen.at(-1)") == "0.0"
    assert len(page.evaluate("seen")) > 2


@pytest.mark.exhaustive
@pytest.mark.parametrize("because", ["reduced motion", "a link to other numbers"])
def test_memory_is_not_turned_for_a_reader_who_did_not_come_for_it(page: Page, address: str, because: str) -> None:
    if because == "reduced motion":
        page.emulate_media(reduced_motion="reduce")
    query = "?triangle.beta=0.5" if because == "a link to other numbers" else ""
    memory = visit(page, address, "beyond/momentum", "memory", query=query, moves=True)
    memory.evaluate(WATCH, "beta")
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(3500)
    assert page.evaluate("seen") == ["0.0"]
