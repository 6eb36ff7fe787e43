"""Unit tests of the modules of the live listings."""

from __future__ import annotations

import json
import re
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.ticker import LogLocator
from playwright.sync_api import Page
from prose import LANGUAGES, path_of


@pytest.fixture
def load(page: Page, address: str) -> Any:
    """Runs a JavaScript function with a module of assets/live as its first argument."""
    page.goto(address + "404.html")

    def run(module: str, script: str, argument: Any = None) -> Any:
        return page.evaluate(
            f"(argument) => import('/assets/live/{module}.js').then((it) => ({script})(it, JSON.parse(argument)))",
            json.dumps(argument),
        )

    return run


def test_numbers_are_formatted_as_in_python_and_numpy(load: Any) -> None:
    rng = np.random.default_rng(0)
    pairs = rng.normal(size=(4_000, 2)) * 10.0 ** rng.integers(-12, 14, (4_000, 2))
    pairs[::3] = pairs[::3].round(3)
    pairs[1::3] = rng.normal(size=pairs[1::3].shape) * 10.0 ** rng.integers(-4, 4, (len(pairs[1::3]), 1))
    special = [0.0, -0.0, 0.125, 2.5, 0.5, 1e16, 123456789.5, 1e-5, np.inf, -np.inf, np.nan, 1e-300, 999.5]
    pairs = np.concatenate([pairs, [[one, other] for one in special for other in special]])
    found = load(
        "python",
        """({ array, repr, fixed, scientific, general, round }, pairs) => pairs.map((texts) => {
            const [x, y] = texts.map((text) => ({ nan: NaN, inf: Infinity, "-inf": -Infinity })[text] ?? Number(text));
            return [array([x, y]), repr(x), fixed(x, 4), scientific(x, 3), general(x, 3), repr(round(x, 2))];
        })""",
        [[repr(float(x)) for x in pair] for pair in pairs],
    )
    for pair, written in zip(pairs, found, strict=True):
        x = float(pair[0])
        wanted = [str(pair), repr(x), f"{x:.4f}", f"{x:.3e}", f"{x:.3g}", repr(float(np.round(x, 2)))]
        assert written == wanted, pair


def test_arrays_of_any_length_and_rounding_ties_are_formatted_alike(load: Any) -> None:
    rng = np.random.default_rng(1)
    arrays = [rng.normal(size=n) * 10.0 ** rng.integers(-6, 9) for n in (1, 2, 3, 4, 5) for _ in range(300)]
    arrays += [values.round(places) for values, places in zip(arrays, rng.integers(0, 6, len(arrays)), strict=True)]
    for values in arrays[::7]:
        values[rng.integers(len(values))] = rng.choice([0.0, -0.0, np.nan, np.inf, -np.inf, 1e8, 1e-4])
    # Thousands of eighths, so that many are rounding ties.
    numbers = [
        *(9.5, 95, 0.5, 2.5),  # in scientific notation, the tie 9.5 rounds to the even 10
        *(rng.integers(-(10**4), 10**4, 2_000) / 8),
        *rng.normal(size=2_000),
        *10.0 ** rng.integers(-300, 21, 200),
    ]
    found = load(
        "python",
        """({ array, fixed, scientific, general, round, repr }, [arrays, numbers]) => {
            const read = (text) => ({ nan: NaN, inf: Infinity, "-inf": -Infinity })[text] ?? Number(text);
            const written = (x) => [fixed(x, 0), fixed(x, 2), scientific(x, 0), scientific(x, 1), general(x, 1),
                general(x, 4), general(x, 6), repr(round(x, 0)), repr(round(x, 4)), repr(round(x, 6))];
            return [arrays.map((texts) => array(texts.map(read))), numbers.map(read).map(written)];
        }""",
        [[[repr(float(x)) for x in values] for values in arrays], [repr(float(x)) for x in numbers]],
    )
    with np.printoptions(linewidth=1_000):
        assert found[0] == [str(values) for values in arrays]
    for x, written in zip(map(float, numbers), found[1], strict=True):
        formats = (".0f", ".2f", ".0e", ".1e", ".1g", ".4g", ".6g")
        rounded = [repr(float(np.round(x, places))) for places in (0, 4, 6)]
        assert written == [format(x, shape) for shape in formats] + rounded, x


def test_rounding_a_huge_number_overflows_as_in_numpy(load: Any) -> None:
    with np.errstate(over="ignore"):
        wanted = [str(np.round(x, 4)) for x in (1e303, 1e305, -1.7e308)]
    assert load("python", "({ repr, round }) => [1e303, 1e305, -1.7e308].map((x) => repr(round(x, 4)))") == wanted


def test_autoscaled_limits_match_matplotlib(load: Any) -> None:
    rng = np.random.default_rng(0)
    rows = [(rng.normal(size=20) * 10.0 ** rng.uniform(-9, 9), False) for _ in range(40)]
    rows += [
        (10.0 ** rng.uniform(low := rng.uniform(-200, 200), low + rng.uniform(0.1, 90), 20), True) for _ in range(40)
    ]
    rows += [(np.append(values, [np.nan, np.inf]), log) for values, log in rows[::9]]
    rows += [(np.append(values, [0, -1]), True) for values, log in rows if log][::9]  # masked on a logarithmic axis
    found = load(
        "draw/axes",
        "({ limitsOf }, rows) => rows.map(([texts, log]) => limitsOf(texts.map(Number), log))",
        [
            [[{"nan": "NaN", "inf": "Infinity"}.get(repr(float(x)), repr(float(x))) for x in values], log]
            for values, log in rows
        ],
    )
    for (values, log), limits in zip(rows, found, strict=True):
        fig, ax = plt.subplots()
        ax.plot(values)
        if log:
            ax.set_yscale("log", nonpositive="mask")
        ax.autoscale_view()
        assert np.allclose(limits, ax.get_ylim(), rtol=1e-6, atol=0), values
        plt.close(fig)


