"""The JavaScript twins against the Python of the live listings, with random settings."""

from __future__ import annotations

import json

import numpy as np
import pytest
from listings import LISTINGS, SETTLED, places, printed, turn_to
from playwright.sync_api import Page

# Exponents of the log-uniform distribution of each setting.
RATES = {
    "lr": (-3, 1),
    "kappa": (-2, 4),
    "early": (-3, 0),
    "late": (-3, 0),
    "h": (-10, 0),
    "longest": (-1, 2),
    "L": (-2, 3),
    "wave": (-2, 2),
    "factor": (-1, 0.05),
}
COUNTS = (0, 1, 2, 3, 4, 31, 100, 333)
TRIES = 60
APART = {"train", "field"}
"""Their sums differ in the last digit, which large rates amplify: test_network.py, test_plane.py."""


def setting(name: str, rng: np.random.Generator) -> str:
    """A random number as a reader may type it: an integer, a decimal, an exponent or a signed zero."""
    digits = int(rng.integers(1, 5))
    if name == "step_num":
        return str(rng.choice(COUNTS))
    if name in ("again", "seed"):
        return str(rng.integers(100))
    if name == "batch":
        return str(rng.integers(1, 11))  # of ten points
    if name == "turn":
        return str(rng.integers(61))  # its dial ends at 60
    if name in ("beta", "beta1"):
        return str(rng.choice(["0", "0.5", ".9", "0.99", f"{rng.uniform(0, 0.9):.{digits}f}"]))
    if name in RATES:
        return f"{10 ** rng.uniform(*RATES[name]):.{digits}g}"
    kind = rng.random()
    if kind < 0.3:
        return str(rng.integers(-8, 9))
    if kind < 0.4:
        return str(rng.choice(["-0", "0.0", "-0.0", "1e5", "-1e-9", "+3", "5.", ".5", "007"]))
    return f"{rng.uniform(-5, 5):.{digits}f}"


@pytest.mark.sampled("tangent", "program", "memory")
@pytest.mark.parametrize(("page_name", "name"), [each for each in LISTINGS if each[1] not in APART])
def test_a_listing_prints_what_its_python_prints_for_random_settings(
    page: Page, address: str, page_name: str, name: str
) -> None:
    rng = np.random.default_rng(0)
    cases = [{key: setting(key, rng) for key in places(page_name, name)} for _ in range(TRIES)]
    turn_to(page, address, page_name, name)
    found = page.evaluate(
        f"""async ([name, cases]) => {{
            const live = document.querySelector(`[data-live="${{name}}"]`);
            const found = [];
            for (const settings of JSON.parse(cases)) {{
                const normalized = [];
                for (const [setting, text] of Object.entries(settings)) {{
                    const input = live.querySelector(`input[name="${{setting}}"]`);
                    input.value = text;
                    input.dispatchEvent(new Event("input"));
                    input.dispatchEvent(new Event("blur"));
                    normalized.push([setting, input.value]);
                }}
                await ({SETTLED})(live);
                const drawn = [...live.querySelectorAll("svg *")].filter((element) =>
                    ["d", "x", "y"].some((name) => /NaN|Infinity|e/.test(element.getAttribute(name) ?? "")));
                const wrong = live.querySelectorAll("[aria-invalid]").length;
                const shown = live.querySelector("output").textContent;
                found.push([Object.fromEntries(normalized), shown, drawn.length, wrong]);
            }}
            return found;
        }}""",
        [name, json.dumps(cases)],
    )
    drift = []
    for case, (settings, output, nonsense, wrong) in zip(cases, found, strict=True):
        assert (nonsense, wrong) == (0, 0), case
        wanted = printed(page_name, name, settings)  # with the normalized texts on the page
        if output != wanted:
            drift.append((case, output, wanted))
    assert drift == []
