"""The live listings of the pages: what their Python prints and draws with other numbers, and how to open one."""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from building import PROJECT
from execute import ONE_CORE
from listing import numbers
from nbformat import NotebookNode
from playwright.sync_api import Locator, Page, expect
from prose import PAGES, path_of, source
from slices import Page as Code

from gdbook.figures import TINT


def listings() -> Iterator[tuple[str, str]]:
    """Page and name of every live listing. The playground, which has its own tests, is left out."""
    for page in PAGES:
        if page != "lab":
            for name in dict.fromkeys(cell.metadata.get("live") for cell in source(page).cells):
                if name:
                    yield page, name


LISTINGS = list(listings())

SAMPLE_LISTINGS = {
    "tangent": "a curve",
    "program": "a path on a surface",
    "saddle": "a setting near 0",
    "memory": "two figures",
    "valley": "tries that stay",
    "train": "data that are loaded",
}
"""One listing of each kind, with what is special in it, for tests marked `sampled`."""

VALUES = {  # values to type into a listing in this order; earlier ones stay in place
    "walk": [("lr", "0.02"), ("init_x0", "-1.25"), ("init_x1", "3e-1"), ("lr", "7"), ("init_x0", "1e9"), ("lr", "60")],
    "fit": [("w", "2"), ("w", "-0.5"), ("w", "1.937"), ("w", "1e6")],
    "plane": [
        *(("w", "2.5"), ("b", "-1.25"), ("x4", "1.5"), ("y4", "-1"), ("w", "-0.75"), ("b", "2"), ("x0", "30")),
        *(("x1", "1.25"), ("x2", "-2"), ("x3", "2.5"), ("y0", "1"), ("y1", "4.5"), ("y2", "1e3"), ("y3", "-0")),
    ],
    "tangent": [("at", "10"), ("at", "-5"), ("at", "0.333"), ("at", "1e6")],
    "cut": [("x0", "-1.5"), ("x1", "0.25"), ("x0", "5"), ("x1", "7"), ("x1", "-6")],
    "slope": [("x0", "-1.5"), ("x1", "1e-5"), ("x0", "123456.789"), ("x1", "-0")],
    "turn": [("degrees", "53.13"), ("degrees", "143.13"), ("degrees", "200"), ("degrees", "-1000.5")],
    "compass": [("x0", "-1.5"), ("x1", "0.25"), ("h", "0.1"), ("h", "2"), ("x0", "1e3"), ("x1", "-0"), ("h", "1e-3")],
    "chords": [("h", "0.8"), ("h", "1e-3"), ("h", "3"), ("h", "1e-9")],
    "cloud": [
        *(("batch", "1"), ("lr", "0.1"), ("batch", "10"), ("seed", "5"), ("batch", "4"), ("lr", "0.02")),
        *(("seed", "99"), ("lr", "1"), ("lr", "0.5"), ("beta", "0.9"), ("lr", "0.02"), ("beta", "0.5")),
    ],
    "change": [("turn", "7"), ("turn", "0"), ("turn", "55"), ("turn", "60")],
    "digits": [("h", "1e-9"), ("h", "3e-15"), ("h", "1e-17"), ("h", "0.5"), ("h", "1e200")],
    "steps": [("start", "-3"), ("step_num", "5"), ("lr", "1.1"), ("step_num", "0"), ("lr", "0.5"), ("start", "1e6")],
    "program": [
        ("lr", "1.0"),
        ("step_num", "3"),
        ("lr", "10"),
        ("step_num", "20"),
        ("init_x1", "0.25"),
        ("lr", "1e-10"),  # a large rate amplifies the last digit of C's pow, with which numpy squares scalars
        ("init_x0", "-2"),
        ("init_x1", "-2"),
        ("init_x0", "1.0"),
        ("step_num", "32"),
        ("lr", "0.9"),
    ],
    "promise": [("lr", "1"), ("lr", "0.5"), ("lr", "1.2"), ("lr", "0.02"), ("lr", "1e-9"), ("lr", "40")],
    "turning": [
        *(("kappa", "1"), ("init_x0", "6.5"), ("kappa", "20"), ("lr", "1"), ("lr", "0.5"), ("lr", "1.1")),
        *(("init_x1", "-4.25"), ("kappa", "0.3"), ("init_x0", "0")),
    ],
    "found": [("start", "-2.2"), ("lr", "0.09"), ("start", "2.2"), ("lr", "0.2"), ("start", "1e6"), ("lr", "0.3")],
    "valleys": [("start", "0.05"), ("start", "0.11"), ("start", "-2"), ("start", "0")],
    "saddle": [
        *(("offset", "1e-9"), ("offset", "-0.25"), ("offset", "0"), ("offset", "1e-14"), ("x1", "-0.5")),
        *(("turned", "130"), ("tilted", "200"), ("x1", "0"), ("offset", "-1.1"), ("tilted", "-1"), ("turned", "-1e4")),
    ],
    "three": [
        ("step_num", "10"),
        ("start", "4.25"),
        ("step_num", "40"),
        ("step_num", "0"),
        ("start", "-1e7"),
    ],
    "factor": [
        ("lr", "0.9"),
        ("lr", "1"),
        ("lr", "0.5"),
        ("lr", "1e-10"),
        ("lr", "-0.25"),
        ("lr", "30"),
        ("lr", "1e15"),
    ],
    "kinds": [("degrees", "135"), ("degrees", "45"), ("degrees", "-30"), ("degrees", "1e4")],
    "push": [("push", "0.001"), ("push", "-1"), ("push", "0"), ("push", "-3.04e-4"), ("push", "-0.9")],
    "flat": [("step_num", "2400"), ("lr", "1"), ("step_num", "17"), ("lr", "30"), ("step_num", "0")],
    "rate": [
        ("lr", "10"),
        ("lr", "1.0"),
        ("lr", "1.02"),
        ("step_num", "0"),
        ("init_x0", "1e5"),
        ("step_num", "1500"),
        ("init_x1", "-0.5"),
    ],
    "stretched": [
        ("lr", "0.21"),
        ("init_x0", "-2"),
        ("L", "100"),
        ("lr", "0.0198"),
        ("L", "0.5"),  # swaps the steep and the gentle direction
        ("lr", "3"),
        ("L", "1"),
        ("lr", "1"),  # reaches the minimum in one step: the previous distance is 0
        ("lr", "100"),
        ("L", "1e5"),  # reaches 1e280, whose square overflows
        ("init_x1", "0"),
    ],
    "tilted": [
        ("degrees", "60"),
        ("lr", "0.1"),  # no steep part is left
        ("gentle", "-2"),
        ("steep", "0"),
        ("degrees", "0"),
        ("steep", "-1.25"),
        ("lr", "0.2"),
        ("degrees", "-400.5"),
        ("gentle", "0"),
        ("lr", "7"),
    ],
    "wiggles": [
        ("step_num", "0"),
        ("missing4", "-0.3"),
        ("step_num", "3"),
        ("missing0", "12.5"),
        ("step_num", "1000"),
        ("missing2", "0"),
        ("missing1", "-1"),
        ("missing3", "0.4"),
        ("values0", "1.25"),
        ("values2", "-3"),
        ("step_num", "57"),
        *(("values1", "0"), ("values3", "0.5"), ("values4", "2.5")),
    ],
    "grounds": [("init_x0", "-1.2"), ("init_x1", "0"), ("lr", "0.001"), ("init_x0", "0.2"), ("lr", "0.9"), ("lr", "3")],
    "dial": [("lr", "1.25"), ("lr", "1.65"), ("lr", "2.05"), ("lr", "0.85")],
    "memory": [
        ("beta", "0.75"),
        ("init_x0", "6.5"),
        ("lr", "0.5"),
        ("beta", "0"),
        ("init_x1", "-1e3"),
        ("lr", "1.05"),
        ("lr", "100"),
    ],
    "triangle": [
        ("beta", "0.5"),
        ("init_x1", "-1"),
        ("lr", "0.5"),
        ("init_x0", "-6.5"),
        ("beta", "0"),
        ("init_x1", "0"),
    ],
    "pushes": [("beta", "0"), ("beta", "0.5"), ("beta", "0.95"), ("beta", "0.99")],
    "forget": [
        *(("beta", "0.5"), ("step_num", "20"), ("start", "0.75"), ("beta", "0"), ("beta", "0.95"), ("step_num", "0")),
        ("start", "4"),
    ],
    "angle": [
        *(("degrees", "45"), ("degrees", "15"), ("along", "-3"), ("degrees", "7.3"), ("degrees", "-30")),
        *(("across", "-0.5"), ("degrees", "400"), ("along", "0")),
    ],
    "calm": [("beta1", "0"), ("beta1", "0.5"), ("init_x0", "3.5"), ("beta1", "0.97"), ("init_x1", "-0.5")],
    "spring": [
        ("beta", "0.75"),
        ("beta", "0.95"),
        ("beta", "0"),
        ("beta", "0.99"),
        ("start", "3.5"),
        ("start", "0"),
    ],
    "choice": [("lr", "1.65"), ("beta", "0.67"), ("lr", "0.02"), ("beta", "0"), ("lr", "100"), ("beta", "0.95")],
    "chain": [("step_num", "20"), ("lr", "0.5"), ("beta", "0.9"), ("step_num", "0"), ("lr", "3"), ("step_num", "40")],
    "parabola": [("start", "2"), ("start", "-0.8"), ("start", "1.01"), ("start", "0"), ("start", "30")],
    "steep": [
        ("lr", "0.0001"),
        ("lr", "0.0012"),
        ("init_x0", "-1.5"),
        ("init_x1", "0.5"),
        ("step_num", "0"),
        ("lr", "5"),
    ],
    "clip": [("longest", "10"), ("longest", "2"), ("longest", "0.001"), ("longest", "1e300")],
    "lemma": [("L", "4"), ("start", "0.6"), ("lr", "0.4"), ("start", "0"), ("L", "8")],
    "waves": [("wave", "6"), ("start", "-2"), ("wave", "0.5"), ("wave", "4.6034"), ("start", "0")],
    "train": [
        *(("epochs", "3"), ("lr", "2"), ("beta", "0.9"), ("hidden", "8"), ("lr", "0.05"), ("epochs", "20")),
        *((f"pad{row}", str(16 * 100**row)) for row in range(8)),
        *(("hidden", "2"), ("epochs", "0"), ("unit", "5"), ("asked", "3")),
        *(
            (f"paint{10 * k + i}", text)
            for k in range(4)
            for i, text in enumerate(
                [str(k % 2), str(k % 3), *(str(1508 * 100 ** ((k + row) % 7)) for row in range(8))]
            )
        ),
    ],
    "valley": [("lr", "0.95"), ("h", "1"), ("lr", "1.6"), ("h", "1e-8"), ("lr", "0.001")],
    "field": [
        *(
            ("step_num", "1"),
            ("data", "1"),
            ("noise", "2.5"),
            ("hidden", "3"),
            ("step_num", "450"),
            ("beta", "0"),
            ("seed", "7"),
        ),
        *(("data", "3"), ("hidden", "8"), ("lr", "0.05"), ("unit", "7"), ("step_num", "1001"), ("data", "2")),
        *((f"changes{i}", text) for i, text in enumerate(["40", "2", "1.5", "-2", "0.25", "1"])),
        *((f"changes{i}", text) for i, text in enumerate(["90", "2", "0", "0", "0", "0"], start=6)),
        *((f"changes{i}", text) for i, text in enumerate(["0", "8", "-3", "0.5", "1e-3", "-0"], start=12)),
        *((f"changes{i}", "0" if i % 6 < 2 else "1.5") for i in range(18, 48)),
        *(("hidden", "1"), ("step_num", "0"), ("data", "0"), ("seed", "99"), ("lr", "0.5"), ("beta", "0.9")),
    ],
    "games": [("again", "5"), ("again", "0"), ("again", "37")],
}