def test_a_distant_line_is_clipped_and_keeps_its_direction(load: Any) -> None:
    (a, b), nothing, broken = load(
        "draw/path",
        """({ clipped }) => [[[10, 20], [1e15, 2e15]], [[6000, 1], [7000, 2]], [[NaN, 1], [2, 3]]]
            .map(([a, b]) => clipped(a, b))""",
    )
    assert a == [10, 20]
    assert max(b) == pytest.approx(5000)
    assert (b[1] - 20) / (b[0] - 10) == pytest.approx((2e15 - 20) / (1e15 - 10))
    assert nothing is None
    assert broken is None


def test_a_path_breaks_at_nan_and_skips_repeated_points(load: Any) -> None:
    written = load(
        "draw/path",
        """({ line, dots }) =>
            [line([[1, 2], [3, 4], [3, 4], [NaN, 0], [5, 6], [7, 8]]), dots([[1, 2], [1, 2], [3, 4]])]""",
    )
    assert written == ["M1 2L3 4M5 6L7 8", "M1 2h0M3 4h0"]


@pytest.mark.parametrize(
    ("axis", "texts"),
    [
        ({"low": -0.4, "high": 10.3}, ["0", "2", "4", "6", "8", "10"]),
        ({"low": -0.012, "high": 0.011}, ["−0.010", "−0.005", "0.000", "0.005", "0.010"]),
        ({"low": 0, "high": 3e6}, ["0", "5e5", "1e6", "1.5e6", "2e6", "2.5e6", "3e6"]),
        ({"low": 1e-9, "high": 6, "log": True}, ["10−8", "10−6", "10−4", "10−2", "1"]),
        ({"low": 0.11, "high": 9, "log": True}, ["0.2", "0.5", "1", "2", "5"]),
        ({"low": 2.4e-7, "high": 1.1e-6, "log": True}, ["4e−7", "6e−7", "8e−7", "1e−6"]),
        ({"low": 24, "high": 26, "log": True}, ["24.0", "24.5", "25.0", "25.5", "26.0"]),
    ],
)
def test_ticks_are_round_numbers_and_not_too_many(load: Any, axis: dict[str, Any], texts: list[str]) -> None:
    ticks = load("draw/ticks", "({ ticksFor }, axis) => ticksFor(axis)", axis)
    assert [tick["text"] + tick.get("power", "") for tick in ticks] == texts
    assert all(axis["low"] <= tick["at"] * (1 + 1e-9) and tick["at"] <= axis["high"] * (1 + 1e-9) for tick in ticks)


def test_logarithmic_ticks_are_powers_of_ten_as_in_matplotlib(load: Any) -> None:
    for low, high in ((1e-20, 1e3), (2.0, 5e7), (1e24, 1e128)):
        ticks = load("draw/ticks", "({ ticksFor }, axis) => ticksFor(axis)", {"low": low, "high": high, "log": True})
        allowed = LogLocator(numticks="auto").tick_values(low, high)
        assert 3 <= len(ticks) <= 6 or len(ticks) == 7
        assert all(np.isclose(np.log10(tick["at"]), np.round(np.log10(tick["at"]))) for tick in ticks)
        assert len(allowed) > 1


def test_numbers_are_parsed_as_in_python(load: Any) -> None:
    cases = {
        "0.1": 0.1,
        " 5. ": 5.0,
        ".5": 0.5,
        "1E-3": 0.001,
        "+007": 7.0,
        "−3": -3.0,
        "\uff11\uff0e\uff15": 1.5,  # full-width 1.5, from an input method
    }
    found = load(
        "settings",
        "({ read }, texts) => texts.map((text) => read('coordinate', text))",
        list(cases),
    )
    for text, read, value in zip(cases, found, cases.values(), strict=True):
        assert read["value"] == value, text
        assert float(eval(read["text"])) == value  # the normalized text is valid Python


MESSAGES = """(words) => {
    const given = words.join
        ? { join: [["21;", "22;"]], at: [[["x0", 21], ["x1", 22]]] }
        : { notChoice: [20, 21, [22, 23]], fraction: ["x0", "21/22", 23] };
    const messages = (what, name) => {
        if (typeof what === "function") return [1, 20].map((first) => what(...(given[name] ?? [first, 21, 22, 23])));
        if (typeof what === "string") return what;
        return Object.fromEntries(Object.entries(what).map(([name, part]) => [name, messages(part, name)]));
    };
    return messages(words);
}"""
"""All messages of a module; functions are called with small and with larger numbers."""


def digits(messages: Any) -> Any:
    """Replaces each text by the sorted numbers in it; keys and lists are kept."""
    if isinstance(messages, dict):
        return {name: digits(part) for name, part in messages.items()}
    if isinstance(messages, list):
        return [digits(part) for part in messages]
    return sorted(re.findall(r"\d+(?:[.,]\d+)*", str(messages)))  # a name is given back as it came, a number here


@pytest.mark.parametrize(("module", "export"), [("words", "words"), ("lab/words", "said"), ("lab/told", "told")])
def test_both_languages_have_the_same_messages_with_the_same_numbers(
    page: Page, address: str, module: str, export: str
) -> None:
    messages: list[Any] = []
    for language in LANGUAGES:
        page.goto(address + path_of("reference/api", language))
        messages.append(page.evaluate(f"import('/assets/live/{module}.js').then((it) => ({MESSAGES})(it.{export}))"))
    english, chinese = messages
    assert english != chinese
    assert digits(english) == digits(chinese)
