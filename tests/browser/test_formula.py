"""A landscape from a formula that the reader types: read as Python reads it, computed as numpy computes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from listings import box_of, run_alone
from playwright.sync_api import Page, Route, expect
from prose import LANGUAGES, path_of

from gdbook import SURFACES

NAMES: dict[str, Any] = {
    name: getattr(np, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "pi", "e")
}
POINTS = np.random.default_rng(0).normal(size=(2, 40)) * 3

RIGHT = [
    "x0**2/20 + x1**2",
    "-x0**2 + x1",
    "-2**2*x0",
    "2**-1*x0 - -x1",
    "0**0 + x0",
    "x0**0",
    "2**x0**0.5",
    "x0 - x1 - 1",
    "x0 / x1 / 3",
    "1_000*x0 + 5. + .5 + 1E-3",
    "abs(x0) + sqrt(abs(x1))",
    "x0**0.5",
    "log(x0) + 1/x1",
    "sin(x0)*cos(x1) + tan(x0)",
    "exp(-(x0**2 + x1**2)/2)",
    "tanh(x0*pi) + e**x1",
    "+-+x0**3",
    "1e308*x0",
    "x0/0",
    "x0**x1",
    "x0**-1",
    "1**(x0/0) + x0*0",
    "\t( x0 )   *\n x1",
    "2*3*x0/7",
    "-0*x0 + 0.0",
    "(" * 90 + "x0" + ")" * 90,
    "-" * 150 + "x0",
    "x0**1" * 1 + "**1" * 40,
]

WRONG = {  # the formula, the mistake, what is marked
    "": None,
    "x0 +": ("missing", ""),
    "* x0": ("operand", "*"),
    "x0 + * x1": ("operand", "*"),
    "()": ("operand", ")"),
    "sin()+x0": ("operand", ")"),
    "(x0": ("open", "("),
    "2*((x0 + 1)": ("open", "("),
    "x0)": ("closes", ")"),
    "2x0": ("between", "x0"),
    "x0 x1": ("between", "x1"),
    "2(x0 + 1)": ("between", "("),
    "x0 (x1)": ("between", "("),
    "x0^2": ("caret", "^"),
    "x0²": ("superscript", "²"),
    "x0³ + x1²": ("superscript", "³"),
    "2×x0": ("times", "×"),
    "x0÷2": ("over", "÷"),
    "x0 // 2": ("operator", "//"),
    "x0 % 2": ("operator", "%"),
    "x0 < x1": ("operator", "<"),
    "x0 == x1": ("operator", "="),
    "0,5*x0": ("comma", ","),
    "y": ("name", "y"),
    "x": ("name", "x"),
    "x2 + 1": ("name", "x2"),
    "X0": ("name", "X0"),
    "arcsin(x0)": ("name", "arcsin"),
    "constructor(x0)": ("name", "constructor"),
    "toString + x0": ("name", "toString"),
    "__proto__*x0": ("name", "__proto__"),
    "__import__('os')": ("name", "__import__"),
    "alert(1)": ("name", "alert"),
    "sin x0": ("call", "sin"),
    "sin": ("call", "sin"),
    "np.sin(x0)": ("name", "np"),
    "x0.real": ("sign", "."),
    "x0['a']": ("sign", "["),
    "'x0'": ("sign", "'"),
    "x0 # 1": ("sign", "#"),
    "<b>x0</b>": ("operator", "<"),
    "😀 + x0": ("sign", "😀"),
    "1__0*x0": ("number", "1__0"),
    "1_*x0": ("number", "1_"),
    "007*x0": ("zeros", "007"),
    "1j*x0": ("between", "j"),
    "0x10*x0": ("between", "x10"),
    "1e999*x0": ("infinite", "1e999"),
    "1e308*10*x0": ("infinite", "1e308*10"),
    "x0 + 1/0": ("infinite", "1/0"),
    "x0*0**-1": ("infinite", "0**-1"),
    "(-8)**(1/3)*x0": ("infinite", "(-8)**(1/3)"),
    "sqrt(-1)*x0": ("infinite", "sqrt(-1)"),
    "10**400*x0": ("large", "10**400"),
    "x0 + 2**60": ("large", "2**60"),
    "9007199254740993*x0": ("large", "9007199254740993"),
    "1": ("constant", "1"),
    "sin(pi)": ("constant", "sin(pi)"),
    "x0" + " + x0" * 50: ("long", "x0"),
}


@pytest.fixture
def formula(page: Page, address: str) -> Page:
    """A page with the module in `window.formula`."""
    page.goto(address + "404.html")
    page.evaluate("import('/assets/live/lab/formula.js').then((module) => (window.formula = module))")
    return page


def values(page: Page, formulas: list[str]) -> list[Any]:
    """The values of each formula at POINTS in the browser, or the mistake in it with what is marked."""
    found = page.evaluate(
        """([formulas, points]) => formulas.map((typed) => {
            const text = formula.plain(typed);
            const { value, problem, from, to } = formula.parse(text);
            return value ? points.map(([x0, x1]) => String(value(x0, x1))) : [problem, text.slice(from, to)];
        })""",
        [formulas, POINTS.T.tolist()],
    )
    return [np.array(row, float) if len(row) != 2 else tuple(row) for row in found]


def expected(text: str) -> Any:
    with np.errstate(all="ignore"):
        return np.broadcast_to(eval(" ".join(text.split()), NAMES, {"x0": POINTS[0], "x1": POINTS[1]}), len(POINTS[0]))


def test_formulas_have_the_values_of_python(formula: Page) -> None:
    for text, found in zip(RIGHT, values(formula, RIGHT), strict=True):
        np.testing.assert_allclose(found, expected(text), rtol=4e-15, err_msg=text)


def test_what_ieee_754_decides_has_the_same_doubles(formula: Page) -> None:
    rng = np.random.default_rng(1)

    def part(depth: int) -> str:
        if depth == 0 or rng.random() < 0.1:
            return str(rng.choice(["x0", "x1", "3", "0.1", "1e-3", "7.25", "pi", "e"]))
        if rng.random() < 0.3:
            return str(rng.choice(["sqrt(abs({}))", "abs({})", "-({})", "({})**2"])).format(part(depth - 1))
        return f"({part(depth - 1)} {rng.choice(list('+-*/'))} {part(depth - 1)})"

    formulas = [f"x0*x1 - {part(4)}" for _ in range(300)]
    formulas = [text for text in formulas if len(text) <= 200 and not re.search(r"\(0 / 0\)", text)]
    checked = 0
    for text, found in zip(formulas, values(formula, formulas), strict=True):
        if isinstance(found, tuple):  # a part without a variable that is not finite
            assert found[0] == "infinite", text
            continue
        np.testing.assert_array_equal(found, expected(text), err_msg=text)
        checked += 1
    assert checked > 150


def test_mistakes_are_found_at_their_place(formula: Page) -> None:
    wrong = {text: mistake for text, mistake in WRONG.items() if mistake}
    found = dict(zip(wrong, values(formula, list(wrong)), strict=True))
    assert {text: found[text][:1] for text in wrong} == {text: mistake[:1] for text, mistake in wrong.items()}
    long = {text for text, mistake in wrong.items() if mistake[0] == "long"}
    assert {text: found[text] for text in wrong if text not in long} == {
        text: mistake for text, mistake in wrong.items() if text not in long
    }


def test_known_landscapes_have_their_formula_in_python(formula: Page) -> None:
    found = formula.evaluate(
        """async () => {
            const { surfaces } = await import("/assets/live/core/index.js");
            return Object.fromEntries(Object.entries(surfaces).map(([name, f]) => [name, formula.pythonOf(f)]));
        }"""
    )
    assert set(found) == set(SURFACES)
    for name, text in found.items():
        np.testing.assert_allclose(expected(text), SURFACES[name](POINTS), rtol=1e-13, err_msg=text)


# On the page


def opened(page: Page, address: str, settings: str = "", language: str = "en") -> Page:
    page.goto(address + path_of("lab", language) + settings)
    expect(page.locator("[data-live=lab] .handle")).to_be_attached()
    return page


def type_in(page: Page, text: str) -> None:
    page.locator("[name=formula]").fill(text)


def output(page: Page) -> str:
    return page.locator("[data-live=lab] output").evaluate("output => output.textContent")


def contours(page: Page) -> str:
    return page.locator("[data-part=contours] path").first.get_attribute("d") or ""


SHOWN = {
    "x0**2/20 + x1**2": "",
    "abs(x0) + sin(x0)*cos(x1) + x1**2/50": "&lab.lr=0.3&lab.Adam=on&lab.RMSProp=on&lab.AdaGrad=on&lab.Nesterov=on",
    "(1 - x0)**2 + 100*(x1 - x0**2)**2": "&lab.surface=rosenbrock&lab.lr=0.001&lab.step_num=300",
    "-(-x0)*2**-1 + x0**0.5 - log(x1)": "&lab.surface=bowl&lab.init_x0=3",  # not defined everywhere
    "log(x0)": "",  # nor at the start
}


@pytest.mark.parametrize("text", SHOWN)
def test_the_copied_program_defines_the_function_and_prints_what_the_page_shows(
    page: Page, address: str, tmp_path: Path, text: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, address, f"?{SHOWN[text]}")
    type_in(page, text)
    page.locator("[data-live=lab] [data-cell] .md-code__button").first.evaluate("(button) => button.click()")
    program = page.evaluate("navigator.clipboard.readText()")
    assert "def surface(x):" in program
    (ran,) = run_alone([program], tmp_path)
    assert ran.text.rstrip("\n") == output(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistake_is_marked_and_explained_and_the_last_landscape_stays(
    page: Page, address: str, language: str
) -> None:
    opened(page, address, "", language)
    hint = page.locator("#formula-mark").inner_text()
    type_in(page, "x0**4 + x1**2")
    before = output(page), contours(page)
    wrong = {text: mistake for text, mistake in WRONG.items() if mistake}
    found = page.evaluate(
        """(formulas) => formulas.map((typed) => {
            const input = document.querySelector("[name=formula]");
            input.value = typed;
            input.dispatchEvent(new Event("input"));
            const text = (selector) => document.querySelector(selector)?.textContent;
            const said = document.querySelector("#formula-mark").lastChild.textContent;
            return [input.ariaInvalid, text("#formula-mark mark"), said, text(".live-bar p")];
        })""",
        list(wrong),
    )
    for (text, (mistake, marked)), (invalid, mark, message, _) in zip(wrong.items(), found, strict=True):
        assert invalid == "true", text
        assert mistake == "long" or mark == (marked or "\u00a0"), text
        assert message, text
        assert "undefined" not in message, text
    assert len({message for _, _, message, _ in found}) > 20
    (note,) = {note for *_, note in found}  # the mistake is explained beside the field alone
    assert note.startswith({"en": "The figure still shows", "zh-TW": "圖"}[language])
    assert (output(page), contours(page)) == before
    type_in(page, "1 + x0*0")  # no heights to tell apart
    assert (output(page), contours(page)) == before
    type_in(page, "x0**4 + x1**2")
    assert page.locator("#formula-mark").inner_text() == hint


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_moves_when_a_mistake_is_explained(page: Page, address: str, language: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    opened(page, address, "", language)
    long = "x0 + " * 30 + "y"
    places = page.evaluate(
        """(formulas) => formulas.map((typed) => {
            const input = document.querySelector("[name=formula]");
            input.value = typed;
            input.dispatchEvent(new Event("input"));
            return document.querySelector("[data-live=lab] output").getBoundingClientRect().top;
        })""",
        ["x0**2 / 20 + x1**2", long, *(text for text, mistake in WRONG.items() if mistake)],
    )
    assert len(set(places)) == 1


def test_an_empty_formula_and_reset_and_a_choice_bring_a_known_landscape_back(page: Page, address: str) -> None:
    opened(page, address)
    field, built, lines = page.locator("[name=formula]"), output(page), contours(page)
    known = field.input_value()
    for back in ("empty", "reset", "choose"):
        type_in(page, "x0**2 + x1**4/9")
        assert output(page) != built
        if back == "empty":
            field.press("Enter")  # finds its rates
            expect(page.locator("[name=lr_AdaGrad]").last).not_to_have_value("7")
            page.locator(".dial[data-name=init_x0] [type=range]").fill("500")
            own = output(page)
            type_in(page, "")
            assert output(page) == own
            expect(page.locator("#formula-mark")).to_contain_text("Nothing is typed")
            expect(page.locator("#formula-mark")).to_contain_text("Enter brings back ravine")
            field.press("Enter")
            expect(field).to_have_value(known)
            expect(page.locator("output")).to_have_text(built)
        elif back == "reset":
            page.get_by_role("button", name="Reset").click()
        else:
            page.locator("[name=surface]").select_option("bowl")
            assert field.input_value() == "x0**2 + x1**2"
            page.locator("[name=surface]").select_option("ravine")
        assert (field.input_value(), output(page)) == (known, built), back
    page.wait_for_url(re.compile("^[^?]*$"))
    assert lines


def test_the_address_carries_the_formula(page: Page, address: str) -> None:
    opened(page, address)
    type_in(page, "sin(x0 + 0.123456789)*x1 + x0**2/20 + cos(x1)")  # longer than a number may be
    page.wait_for_url(re.compile(r"lab\.formula="))
    shown, lines = output(page), contours(page)
    page.reload()
    expect(page.locator("[data-live=lab] .handle")).to_be_attached()
    assert (output(page), contours(page)) == (shown, lines)


@pytest.mark.parametrize(
    "hostile",
    [
        "%3Cimg src=x onerror=alert(1)%3E",
        "x0" + "%2Bx0" * 2000,
        "%27)%3Bimport os%23",
        "(" * 3000,
        "-" * 5000 + "x0",
        "%00x0",
        "1e308*x0*1e308",
    ],
)
def test_a_hostile_address_leaves_the_landscape_as_built(page: Page, address: str, hostile: str) -> None:
    built = output(opened(page, address))
    opened(page, address, f"?lab.formula={hostile}")
    assert output(page) == built
    assert page.locator("#formula-mark mark").count() == 1
    assert page.locator("img[src=x]").count() == 0


MINIMA = {  # how many have both coordinates between -10 and 10
    "sin(x0)*sin(x1)": 18,
    "sin(2*x0)*cos(2*x1)": 78,
    "cos(3*x0)*cos(3*x1)": 180,
    "(1 - x0)**2 + 100*(x1 - x0**2)**2": 1,  # the search takes long along the valley, and must not stop there
    "(x0 - 10)**2 + (x1 + 10)**2": 1,
    "(x0 - 11)**2 + x1**2": 0,
    "x0**3 + x1**2": 0,
    "log(x0) + x1**2": 0,
}


@pytest.mark.exhaustive
def test_the_search_finds_the_minima_in_the_square_and_takes_nothing_else_for_one(formula: Page) -> None:
    found = formula.evaluate(
        """async (formulas) => {
            const { minimaIn } = await import("/assets/live/lab/minima.js");
            const square = [[-10, 10], [-10, 10]];
            const limits = { xlim: [-10, 10], ylim: [-5, 5] };
            const landscape = (text) => formula.landscapeOf(formula.parse(text).value, limits);
            return formulas.map((text) => minimaIn(landscape(text), square).length);
        }""",
        list(MINIMA),
    )
    assert dict(zip(MINIMA, found, strict=True)) == MINIMA


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(x0**2 - 1)**2 + x1**2", "^2 tints, one for each minimum that was found"),
        ("cos(4*x0)*cos(4*x1)", "^4 tints in turn for the 60 minima that were found"),
        ("x0**2 + x1**2 / 2", "in the minimum that was found"),
        ("x0**4 + x1**4", "^Nothing is tinted"),  # the minimum is so flat that no run is there in time
    ],
)
def test_the_basin_map_finds_the_minima_of_a_formula(page: Page, address: str, text: str, said: str) -> None:
    opened(page, address, "?lab.surface=bowl&lab.basins=GradientDescent&lab.lr=0.1")
    type_in(page, text)
    expect(page.locator(".lab-read")).to_have_text(re.compile(said), timeout=30_000)
    expect(page.locator("canvas.basins")).to_have_attribute("data-done", "true", timeout=30_000)
    type_in(page, "x0 + x1")
    expect(page.locator(".lab-read")).to_have_text(re.compile("No minimum was found"), timeout=30_000)


def test_from_a_start_without_a_slope_no_step_is_walked_and_none_has_diverged(page: Page, address: str) -> None:
    opened(page, address, "?lab.formula=log(x0)")
    for k in ("40", "0", "5"):
        page.locator("[name=step]").fill(k)
        assert [line.split(maxsplit=1)[1] for line in output(page).splitlines()] == 3 * ["no slope  f=nan x=[-7.  2.]"]


FRAMES = {
    "himmelblau": "(x0**2 + x1 - 11)**2 + (x0 + x1**2 - 7)**2 + 1",
    "ravine": "100*x0**2 + x1**2",
    "saddle": "(x0**2 - 1)**2 + x1**2 + x0/10",
    "plateau": "(x0 - 2.3)**2 + x1**2",
    "rosenbrock": "(1-x0)**2+100*(x1-x0**2)**2",  # above a range of 10 the valley has no contour line
    "monkey_saddle": "exp(x0**2)+exp(x1**2)",  # nor this one, which is in the middle of most ranges
}


@pytest.mark.parametrize("frame", FRAMES)
def test_a_formula_that_is_entered_gets_the_range_that_shows_its_valleys(page: Page, address: str, frame: str) -> None:
    opened(page, address, "?lab.surface=bowl" if frame == "ravine" else "")
    if frame == "plateau":
        page.locator("[name=surface]").select_option("double_well")
    type_in(page, FRAMES[frame])
    page.locator("[name=formula]").press("Enter")
    shown = "bowl" if frame == "ravine" else frame  # one valley in the middle says nothing of the range
    expect(page.locator("[name=surface]")).to_have_value(shown)
    expect(page.locator("[name=formula]")).to_have_value(FRAMES[frame])
    (low, high), _ = SURFACES[shown].xlim, SURFACES[shown].ylim
    assert low <= float(page.locator("[data-live=lab] input[name=init_x0]").input_value()) <= high
    expect(page.locator(".live-bar p")).not_to_contain_text("outside")


@pytest.mark.exhaustive
def test_enter_after_an_edit_looks_for_a_range_once(page: Page, address: str) -> None:
    head, count = "export const frameOf = (value, current) => {", "window.looked = (window.looked ?? 0) + 1;"

    def counted(route: Route) -> None:
        response = route.fetch()
        assert head in response.text()
        route.fulfill(response=response, body=response.text().replace(head, head + count))

    page.route("**/lab/frame.js*", counted)
    opened(page, address)
    for times, key in enumerate(["Enter", "Enter", "Tab"], 1):
        if times != 2:
            type_in(page, f"x0**2 + {times}*x1**2")
        page.locator("[name=formula]").press(key)
        assert page.evaluate("window.looked") == times


@pytest.mark.exhaustive
def test_runs_that_ran_away_are_not_said_to_rest_though_their_slope_is_0(page: Page, address: str) -> None:
    opened(page, address)
    type_in(page, "100*x0**2 + x1**2")
    note = page.locator(".live-bar p")
    expect(note).to_contain_text("GradientDescent, Momentum: ran away; a smaller learning rate may help.")
    expect(note).to_contain_text("f grew from 4.9e+03 to 1.8e+27, where rounding makes the measured slope 0.")
    expect(note).to_contain_text("Enter finds learning rates that fit this formula.")
    expect(note).not_to_contain_text("frozen")
    page.locator("[name=formula]").press("Enter")
    expect(note).to_have_text("")
    page.locator("[name=Momentum]").uncheck()
    page.locator("[name=AdaGrad]").uncheck()
    page.locator("[data-live=lab] input[name=lr_GradientDescent]").fill("1")
    expect(note).to_contain_text(re.compile("f grew from 4.9e.03 to .*Frozen from step"))
    expect(note).not_to_contain_text("Enter")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("lab.formula=100*x0**2%2Bx1**2", "^$"),
        pytest.param("lab.formula=1e9*x0**2%2Bx1**2&lab.AdaGrad=off", "ran away", marks=pytest.mark.exhaustive),
    ],
    ids=["found", "none"],
)
def test_enter_seeks_rates_once_for_the_formula_of_an_address(
    page: Page, address: str, settings: str, said: str
) -> None:
    opened(page, address, f"?{settings}")
    note = page.locator("#lab-note")
    expect(note).to_contain_text("Enter finds learning rates that fit this formula.")
    page.locator("[name=formula]").press("Enter")
    expect(note).not_to_contain_text("Enter finds")
    expect(note).to_have_text(re.compile(said))


@pytest.mark.exhaustive
def test_a_start_outside_the_picture_is_said(page: Page, address: str) -> None:
    note, outside = page.locator("#lab-note"), "The start lies outside the picture, beyond the ring at its edge."
    for x0, said in (("1e99", outside), ("10.1", outside), ("10", "^")):
        opened(page, address, f"?lab.init_x0={x0}")
        expect(note).to_have_text(re.compile(f"{said}$"))
        frame, ring = (
            box_of(page.locator(f"[data-live=lab] {part}").first) for part in (".stage", "[data-part=start]")
        )
        assert ring["width"] > 5
        assert ring["x"] + ring["width"] <= frame["x"] + frame["width"]


@pytest.mark.exhaustive
def test_a_start_where_f_has_no_finite_value_or_slope_is_said(page: Page, address: str) -> None:
    opened(page, address)
    note = page.locator("#lab-note")
    for text in ("log(x0) + x1**2", "x0**400 + x1**2", "1e308*x0**2 + x1**2", "0**x0 + x1**2", "(-2)**x0 + x1**2"):
        type_in(page, text)
        expect(note).to_contain_text("f has no finite value or slope at the start")
        type_in(page, "x0**2 + x1**2")
        expect(note).not_to_contain_text("f has no finite value")
    opened(page, address, "?lab.init_x0=1e308")
    expect(note).to_contain_text("f has no finite value or slope at the start")