QUICK = {"train": [("epochs", "1")]}
"""What to type first into a listing that computes long, where what it computes does not matter."""


def cells(page: str, name: str) -> list[NotebookNode]:
    """The code cells of a listing: the first prints, the others draw."""
    return [cell for cell in source(page).cells if cell.cell_type == "code" and cell.metadata.get("live") == name]


@cache
def places(page: str, name: str) -> dict[str, tuple[int, int]]:
    """Start and end of each setting in the code of a listing."""
    cell, *_ = cells(page, name)
    return {
        setting: (start, end)
        for variable in cell.metadata["vary"].split()
        for start, end, setting in numbers(cell.source, variable)
    }


@cache
def names_before(page: str, name: str) -> dict[str, Any]:
    """The namespace at the start of a listing, from the earlier code that it needs: the rest may be slow."""
    codes = [cell.source for cell in source(page).cells if cell.cell_type == "code"]
    space: dict[str, Any] = {"__name__": "page"}
    with plt.rc_context(), contextlib.redirect_stdout(io.StringIO()):
        for cell in cells(page, name):
            before = Code(codes).program(codes.index(cell.source) + 1).removesuffix(cell.source)
            exec(compile(before, page, "exec"), space)
    plt.close("all")
    return space


def first_code(page: str, name: str, settings: dict[str, str]) -> str:
    """The first cell of a live listing with these settings substituted."""
    code = cells(page, name)[0].source
    for setting, (start, end) in sorted(places(page, name).items(), key=lambda place: -place[1][0]):
        code = code[:start] + settings.get(setting, code[start:end]) + code[end:]
    return code


