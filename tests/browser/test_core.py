"""The mathematics in the browser: bit-identical to gdbook."""

from __future__ import annotations

import inspect
import itertools
import json
from typing import Any, get_args

import numpy as np
import pytest
from playwright.sync_api import Page

import gdbook
from gdbook import SURFACES, descend, numerical_diff, numerical_gradient
from gdbook.basins import basin_map
from gdbook.linesearch import Backtracking, ExactLineSearch
from gdbook.status import Status

SETTINGS = {
    "GradientDescent": [{"lr": 0.01}, {"lr": 0.3}, {"lr": 1.0}],
    "Momentum": [{"lr": 0.01}, {"lr": 0.1, "beta": 0.5}, {"lr": 0.02, "beta": 0.0}],
    "Nesterov": [{"lr": 0.01}, {"lr": 0.1, "beta": 0.5}],
    "AdaGrad": [{"lr": 0.5}, {"lr": 0.1, "eps": 1e-3}],
    "RMSProp": [{"lr": 0.05}, {"lr": 0.01, "beta": 0.5, "eps": 1e-6}],
    "Adam": [{"lr": 0.1}, {"lr": 0.3, "beta1": 0.5, "beta2": 0.9, "eps": 1e-6}],
}
RULES = {name: SETTINGS.get(name, [{"lr": 0.1}]) for name in gdbook.RULES}
STEPS = 150


@pytest.fixture
def core(page: Page, address: str) -> Page:
    """A page with the module in `window.core`."""
    page.goto(address + "404.html")
    page.evaluate("import('/assets/live/core/index.js').then((module) => (window.core = module))")
    return page


def plain(values: Any) -> Any:
    """Numbers as text, in nested lists, so that NaN and the sign of zero survive JSON."""
    return [plain(value) for value in values] if isinstance(values, (list, tuple, np.ndarray)) else repr(float(values))


PLAIN = """(value) => {
    const plain = (value) => Array.isArray(value) ? value.map(plain)
        : Number.isNaN(value) ? "nan" : Object.is(value, -0) ? "-0" : String(value);
    return plain(value);
}"""


def numbers(texts: Any) -> Any:
    return [numbers(text) for text in texts] if isinstance(texts, list) else float(texts)


def same(one: Any, other: Any) -> bool:
    """Equal as doubles, NaN to NaN."""
    one, other = np.array(one, float), np.array(other, float)
    return one.shape == other.shape and bool(np.array_equal(one, other, equal_nan=True))