def values(page: str, name: str) -> list[tuple[str, str]]:
    """What to type into a listing, in this order: its row of VALUES, or else 0.5 and 1.05 times each of its numbers."""
    return VALUES.get(name) or [*scaled(page, name, 0.5).items(), *scaled(page, name, 1.05).items()]


def scaled(page: str, name: str, factor: float) -> dict[str, str]:
    """The numbers of a listing times a factor; whole numbers stay whole, and a zero becomes the factor."""
    code = first_code(page, name, {})
    texts = {setting: code[start:end] for setting, (start, end) in places(page, name).items()}
    products = {setting: (float(text) or 1) * factor for setting, text in texts.items()}
    return {
        setting: str(round(products[setting]) if texts[setting].isdigit() else products[setting]) for setting in texts
    }


def printed(page: str, name: str, settings: dict[str, str]) -> str:
    """What the page's code prints in a live listing with these settings."""
    stdout = io.StringIO()
    quiet = warnings.catch_warnings(), np.errstate(all="ignore")
    with quiet[0], quiet[1], contextlib.redirect_stdout(stdout), contextlib.suppress(ValueError):
        warnings.simplefilter("ignore")
        # drawing may raise, after the output has been printed
        exec(first_code(page, name, settings), dict(names_before(page, name)))
    plt.close("all")
    return stdout.getvalue().rstrip()