def traces(core: Page, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The runs of all cases in the browser, with numbers as Python floats."""
    script = f"""(cases) => {{
        const {{ surfaces, rules, descend }} = window.core;
        const plain = {PLAIN};
        return JSON.parse(cases).map(({{ surface, rule, settings, start, steps, exact }}) => {{
            const f = surfaces[surface];
            const trace = descend(f, start, rules[rule](settings), steps, exact ? {{ grad: f.grad }} : {{}});
            return {{ ...trace, x: plain(trace.x), f: plain(trace.f), grad: plain(trace.grad) }};
        }});
    }}"""
    found = core.evaluate(script, json.dumps(cases))
    words = {"status", "unbounded"}
    return [{name: value if name in words else numbers(value) for name, value in trace.items()} for trace in found]


def test_every_surface_and_rule_gives_the_same_trace_to_the_last_bit(core: Page) -> None:
    rng = np.random.default_rng(0)
    cases = [
        {
            "surface": surface.name,
            "rule": rule,
            "settings": settings,
            "start": [rng.uniform(*surface.xlim), rng.uniform(*surface.ylim)],
            "steps": STEPS,
            "exact": exact,
        }
        for surface, (rule, kinds), exact in itertools.product(SURFACES.values(), RULES.items(), (False, True))
        for settings in kinds
    ]
    statuses = set()
    for case, found in zip(cases, traces(core, cases), strict=True):
        surface = SURFACES[case["surface"]]
        rule = getattr(gdbook, case["rule"])(**case["settings"])
        trace = descend(surface, case["start"], rule, STEPS, grad=surface.grad if case["exact"] else None)
        assert (found["status"], found["unbounded"]) == (trace.status, trace.unbounded), case
        for name in ("x", "f", "grad"):
            assert same(found[name], getattr(trace, name)), (name, case)
        statuses.add(trace.status)
    assert statuses == {"finished", "diverged", "frozen"}


SCHEDULES = {
    "none": ("(lr) => lr", lambda lr: lr),
    "decays": ("(lr) => (k) => lr / (1 + k)", lambda lr: lambda k: lr / (1 + k)),
    "comes down to zero": ("(lr) => (k) => (k < 3 ? lr : 0)", lambda lr: lambda k: lr if k < 3 else 0.0),
}
SHARES = {"beta", "beta1", "beta2"}


def test_random_settings_and_starts_give_the_same_trace_and_signs_of_zero(core: Page) -> None:
    rng = np.random.default_rng(0)

    def value(setting: str) -> float:
        if setting in SHARES:
            return float(rng.choice([0, 0.5, 0.999, rng.uniform()]))
        return float(10 ** rng.uniform(*((-6, 6) if setting == "lr" else (-12, 0))))

    cases = [
        {
            "surface": surface,
            "rule": rule,
            "settings": {setting: value(setting) for setting in kinds[-1]},
            "schedule": str(rng.choice(list(SCHEDULES))),
            # from underflow to overflow
            "start": (rng.normal(size=2) * 10.0 ** rng.choice([-200, -8, 0, 0, 0, 5, 12, 100, 154, 300])).tolist(),
            "steps": int(rng.choice([0, 1, 5, 60])),
            "exact": bool(rng.integers(2)),
            "tol": None if rng.integers(2) else float(10 ** rng.uniform(-8, 2)),
        }
        for surface, (rule, kinds) in itertools.product(SURFACES, RULES.items())
        for _ in range(6)
    ]
    schedules = ", ".join(f'"{name}": {script}' for name, (script, _) in SCHEDULES.items())
    found = core.evaluate(
        f"""(cases) => {{
            const {{ surfaces, rules, descend }} = window.core;
            const plain = {PLAIN};
            const schedules = {{ {schedules} }};
            return JSON.parse(cases).map(({{ surface, rule, settings, schedule, start, steps, exact, tol }}) => {{
                const f = surfaces[surface];
                const options = {{ ...(exact && {{ grad: f.grad }}), ...(tol !== null && {{ tol }}) }};
                const stepping = rules[rule]({{ ...settings, lr: schedules[schedule](settings.lr) }});
                const trace = descend(f, start, stepping, steps, options);
                return {{ ...trace, x: plain(trace.x), f: plain(trace.f), grad: plain(trace.grad) }};
            }});
        }}""",
        json.dumps(cases),
    )
    statuses = set()
    for case, twin in zip(cases, found, strict=True):
        surface = SURFACES[case["surface"]]
        lr = SCHEDULES[case["schedule"]][1](case["settings"]["lr"])
        rule = getattr(gdbook, case["rule"])(**case["settings"] | {"lr": lr})
        grad = surface.grad if case["exact"] else None
        trace = descend(surface, case["start"], rule, case["steps"], grad=grad, tol=case["tol"])
        assert (twin["status"], twin["unbounded"]) == (trace.status, trace.unbounded), case
        for name in ("x", "f", "grad"):
            there, here = np.array(numbers(twin[name])), getattr(trace, name)
            assert same(there, here), (name, case)
            assert np.array_equal(np.signbit(there) & (there == 0), np.signbit(here) & (here == 0)), (name, case)
        statuses.add(trace.status)
    assert statuses == set(get_args(Status))


OFFSET_CASES = [  # a start, a learning rate, a number of steps and a tolerance, on a function with an offset
    ("1e14 + x[0] * x[0]", lambda x: 1e14 + x[0] * x[0], [1.0], 0.1, 100, 1e-6),
    ("1e14 + x[0] * x[0]", lambda x: 1e14 + x[0] * x[0], [1.0], 0.1, 100, None),
    ("1e14 + x[0] * x[0]", lambda x: 1e14 + x[0] * x[0], [0.0], 0.1, 100, None),
    ("1 + Math.max(x[0], 0)", lambda x: 1 + np.maximum(x[0], 0), [-5.0], 0.1, 100, None),
    ("x[1] * x[1]", lambda x: x[1] * x[1], [1e13, 0.0], 0.1, 5, None),
    ("x[0] * x[0] + x[1] * x[1]", lambda x: x[0] * x[0] + x[1] * x[1], [1e13, 1.0], 0.1, 5, 1e-3),
    ("x[0] * x[0] + x[1] * x[1]", lambda x: x[0] * x[0] + x[1] * x[1], [-3.0, 4.0], 1.05, 100, None),
    ("x[0] * x[0] + x[1] * x[1]", lambda x: x[0] * x[0] + x[1] * x[1], [-3.0, 4.0], 1.05, 2, None),
    ("x[0] * x[0] - x[1] * x[1]", lambda x: x[0] * x[0] - x[1] * x[1], [0.0, 1.0], 0.1, 1000, None),
    ("x[0] * x[0] - x[1] * x[1]", lambda x: x[0] * x[0] - x[1] * x[1], [0.0, 1.0], 0.1, 60, None),
]


def test_functions_with_offsets_end_with_the_same_status(core: Page) -> None:
    for script, f, start, lr, steps, tol in OFFSET_CASES:
        found = core.evaluate(
            f"""([start, lr, steps, tol]) => {{
                const trace = core.descend((x) => {script}, start, core.rules.GradientDescent({{ lr }}), steps,
                    tol === null ? {{}} : {{ tol }});
                return [trace.status, trace.unbounded, trace.x.length];
            }}""",
            [start, lr, steps, tol],
        )
        trace = descend(f, start, gdbook.GradientDescent(lr), steps, tol=tol)
        assert found == [trace.status, trace.unbounded, len(trace.x)], script


def test_basins_are_those_of_basin_map(core: Page) -> None:
    for name, lr, steps in [
        ("himmelblau", 0.01, 200),
        ("himmelblau", 0.024, 60),
        ("bowl", 1.05, 50),
        ("saddle", 0.3, 90),
    ]:
        surface = SURFACES[name]
        found = core.evaluate(
            """([name, lr, steps, starts]) => {
                const surface = core.surfaces[name];
                const rule = core.rules.GradientDescent({ lr });
                return starts.map((start) => core.basin(surface, rule, start, steps, surface.stationaryPoints));
            }""",
            [name, lr, steps, np.stack(np.meshgrid(*[np.linspace(-3, 3.1, 12)] * 2), -1).reshape(-1, 2).tolist()],
        )
        basins = basin_map(surface, gdbook.GradientDescent(lr), (-3, 3.1), (-3, 3.1), count=12, step_num=steps)
        assert [one["reached"] for one in found] == basins.reached.ravel().tolist(), name
        assert [one["escaped"] for one in found] == basins.escaped.ravel().tolist(), name


def test_the_exact_line_search_takes_the_same_steps(core: Page) -> None:
    for name, start in [
        ("ravine", [-7.0, 2.0]),
        ("ravine", [3.0, 0.0]),
        ("rosenbrock", [-1.2, 1.0]),
        ("plateau", [2, 1]),
    ]:
        found = core.evaluate(
            """([name, start]) => {
                const f = core.surfaces[name];
                return core.descend(f, start, core.ExactLineSearch(f, f.grad), 12, { grad: f.grad }).x;
            }""",
            [name, start],
        )
        f = SURFACES[name]
        assert found == descend(f, start, ExactLineSearch(f, f.grad), 12, grad=f.grad).x.tolist(), name


def test_backtracking_takes_the_same_steps(core: Page) -> None:
    for name, start, settings in [
        ("ravine", [10.0, 0.5], {"lr": 1.8, "slope": 0.25}),
        ("ravine", [0.0, 0.0], {}),
        ("rosenbrock", [-0.5, 0.5], {"slope": 0.25}),
        ("rosenbrock", [-1.2, 1.0], {"lr": 1e300}),  # overflows at first
        ("plateau", [2.0, 1.0], {"lr": 8.0, "shrink": 0.9}),
        ("saddle", [1e-200, 0.0], {"lr": 3.0, "shrink": 0.1, "slope": 0.5}),
    ]:
        found = core.evaluate(
            """([name, start, settings]) => {
                const f = core.surfaces[name];
                return core.descend(f, start, core.Backtracking(f, settings), 60, { grad: f.grad }).x;
            }""",
            [name, start, settings],
        )
        f = SURFACES[name]
        assert found == descend(f, start, Backtracking(f, **settings), 60, grad=f.grad).x.tolist(), (name, settings)


def test_backtracking_ends_in_the_same_way_where_f_does_not_fall(core: Page) -> None:
    found = core.evaluate(
        """() => ["x => x[0] === 1 ? 1 : NaN", "x => -Infinity", "x => x[0] === 1 ? 0 : 1"].map((text) => {
            const rule = core.Backtracking(new Function(`return ${text}`)());
            return [rule.update([2], rule.init([1]))[0][0], rule.update([NaN], rule.init([1]))[0][0]];
        })"""
    )
    for f, steps in zip(
        [lambda x: np.where(x[0] == 1, 1, np.nan), lambda x: -np.inf + 0 * x[0], lambda x: np.where(x[0] == 1, 0, 1)],
        found,
        strict=True,
    ):
        rule = Backtracking(f)
        state = rule.init(np.ones(1))
        assert steps == [rule.update(np.array([g]), state)[0][0] for g in (2.0, np.nan)]


def test_the_chapters_run_with_lr_10_freezes_at_the_printed_point(core: Page) -> None:
    case = {"surface": "bowl", "rule": "GradientDescent", "settings": {"lr": 10.0}, "start": [-3, 4], "steps": 100}
    (found,) = traces(core, [case])
    assert found["x"][-1] == [-25898374737328.363, -1295248616896.5398]
    assert found["status"] == "frozen"


def test_rules_have_the_same_order_and_defaults_as_in_python(core: Page) -> None:
    assert core.evaluate("Object.keys(core.rules)") == list(RULES)
    for name in RULES:
        built = core.evaluate(
            "(name) => { const { init, update, ...settings } = core.rules[name](); return settings }", name
        )
        signature = inspect.signature(getattr(gdbook, name))
        assert built == {key: parameter.default for key, parameter in signature.parameters.items()}
        assert core.evaluate("(name) => typeof new core.rules[name]({ lr: 0.1 }).update", name) == "function"


def test_schedules_and_tolerances_work_as_in_python(core: Page) -> None:
    found = core.evaluate(
        """() => {
            const { surfaces, rules, descend } = core;
            const rule = rules.Momentum({ lr: (k) => 0.1 / (1 + k), beta: 0.5 });
            const scheduled = descend(surfaces.ravine, [-7, 2], rule, 50);
            const stopped = descend(surfaces.bowl, [-3, 4], rules.GradientDescent({ lr: 0.1 }), 500, { tol: 1e-6 });
            return [scheduled.x.at(-1), stopped.x.length, stopped.status];
        }"""
    )
    rule = gdbook.Momentum(lr=lambda k: 0.1 / (1 + k), beta=0.5)
    scheduled = descend(gdbook.ravine, [-7, 2], rule, 50)
    stopped = descend(gdbook.bowl, [-3, 4], gdbook.GradientDescent(0.1), 500, tol=1e-6)
    assert found == [scheduled.x[-1].tolist(), len(stopped.x), "converged"]


def test_points_may_have_any_number_of_components(core: Page) -> None:
    found = core.evaluate(
        """() => [[2], [1, -2, 3, 0.5]].map((start) => {
            const f = (x) => x.reduce((sum, value) => sum + value * value * value * value, 0);
            return core.descend(f, start, core.rules.Adam({ lr: 0.05 }), 60).x.at(-1);
        })"""
    )

    def f(x: Any) -> Any:
        return sum(value * value * value * value for value in x)

    for start, last in zip(([2.0], [1.0, -2.0, 3.0, 0.5]), found, strict=True):
        assert descend(f, start, gdbook.Adam(lr=0.05), 60).x[-1].tolist() == last


def test_gradients_and_derivatives_are_the_same_for_any_h(core: Page) -> None:
    rng = np.random.default_rng(1)
    cases = [
        (surface.name, [rng.uniform(*surface.xlim), rng.uniform(*surface.ylim)], float(10.0 ** rng.uniform(-9, 0)))
        for surface in SURFACES.values()
        for _ in range(20)
    ]
    found = core.evaluate(
        "(cases) => cases.map(([name, x, h]) => core.numericalGradient(core.surfaces[name], x, h))", cases
    )
    for (name, x, h), gradient in zip(cases, found, strict=True):
        assert numerical_gradient(SURFACES[name], x, h).tolist() == gradient
    assert core.evaluate("core.numericalGradient(core.surfaces.bowl, [3, 4])") == [6.00000000000378, 7.999999999999119]
    slopes = core.evaluate("[5, 10].map((x) => core.numericalDiff((x) => 0.01 * x * x + 0.1 * x, x))")
    assert slopes == [numerical_diff(lambda x: 0.01 * x * x + 0.1 * x, x) for x in (5, 10)]


def test_surfaces_have_the_same_metadata_as_in_python(core: Page) -> None:
    found = core.evaluate(
        """() => Object.entries(core.surfaces).map(([key, f]) =>
            [key, f.name, f.formula, f.xlim, f.ylim, f.stationaryPoints])"""
    )
    assert found == [
        [name, f.name, f.formula, list(f.xlim), list(f.ylim), [list(point) for point in f.stationary_points]]
        for name, f in SURFACES.items()
    ]


BAD = {
    "core.descend(null, [1, 2], core.rules.Adam(), 3)": "f must be a function",
    "core.descend(core.surfaces.bowl, [1, NaN], core.rules.Adam(), 3)": "initX must be finite",
    "core.descend(core.surfaces.bowl, [], core.rules.Adam(), 3)": "initX must be a point",
    "core.descend(core.surfaces.bowl, 'ab', core.rules.Adam(), 3)": "initX must be an array",
    "core.descend(core.surfaces.bowl, [1, '2'], core.rules.Adam(), 3)": "initX must be a number",
    "core.descend(core.surfaces.bowl, [1, 2], core.rules.Adam, 3)": "rule must have the methods",
    "core.descend(core.surfaces.bowl, [1, 2], core.rules.Adam(), -1)": "stepNum must be a non-negative integer",
    "core.descend(core.surfaces.bowl, [1, 2], core.rules.Adam(), 1.5)": "stepNum must be a non-negative integer",
    "core.descend(core.surfaces.bowl, [1, 2], core.rules.Adam(), 3, { tol: 0 })": "tol must be positive",
    "core.descend(core.surfaces.bowl, [1, 2], core.rules.Adam({ lr: () => -1 }), 3)": "lr(0) must be",
    "core.numericalGradient(core.surfaces.bowl, [1, 2], 0)": "h must be positive, got 0",
    "core.numericalGradient(core.surfaces.bowl, [1, Infinity])": "x must be finite, got Infinity",
    "core.numericalDiff(Math.sin, '1')": "x must be a number, got 1",
    "core.Backtracking(null)": "f must be a function",
    "core.Backtracking(core.surfaces.bowl, { lr: 0 })": "lr must be positive, got 0",
    "core.Backtracking(core.surfaces.bowl, { shrink: 1 })": "shrink must be in (0, 1), got 1",
    "core.Backtracking(core.surfaces.bowl, { slope: 0 })": "slope must be in (0, 1), got 0",
    "core.rules.GradientDescent({ lr: 0 })": "lr must be positive, got 0",
    "core.rules.GradientDescent({ lr: NaN })": "lr must be finite, got NaN",
    "core.rules.Momentum({ beta: 1 })": "beta must be in [0, 1), got 1",
    "core.rules.Adam({ eps: -1 })": "eps must be positive, got -1",
}


def test_an_invalid_argument_raises_an_error_that_names_it(core: Page) -> None:
    for call, message in BAD.items():
        error = core.evaluate(
            f"() => {{ try {{ {call}; return 'nothing'; }} catch (error) {{ return error.message; }} }}"
        )
        assert message in error, call


def test_arguments_are_not_modified(core: Page) -> None:
    assert core.evaluate(
        """() => {
            const start = Object.freeze([-3, 4]);
            const mutating = (x) => { const value = x[0] * x[0] + x[1] * x[1]; x[0] = x[1] = 99; return value; };
            const mutated = core.descend(mutating, start, core.rules.GradientDescent({ lr: 0.1 }), 20);
            const clean = core.descend(core.surfaces.bowl, start, core.rules.GradientDescent({ lr: 0.1 }), 20);
            return JSON.stringify(mutated) === JSON.stringify(clean);
        }"""
    )