def drawn(page: str, name: str, settings: dict[str, str]) -> dict[str, list[np.ndarray]]:
    """The points of each line that the page's code draws with these settings, by gid, in axes coordinates: from (0, 0)
    in the lower left corner to (1, 1) in the upper right one.
    """
    return _drawn(page, name, settings, lambda ax, points: (ax.transScale + ax.transLimits).transform(points))


def drawn_data(page: str, name: str, settings: dict[str, str]) -> dict[str, list[np.ndarray]]:
    """The same in data coordinates."""
    return _drawn(page, name, settings, lambda _, points: np.array(points))


def labels(page: str, name: str, settings: dict[str, str]) -> dict[str, list[tuple[str, np.ndarray]]]:
    """The texts with a gid that the page's code writes with these settings, and where, in axes coordinates."""
    found: dict[str, list[tuple[str, np.ndarray]]] = {}
    with _axes(page, name, settings) as all_axes:
        for ax in all_axes:
            for text in ax.texts:
                if gid := text.get_gid():
                    place = (ax.transScale + ax.transLimits).transform(text.get_position())
                    found.setdefault(gid, []).append((text.get_text(), place))
    return found


def _drawn(
    page: str, name: str, settings: dict[str, str], place: Callable[[Any, np.ndarray], np.ndarray]
) -> dict[str, list[np.ndarray]]:
    found: dict[str, list[np.ndarray]] = {}
    with _axes(page, name, settings) as all_axes:
        for ax in all_axes:
            for line in ax.lines:
                if gid := line.get_gid():
                    found.setdefault(gid, []).append(place(ax, line.get_xydata()))
            for area in ax.patches:
                if gid := area.get_gid():
                    found.setdefault(gid, []).append(place(ax, area.get_xy()))
    return found


@contextlib.contextmanager
def _axes(page: str, name: str, settings: dict[str, str]) -> Iterator[list[Any]]:
    """The axes of the figures that the page's code draws with these settings."""
    space = dict(names_before(page, name))
    _, *drawing = cells(page, name)
    quiet = warnings.catch_warnings()
    with plt.rc_context(), contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"), quiet:
        warnings.simplefilter("ignore")
        for code in (first_code(page, name, settings), *(cell.source for cell in drawing)):
            with contextlib.suppress(ValueError):  # drawing numbers that are not finite, at the end of a cell
                exec(code, space)
        all_axes = [ax for figure in map(plt.figure, plt.get_fignums()) for ax in figure.axes]
        for ax in all_axes:
            ax.autoscale_view()
        yield all_axes
    plt.close("all")


class Shown(NamedTuple):
    """What a program prints, and the digests of its figures."""

    text: str
    figures: list[str]


@cache
def alone() -> subprocess.Popen[str]:
    """The process that runs programs, in another locale and on another day than the build."""
    home = tempfile.TemporaryDirectory()
    environment = {"PYTHONPATH": str(PROJECT), "PATH": "", "HOME": home.name, "PYTHONUTF8": "1", **ONE_CORE}
    process = subprocess.Popen(
        [sys.executable, str(PROJECT / "tests" / "alone.py")],
        env=environment | {"LC_ALL": "C", "TZ": "NEXT-24"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(home.cleanup)
    atexit.register(process.communicate)  # comes first: ends its input, and waits
    return process


def run_alone(programs: list[str], folder: Path) -> list[Shown]:
    """What each program shows in an empty folder; fails if one reads a name before it is defined."""
    (folder / "programs").mkdir()
    for number, program in enumerate(programs):
        (folder / "programs" / f"{number}.py").write_text(program, encoding="utf-8")
    options = ["--isolated", "--no-cache", "--quiet", "--select", "F821"]
    ruff = [sys.executable, "-m", "ruff", "check", *options, str(folder / "programs")]
    checked = subprocess.run(ruff, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    process = alone()
    assert process.stdin
    assert process.stdout
    print(json.dumps(programs), file=process.stdin, flush=True)
    left, shown = json.loads(process.stdout.readline())
    assert left == []
    return [Shown(*each) for each in shown]


# In the browser


HASTEN = """() => {
    window.isKept = false;
    const [plain, request, first] = [performance.now.bind(performance), requestAnimationFrame, performance.now()];
    performance.now = () => first + 10 * (plain() - first);
    window.requestAnimationFrame = (draw) => request((now) => draw(first + 10 * (now - first)));
}"""


def is_tinted(pixels: Any, shares: Any) -> bool:
    """Whether pixels, each of four numbers to 255, have the colours of TINT for these shares of the height."""
    seen, wanted = np.array(pixels) / 255, TINT(np.array(shares))
    # The fainter a pixel is, the fewer values its colours have.
    near = np.abs(seen[:, :3] * seen[:, 3:] - wanted[:, :3] * wanted[:, 3:]) < 0.008
    return bool(near.all() and (np.abs(seen[:, 3] - wanted[:, 3]) < 0.006).all())


def hasten(page: Page) -> None:
    """Has animations on the loaded page see a clock ten times as fast, in tests of what comes after them."""
    page.evaluate(HASTEN)


def visit(
    page: Page, address: str, page_name: str, name: str, language: str = "en", query: str = "", *, moves: bool = False
) -> Locator:
    """Opens a page, with the code of its live listings unfolded, and returns one of them once it is live.

    What moves by itself when the page is opened is stopped unless it `moves`.
    """
    page.goto(address + path_of(page_name, language) + query)
    page.locator(f'[data-live="{name}"][data-ready]').wait_for(state="attached")  # it may be folded
    page.evaluate("document.querySelectorAll('details:has(.vary)').forEach((fold) => fold.open = true)")
    if not moves:
        page.evaluate("dispatchEvent(new Event('wheel'))")  # the first touch of a reader ends it
    return page.locator(f'[data-live="{name}"]')


SETTLED = """async (live) => {
    while (live.hasAttribute("data-busy")) await new Promise((go) => setTimeout(go));
}"""
"""Waits until a listing has computed what was asked of it, in slices."""

WATCH = """(live, setting) => {
    const input = live.querySelector(`input[name="${setting}"]`);
    window.seen = [];
    const watch = () => {
        if (window.seen.at(-1) !== input.value) window.seen.push(input.value);
        requestAnimationFrame(watch);
    };
    watch();
}"""
"""Keeps the values that a setting shows, frame by frame."""

RESET = """async () => {
    document.activeElement.blur();
    getSelection().removeAllRanges();
    scrollTo(0, 0);
    for (const reset of document.querySelectorAll("[data-live] .live-bar button:last-child")) reset.click();
    const glided = document.querySelectorAll("[data-live]");
    for (const live of glided) live.dispatchEvent(new Event("pointerdown")); // ends its glide
    dispatchEvent(new Event("pointerup"));
    while (document.querySelector("[data-live][data-busy]")) await new Promise((go) => setTimeout(go));
    const isBuilt = (field) => field.value === field.defaultValue && !field.hasAttribute("aria-invalid");
    return [...document.querySelectorAll("[data-live] .field input")].every(isBuilt);
}"""


def turn_to(page: Page, address: str, page_name: str, name: str, language: str = "en") -> Locator:
    """As `visit`, but stays on the page if the last test has left it open, and resets its listings: a visit takes
    longer than most tests. A test of how a page looks when it is opened visits it instead.
    """
    here = page.url.partition("?")[0] == address + path_of(page_name, language)
    if not (here and page.evaluate("window.isKept === true") and page.evaluate(RESET)):
        visit(page, address, page_name, name, language)
        page.evaluate("window.isKept = true")  # conftest.py leaves the page open
    return page.locator(f'[data-live="{name}"]')


def entered(
    live: Locator, texts: Iterable[tuple[str, str]], see: str = "(live) => live.querySelector('output').textContent"
) -> list[Any]:
    """Enters one text after the other into the code of a listing, and returns what `see` returns after each."""
    script = f"""async (live, texts) => {{
        const seen = [];
        for (const [setting, text] of texts) {{
            const input = live.querySelector(`input[name="${{setting}}"]`);
            input.focus({{ preventScroll: true }});
            input.value = text;
            input.dispatchEvent(new Event("input", {{ bubbles: true }}));
            await ({SETTLED})(live);
            seen.push(await ({see})(live));
        }}
        return seen;
    }}"""
    return live.evaluate(script, list(texts))


def settled(live: Locator) -> None:
    """Waits until a long run is computed, which may take more than one slice, and a glide is over."""
    expect(live).not_to_have_attribute("data-gliding", "")
    expect(live).not_to_have_attribute("data-busy", "")


def field(live: Locator, setting: str) -> Locator:
    return live.locator(f'input[name="{setting}"]')


def box_of(element: Locator) -> dict[str, float]:
    """The bounding box of an element: x, y, width, height."""
    box = element.bounding_box()
    assert box is not None
    return dict(box)


BALLS = """async () => {
    const { readAxes } = await import("/assets/live/draw/axes.js");
    return [...document.querySelectorAll("[data-live] circle")].map((ball) => {
        const place = ["cx", "cy"].map((name) => Number(ball.getAttribute(name)));
        return readAxes(ball.closest("g[data-x]")).toData(place);
    });
}"""
"""Where the balls are that roll along a run, in the data of their axes."""


def touch(page: Page, *places: tuple[float, float]) -> None:
    """One finger from place to place."""
    session = page.context.new_cdp_session(page)
    for kind, (x, y) in zip(["touchStart", *["touchMove"] * len(places)], places, strict=False):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def grab(page: Page, live: Locator) -> tuple[float, float]:
    """Presses the mouse on the handle and returns its position."""
    handle = live.locator(".handle")
    handle.scroll_into_view_if_needed()
    box = box_of(handle)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y
